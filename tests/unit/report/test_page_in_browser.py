"""The page as a browser shows it. Skipped, and said, where there is no Chromium; `.ci/run` installs one."""

import os

import pytest

from actlab.report.page import write_page
from checkers import browser, run_folders

pytestmark = [
    pytest.mark.extras,
    pytest.mark.skipif(browser.find() is None, reason="NO BROWSER: the page was NOT looked at; install chromium"),
]

VIEWS = [(width, scheme, language) for width in (360, 1280) for scheme, language in (("light", "en"), ("dark", "es"))]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    run = run_folders.write(tmp_path_factory.mktemp("page") / "run", labels=("relu", "leaky_relu:negative_slope=0.2"))
    return write_page(run.path)


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with browser.opened(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def choose(tab, language):
    tab.evaluate(f"document.getElementById('language-{language}').click()")


def shown(tab):
    return tab.evaluate("document.body.innerText")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme", "language"), VIEWS)
def test_every_view_is_quiet_and_fits(tab, page, width, scheme, language):
    tab.look(width, scheme)
    tab.go(page)
    choose(tab, language)
    assert tab.complaints() == []
    assert tab.requests() == [page.resolve().as_uri()]
    assert not tab.overflows()
    assert tab.evaluate("document.documentElement.lang") == language
    words, others = ("Verdict", "Veredicto") if language == "en" else ("Veredicto", "Verdict\n")
    assert words in shown(tab)
    assert others not in shown(tab)
    bright = tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(254, 254, 254)"
    assert bright == (scheme == "light")


def test_without_scripts_all_is_there(tab, page):
    tab.look(1280, "light")
    tab.go(page)
    said, drawings = shown(tab), tab.evaluate("document.querySelectorAll('figure svg').length")
    tab.look(1280, "light", scripts=False)
    tab.go(page)
    tab.look(1280, "light")  # the page's own script did not run; the test's may
    assert tab.evaluate("document.querySelectorAll('th button').length") == 0
    assert shown(tab) == said
    assert tab.evaluate("document.querySelectorAll('figure svg').length") == drawings > 0


def test_a_table_sorts(tab, page):
    tab.look(1280, "light")
    tab.go(page)
    tab.evaluate("document.querySelector('#figure-blocks th:nth-child(3) button').click()")
    cells = "[...document.querySelectorAll('#figure-blocks td:nth-child(3)')].map(c => Number(c.textContent))"
    values = tab.evaluate(cells)
    assert values == sorted(values)


@pytest.mark.skipif(not os.environ.get("ACTLAB_AXE"), reason="NO AXE-CORE: ACTLAB_AXE names no axe.min.js")
@pytest.mark.parametrize(("width", "scheme", "language"), VIEWS)
def test_the_page_is_accessible(tab, page, width, scheme, language):
    tab.look(width, scheme)
    tab.go(page)
    choose(tab, language)
    assert tab.violations() == []
