"""Penalized tanh: tanh with a quarter of its negative side."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, slope=0.25):
    import torch

    from actlab.activations.numerics import tanh

    value = tanh(x)
    return torch.where(x > 0, value, slope * value)


ENTRY = Activation(
    title="Penalized Tanh",
    function=function,
    code="torch.where(x > 0, 1.0, slope) * torch.tanh(x)",
    formula="Piecewise((tanh(x), x > 0), (slope*tanh(x), True))",
    parameters=(
        Parameter("slope", 0.25, "(0, 1)", Text(en="factor of the negative side", es="factor del lado negativo")),
    ),
    at_infinity=(-0.25, 1.0),
    properties=(
        properties.Range("(-0.25, 1)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Differentiable(0),
        properties.Kink(0.0),
        properties.Asymptote(slope=0, side="left", intercept=-0.25),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.0, 0.0), (0.5493061443340548, 0.5), (-0.5493061443340548, -0.125)),
    strengths=(
        Text(en="bounded, with the asymmetry of a leaky ReLU", es="acotada, con la asimetría de una Leaky ReLU"),
    ),
    weaknesses=(
        Text(
            en="saturates on both sides: the gradient vanishes for large inputs",
            es="se satura por ambos lados: el gradiente se desvanece con entradas grandes",
        ),
    ),
    source=Source(
        "Xu, Huang & Li",
        "Revise saturated activation functions",
        2016,
        "arXiv:1602.05980",
    ),
    aliases=("leaky tanh",),
)
