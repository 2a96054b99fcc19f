"""What verdicts and figures read from records, through `actlab.statistics`: means, shares, paired differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from actlab.statistics import PairJudgement

__all__ = ["means", "paired", "paired_by", "scored", "shares"]

ALPHA = 0.05


def scored(frame: pd.DataFrame) -> pd.DataFrame:
    """Return trained networks with ``score``: the test score, or the constant predictor's where training failed.

    >>> import pandas as pd
    >>> rows = {"test_score": [90.0, 99.0], "chance_score": [50.0, 50.0], "status": ["ok", "constant"]}
    >>> scored(pd.DataFrame(rows))["score"].tolist()
    [90.0, 50.0]
    """
    return frame.assign(score=frame["test_score"].where(frame["status"] == "ok", frame["chance_score"]))


def means(frame: pd.DataFrame, by: Sequence[str], value: str = "score", alpha: float = ALPHA) -> pd.DataFrame:
    """Return a row for each group with ``n``, ``mean`` and its t interval ``low`` to ``high``.

    >>> import pandas as pd
    >>> means(pd.DataFrame({"candidate": "relu", "score": [1.0, 2.0, 4.0]}), ["candidate"]).round(2)
      candidate  n  mean   low  high
    0      relu  3  2.33 -1.46  6.13
    """

    def mean(values: Any) -> dict[str, Any]:
        from actlab.statistics.paired import FixedSize, moments

        found = moments(values)
        low, high = FixedSize().bounds(values, alpha, 2).interval
        return {"n": found.n, "mean": found.mean, "low": low, "high": high}

    return _by_group(frame, by, value, mean)


def shares(frame: pd.DataFrame, by: Sequence[str], event: str, alpha: float = ALPHA) -> pd.DataFrame:
    """Return a row for each group with ``n``, ``count``, ``share`` and the exact interval ``low`` to ``high``.

    Args:
        frame: The records.
        by: The columns that make the groups.
        event: A column of true and false.
        alpha: One minus the level of the intervals.

    >>> import pandas as pd
    >>> shares(pd.DataFrame({"width": 2, "dead": [True, False]}), ["width"], "dead").round(2)
       width  n  count  share   low  high
    0      2  2      1    0.5  0.01  0.99
    """

    def share(values: Any) -> dict[str, Any]:
        from actlab.statistics.rates import clopper_pearson

        count, n = int(values.sum()), len(values)
        low, high = clopper_pearson(count, n, alpha)
        return {"n": n, "count": count, "share": count / n, "low": low, "high": high}

    return _by_group(frame, by, event, share)


def paired(frame: pd.DataFrame, a: str, b: str, *, delta: float = 0.5, alpha: float = ALPHA) -> PairJudgement:
    """Judge a pair of candidates on the blocks that they share; failures count with the constant predictor's score.

    Args:
        frame: Trained networks of one combination of settings.
        a: A candidate; differences are positive where it is the better one.
        b: The other.
        delta: Differences inside +-delta points do not matter.
        alpha: Error rate of this one pair; divide it by the number of pairs that a verdict rests on.
    """
    from actlab.statistics import JudgedQuestion, judge

    return judge(frame, JudgedQuestion((a, b), delta=delta, alpha=alpha, item=0.0, first_look=2)).pairs[0]


def paired_by(
    frame: pd.DataFrame, by: Sequence[str], a: str, b: str, *, delta: float = 0.5, alpha: float = ALPHA
) -> pd.DataFrame:
    """Judge a pair in each group: ``difference``, ``low``, ``high``, ``verdict``, ``wins``, ``losses``, ``n``.

    ``verdict`` is better, worse, equal or undecided, seen from a. The error rate alpha is that of all groups
    together: each is judged at alpha over their number.
    """
    import pandas as pd

    groups = list(_groups(frame[frame["candidate"].isin([a, b])], by))
    rows = []
    for key, rows_of in groups:
        pair = paired(rows_of, a, b, delta=delta, alpha=alpha / len(groups))
        rows.append({
            **key, "difference": pair.difference, "low": pair.interval.low, "high": pair.interval.high,
            "verdict": _plain_verdict(pair), "wins": pair.wins, "losses": pair.losses, "n": pair.n,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _plain_verdict(pair: PairJudgement) -> str:
    """Return better, worse, equal or undecided, seen from the first candidate: the words that maps colour by."""
    direction = pair.verdict.direction
    return "undecided" if direction is None else ("equal", "better", "worse")[direction]


def _groups(frame: pd.DataFrame, by: Sequence[str]) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    for key, rows in frame.groupby(list(by), sort=False):
        yield dict(zip(by, key, strict=True)), rows


def _by_group(
    frame: pd.DataFrame, by: Sequence[str], value: str, read: Callable[[Any], dict[str, Any]]
) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([{**key, **read(rows[value].to_numpy())} for key, rows in _groups(frame, by)])
