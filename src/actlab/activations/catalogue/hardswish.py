"""Hardswish: x times the hard sigmoid x/6 + 1/2 cut to [0, 1]."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    return x.clamp(min=-3) * ((x.clamp(-3, 3) + 3) * (1 / 6))


def first(x):
    import torch

    return torch.where(x < -3, 0.0, torch.where(x > 3, 1.0, x * (1 / 3) + 0.5))


def second(x):
    import torch

    return torch.where(x.abs() < 3, 1 / 3, torch.zeros_like(x))


def kernel(x):
    import torch.nn.functional as F

    return F.hardswish(x)


ENTRY = Activation(
    title="Hardswish",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    code="x * F.relu6(x + 3) / 6",
    formula="x*Min(Max(x + 3, 0), 6)/6",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.375, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Differentiable(0),
        properties.Kink(-3.0),
        properties.Kink(3.0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0), (3.0, 3.0), (-3.0, 0.0), (-1.5, -0.375)),
    strengths=(
        Text(
            en="close to SiLU without an exponential: made for phones and quantized networks",
            es="parecida a SiLU sin exponencial: pensada para móviles y redes cuantizadas",
        ),
    ),
    weaknesses=(
        Text(
            en="below -3 output and gradient are exactly 0",
            es="por debajo de -3 la salida y el gradiente son exactamente 0",
        ),
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
    ),
    twins=(
        twin("torch.nn.Hardswish"),
        twin("jax.nn.hard_silu"),
        twin("jax.nn.hard_swish"),
        twin("keras.activations.hard_silu"),
        twin("keras.activations.hard_swish"),
        twin("timm:hard_swish"),
        twin("transformers:hardswish"),
        twin("timm:hardswish"),
    ),
    source=Source(
        "Howard et al.",
        "Searching for MobileNetV3",
        2019,
        "arXiv:1905.02244",
    ),
    aliases=("hard_silu", "hard_swish", "h-swish"),
)
