"""Sensitivity to the learning rate, function by function: what a badly chosen rate costs."""

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

NAMES = ("relu", "leaky_relu", "tanh", "sigmoid", "gelu")
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
EPOCHS = (100, 400)
BLOCKS = 60
DELTA = 1.0
"""Points of accuracy that matter here."""

ALPHA = 0.05


def curves(records: Records):
    """Return the mean accuracy for each function, number of epochs and learning rate."""
    return means(scored(records["moons"]), ["candidate", "epochs", "learning_rate"])


def longest(records: Records):
    """Return the curves of the longest training."""
    found = curves(records)
    return found[found["epochs"] == found["epochs"].max()]


def costs(records: Records):
    """Return a row per function, number of epochs and block: the mean over all rates, minus the score at the best one.

    The best rate is that of the function's mean curve, so that no block chooses its own.
    """
    best = curves(records).sort_values("mean").groupby(["candidate", "epochs"], sort=False).tail(1)
    best = best[["candidate", "epochs", "learning_rate"]]
    keys = ["candidate", "epochs", "block"]
    frame = scored(records["moons"])
    at_best = frame.merge(best).set_index(keys)["score"]
    cost = frame.groupby(keys)["score"].mean() - at_best
    return cost.rename("test_score").reset_index().assign(regime="drop-in", chance_score=0.0, status="ok")


def summary(records: Records):
    """Return the mean cost with its interval, and the decades of rates whose mean lies near the best."""
    import math

    found = means(costs(records).assign(cost=lambda f: -f["test_score"]), ["candidate", "epochs"], "cost")
    near = curves(records).assign(
        near=lambda f: f["mean"] >= f.groupby(["candidate", "epochs"])["mean"].transform("max") - DELTA
    )
    near = near[near["near"]].groupby(["candidate", "epochs"])["learning_rate"]
    ends = near.agg(["min", "max"]).reset_index()
    found = found.merge(ends, on=["candidate", "epochs"])
    return found.assign(
        decades=[math.log10(high / low) for low, high in zip(found["min"], found["max"], strict=True)],
        length=found["epochs"].astype(str),
    )


def contests(records: Records):
    """Judge all pairs of functions by what a badly chosen rate costs them, in each length of training."""
    import itertools

    import pandas as pd

    frame = costs(records)
    lengths = sorted(set(frame["epochs"]))
    pairs = list(itertools.combinations(NAMES, 2))
    rows = []
    for epochs, (a, b) in itertools.product(lengths, pairs):
        pair = paired(frame[frame["epochs"] == epochs], a, b, delta=DELTA, alpha=ALPHA / (len(pairs) * len(lengths)))
        low, high = pair.interval.low, pair.interval.high
        rows.append(
            {"epochs": epochs, "a": a, "b": b, "sign": (low > 0) - (high < 0), "much": low > DELTA or high < -DELTA}
        )
    return pd.DataFrame(rows)


