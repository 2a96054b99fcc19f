"""``actlab playground``: the page, with what is one's own, or one clear line."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from actlab.cli.playground import command


def _run(*arguments):
    return CliRunner().invoke(command, [*map(str, arguments)], standalone_mode=False)


def test_a_page_is_written_in_the_language_that_is_spoken(tmp_path):
    ran = _run("--out", tmp_path / "page.html", "--json")
    assert ran.exception is None
    said = json.loads(ran.output)
    assert said["bytes"] == (tmp_path / "page.html").stat().st_size < 400_000
    assert '<html lang="en">' in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_own_functions_and_tables_are_in_the_page(tmp_path):
    (tmp_path / "mine.py").write_text("import torch\ndef bump(x):\n    return x * torch.exp(-x * x)\n")
    pd.DataFrame({"</script>": [3, 1, 2, 5] * 10, "b": [0.5, 1.5] * 20, "y": [0, 1] * 20}).to_csv(
        tmp_path / "my.csv", index=False
    )
    ran = _run(
        "--activation",
        f"{tmp_path / 'mine.py'}:bump",
        "--data",
        tmp_path / "my.csv",
        "--target",
        "y",
        "--out",
        tmp_path / "page.html",
    )
    assert ran.exception is None
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '"bump": { parameters: [], call: (x, p) =>' in text
    assert '"a": "bump"' in text
    assert '"features": 2, "classes": 2' in text
    assert text.count("</script>") == 4


GAPS = pd.DataFrame({"a": [1.0, None] * 20, "y": [0, 1] * 20})
WORDS = pd.DataFrame({"a": ["u", "v"] * 20, "b": range(40), "y": [0, 1] * 20})


@pytest.mark.parametrize(("frame", "way_out"), [(GAPS, "--drop"), (WORDS, "--drop")])
def test_a_table_that_the_page_cannot_hold_is_refused(tmp_path, frame, way_out):
    frame.to_csv(tmp_path / "my.csv", index=False)
    ran = _run("--data", tmp_path / "my.csv", "--target", "y", "--out", tmp_path / "page.html")
    assert way_out in str(ran.exception)
    assert not (tmp_path / "page.html").exists()


def test_a_function_that_mixes_units_is_refused(tmp_path):
    (tmp_path / "mine.py").write_text("import torch\ndef soft(x):\n    return torch.softmax(x, dim=-1)\n")
    ran = _run("--activation", f"{tmp_path / 'mine.py'}:soft", "--out", tmp_path / "page.html")
    assert "actlab compare" in str(ran.exception)


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    ran = _run("--out", tmp_path / "no" / "page.html")
    assert "--out" in str(ran.exception)


def test_a_report_names_the_command_that_opens_its_comparison(tmp_path):
    import actlab
    from actlab.report.run import play

    plan = actlab.plan(["relu", "leaky_relu:negative_slope=0.2"], blocks=40, learning_rate=0.05).describe()
    said = play.command(plan)
    assert said is not None
    ran = _run(*said.replace("'", "").split()[3:], "--out", tmp_path / "page.html")
    assert ran.exception is None
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '"b": "leaky_relu:negative_slope=0.2"' in text
    assert '"rate": "0.05"' in text


@pytest.mark.parametrize(
    "options", [{"split": "exercise"}, {"regime": "gain"}, {"hidden": (100,)}, {"weight_decay": 0.1}]
)
def test_a_report_names_no_command_where_the_page_trains_otherwise(options):
    import actlab
    from actlab.report.run import play

    assert play.command(actlab.plan(["relu", "tanh"], blocks=40, **options).describe()) is None
