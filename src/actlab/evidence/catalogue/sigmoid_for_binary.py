"""Sigmoid for a binary output: are its probabilities calibrated, and what a loss computed after it loses."""

from actlab.evidence import (
    COURSE,
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
)

LARGEST = 120
"""Largest logit of the grid: beyond 104 the sigmoid of its negative is 0 in float32."""

LOST = 0.001
"""Share of a loss, or of the largest possible gradient, that may be wrong."""

BLOCKS = 100
EPOCHS, RATE, UNITS = 100, 0.01, 10
BINS = 10
CALIBRATED = 0.05
"""Mean distance between probability and frequency up to which probabilities are called calibrated."""

ALPHA = 0.05

HEADS = {
    "logits": Text(en="on logits", es="con logits"),
    "sigmoid": Text(en="after sigmoid", es="tras sigmoide"),
    "squared": Text(en="squared error", es="error cuadrático"),
}
"""What the loss is computed on: BCEWithLogitsLoss, sigmoid and then BCELoss, or no activation and squared error."""


def losses(lab: Lab):
    """Compute the loss and its gradient in float32 for many logits, both ways, beside 40 exact digits."""
    import mpmath
    import pandas as pd
    import torch

    rows = []
    for target in (0.0, 1.0):
        for mistake in range(-LARGEST, LARGEST + 1, lab.pick(1, 12)):
            with mpmath.workdps(40):
                loss, slope = mpmath.log1p(mpmath.exp(mistake)), 1 / (1 + mpmath.exp(-mistake))
            for way in ("logits", "sigmoid"):
                x = torch.tensor(mistake * (1 - 2 * target), requires_grad=True)
                value = _loss(way, x, torch.tensor(target))
                (gradient,) = torch.autograd.grad(value, x)
                rows.append(
                    {
                        "way": way,
                        "target": int(target),
                        "mistake": mistake,
                        "loss_error": float(abs(value.item() - loss) / loss),
                        "slope_error": float(abs(abs(gradient.item()) - slope)),
                    }
                )
    return pd.DataFrame(rows)


def _loss(head, outputs, targets):
    """Return the mean loss of a head's outputs."""
    from torch.nn import functional

    if head == "logits":
        return functional.binary_cross_entropy_with_logits(outputs, targets)
    if head == "sigmoid":
        return functional.binary_cross_entropy(outputs.sigmoid(), targets)
    return functional.mse_loss(outputs, targets)


