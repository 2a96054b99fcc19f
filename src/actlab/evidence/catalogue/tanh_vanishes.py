"""Tanh: its gradient vanishes too, later than sigmoid's, and only where the init lets it."""

from actlab.evidence import (
    COURSE,
    INIT_NAMES,
    ClaimTraining,
    Evidence,
    Field,
    Gradients,
    Otherwise,
    Outcome,
    Records,
    Ruling,
    Source,
    Text,
    decays,
    lines,
    means,
    trainability,
    trainable,
    trained_share,
)

WIDTH, LAYERS = 200, 12
NETWORKS = 24
DEPTHS = (1, 6, 12, 30)
INITS = ("torch", "xavier", "he")
BLOCKS = 20
GRADIENTS = Gradients(names=("tanh", "sigmoid"), inits=INITS, layers=LAYERS, width=WIDTH, networks=NETWORKS)


def by_layer(records: Records):
    """Return the mean square of tanh's gradient by layer, beside the prediction."""
    frame = records["gradients"][records["gradients"]["candidate"] == "tanh"]
    theory = frame.groupby(["init", "layer"], sort=False)["predicted"].first().reset_index()
    return means(frame, ["init", "layer"], "square").merge(theory, on=["init", "layer"])


def verdict(records: Records) -> Ruling:
    """Confirm where tanh's gradient shrinks under every init, and less than sigmoid's; else it depends on the init."""
    factors = decays(records["gradients"])
    inits = [init for name, init in factors if name == "tanh"]
    shrinks = [init for init in inits if factors["tanh", init].high < 1]
    later = all(factors["tanh", init].low > factors["sigmoid", init].high for init in inits)
    found = trainable(records)
    deepest = found[found["depth"] == found["depth"].max()]
    measured = (
        *(each.measured for each in factors.values()),
        *(trained_share(row) for row in deepest.to_dict("records")),
    )
    if not shrinks:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en="Tanh's gradient was not shown to shrink under any init.",
                es="No se vio que el gradiente de tanh se encogiera con ninguna inicialización.",
            ),
            measured,
        )
    if not later:
        return Ruling(
            Outcome.WITHIN_LIMITS,
            Text(
                en="Tanh's gradient shrinks from layer to layer, but not everywhere less than sigmoid's.",
                es="El gradiente de tanh se encoge capa a capa, pero no siempre menos que el de la sigmoide.",
            ),
            measured,
        )
    least, most = (pick(factors["tanh", init].factor for init in shrinks) for pick in (min, max))
    en = (
        f"Tanh's gradient shrinks less than sigmoid's under every init: to between {least:.3f} and {most:.3f} of its"
        " square a layer where it shrinks."
    )
    es = (
        "El gradiente de tanh se encoge menos que el de la sigmoide con todas las inicializaciones: hasta entre"
        f" {least:.3f} y {most:.3f} de su cuadrado por capa donde se encoge."
    )
    others = [init for init in inits if init not in shrinks]
    if not others:
        return Ruling(Outcome.CONFIRMED, Text(en=en, es=es), measured)
    names = {language: ", ".join(getattr(INIT_NAMES[init], language) for init in others) for language in ("en", "es")}
    return Ruling(
        Outcome.DEPENDS,
        Text(
            en=f"{en} With this init it does not shrink: {names['en']} (there its square is multiplied by"
            f" {factors['tanh', others[-1]].factor:.2f} a layer). So it depends on the init.",
            es=f"{es} Con esta inicialización no se encoge: {names['es']} (ahí su cuadrado se multiplica por"
            f" {factors['tanh', others[-1]].factor:.2f} en cada capa). Así que depende de la inicialización.",
        ),
        measured,
    )


def decaying(**factor):
    """Return a change of records: the gradient's square is multiplied by these factors at every layer."""

    def change(records):
        frame = records["gradients"]
        up = frame["layer"].max() - frame["layer"]
        square = frame["candidate"].map(factor) ** up * (1 + 0.01 * (frame["network"] % 2))
        return records | {"gradients": frame.assign(square=square)}

    return change