def verdict(records: Records) -> Ruling:
    """Say that it depends where a pair turns round; else count the lengths of training in which a pair differs much."""
    found, judged = summary(records), contests(records)
    signs = judged.groupby(["a", "b"])["sign"]
    turned = [f"{a} / {b}" for (a, b), differs in (signs.max() - signs.min() == 2).items() if differs]
    ordered = found.groupby("candidate")["mean"].mean().sort_values()
    gentle, harsh = ordered.index[0], ordered.index[-1]
    measured = tuple(_measured(row) for row in found.to_dict("records"))
    if turned:
        names = ", ".join(turned)
        return Ruling(
            Outcome.DEPENDS,
            Text(
                en="Which function suffers more from a badly chosen learning rate depends on how long one trains:"
                f" {names}.",
                es="Qué función sufre más con una tasa de aprendizaje mal elegida depende de cuánto se entrene:"
                f" {names}.",
            ),
            measured,
        )
    much = sorted(set(judged[judged["much"]]["epochs"]))
    if not much:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en=f"No two functions differ by clearly more than {DELTA:g} point in what a badly chosen rate costs.",
                es=f"No hay dos funciones que se distingan claramente en más de {DELTA:g} punto por lo que cuesta una"
                " tasa mal elegida.",
            ),
            measured,
        )
    en = (
        f"A rate drawn blindly costs {gentle} {ordered[gentle]:.1f} points against its own best rate and {harsh}"
        f" {ordered[harsh]:.1f}, on average over both lengths of training."
    )
    es = (
        f"Una tasa elegida a ciegas le cuesta a {gentle} {ordered[gentle]:.1f} puntos frente a su propia mejor tasa y a"
        f" {harsh} {ordered[harsh]:.1f}, de media entre las dos duraciones."
    )
    if len(much) < judged["epochs"].nunique():
        en += f" But only with {much[0]} epochs do two functions differ by clearly more than {DELTA:g} point."
        es += (
            f" Pero solo con {much[0]} épocas hay dos funciones que se distingan claramente en más de {DELTA:g} punto."
        )
        return Ruling(Outcome.WITHIN_LIMITS, Text(en=en, es=es), measured)
    return Ruling(Outcome.CONFIRMED, Text(en=en, es=es), measured)


def _measured(row):
    """Return what a badly chosen rate costs one function."""
    near = f"{row['min']:g}-{row['max']:g}"
    return Measured(
        label=Text(
            en=f"cost of a blind rate, {row['candidate']}, {row['epochs']} epochs (within {DELTA:g} point at {near})",
            es=f"coste de una tasa a ciegas, {row['candidate']}, {row['epochs']} épocas (a {DELTA:g} punto en {near})",
        ),
        value=row["mean"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="points", es="puntos"),
        digits=1,
    )


def made(points):
    """Return a change of records: away from the first rate, a function loses so many points as ``points`` says."""

    def change(records):
        frame = records["moons"]
        place = frame["candidate"].map(NAMES.index)
        late = frame["epochs"] == frame["epochs"].max()
        away = frame["learning_rate"] != frame["learning_rate"].min()
        scores = 90.0 + frame["block"] % 2 - away * points(place, late)
        return {"moons": frame.assign(test_score=scores, status="ok")}

    return change


