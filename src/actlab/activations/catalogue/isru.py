"""ISRU, the inverse square root unit: x/sqrt(1 + alpha x²)."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, alpha=1.0):
    import torch

    near, root = _parts(x, alpha)
    return torch.where(near.abs() < 1, x.clamp(-(alpha**-0.5), alpha**-0.5) / root, near / root / alpha**0.5)


def first(x, *, alpha=1.0):
    import torch

    near, _root = _parts(x, alpha)
    square = 1 + near * near
    return 1 / square / torch.sqrt(square)


def second(x, *, alpha=1.0):
    import torch

    near, _root = _parts(x, alpha)
    square = 1 + near * near
    return -3 * alpha**0.5 * (near / torch.sqrt(square)) / square / square


def _parts(x, alpha):
    """Return sqrt(alpha) x and sqrt(1 + alpha x²)."""
    from actlab.activations.numerics import finite, hypotenuse

    near = finite(alpha**0.5 * x)
    return near, hypotenuse(near)


ENTRY = Activation(
    title="ISRU",
    function=function,
    derivatives=(first, second),
    code="x / torch.sqrt(1 + alpha * x * x)",
    formula="x/sqrt(1 + alpha*x**2)",
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "(0, inf)",
            Text(en="the output saturates at 1/sqrt(alpha)", es="la salida se satura en 1/sqrt(alpha)"),
        ),
    ),
    at_infinity=(-1.0, 1.0),
    properties=(
        properties.Range("(-1, 1)"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left", intercept=-1),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.0, 0.0), (0.75, 0.6), (-0.75, -0.6)),
    strengths=(Text(en="the shape of tanh without an exponential", es="la forma de tanh sin exponencial"),),
    weaknesses=(
        Text(
            en="saturates on both sides: the gradient vanishes for large inputs",
            es="se satura por ambos lados: el gradiente se desvanece con entradas grandes",
        ),
    ),
    source=Source(
        "Carlile, Delamarter, Kinney, Marti & Whitney",
        "Improving deep learning by inverse square root linear units (ISRLUs)",
        2017,
        "arXiv:1710.09967",
    ),
)
