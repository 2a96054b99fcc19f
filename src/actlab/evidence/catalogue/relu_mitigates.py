"""ReLU mitigates the vanishing gradient with He's init; at depth 30 it does not with torch's default."""

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

WIDTH, LAYERS = 64, 30
NETWORKS = 40
DEPTHS = (1, 10, 30)
UNITS = 16
INITS = ("torch", "xavier", "he")
BLOCKS = 16
RATE = 0.003
KEPT = 0.9
"""Factor a layer on the gradient's mean square from which on it counts as kept: 5 % are left after 30 layers."""

GRADIENTS = Gradients(names=("relu", "sigmoid"), inits=INITS, layers=LAYERS, width=WIDTH, networks=NETWORKS)


def by_layer(records: Records):
    """Return the mean square of the gradient of ReLU by layer and init, and that of sigmoid under He's."""
    frame = records["gradients"]
    shown = frame[(frame["candidate"] == "relu") | (frame["init"] == "he")]
    found = means(shown, ["candidate", "init", "layer"], "square")
    return found.assign(line=found["candidate"] + ", " + found["init"])


def verdict(records: Records) -> Ruling:
    """Confirm where ReLU keeps gradients and trains deep under all inits; it depends where it does under some."""
    factors, found = decays(records["gradients"]), trainable(records)
    deepest = found[found["depth"] == found["depth"].max()]
    measured = (
        *(each.measured for each in factors.values()),
        *(trained_share(row) for row in deepest.to_dict("records")),
    )
    relu = deepest[deepest["candidate"] == "relu"].set_index("init")
    kept = [init for init in relu.index if factors["relu", init].low >= KEPT]
    trains = [init for init in kept if relu.loc[init, "low"] > 50]
    lost = [init for init in relu.index if init not in trains]
    depth = int(deepest["depth"].iloc[0])
    if not kept:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en="ReLU kept the gradient under none of the inits.",
                es="ReLU no conservó el gradiente con ninguna de las inicializaciones.",
            ),
            measured,
        )
    if not trains:
        return Ruling(
            Outcome.WITHIN_LIMITS,
            Text(
                en=f"ReLU keeps the gradient with a fitting init, but most networks of {depth} layers did not learn.",
                es=f"ReLU conserva el gradiente con una inicialización adecuada, pero la mayoría de las redes de"
                f" {depth} capas no aprendió.",
            ),
            measured,
        )
    names = {language: ", ".join(getattr(INIT_NAMES[init], language) for init in trains) for language in ("en", "es")}
    en = (
        f"With this init ReLU hands the gradient down {LAYERS} layers nearly unchanged, and networks of {depth} layers"
        f" learn: {names['en']}."
    )
    es = (
        f"Con esta inicialización ReLU lleva el gradiente {LAYERS} capas abajo casi sin cambios, y las redes de {depth}"
        f" capas aprenden: {names['es']}."
    )
    if not lost:
        return Ruling(Outcome.CONFIRMED, Text(en=en, es=es), measured)
    parts = [(INIT_NAMES[init], factors["relu", init].factor, relu.loc[init]) for init in lost]
    en += " With others the gradient vanishes all the same: " + "; ".join(
        f"{name.en}, a factor of {value:.2f} a layer, {row['count']} of {row['n']} networks learn anything"
        for name, value, row in parts
    )
    es += " Con otras el gradiente se desvanece igualmente: " + "; ".join(
        f"{name.es}, un factor de {value:.2f} por capa, {row['count']} de {row['n']} redes aprenden algo"
        for name, value, row in parts
    )
    return Ruling(Outcome.DEPENDS, Text(en=f"{en}.", es=f"{es}."), measured)


def records_of(factor, status):
    """Return a change of records: this factor per layer everywhere, and this status of enough trained networks."""

    def change(records):
        import pandas as pd

        frame = records["gradients"]
        square = factor ** (frame["layer"].max() - frame["layer"]) * (1 + 0.001 * (frame["network"] % 2))
        trained = pd.concat([records["trained"].assign(status=status)] * 10)
        return {"gradients": frame.assign(square=square), "trained": trained}

    return change


def he_alone(records):
    """Return records in which only He's init keeps the gradient and trains."""
    changed = records_of(1.0, "ok")(records)
    frame, trained = changed["gradients"], changed["trained"]
    square = frame["square"].where(frame["init"] == "he", 1e-6 * frame["layer"])
    return {
        "gradients": frame.assign(square=square),
        "trained": trained.assign(status=trained["status"].where(trained["init"] == "he", "constant")),
    }


