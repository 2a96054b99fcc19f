"""Leaky ReLU's slope is one more hyperparameter: the score against the slope, from 0 to 1."""

from actlab.evidence import (
    COURSE,
    ClaimTraining,
    Evidence,
    Field,
    Measured,
    Otherwise,
    Outcome,
    Records,
    Ruling,
    Source,
    Text,
    lines,
    means,
    paired_by,
    scored,
)

SLOPES = (0.0, 0.01, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
USUAL = "leaky_relu:negative_slope=0.01"
LARGEST_USUAL = 0.3
"""The largest slope that a library takes by default (Keras's layer)."""

RATES = (0.01, 0.1)
BLOCKS = 300
DELTA = 0.5
"""Points of accuracy that matter."""


def against_usual(records: Records):
    """Return each slope's score minus that of 0.01, by learning rate, judged as one family."""
    import pandas as pd

    frame = records["moons"]
    others = [name for name in frame["candidate"].drop_duplicates() if name != USUAL]
    # each call splits alpha over the learning rates; over the slopes it is split here
    parts = [
        paired_by(frame, ["learning_rate"], name, USUAL, delta=DELTA, alpha=0.05 / len(others)).assign(candidate=name)
        for name in others
    ]
    return _with_slope(pd.concat(parts, ignore_index=True))


def curves(records: Records):
    """Return the mean accuracy by slope and learning rate."""
    found = means(scored(records["moons"]), ["learning_rate", "candidate"])
    return _with_slope(found).assign(rate=[f"{rate:g}" for rate in found["learning_rate"]])


def _with_slope(frame):
    """Return rows with their slope as a number, instead of a name."""
    return frame.assign(slope=frame["candidate"].str.split("=").str[1].astype(float))


def verdict(records: Records) -> Ruling:
    """Confirm where some usual slope differs from 0.01; within limits where only larger ones below 1 do."""
    found = against_usual(records)
    differ = found[found["verdict"].isin(["better", "worse"]) & (found["slope"] < 1)]
    matter = differ[differ["difference"].abs() > DELTA]
    usual = matter[(matter["slope"] <= LARGEST_USUAL) & (matter["slope"] > 0)]
    measured = tuple(_difference(row) for row in found.to_dict("records"))
    if matter.empty:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en=f"No slope from 0 to {max(SLOPES[:-1]):g} was shown to differ from 0.01 by {DELTA:g} points or"
                " more.",
                es=f"No se vio que ninguna pendiente de 0 a {max(SLOPES[:-1]):g} difiriera de 0.01 en {DELTA:g} puntos"
                " o más.",
            ),
            measured,
        )
    better = found[(found["verdict"] == "better") & (found["difference"] > DELTA)]
    taken = found[(found["slope"] > 0) & (found["slope"] <= LARGEST_USUAL)]
    farthest = taken.loc[taken.groupby("learning_rate")["difference"].idxmin()].to_dict("records")
    steep = found[found["slope"] == max(SLOPES[:-1])].to_dict("records") or found.tail(1).to_dict("records")
    en = f"Slopes that did better than 0.01 by more than {DELTA:g} points: {len(better)} of {len(found)} cells."
    es = f"Pendientes que mejoraron a 0.01 en más de {DELTA:g} puntos: {len(better)} de {len(found)} casos."
    for name, rows in ((f"up to {LARGEST_USUAL:g}", farthest), (f"at {max(SLOPES[:-1]):g}", steep)):
        en += (
            f" The largest loss {name}: "
            + "; ".join(f"{row['difference']:+.1f} points at learning rate {row['learning_rate']:g}" for row in rows)
            + "."
        )
    for name, rows in ((f"hasta {LARGEST_USUAL:g}", farthest), (f"con {max(SLOPES[:-1]):g}", steep)):
        es += (
            f" La mayor pérdida {name}: "
            + "; ".join(
                f"{row['difference']:+.1f} puntos con tasa de aprendizaje {row['learning_rate']:g}" for row in rows
            )
            + "."
        )
    if len(usual):
        return Ruling(Outcome.CONFIRMED, Text(en=en, es=es), measured)
    return Ruling(
        Outcome.WITHIN_LIMITS,
        Text(
            en=f"{en} But among the slopes that libraries take, up to {LARGEST_USUAL:g}, none was shown to differ from"
            f" 0.01 by {DELTA:g} points or more.",
            es=f"{es} Pero entre las pendientes que usan las bibliotecas, hasta {LARGEST_USUAL:g}, no se vio que"
            f" ninguna difiriera de 0.01 en {DELTA:g} puntos o más.",
        ),
        measured,
    )


