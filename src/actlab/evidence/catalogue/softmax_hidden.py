"""Softmax in a hidden layer: how much worse it is, why, and that it is not for lack of non-linearity."""

from actlab.evidence import (
    COURSE,
    Evidence,
    Field,
    Lab,
    Measured,
    Moons,
    Otherwise,
    Outcome,
    Records,
    Ruling,
    Stack,
    Text,
    dots,
    lines,
    means,
    paired_by,
)

WIDTH = 10
DEPTHS = (1, 3)
RATES = (0.01, 0.1)
NETWORKS = 28
EPOCHS = 100
LAYERS = 6
DELTA = 0.5
"""Points of accuracy that matter."""

WORDS = {
    "identity": Text(en="none", es="ninguna"),
    "softmax": Text(en="softmax", es="softmax"),
    "apart": Text(en="uncoupled", es="sin acoplar"),
    "scaled": Text(en="10 x softmax", es="10 x softmax"),
    "apart_scaled": Text(en="10 x uncoupled", es="10 x sin acoplar"),
    "tanh": Text(en="tanh", es="tanh"),
}


def functions():
    """Return what is compared. Uncoupled, a unit has nine fixed rivals instead of the other nine units."""
    import math

    import torch

    rivals = math.log((WIDTH - 1) * math.exp(0.5))  # nine standard normal inputs have this sum of exp, on average
    return {
        "identity": lambda z: z,
        "softmax": lambda z: torch.softmax(z, -1),
        "apart": lambda z: torch.sigmoid(z - rivals),
        "scaled": lambda z: WIDTH * torch.softmax(z, -1),
        "apart_scaled": lambda z: WIDTH * torch.sigmoid(z - rivals),
        "tanh": torch.tanh,
    }


def trained(lab: Lab):
    """Train the exercise's network, and a deeper one, with each function; a row per network."""
    import pandas as pd
    import torch

    networks = lab.pick(NETWORKS, 5)
    data, rows = Moons.drawn(lab, networks), []
    cells = [(depth, rate, name) for depth in DEPTHS for rate in RATES for name in WORDS]
    for done, (depth, rate, name) in enumerate(cells):
        stack, function = Stack(lab, networks, (WIDTH,) * depth), functions()[name]
        optimizer = torch.optim.Adam(stack.parameters, lr=rate)
        for _epoch in range(lab.pick(EPOCHS, 3)):
            stack.step(function, data, optimizer)
        scores = stack.accuracy(function, data)
        for block, score in enumerate(scores.tolist()):
            row = {"candidate": name, "block": block, "depth": depth, "learning_rate": rate, "test_score": score}
            rows.append(row | {"chance_score": 50.0, "status": "ok", "regime": "drop-in"})
        lab.tell((done + 1) / len(cells))
    return pd.DataFrame(rows)


def untrained(lab: Lab):
    """Record how far the units tell samples apart, and how much gradient arrives, at each layer before training."""
    import pandas as pd
    import torch

    networks = lab.pick(NETWORKS, 3)
    data, rows = Moons.drawn(lab, networks), []
    for name, function in functions().items():
        stack = Stack(lab, networks, (WIDTH,) * LAYERS)
        outputs, before = stack.forward(function, data.x)
        squares = [each.square().mean(dim=(1, 2)) for each in torch.autograd.grad(outputs.sum(), before)]
        for layer, (gradient, z) in enumerate(zip(squares, before, strict=True)):
            spread = function(z).detach().var(dim=1).mean(dim=1)
            share = gradient / squares[-1]
            table = {"signal": spread.tolist(), "gradient": share.tolist()}
            rows.append(pd.DataFrame(table).assign(candidate=name, layer=layer + 1, network=range(networks)))
    return pd.concat(rows, ignore_index=True)


def coupling(lab: Lab):
    """Record the share of the squared Jacobian that lies off its diagonal, for standard normal inputs."""
    import pandas as pd
    import torch

    x = torch.randn(lab.pick(2000, 50), WIDTH, dtype=torch.float64, generator=lab.generator("coupling"))
    p = torch.softmax(x, 1)
    jacobians = torch.diag_embed(p) - p[:, :, None] * p[:, None, :]
    whole, own = jacobians.square().sum(dim=(1, 2)), jacobians.diagonal(dim1=1, dim2=2).square().sum(dim=1)
    return pd.DataFrame({"shared": (1 - own / whole).numpy()})


