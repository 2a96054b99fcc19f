"""Softmax gives probabilities: their sum, order and temperature, what they promise, and applying it twice."""

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
    lines,
    means,
    shares,
)

CLASSES = (2, 4, 10, 100, 1000)
SHOWN = (2, 4, 10)
"""Numbers of classes whose loss floor is among the verdict's numbers."""

VECTORS = 500
TEMPERATURES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
SUM_ERROR = 1e-12
"""Distance of a float64 sum from 1 that is rounding."""

STEPS = 2000
EPOCHS = (20, 100, 1000)
BLOCKS = 20
GAP = 1.0
"""Points between confidence and accuracy up to which probabilities count as kept promises."""

NETWORKS = ClaimTraining(
    candidates=("relu",),
    blocks=BLOCKS,
    settings={"workload": "breast_cancer", "learning_rate": 0.01},
    vary={"epochs": EPOCHS},
)


def vectors(lab: Lab):
    """Apply softmax to random vectors at several temperatures: the sum, the order, the largest share."""
    import pandas as pd
    import torch

    from actlab.activations import CATALOGUE

    rows = []
    for classes in CLASSES:
        x = 3 * torch.randn(lab.pick(VECTORS, 20), classes, dtype=torch.float64, generator=lab.generator(f"{classes}"))
        for temperature in TEMPERATURES:
            p = CATALOGUE["softmax"](x / temperature, dim=1)
            rises = p.gather(1, x.argsort(dim=1)).diff(dim=1) >= 0
            parts = {
                "sum_error": (p.sum(dim=1) - 1).abs(),
                "ordered": rises.all(dim=1),
                "positive": (p > 0).all(dim=1),
                "largest": p.amax(dim=1),
            }
            table = pd.DataFrame({name: part.numpy() for name, part in parts.items()})
            rows.append(table.assign(classes=classes, temperature=temperature))
    return pd.concat(rows, ignore_index=True)


def floors(lab: Lab):
    """Descend with softmax in front of cross-entropy, which contains one already, and record the loss reached."""
    import math

    import pandas as pd
    import torch

    rows = []
    for classes in CLASSES:
        for twice in (False, True):
            logits = torch.zeros(1, classes, dtype=torch.float64, requires_grad=True)
            optimizer = torch.optim.Adam([logits], lr=0.1)
            for _step in range(lab.pick(STEPS, 200)):
                optimizer.zero_grad()
                given = torch.softmax(logits, 1) if twice else logits
                loss = torch.nn.functional.cross_entropy(given, torch.zeros(1, dtype=torch.long))
                loss.backward()
                optimizer.step()
            floor = math.log(math.e + classes - 1) - 1 if twice else 0.0
            rows.append({"classes": classes, "kind": "twice" if twice else "once", "loss": loss.item(), "floor": floor})
    return pd.DataFrame(rows)


def promises(lab: Lab):
    """Train networks and compare, on test samples, how sure they are with how often they are right."""
    import pandas as pd
    import torch

    rows = []
    for labels, net, data in NETWORKS.networks(lab):
        with torch.no_grad():
            logits = net.eval()(data.test.x).double()
        right = 100 * float((logits.argmax(dim=1) == data.test.y).double().mean())
        for temperature in TEMPERATURES:
            sure = 100 * float(torch.softmax(logits / temperature, 1).amax(dim=1).mean())
            rows.append({**labels, "temperature": temperature, "accuracy": right, "confidence": sure})
    return pd.DataFrame(rows)


def gaps(records: Records, alpha: float = 0.05):
    """Return confidence minus accuracy, in points, by epochs and temperature."""
    frame = records["promises"].assign(gap=lambda f: f["confidence"] - f["accuracy"])
    found = means(frame, ["epochs", "temperature"], "gap", alpha)
    return found.assign(trained=[f"{epochs} ep." for epochs in found["epochs"]])


def reached(records: Records):
    """Return the loss that was reached by number of classes, with softmax once and twice."""
    found = records["floors"]
    return found[found["classes"] <= 100]


