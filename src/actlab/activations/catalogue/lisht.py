"""LiSHT, the linearly scaled hyperbolic tangent: x tanh x."""

from actlab.activations import Activation, Source, Text, properties


def function(x):
    import torch

    return x * torch.tanh(x)


def first(x):
    import torch

    from actlab.activations.numerics import bounded, sech2

    return torch.tanh(x) + bounded(x) * sech2(x)


def second(x):
    import torch

    from actlab.activations.numerics import bounded, decay, negative

    near = bounded(x)
    below = 2 * negative(near)
    return decay(8 * (1 - near * torch.tanh(near)) / (1 + torch.exp(below)) ** 2, below)


ENTRY = Activation(
    title="LiSHT",
    function=function,
    derivatives=(first, second),
    code="x * torch.tanh(x)",
    formula="x*tanh(x)",
    at_infinity=("inf", "inf"),
    properties=(
        properties.Range("[0, inf)"),
        properties.NonLinear(),
        properties.Even(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=-1, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0), (0.5493061443340548, 0.2746530721670274)),
    strengths=(
        Text(
            en="no dead side: large negative inputs keep a gradient of size 1",
            es="sin lado muerto: las entradas negativas grandes conservan un gradiente de tamaño 1",
        ),
    ),
    weaknesses=(
        Text(en="even: the sign of the input is lost", es="par: se pierde el signo de la entrada"),
        Text(
            en="not zero-centred: outputs are never negative",
            es="no está centrada en cero: las salidas nunca son negativas",
        ),
    ),
    source=Source(
        "Roy, Manna, Dubey & Chaudhuri",
        "LiSHT: Non-parametric linearly scaled hyperbolic tangent activation function for neural networks",
        2019,
        "arXiv:1901.05894",
    ),
)