def scores(records: Records):
    """Return the mean accuracy of each function by depth, at the learning rate that suits it best."""
    found = means(records["trained"], ["candidate", "depth", "learning_rate"], "test_score")
    best = found.sort_values("mean", ascending=False).drop_duplicates(["candidate", "depth"])
    order = {name: place for place, name in enumerate(WORDS)}
    return best.sort_values(["depth", "candidate"], key=lambda each: each.map(order) if each.dtype != int else each)


def gradients(records: Records):
    """Return the mean square of the gradient by layer, relative to the last layer."""
    return _first_names(means(records["untrained"], ["candidate", "layer"], "gradient"))


def signals(records: Records):
    """Return the variance over samples of what the units give, by layer."""
    return _first_names(means(records["untrained"], ["candidate", "layer"], "signal"))


def _first_names(found):
    """Return the rows of the functions that the figures show."""
    return found[found["candidate"].isin(["softmax", "apart", "scaled", "tanh"])]


def verdict(records: Records) -> Ruling:
    """Confirm where softmax is worse than tanh and no better than none; where it is level somewhere, it depends."""
    frame = records["trained"]
    below = paired_by(frame, ["depth", "learning_rate"], "softmax", "tanh", delta=DELTA)
    above = paired_by(frame, ["depth", "learning_rate"], "softmax", "identity", delta=DELTA)
    repaired = paired_by(frame, ["depth", "learning_rate"], "scaled", "tanh", delta=DELTA)
    alone = paired_by(frame, ["depth", "learning_rate"], "softmax", "apart", delta=DELTA)
    first = records["untrained"][records["untrained"]["layer"] == 1]
    left = means(first, ["candidate"], "gradient").set_index("candidate").loc["softmax"]
    shared = means(records["coupling"].assign(every=0), ["every"], "shared").iloc[0]
    measured = (
        *(_pair(row, "softmax - tanh", "softmax - tanh") for row in below.to_dict("records")),
        *(_pair(row, "softmax - none", "softmax - ninguna") for row in above.to_dict("records")),
        *(_pair(row, "10 x softmax - tanh", "10 x softmax - tanh") for row in repaired.to_dict("records")),
        *(_pair(row, "softmax - uncoupled", "softmax - sin acoplar") for row in alone.to_dict("records")),
        _share(left, f"gradient's mean square left after {LAYERS - 1} layers of softmax",
               f"cuadrado medio del gradiente que queda tras {LAYERS - 1} capas de softmax"),
        _share(shared, "share of softmax's squared Jacobian between different units",
               "parte del jacobiano de softmax, al cuadrado, entre unidades distintas"),
    )  # fmt: skip
    worse, gained = below[below["verdict"] == "worse"], above[above["verdict"] == "better"]
    if worse.empty:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en="Softmax in the hidden layers was nowhere shown to be worse than tanh.",
                es="No se vio en ningún caso que softmax en las capas ocultas fuera peor que tanh.",
            ),
            measured,
        )
    en = f"Softmax in the hidden layers is worse than tanh in {len(worse)} of {len(below)} settings"
    es = f"Softmax en las capas ocultas es peor que tanh en {len(worse)} de {len(below)} ajustes"
    if gained.empty:
        return Ruling(
            Outcome.CONFIRMED,
            Text(
                en=f"{en}, and nowhere better than no activation at all.",
                es=f"{es}, y en ninguno mejor que no poner activación.",
            ),
            measured,
        )
    level = below[below["low"] > -DELTA]
    mended, worse_alone = (repaired["verdict"] != "worse").sum(), (alone["verdict"] == "better").sum()
    reason = Text(
        en=f" The reason given does not hold: it is not linear, and in {len(gained)} settings it beats a network"
        f" without activation by up to {gained['difference'].max():.0f} points. Its outputs share a sum of 1, so signal"
        f" and gradient shrink at every layer ({left['mean']:.0g} of the gradient's square is left after {LAYERS - 1})."
        f" Multiplied by {WIDTH}, it is no longer shown to be worse than tanh in {mended} of {len(repaired)} settings;"
        f" that it couples the units is no harm in {worse_alone}, where its uncoupled twin is worse.",
        es=f" La razón que se da no se sostiene: no es lineal, y en {len(gained)} ajustes supera a una red sin"
        f" activación hasta en {gained['difference'].max():.0f} puntos. Sus salidas se reparten una suma de 1, y por"
        f" eso la señal y el gradiente se encogen en cada capa (queda {left['mean']:.0g} del cuadrado del gradiente"
        f" tras {LAYERS - 1}). Multiplicada por {WIDTH}, deja de verse peor que tanh en {mended} de {len(repaired)}"
        f" ajustes; que acople las unidades no daña en {worse_alone}, donde es peor su gemela sin acoplar.",
    )
    if len(level):
        rates = ", ".join(f"{row['depth']:.0f} / {row['learning_rate']:g}" for row in level.to_dict("records"))
        en += (
            f", and on average at most {DELTA:g} points worse in {len(level)} (hidden layers / learning rate: {rates})."
        )
        es += (
            f", y en media como mucho {DELTA:g} puntos peor en {len(level)} (capas ocultas / tasa de aprendizaje:"
            f" {rates})."
        )
        return Ruling(Outcome.DEPENDS, Text(en=en + reason.en, es=es + reason.es), measured)
    return Ruling(Outcome.WITHIN_LIMITS, Text(en=f"{en}.{reason.en}", es=f"{es}.{reason.es}"), measured)


