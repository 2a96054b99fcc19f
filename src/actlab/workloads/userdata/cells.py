r"""What the texts of a column mean: missing values, numbers in many spellings, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actlab.i18n import Text

__all__ = ["MISSING", "NO_LABEL", "Spelling", "days", "spelled_numbers"]

NO_LABEL = frozenset({"", "?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null"})
"""Texts that stand for a missing label or category; None and - are labels as any other."""

MISSING = NO_LABEL | frozenset({
    "na", "N.A.", "#NA", "NAN", "-nan", "Null", "None", "none", "-", "--", ".", "..",
})  # fmt: skip
"""Texts that stand for a missing value where numbers or dates are expected."""

_LEAST_SHARE_OF_NUMBERS = 0.5
_SIGN, _EXPONENT = r"[-+]?", r"(?:[eE][-+]?\d+)?"
_PLAIN = rf"{_SIGN}(?:\d+\.?\d*|\.\d+){_EXPONENT}"


@dataclass(frozen=True)
class Spelling:
    """One way of writing numbers.

    Args:
        pattern: What one number looks like.
        said: How to name it; empty for the plain one.
        removed: Characters that only group digits.
        decimal: The decimal sign.
    """

    pattern: re.Pattern[str]
    said: Text
    removed: str = ""
    decimal: str = "."

    def number(self, text: str) -> float:
        """Return the number that a matching text stands for."""
        bare = text.translate({ord(sign): None for sign in self.removed})
        return float(bare.replace(self.decimal, "."))


_NONE = Spelling(re.compile(_PLAIN), Text(en="", es=""))
_THOUSANDS = Spelling(
    re.compile(rf"{_SIGN}\d{{1,3}}(?:,\d{{3}})+(?:\.\d*)?|{_PLAIN}"),
    Text(en="with commas between thousands", es="con comas entre los millares"),
    removed=",",
)
_DECIMAL_COMMAS = Spelling(
    re.compile(rf"{_SIGN}(?:\d+,?\d*|,\d+){_EXPONENT}"),
    Text(en="with decimal commas", es="con coma decimal"),
    decimal=",",
)
_POINTS = Spelling(
    re.compile(rf"{_SIGN}\d{{1,3}}(?:\.\d{{3}})+(?:,\d*)?|{_SIGN}\d+(?:,\d*)?"),
    Text(en="with points between thousands and decimal commas", es="con puntos entre los millares y coma decimal"),
    removed=".",
    decimal=",",
)
_SPACES = Spelling(
    re.compile(rf"{_SIGN}\d{{1,3}}(?:[ '\u00a0\u2009\u202f]\d{{3}})+(?:\.\d*)?|{_PLAIN}"),
    Text(en="with spaces between thousands", es="con espacios entre los millares"),
    removed=" '\u00a0\u2009\u202f",
)
_UNITS = re.compile(r"^\s*(?P<sign>[-+]?)\s*[$\u20ac\u00a3\u00a5]?\s*(?P<number>.*?)\s*[$\u20ac\u00a3\u00a5%]?\s*$")


def spelled_numbers(
    texts: Sequence[str], *, decimal_commas_first: bool = False
) -> tuple[NDArray[np.float64], Text, list[int]] | None:
    """Return the numbers that texts stand for, how they are written, and which texts are none.

    Args:
        texts: Distinct texts, those that mean a missing value aside.
        decimal_commas_first: Whether ``1,234`` is rather 1.234 than 1234, as where columns are separated by ;.

    Returns:
        Numbers, NaN where a text is none; a phrase such as "with commas between thousands"; the positions of those
        texts. None where less than half of the texts are numbers.

    >>> spelled_numbers(["3,504", "12", "1,000,000"])[:2]
    (array([3.504e+03, 1.200e+01, 1.000e+06]), Text(en='with commas between thousands', ...))
    >>> spelled_numbers(["1,5", "2,25"])[0]
    array([1.5 , 2.25])
    >>> spelled_numbers(["$5", "$1,200"])[0]
    array([   5., 1200.])
    >>> spelled_numbers(["red", "green"])
    """
    found = [_UNITS.match(text) for text in texts]
    bare = [match["sign"] + match["number"] if match else text for match, text in zip(found, texts, strict=True)]
    signs = {"$", "\u20ac", "\u00a3", "\u00a5", "%"} & {sign for text in texts for sign in text}
    commas = (_DECIMAL_COMMAS, _THOUSANDS) if decimal_commas_first else (_THOUSANDS, _DECIMAL_COMMAS)
    best = max((_NONE, *commas, _POINTS, _SPACES), key=lambda each: sum(map(bool, map(each.pattern.fullmatch, bare))))
    others = [place for place, text in enumerate(bare) if not best.pattern.fullmatch(text)]
    if len(texts) == 0 or len(others) > (1 - _LEAST_SHARE_OF_NUMBERS) * len(texts) or len(others) == len(texts):
        return None
    kept = set(others)
    values = np.array([np.nan if place in kept else best.number(text) for place, text in enumerate(bare)])
    return values, _said(best, sorted(signs)), others


def _said(best: Spelling, signs: Sequence[str]) -> Text:
    if not signs:
        return best.said
    listed = " ".join(signs)
    return Text(
        en=" ".join(filter(None, [best.said.en, f"with {listed}"])),
        es=" ".join(filter(None, [best.said.es, f"con {listed}"])),
    )


_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([ T]\d{1,2}:\d{2}.*)?|(?=.*\d)[A-Za-z0-9]+[-, ]+[A-Za-z0-9]+.*")
_WORD = re.compile(r"[A-Za-z]{3,}")
_MONTH = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_FORMATS = (
    "ISO8601", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y", "%d-%m-%Y", "%m/%d/%y", "%d/%m/%y",
    "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%b %Y",
)  # fmt: skip
_TIMES = ("", " %H:%M", " %H:%M:%S")
_A_DAY = 86_400.0
_FEWEST_TRIED = 50


def days(texts: Sequence[str]) -> tuple[NDArray[np.float64], str] | None:
    """Return the days since 1970-01-01 that dates stand for, and how they are written; None where some are no dates.

    >>> days(["2000-01-01", "2000-01-02T12:00"])
    (array([10957. , 10958.5]), 'ISO8601')
    >>> days(["31/12/1999", "01/01/2000"])[1]
    '%d/%m/%Y'
    >>> days(["north", "south"])
    """
    if not texts or not all(_DATE.fullmatch(text) for text in texts[:_FEWEST_TRIED]):
        return None
    if _WORD.search(texts[0]) and not _MONTH.search(texts[0]):
        return None
    for form in _FORMATS:
        for time in _TIMES if form != "ISO8601" else ("",):
            found = _days(texts, form + time)
            if found is not None:
                return found, form + time
    return None


def _days(texts: Sequence[str], form: str) -> NDArray[np.float64] | None:
    import pandas as pd

    if len(texts) > _FEWEST_TRIED and _days(texts[:_FEWEST_TRIED], form) is None:
        return None
    parsed = pd.to_datetime(pd.Series(list(texts)), format=form, errors="coerce", utc=True)
    if parsed.isna().any():
        return None
    return np.asarray((parsed - pd.Timestamp(0, tz="UTC")).dt.total_seconds(), dtype=np.float64) / _A_DAY
