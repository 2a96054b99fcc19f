"""Differentiability: whichever number stands for ReLU's missing derivative at zero, training hardly notices."""

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
    dots,
    means,
    paired,
)

CHOICES = (0.0, 0.5, 1.0)
"""What stands for the derivative at zero: torch's relu, maximum and clamp have these gradients there."""

HIDDEN = {"exercise": (10,), "zero_bias": (4, 4, 4)}
BLOCKS = {"exercise": range(130), "zero_bias": range(1000, 1300)}
"""The second network's are others than those of a first look, which could not decide."""

TOGETHER = 20
"""Networks trained side by side, few enough for a processor's cache."""

EPOCHS, RATE = 100, 0.01
DELTA, ALPHA = 1.0, 0.05

SETTINGS = {
    "exercise": Text(en="the exercise's network", es="la red del ejercicio"),
    "zero_bias": Text(en="three layers of 4, biases from zero", es="tres capas de 4, sesgos desde cero"),
}


def trained(lab: Lab):
    """Train the same networks under each choice, and count the pre-activations that are exactly zero."""
    import pandas as pd

    frames = []
    for place, setting in enumerate(SETTINGS):
        blocks = BLOCKS[setting][: lab.pick(None, 5)]
        for first in range(0, len(blocks), TOGETHER):
            chosen = blocks[first : first + TOGETHER]
            data = _data(lab, chosen)
            frames += [_side_by_side(lab, setting, chosen, data, choice) for choice in CHOICES]
            lab.tell((place + (first + len(chosen)) / len(blocks)) / len(SETTINGS))
    return pd.concat(frames, ignore_index=True)


def _data(lab, blocks):
    """Return the stacked training and test parts of these blocks."""
    import torch

    from actlab.workloads import CATALOGUE

    streams = [lab.streams(block) for block in blocks]
    parts = [CATALOGUE["moons"].parts("fresh", each.seed("data"), each.seed("split")) for each in streams]
    return [
        torch.stack([torch.as_tensor(getattr(part, name)) for part in parts])
        for name in ("x_train", "y_train", "x_test", "y_test")
    ]


def _side_by_side(lab, setting, blocks, data, choice):
    """Train one network per block, all in the same batched steps; no network's step depends on another's."""
    import pandas as pd
    import torch
    from torch.nn.functional import cross_entropy

    x, y, x_test, y_test = data
    weights = _drawn(lab, setting, blocks)
    optimizer, epochs = torch.optim.Adam(weights, lr=RATE), lab.pick(EPOCHS, 2)
    zeros = torch.zeros(len(blocks))
    for _epoch in range(epochs):
        optimizer.zero_grad()
        logits, exact = _outputs(weights, x, choice)
        cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="sum").div(y.shape[1]).backward()
        optimizer.step()
        zeros += exact
    with torch.no_grad():
        right = (_outputs(weights, x_test, choice)[0].argmax(dim=2) == y_test).double().mean(dim=1)
    return pd.DataFrame(
        {
            "setting": setting,
            "candidate": f"{choice:g}",
            "block": list(blocks),
            "test_score": 100 * right.numpy(),
            "zeros": zeros.numpy(),
            "values": epochs * y.shape[1] * sum(HIDDEN[setting]),
        }
    )


def _drawn(lab, setting, blocks):
    """Return stacked weights and biases: torch's init for the exercise, He's with zero biases for the other."""
    from itertools import pairwise

    import torch

    sizes, weights = (2, *HIDDEN[setting], 2), []
    for layer, (inputs, outputs) in enumerate(pairwise(sizes)):
        rooms = [lab.generator(f"{setting} {layer}", block) for block in blocks]
        if setting == "exercise":
            spread = inputs**-0.5
            drawn = [(torch.rand(inputs + 1, outputs, generator=room) * 2 - 1) * spread for room in rooms]
            weight, bias = torch.stack(drawn).split([inputs, 1], dim=1)
        else:
            drawn = [torch.randn(inputs, outputs, generator=room) * (2 / inputs) ** 0.5 for room in rooms]
            weight, bias = torch.stack(drawn), torch.zeros(len(blocks), 1, outputs)
        weights += [weight.clone().requires_grad_(), bias.clone().requires_grad_()]
    return weights


def _outputs(weights, x, choice):
    """Return the logits, and for each network how many hidden pre-activations are exactly zero.

    All three functions are max(0, z); at z = 0 their gradients are 0, 1/2 and 1.
    """
    import torch

    relu = {0.0: torch.relu, 0.5: lambda z: z.maximum(z.new_zeros(())), 1.0: lambda z: z.clamp(min=0)}[choice]
    zeros = torch.zeros(len(x))
    for weight, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        z = torch.baddbmm(bias, x, weight)
        zeros += z[0].numel() - z.detach().count_nonzero(dim=(1, 2))
        x = relu(z)
    return torch.baddbmm(weights[-1], x, weights[-2]), zeros


