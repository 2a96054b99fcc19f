"""Softplus: ln(1 + e^x), a smooth ReLU."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, beta=1.0):
    from actlab.activations.numerics import softplus

    return softplus(beta * x) / beta


def kernel(x, *, beta=1.0):
    import torch.nn.functional as F

    return F.softplus(x, beta)


ENTRY = Activation(
    title="Softplus",
    function=function,
    kernel=kernel,
    code="F.softplus(x, beta)",
    formula="log(1 + exp(beta*x))/beta",
    parameters=(Parameter("beta", 1.0, "(0, inf)", Text(en="sharpness of the bend", es="lo marcado del codo")),),
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("(0, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.6931471805599453),),
    strengths=(
        Text(
            en="positive and smooth: for outputs that must be positive, such as variances",
            es="positiva y suave: para salidas que deben ser positivas, como las varianzas",
        ),
    ),
    weaknesses=(
        Text(
            en="not zero-centred: all outputs are positive, 0.69 at 0",
            es="no está centrada en cero: todas las salidas son positivas, 0.69 en 0",
        ),
        Text(
            en="needs an exponential for negative inputs: dearer than ReLU where it is not fused",
            es="necesita una exponencial para las entradas negativas: más cara que ReLU si no se fusiona",
        ),
    ),
    twins=(
        twin("torch.nn.Softplus"),
        twin("jax.nn.softplus"),
        twin("keras.activations.softplus"),
    ),
    source=Source(
        "Dugas et al.",
        "Incorporating second-order functional knowledge for better option pricing",
        2000,
        "NIPS 2000",
    ),
    aliases=("SmoothReLU",),
)
