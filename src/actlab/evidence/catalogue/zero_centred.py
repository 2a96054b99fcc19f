"""Being zero-centred helps tanh converge: against sigmoid, and with the slope held apart from the centring."""

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
    dots,
    means,
)

SHAPES = ((10,), (10, 10, 10))
BLOCKS = 60
NEGLIGIBLE = 1.01
"""Ratio of losses up to which, or down to whose inverse, two functions count as practically equal."""
RATES = {"adam": 0.01, "sgd": 0.3}
"""The learning rate of each optimizer."""

PAIRS = {
    "centring, slope 1": ("tanh", "tanh_plus_one"),
    "centring, slope 1/4": ("sigmoid_minus_half", "sigmoid"),
    "slope, centred": ("tanh", "sigmoid_minus_half"),
    "slope, not centred": ("tanh_plus_one", "sigmoid"),
    "tanh, sigmoid": ("tanh", "sigmoid"),
}
"""What is compared: the second function's loss over the first's."""

WORDS = {
    "centring, slope 1": Text(en="centring, slope 1", es="centrar, pendiente 1"),
    "centring, slope 1/4": Text(en="centring, slope 1/4", es="centrar, pendiente 1/4"),
    "slope, centred": Text(en="slope 1, centred", es="pend. 1, centrada"),
    "slope, not centred": Text(en="slope 1, off-centre", es="pend. 1, sin centrar"),
    "tanh, sigmoid": Text(en="tanh over sigmoid", es="tanh y no sigmoide"),
    "adam": Text(en="Adam", es="Adam"),
    "sgd": Text(en="SGD", es="SGD"),
}


def tanh_plus_one(x):
    """Tanh's shape and slope, not centred: from 0 to 2."""
    import torch

    return torch.tanh(x) + 1


def sigmoid_minus_half(x):
    """Sigmoid's shape and slope, centred: from -1/2 to 1/2."""
    import torch

    return torch.sigmoid(x) - 0.5


def trained(optimizer):
    """Return the networks that are trained with an optimizer."""
    return ClaimTraining(
        candidates=("tanh", "tanh_plus_one", "sigmoid_minus_half", "sigmoid"),
        blocks=BLOCKS,
        settings={"learning_rate": RATES[optimizer], "optimizer": optimizer},
        vary={"hidden": SHAPES},
        own=(tanh_plus_one, sigmoid_minus_half),
    )


def effects(records: Records):
    """Return by how much each property multiplies the training loss of what lacks it, judged as one family."""
    import numpy as np
    import pandas as pd

    parts = []
    for optimizer in RATES:
        frame = records[optimizer].assign(log_loss=np.log(records[optimizer]["train_loss"].fillna(np.log(2))))
        wide = frame.pivot_table(index=["depth", "block"], columns="candidate", values="log_loss").reset_index()
        for name, (having, lacking) in PAIRS.items():
            gain = pd.DataFrame({"depth": wide["depth"], "gain": wide[lacking] - wide[having]})
            parts.append(gain.assign(optimizer=optimizer, what=name))
    every = pd.concat(parts)
    cells = len(every[["optimizer", "depth", "what"]].drop_duplicates())
    found = means(every, ["what", "optimizer", "depth"], "gain", alpha=0.05 / cells)
    ratios = {end: np.exp(found[end]) for end in ("mean", "low", "high")}
    setting = found["optimizer"].str.upper().replace("ADAM", "Adam") + ", " + found["depth"].astype(str)
    return found.assign(**ratios, setting=setting)


def verdict(records: Records) -> Ruling:
    """Confirm where centring lowers the loss in every setting; it depends where it also raises it."""
    found = effects(records)
    centring = found[found["what"].str.startswith("centring")]
    slope = found[found["what"].str.startswith("slope")]
    whole = found[found["what"] == "tanh, sigmoid"]
    helps, harms = _counts(centring)
    slope_helps, slope_harms = _counts(slope)
    measured = tuple(_effect(row) for row in found.to_dict("records"))
    en = (
        f"Centring lowers the training loss in {helps} of {len(centring)} settings and raises it in {harms} (without it"
        f" the loss is {centring['mean'].min():.2f} to {centring['mean'].max():.2f} times as large). The slope of 1"
        f" lowers it in {slope_helps} of {len(slope)} and raises it in"
        f" {slope_harms} ({slope['mean'].min():.2f} to {slope['mean'].max():.2f} times). Tanh, which"
        f" has both, beats sigmoid in {_counts(whole)[0]} of {len(whole)}."
    )
    es = (
        f"Centrar baja la pérdida de entrenamiento en {helps} de {len(centring)} ajustes y la sube en {harms} (sin ello"
        f" la pérdida es de {centring['mean'].min():.2f} a {centring['mean'].max():.2f} veces la otra). La pendiente 1"
        f" la baja en {slope_helps} de {len(slope)} y la sube en {slope_harms}"
        f" (de {slope['mean'].min():.2f} a {slope['mean'].max():.2f} veces). Tanh, que tiene ambas, supera a la"
        f" sigmoide en {_counts(whole)[0]} de {len(whole)}."
    )
    if helps == len(centring):
        outcome = Outcome.CONFIRMED
    elif not helps:
        outcome = Outcome.REFUTED
    else:
        outcome = Outcome.DEPENDS if harms else Outcome.WITHIN_LIMITS
    return Ruling(outcome, Text(en=en, es=es), measured)


def _counts(found):
    """Return in how many settings a property lowers the loss and in how many it raises it, by more than a little."""
    lowers = (found["low"] > 1) & (found["high"] > NEGLIGIBLE)
    raises = (found["high"] < 1) & (found["low"] < 1 / NEGLIGIBLE)
    return int(lowers.sum()), int(raises.sum())