def judged(records: Records):
    """Compare the derivatives 1/2 and 1 with torch's 0 in both settings, as one family."""
    import pandas as pd

    frame = records["trained"].assign(regime="drop-in", chance_score=50.0, status="ok")
    family, rows = len(SETTINGS) * (len(CHOICES) - 1), []
    for setting in SETTINGS:
        for choice in CHOICES[1:]:
            pair = paired(frame[frame["setting"] == setting], f"{choice:g}", "0", delta=DELTA, alpha=ALPHA / family)
            interval, direction = pair.interval, pair.verdict.direction
            rows.append(
                {
                    "setting": setting,
                    "choice": f"{choice:g}",
                    "difference": pair.difference,
                    "low": interval.low,
                    "high": interval.high,
                    "equal": direction == 0,
                    "differs": direction not in (0, None),
                }
            )
    return pd.DataFrame(rows)


def zeros(records: Records):
    """Return how many of a million pre-activations are exactly zero, with the choice of the derivative."""
    frame = records["trained"]
    return means(frame.assign(share=1e6 * frame["zeros"] / frame["values"]), ["setting", "candidate"], "share")


def verdict(records: Records) -> Ruling:
    """Confirm where the choice matters everywhere; within limits where it matters nowhere, else it depends."""
    found, exact = judged(records), zeros(records).set_index(["setting", "candidate"])["mean"]
    measured = (
        *(_measured(row) for row in found.to_dict("records")),
        *(
            Measured(
                label=Text(en=f"exact zeros, {words.en}", es=f"ceros exactos, {words.es}"),
                value=float(exact[setting, "0"]),
                unit=Text(en="of a million pre-activations", es="por millón de preactivaciones"),
                digits=4,
            )
            for setting, words in SETTINGS.items()
        ),
    )
    if found["differs"].all():
        return Ruling(
            Outcome.CONFIRMED,
            Text(
                en="The derivative at the single point 0 matters: each choice trains to another accuracy.",
                es="La derivada en el único punto 0 importa: cada elección llega a otra exactitud.",
            ),
            measured,
        )
    if found["differs"].any():
        where = found[found["differs"]].to_dict("records")[0]
        return Ruling(
            Outcome.DEPENDS,
            Text(
                en="ReLU trains without a derivative at 0, and in the exercise's network it does not matter what stands"
                f" there. Where exact zeros abound ({SETTINGS[where['setting']].en}) it does:"
                f" {where['choice']} instead of 0 changes the accuracy by {where['difference']:+.1f} points. A layer"
                " that begins silent hands back no gradient through a 0, and some through any other number.",
                es="ReLU aprende sin derivada en 0, y en la red del ejercicio no importa qué se ponga ahí. Donde"
                f" abundan los ceros exactos ({SETTINGS[where['setting']].es}) sí importa: {where['choice']} en lugar"
                f" de 0 cambia la exactitud en {where['difference']:+.1f} puntos. Una capa que empieza callada no"
                " devuelve gradiente a través de un 0, y sí a través de cualquier otro número.",
            ),
            measured,
        )
    bound = float(found[["low", "high"]].abs().to_numpy().max())
    same_en = "the same" if found["equal"].all() else "no difference that could be shown"
    same_es = "lo mismo" if found["equal"].all() else "ninguna diferencia que se pueda mostrar"
    return Ruling(
        Outcome.WITHIN_LIMITS,
        Text(
            en="A derivative is needed nearly everywhere, not at every point. ReLU has none at 0, and putting 0, 1/2 or"
            f" 1 in its place gives {same_en}, to {bound:.2f} points: in the exercise's network a pre-activation is"
            " hardly ever exactly 0.",
            es="Hace falta una derivada en casi todas partes, no en cada punto. ReLU no la tiene en 0, y poner en su"
            f" lugar 0, 1/2 o 1 da {same_es}, salvo {bound:.2f} puntos: en la red del ejercicio una preactivación casi"
            " nunca vale justo 0.",
        ),
        measured,
    )


def _measured(row):
    """Return the difference that one choice makes in one setting."""
    words = SETTINGS[row["setting"]]
    return Measured(
        label=Text(
            en=f"derivative {row['choice']} at zero minus 0, {words.en}",
            es=f"derivada {row['choice']} en cero menos 0, {words.es}",
        ),
        value=row["difference"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="points", es="puntos"),
        digits=3,
    )


def worse(*settings):
    """Return a change of records: in these settings another derivative than 0 costs three points."""

    def change(records):
        frame = records["trained"]
        lost = frame["setting"].isin(settings) & (frame["candidate"] != "0")
        return {"trained": frame.assign(test_score=90.0 + frame["block"] % 2 - 3 * lost)}

    return change