ENTRY = Evidence(
    name="relu_mitigates",
    number=5,
    statement=Text(
        en="ReLU mitigates the vanishing gradient.",
        es="ReLU mitiga el desvanecimiento del gradiente.",
    ),
    said_by=(
        COURSE,
        Source("Glorot, Bordes & Bengio", "Deep sparse rectifier neural networks", 2011, "PMLR 15:315-323"),
        Source("He et al.", "Delving deep into rectifiers", 2015, "arXiv:1502.01852"),
    ),
    hypothesis=Text(
        en="Half of ReLU's slopes are 1 and half are 0, so each layer should multiply the gradient's mean square by"
        " half of n Var(w): 1 with He's init, 1/2 with Xavier's and 1/6 with torch's. With 30 layers networks should"
        " train with He's init and stay at chance with torch's.",
        es="La mitad de las pendientes de ReLU son 1 y la otra mitad 0, así que cada capa debería multiplicar el"
        " cuadrado medio del gradiente por la mitad de n Var(w): 1 con la inicialización de He, 1/2 con la de Xavier y"
        " 1/6 con la de torch. Con 30 capas las redes deberían aprender con la de He y quedarse en el azar con la de"
        " torch.",
    ),
    experiment={
        "gradients": GRADIENTS,
        "trained": ClaimTraining(
            candidates=("relu",),
            blocks=BLOCKS,
            settings={"learning_rate": RATE},
            vary={"hidden": tuple((UNITS,) * depth for depth in DEPTHS), "init": INITS},
        ),
    },
    measure=Text(
        en=f"{NETWORKS} untrained networks of {LAYERS} layers of {WIDTH} units for each function and init, one standard"
        " normal input and a random gradient at the top of each: the mean square of the gradient at every layer; a"
        f" factor of at least {KEPT:g} a layer counts as kept. Then {BLOCKS} trained ReLU networks for each depth"
        f" and init on two moons, {UNITS} units per layer, Adam at {RATE:g}, 100 epochs: whether the training loss got"
        " below that of the best constant answer. After a first look, untrained networks were made fewer (from 60 to"
        f" {NETWORKS}) and trained sigmoid networks, none of which learned at depth 30, left out, to save time.",
        es=f"{NETWORKS} redes sin entrenar de {LAYERS} capas de {WIDTH} unidades por función e inicialización, con una"
        " entrada normal estándar y un gradiente al azar en lo alto de cada una: el cuadrado medio del gradiente en"
        f" cada capa; un factor de al menos {KEPT:g} por capa cuenta como conservado. Después, {BLOCKS} redes con ReLU"
        f" entrenadas por profundidad e inicialización con las dos lunas, {UNITS} unidades por capa, Adam con {RATE:g},"
        " 100 épocas: si la pérdida de entrenamiento bajó de la de la mejor respuesta constante. Tras una primera"
        f" mirada se redujeron las redes sin entrenar (de 60 a {NETWORKS}) y se dejaron fuera las redes con sigmoide"
        " entrenadas, ninguna de las cuales aprendió con 30 capas, por ahorrar tiempo.",
    ),
    figures=(
        lines(
            by_layer,
            name="gradients",
            title=Text(en="The gradient, layer by layer", es="El gradiente, capa a capa"),
            description=Text(
                en="Mean square of the gradient at each layer relative to the last, without training: ReLU under each"
                " init, and sigmoid under He's.",
                es="Cuadrado medio del gradiente en cada capa respecto a la última, sin entrenar: ReLU con cada"
                " inicialización, y la sigmoide con la de He.",
            ),
            fields=(
                Field("line", Text(en="function and init", es="función e inicialización")),
                Field("layer", Text(en="layer", es="capa")),
                Field("mean", Text(en="mean square of the gradient", es="cuadrado medio del gradiente")),
            ),
            x="layer",
            y="mean",
            series="line",
            log_y=True,
        ),
        trainability(),
    ),
    verdict=verdict,
    limits=Text(
        en="Plain chains of layers: normalisation and residual connections, which carry gradients past any init, are"
        " left out. One task, one optimizer and one learning rate. Adam, which rescales each weight's step, can train"
        " networks whose gradients are tiny, as with Xavier's init. Below the best constant answer is little to ask.",
        es="Cadenas simples de capas: quedan fuera la normalización y las conexiones residuales, que llevan los"
        " gradientes a pesar de la inicialización. Una tarea, un optimizador y una tasa de aprendizaje. Adam, que"
        " reescala el paso de cada peso, puede entrenar redes con gradientes minúsculos, como con la inicialización de"
        " Xavier. Bajar de la mejor respuesta constante es pedir poco.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, records_of(1.0, "ok")),
        Otherwise(Outcome.WITHIN_LIMITS, records_of(1.0, "constant")),
        Otherwise(Outcome.REFUTED, records_of(0.2, "ok")),
        Otherwise(Outcome.DEPENDS, he_alone),
    ),
)
