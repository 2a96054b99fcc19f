"""A verdict on runs that exist already, whoever made them. No torch here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from actlab.comparison.runs_table import Runs, read_runs
from actlab.errors import UsageError
from actlab.i18n import _, current_language, speaking
from actlab.statistics import JudgedQuestion, Judgement, PairJudgement, Verdict
from actlab.statistics import judge as judge_frame
from actlab.statistics.welch import UnpairedJudgement, judge_unpaired

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RunsVerdict", "judge"]


@dataclass(frozen=True)
class RunsVerdict:
    """What is said of other people's runs.

    Args:
        runs: The runs as they were read.
        question: What was asked of them.
        judgement: The verdicts on runs that share blocks; None if they share none.
        unpaired: The verdicts on runs that share none.
    """

    runs: Runs
    question: JudgedQuestion
    judgement: Judgement | None
    unpaired: tuple[UnpairedJudgement, ...] = ()

    @property
    def decisions(self) -> tuple[PairJudgement | UnpairedJudgement, ...]:
        """One judgement per pair."""
        return self.unpaired if self.judgement is None else self.judgement.pairs

    def pairs(self) -> pd.DataFrame:
        """Return one row per pair: a, b, difference, low, high, verdict."""
        import pandas as pd

        rows = [(pair.a, pair.b, pair.difference, *pair.interval, str(pair.verdict)) for pair in self.decisions]
        return pd.DataFrame(rows, columns=["a", "b", "difference", "low", "high", "verdict"])

    def verdict(self, lang: str | None = None) -> str:
        """Return one sentence per pair, and what a reader should know of them."""
        with speaking(lang or current_language()):
            return "\n".join([*(self._sentence(pair) for pair in self.decisions), *self._remarks()])

    def paper(self, lang: str | None = None) -> str:
        """Return the sentences that a paper needs: the method, then the results."""
        with speaking(lang or current_language()):
            return " ".join([self._method(), self.verdict()]).replace("\n", " ")

    def to_dict(self) -> dict[str, Any]:
        """Return the verdicts as plain values."""
        frame = self.pairs().replace([math.inf, -math.inf], None)
        return {
            "candidates": list(self.runs.names),
            "paired": self.judgement is not None,
            "delta": self.question.delta,
            "alpha": self.question.alpha,
            "higher_is_better": self.question.higher_is_better,
            "failures": self.runs.failures,
            "pairs": frame.to_dict("records"),
        }

    def _sentence(self, pair: PairJudgement | UnpairedJudgement) -> str:
        word = pair.verdict
        if self.question.delta == 0:
            word = {Verdict.BETTER_BY_DELTA: Verdict.BETTER, Verdict.WORSE_BY_DELTA: Verdict.WORSE}.get(word, word)
        said = {
            Verdict.BETTER_BY_DELTA: _("{a} is better than {b} by at least {delta:g}"),
            Verdict.BETTER: _("{a} is better than {b}"),
            Verdict.WORSE: _("{a} is worse than {b}"),
            Verdict.WORSE_BY_DELTA: _("{a} is worse than {b} by at least {delta:g}"),
            Verdict.PRACTICALLY_EQUAL: _("{a} and {b} are practically equal"),
            Verdict.UNDECIDED: _("{a} against {b} is undecided"),
        }[word].format(a=pair.a, b=pair.b, delta=self.question.delta)
        low, high = pair.interval
        ends = f"[{low:+.4g}, {high:+.4g}]" if math.isfinite(low) else _("no interval from so few runs")
        runs = (
            _("{n} shared blocks").format(n=pair.n)
            if isinstance(pair, PairJudgement)
            else _("{a} and {b} runs").format(a=pair.n_a, b=pair.n_b)
        )
        return _("{said}: {difference:+.4g} {ends} over {runs}.").format(
            said=said, difference=pair.difference, ends=ends, runs=runs
        )

    def _remarks(self) -> list[str]:
        remarks = []
        if self.judgement is None:
            remarks.append(
                _(
                    "The runs share no blocks and are judged unpaired (Welch). Runs with the same seeds, folds or data "
                    "sets for all candidates usually need far fewer."
                )
            )
        elif any(pair.pairing_gain is not None and pair.pairing_gain > 1.5 for pair in self.judgement.pairs):
            gain = max(pair.pairing_gain or 0 for pair in self.judgement.pairs)
            remarks.append(_("Pairing was worth a factor of {gain:.2g} in runs.").format(gain=gain))
        if self.question.delta == 0:
            remarks.append(
                _("No smallest difference that matters was declared, so nothing can be called practically equal.")
            )
        if self.runs.failures:
            remarks.append(_("Failed runs count at the score of guessing: {n}.").format(n=self.runs.failures))
        return remarks

    def _method(self) -> str:
        level = 100 * (1 - self.question.pair_alpha)
        kind = _("paired t intervals over shared blocks") if self.judgement else _("Welch intervals of unpaired runs")
        return _(
            "Differences are judged by {kind} at {level:.4g} % (Bonferroni over {m} pairs), with differences within "
            "{delta:g} declared not to matter."
        ).format(kind=kind, level=level, m=len(self.question.pairs), delta=self.question.delta)

    def __repr__(self) -> str:
        """Return the verdict."""
        return self.verdict()


def judge(
    table: Any,
    *,
    direction: Literal["higher", "lower"],
    candidate: str = "candidate",
    block: str | Sequence[str] = "block",
    score: str = "score",
    status: str | None = None,
    wide: Sequence[str] = (),
    baseline: str | None = None,
    chance: float | None = None,
    delta: float = 0.0,
    alpha: float = 0.05,
    pairs: Literal["baseline", "all"] = "baseline",
) -> RunsVerdict:
    """Judge runs that exist already by the rules of a comparison.

    Args:
        table: A file (``.csv``, ``.tsv``, ``.parquet``, ``.jsonl``) or a frame with one row per run.
        direction: Whether higher or lower scores are better.
        candidate: The column that says what was run.
        block: The column, or columns, that tell repetitions apart; compulsory, so that episodes or test items are not
            counted as repetitions.
        score: The column of the scores; an empty one is a failed run.
        status: A column that says whether a run finished.
        wide: The columns that are candidates, for a table with one row per block.
        baseline: What the others are compared with; the first candidate by default.
        chance: The score of guessing, at which failed runs count.
        delta: The smallest difference that matters, in the score's unit.
        alpha: Error rate of all pairs together.
        pairs: All against the baseline, or all pairs.

    Raises:
        DataError: The table cannot be read as runs.
        UsageError: A setting lies outside its domain.

    >>> import pandas as pd
    >>> rows = [(name, seed, value + seed % 3) for seed in range(12) for name, value in (("new", 3.0), ("old", 1.0))]
    >>> table = pd.DataFrame(rows, columns=["candidate", "block", "score"])
    >>> judge(table, direction="higher", delta=0.5)
    new is better than old by at least 0.5: +2 [+2, +2] over 12 shared blocks.
    """
    if direction not in ("higher", "lower"):
        raise UsageError(_("Say whether higher or lower scores are better; got '{value}'.").format(value=direction))
    runs = read_runs(
        table, candidate=candidate, block=block, score=score, status=status, wide=wide, baseline=baseline, chance=chance
    )
    question = JudgedQuestion(
        runs.names,
        family=pairs,
        delta=delta,
        alpha=alpha,
        higher_is_better=direction == "higher",
        item=0.0,
        bounds=(-math.inf, math.inf),
    )
    if runs.paired:
        return RunsVerdict(runs, question, judge_frame(runs.frame, question))
    return RunsVerdict(runs, question, None, tuple(_unpaired(runs, question)))


def _unpaired(runs: Runs, question: JudgedQuestion) -> list[UnpairedJudgement]:
    sign = 1.0 if question.higher_is_better else -1.0
    scores = {
        name: sign * runs.frame.loc[runs.frame["candidate"] == name, "test_score"].to_numpy(float)
        for name in runs.names
    }
    return [
        judge_unpaired(a, b, scores[a], scores[b], delta=question.delta, level=1 - question.pair_alpha)
        for a, b in question.pairs
    ]
