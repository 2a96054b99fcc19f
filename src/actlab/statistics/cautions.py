"""What a comparison must warn of, as codes with numbers; the English templates stand beside the codes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from actlab.i18n import N_
from actlab.statistics._types import (
    CodedWarning,
    FloatArray,
    JudgedQuestion,
    PairJudgement,
    Verdict,
)
from actlab.statistics.align import Blocks
from actlab.statistics.paired import dominating, skewness

__all__ = ["TEMPLATES", "english", "of_pair", "of_run"]

FEW_BLOCKS = 30
LOPSIDED = 0.25
"""Skewness over the square root of n from which intervals err noticeably: .25 is the exponential's after 64 blocks."""

LISTED = 10
CLAIMS = (Verdict.BETTER, Verdict.WORSE, Verdict.BETTER_BY_DELTA, Verdict.WORSE_BY_DELTA)

TEMPLATES = {
    "W101": N_("One seed: a single block says nothing of how results vary, and no verdict can be given."),
    "W102": N_("{blocks} blocks are fewer than {needed}: t intervals lean on normality there."),
    "W103": N_("{count} incomplete blocks are left out ({ids})."),
    "W104": N_("delta {delta:g} is below one test item ({item:g}): no single block can show it."),
    "W105": N_("The first look at {first_look} blocks is early: below {needed} errors exceed alpha."),
    "W106": N_("The run was extended after a first verdict: judged by the sequence, p values withdrawn."),
    "W107": N_(
        "Root seed {seed} is number {place} of those tried for this comparison (before it: {seeds}); to pick one of "
        "them by what it says would be to pick the result."
    ),
    "W108": N_("No record of earlier analyses was kept, so it is unknown whether these blocks were judged before."),
    "W109": N_("All blocks share one test set: that other items might have been drawn is not counted in."),
    "W111": N_("{studies} independent tuning studies are fewer than {needed}: the variance of tuning is hardly seen."),
    "W112": N_("torch's default init under {layers} hidden layers: signals fade with depth; try --regime both."),
    "W113": N_("The networks differ in their numbers of parameters ({counts})."),
    "W114": N_("{candidate} relies on mean 0 and variance 1, which {layer} changes."),
    "W115": N_("The best learning rates lie at an end of the range tried, {low:g} to {high:g}."),
    "W121": N_(
        "The network ends in {end}, and cross-entropy takes the softmax by itself: its loss cannot fall below "
        "{floor:.3f} (ACT101). Return the values before it."
    ),
    "W122": N_(
        "The network ends in {end}, whose values lie between {low:g} and {high:g}: {percent:.0f} % of the targets, "
        "which are standardised, lie outside of it."
    ),
    "W123": N_(
        "{candidate}: no hash covers everything that it depends on ({doubts}), so its networks are trained anew in "
        "each run."
    ),
    "W124": N_("{candidate} or its slope is no number at {x:g}: a network that gets there fails."),
    "W201": N_(
        "{a} - {b}: few blocks dominate the mean (skewness {skew:.1f}; blocks {ids}), so its interval is less sure "
        "than it says; wins and half the ties of {a} are {p:.2f}. The exact rule assumes nothing of the shape."
    ),
    "W202": N_("{a} - {b}: the difference {difference:g} is below one test item ({item:g})."),
    "W203": N_(
        "{a} - {b}: {better} is better on average, yet {other} wins more blocks: wins and half the ties of {a} are "
        "{p:.2f}."
    ),
    "W204": N_("{a} - {b}: t test (p = {p_t:.3g}) and sign flips ({p_signflip:.3g}) disagree at {level:.3g}."),
    "W206": N_("{better} is better, but fails in {failures_better} against {failures_other} of {blocks} blocks."),
    "W207": N_("{a} - {b}: the sequence excluded every value; its assumptions failed, so nothing is decided."),
}
"""Codes W1.. speak of the run (W107, W108 and from W111 on of its plan), W2.. of one pair."""


