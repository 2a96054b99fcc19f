import pytest

from actlab.evidence import CATALOGUE

NAME = "linear_without_activation"


def test_the_list_names_every_claim_in_order(actlab):
    said = actlab("evidence", "--json").json
    assert [each["name"] for each in said["claims"]] == [
        entry.name for entry in sorted(CATALOGUE, key=lambda entry: entry.number)
    ]
    assert {each["outcome"] for each in said["claims"]} == {None}
    assert NAME in actlab("evidence").out


@pytest.mark.slow
def test_one_runs_and_says_its_verdict_and_then_the_list_knows_it(actlab, tmp_path):
    said = actlab("evidence", NAME, "--reduced", "--out", tmp_path / "pages")
    assert said.code == 0, said.err
    assert "Verdict: " in said.out
    assert (tmp_path / "pages" / "es" / f"{NAME}.html").is_file()
    listed = actlab("evidence", "--out", tmp_path / "pages").out
    assert f"{NAME}  [" in listed
    held = actlab("evidence", NAME, "--reduced", "--out", tmp_path / "pages", "--json").json
    assert held["claims"][0]["provenance"]["command"] == f"actlab evidence {NAME} --reduced --again"


@pytest.mark.slow
def test_it_speaks_spanish(actlab, tmp_path):
    said = actlab("evidence", NAME, "--reduced", "--out", tmp_path / "pages", "--lang", "es")
    assert "Veredicto: " in said.out


@pytest.mark.parametrize(
    ("words", "hint"),
    [(("linear_without_activations",), f"Did you mean {NAME}"), (("linear",), f"Did you mean {NAME}")],
)
def test_an_unknown_name_gets_a_suggestion(actlab, words, hint):
    said = actlab("evidence", *words)
    assert said.code == 2
    assert hint in said.err


def test_all_and_names_contradict_one_another(actlab):
    assert actlab("evidence", NAME, "--all").code == 2
