"""Leaky ReLU prevents death; whether that improves accuracy is another question."""

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
    dots,
    means,
    paired_by,
    shares,
)

RATES = (0.01, 0.1, 1.0)
BLOCKS = 300
NARROW, LAYERS = 3, 8
NARROW_BLOCKS = 100
DELTA = 0.5
"""Points of accuracy that matter."""

MANY = 0.05
"""Share of dead units from which on one speaks of deaths."""

NAMES = {
    "better": Text(en="Leaky ReLU better", es="mejor Leaky ReLU"),
    "worse": Text(en="ReLU better", es="mejor ReLU"),
    "equal": Text(en="practically equal", es="prácticamente iguales"),
    "undecided": Text(en="undecided", es="sin decidir"),
}

SETTINGS = {
    f"rate {rate:g}": Text(en=f"10 units, rate {rate:g}", es=f"10 unidades, tasa {rate:g}") for rate in RATES
} | {"narrow": Text(en=f"{LAYERS} layers of {NARROW}, He", es=f"{LAYERS} capas de {NARROW}, He")}


def settings(records: Records):
    """Return all networks with a column that names their setting."""
    import pandas as pd

    wide = records["exercise"]
    wide = wide.assign(setting=[f"rate {rate:g}" for rate in wide["learning_rate"]])
    return pd.concat([wide, records["narrow"].assign(setting="narrow")])


def deaths(records: Records):
    """Return the mean share of dead units, in per cent, by function and setting."""
    frame = settings(records)
    return means(frame.assign(percent=100 * frame["dead"]), ["candidate", "setting"], "percent")


def gains(records: Records):
    """Return what Leaky ReLU gains over ReLU in each setting, judged as one family."""
    return paired_by(settings(records), ["setting"], "leaky_relu", "relu", delta=DELTA)


def verdict(records: Records) -> Ruling:
    """Refute where Leaky ReLU's units die; confirm where it is better wherever ReLU's do; else within limits."""
    dead, gained = deaths(records), gains(records)
    leaky, relu = (dead[dead["candidate"] == name].set_index("setting") for name in ("leaky_relu", "relu"))
    failed = shares(records["narrow"].assign(failed=records["narrow"]["status"] != "ok"), ["candidate"], "failed")
    measured = (
        *(_dead(row) for row in dead.to_dict("records")),
        *(_gain(row) for row in gained.to_dict("records")),
        *(_failed(row) for row in failed.to_dict("records")),
    )
    deadly = relu.index[relu["low"] > 100 * MANY]
    if (leaky["mean"] > 0).any() or deadly.empty:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en="Leaky ReLU's units died too, or hardly any of ReLU's did.",
                es="También murieron unidades con Leaky ReLU, o apenas murieron con ReLU.",
            ),
            measured,
        )
    judged = gained.set_index("setting").loc[deadly]
    better = judged[judged["verdict"] == "better"]
    en = (
        f"No unit of Leaky ReLU was dead in any setting; of ReLU's, up to {relu['mean'].max():.0f} %. Where ReLU's"
        f" units die, Leaky ReLU is better in accuracy in {len(better)} of {len(judged)} settings"
    )
    es = (
        "No murió ninguna unidad con Leaky ReLU en ningún ajuste; con ReLU, hasta el"
        f" {relu['mean'].max():.0f} %. Donde mueren las de ReLU, Leaky ReLU da mejor exactitud en {len(better)} de"
        f" {len(judged)} ajustes"
    )
    if len(better) == len(judged):
        return Ruling(Outcome.CONFIRMED, Text(en=f"{en}.", es=f"{es}."), measured)
    rest = judged.drop(better.index)
    en += "; elsewhere " + "; ".join(
        f"{SETTINGS[name].en}: {NAMES[row['verdict']].en} ({row['difference']:+.1f})" for name, row in rest.iterrows()
    )
    es += "; en los demás, " + "; ".join(
        f"{SETTINGS[name].es}: {NAMES[row['verdict']].es} ({row['difference']:+.1f})" for name, row in rest.iterrows()
    )
    return Ruling(Outcome.WITHIN_LIMITS, Text(en=f"{en}.", es=f"{es}."), measured)


def _dead(row):
    """Return the share of dead units of a function in a setting."""
    return Measured(
        label=Text(en=f"dead units, {row['candidate']}, {SETTINGS[row['setting']].en}",
                   es=f"unidades muertas, {row['candidate']}, {SETTINGS[row['setting']].es}"),
        value=row["mean"], low=row["low"], high=row["high"], unit=Text(en="%", es="%"), digits=1,
    )  # fmt: skip


def _gain(row):
    """Return what Leaky ReLU gains in a setting."""
    return Measured(
        label=Text(en=f"Leaky ReLU minus ReLU, {SETTINGS[row['setting']].en}",
                   es=f"Leaky ReLU menos ReLU, {SETTINGS[row['setting']].es}"),
        value=row["difference"], low=row["low"], high=row["high"], unit=Text(en="points", es="puntos"),
        joint=True,
    )  # fmt: skip


def _failed(row):
    """Return the share of narrow networks that learned nothing."""
    return Measured(
        label=Text(en=f"narrow networks that learned nothing, {row['candidate']}",
                   es=f"redes estrechas que no aprendieron nada, {row['candidate']}"),
        value=100 * row["share"], low=100 * row["low"], high=100 * row["high"], unit=Text(en="%", es="%"), digits=0,
    )  # fmt: skip


