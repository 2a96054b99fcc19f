"""The exercise: ReLU against tanh on two moons, as a map over learning rate and epochs."""

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
    grid,
    lines,
    means,
    paired_by,
    scored,
)

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
EPOCHS = (25, 100, 400)
BLOCKS = 300
DELTA = 0.5
COURSE_RATE, COURSE_EPOCHS = 0.01, 100

NAMES = {
    "better": Text(en="ReLU better", es="mejor ReLU"),
    "worse": Text(en="tanh better", es="mejor tanh"),
    "equal": Text(en="practically equal", es="prácticamente iguales"),
    "undecided": Text(en="undecided", es="sin decidir"),
}


def cells(records: Records):
    """Return the paired difference in each cell of the map, judged as one family."""
    found = paired_by(records["moons"], ["learning_rate", "epochs"], "relu", "tanh", delta=DELTA)
    signs = {"better": "", "worse": "", "equal": " =", "undecided": " ?"}
    labels = [
        f"{difference:+.1f}{signs[kind]}".replace("-0.0", "0.0").replace("+0.0", "0.0")
        for difference, kind in zip(found["difference"], found["verdict"], strict=True)
    ]
    return found.assign(label=labels, rate=[f"{rate:g}" for rate in found["learning_rate"]])


def curves(records: Records):
    """Return the mean accuracy against the learning rate at the longest training."""
    frame = records["moons"]
    return means(scored(frame[frame["epochs"] == frame["epochs"].max()]), ["candidate", "learning_rate"])


def verdict(records: Records) -> Ruling:
    """Confirm where ReLU is better in some cells and worse in none; it depends where both happen."""
    found = cells(records)
    count = {kind: int((found["verdict"] == kind).sum()) for kind in NAMES}
    here = found[(found["learning_rate"] == COURSE_RATE) & (found["epochs"] == COURSE_EPOCHS)]
    counted = (
        Measured(label=NAMES[kind], value=float(n), unit=Text(en=f"of {len(found)}", es=f"de {len(found)}"), digits=0)
        for kind, n in count.items()
    )
    measured = (*counted, *(_course(cell) for cell in here.to_dict("records")))
    en = (
        f"Of {len(found)} combinations of learning rate and epochs, ReLU is better in {count['better']}, tanh in"
        f" {count['worse']}, the two are practically equal in {count['equal']}, and {count['undecided']} are undecided."
    )
    es = (
        f"De {len(found)} combinaciones de tasa de aprendizaje y épocas, ReLU es mejor en {count['better']}, tanh en"
        f" {count['worse']}, son prácticamente iguales en {count['equal']} y {count['undecided']} quedan sin decidir."
    )
    if count["better"] and count["worse"]:
        en += " So the answer depends on the learning rate and on when training stops, more than on the function."
        es += " Así que la respuesta depende de la tasa de aprendizaje y de cuándo se para, más que de la función."
        return Ruling(Outcome.DEPENDS, Text(en=en, es=es), measured)
    outcome = Outcome.CONFIRMED if count["better"] else Outcome.REFUTED
    return Ruling(outcome, Text(en=en, es=es), measured)


def _course(cell):
    """Return the difference in the cell of the course's settings."""
    return Measured(
        label=Text(
            en=f"ReLU minus tanh at the course's settings ({COURSE_RATE:g}, {COURSE_EPOCHS} epochs)",
            es=f"ReLU menos tanh con los ajustes del curso ({COURSE_RATE:g}, {COURSE_EPOCHS} épocas)",
        ),
        value=cell["difference"],
        low=cell["low"],
        high=cell["high"],
        unit=Text(en="points", es="puntos"),
        joint=True,
    )


def shifted(points):
    """Return a change of records: ReLU scores so many points more than tanh in each network."""

    def change(records):
        frame = records["moons"]
        scores = 80.0 + frame["block"] % 2 + points * (frame["candidate"] == "relu")
        return {"moons": frame.assign(test_score=scores, status="ok")}

    return change


def mixed(records):
    """Return records in which ReLU wins with few epochs and loses with more."""
    frame = records["moons"]
    sign = (frame["epochs"] == frame["epochs"].min()) * 2 - 1
    if frame["epochs"].nunique() == 1:
        sign = (frame["learning_rate"] == frame["learning_rate"].min()) * 2 - 1
    scores = 80.0 + frame["block"] % 2 + 3 * sign * (frame["candidate"] == "relu")
    return {"moons": frame.assign(test_score=scores, status="ok")}