ENTRY = Evidence(
    name="tanh_vanishes",
    number=3,
    statement=Text(
        en="With tanh the gradient vanishes too, only later than with sigmoid.",
        es="Con tanh el gradiente también se desvanece, solo que más tarde que con la sigmoide.",
    ),
    said_by=(
        COURSE,
        Source(
            "Glorot & Bengio",
            "Understanding the difficulty of training deep feedforward neural networks",
            2010,
            "PMLR 9:249-256",
        ),
        Source("Schoenholz et al.", "Deep information propagation", 2017, "arXiv:1611.01232"),
    ),
    hypothesis=Text(
        en="Tanh's slope is at most 1, four times sigmoid's. With torch's default the mean square of the gradient"
        " should shrink to about 1/3 a layer, with Xavier's init slowly, and with He's, whose weights are too large for"
        " tanh, it should grow instead of vanishing. Under each, sigmoid's should shrink more.",
        es="La pendiente de tanh es como mucho 1, cuatro veces la de la sigmoide. Con la inicialización de torch el"
        " cuadrado medio del gradiente debería quedar en 1/3 por capa, con la de Xavier debería encogerse despacio, y"
        " con la de He, cuyos pesos son demasiado grandes para tanh, debería crecer en vez de desvanecerse. Con cada"
        " una, el de la sigmoide debería encogerse más.",
    ),
    experiment={
        "gradients": GRADIENTS,
        "trained": ClaimTraining(
            candidates=("tanh",),
            blocks=BLOCKS,
            vary={"hidden": tuple((8,) * depth for depth in DEPTHS), "init": INITS},
        ),
    },
    measure=Text(
        en=f"{NETWORKS} untrained networks of {LAYERS} layers of {WIDTH} units for each function and init, one "
        "standard normal input and a random gradient at the top of each: the mean square of the gradient at every "
        f"layer, beside the theory of infinitely wide layers. Then {BLOCKS} trained tanh networks for each depth and "
        "init on two moons, 8 units per layer, as the course's exercise trains them: whether the training loss got "
        "below that of the best constant answer. (What sigmoid networks do is a claim of its own.) After a first "
        f"look, untrained networks were made fewer (from 40 to {NETWORKS}) and trained sigmoid networks left out, to "
        "save time.",
        es=f"{NETWORKS} redes sin entrenar de {LAYERS} capas de {WIDTH} unidades por función e inicialización, con una"
        " entrada normal estándar y un gradiente al azar en lo alto de cada una: el cuadrado medio del gradiente en"
        f" cada capa, junto a la teoría de capas infinitamente anchas. Después, {BLOCKS} redes con tanh entrenadas por"
        " profundidad e inicialización con las dos lunas, 8 unidades por capa, como las entrena el ejercicio del curso:"
        " si la pérdida de entrenamiento bajó de la de la mejor respuesta constante. (Lo que hacen las redes con"
        " sigmoide es otra afirmación.) Tras una primera mirada se redujeron las redes sin entrenar (de 40 a"
        f" {NETWORKS}) y se dejaron fuera las redes con sigmoide entrenadas, por ahorrar tiempo.",
    ),
    figures=(
        lines(
            by_layer,
            name="gradients",
            title=Text(en="Tanh's gradient, layer by layer", es="El gradiente de tanh, capa a capa"),
            description=Text(
                en="Mean square of the gradient at each layer relative to the last, without training. Below the dashed"
                " line it shrank on its way down; theory's values are in the data.",
                es="Cuadrado medio del gradiente en cada capa respecto a la última, sin entrenar. Por debajo de la"
                " línea discontinua se encogió al bajar; los valores de la teoría están en los datos.",
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
            rule=1.0,
            words=INIT_NAMES,
        ),
        trainability(),
    ),
    verdict=verdict,
    limits=Text(
        en="That the gradient survives does not say that the network learns: with He's init tanh saturates instead."
        " Adam, which rescales each weight's step, hides part of the vanishing. Normalisation and residual connections"
        " are left out.",
        es="Que el gradiente sobreviva no dice que la red aprenda: con la inicialización de He, tanh se satura. Adam,"
        " que reescala el paso de cada peso, oculta parte del desvanecimiento. Quedan fuera la normalización y las"
        " conexiones residuales.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, decaying(tanh=0.8, sigmoid=0.1)),
        Otherwise(Outcome.WITHIN_LIMITS, decaying(tanh=0.1, sigmoid=0.8)),
        Otherwise(Outcome.REFUTED, decaying(tanh=1.2, sigmoid=0.1)),
    ),
)