def _pair(row, en, es):
    """Return a difference of accuracy in one setting."""
    layers, rate = int(row["depth"]), row["learning_rate"]
    return Measured(
        label=Text(
            en=f"{en}, hidden layers: {layers}, rate {rate:g}", es=f"{es}, capas ocultas: {layers}, tasa {rate:g}"
        ),
        value=row["difference"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="points", es="puntos"),
        joint=True,
    )


def _share(row, en, es):
    """Return a mean with its interval."""
    return Measured(label=Text(en=en, es=es), value=row["mean"], low=row["low"], high=row["high"], digits=None)


def scoring(**given):
    """Return a change of records: these scores for the named functions, 90 for all others."""

    def change(records):
        frame = records["trained"]
        level = frame["candidate"].map(lambda name: given.get(name, 90.0))
        return records | {"trained": frame.assign(test_score=level + frame["block"] % 2 * 0.1)}

    return change


def rated(records):
    """Return records in which softmax is worse than tanh at the smaller learning rate only."""
    frame = scoring(softmax=90.0, identity=80.0)(records)["trained"]
    small = (frame["learning_rate"] == frame["learning_rate"].min()) & (frame["candidate"] == "softmax")
    return records | {"trained": frame.assign(test_score=frame["test_score"] - 5.0 * small)}


