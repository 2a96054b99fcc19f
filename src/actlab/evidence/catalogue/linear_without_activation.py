"""Without a non-linearity a deep network is a linear one: by algebra, and on two circles."""

from actlab.evidence import (
    COURSE,
    ClaimTraining,
    Evidence,
    Field,
    Lab,
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
    paired_by,
    scored,
    shares,
)

DEPTHS = (1, 2, 4, 8)
NETWORKS = 30
ROUNDING = 1e-20
"""Share of the variance that float64 may leave unexplained: far above its square error, far below anything bent."""

DELTA = 5.0
"""Points of accuracy that matter here."""

WORDS = {"identity": Text(en="none", es="ninguna")}


def unexplained(lab: Lab):
    """Fit the best affine map to what untrained networks compute, and record what it leaves unexplained."""
    import numpy as np
    import pandas as pd
    import torch

    from actlab.activations import CATALOGUE

    rows = []
    for name in ("identity", "relu", "tanh"):
        for depth in DEPTHS:
            for network in range(lab.pick(NETWORKS, 3)):
                generator = lab.generator(f"depth {depth}", network)
                h = x = torch.randn(200, 5, dtype=torch.float64, generator=generator)
                for _layer in range(depth):
                    weight = torch.randn(h.shape[1], 20, dtype=torch.float64, generator=generator)
                    bias = torch.randn(20, dtype=torch.float64, generator=generator)
                    h = CATALOGUE[name](h @ weight / h.shape[1] ** 0.5 + bias)
                inputs = np.c_[x.numpy(), np.ones(len(x))]
                left = h.numpy() - inputs @ np.linalg.lstsq(inputs, h.numpy(), rcond=None)[0]
                share = float((left**2).sum() / ((h - h.mean(dim=0)) ** 2).sum())
                rows.append({"candidate": name, "depth": depth, "network": network, "unexplained": share})
    return pd.DataFrame(rows)


def straightness(records: Records):
    """Return the mean unexplained share for each activation and depth."""
    return means(records["untrained"], ["candidate", "depth"], "unexplained")


def by_depth(records: Records):
    """Return the accuracy on circles for each activation and depth."""
    return means(scored(records["circles"]), ["candidate", "depth"])


def verdict(records: Records) -> Ruling:
    """Confirm where all depths of the identity are affine to rounding, and ReLU wins at every depth on circles."""
    untrained = records["untrained"]
    bent = untrained[untrained["candidate"] == "identity"].assign(bent=lambda f: f["unexplained"] > ROUNDING)
    share = shares(bent, ["candidate"], "bent").iloc[0]
    pairs = paired_by(records["circles"], ["depth"], "relu", "identity", delta=DELTA)
    gained = pairs["low"] > DELTA
    deep = pairs.iloc[-1]
    scores = by_depth(records).set_index("candidate").loc["identity", "mean"]
    measured = (
        Measured(
            label=Text(
                en="largest share of an identity network's output that no affine map explains",
                es="mayor parte de la salida de una red sin activación que ninguna aplicación afín explica",
            ),
            value=float(bent["unexplained"].max()),
            expected=0.0,
            digits=None,
        ),
        Measured(
            label=Text(
                en=f"circles, ReLU minus no activation, {deep['depth']:.0f} hidden layers",
                es=f"círculos, ReLU menos ninguna activación, {deep['depth']:.0f} capas ocultas",
            ),
            value=float(deep["difference"]),
            low=float(deep["low"]),
            high=float(deep["high"]),
            unit=Text(en="points", es="puntos"),
            joint=True,
        ),
    )
    if share["count"]:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en=f"{share['count']:.0f} of {share['n']:.0f} networks without an activation computed something that is"
                " not an affine map of their inputs.",
                es=f"{share['count']:.0f} de {share['n']:.0f} redes sin activación calcularon algo que no es una"
                " aplicación afín de sus entradas.",
            ),
            measured,
        )
    if not gained.all():
        return Ruling(
            Outcome.WITHIN_LIMITS,
            Text(
                en="The algebra holds to rounding, but on the circles ReLU did not gain much at every depth.",
                es="El álgebra se cumple salvo redondeo, pero en los círculos ReLU no ganó mucho en todas las"
                " profundidades.",
            ),
            measured,
        )
    return Ruling(
        Outcome.CONFIRMED,
        Text(
            en="However many layers it has, a network without an activation computes one affine map. On two circles,"
            f" which no straight line separates, it stays at about {scores.mean():.0f} % of accuracy at every depth,"
            " while ReLU and tanh solve the task.",
            es="Tenga las capas que tenga, una red sin activación calcula una sola aplicación afín. En dos círculos,"
            f" que ninguna recta separa, se queda en torno al {scores.mean():.0f} % de exactitud a cualquier"
            " profundidad, mientras que ReLU y tanh resuelven la tarea.",
        ),
        measured,
    )


