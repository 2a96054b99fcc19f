"""The page as a browser shows it. Skipped, and said, where there is no Chromium."""

import json
import os
import time

import pytest

from actlab.i18n import speaking
from actlab.playground import write_page
from checkers import browser

pytestmark = [
    pytest.mark.extras,
    pytest.mark.skipif(browser.find() is None, reason="NO BROWSER: the playground was NOT looked at; install chromium"),
]

FINISHED = "document.documentElement.dataset.pairs === '{pairs}' && !running"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("playground")
    found = {}
    for language in ("en", "es"):
        with speaking(language):
            found[language] = write_page(folder / f"{language}.html")
    return found


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with browser.opened(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def _open(tab, page, link="#blocks=40"):
    """Open the page as somebody does who follows a link."""
    tab.call("Page.navigate", url="about:blank")
    tab.events.clear()
    tab.call("Page.navigate", url=page.resolve().as_uri() + link)
    _wait(tab, "document.readyState === 'complete' && document.getElementById('verdict')?.textContent")


def _wait(tab, expression, seconds=20):
    for _ in range(10 * seconds):
        if tab.evaluate(f"Boolean({expression})"):
            return
        time.sleep(0.1)
    said = tab.evaluate("document.getElementById('verdict')?.textContent")
    raise AssertionError(f"{expression}; {tab.complaints()}; {said}")


def _key(tab, key, **more):
    for kind in ("keyDown", "keyUp"):
        tab.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, **more)


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("es", 360, "dark")])
def test_pairs_train_by_themselves_and_the_page_is_quiet(tab, pages, language, width, scheme):
    tab.look(width, scheme)
    _open(tab, pages[language])
    _wait(tab, FINISHED.format(pairs=40))
    assert tab.complaints() == []
    assert {url for url in tab.requests() if not url.startswith("blob:")} <= {
        f"{pages[language].resolve().as_uri()}",
        f"{pages[language].resolve().as_uri()}#blocks=40",
    }
    assert not tab.overflows()
    verdict = tab.evaluate("document.getElementById('verdict').textContent")
    assert ("relu is better than tanh" if language == "en" else "relu es mejor que tanh") in verdict
    assert tab.evaluate("document.querySelectorAll('#dots circle').length") == 41


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_rows_do_not_depend_on_the_number_of_workers(tab, pages, workers):
    _open(tab, pages["en"], f"?workers={workers}#blocks=12&b=x*sigmoid(x)")
    _wait(tab, FINISHED.format(pairs=12))
    rows = json.dumps(tab.evaluate("ordered().map(({ block, scores, losses }) => [block, scores, losses])"))
    assert rows == test_the_rows_do_not_depend_on_the_number_of_workers.__dict__.setdefault("first", rows)
    assert tab.evaluate("pool.length") == workers


@pytest.mark.skipif(not os.environ.get("ACTLAB_AXE"), reason="NO AXE-CORE: ACTLAB_AXE names no axe.min.js")
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("es", "dark")])
def test_the_page_is_accessible(tab, pages, language, scheme):
    tab.look(1280, scheme)
    _open(tab, pages[language], "#blocks=40&a=leaky_relu:negative_slope=0.2&hidden=8,8&guess=1")
    assert tab.violations() == []


def test_one_chooses_runs_steps_and_shares_by_keyboard_alone(tab, pages):
    tab.look(1280, "light")
    _open(tab, pages["en"], "#blocks=40&run=0")
    _wait(tab, "kernel && pool.every((worker) => worker.ready)")
    tab.evaluate("document.getElementById('b0').focus()")
    before = tab.evaluate("document.getElementById('b0').value")
    _key(tab, "ArrowDown", windowsVirtualKeyCode=40)
    _key(tab, "Enter", windowsVirtualKeyCode=13, text="\r")
    _wait(tab, f"document.getElementById('b0').value !== '{before}'")
    _wait(tab, FINISHED.format(pairs=40))  # another function starts again
    tab.evaluate("restart(false); document.getElementById('step').focus()")
    _key(tab, "Enter", windowsVirtualKeyCode=13, text="\r")
    _wait(tab, FINISHED.format(pairs=1))
    stops = []
    for _ in range(40):
        _key(tab, "Tab", windowsVirtualKeyCode=9)
        stops.append(tab.evaluate("document.activeElement.id"))
    assert {"again", "block", "median", "link", "copy-link", "copy-command", "save"} <= set(stops)
    assert "blocks=40" in tab.evaluate("document.getElementById('link').value")


def test_a_guess_is_asked_for_before_anything_runs_and_answered(tab, pages):
    _open(tab, pages["en"], "#blocks=40&guess=1")
    _wait(tab, "kernel && pool.every((worker) => worker.ready)")
    assert tab.evaluate("rows.length === 0 && !document.getElementById('guessing').hidden")
    tab.evaluate("document.querySelector('[name=guess][value=b]').click()")
    _wait(tab, FINISHED.format(pairs=40))
    assert "You guessed tanh. The pairs say otherwise." in tab.evaluate(
        "document.getElementById('guessed').textContent"
    )