def _effect(row):
    """Return a ratio of losses."""
    name, optimizer = WORDS[row["what"]], WORDS[row["optimizer"]]
    return Measured(
        label=Text(
            en=f"{name.en}: ratio of losses, {optimizer.en}, hidden layers: {row['depth']}",
            es=f"{name.es}: razón de pérdidas, {optimizer.es}, capas ocultas: {row['depth']}",
        ),
        value=row["mean"],
        low=row["low"],
        high=row["high"],
        joint=True,
        digits=3,
    )


def losing(**loss):
    """Return a change of records: these losses for functions, by the optimizer's place 1 or -1 in the exponent."""

    def change(records):
        def changed(frame, power):
            level = frame["candidate"].map(lambda name: loss.get(name, 0.2)) ** power
            return frame.assign(train_loss=level * (1 + 0.01 * (frame["block"] % 2)))

        return {"adam": changed(records["adam"], 1), "sgd": changed(records["sgd"], loss.get("power", 1))}

    return change


ENTRY = Evidence(
    name="zero_centred",
    number=4,
    statement=Text(
        en="Being zero-centred helps tanh converge.",
        es="Estar centrada en cero ayuda a tanh a converger.",
    ),
    said_by=(
        COURSE,
        Source("LeCun et al.", "Efficient backprop", 1998, "doi:10.1007/3-540-49430-8_2"),
    ),
    hypothesis=Text(
        en="Tanh should converge faster than sigmoid, but tanh differs from it in two ways: it is centred, and its"
        " slope at 0 is 1 instead of 1/4. Held apart, both should help, the slope more than the centring, and centring"
        " more under SGD and in the deeper network.",
        es="Tanh debería converger antes que la sigmoide, pero se diferencia de ella en dos cosas: está centrada y su"
        " pendiente en 0 es 1 en vez de 1/4. Por separado deberían ayudar ambas, la pendiente más que el centrado, y el"
        " centrado más con SGD y en la red más profunda.",
    ),
    experiment={name: trained(name) for name in RATES},
    measure=Text(
        en="Four functions: tanh (centred, slope 1 at 0), tanh + 1 (slope 1, not centred), sigmoid - 1/2 (centred,"
        f" slope 1/4) and sigmoid (neither). {BLOCKS} networks of each on fresh data sets of two moons, with one or"
        " three hidden layers of 10 units, 100 epochs of Adam at 0.01 or SGD at 0.3, paired by data set and initial"
        " weights: the ratio of the training losses at the end, a geometric mean. All intervals hold together at 95 %;"
        f" one that lies within a ratio of {NEGLIGIBLE:g} counts as practically equal. After a first look the networks"
        f" were made fewer (from 100 to {BLOCKS}) and practically equal was told apart.",
        es="Cuatro funciones: tanh (centrada, pendiente 1 en 0), tanh + 1 (pendiente 1, sin centrar), sigmoide - 1/2"
        f" (centrada, pendiente 1/4) y sigmoide (ninguna). {BLOCKS} redes de cada una con conjuntos nuevos de dos"
        " lunas, con una o tres capas ocultas de 10 unidades, 100 épocas de Adam con 0.01 o SGD con 0.3, por pares con"
        " los mismos datos y pesos iniciales: la razón de las pérdidas de entrenamiento al final, media geométrica."
        f" Todos los intervalos valen a la vez al 95 %; el que queda dentro de una razón de {NEGLIGIBLE:g} cuenta como"
        f" prácticamente igual. Tras una primera mirada se redujeron las redes (de 100 a {BLOCKS}) y se distinguió lo"
        " prácticamente igual.",
    ),
    figures=(
        dots(
            effects,
            name="effects",
            title=Text(en="What centring and slope bring", es="Lo que aportan el centrado y la pendiente"),
            description=Text(
                en="The training loss without the property over the loss with it, after 100 epochs, by optimizer and"
                " number of hidden layers. Right of 1 (dashed) the property helps. The intervals hold together at"
                " 95 %.",
                es="La pérdida de entrenamiento sin la propiedad entre la pérdida con ella, tras 100 épocas, por"
                " optimizador y número de capas ocultas. A la derecha de 1 (línea discontinua) la propiedad ayuda. Los"
                " intervalos valen a la vez al 95 %.",
            ),
            fields=(
                Field("what", Text(en="property", es="propiedad")),
                Field("setting", Text(en="optimizer, layers", es="optimizador, capas")),
                Field("mean", Text(en="ratio of the losses", es="razón de las pérdidas"), 3),
                Field("low", Text(en="low", es="inferior"), 3),
                Field("high", Text(en="high", es="superior"), 3),
                Field("n", Text(en="pairs", es="pares")),
            ),
            x="mean",
            y="what",
            series="setting",
            low="low",
            high="high",
            log_x=True,
            rule=1.0,
            words=WORDS,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="Two learning rates, which suit functions of slope 1 and of slope 1/4 not equally: a function that starts"
        " slowly may catch up at a larger one. Loss after 100 epochs, not where training would end.",
        es="Dos tasas de aprendizaje, que no convienen por igual a funciones de pendiente 1 y de 1/4: una función que"
        " empieza despacio puede alcanzar a la otra con una tasa mayor. La pérdida tras 100 épocas, no donde acabaría"
        " el entrenamiento.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, losing(tanh=0.1, sigmoid_minus_half=0.1)),
        Otherwise(Outcome.REFUTED, losing(tanh=0.1, tanh_plus_one=0.1)),
        Otherwise(Outcome.WITHIN_LIMITS, losing(tanh=0.1, sigmoid=0.2, tanh_plus_one=0.2)),
        Otherwise(Outcome.DEPENDS, losing(tanh=0.1, sigmoid_minus_half=0.1, power=-1)),
    ),
)
