"""What was done to each column of a table, in one line each: for the terminal, the record and the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actlab.i18n import Text
from actlab.workloads.userdata.columns import DataColumn
from actlab.workloads.userdata.encoding import MOST_INPUTS, EncodingStep
from actlab.workloads.userdata.words import shown

__all__ = ["ColumnAccount", "account_lines", "account_of"]

_NAMES_SHOWN = 8
_FILLS = {
    "median": ("the training part's median instead", "en su lugar, la mediana de la parte de entrenamiento"),
    "mean": ("the training part's mean instead", "en su lugar, la media de la parte de entrenamiento"),
    "most_frequent": ("the training part's most frequent value instead",
                      "en su lugar, el valor más frecuente de la parte de entrenamiento"),
    "constant": ("0 instead", "en su lugar, 0"),
}  # fmt: skip


@dataclass(frozen=True)
class ColumnAccount:
    """What one column held and what became of it.

    Args:
        name: The column.
        kind: ``number``, ``category``, ``date``, ``dropped``, ``target``, ``groups`` or ``time``.
        inputs: Number of the network's inputs that it became.
        missing: Number of values that were missing.
        said: What was done.

    >>> ColumnAccount("age", "number", 1, 0, Text(en="number", es="número")).inputs
    1
    """

    name: str
    kind: str
    inputs: int
    missing: int
    said: Text


def account_of(column: DataColumn, step: EncodingStep | None) -> ColumnAccount:
    """Return what is said of a column, which is dropped where it has no step."""
    name = shown(column.name)
    if step is None:
        return ColumnAccount(
            name, "dropped", 0, column.missing, _sentence(Text(en="left out", es="omitida"), column.said)
        )
    what = {
        "number": Text(en="number", es="número"),
        "date": Text(en="date, as days", es="fecha, en días"),
        "category": _encoded(column, step),
    }[column.kind]
    said = _sentence(what, column.said)
    if column.missing:
        filled = _FILLS.get(step.fill, ("one more category", "una categoría más"))
        values = ("value", "valor ausente") if column.missing == 1 else ("values", "valores ausentes")
        said = Text(
            en=f"{said.en}; {column.missing} missing {values[0]}: {filled[0]}",
            es=f"{said.es}; {column.missing} {values[1]}: {filled[1]}",
        )
    return ColumnAccount(name, column.kind, step.inputs, column.missing, said)


def _sentence(what: Text, more: Text) -> Text:
    return Text(en=": ".join(filter(None, [what.en, more.en])), es=": ".join(filter(None, [what.es, more.es])))


def _encoded(column: DataColumn, step: EncodingStep) -> Text:
    n = len(column.labels)
    if step.inputs == 1:
        return Text(en=f"category with {n} value{'' if n == 1 else 's'}, encoded as 0 and 1",
                    es=f"categoría con {n} valor{'' if n == 1 else 'es'}, como 0 y 1")  # fmt: skip
    if step.categories > MOST_INPUTS:
        kept = MOST_INPUTS - 1
        return Text(
            en=f"category with {n} values, the {kept} most frequent ones and the rest as {MOST_INPUTS} inputs",
            es=f"categoría con {n} valores, los {kept} más frecuentes y el resto como {MOST_INPUTS} entradas",
        )
    return Text(
        en=f"category with {n} values, encoded as {step.inputs} inputs (one-hot)",
        es=f"categoría con {n} valores, como {step.inputs} entradas (one-hot)",
    )


def account_lines(accounts: Sequence[ColumnAccount]) -> Iterator[Text]:
    """Yield a line per column; columns that are used as they are share one.

    >>> account = ColumnAccount("age", "number", 1, 0, Text(en="number", es="número"))
    >>> [line.en for line in account_lines([account])]
    ['1 number as it is: age.']
    """
    plain = [each.name for each in accounts if each.kind == "number" and each.said.en == "number"]
    if plain:
        names = ", ".join(plain if len(plain) <= _NAMES_SHOWN else [*plain[: _NAMES_SHOWN - 1], "...", plain[-1]])
        n, s = len(plain), "" if len(plain) == 1 else "s"
        yield Text(en=f"{n} number{s} as {'it is' if n == 1 else 'they are'}: {names}.",
                   es=f"{n} número{s} tal cual: {names}.")  # fmt: skip
    for each in accounts:
        if each.name not in plain and each.kind != "target":
            yield Text(en=f"{each.name}: {each.said.en}.", es=f"{each.name}: {each.said.es}.")