ENTRY = Evidence(
    name="softmax_hidden",
    number=13,
    statement=Text(
        en="Softmax is not suited to hidden layers, for lack of non-linearity.",
        es="Softmax no es adecuada para las capas ocultas, por falta de no linealidad.",
    ),
    said_by=(COURSE,),
    hypothesis=Text(
        en="Softmax should be worse than tanh, more so with depth. But it is no linear function, so it should beat a"
        " network without activation. What harms should be its scale, as ten units share a sum of 1: multiplied by"
        " ten it should be nearly as good as tanh. Coupling alone should matter less than scale.",
        es="Softmax debería ser peor que tanh, y más con la profundidad. Pero no es una función lineal, así que debería"
        " superar a una red sin activación. Lo que daña debería ser su escala, pues diez unidades se reparten una suma"
        " de 1: multiplicada por diez debería ser casi tan buena como tanh. El acoplamiento por sí solo debería"
        " importar menos que la escala.",
    ),
    experiment={"trained": trained, "untrained": untrained, "coupling": coupling},
    measure=Text(
        en=f"{NETWORKS} networks of the exercise for each function, {DEPTHS[0]} or {DEPTHS[1]} hidden layers and two"
        " learning rates, on fresh data sets of two moons, paired by data and initial weights. Uncoupled means that a"
        " unit competes with nine fixed rivals instead of the other nine units, which leaves its scale as it was; ten"
        " times softmax keeps the coupling and changes the scale. Softmax counts as level in a setting where its whole"
        f" interval lies above -{DELTA:g} points; the intervals of each kind of difference hold together. In untrained"
        f" networks of {LAYERS} layers: the variance of the units over samples and the mean square of the gradient. For"
        " standard normal inputs: how much of softmax's squared Jacobian lies between different units. After a first"
        f" look, the networks were made fewer (from 40 to {NETWORKS}), and the verdict was made to depend where one"
        " setting is bad and another level.",
        es=f"{NETWORKS} redes del ejercicio por función, con {DEPTHS[0]} o {DEPTHS[1]} capas ocultas y dos tasas de"
        " aprendizaje, con conjuntos nuevos de dos lunas, por pares con los mismos datos y pesos iniciales. Sin acoplar"
        " quiere decir que una unidad compite con nueve rivales fijos y no con las otras nueve, lo que deja su escala"
        " como estaba; diez veces softmax conserva el acoplamiento y cambia la escala. Softmax cuenta como a la par en"
        f" un ajuste si todo su intervalo queda por encima de -{DELTA:g} puntos; los intervalos de cada tipo de"
        f" diferencia valen a la vez. En redes sin entrenar de {LAYERS} capas: la varianza de las unidades sobre las"
        " muestras y el cuadrado medio del gradiente. Con entradas normales estándar: qué parte del jacobiano de"
        " softmax, al cuadrado, está entre unidades distintas. Tras una primera mirada se redujeron las redes (de 40 a"
        f" {NETWORKS}), y se hizo que el veredicto dependa si un ajuste es malo y otro queda a la par.",
    ),
    figures=(
        lines(
            gradients,
            name="gradients",
            title=Text(en="The gradient, layer by layer", es="El gradiente, capa a capa"),
            description=Text(
                en="Mean square of the gradient at each layer relative to the last, before training.",
                es="Cuadrado medio del gradiente en cada capa respecto a la última, antes de entrenar.",
            ),
            fields=(
                Field("candidate", Text(en="activation", es="activación")),
                Field("layer", Text(en="layer", es="capa")),
                Field("mean", Text(en="mean square of the gradient", es="cuadrado medio del gradiente")),
            ),
            x="layer",
            y="mean",
            series="candidate",
            log_y=True,
            words=WORDS,
        ),
        lines(
            signals,
            name="signals",
            title=Text(en="The signal, layer by layer", es="La señal, capa a capa"),
            description=Text(
                en="Variance over samples of what the units give, before training.",
                es="Varianza sobre las muestras de lo que dan las unidades, antes de entrenar.",
            ),
            fields=(
                Field("candidate", Text(en="activation", es="activación")),
                Field("layer", Text(en="layer", es="capa")),
                Field("mean", Text(en="variance of the units", es="varianza de las unidades")),
            ),
            x="layer",
            y="mean",
            series="candidate",
            log_y=True,
            words=WORDS,
        ),
        dots(
            lambda records: scores(records).assign(layers=lambda f: f["depth"].astype(str)),
            name="scores",
            title=Text(en="Accuracy, each at its better learning rate", es="Exactitud, cada una con su mejor tasa"),
            description=Text(
                en=f"Mean test accuracy with its 95 % interval, by number of hidden layers, after {EPOCHS} epochs.",
                es=f"Exactitud de prueba media con su intervalo del 95 %, por número de capas ocultas, tras {EPOCHS}"
                " épocas.",
            ),
            fields=(
                Field("layers", Text(en="hidden layers", es="capas ocultas")),
                Field("candidate", Text(en="activation", es="activación")),
                Field("learning_rate", Text(en="learning rate", es="tasa de aprendizaje")),
                Field("mean", Text(en="accuracy (%)", es="exactitud (%)"), 1),
                Field("low", Text(en="low", es="inferior"), 1),
                Field("high", Text(en="high", es="superior"), 1),
            ),
            x="mean",
            y="layers",
            series="candidate",
            low="low",
            high="high",
            words=WORDS,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="Ten units per layer: with more, each unit's share is smaller. Attention layers use softmax inside a network"
        " on purpose, as weights of a mean; that is another use.",
        es="Diez unidades por capa: con más, la parte de cada una es menor. Las capas de atención usan softmax dentro"
        " de la red a propósito, como pesos de una media; es otro uso.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, scoring(softmax=80.0, identity=85.0)),
        Otherwise(Outcome.WITHIN_LIMITS, scoring(softmax=85.0, identity=80.0)),
        Otherwise(Outcome.REFUTED, scoring(softmax=95.0)),
        Otherwise(Outcome.DEPENDS, rated),
    ),
)