def _difference(row):
    """Return one slope's score minus that of 0.01."""
    return Measured(
        label=Text(
            en=f"slope {row['slope']:g} minus slope 0.01, learning rate {row['learning_rate']:g}",
            es=f"pendiente {row['slope']:g} menos pendiente 0.01, tasa de aprendizaje {row['learning_rate']:g}",
        ),
        value=row["difference"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="points", es="puntos"),
        joint=True,
    )


def scoring(score):
    """Return a change of records: this score of a slope."""

    def change(records):
        frame = _with_slope(records["moons"])
        return {"moons": frame.assign(test_score=frame["slope"].map(score) + frame["block"] % 2, status="ok")}

    return change


ENTRY = Evidence(
    name="leaky_slope",
    number=9,
    statement=Text(
        en="Leaky ReLU has one more hyperparameter to choose, the negative slope.",
        es="Leaky ReLU tiene un hiperparámetro más que elegir, la pendiente negativa.",
    ),
    said_by=(
        COURSE,
        Source(
            "Xu et al.",
            "Empirical evaluation of rectified activations in convolutional network",
            2015,
            "arXiv:1505.00853",
        ),
    ),
    hypothesis=Text(
        en="From 0 to about 0.1 the score should be flat. Then it should fall, slowly at first, down to that of a"
        " linear network at slope 1. So the choice should matter only for large slopes.",
        es="De 0 a 0.1, más o menos, el resultado debería ser plano. Después debería caer, despacio al principio, hasta"
        " el de una red lineal con pendiente 1. Así que la elección solo debería importar con pendientes grandes.",
    ),
    experiment={
        "moons": ClaimTraining(
            candidates=tuple(f"leaky_relu:negative_slope={slope:g}" for slope in SLOPES),
            blocks=BLOCKS,
            vary={"learning_rate": RATES},
        ),
    },
    measure=Text(
        en=f"{BLOCKS} networks of the exercise for each of {len(SLOPES)} slopes at two learning rates, on fresh data"
        " sets of two moons: each slope's test accuracy minus that of 0.01, PyTorch's default, paired by data set and"
        f" initial weights. A slope matters where the difference is decided and larger than {DELTA:g} points; the"
        " intervals of all differences hold together at 95 %. Slope 0 is ReLU, slope 1 no activation.",
        es=f"{BLOCKS} redes del ejercicio por cada una de {len(SLOPES)} pendientes con dos tasas de aprendizaje, con"
        " conjuntos nuevos de dos lunas: la exactitud de prueba de cada pendiente menos la de 0.01, la de PyTorch por"
        " defecto, por pares con los mismos datos y pesos iniciales. Una pendiente importa si la diferencia está"
        f" decidida y pasa de {DELTA:g} puntos; los intervalos de todas las diferencias valen a la vez al 95 %. La"
        " pendiente 0 es ReLU, la 1 es no poner activación.",
    ),
    figures=(
        lines(
            curves,
            name="slopes",
            title=Text(en="Accuracy against the slope", es="Exactitud según la pendiente"),
            description=Text(
                en="Mean test accuracy with its 95 % band; a line is a learning rate. PyTorch's default is 0.01,"
                " Keras's 0.2 and 0.3.",
                es="Exactitud de prueba media con su banda del 95 %; cada línea es una tasa de aprendizaje. Por defecto"
                " PyTorch toma 0.01 y Keras 0.2 y 0.3.",
            ),
            fields=(
                Field("rate", Text(en="learning rate", es="tasa de aprendizaje")),
                Field("slope", Text(en="negative slope", es="pendiente negativa"), 2),
                Field("mean", Text(en="accuracy (%)", es="exactitud (%)"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
            ),
            x="slope",
            y="mean",
            series="rate",
            low="low",
            high="high",
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="One small network on one task, where hardly a unit dies; elsewhere another slope may be best. A slope that"
        " is learned (PReLU) or drawn (RReLU) is not looked at.",
        es="Una sola red pequeña con una tarea, en la que apenas muere una unidad; en otras puede convenir otra"
        " pendiente. No se mira la pendiente aprendida (PReLU) ni la sorteada (RReLU).",
    ),
    otherwise=(
        Otherwise(Outcome.REFUTED, scoring(lambda slope: 90.0 - 20 * (slope == 1))),
        Otherwise(Outcome.WITHIN_LIMITS, scoring(lambda slope: 90.0 - 10 * (slope > 0.4) - 20 * (slope == 0))),
        Otherwise(Outcome.CONFIRMED, scoring(lambda slope: 90.0 - 10 * abs(slope - 0.1))),
    ),
)
