"""S-shaped ReLU: three straight lines whose bends and outer slopes are learned."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, left=0.0, left_slope=0.0, right=1.0, right_slope=1.0):
    import torch

    above, below = _line(x, right, right_slope), _line(x, left, left_slope)
    return torch.where(x >= right, above, torch.where(x < left, below, x))


def _line(x, bend, slope):
    """Return the line through the bend, level at infinity where its slope is 0."""
    import torch

    from actlab.activations.numerics import finite

    line = slope * finite(x) + bend * (1 - slope)
    return torch.where(x.isinf() & (slope * torch.ones_like(x) != 0), slope * x, line)


ENTRY = Activation(
    title="S-shaped ReLU",
    function=function,
    code=(
        "torch.where(x >= right, right + right_slope * (x - right),"
        " torch.where(x < left, left + left_slope * (x - left), x))"
    ),
    formula=(
        "Piecewise((right + right_slope*(x - right), x >= right), (left + left_slope*(x - left), x < left), (x, True))"
    ),
    parameters=(
        Parameter(
            "left", 0.0, "(-inf, inf)", Text(en="lower bend, learned", es="codo inferior, aprendido"), learnable=True
        ),
        Parameter(
            "left_slope",
            0.0,
            "(-inf, inf)",
            Text(en="slope below it, learned", es="pendiente por debajo, aprendida"),
            learnable=True,
        ),
        Parameter(
            "right", 1.0, "(-inf, inf)", Text(en="upper bend, learned", es="codo superior, aprendido"), learnable=True
        ),
        Parameter(
            "right_slope",
            1.0,
            "(-inf, inf)",
            Text(en="slope above it, learned", es="pendiente por encima, aprendida"),
            learnable=True,
        ),
    ),
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[0, inf)"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((-1.0, 0.0), (0.5, 0.5), (3.0, 3.0)),
    strengths=(
        Text(
            en="can learn convex and concave shapes; starts as ReLU",
            es="puede aprender formas convexas y cóncavas; empieza como ReLU",
        ),
    ),
    weaknesses=(
        Text(
            en="four parameters a channel, and the order of the two bends is not enforced",
            es="cuatro parámetros por canal, y el orden de los dos codos no está garantizado",
        ),
    ),
    source=Source(
        "Jin et al.",
        "Deep learning with S-shaped rectified linear activation units",
        2015,
        "arXiv:1512.07030",
    ),
    shared_names=("SReLU",),
)
