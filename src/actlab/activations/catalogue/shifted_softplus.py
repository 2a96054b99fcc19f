"""Shifted softplus: ln(1 + e^x) - ln 2, which is 0 at 0."""

from actlab.activations import Activation, Source, Text, properties


def function(x):
    import torch

    from actlab.activations.numerics import expm1, log1p, softplus

    near = log1p(expm1(x.clamp(max=1)) / 2)
    return torch.where(x < 1, near, softplus(x) - 0.6931471805599453)


def first(x):
    from actlab.activations.numerics import sigmoid

    return sigmoid(x)


def second(x):
    from actlab.activations.numerics import sigmoid_first

    return sigmoid_first(x)


ENTRY = Activation(
    title="Shifted Softplus",
    function=function,
    derivatives=(first, second),
    code="F.softplus(x) - 0.6931471805599453",
    formula="log(1 + exp(x)) - log(2)",
    at_infinity=(-0.6931471805599453, "inf"),
    properties=(
        properties.Range("(-0.6931471805599453, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="infinitely smooth and 0 at 0: energies whose forces are derivatives (SchNet)",
            es="infinitamente suave y 0 en 0: energías cuyas fuerzas son derivadas (SchNet)",
        ),
    ),
    weaknesses=(
        Text(
            en="needs an exponential for negative inputs: dearer than ReLU where it is not fused",
            es="necesita una exponencial para las entradas negativas: más cara que ReLU si no se fusiona",
        ),
    ),
    source=Source(
        "Schütt et al.",
        "SchNet: A continuous-filter convolutional neural network for modeling quantum interactions",
        2017,
        "arXiv:1706.08566",
    ),
    aliases=("ssp",),
)
