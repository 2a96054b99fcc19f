"""What the trials of the tuned regime show: learning-rate curves, best of k, and how wide the good region is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from actlab.errors import DataError
from actlab.i18n import _
from actlab.statistics._types import FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CurvePoint", "TuningCurve", "tuning_curves"]

BINS_A_DECADE = 3
COLUMNS = ("candidate", "block", "trial", "learning_rate", "validation_loss", "validation_score")


@dataclass(frozen=True)
class CurvePoint:
    """The validation scores of all trials whose learning rate lies in one bin: geometric middle, mean, sd, count.

    >>> CurvePoint(0.1, 96.5, 1.2, 30).mean
    96.5
    """

    learning_rate: float
    mean: float
    sd: float | None
    n: int


@dataclass(frozen=True)
class TuningCurve:
    """What the trials of one candidate show; all scores are of validation parts, in metric units.

    ``points`` is the learning-rate curve; ``best_of`` holds, for k = 1, 2, ... trials, the mean over blocks of
    the score of the trial with the lowest validation loss among the first k; ``width`` is in decades: the bins
    whose mean lies within delta of the best bin's. ``optimum`` is the geometric mean of the chosen learning
    rates. Trials without a finite score are left out of the points and never chosen.

    >>> TuningCurve("relu", (), (90.0, 92.0), 1.0, 0.05).best_of[-1]
    92.0
    """

    candidate: str
    points: tuple[CurvePoint, ...]
    best_of: tuple[float, ...]
    width: float
    optimum: float


def tuning_curves(
    frame: pd.DataFrame, candidates: Sequence[str], delta: float, higher_is_better: bool = True
) -> tuple[TuningCurve, ...]:
    """Return what the trials show, by candidate; bins are a third of a decade and the same for all.

    Args:
        frame: One row a trial, with ``candidate``, ``block``, ``trial``, ``learning_rate``, ``validation_loss``
            and ``validation_score``.
        candidates: Labels, in the order wanted.
        delta: What does not matter, in metric units.
        higher_is_better: Direction of the metric.

    Raises:
        DataError: A column or a candidate is missing.

    >>> import pandas as pd
    >>> rows = [("relu", block, trial, rate, loss, 100 - 10 * loss) for block in range(2)
    ...         for trial, (rate, loss) in enumerate([(0.01, 1.0), (0.1, 0.5), (1.0, 2.0)])]
    >>> (curve,) = tuning_curves(pd.DataFrame(rows, columns=list(COLUMNS)), ["relu"], 0.5)
    >>> curve.best_of, round(curve.width, 3), round(curve.optimum, 3)
    ((90.0, 95.0, 95.0), 0.333, 0.1)
    """
    missing = [name for name in COLUMNS if name not in frame.columns]
    absent = [name for name in candidates if name not in set(frame["candidate"])]
    if missing or absent:
        raise DataError(_("The frame lacks {what}.").format(what=", ".join([*missing, *absent])))
    return tuple(_curve(name, frame[frame["candidate"] == name], delta, higher_is_better) for name in candidates)


def _curve(name: str, rows: pd.DataFrame, delta: float, higher_is_better: bool) -> TuningCurve:
    points = _points(rows)
    best_of, rates = _choices(rows)
    return TuningCurve(name, points, best_of, _width(points, delta, higher_is_better), rates)


def _points(rows: pd.DataFrame) -> tuple[CurvePoint, ...]:
    scores = rows["validation_score"].to_numpy(dtype=np.float64)
    bins = np.floor(BINS_A_DECADE * np.log10(rows["learning_rate"].to_numpy(dtype=np.float64))).astype(int)
    finite = np.isfinite(scores)
    return tuple(_point(int(each), scores[finite & (bins == each)]) for each in np.unique(bins[finite]))


def _point(place: int, scores: FloatArray) -> CurvePoint:
    sd = float(np.std(scores, ddof=1)) if len(scores) > 1 else None
    return CurvePoint(10.0 ** ((place + 0.5) / BINS_A_DECADE), float(scores.mean()), sd, len(scores))


def _choices(rows: pd.DataFrame) -> tuple[tuple[float, ...], float]:
    """Return the mean score of the best of the first k trials for each k, and the mean optimum."""
    wide = {
        column: rows.pivot(index="block", columns="trial", values=column).to_numpy(dtype=np.float64)
        for column in ("validation_loss", "validation_score", "learning_rate")
    }
    losses = np.where(np.isfinite(wide["validation_loss"]), wide["validation_loss"], np.inf)
    blocks, trials = losses.shape
    first = [np.argmin(losses[:, :k], axis=1) for k in range(1, trials + 1)]
    scores = [wide["validation_score"][np.arange(blocks), chosen] for chosen in first]
    rates = wide["learning_rate"][np.arange(blocks), first[-1]]
    return tuple(_mean(each) for each in scores), float(10.0 ** np.log10(rates).mean())


def _mean(scores: FloatArray) -> float:
    finite = scores[np.isfinite(scores)]
    return float(finite.mean()) if len(finite) else math.nan


def _width(points: tuple[CurvePoint, ...], delta: float, higher_is_better: bool) -> float:
    sign = 1 if higher_is_better else -1
    means = [sign * point.mean for point in points]
    return sum(mean >= max(means) - delta for mean in means) / BINS_A_DECADE
