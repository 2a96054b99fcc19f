"""Tanhshrink: x - tanh x, a cubic around 0 and close to x - 1 far out."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    near = x.clamp(-1, 1)
    fraction = 0.0
    for odd in range(23, 1, -2):  # the continued fraction of tanh: no cancellation
        fraction = near * near / (odd + fraction)
    return torch.where(x.abs() < 1, near * fraction / (1 + fraction), x - torch.tanh(x))


def first(x):
    import torch

    return torch.tanh(x) ** 2


def second(x):
    import torch

    from actlab.activations.numerics import sech2

    return 2 * torch.tanh(x) * sech2(x)


ENTRY = Activation(
    title="Tanhshrink",
    function=function,
    derivatives=(first, second),
    formula="x - tanh(x)",
    at_infinity=("-inf", "inf"),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=1, side="right", intercept=-1),
        properties.Asymptote(slope=1, side="left", intercept=1),
    ),
    known_values=((0.0, 0.0), (0.5493061443340548, 0.0493061443340548)),
    strengths=(
        Text(
            en="small inputs are almost removed, smoothly: about x³/3",
            es="las entradas pequeñas casi desaparecen, con suavidad: cerca de x³/3",
        ),
    ),
    weaknesses=(
        Text(
            en="its derivative is 0 at 0, where inputs are dense: little gradient at the start of training",
            es="su derivada es 0 en 0, donde más entradas hay: poco gradiente al empezar a entrenar",
        ),
    ),
    twins=(
        twin("torch.nn.Tanhshrink"),
        twin("keras.activations.tanh_shrink"),
    ),
    source=Source(
        "Paszke et al.",
        "PyTorch: An imperative style, high-performance deep learning library",
        2019,
        "arXiv:1912.01703",
    ),
    aliases=("tanh_shrink",),
)
