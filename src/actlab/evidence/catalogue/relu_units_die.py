"""ReLU units die: the law of networks that are born dead, and deaths against learning rate and time."""

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
    shares,
)

SHAPES = ((2, 9), (4, 20), (8, 50))
"""Width and hidden layers of the networks that are born dead or not."""

BORN = 20_000
ERRORS = 4.0
"""Standard errors within which the law must lie."""

RATES = (0.001, 0.01, 0.1, 1.0)
EPOCHS = (1, 10, 30, 100)
BLOCKS = 100
COURSE_RATE = 0.01
MANY = 0.05
"""Share of dead units above which one speaks of a problem."""


def born(lab: Lab):
    """Draw networks with symmetric weights and no bias, and record whether a layer is silent for one input."""
    import pandas as pd
    import torch

    networks, frames = lab.pick(BORN, 400), []
    for width, depth in SHAPES:
        generator = lab.generator(f"born {width} {depth}")
        h = torch.randn(networks, width, 1, generator=generator)
        for _layer in range(depth):
            weight = torch.randn(networks, width, width, generator=generator)
            h = torch.relu(weight @ h)
            h = h / h.norm(dim=1, keepdim=True).clamp(min=1e-30)  # its size does not decide whether a unit is silent
        dead = (h == 0).all(dim=1).squeeze(1).numpy()
        frames.append(pd.DataFrame({"width": width, "depth": depth, "network": range(networks), "dead": dead}))
    return pd.concat(frames, ignore_index=True)


def law(records: Records):
    """Return the share of networks born dead beside the law, and how many standard errors lie between."""
    found = shares(records["born"], ["width", "depth"], "dead")
    expected = 1 - (1 - 2.0 ** -found["width"]) ** found["depth"]
    error = (expected * (1 - expected) / found["n"]) ** 0.5
    named = [f"{width} x {depth}" for width, depth in zip(found["width"], found["depth"], strict=True)]
    return found.assign(expected=expected, errors=(found["share"] - expected) / error, shape=named)


def deaths(records: Records):
    """Return the mean share of dead units, in per cent, by learning rate and epochs."""
    frame = records["trained"].assign(percent=100 * records["trained"]["dead"])
    found = means(frame, ["learning_rate", "epochs"], "percent")
    return found.assign(rate=[f"{rate:g}" for rate in found["learning_rate"]])


def verdict(records: Records) -> Ruling:
    """Refute where the law fails or no unit dies; confirm where many die at the course's rate, else within limits."""
    born_dead, found = law(records), deaths(records)
    last = found[found["epochs"] == found["epochs"].max()].set_index("learning_rate")
    usual, largest = last.loc[COURSE_RATE if COURSE_RATE in last.index else last.index[0]], last.iloc[-1]
    numbers = tuple(_of_law(row) for row in born_dead.to_dict("records"))
    numbers += tuple(_of_deaths(rate, row) for rate, row in last.to_dict("index").items())
    if (born_dead["errors"].abs() > ERRORS).any():
        return Ruling(
            Outcome.REFUTED,
            Text(
                en="Networks are not born dead as often as the law says.",
                es="Las redes no nacen muertas con la frecuencia que dice la ley.",
            ),
            numbers,
        )
    if largest["low"] <= 100 * MANY and usual["low"] <= 100 * MANY:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en="Narrow, deep networks are born dead as the law says, but hardly any unit of a trained network died"
                " at any learning rate.",
                es="Las redes estrechas y profundas nacen muertas como dice la ley, pero apenas murió ninguna unidad de"
                " una red entrenada con ninguna tasa de aprendizaje.",
            ),
            numbers,
        )
    everywhere = usual["low"] > 100 * MANY
    begins = found[found["low"] > 100 * MANY]["learning_rate"].min()
    en = (
        f"Units do die: at a learning rate of {last.index[-1]:g}, {largest['mean']:.0f} % of them are dead after"
        f" {found['epochs'].max()} epochs, and narrow, deep networks are born dead as often as the law says."
    )
    es = (
        f"Las unidades sí mueren: con una tasa de aprendizaje de {last.index[-1]:g}, el {largest['mean']:.0f} % está"
        f" muerto tras {found['epochs'].max()} épocas, y las redes estrechas y profundas nacen muertas con la"
        " frecuencia que dice la ley."
    )
    if everywhere:
        en += (
            f" Deaths at the course's {usual.name:g} were expected to be rare; {usual['mean']:.1f} % are not, so this"
            " part of what was expected fell short."
        )
        es += (
            f" Se esperaba que con el {usual.name:g} del curso las muertes fueran raras; un {usual['mean']:.1f} % no lo"
            " es, así que esa parte de lo esperado se quedó corta."
        )
        return Ruling(Outcome.CONFIRMED, Text(en=en, es=es), numbers)
    en += f" The limit is the learning rate: below {begins:g} hardly any unit of the exercise's network dies."
    es += (
        f" El límite es la tasa de aprendizaje: por debajo de {begins:g} casi no muere ninguna en la red del ejercicio."
    )
    return Ruling(Outcome.WITHIN_LIMITS, Text(en=en, es=es), numbers)


def _of_law(row):
    """Return the share of networks born dead for one shape."""
    return Measured(
        label=Text(
            en=f"born dead, {row['depth']} layers of {row['width']} units",
            es=f"nacidas muertas, {row['depth']} capas de {row['width']} unidades",
        ),
        value=row["share"],
        low=row["low"],
        high=row["high"],
        expected=row["expected"],
        digits=4,
    )


