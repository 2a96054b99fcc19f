"""Softplus: ln(1 + e^x), a smooth ReLU."""

from dataclasses import dataclass, replace

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, beta=1.0):
    import torch

    from actlab.activations.numerics import decay, log1p, negative

    below = negative(beta * x)
    power = torch.exp(below)
    tail = decay((1 - power / 2) / beta, below)  # ln(1 + e^x), where e^x itself may be subnormal
    return torch.where(x < 0, 0.0, x) + torch.where(below < -20, tail, log1p(power) / beta)


def first(x, *, beta=1.0):
    from actlab.activations.numerics import sigmoid

    return sigmoid(beta * x)


def second(x, *, beta=1.0):
    import torch

    from actlab.activations.numerics import decay, negative

    below = negative(beta * x)
    return decay(beta / (1 + torch.exp(below)) ** 2, below)


def kernel(x, *, beta=1.0):
    import torch.nn.functional as F

    return F.softplus(x, beta)


@dataclass(frozen=True)
class Cut:
    """Softplus that torch cuts: x itself where beta x exceeds the threshold."""

    threshold: float

    def __call__(self, x, *, beta=1.0):
        import torch

        return torch.where(beta * x > self.threshold, x, function(x, beta=beta))


def spelled(*, threshold=20.0):
    if threshold >= 20:  # there, ln(1 + e^x) is x in float32 anyway: the cut would only lose digits of float64
        return ENTRY
    return replace(ENTRY, function=Cut(threshold), derivatives=None, kernel=None)


ENTRY = Activation(
    title="Softplus",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    spelled=spelled,
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
