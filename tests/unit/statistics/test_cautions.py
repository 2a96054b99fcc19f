import dataclasses
import string

import numpy as np
import pytest

from actlab.statistics import JudgedQuestion, judge
from actlab.statistics.cautions import TEMPLATES, english

PAIR = JudgedQuestion(("c0", "c1"))


def normal(n, mean=0.0, sd=1.0, seed=0):
    generator = np.random.default_rng(seed)
    return np.hstack([np.full((n, 1), 80.0), 80 - generator.normal(mean, sd, (n, 1))])


def lopsided_wins():
    """The first loses seven blocks of ten by little and wins the others by much."""
    return np.stack([80 + np.tile([-0.5] * 7 + [6.0] * 3, 40), np.full(400, 80.0)], axis=1)


def lopsided():
    scores = normal(200, 3.0)
    return scores, np.hstack([np.arange(200)[:, None] < 12, np.zeros((200, 1), bool)])


CASES = {
    "W101": (normal(1), None, {}),
    "W102": (normal(29), None, {}),
    "W104": (normal(40), None, {"delta": 0.4}),
    "W105": (normal(40), None, {"rule": "sequence", "first_look": 6}),
    "W106": (normal(40), None, {"extended": True}),
    "W109": (normal(40), None, {"fixed_test": True}),
    "W201": (normal(40, 3.0) + np.eye(40, 1) * [9, 0], None, {}),
    "W202": (normal(40, 0.3, 0.2), None, {"delta": 0.1}),
    "W203": (lopsided_wins(), None, {}),
    "W206": (*lopsided(), {}),
    "W207": (normal(450) - np.outer(np.arange(450) > 50, [0, 10]), None, {"rule": "sequence"}),
}


@pytest.mark.parametrize("code", CASES)
def test_each_warning_is_given_and_reads_as_a_sentence(frame, code):
    scores, failed, changes = CASES[code]
    judgement = judge(frame(scores, failed), dataclasses.replace(PAIR, **changes))
    given = {warning.code: warning for warning in judgement.warnings}
    assert code in given
    assert "{" not in english(given[code])


@pytest.mark.parametrize("code", CASES)
def test_a_plain_comparison_gives_none_of_them(frame, code):
    judgement = judge(frame(normal(100, 2.0)), PAIR)
    assert code not in {warning.code for warning in judgement.warnings}


def test_undecided_pairs_and_few_skewed_blocks_are_not_called_skewed(frame):
    """Nothing was claimed, or W102 tells it already."""
    for scores in (normal(40) + np.eye(40, 1) * [9, 0], normal(20, 3.0) + np.eye(20, 1) * [9, 0]):
        assert "W201" not in {warning.code for warning in judge(frame(scores), PAIR).warnings}


def test_incomplete_blocks_are_named(frame):
    judgement = judge(frame(normal(40)).iloc[:-1], PAIR)
    (warning,) = (warning for warning in judgement.warnings if warning.code == "W103")
    assert english(warning) == "1 incomplete blocks are left out (39)."


def test_disagreement_of_the_two_tests_is_told(frame):
    """One large value among small ones of its sign: sign flips see it, the t test does not."""
    scores = np.full((10, 2), 80.0)
    scores[:, 0] += [30, *[0.5] * 9]
    judgement = judge(frame(scores), PAIR)
    assert judgement.pairs[0].disagreement
    assert "W204" in {warning.code for warning in judgement.warnings}


def test_every_code_has_a_case_and_every_blank_a_number():
    of_plans = {
        "W107",
        "W108",
        *(f"W11{digit}" for digit in range(1, 6)),
        *(f"W12{digit}" for digit in range(1, 5)),
    }  # the plan's, not the records': tests/cli
    assert set(TEMPLATES) == {*CASES, "W103", "W204", *of_plans}
    for template in TEMPLATES.values():
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(template))
