"""Networks of several depths and inits that learn anything at all: their share, as numbers and as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actlab.evidence._figures import ClaimFigure, lines
from actlab.evidence._gradients import INIT_NAMES
from actlab.evidence._reading import shares
from actlab.evidence._spec import Records
from actlab.i18n import Text
from actlab.records.exhibit import Field, Measured

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["trainability", "trainable", "trained_share"]


def trainable(records: Records) -> pd.DataFrame:
    """Return the share of networks that learned anything, in per cent, by function, init and depth."""
    frame = records["trained"].assign(trains=records["trained"]["status"] == "ok")
    found = shares(frame, ["candidate", "init", "depth"], "trains")
    percent = {name: 100 * found[name] for name in ("share", "low", "high")}
    return found.assign(**percent, line=found["candidate"] + ", " + found["init"])


def trained_share(row: Any) -> Measured:
    """Return one share of `trainable` as a number of the verdict."""
    return Measured(
        label=Text(
            en=f"networks of {row['depth']} layers that learned: {row['candidate']}, {INIT_NAMES[row['init']].en}",
            es=f"redes de {row['depth']} capas que aprendieron: {row['candidate']}, {INIT_NAMES[row['init']].es}",
        ),
        value=row["share"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="%", es="%"),
        digits=0,
    )


def trainability() -> ClaimFigure:
    """Return the figure of `trainable`."""
    return lines(
        trainable,
        name="trainability",
        title=Text(en="Networks that learn anything", es="Redes que aprenden algo"),
        description=Text(
            en="Share of trained networks whose loss got below that of the best constant answer, by depth, function"
            " and init, with its exact 95 % interval in the data.",
            es="Parte de las redes entrenadas cuya pérdida bajó de la de la mejor respuesta constante, por"
            " profundidad, función e inicialización, con su intervalo exacto del 95 % en los datos.",
        ),
        fields=(
            Field("line", Text(en="function and init", es="función e inicialización")),
            Field("depth", Text(en="hidden layers", es="capas ocultas")),
            Field("share", Text(en="networks that learn (%)", es="redes que aprenden (%)"), 0),
            Field("low", Text(en="low", es="inferior"), 0),
            Field("high", Text(en="high", es="superior"), 0),
            Field("n", Text(en="networks", es="redes")),
        ),
        x="depth",
        y="share",
        series="line",
        log_x=True,
    )
