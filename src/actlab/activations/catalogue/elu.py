"""ELU, the exponential linear unit: x for positive inputs, alpha (e^x - 1) for negative ones."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, alpha=1.0):
    import torch.nn.functional as F

    return F.elu(x, alpha)


def first(x, *, alpha=1.0):
    import torch

    from actlab.activations.numerics import decay

    return torch.where(x > 0, 1.0, decay(alpha, x.clamp(max=0)))


def second(x, *, alpha=1.0):
    import torch

    from actlab.activations.numerics import decay

    return torch.where(x > 0, 0.0, decay(alpha, x.clamp(max=0)))


ENTRY = Activation(
    title="ELU",
    function=function,
    derivatives=(first, second),
    kernel=function,
    formula="Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))",
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
            en="negative outputs bring the mean of a layer closer to 0 than ReLU's",
            es="sus salidas negativas acercan la media de una capa a 0 más que las de ReLU",
        ),
        Text(en="with alpha = 1 its derivative is continuous", es="con alpha = 1 su derivada es continua"),
    ),
    weaknesses=(
        Text(
            en="needs an exponential for negative inputs: dearer than ReLU where it is not fused",
            es="necesita una exponencial para las entradas negativas: más cara que ReLU si no se fusiona",
        ),
        Text(en="saturates at -alpha for negative inputs", es="se satura en -alpha para las entradas negativas"),
    ),
    twins=(
        twin("torch.nn.ELU"),
        twin("jax.nn.elu"),
        twin("keras.activations.elu"),
        twin("timm:elu"),
    ),
    source=Source(
        "Clevert, Unterthiner & Hochreiter",
        "Fast and accurate deep network learning by exponential linear units (ELUs)",
        2015,
        "arXiv:1511.07289",
    ),
    aliases=("exponential linear unit",),
)
