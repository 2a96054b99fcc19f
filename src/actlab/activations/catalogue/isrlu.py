"""ISRLU, the inverse square root linear unit: x for positive inputs, x/sqrt(1 + alpha x²) for negative."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, alpha=1.0):
    import torch

    near, root = _parts(x, alpha)
    left = torch.where(near > -1, x.clamp(-(alpha**-0.5), 0.0) / root, near / root / alpha**0.5)
    return torch.where(x < 0, left, x)


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
    """Return sqrt(alpha) x and sqrt(1 + alpha x²), on the left."""
    from actlab.activations.numerics import finite, hypotenuse

    near = finite(alpha**0.5 * x.clamp(max=0.0))
    return near, hypotenuse(near)


ENTRY = Activation(
    title="ISRLU",
    function=function,
    derivatives=(first, second),
    code="torch.where(x < 0, x / torch.sqrt(1 + alpha * x * x), x)",
    formula="Piecewise((x, x >= 0), (x/sqrt(1 + alpha*x**2), True))",
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "(0, inf)",
            Text(
                en="negative outputs saturate at -1/sqrt(alpha)",
                es="las salidas negativas se saturan en -1/sqrt(alpha)",
            ),
        ),
    ),
    at_infinity=(-1.0, "inf"),
    properties=(
        properties.Range("(-1, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Differentiable(2),
        properties.Asymptote(slope=0, side="left", intercept=-1),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0), (2.0, 2.0), (-0.75, -0.6)),
    strengths=(
        Text(
            en="the shape of ELU without an exponential, and two continuous derivatives",
            es="la forma de ELU sin exponencial y con dos derivadas continuas",
        ),
    ),
    weaknesses=(Text(en="saturates for negative inputs", es="se satura con entradas negativas"),),
    source=Source(
        "Carlile, Delamarter, Kinney, Marti & Whitney",
        "Improving deep learning by inverse square root linear units (ISRLUs)",
        2017,
        "arXiv:1710.09967",
    ),
)
