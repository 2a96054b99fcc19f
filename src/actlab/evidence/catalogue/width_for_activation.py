"""Width buys what the activation lacks, or not: each function's network, made wider, against the best narrow one."""

from actlab.evidence import (
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
    lines,
    means,
    paired,
    scored,
)

NAMES = ("relu", "tanh", "sigmoid", "identity")
WIDTHS = (4, 8, 16, 32)
BLOCKS = 100
EPOCHS, RATE = 200, 0.03
DELTA, ALPHA = 1.0, 0.05

WORDS = {"identity": Text(en="none", es="ninguna")}


def by_width(records: Records):
    """Return the mean accuracy for each function and width."""
    return means(scored(records["moons"]), ["candidate", "width"])


def best_narrow(records: Records) -> str:
    """Return the function with the best mean at the least width."""
    found = by_width(records)
    narrow = found[found["width"] == found["width"].min()]
    return str(narrow.loc[narrow["mean"].idxmax(), "candidate"])


def chases(records: Records):
    """Compare every other function at every width with the best one at the least width, as one family."""
    import pandas as pd

    frame = records["moons"]
    best, widths = best_narrow(records), sorted(set(frame["width"]))
    frame = frame.assign(function=frame["candidate"], candidate=frame["candidate"] + " " + frame["width"].astype(str))
    others = [name for name in NAMES if name != best]
    rows = []
    for name in others:
        for width in widths:
            alpha = ALPHA / (len(others) * len(widths))
            pair = paired(frame, f"{name} {width}", f"{best} {widths[0]}", delta=DELTA, alpha=alpha)
            rows.append(
                {
                    "candidate": name,
                    "width": width,
                    "units": str(width),
                    "difference": pair.difference,
                    "low": pair.interval.low,
                    "high": pair.interval.high,
                    "behind": pair.interval.high < 0,
                    "reached": pair.interval.low > -DELTA,
                }
            )
    return pd.DataFrame(rows)


def verdict(records: Records) -> Ruling:
    """Confirm where every function that lacks something at the least width gets it by width; refute where none does."""
    found, best = chases(records), best_narrow(records)
    least = found["width"].min()
    lacking = list(found[(found["width"] == least) & found["behind"]]["candidate"])
    wide = found[found["width"] > least]
    helped = {name: wide[(wide["candidate"] == name) & wide["reached"]]["width"].min() for name in lacking}
    bought = [name for name in lacking if helped[name] == helped[name]]
    failed = [name for name in lacking if name not in bought]
    measured = tuple(_measured(row, best, least) for row in found.to_dict("records"))
    said_en = ", ".join(f"{_word(name).en} ({helped[name]:.0f} units)" for name in bought)
    said_es = ", ".join(f"{_word(name).es} ({helped[name]:.0f} unidades)" for name in bought)
    failed_en, failed_es = (", ".join(getattr(_word(name), code) for name in failed) for code in ("en", "es"))
    if bought and failed:
        return Ruling(
            Outcome.DEPENDS,
            Text(
                en=f"What matters is what the function lacks. Against {best} with {least} units, width makes up for"
                f" what these lack: {said_en}. Not for these, at any width tried: {failed_en}.",
                es=f"Lo que cuenta es qué le falta a la función. Frente a {best} con {least} unidades, la anchura"
                f" compensa lo que les falta a estas: {said_es}. No a estas, con ninguna anchura probada: {failed_es}.",
            ),
            measured,
        )
    if bought:
        return Ruling(
            Outcome.CONFIRMED,
            Text(
                en=f"Made wider, every function that was behind reaches {best} with {least} units: {said_en}.",
                es=f"Con más anchura, todas las que iban por detrás alcanzan a {best} con {least} unidades: {said_es}.",
            ),
            measured,
        )
    en = f"No width tried makes up for what is lacking against {best} with {least} units: {failed_en}."
    es = f"Ninguna anchura probada compensa lo que falta frente a {best} con {least} unidades: {failed_es}."
    if not failed:
        en = f"With {least} units no function was clearly behind {best}, so there was nothing for width to buy."
        es = f"Con {least} unidades ninguna iba claramente por detrás de {best}; no había nada que comprar con anchura."
    return Ruling(Outcome.REFUTED, Text(en=en, es=es), measured)


def _word(name):
    """Return what a function is called."""
    return Text(en="no activation", es="ninguna activación") if name == "identity" else Text(en=name, es=name)


def _measured(row, best, least):
    """Return a function's accuracy at one width minus that of the best at the least."""
    word = _word(row["candidate"])
    return Measured(
        label=Text(
            en=f"{word.en}, {row['width']} units, minus {best}, {least} units",
            es=f"{word.es}, {row['width']} unidades, menos {best}, {least} unidades",
        ),
        value=row["difference"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="points", es="puntos"),
    )