def verdict(records: Records) -> Ruling:
    """Refute where sum, order or sign fail; confirm where confidence is also accuracy; else within limits."""
    drawn = records["vectors"]
    lawful = drawn["ordered"] & drawn["positive"] & (drawn["sum_error"] <= SUM_ERROR)
    law = shares(drawn.assign(lawful=lawful, every=0), ["every"], "lawful").iloc[0]
    twice = records["floors"][records["floors"]["kind"] == "twice"].set_index("classes")
    plain = gaps(records, 0.05 / records["promises"]["epochs"].nunique())
    plain = plain[plain["temperature"] == 1.0]
    measured = (
        Measured(
            label=Text(
                en="vectors whose shares are positive, in order, with sum 1",
                es="vectores con partes positivas, en orden y de suma 1",
            ),
            value=float(law["count"]),
            expected=float(law["n"]),
            digits=0,
        ),
        *(_floor(classes, row) for classes, row in twice.loc[list(SHOWN)].to_dict("index").items()),
        *(_gap(row) for row in plain.to_dict("records")),
    )
    if law["count"] < law["n"]:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en="Some outputs do not have the form of probabilities.",
                es="Algunas salidas no tienen la forma de probabilidades.",
            ),
            measured,
        )
    wrong = plain[(plain["low"] > GAP) | (plain["high"] < -GAP)]
    en = "Softmax's outputs are positive, sum to 1 and keep the order of the inputs, at every temperature."
    es = "Las salidas de softmax son positivas, suman 1 y conservan el orden de las entradas, a cualquier temperatura."
    if wrong.empty:
        en += f" In the trained networks, confidence was not shown to differ from accuracy by more than {GAP:g} point."
        es += f" En las redes entrenadas no se vio que la confianza difiriera de la exactitud en más de {GAP:g} punto."
        return Ruling(Outcome.CONFIRMED, Text(en=en, es=es), measured)
    worst = wrong.loc[wrong["mean"].abs().idxmax()]
    en += (
        " That gives them the form of probabilities. Whether one may believe them is another question: after"
        f" {worst['epochs']} epochs confidence lies {worst['mean']:+.1f} points from accuracy."
    )
    es += (
        " Eso les da la forma de probabilidades. Si se les puede creer es otra cuestión: tras"
        f" {worst['epochs']} épocas la confianza queda a {worst['mean']:+.1f} puntos de la exactitud."
    )
    return Ruling(Outcome.WITHIN_LIMITS, Text(en=en, es=es), measured)


def _floor(classes, row):
    """Return the loss that softmax in front of cross-entropy does not get below."""
    return Measured(
        label=Text(
            en=f"loss reached with softmax before cross-entropy, {classes} classes",
            es=f"pérdida alcanzada con softmax antes de la entropía cruzada, {classes} clases",
        ),
        value=row["loss"],
        expected=row["floor"],
        digits=3,
    )


def _gap(row):
    """Return confidence minus accuracy after so many epochs."""
    return Measured(
        label=Text(
            en=f"confidence minus accuracy after {row['epochs']} epochs",
            es=f"confianza menos exactitud tras {row['epochs']} épocas",
        ),
        value=row["mean"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="points", es="puntos"),
        joint=True,
    )


def surer(points):
    """Return a change of records: networks are so many points surer than they are right."""

    def change(records):
        noise = records["promises"]["block"] % 2 * 0.1
        return records | {"promises": records["promises"].assign(accuracy=90.0, confidence=90.0 + points + noise)}

    return change


