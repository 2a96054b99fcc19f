"""CELU, the continuously differentiable ELU: alpha (e^(x/alpha) - 1) for negative inputs."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, alpha=1.0):
    import torch

    from actlab.activations.numerics import expm1

    left = x.clamp(max=0) / alpha
    return torch.where((x > 0) | (left > -1e-17), x, alpha * expm1(left))


def first(x, *, alpha=1.0):
    import torch

    return torch.exp(x.clamp(max=0) / alpha)


def second(x, *, alpha=1.0):
    import torch

    from actlab.activations.numerics import decay

    return torch.where(x > 0, 0.0, decay(1 / alpha, x.clamp(max=0) / alpha))


def kernel(x, *, alpha=1.0):
    import torch.nn.functional as F

    return F.celu(x, alpha)


ENTRY = Activation(
    title="CELU",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    formula="Piecewise((x, x > 0), (alpha*(exp(x/alpha) - 1), True))",
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "(0, inf)",
            Text(en="saturation level for negative inputs", es="nivel de saturación para las entradas negativas"),
        ),
    ),
    at_infinity=(-1.0, "inf"),
    properties=(
        properties.Range("(-1, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Differentiable(1),
        properties.Asymptote(slope=0, side="left", intercept=-1),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0), (2.0, 2.0), (-0.6931471805599453, -0.5)),
    strengths=(
        Text(
            en="its derivative is continuous for every alpha, where ELU's is only for alpha = 1",
            es="su derivada es continua para todo alpha; la de ELU solo lo es para alpha = 1",
        ),
    ),
    weaknesses=(
        Text(
            en="needs an exponential for negative inputs: dearer than ReLU where it is not fused",
            es="necesita una exponencial para las entradas negativas: más cara que ReLU si no se fusiona",
        ),
        Text(en="with alpha = 1 it is ELU and nothing else", es="con alpha = 1 es ELU y nada más"),
    ),
    twins=(
        twin("torch.nn.CELU"),
        twin("jax.nn.celu"),
        twin("keras.activations.celu"),
        twin("timm:celu"),
    ),
    source=Source(
        "Barron",
        "Continuously differentiable exponential linear units",
        2017,
        "arXiv:1704.07483",
    ),
)