ATTACKS = ("<img src=x onerror=alert(1)>", "1/x/", "x x", "((((" * 30, "alert(1)", "constructor", "x.constructor",
           "while(1){}", "0/0", "log(-1)", "`x`", "x" * 300, "${x}", "")  # fmt: skip


def test_hostile_formulas_and_files_give_one_line_and_run_nothing(tab, pages):
    _open(tab, pages["en"], "#blocks=40&run=0&a=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    _wait(tab, "kernel && pool.every((worker) => worker.ready)")
    count = "document.querySelectorAll('#problems p').length"
    assert tab.evaluate(count) == 1
    for text in ATTACKS:
        tab.evaluate(
            f"document.getElementById('formula').value = {json.dumps(text)}; "
            f"document.getElementById('use_first').click()"
        )
        assert tab.evaluate(count) == 1, text
        assert tab.evaluate("state.a.join()") == "relu", text
    assert tab.evaluate(
        "readFile({ size: 1e8 }, undefined, change, showProblems).then(() => "
        "document.getElementById('problems').textContent)"
    ).startswith("The file has 100 MB")
    assert tab.evaluate("document.querySelectorAll('img, #problems script').length") == 0
    tab.evaluate("document.getElementById('again').click()")
    _wait(tab, FINISHED.format(pairs=40))
    assert tab.complaints() == []


def test_a_table_that_is_chosen_is_compared(tab, pages):
    _open(tab, pages["en"], "#blocks=35&run=0")
    _wait(tab, "kernel && pool.every((worker) => worker.ready)")
    text = "a,b,c,kind\n" + "".join(
        f"{i % 7},{i % 5},{(i * i) % 11},{'yes' if (i % 7 + i % 5) > 5 else 'no'}\n" for i in range(120)
    )
    tab.evaluate(f"readFile(new File([{json.dumps(text)}], 'my.csv'), undefined, change, showProblems)")
    _wait(tab, FINISHED.format(pairs=35))
    assert "Read 120 rows and 3 columns of numbers; 'kind' is predicted." in tab.evaluate(
        "document.getElementById('account').textContent"
    )
    assert tab.complaints() == []


def test_another_link_in_the_open_page_is_followed(tab, pages):
    _open(tab, pages["en"], "#blocks=200")
    tab.evaluate("location.hash = '#blocks=31&b=gelu'")
    _wait(tab, FINISHED.format(pairs=31))
    assert tab.evaluate("document.getElementById('b0').value") == "gelu"
    tab.evaluate("history.back()")
    assert tab.complaints() == []


def test_points_that_are_clicked_or_put_by_keyboard_become_the_data(tab, pages):
    tab.look(1000, "light")
    _open(tab, pages["en"], "#blocks=12")
    tab.evaluate("document.getElementById('drawing').open = true; document.getElementById('pad').scrollIntoView()")
    put = """(() => { const pad = document.getElementById('pad'), box = pad.getBoundingClientRect();
      for (let i = 0; i < 24; i++) {
        document.getElementById(i < 12 ? 'pad-first' : 'pad-second').checked = true;
        const clientX = box.left + box.width * (i < 12 ? 0.2 : 0.8);
        const clientY = box.top + 6 + (box.height - 12) * (i % 12) / 12;
        pad.dispatchEvent(new PointerEvent('pointerdown', { clientX, clientY, buttons: 1, bubbles: true })); } })()"""
    assert tab.evaluate("document.getElementById('pad-use').disabled")
    tab.evaluate(put)
    assert "12 and 12 points" in tab.evaluate("document.getElementById('pad-says').textContent")
    tab.evaluate("document.getElementById('pad').focus()")
    for key in ("ArrowLeft", "ArrowUp", " "):
        _key(tab, key)
    assert "12 and 13 points" in tab.evaluate("document.getElementById('pad-says').textContent")
    assert tab.evaluate("padded.at(-1).at.join()") == "-0.25,0.25"
    tab.evaluate("document.getElementById('pad-undo').click(); document.getElementById('pad-use').click()")
    _wait(tab, FINISHED.format(pairs=12))
    assert tab.evaluate(
        "[state.table.y.length, state.table.features, document.getElementById('data').value].join()"
    ) == ("24,2,own_table")
    assert tab.evaluate("Math.min(...rows.flatMap((row) => row.scores))") > 60
    assert tab.complaints() == []


def test_a_replay_shows_the_pairs_again_and_trains_none(tab, pages):
    _open(tab, pages["en"], "#blocks=40")
    _wait(tab, FINISHED.format(pairs=40))
    tab.evaluate("window.held = rows; REPLAY.seconds = 0.8; document.getElementById('replay').click()")
    _wait(tab, "0 < Number(document.documentElement.dataset.pairs) && document.documentElement.dataset.pairs < 30")
    _wait(tab, FINISHED.format(pairs=40))
    assert tab.evaluate("held === rows && upTo === Infinity")