def _of_deaths(rate, row):
    """Return the share of dead units at one learning rate."""
    return Measured(
        label=Text(
            en=f"dead units after {row['epochs']} epochs at {rate:g}",
            es=f"unidades muertas tras {row['epochs']} épocas con {rate:g}",
        ),
        value=row["mean"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="%", es="%"),
        digits=1,
    )


def with_deaths(**shares_by):
    """Return a change of records: so many units dead at the ``largest`` rate and at all ``others``."""

    def change(records):
        frame = records["trained"]
        extreme = frame["learning_rate"] == frame["learning_rate"].max()
        dead = extreme * shares_by["largest"] + ~extreme * shares_by["others"]
        return lawful(records) | {"trained": frame.assign(dead=dead)}

    return change


def lawful(records):
    """Return records in which networks are born dead just as often as the law says."""
    groups = []
    for (width, depth), rows in records["born"].groupby(["width", "depth"], sort=False):
        count = round((1 - (1 - 2.0**-width) ** depth) * len(rows))
        groups.append(rows.assign(dead=[place < count for place in range(len(rows))]))
    import pandas as pd

    return records | {"born": pd.concat(groups, ignore_index=True)}


ENTRY = Evidence(
    name="relu_units_die",
    number=6,
    statement=Text(en="ReLU units can die.", es="Las unidades con ReLU pueden morir."),
    said_by=(
        COURSE,
        Source("Lu et al.", "Dying ReLU and initialization: theory and numerical examples", 2019, "arXiv:1903.06733"),
    ),
    hypothesis=Text(
        en="A network with symmetric weights and no bias is dead for an input with probability 1-(1-2^-N)^H, N units in"
        " each of H layers. In training, deaths should rise with the learning rate, come early, and be rare at the"
        " course's 0.01.",
        es="Una red con pesos simétricos y sin sesgo está muerta para una entrada con probabilidad 1-(1-2^-N)^H, con N"
        " unidades en cada una de H capas. Al entrenar, las muertes deberían crecer con la tasa de aprendizaje, llegar"
        " pronto y ser raras con el 0.01 del curso.",
    ),
    experiment={
        "born": born,
        "trained": ClaimTraining(candidates=("relu",), blocks=BLOCKS, vary={"learning_rate": RATES, "epochs": EPOCHS}),
    },
    measure=Text(
        en=f"{BORN:,} untrained networks of each of {len(SHAPES)} shapes, one random input each: is some layer silent?"
        f" Then {BLOCKS} networks of the exercise at each learning rate, stopped after each number of epochs: the share"
        " of hidden units whose slope is 0 on every training sample.",
        es=f"{BORN} redes sin entrenar de cada una de {len(SHAPES)} formas, con una entrada al azar: ¿hay alguna capa"
        f" en silencio? Después, {BLOCKS} redes del ejercicio con cada tasa de aprendizaje, paradas tras cada número de"
        " épocas: la parte de unidades ocultas cuya pendiente es 0 en todas las muestras de entrenamiento.",
    ),
    figures=(
        lines(
            deaths,
            name="deaths",
            title=Text(en="Dead units, when and at which learning rate", es="Unidades muertas: cuándo y con qué tasa"),
            description=Text(
                en="Share of dead hidden units by epoch, with its 95 % band; a line is a learning rate.",
                es="Parte de unidades ocultas muertas por época, con su banda del 95 %; cada línea es una tasa de"
                " aprendizaje.",
            ),
            fields=(
                Field("rate", Text(en="learning rate", es="tasa de aprendizaje")),
                Field("epochs", Text(en="epoch", es="época")),
                Field("mean", Text(en="dead units (%)", es="unidades muertas (%)"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
            ),
            x="epochs",
            y="mean",
            series="rate",
            low="low",
            high="high",
            log_x=True,
        ),
        dots(
            law,
            name="law",
            title=Text(en="Networks that are born dead", es="Redes que nacen muertas"),
            description=Text(
                en="Measured share with its 95 % interval; the law's value and the distance from it in standard errors"
                " are in the data.",
                es="Parte medida con su intervalo del 95 %; el valor de la ley y la distancia a él en errores estándar"
                " están en los datos.",
            ),
            fields=(
                Field("shape", Text(en="units x layers", es="unidades x capas")),
                Field("share", Text(en="share born dead", es="parte que nace muerta"), 4),
                Field("low", Text(en="low", es="inferior"), 4),
                Field("high", Text(en="high", es="superior"), 4),
                Field("expected", Text(en="law", es="ley"), 4),
                Field("errors", Text(en="standard errors away", es="errores estándar de distancia"), 2),
            ),
            x="share",
            y="shape",
            low="low",
            high="high",
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="A unit that is silent on the training samples may speak on others, and may come back: whether it does is a"
        " claim of its own. The law speaks of one input, without biases. One small network was trained.",
        es="Una unidad que calla con las muestras de entrenamiento puede hablar con otras, y puede volver: si lo hace"
        " es otra afirmación. La ley habla de una sola entrada, sin sesgos. Se entrenó una sola red pequeña.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, with_deaths(largest=0.5, others=0.4)),
        Otherwise(Outcome.WITHIN_LIMITS, with_deaths(largest=0.5, others=0.0)),
        Otherwise(Outcome.REFUTED, with_deaths(largest=0.0, others=0.0)),
        Otherwise(Outcome.REFUTED, lambda records: records | {"born": records["born"].assign(dead=False)}),
    ),
)
