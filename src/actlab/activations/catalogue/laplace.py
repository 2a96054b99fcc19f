"""The Laplace function of Mega: a normal distribution function that meets squared ReLU at sqrt(2)."""

from actlab.activations import Activation, Source, Text, properties, twin

_SLOPE = 1 / (0.282095 * 2**0.5)


def function(x):
    import torch

    exact = _place(x)
    rounded = exact.to(x.dtype)
    rest = (exact - rounded).to(x.dtype)
    return torch.erfc(rounded) / 2 - torch.exp(-rounded * rounded) * (rest / torch.pi**0.5)


def first(x):
    import torch

    place = _place(x)
    return (torch.exp(-place * place) * (_SLOPE / torch.pi**0.5)).to(x.dtype)


def second(x):
    import torch

    place = _place(x)
    return (place * torch.exp(-place * place) * (2 * _SLOPE**2 / torch.pi**0.5)).to(x.dtype)


def _place(x):
    """Return t in erfc(t)/2, in float64: near 0 the rounding of a small x would cost digits."""
    return (0.707107 - x.clamp(-1e30, 1e30).double()) * _SLOPE


ENTRY = Activation(
    title="Laplace",
    function=function,
    derivatives=(first, second),
    code="0.5 * (1 + torch.erf((x - 0.707107) / (0.282095 * 2**0.5)))",
    formula="erfc((Rational(707107, 1000000) - x)*Rational(200000, 56419)/sqrt(2))/2",
    at_infinity=(0.0, 1.0),
    properties=(
        properties.Range("(0, 1)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.707107, 0.5),),
    strengths=(
        Text(
            en="bounded, with a bounded gradient, in place of squared ReLU in attention",
            es="acotada y de gradiente acotado, en lugar de ReLU al cuadrado en la atención",
        ),
    ),
    weaknesses=(
        Text(
            en="saturates on both sides: the gradient vanishes for large inputs",
            es="se satura por ambos lados: el gradiente se desvanece con entradas grandes",
        ),
        Text(en="not zero-centred", es="no está centrada en cero"),
    ),
    twins=(twin("transformers:laplace"),),
    source=Source(
        "Ma et al.",
        "Mega: Moving average equipped gated attention",
        2022,
        "arXiv:2209.10655",
    ),
)
