"""``actlab gate``: one answer per block, an error rate over the series, a state that survives."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.comparison.gate import FIRST_LOOK, Gate, read_gate, write_gate


def test_a_gain_is_kept_and_a_loss_reverted(actlab, tmp_path):
    state = str(tmp_path / "state.json")
    answers = []
    for seed in range(30):
        new = 2.10 + seed % 4 / 100
        words = ("--lower",) if seed == 0 else ()
        said = actlab("gate", state, "--add", str(seed), "--base", "2.30", "--new", str(new), *words)
        answers.append(said.code)
        if said.code != 6:
            break
    assert answers[-1] == 0
    assert set(answers[:-1]) == {6}
    for seed in range(30):
        said = actlab("gate", state, "--add", str(seed), "--base", "2.10", "--new", str(2.30 + seed % 4 / 100))
        if said.code != 6:
            break
    assert said.code == 5
    assert read_gate(tmp_path / "state.json").decided == ("keep", "revert")


@given(st.integers(1, 50), st.floats(0.001, 0.5))
def test_levels_of_all_proposals_sum_to_alpha(k, alpha):
    assert sum(Gate(alpha=alpha, proposal=n).level for n in range(1, k + 1)) < alpha
    assert sum(Gate(alpha=alpha, proposal=n).level for n in range(1, 5000)) == pytest.approx(alpha, rel=1e-3)


@given(st.lists(st.floats(-1, 1), min_size=6, max_size=30))
def test_the_direction_only_mirrors(gains):
    up, down = Gate(direction="higher"), Gate(direction="lower")
    for number, gain in enumerate(gains):
        up, first = up.add(str(number), 0.0, gain)
        down, second = down.add(str(number), 0.0, -gain)
        assert first == second
        assert number + 1 >= FIRST_LOOK or first.answer == "more"
        if first.answer != "more":
            break


def test_a_state_is_read_back(tmp_path):
    gate, step = Gate().add("7", 2.26, 2.24)
    assert step.answer == "more"
    assert math.isinf(step.low)
    write_gate(gate, tmp_path / "state.json")
    assert read_gate(tmp_path / "state.json") == gate


@pytest.mark.parametrize(
    ("first", "words", "said"),
    [
        (False, ("--add", "1", "--base", "1", "--new", "2"), "Say whether higher or lower"),
        (True, ("--add", "1", "--base", "1", "--new", "2"), "was added before"),
        (True, ("--add", "2", "--base", "1", "--new", "nan"), "must be finite"),
        (True, ("--add", "2", "--base", "1", "--new", "2", "--alpha", "0.1"), "fixed by its first call"),
        (True, (), "Add a block"),
    ],
)
def test_bad_input_is_one_clear_line(actlab, tmp_path, first, words, said):
    state = str(tmp_path / "state.json")
    if first:
        actlab("gate", state, "--lower", "--add", "1", "--base", "1", "--new", "2")
    before = (tmp_path / "state.json").read_text() if first else ""
    found = actlab("gate", state, *words)
    assert found.code == 2
    assert said in found.err
    assert not first or (tmp_path / "state.json").read_text() == before


def test_a_damaged_state_is_refused(actlab, tmp_path):
    (tmp_path / "state.json").write_text("[1]")
    assert "is no state of a gate" in actlab("gate", str(tmp_path / "state.json"), "--add", "1").err