ENTRY = Evidence(
    name="softmax_probabilities",
    number=12,
    statement=Text(
        en="Softmax turns a network's outputs into probabilities.",
        es="Softmax convierte las salidas de una red en probabilidades.",
    ),
    said_by=(
        COURSE,
        Source(
            "Bridle",
            "Probabilistic interpretation of feedforward classification network outputs",
            1990,
            "doi:10.1007/978-3-642-76153-9_28",
        ),
        Source("Guo et al.", "On calibration of modern neural networks", 2017, "arXiv:1706.04599"),
    ),
    hypothesis=Text(
        en="Positive, in order, with sum 1: always. But the numbers should be about as sure as they are right only"
        " while training is short; trained for long, a network should be surer than it is right. In front of"
        " cross-entropy, which contains softmax, the loss should not get below log(e + C - 1) - 1 for C classes.",
        es="Positivas, en orden y de suma 1: siempre. Pero solo deberían ser tan seguras como acertadas mientras el"
        " entrenamiento sea corto; tras mucho entrenamiento, la red debería estar más segura de lo que acierta. Delante"
        " de la entropía cruzada, que ya contiene softmax, la pérdida no debería bajar de log(e + C - 1) - 1 con C"
        " clases.",
    ),
    experiment={"vectors": vectors, "floors": floors, "promises": promises},
    measure=Text(
        en=f"{VECTORS} random vectors of each of {len(CLASSES)} lengths at {len(TEMPERATURES)} temperatures. One sample"
        f" and {STEPS} steps of Adam on its logits, with softmax once (inside the loss) and twice. {BLOCKS} networks"
        " for each number of epochs on real measurements of breast tumours: the mean of the largest probability minus"
        f" the accuracy, on test samples; within +-{GAP:g} point the promise counts as kept.",
        es=f"{VECTORS} vectores al azar de cada una de {len(CLASSES)} longitudes a {len(TEMPERATURES)} temperaturas."
        f" Una muestra y {STEPS} pasos de Adam sobre sus logits, con softmax una vez (dentro de la pérdida) y dos."
        f" {BLOCKS} redes por número de épocas con medidas reales de tumores de mama: la media de la mayor probabilidad"
        f" menos la exactitud, en las muestras de prueba; dentro de +-{GAP:g} punto cuenta como promesa cumplida.",
    ),
    figures=(
        lines(
            gaps,
            name="promises",
            title=Text(en="Surer than right?", es="¿Más segura que acertada?"),
            description=Text(
                en="Confidence minus accuracy against the temperature that the outputs are divided by, with its 95 %"
                " band; a line is a number of epochs. Temperature 1 is plain softmax; at 0 (dashed) the network is as"
                " sure as it is right. A temperature changes no answer, only how sure it is.",
                es="Confianza menos exactitud según la temperatura entre la que se dividen las salidas, con su banda"
                " del 95 %; cada línea es un número de épocas. Con temperatura 1 es softmax sin más; en 0 (línea"
                " discontinua) la red está tan segura como acierta. La temperatura no cambia ninguna respuesta, solo"
                " su seguridad.",
            ),
            fields=(
                Field("trained", Text(en="epochs", es="épocas")),
                Field("temperature", Text(en="temperature", es="temperatura")),
                Field("mean", Text(en="confidence - accuracy (points)", es="confianza - exactitud (puntos)"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
            ),
            x="temperature",
            y="mean",
            series="trained",
            low="low",
            high="high",
            log_x=True,
            rule=0.0,
        ),
        lines(
            reached,
            name="floors",
            title=Text(en="Softmax before cross-entropy", es="Softmax antes de la entropía cruzada"),
            description=Text(
                en="The loss that a descent on one sample reaches, by number of classes: with softmax only inside the"
                " loss, and with one more before it.",
                es="La pérdida que alcanza un descenso con una muestra, según el número de clases: con softmax solo"
                " dentro de la pérdida, y con otra delante.",
            ),
            fields=(
                Field("kind", Text(en="softmax", es="softmax")),
                Field("classes", Text(en="classes", es="clases")),
                Field("loss", Text(en="loss reached", es="pérdida alcanzada"), 4),
                Field("floor", Text(en="floor", es="cota inferior"), 4),
            ),
            x="classes",
            y="loss",
            series="kind",
            log_x=True,
            words={"once": Text(en="once", es="una vez"), "twice": Text(en="twice", es="dos veces")},
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="One set of data and one network; the mean over samples can agree while single answers are too sure or not"
        " sure enough. Another split of the same 569 samples is not a new hospital.",
        es="Un solo conjunto de datos y una sola red; la media sobre las muestras puede coincidir aunque haya"
        " respuestas demasiado seguras o demasiado poco. Repartir de otra forma las mismas 569 muestras no es un"
        " hospital nuevo.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, surer(0.0)),
        Otherwise(Outcome.WITHIN_LIMITS, surer(5.0)),
        Otherwise(Outcome.REFUTED, lambda records: records | {"vectors": records["vectors"].assign(sum_error=0.1)}),
    ),
)
