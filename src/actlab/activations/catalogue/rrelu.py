"""RReLU, the randomized leaky ReLU: a random negative slope while training, its mean afterwards."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, lower=0.125, upper=1 / 3, noise=None):
    import torch
    import torch.nn.functional as F

    if noise is None:
        return F.leaky_relu(x, (lower + upper) / 2)
    slope = lower + (upper - lower) * noise
    return torch.where(x > 0, x, slope * torch.where(x > 0, 0.0, x))


ENTRY = Activation(
    title="RReLU",
    function=function,
    ordered=(("lower", "upper"),),
    noise="uniform",
    formula="Piecewise((x, x > 0), ((lower + upper)/2*x, True))",
    parameters=(
        Parameter("lower", 0.125, "[0, inf)", Text(en="smallest slope", es="pendiente menor")),
        Parameter("upper", 1 / 3, "[0, inf)", Text(en="largest slope", es="pendiente mayor")),
    ),
    at_infinity=("-inf", "inf"),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Differentiable(0),
        properties.Kink(0.0),
        properties.PositivelyHomogeneous(),
        properties.Asymptote(slope=0.22916666666666666, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((-24.0, -5.5), (0.0, 0.0), (2.5, 2.5)),
    strengths=(
        Text(
            en="the random slope acts as a regularizer in training",
            es="la pendiente aleatoria regulariza durante el entrenamiento",
        ),
    ),
    weaknesses=(
        Text(
            en="training is noisier, and evaluation is another function than training",
            es="el entrenamiento tiene más ruido y al evaluar la función es otra",
        ),
    ),
    twins=(twin("torch.nn.RReLU"),),
    source=Source(
        "Xu, Wang, Chen & Li",
        "Empirical evaluation of rectified activations in convolutional network",
        2015,
        "arXiv:1505.00853",
    ),
    aliases=("randomized ReLU",),
)