ENTRY = Evidence(
    name="relu_at_zero",
    number=14,
    statement=Text(
        en="An activation function must be differentiable, so that back-propagation works.",
        es="Una función de activación debe ser derivable, para que funcione la retropropagación.",
    ),
    said_by=(
        COURSE,
        Source(
            "Bertoin, Bolte, Gerchinovitz & Pauwels",
            "Numerical influence of ReLU'(0) on backpropagation",
            2021,
            "arXiv:2106.12915",
        ),
    ),
    hypothesis=Text(
        en="ReLU is not differentiable at 0 and trains all the same. In the exercise's network no more than a few of a"
        " hundred million pre-activations should be exactly 0, so choosing 0, 1/2 or 1 as the derivative there should"
        " make no difference. In narrow layers whose biases begin at zero exact zeros are common at first; there a"
        " difference may show.",
        es="ReLU no es derivable en 0 y aprende igualmente. En la red del ejercicio no deberían ser justo 0 más que"
        " unas pocas preactivaciones de cada cien millones, así que elegir 0, 1/2 o 1 como derivada no debería cambiar"
        " nada. En capas estrechas cuyos sesgos empiezan en cero los ceros exactos son comunes al principio; ahí puede"
        " notarse una diferencia.",
    ),
    experiment={"trained": trained},
    measure=Text(
        en="ReLU with 0, 1/2 and 1 as its derivative at 0, on fresh data sets of two moons, from the same"
        f" weights: {len(BLOCKS['exercise'])} times in the exercise's network, and"
        f" {len(BLOCKS['zero_bias'])} times in one of three layers of 4 units with He's weights and biases that"
        " begin at zero, where a sample that silences a whole layer gives exact zeros in the next. Adam,"
        f" {EPOCHS} epochs, learning rate {RATE:g}, float32. Differences from the derivative 0 within +-{DELTA:g}"
        " points count as practically equal. All hidden pre-activations of all steps that are exactly 0 are counted."
        " A first look at 130 others left the second network undecided; these 300 decide.",
        es="ReLU con 0, 1/2 y 1 como derivada en 0, con conjuntos nuevos de dos lunas y los mismos pesos:"
        f" {len(BLOCKS['exercise'])} veces en la red del ejercicio y {len(BLOCKS['zero_bias'])} en una de tres capas"
        " de 4 unidades con los pesos de He y sesgos que empiezan en cero, donde una muestra que calla una capa entera"
        f" da ceros exactos en la siguiente. Adam, {EPOCHS} épocas, tasa de aprendizaje {RATE:g}, float32. Las"
        f" diferencias con la derivada 0 dentro de +-{DELTA:g} puntos cuentan como prácticamente iguales. Se cuentan"
        " todas las preactivaciones ocultas de todos los pasos que valen justo 0. Una primera mirada a 130 bloques"
        " dejó sin decidir la segunda red; los 300 que cuentan son otros.",
    ),
    figures=(
        dots(
            judged,
            name="differences",
            title=Text(en="What another derivative at zero changes", es="Lo que cambia otra derivada en cero"),
            description=Text(
                en="Accuracy with the derivative 1/2 or 1 at zero, minus that with 0, in points, with intervals that"
                " hold together at 95 %.",
                es="Exactitud con la derivada 1/2 o 1 en cero menos la que da 0, en puntos, con intervalos que valen a"
                " la vez al 95 %.",
            ),
            fields=(
                Field("choice", Text(en="derivative at zero", es="derivada en cero")),
                Field("setting", Text(en="network", es="red")),
                Field("difference", Text(en="difference (points)", es="diferencia (puntos)"), 3),
                Field("low", Text(en="low", es="inferior"), 3),
                Field("high", Text(en="high", es="superior"), 3),
            ),
            x="difference",
            y="setting",
            series="choice",
            low="low",
            high="high",
            rule=0.0,
            words=SETTINGS,
        ),
        dots(
            zeros,
            name="zeros",
            title=Text(en="Pre-activations that are exactly zero", es="Preactivaciones que valen justo cero"),
            description=Text(
                en="How many of a million hidden pre-activations are exactly zero, over all steps of training.",
                es="Cuántas de cada millón de preactivaciones ocultas valen justo cero, en todos los pasos del"
                " entrenamiento.",
            ),
            fields=(
                Field("setting", Text(en="network", es="red")),
                Field("candidate", Text(en="derivative at zero", es="derivada en cero")),
                Field("mean", Text(en="exact zeros (of a million)", es="ceros exactos (por millón)"), 4),
            ),
            x="mean",
            y="setting",
            series="candidate",
            words=SETTINGS,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="Small networks in float32. Large networks in half precision meet exact zeros far more often, and there the"
        " choice has been seen to matter. That a kink does no harm does not mean that any function will do: a step"
        " function has a derivative almost everywhere too, but it is 0, and nothing below it learns.",
        es="Redes pequeñas en float32. Las redes grandes en media precisión dan con ceros exactos mucho más a menudo, y"
        " ahí se ha visto que la elección importa. Que un punto anguloso no estorbe no significa que valga cualquier"
        " función: un escalón también tiene derivada en casi todas partes, pero es 0, y nada de lo que hay debajo"
        " aprende.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, worse(*SETTINGS)),
        Otherwise(Outcome.DEPENDS, worse("zero_bias")),
        Otherwise(Outcome.WITHIN_LIMITS, worse()),
    ),
)