ENTRY = Evidence(
    name="exercise_map",
    number=16,
    statement=Text(
        en="In the course's exercise, ReLU does better than tanh.",
        es="En el ejercicio del curso, ReLU da mejor resultado que tanh.",
    ),
    said_by=(
        COURSE,
        Source(
            "Krizhevsky, Sutskever & Hinton",
            "ImageNet classification with deep convolutional neural networks",
            2012,
            "doi:10.1145/3065386",
        ),
    ),
    hypothesis=Text(
        en="At the course's settings ReLU should be about 1.5 points better. With a lower learning rate tanh should"
        " win, and near the best learning rate and with enough epochs the two should be practically equal.",
        es="Con los ajustes del curso ReLU debería ser unos 1.5 puntos mejor. Con una tasa de aprendizaje más baja"
        " debería ganar tanh, y cerca de la mejor tasa y con épocas suficientes deberían ser prácticamente iguales.",
    ),
    experiment={
        "moons": ClaimTraining(
            candidates=("relu", "tanh"), blocks=BLOCKS, vary={"learning_rate": RATES, "epochs": EPOCHS}
        ),
    },
    measure=Text(
        en=f"The exercise's network, 2-10-2 with Adam, on {BLOCKS} fresh data sets of two moons in each of"
        f" {len(RATES)} x {len(EPOCHS)} combinations; ReLU minus tanh in test accuracy, paired by data set and initial"
        f" weights. Differences within +-{DELTA:g} points count as practically equal; all intervals hold together at"
        " 95 %. The design was changed after a first look, from 35 cells of 100 data sets to these, so that practically"
        " equal can be reached.",
        es=f"La red del ejercicio, 2-10-2 con Adam, con {BLOCKS} conjuntos nuevos de dos lunas en cada una de"
        f" {len(RATES)} x {len(EPOCHS)} combinaciones; ReLU menos tanh en exactitud de prueba, por pares con los mismos"
        f" datos y pesos iniciales. Las diferencias dentro de +-{DELTA:g} puntos cuentan como prácticamente iguales;"
        " todos los intervalos valen a la vez al 95 %. El diseño se cambió tras una primera mirada, de 35 celdas con"
        " 100 conjuntos a estas, para que se pueda llegar a prácticamente iguales.",
    ),
    figures=(
        grid(
            cells,
            name="map",
            title=Text(en="ReLU minus tanh, in points of accuracy", es="ReLU menos tanh, en puntos de exactitud"),
            description=Text(
                en="A cell is a learning rate and a number of epochs. A plus means that ReLU is better, a minus that"
                " tanh is; = is practically equal and ? undecided. Blue cells are ReLU's, orange cells tanh's.",
                es="Cada celda es una tasa de aprendizaje y un número de épocas. Un más quiere decir que es mejor ReLU,"
                " un menos que lo es tanh; = es prácticamente iguales y ? sin decidir. Azul es ReLU, naranja es tanh.",
            ),
            fields=(
                Field("rate", Text(en="learning rate", es="tasa de aprendizaje")),
                Field("epochs", Text(en="epochs", es="épocas")),
                Field("difference", Text(en="ReLU - tanh", es="ReLU - tanh"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
                Field("verdict", Text(en="verdict", es="veredicto")),
                Field("label", Text(en="in the cell", es="en la celda")),
            ),
            x="rate",
            y="epochs",
            series="verdict",
            label="label",
            words=NAMES,
        ),
        lines(
            curves,
            name="rates",
            title=Text(
                en=f"Accuracy against the learning rate, {max(EPOCHS)} epochs",
                es=f"Exactitud según la tasa de aprendizaje, {max(EPOCHS)} épocas",
            ),
            description=Text(
                en="Mean test accuracy with its 95 % band. The course trains at 0.01.",
                es="Exactitud de prueba media con su banda del 95 %. El curso entrena con 0.01.",
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
    ),
    verdict=verdict,
    limits=Text(
        en="One small network on one kind of data with one optimizer. It says nothing about deep networks, where ReLU's"
        " gradients travel further than tanh's.",
        es="Una sola red pequeña con un solo tipo de datos y un solo optimizador. No dice nada de las redes profundas,"
        " donde los gradientes de ReLU llegan más lejos que los de tanh.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, shifted(3.0)),
        Otherwise(Outcome.REFUTED, shifted(-3.0)),
        Otherwise(Outcome.DEPENDS, mixed),
    ),
)
