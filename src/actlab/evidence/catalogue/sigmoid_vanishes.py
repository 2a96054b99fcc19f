"""Sigmoid: the gradient vanishes with depth. Its slope, its gradients layer by layer, and what still trains."""

from actlab.evidence import (
    COURSE,
    INIT_NAMES,
    ClaimTraining,
    Evidence,
    Field,
    Gradients,
    Lab,
    Measured,
    Otherwise,
    Outcome,
    Records,
    Ruling,
    Source,
    Text,
    decays,
    lines,
    means,
    scored,
    shares,
)

WIDTH, LAYERS = 200, 12
NETWORKS = 40
DEPTHS = (1, 3, 6, 12, 30)
INITS = ("torch", "xavier", "he")
BLOCKS = 20
TOLERANCE = 0.05
"""Relative distance between the measured and the predicted decay that is still agreement: the prediction is of
infinitely wide layers."""

GRADIENTS = Gradients(names=("sigmoid",), inits=INITS, layers=LAYERS, width=WIDTH, networks=NETWORKS)


def slopes(lab: Lab):
    """Evaluate sigmoid's derivative on a fine grid."""
    import pandas as pd
    import torch

    from actlab.activations import CATALOGUE

    x = torch.linspace(-20, 20, lab.pick(400_001, 4_001), dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(CATALOGUE["sigmoid"](x).sum(), x)
    return pd.DataFrame({"x": x.detach().numpy(), "slope": slope.numpy()})


def by_layer(records: Records):
    """Return measured and predicted mean squares of the gradient by layer."""
    frame = records["gradients"]
    theory = frame.groupby(["init", "layer"], sort=False)["predicted"].first().reset_index()
    return means(frame, ["init", "layer"], "square").merge(theory, on=["init", "layer"])


def by_depth(records: Records):
    """Return the test accuracy by init and depth."""
    return means(scored(records["trained"]), ["init", "depth"])


def slope_curve(records: Records):
    """Return about a hundred points of sigmoid's derivative within +-8."""
    frame = records["slopes"]
    near = frame[frame["x"].abs() <= 8]
    return near.iloc[:: max(len(near) // 100, 1)]


def verdict(records: Records) -> Ruling:
    """Confirm where slope, decay and training agree; it depends where some init still trains the deepest networks."""
    steepest = float(records["slopes"]["slope"].max())
    factors = decays(records["gradients"]).values()
    trained = records["trained"].assign(trains=lambda f: f["status"] == "ok")
    deepest = shares(trained[trained["depth"] == trained["depth"].max()], ["init"], "trains")
    shallow = shares(trained[trained["depth"] == trained["depth"].min()], ["init"], "trains")
    depth = int(trained["depth"].max())
    vanishes = steepest <= 0.25 and all(each.factor < 1 for each in factors)
    agrees = all(abs(each.factor / each.predicted - 1) <= TOLERANCE for each in factors)
    measured = (
        Measured(
            label=Text(en="steepest slope of sigmoid", es="mayor pendiente de la sigmoide"),
            value=steepest,
            expected=0.25,
            digits=4,
        ),
        *(each.measured for each in factors),
        Measured(
            label=Text(
                en=f"networks of {depth} layers that trained, all inits",
                es=f"redes de {depth} capas que aprendieron, todas las inicializaciones",
            ),
            value=float(deepest["count"].sum()),
            unit=Text(en=f"of {deepest['n'].sum()}", es=f"de {deepest['n'].sum()}"),
            digits=0,
        ),
    )
    if not vanishes:
        return Ruling(
            Outcome.REFUTED,
            Text(en="The gradient did not shrink from layer to layer.", es="El gradiente no se encogió capa a capa."),
            measured,
        )
    if (deepest["low"] > 0.5).any():
        names = ", ".join(deepest[deepest["low"] > 0.5]["init"])
        return Ruling(
            Outcome.DEPENDS,
            Text(
                en=f"The gradient shrinks at every layer, but with this init networks of {depth} layers train all the"
                f" same: {names}.",
                es=f"El gradiente se encoge en cada capa, pero con esta inicialización las redes de {depth} capas"
                f" aprenden igualmente: {names}.",
            ),
            measured,
        )
    if not agrees or (shallow["high"] < 0.5).any():
        return Ruling(
            Outcome.WITHIN_LIMITS,
            Text(
                en="The gradient shrinks at every layer, but not as theory says, or shallow networks did not train"
                " either.",
                es="El gradiente se encoge en cada capa, pero no como dice la teoría, o las redes poco profundas"
                " tampoco aprendieron.",
            ),
            measured,
        )
    weakest, strongest = min(each.factor for each in factors), max(each.factor for each in factors)
    return Ruling(
        Outcome.CONFIRMED,
        Text(
            en=f"At each layer the mean square of the gradient shrinks to between {weakest:.3f} and {strongest:.3f} of"
            f" itself, as theory predicts. With one layer sigmoid trains well; with {depth} layers"
            f" {deepest['count'].sum()} of {deepest['n'].sum()} networks learned anything, under each of the three"
            " inits.",
            es=f"En cada capa el cuadrado medio del gradiente se queda en entre {weakest:.3f} y {strongest:.3f} de lo"
            f" que era, como predice la teoría. Con una capa la sigmoide aprende bien; con {depth} capas aprendieron"
            f" algo {deepest['count'].sum()} de {deepest['n'].sum()} redes, con las tres inicializaciones.",
        ),
        measured,
    )


def all_trained(records):
    """Return records in which every network trained, enough of them to be sure."""
    import pandas as pd

    trained = records["trained"].assign(status="ok")
    return records | {"trained": pd.concat([trained] * 10)}


ENTRY = Evidence(
    name="sigmoid_vanishes",
    number=2,
    statement=Text(
        en="With sigmoid, the gradient vanishes as the network gets deeper.",
        es="Con la sigmoide, el gradiente se desvanece a medida que la red gana profundidad.",
    ),
    said_by=(
        COURSE,
        Source(
            "Glorot & Bengio",
            "Understanding the difficulty of training deep feedforward neural networks",
            2010,
            "PMLR 9:249-256",
        ),
    ),
    hypothesis=Text(
        en="Since |f'| is at most 1/4, each layer should shrink the gradient's mean square at least to 2/16 under He's"
        " init, 1/16 under Xavier's and 1/48 under torch's, nearly as mean-field theory says; with 30 layers nothing"
        " should train under any of the three.",
        es="Como |f'| es como mucho 1/4, cada capa debería encoger el cuadrado medio del gradiente al menos hasta 2/16"
        " con la inicialización de He, 1/16 con la de Xavier y 1/48 con la de torch, casi como dice la teoría de campo"
        " medio; con 30 capas no debería aprender nada con ninguna de las tres.",
    ),
    experiment={
        "slopes": slopes,
        "gradients": GRADIENTS,
        "trained": ClaimTraining(
            candidates=("sigmoid",),
            blocks=BLOCKS,
            vary={"hidden": tuple((8,) * depth for depth in DEPTHS), "init": INITS},
        ),
    },
    measure=Text(
        en=f"The derivative on a fine grid. Then {NETWORKS} untrained networks of {LAYERS} layers of {WIDTH} units for"
        " each init, one standard normal input and a random gradient at the top of each: the mean square of the"
        f" gradient at every layer, beside the theory of infinitely wide layers. Then {BLOCKS} trained networks for"
        " each depth and init on two moons, 8 units per layer, as the course's exercise trains them: test accuracy, and"
        " whether the training loss got below that of the best constant answer. After a first look the list of depths"
        f" was shortened to {len(DEPTHS)} between {DEPTHS[0]} and {DEPTHS[-1]}, to save time.",
        es=f"La derivada en una malla fina. Después, {NETWORKS} redes sin entrenar de {LAYERS} capas de {WIDTH}"
        " unidades por inicialización, con una entrada normal estándar y un gradiente al azar en lo alto de cada una:"
        " el cuadrado medio del gradiente en cada capa, junto a la teoría de capas infinitamente anchas. Después,"
        f" {BLOCKS} redes entrenadas por profundidad e inicialización con las dos lunas, 8 unidades por capa, como las"
        " entrena el ejercicio del curso: la exactitud de prueba, y si la pérdida de entrenamiento bajó de la de la"
        " mejor respuesta constante. Tras una primera mirada la lista de profundidades se acortó a"
        f" {len(DEPTHS)} entre {DEPTHS[0]} y {DEPTHS[-1]}, por ahorrar tiempo.",
    ),
    figures=(
        lines(
            by_layer,
            name="gradients",
            title=Text(en="The gradient, layer by layer", es="El gradiente, capa a capa"),
            description=Text(
                en="Mean square of the gradient at each layer relative to the last, without training. On the"
                " logarithmic axis a straight line is a constant factor per layer; theory's values are in the data.",
                es="Cuadrado medio del gradiente en cada capa respecto a la última, sin entrenar. En el eje"
                " logarítmico una recta es un factor constante por capa; los valores de la teoría están en los datos.",
            ),
            fields=(
                Field("init", Text(en="init", es="inicialización")),
                Field("layer", Text(en="layer", es="capa")),
                Field("mean", Text(en="mean square of the gradient", es="cuadrado medio del gradiente")),
                Field("predicted", Text(en="theory", es="teoría")),
            ),
            x="layer",
            y="mean",
            series="init",
            log_y=True,
            words=INIT_NAMES,
        ),
        lines(
            by_depth,
            name="trainability",
            title=Text(en="Accuracy against depth", es="Exactitud según la profundidad"),
            description=Text(
                en="Test accuracy on two moons with its 95 % band; the dashed line is chance.",
                es="Exactitud de prueba en las dos lunas con su banda del 95 %; la línea discontinua es el azar.",
            ),
            fields=(
                Field("init", Text(en="init", es="inicialización")),
                Field("depth", Text(en="hidden layers", es="capas ocultas")),
                Field("mean", Text(en="accuracy (%)", es="exactitud (%)"), 1),
                Field("low", Text(en="low", es="inferior"), 1),
                Field("high", Text(en="high", es="superior"), 1),
            ),
            x="depth",
            y="mean",
            series="init",
            low="low",
            high="high",
            log_x=True,
            rule=50.0,
            words=INIT_NAMES,
        ),
        lines(
            slope_curve,
            name="slope",
            title=Text(en="The slope of sigmoid", es="La pendiente de la sigmoide"),
            description=Text(
                en="The derivative is largest at 0, where it is 1/4 (dashed), and near 0 beyond +-6.",
                es="La derivada es máxima en 0, donde vale 1/4 (línea discontinua), y casi 0 más allá de +-6.",
            ),
            fields=(Field("x", Text(en="x", es="x"), 2), Field("slope", Text(en="derivative", es="derivada"), 5)),
            x="x",
            y="slope",
            rule=0.25,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="Adam, which rescales each weight's step, hides part of the vanishing; plain gradient descent suffers"
        " earlier. Normalisation layers, residual connections and an init made for sigmoid are left out, and a small"
        " gradient is not the only reason why deep sigmoid networks stall: their outputs also lose the differences"
        " between inputs.",
        es="Adam, que reescala el paso de cada peso, oculta parte del desvanecimiento; el descenso por gradiente"
        " simple lo sufre antes. Quedan fuera las capas de normalización, las conexiones residuales y una"
        " inicialización hecha para la sigmoide, y un gradiente pequeño no es la única razón por la que se estancan"
        " las redes profundas con sigmoide: sus salidas pierden además las diferencias entre las entradas.",
    ),
    otherwise=(
        Otherwise(
            Outcome.REFUTED,
            lambda records: (
                records | {"gradients": records["gradients"].assign(square=1.0 + records["gradients"].index)}
            ),
        ),
        Otherwise(
            Outcome.DEPENDS,
            all_trained,
        ),
    ),
)