ENTRY = Evidence(
    name="learning_rate_sensitivity",
    number=18,
    statement=Text(
        en="Some activation functions forgive a badly chosen learning rate more than others.",
        es="Algunas funciones de activación perdonan más que otras una tasa de aprendizaje mal elegida.",
    ),
    said_by=(
        Source("Goodfellow, Bengio & Courville", "Deep Learning, chapter 11", 2016, "ISBN 9780262035613"),
        Source(
            "Bengio",
            "Practical recommendations for gradient-based training of deep architectures",
            2012,
            "doi:10.1007/978-3-642-35289-8_26",
        ),
    ),
    hypothesis=Text(
        en="Sigmoid, whose slope is small, should suffer most from low rates; ReLU, whose units can die, from high"
        " ones. Longer training should shrink what low rates cost, so the order of some pairs may turn round.",
        es="La sigmoide, de pendiente pequeña, debería sufrir más con tasas bajas; ReLU, cuyas unidades pueden morir,"
        " con las altas. Entrenar más debería reducir lo que cuestan las tasas bajas, así que el orden de algunos"
        " pares puede darse la vuelta.",
    ),
    experiment={
        "moons": ClaimTraining(candidates=NAMES, blocks=BLOCKS, vary={"epochs": EPOCHS, "learning_rate": RATES})
    },
    measure=Text(
        en=f"The exercise's network on {BLOCKS} fresh data sets of two moons, with {len(RATES)} learning rates from"
        f" {RATES[0]:g} to {RATES[-1]:g}, {EPOCHS[0]} and {EPOCHS[1]} epochs of Adam. The cost of a blind rate is a"
        " function's accuracy at its own best rate minus its mean accuracy over all rates: what one loses on average"
        " by drawing the rate at random. All pairs are compared by data set, as one family. A first look ended at a"
        " rate of 1, near sigmoid's best, so 3 was added; and its verdict did not tell differences in one length of"
        " training from none, so that was mended.",
        es=f"La red del ejercicio con {BLOCKS} conjuntos nuevos de dos lunas, {len(RATES)} tasas de aprendizaje de"
        f" {RATES[0]:g} a {RATES[-1]:g}, y {EPOCHS[0]} y {EPOCHS[1]} épocas de Adam. El coste de una tasa a ciegas es"
        " la exactitud de una función con su propia mejor tasa menos su exactitud media con todas: lo que se pierde de"
        " media al sortear la tasa. Todos los pares se comparan por conjunto de datos, como una familia. Una primera"
        " mirada acababa en una tasa de 1, cerca de la mejor de la sigmoide, y se añadió 3; y su veredicto no"
        " distinguía diferencias en una sola duración de ninguna, lo que se corrigió.",
    ),
    figures=(
        lines(
            longest,
            name="rates",
            title=Text(
                en=f"Accuracy against the learning rate, {EPOCHS[-1]} epochs",
                es=f"Exactitud según la tasa de aprendizaje, {EPOCHS[-1]} épocas",
            ),
            description=Text(
                en="Mean test accuracy with its 95 % band. A wide, flat top forgives much.",
                es="Exactitud de prueba media con su banda del 95 %. Una cima ancha y plana perdona mucho.",
            ),
            fields=(
                Field("candidate", Text(en="activation", es="activación")),
                Field("learning_rate", Text(en="learning rate", es="tasa de aprendizaje")),
                Field("mean", Text(en="accuracy (%)", es="exactitud (%)"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
            ),
            x="learning_rate",
            y="mean",
            series="candidate",
            low="low",
            high="high",
            log_x=True,
        ),
        dots(
            summary,
            name="costs",
            title=Text(en="What a blind learning rate costs", es="Lo que cuesta una tasa de aprendizaje a ciegas"),
            description=Text(
                en="Accuracy at the function's own best rate minus its mean over all rates, with 95 % intervals, for"
                " both lengths of training. Less is more forgiving.",
                es="Exactitud con la mejor tasa de cada función menos su media con todas las tasas, con intervalos del"
                " 95 %, para ambas duraciones. Menos es más indulgente.",
            ),
            fields=(
                Field("candidate", Text(en="activation", es="activación")),
                Field("length", Text(en="epochs", es="épocas")),
                Field("mean", Text(en="cost (points)", es="coste (puntos)"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
                Field(
                    "decades",
                    Text(en=f"decades within {DELTA:g} point of the best", es=f"décadas a {DELTA:g} punto de la mejor"),
                    1,
                ),
            ),
            x="mean",
            y="candidate",
            series="length",
            low="low",
            high="high",
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="The cost depends on the range of rates that one draws from, here three and a half decades for Adam on a"
        " small network: without the largest rate, where units of ReLU and GELU die, the functions lie much closer"
        " together. Another optimizer, a schedule or a deep network would move every curve.",
        es="El coste depende del rango de tasas del que se sortea, aquí tres décadas y media para Adam en una red"
        " pequeña: sin la tasa mayor, con la que mueren unidades de ReLU y GELU, las funciones quedan mucho más"
        " juntas. Otro optimizador, una tasa variable o una red profunda moverían todas las curvas.",
    ),
    otherwise=(
        Otherwise(Outcome.REFUTED, made(lambda _place, _late: 6.0)),
        Otherwise(Outcome.CONFIRMED, made(lambda place, _late: 6.0 * place)),
        Otherwise(Outcome.DEPENDS, made(lambda place, late: 6.0 * (place * ~late + (4 - place) * late))),
    ),
)