def calibration(lab: Lab):
    """Train the exercise's network with each head, and compare its probabilities with how often they come true."""
    import pandas as pd
    import torch

    from actlab.workloads import CATALOGUE

    blocks, frames = range(lab.pick(BLOCKS, 2)), []
    streams = [lab.streams(block) for block in blocks]
    parts = [CATALOGUE["moons"].parts("fresh", each.seed("data"), each.seed("split")) for each in streams]
    x, y, x_test, y_test = (
        torch.stack([torch.as_tensor(getattr(part, name)).float() for part in parts])
        for name in ("x_train", "y_train", "x_test", "y_test")
    )
    for head in HEADS:
        weights = [each.clone().requires_grad_() for each in _drawn(lab, blocks)]
        optimizer = torch.optim.Adam(weights, lr=RATE)
        for _epoch in range(lab.pick(EPOCHS, 2)):
            optimizer.zero_grad()
            (_loss(head, _outputs(weights, x), y) * len(blocks)).backward()
            optimizer.step()
        with torch.no_grad():
            outputs = _outputs(weights, x_test)
        outside = ((outputs < 0) | (outputs > 1)).double() if head == "squared" else torch.zeros_like(outputs)
        given = outputs.clamp(0, 1) if head == "squared" else outputs.sigmoid()
        frames.append(
            pd.DataFrame(
                {
                    "head": head,
                    "block": torch.tensor(blocks).repeat_interleave(y_test.shape[1]).numpy(),
                    "given": given.flatten().double().numpy(),
                    "outside": outside.flatten().numpy() > 0,
                    "true": y_test.flatten().numpy() > 0,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _drawn(lab, blocks):
    """Return the stacked weights and biases of 2-10-1 networks, as torch initialises them."""
    import torch

    weights = []
    for inputs, outputs in ((2, UNITS), (UNITS, 1)):
        rooms = [lab.generator(f"binary {inputs}", block) for block in blocks]
        drawn = torch.stack([torch.rand(inputs + 1, outputs, generator=room) * 2 - 1 for room in rooms])
        weights += (drawn * inputs**-0.5).split([inputs, 1], dim=1)
    return weights


def _outputs(weights, x):
    """Return one output for each sample of each network."""
    import torch

    hidden = torch.baddbmm(weights[1], x, weights[0]).relu()
    return torch.baddbmm(weights[3], hidden, weights[2]).squeeze(2)


def reliability(records: Records):
    """Return for each head and bin of probability how many were given, their mean, and how often they came true."""
    frame = records["calibration"].assign(bin=lambda f: (f["given"] * BINS).astype(int).clip(upper=BINS - 1))
    found = frame.groupby(["head", "bin"], sort=False).agg(
        n=("given", "size"), given=("given", "mean"), true=("true", "mean")
    )
    return found.reset_index().sort_values(["head", "bin"])


def distances(records: Records):
    """Return for each head the mean distance of probability and frequency, its interval, and the share outside."""
    import numpy as np
    import pandas as pd

    from actlab.statistics.paired import FixedSize

    rows = []
    for head, frame in records["calibration"].groupby("head", sort=False):
        bins = (frame["given"] * BINS).astype(int).clip(upper=BINS - 1)
        gaps = (frame["given"] - frame["true"]).groupby([frame["block"], bins]).sum().unstack(fill_value=0).to_numpy()
        sizes, n = frame.groupby("block").size().to_numpy(), len(gaps)
        whole = np.abs(gaps.sum(axis=0)).sum() / sizes.sum()
        without = np.abs(gaps.sum(axis=0) - gaps).sum(axis=1) / (sizes.sum() - sizes)
        low, high = FixedSize().bounds(n * whole - (n - 1) * without, ALPHA, 2).interval  # the jackknife's values
        rows.append(
            {"head": head, "distance": whole, "low": max(low, 0.0), "high": high, "outside": frame["outside"].mean()}
        )
    return pd.DataFrame(rows).set_index("head")


def first_lost(records: Records, way: str, error: str):
    """Return by how much a logit must be wrong, whatever the target, for the error to pass what may be lost."""
    frame = records["losses"]
    lost = frame[(frame["way"] == way) & (frame["mistake"] > 0) & (frame[error] > LOST)]
    return float(lost["mistake"].min())


def errors(records: Records):
    """Return the larger error over both targets for every fourth logit, at least what a logarithmic scale can show."""
    frame = records["losses"]
    found = (
        frame[frame["mistake"] % 4 == 0].groupby(["way", "mistake"], sort=False)[["loss_error", "slope_error"]].max()
    )
    return found.clip(lower=1e-9).reset_index()


def verdict(records: Records) -> Ruling:
    """Refute where probabilities are not calibrated; within limits where a loss after the sigmoid loses precision."""
    found = distances(records)
    lost = {way: first_lost(records, way, "loss_error") for way in ("logits", "sigmoid")}
    stuck = {way: first_lost(records, way, "slope_error") for way in ("logits", "sigmoid")}
    measured = (
        *(_distance(head, row) for head, row in found.to_dict("index").items()),
        Measured(
            label=Text(en="outputs outside [0, 1] without an activation", es="salidas fuera de [0, 1] sin activación"),
            value=100 * float(found.loc["squared", "outside"]),
            unit=Text(en="%", es="%"),
            digits=1,
        ),
        *(_lost(way, lost[way], "the loss", "la pérdida") for way in lost),
        *(_lost(way, stuck[way], "the gradient", "el gradiente") for way in stuck),
    )
    used = found.loc[["logits", "sigmoid"]]
    if (used["high"] >= CALIBRATED).any():
        return Ruling(
            Outcome.REFUTED,
            Text(
                en="The sigmoid's outputs lie in (0, 1), but as probabilities they are not calibrated here: on average"
                f" {100 * used['distance'].max():.1f} % away from how often they come true.",
                es="Las salidas de la sigmoide están en (0, 1), pero como probabilidades aquí no están calibradas:"
                f" distan de media un {100 * used['distance'].max():.1f} % de la frecuencia con que se cumplen.",
            ),
            measured,
        )
    en = (
        f"The sigmoid's outputs are probabilities, on average {100 * used['distance'].max():.1f} % or less away from"
        " how often they come true."
    )
    es = (
        "Las salidas de la sigmoide son probabilidades, que distan de media un"
        f" {100 * used['distance'].max():.1f} % o menos de la frecuencia con que se cumplen."
    )
    if stuck["sigmoid"] == stuck["sigmoid"]:
        en += (
            " The limit is where it stands: with the sigmoid inside the network and the loss after it, the gradient of"
            f" a wrong answer is lost once its logit is off by {stuck['sigmoid']:.0f}; BCEWithLogitsLoss keeps it."
            " Train on logits and apply the sigmoid when you read the answer."
        )
        es += (
            " El límite es su sitio: con la sigmoide dentro de la red y la pérdida después, el gradiente de una"
            f" respuesta equivocada se pierde cuando su logit yerra en {stuck['sigmoid']:.0f}; BCEWithLogitsLoss lo"
            " conserva. Entrena con logits y aplica la sigmoide al leer la respuesta."
        )
        return Ruling(Outcome.WITHIN_LIMITS, Text(en=en, es=es), measured)
    return Ruling(Outcome.CONFIRMED, Text(en=en, es=es), measured)


def _distance(head, row):
    """Return the mean distance of probability and frequency of one head."""
    return Measured(
        label=Text(
            en=f"mean distance of probability and frequency, loss {HEADS[head].en}",
            es=f"distancia media entre probabilidad y frecuencia, pérdida {HEADS[head].es}",
        ),
        value=100 * row["distance"],
        low=100 * row["low"],
        high=100 * row["high"],
        unit=Text(en="%", es="%"),
    )


def _lost(way, value, en, es):
    """Return by how much a logit must be wrong for precision to be lost."""
    return Measured(
        label=Text(
            en=f"wrong logit from which {en} is off by over {100 * LOST:g} %, loss {HEADS[way].en}",
            es=f"logit erróneo desde el que {es} yerra más de un {100 * LOST:g} %, pérdida {HEADS[way].es}",
        ),
        value=value,
        digits=0,
    )


def made(gap, error):
    """Return a change of records: probabilities off by the gap, and errors of the loss after the sigmoid."""

    def change(records):
        import pandas as pd

        rows = [
            {"head": head, "block": block, "given": 0.55 + gap, "outside": False, "true": place < 55}
            for head in HEADS
            for block in range(4)
            for place in range(100)
        ]
        errors = (records["losses"]["way"] == "sigmoid") * error
        return {
            "calibration": pd.DataFrame(rows),
            "losses": records["losses"].assign(loss_error=errors, slope_error=errors),
        }

    return change


ENTRY = Evidence(
    name="sigmoid_for_binary",
    number=11,
    statement=Text(
        en="Sigmoid suits the output of a binary classification.",
        es="La sigmoide va bien en la salida de una clasificación binaria.",
    ),
    said_by=(
        COURSE,
        Source("Guo, Pleiss, Sun & Weinberger", "On calibration of modern neural networks", 2017, "PMLR 70:1321-1330"),
    ),
    hypothesis=Text(
        en=f"Trained by cross-entropy, a small network's probabilities should be calibrated to {100 * CALIBRATED:g} %,"
        " and those of a network without an output activation should lie outside [0, 1] at times. In float32 the"
        " sigmoid is exactly 1 from about 17, so a loss computed after it should have lost its gradient there, while"
        " BCEWithLogitsLoss should be right everywhere.",
        es="Entrenada con entropía cruzada, una red pequeña debería dar probabilidades calibradas hasta un"
        f" {100 * CALIBRATED:g} %, y una red sin activación de salida debería salirse a veces de [0, 1]. En float32 la"
        " sigmoide vale justo 1 desde cerca de 17, así que una pérdida calculada después debería haber perdido ahí su"
        " gradiente, mientras que BCEWithLogitsLoss debería acertar en todas partes.",
    ),
    experiment={"losses": losses, "calibration": calibration},
    measure=Text(
        en=f"First, the loss and its gradient in float32 for logits from -{LARGEST} to {LARGEST} and both targets,"
        " computed in two steps (sigmoid, then BCELoss) and in one (BCEWithLogitsLoss), beside 40 exact digits: the"
        " error of the loss as a share of it, and that of the gradient as a share of 1, its largest value. Then"
        f" {BLOCKS} networks of the exercise's size with one output, on fresh data sets of two moons, trained in both"
        " ways and, for comparison, without an output activation by squared error. The test probabilities of all"
        f" networks are put in {BINS} bins; the distance between the mean probability of a bin and how often it came"
        " true is averaged over all predictions, with the jackknife's 95 % interval over networks.",
        es=f"Primero, la pérdida y su gradiente en float32 para logits de -{LARGEST} a {LARGEST} y ambos objetivos, en"
        " dos pasos (sigmoide y luego BCELoss) y en uno (BCEWithLogitsLoss), junto a 40 cifras exactas: el error de la"
        " pérdida como parte de ella, y el del gradiente como parte de 1, su valor máximo. Después,"
        f" {BLOCKS} redes del tamaño del ejercicio con una salida, con conjuntos nuevos de dos lunas, entrenadas de las"
        " dos formas y, para comparar, sin activación de salida y con error cuadrático. Las probabilidades de prueba de"
        f" todas las redes se reparten en {BINS} tramos; la distancia entre la probabilidad media de un tramo y la"
        " frecuencia con que se cumplió se promedia sobre todas las predicciones, con el intervalo del 95 % del"
        " jackknife sobre redes.",
    ),
    figures=(
        lines(
            reliability,
            name="reliability",
            title=Text(en="How often a probability comes true", es="Con qué frecuencia se cumple una probabilidad"),
            description=Text(
                en="The loss is computed on logits (BCEWithLogitsLoss), after the sigmoid (BCELoss), or without an"
                " activation as squared error. Each point is a tenth of the probabilities' range: their mean, and the"
                " share of samples that were of the class. Calibrated probabilities lie on the diagonal.",
                es="La pérdida se calcula con logits (BCEWithLogitsLoss), tras la sigmoide (BCELoss) o sin activación,"
                " como error cuadrático. Cada punto es una décima parte del rango de probabilidades: su media y la"
                " parte de las muestras que eran de la clase. Las probabilidades calibradas están en la diagonal.",
            ),
            fields=(
                Field("head", Text(en="loss", es="pérdida")),
                Field("given", Text(en="probability given", es="probabilidad dada"), 3),
                Field("true", Text(en="frequency", es="frecuencia"), 3),
                Field("n", Text(en="predictions", es="predicciones")),
            ),
            x="given",
            y="true",
            series="head",
            words=HEADS,
        ),
        lines(
            errors,
            name="errors",
            title=Text(en="What the loss's gradient loses in float32", es="Lo que pierde el gradiente en float32"),
            description=Text(
                en="Error of the gradient, as a share of its largest value, against how far the logit is on the wrong"
                " side (negative: on the right one); the worse of both targets. Errors below 1e-9 are drawn there.",
                es="Error del gradiente, como parte de su valor máximo, según cuánto cae el logit del lado equivocado"
                " (negativo: del correcto); el peor de ambos objetivos. Los errores menores que 1e-9 se dibujan ahí.",
            ),
            fields=(
                Field("way", Text(en="loss", es="pérdida")),
                Field("mistake", Text(en="logit on the wrong side", es="logit del lado equivocado")),
                Field("slope_error", Text(en="gradient's error", es="error del gradiente")),
                Field("loss_error", Text(en="loss's relative error", es="error relativo de la pérdida")),
            ),
            x="mistake",
            y="slope_error",
            series="way",
            log_y=True,
            words=HEADS,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="Small networks that hardly overfit. Large networks trained long are known to be overconfident with the very"
        " same output. Logits so far off come with bad initial weights, high learning rates or mislabelled samples.",
        es="Redes pequeñas que apenas sobreajustan. De las redes grandes y muy entrenadas se sabe que se confían en"
        " exceso con la misma salida. Logits tan errados aparecen con malos pesos iniciales, tasas de aprendizaje altas"
        " o muestras mal etiquetadas.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, made(0.0, 0.0)),
        Otherwise(Outcome.WITHIN_LIMITS, made(0.0, 1.0)),
        Otherwise(Outcome.REFUTED, made(0.3, 1.0)),
    ),
)