def bent_identity(records):
    """Return records in which identity networks are as bent as those of tanh."""
    untrained = records["untrained"]
    return records | {"untrained": untrained.assign(unexplained=untrained["unexplained"].clip(lower=0.1))}


def level_scores(records):
    """Return records in which all networks score the same on circles."""
    return records | {"circles": records["circles"].assign(test_score=70.0, status="ok")}


ENTRY = Evidence(
    name="linear_without_activation",
    number=1,
    statement=Text(
        en="Without a non-linearity between its layers, a deep network is a linear one.",
        es="Sin una no linealidad entre sus capas, una red profunda es una red lineal.",
    ),
    said_by=(COURSE, Source("Goodfellow, Bengio & Courville", "Deep Learning, chapter 6", 2016, "ISBN 9780262035613")),
    hypothesis=Text(
        en="Products of matrices are matrices, so an affine map should explain identity networks of any depth up to"
        " rounding; on circles such networks should stay near chance and depth should not help.",
        es="Un producto de matrices es una matriz, así que una aplicación afín debería explicar las redes sin"
        " activación de cualquier profundidad salvo redondeo; en los círculos deberían quedarse cerca del azar y la"
        " profundidad no debería ayudar.",
    ),
    experiment={
        "untrained": unexplained,
        "circles": ClaimTraining(
            candidates=("identity", "relu", "tanh"),
            blocks=NETWORKS,
            settings={"workload": "circles"},
            vary={"hidden": ((10,), (10, 10), (10, 10, 10, 10))},
        ),
    },
    measure=Text(
        en=f"First, {NETWORKS} random networks of each depth and activation, 5 inputs and 20 units per layer, in "
        "float64: the best affine map of the inputs is fitted to their outputs, and what it leaves unexplained is "
        f"recorded as a share of the variance. Then {NETWORKS} trained networks of each depth on fresh data sets of "
        "two circles: the test accuracy, paired by data set and initial weights.",
        es=f"Primero, {NETWORKS} redes al azar de cada profundidad y activación, con 5 entradas y 20 unidades por capa,"
        " en float64: se ajusta a sus salidas la mejor aplicación afín de las entradas y se anota lo que deja sin"
        f" explicar como parte de la varianza. Después, {NETWORKS} redes entrenadas de cada profundidad con conjuntos"
        " de datos nuevos de dos círculos: la exactitud de prueba, por pares con los mismos datos y pesos iniciales.",
    ),
    figures=(
        lines(
            straightness,
            name="straightness",
            title=Text(en="What no affine map explains", es="Lo que ninguna aplicación afín explica"),
            description=Text(
                en="Share of the output's variance left by the best affine map, for untrained networks. Without an"
                " activation it is rounding error, below 1e-25, at every depth.",
                es="Parte de la varianza de la salida que deja la mejor aplicación afín, en redes sin entrenar. Sin"
                " activación es error de redondeo, por debajo de 1e-25, a cualquier profundidad.",
            ),
            fields=(
                Field("candidate", Text(en="activation", es="activación")),
                Field("depth", Text(en="hidden layers", es="capas ocultas")),
                Field("mean", Text(en="unexplained share", es="parte sin explicar")),
            ),
            x="depth",
            y="mean",
            series="candidate",
            log_y=True,
            words=WORDS,
        ),
        dots(
            lambda records: by_depth(records).assign(layers=lambda f: f["depth"].astype(str)),
            name="circles",
            title=Text(en="Test accuracy on two circles", es="Exactitud de prueba en dos círculos"),
            description=Text(
                en="Mean over data sets with its 95 % interval, by number of hidden layers. Half right is chance.",
                es="Media sobre conjuntos de datos con su intervalo del 95 %, por número de capas ocultas. La mitad"
                " es el azar.",
            ),
            fields=(
                Field("layers", Text(en="hidden layers", es="capas ocultas")),
                Field("candidate", Text(en="activation", es="activación")),
                Field("mean", Text(en="accuracy (%)", es="exactitud (%)"), 1),
                Field("low", Text(en="low", es="inferior"), 1),
                Field("high", Text(en="high", es="superior"), 1),
                Field("n", Text(en="networks", es="redes")),
            ),
            x="mean",
            y="layers",
            series="candidate",
            low="low",
            high="high",
            rule=50.0,
            words=WORDS,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="That a linear network computes a linear map does not mean that its training is a linear matter: how fast"
        " deep linear networks learn, and which solution they find, does depend on depth. The circles show one task.",
        es="Que una red lineal calcule una aplicación lineal no significa que su entrenamiento sea un asunto lineal:"
        " lo rápido que aprenden las redes lineales profundas y la solución que encuentran sí dependen de la"
        " profundidad. Los círculos muestran una sola tarea.",
    ),
    otherwise=(
        Otherwise(Outcome.REFUTED, bent_identity),
        Otherwise(Outcome.WITHIN_LIMITS, level_scores),
    ),
)