def english(warning: CodedWarning) -> str:
    """Return the English sentence of a warning.

    >>> english(CodedWarning("W104", (), {"delta": 0.1, "item": 0.5}))
    'delta 0.1 is below one test item (0.5): no single block can show it.'
    """
    lists = {k: ", ".join(map(str, v)) for k, v in warning.numbers.items() if isinstance(v, list)}
    return TEMPLATES[warning.code].format(**{**warning.numbers, **lists})


def of_run(question: JudgedQuestion, blocks: Blocks) -> Iterator[CodedWarning]:
    """Yield what there is to say of the run as a whole."""
    n = len(blocks.ids)
    if n == 1:
        yield _run("W101")
    elif n < FEW_BLOCKS and question.rule != "exact":
        yield _run("W102", blocks=n, needed=FEW_BLOCKS)
    if blocks.incomplete:
        yield _run("W103", count=len(blocks.incomplete), ids=list(blocks.incomplete[:LISTED]))
    if question.delta < question.item:
        yield _run("W104", delta=question.delta, item=question.item)
    if question.is_sequential and question.rule != "exact" and question.first_look < FEW_BLOCKS:
        yield _run("W105", first_look=question.first_look, needed=FEW_BLOCKS)
    if question.extended:
        yield _run("W106")
    if question.fixed_test and blocks.items is None:
        yield _run("W109")


def of_pair(
    pair: PairJudgement, differences: FloatArray, question: JudgedQuestion, blocks: Blocks
) -> Iterator[CodedWarning]:
    """Yield what there is to say of one pair."""
    skew = skewness(differences)
    if _leans_on_shape(pair, question) and abs(skew) > LOPSIDED * math.sqrt(pair.n):
        ids = [blocks.ids[i] for i in dominating(differences)[:LISTED]]
        yield _pair(pair, "W201", skew=skew, ids=ids, p=pair.p_a_beats_b)
    if pair.verdict in CLAIMS and abs(pair.difference) < question.item:
        yield _pair(pair, "W202", difference=pair.difference, item=question.item)
    if _wins_elsewhere(pair):
        better, other = (pair.a, pair.b) if pair.verdict.favours_first else (pair.b, pair.a)
        yield _pair(pair, "W203", better=better, other=other, p=pair.p_a_beats_b)
    if pair.disagreement:
        yield _pair(pair, "W204", p_t=pair.p_t, p_signflip=pair.p_signflip, level=question.pair_alpha)
    if pair.needs_failure_words:
        yield _pair(pair, "W206", **_failure_words(pair))
    if pair.assumptions_failed:
        yield _pair(pair, "W207")


def _leans_on_shape(pair: PairJudgement, question: JudgedQuestion) -> bool:
    """Return whether something was claimed that a skewed difference could make wrong; W102 tells of few blocks."""
    return pair.verdict is not Verdict.UNDECIDED and pair.n >= FEW_BLOCKS and question.rule != "exact"


def _wins_elsewhere(pair: PairJudgement) -> bool:
    """Return whether the candidate that is better on average was shown to win fewer blocks."""
    low, high = pair.p_a_beats_b_interval
    return (pair.verdict.favours_first and high < 0.5) or (pair.verdict.favours_second and low > 0.5)


def _failure_words(pair: PairJudgement) -> dict[str, Any]:
    first = pair.fails_more == pair.a
    better, other = (pair.failures_a, pair.failures_b) if first else (pair.failures_b, pair.failures_a)
    return {"better": pair.fails_more, "failures_better": better, "failures_other": other, "blocks": pair.n}


def _run(code: str, **numbers: Any) -> CodedWarning:
    return CodedWarning(code, (), numbers)


def _pair(pair: PairJudgement, code: str, **numbers: Any) -> CodedWarning:
    return CodedWarning(code, (pair.a, pair.b), {"a": pair.a, "b": pair.b, **numbers})
