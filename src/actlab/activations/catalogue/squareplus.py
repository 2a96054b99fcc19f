"""Squareplus: (x + sqrt(x² + b))/2, an algebraic softplus."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, b=4.0):
    import torch

    from actlab.activations.numerics import hypotenuse

    near = x / b**0.5
    root = hypotenuse(near)
    left = torch.where(near > -1e9, b**0.5 / 2 / (root + near.abs()), b / 4 / x.abs())
    right = torch.where(near < 1e9, x / 2 + b**0.5 * (root / 2), x)
    return torch.where(x < 0, left, right)


def first(x, *, b=4.0):
    import torch

    from actlab.activations.numerics import finite, hypotenuse

    near = finite(x / b**0.5) / 4
    root = hypotenuse(near * 4) / 4
    return torch.where(x < 0, 1 / 32 / root / (root - near), near / root / 2 + 0.5)


def second(x, *, b=4.0):
    import torch

    near = x / b**0.5
    square = 1 + near * near
    return 0.5 * b**-0.5 / square / torch.sqrt(square)


ENTRY = Activation(
    title="Squareplus",
    function=function,
    derivatives=(first, second),
    code="(x + torch.sqrt(x * x + b)) / 2",
    formula="(x + sqrt(x**2 + b))/2",
    parameters=(Parameter("b", 4.0, "(0, inf)", Text(en="width of the bend", es="anchura del codo")),),
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("(0, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 1.0), (1.5, 2.0), (-1.5, 0.5)),
    strengths=(Text(en="a softplus without exponential or logarithm", es="una softplus sin exponencial ni logaritmo"),),
    weaknesses=(
        Text(
            en="approaches 0 as 1/|x|, so that outputs are hardly sparse",
            es="tiende a 0 como 1/|x|: sus salidas apenas son dispersas",
        ),
        Text(en="not zero-centred: 1 at 0", es="no está centrada en cero: vale 1 en 0"),
    ),
    twins=(
        twin("jax.nn.squareplus"),
        twin("keras.activations.squareplus"),
    ),
    source=Source(
        "Barron",
        "Squareplus: A softplus-like algebraic rectifier",
        2021,
        "arXiv:2112.11687",
    ),
)