def lives(leaky, relu, gain):
    """Return a change of records: these dead shares, and so many points between the functions."""

    def change(records):
        def changed(frame):
            leaks = frame["candidate"] == "leaky_relu"
            scores = 80.0 + frame["block"] % 2 + gain * leaks
            return frame.assign(dead=leaks * leaky + ~leaks * relu, test_score=scores, status="ok")

        return {name: changed(frame) for name, frame in records.items()}

    return change


ENTRY = Evidence(
    name="leaky_relu_lives",
    number=8,
    statement=Text(
        en="Leaky ReLU mitigates the problem of dead neurons.",
        es="Leaky ReLU mitiga el problema de las neuronas muertas.",
    ),
    said_by=(
        COURSE,
        Source(
            "Maas, Hannun & Ng",
            "Rectifier nonlinearities improve neural network acoustic models",
            2013,
            "ICML 2013 workshop",
        ),
        Source("Lu et al.", "Dying ReLU and initialization: theory and numerical examples", 2019, "arXiv:1903.06733"),
    ),
    hypothesis=Text(
        en="Leaky ReLU's slope is nowhere 0, so none of its units should be dead. In the exercise's network, with units"
        " to spare, that should matter little for accuracy but at the largest learning rate. In narrow, deep networks,"
        " which are born dead, it should matter much.",
        es="La pendiente de Leaky ReLU no es 0 en ninguna parte, así que ninguna de sus unidades debería estar muerta."
        " En la red del ejercicio, a la que le sobran unidades, eso debería importar poco para la exactitud salvo con"
        " la mayor tasa de aprendizaje. En redes estrechas y profundas, que nacen muertas, debería importar mucho.",
    ),
    experiment={
        "exercise": ClaimTraining(candidates=("leaky_relu", "relu"), blocks=BLOCKS, vary={"learning_rate": RATES}),
        "narrow": ClaimTraining(
            candidates=("leaky_relu", "relu"),
            blocks=NARROW_BLOCKS,
            settings={"hidden": (NARROW,) * LAYERS, "init": "he"},
        ),
    },
    measure=Text(
        en=f"{BLOCKS} networks of the exercise for each function and learning rate, and {NARROW_BLOCKS} networks of"
        f" {LAYERS} layers of {NARROW} units with He's init at the course's rate, on fresh data sets of two moons: the"
        " share of hidden units whose slope is 0 on every training sample, and the difference in test accuracy, paired"
        " by data set and initial weights. A network that learned nothing counts with the accuracy of the best constant"
        f" answer. Differences within +-{DELTA:g} points count as practically equal; the intervals of the differences"
        " hold together at 95 %.",
        es=f"{BLOCKS} redes del ejercicio por función y tasa de aprendizaje, y {NARROW_BLOCKS} redes de {LAYERS} capas"
        f" de {NARROW} unidades con la inicialización de He y la tasa del curso, con conjuntos nuevos de dos lunas: la"
        " parte de unidades ocultas cuya pendiente es 0 en todas las muestras de entrenamiento, y la diferencia de"
        " exactitud de prueba, por pares con los mismos datos y pesos iniciales. Una red que no aprendió nada cuenta"
        f" con la exactitud de la mejor respuesta constante. Las diferencias dentro de +-{DELTA:g} puntos cuentan como"
        " prácticamente iguales; los intervalos de las diferencias valen a la vez al 95 %.",
    ),
    figures=(
        dots(
            deaths,
            name="deaths",
            title=Text(en="Dead units", es="Unidades muertas"),
            description=Text(
                en="Mean share of dead hidden units with its 95 % interval, by setting: the exercise's 10 units at"
                " three learning rates, and the narrow, deep network.",
                es="Parte media de unidades ocultas muertas con su intervalo del 95 %, por ajuste: las 10 unidades del"
                " ejercicio con tres tasas de aprendizaje, y la red estrecha y profunda.",
            ),
            fields=(
                Field("setting", Text(en="setting", es="ajuste")),
                Field("candidate", Text(en="activation", es="activación")),
                Field("mean", Text(en="dead units (%)", es="unidades muertas (%)"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
            ),
            x="mean",
            y="setting",
            series="candidate",
            low="low",
            high="high",
            words=SETTINGS,
        ),
        dots(
            gains,
            name="gains",
            title=Text(en="Leaky ReLU minus ReLU in accuracy", es="Leaky ReLU menos ReLU en exactitud"),
            description=Text(
                en="Mean paired difference in test accuracy by setting; the intervals hold together at 95 %.",
                es="Diferencia media por pares de la exactitud de prueba por ajuste; los intervalos valen a la vez al"
                " 95 %.",
            ),
            fields=(
                Field("setting", Text(en="setting", es="ajuste")),
                Field("difference", Text(en="difference (points)", es="diferencia (puntos)"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
                Field("verdict", Text(en="verdict", es="veredicto")),
                Field("n", Text(en="blocks", es="bloques")),
            ),
            x="difference",
            y="setting",
            low="low",
            high="high",
            rule=0.0,
            words=NAMES | SETTINGS,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="A unit that is not dead may still be of little use: with a slope of 0.01 its gradient is a hundredth. One"
        " kind of data, one slope; the slope is a claim of its own.",
        es="Una unidad que no está muerta puede servir de poco: con una pendiente de 0.01 su gradiente es una"
        " centésima. Un solo tipo de datos y una sola pendiente; la pendiente es otra afirmación.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, lives(leaky=0.0, relu=0.5, gain=3.0)),
        Otherwise(Outcome.WITHIN_LIMITS, lives(leaky=0.0, relu=0.5, gain=0.0)),
        Otherwise(Outcome.REFUTED, lives(leaky=0.5, relu=0.5, gain=0.0)),
        Otherwise(Outcome.REFUTED, lives(leaky=0.0, relu=0.0, gain=0.0)),
    ),
)
