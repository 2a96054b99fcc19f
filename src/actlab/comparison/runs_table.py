"""Other people's runs: a table with candidate, block and score, in the form that the judging reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actlab.errors import DataError, choices
from actlab.i18n import _, ngettext

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Runs", "read_runs"]

_FINISHED = frozenset({"ok", "finished", "success", "completed", "done"})


@dataclass(frozen=True)
class Runs:
    """The runs in the form that the judging reads.

    Args:
        frame: One row per run: candidate, block, regime, test_score, chance_score, status.
        names: The candidates, the baseline first.
        paired: Whether the candidates share blocks.
        failures: How many runs have no score.
    """

    frame: pd.DataFrame
    names: tuple[str, ...]
    paired: bool
    failures: int


def read_runs(
    table: Any,
    *,
    candidate: str = "candidate",
    block: str | Sequence[str] = "block",
    score: str = "score",
    status: str | None = None,
    wide: Sequence[str] = (),
    baseline: str | None = None,
    chance: float | None = None,
) -> Runs:
    """Read runs from a file or a frame.

    Args:
        table: A ``.csv``, ``.tsv``, ``.parquet`` or ``.jsonl`` file, or a frame of pandas, or of another library that
            has ``to_pandas``.
        candidate: The column that says what was run.
        block: The column, or columns, that tell repetitions apart: seed, fold, data set. Runs of one block share them.
        score: The column of the scores; a run without one failed.
        status: A column that says whether a run finished; by default a run failed if it has no score.
        wide: The columns that are candidates, for a table with one row per block.
        baseline: The candidate that the others are compared with; by default the first in the table.
        chance: The score of guessing, at which failed runs count.

    Raises:
        DataError: The table cannot be read as runs; the message says which column or row.
    """
    frame = _frame(table)
    keys = [block] if isinstance(block, str) else list(block)
    if wide:
        _columns(frame, [*keys, *wide])
        frame = frame.melt(id_vars=keys, value_vars=list(wide), var_name=candidate, value_name=score)
    _columns(frame, [candidate, *keys, score, *([status] if status else [])])
    return _runs(frame, candidate, keys, score, status, baseline, chance)


def _frame(table: Any) -> pd.DataFrame:
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        return table.reset_index(drop=True)
    if hasattr(table, "to_pandas"):
        converted: pd.DataFrame = table.to_pandas()
        return converted
    path = Path(str(table))
    readers: dict[str, Any] = {
        ".csv": pd.read_csv,
        ".tsv": lambda file: pd.read_csv(file, sep="\t"),
        ".txt": lambda file: pd.read_csv(file, sep=None, engine="python"),
        ".parquet": pd.read_parquet,
        ".jsonl": lambda file: pd.read_json(file, lines=True),
    }
    if path.suffix not in readers:
        raise DataError(
            _("{path} is no table of runs; it must end in one of: {endings}.").format(
                path=path, endings=", ".join(readers)
            )
        )
    try:
        read: pd.DataFrame = readers[path.suffix](path)
    except UnicodeDecodeError as error:
        raise DataError(_("{path} is not UTF-8; save it as UTF-8.").format(path=path)) from error
    except (OSError, ValueError, ImportError) as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise DataError(_("{path} cannot be read: {error}").format(path=path, error=said[0])) from error
    return read


def _columns(frame: pd.DataFrame, wanted: Sequence[str]) -> None:
    for name in wanted:
        if name not in frame.columns:
            held = [str(column) for column in frame.columns]
            near = choices(name, held, limit=1)
            hint = _("Did you mean {near}?").format(near=near[0]) if near else ""
            raise DataError(
                _("The table has no column '{name}'; it has: {columns}. {hint}")
                .format(name=name, columns=", ".join(held), hint=hint)
                .strip()
            )


def _runs(
    frame: pd.DataFrame,
    candidate: str,
    keys: list[str],
    score: str,
    status: str | None,
    baseline: str | None,
    chance: float | None,
) -> Runs:
    import pandas as pd

    names = [str(name) for name in dict.fromkeys(frame[candidate].dropna())]
    if len(names) < 2:
        raise DataError(
            _("The column '{column}' names one method, {names}; a comparison needs two or more.").format(
                column=candidate, names=", ".join(names) or _("none")
            )
        )
    if baseline is not None:
        if baseline not in names:
            raise DataError(
                _("There is no candidate '{name}'; there are: {names}.").format(name=baseline, names=", ".join(names))
            )
        names = [baseline, *(name for name in names if name != baseline)]
    blocks = _blocks(frame, keys)
    scores = _scores(frame, score)
    failed = scores.isna()
    if status is not None:
        failed |= ~frame[status].astype(str).str.lower().isin(_FINISHED)
    if failed.any() and chance is None:
        raise DataError(
            ngettext(
                "{n} run failed. Say the score of guessing, at which it counts: a failure is a result, not dropped.",
                "{n} runs failed. Say the score of guessing, at which they count: failures are results, not dropped.",
                int(failed.sum()),
            ).format(n=int(failed.sum()))
        )
    _check_scales(names, frame[candidate].astype(str), scores)
    read = pd.DataFrame(
        {
            "candidate": frame[candidate].astype(str),
            "block": blocks,
            "regime": "given",
            "test_score": scores.where(~failed, chance if chance is not None else 0.0),
            # without a known score of guessing nothing is said of failures that were not seen
            "chance_score": scores if chance is None else float(chance),
            "status": ["nonfinite" if bad else "ok" for bad in failed],
        }
    )
    _check_repeats(read, keys)
    shared = set.intersection(*(set(read.loc[read["candidate"] == name, "block"]) for name in names))
    return Runs(read, tuple(names), len(shared) >= 2, int(failed.sum()))


def _blocks(frame: pd.DataFrame, keys: list[str]) -> pd.Series[int]:
    """Return whole numbers for the blocks; spellings of one number, such as 1 and 1.0, are refused."""
    import pandas as pd

    spelled = frame[keys].map(lambda value: value.strip() if isinstance(value, str) else value)
    if spelled.isna().any(axis=None):
        raise DataError(_("The column '{column}' has an empty cell; each run needs a block.").format(column=keys[0]))
    for key in keys:
        texts = {str(value) for value in spelled[key]}
        folded: dict[str, str] = {}
        for text in sorted(texts):
            plain = text.removesuffix(".0").lstrip("0") or "0"
            if plain in folded:
                raise DataError(
                    _("The column '{column}' spells one block in two ways, {a} and {b}; use one.").format(
                        column=key, a=folded[plain], b=text
                    )
                )
            folded[plain] = text
    joined = spelled.astype(str).agg("|".join, axis=1)
    order = sorted(dict.fromkeys(joined), key=lambda text: [_natural(part) for part in text.split("|")])
    numbers = {text: number for number, text in enumerate(order)}
    return pd.Series([numbers[text] for text in joined], index=frame.index)


def _natural(text: str) -> tuple[int, float, str]:
    try:
        return 0, float(text), ""
    except ValueError:
        return 1, 0.0, text


def _scores(frame: pd.DataFrame, column: str) -> pd.Series[float]:
    import pandas as pd

    numbers = pd.to_numeric(frame[column], errors="coerce")
    wrong = frame[column].notna() & numbers.isna()
    texts = frame[column][wrong].astype(str).str.strip().str.lower()
    strange = texts[~texts.isin({"", "nan", "inf", "-inf", "none", "null"})]
    if len(strange):
        raise DataError(
            _("The column '{column}' holds '{text}' in row {row}; a score is a number.").format(
                column=column, text=frame[column][strange.index[0]], row=int(strange.index[0]) + 1
            )
        )
    return numbers.where(numbers.abs() != float("inf"))


def _check_scales(names: Sequence[str], candidates: pd.Series[str], scores: pd.Series[float]) -> None:
    """Refuse percentages beside fractions.

    Raises:
        DataError: One candidate's scores lie in [0, 1] and another's far above.
    """
    means = {name: float(scores[candidates == name].abs().mean()) for name in names}
    small = [name for name, mean in means.items() if mean <= 1]
    large = [name for name, mean in means.items() if 20 <= mean <= 100]
    if small and large:
        raise DataError(
            _("{a} has fractions and {b} percentages; write all scores in one unit.").format(a=small[0], b=large[0])
        )


def _check_repeats(read: pd.DataFrame, keys: list[str]) -> None:
    twice = read[read.duplicated(["candidate", "block"], keep=False)]
    if len(twice):
        first = twice.iloc[0]
        raise DataError(
            _(
                "{candidate} has two or more runs in one block of '{columns}'. Name the columns that tell them apart, "
                "such as seed and fold; episodes or items of one run are no blocks: average them first."
            ).format(candidate=first["candidate"], columns=", ".join(keys))
        )