def made(*helped):
    """Return a change of records: ReLU leads with few units, and width helps only these functions."""

    def change(records):
        frame = records["moons"]
        wide = frame["candidate"].isin(helped) & (frame["width"] > frame["width"].min())
        scores = 80.0 + 15 * ((frame["candidate"] == "relu") | wide) + frame["block"] % 2
        return {"moons": frame.assign(test_score=scores, status="ok")}

    return change


ENTRY = Evidence(
    name="width_for_activation",
    number=19,
    statement=Text(
        en="With enough units, a network makes up for a poorer activation function.",
        es="Con unidades suficientes, una red compensa una función de activación peor.",
    ),
    said_by=(
        Source("Cybenko", "Approximation by superpositions of a sigmoidal function", 1989, "doi:10.1007/BF02551274"),
        Source(
            "Leshno, Lin, Pinkus & Schocken",
            "Multilayer feedforward networks with a nonpolynomial activation function can approximate any function",
            1993,
            "doi:10.1016/S0893-6080(05)80131-5",
        ),
    ),
    hypothesis=Text(
        en="Any function but a polynomial can approximate what another can, given units enough; so tanh and sigmoid"
        " should reach at some width what the best function does with 4 units, sigmoid later because it learns slowly."
        " Without an activation no width should help at all.",
        es="Toda función que no sea un polinomio puede aproximar lo que otra con unidades suficientes; así que tanh y"
        " la sigmoide deberían alcanzar con alguna anchura lo que la mejor logra con 4 unidades, la sigmoide más tarde"
        " por aprender despacio. Sin activación no debería ayudar ninguna anchura.",
    ),
    experiment={
        "moons": ClaimTraining(
            candidates=NAMES,
            blocks=BLOCKS,
            settings={"epochs": EPOCHS, "learning_rate": RATE},
            vary={"hidden": tuple((width,) for width in WIDTHS)},
        ),
    },
    measure=Text(
        en=f"Networks of one hidden layer of {WIDTHS[0]} to {WIDTHS[-1]} units on {BLOCKS} fresh data sets of two"
        f" moons, {EPOCHS} epochs of Adam at {RATE:g}. The best function with {WIDTHS[0]} units sets the mark; another"
        " function, clearly behind it with as many units, makes up for it where a wider network of it is shown to lie"
        f" no more than {DELTA:g} point below the mark. Pairs share their data; the intervals hold together at 95 %.",
        es=f"Redes de una capa oculta de {WIDTHS[0]} a {WIDTHS[-1]} unidades con {BLOCKS} conjuntos nuevos de dos"
        f" lunas, {EPOCHS} épocas de Adam con {RATE:g}. La mejor función con {WIDTHS[0]} unidades pone la marca; otra,"
        " claramente por detrás con las mismas unidades, lo compensa si se muestra que una red suya más ancha no queda"
        f" más de {DELTA:g} punto por debajo de la marca. Los pares comparten sus datos; los intervalos valen a la vez"
        " al 95 %.",
    ),
    figures=(
        lines(
            by_width,
            name="widths",
            title=Text(en="Accuracy against width", es="Exactitud según la anchura"),
            description=Text(
                en="Mean test accuracy with its 95 % band, by units in the hidden layer.",
                es="Exactitud de prueba media con su banda del 95 %, por unidades de la capa oculta.",
            ),
            fields=(
                Field("candidate", Text(en="activation", es="activación")),
                Field("width", Text(en="units", es="unidades")),
                Field("mean", Text(en="accuracy (%)", es="exactitud (%)"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
            ),
            x="width",
            y="mean",
            series="candidate",
            low="low",
            high="high",
            log_x=True,
            words=WORDS,
        ),
        dots(
            chases,
            name="chases",
            title=Text(en="Against the best narrow network", es="Frente a la mejor red estrecha"),
            description=Text(
                en=f"Accuracy minus that of the best function with {WIDTHS[0]} units, which is the line at 0.",
                es=f"Exactitud menos la de la mejor función con {WIDTHS[0]} unidades, que es la línea del 0.",
            ),
            fields=(
                Field("units", Text(en="units", es="unidades")),
                Field("candidate", Text(en="activation", es="activación")),
                Field("difference", Text(en="difference (points)", es="diferencia (puntos)"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
            ),
            x="difference",
            y="units",
            series="candidate",
            low="low",
            high="high",
            rule=0.0,
            words=WORDS,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="One small task, one hidden layer, one learning rate: that a wide network could represent an answer does"
        " not mean that training finds it in time. In deep networks, a function may lack gradient, which width does not"
        " buy.",
        es="Una tarea pequeña, una capa oculta, una tasa de aprendizaje: que una red ancha pueda representar una"
        " respuesta no significa que el entrenamiento la encuentre a tiempo. En redes profundas a una función puede"
        " faltarle gradiente, que la anchura no compra.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, made("tanh", "sigmoid", "identity")),
        Otherwise(Outcome.DEPENDS, made("tanh", "sigmoid")),
        Otherwise(Outcome.REFUTED, made()),
    ),
)
