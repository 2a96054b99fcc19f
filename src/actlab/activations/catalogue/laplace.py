"""The Laplace function of Mega: a normal distribution function that meets squared ReLU at sqrt(2)."""

from actlab.activations import Activation, Source, Text, properties, twin

_SLOPE = 1 / (0.282095 * 2**0.5)
_START = 1.7724530910667544  # t at 0, and what its rounding lost
_LOST = -9.435943226565152e-17
_START_IN_FLOAT32 = 1.7724530696868896
_LOST_IN_FLOAT32 = 2.1379864673108463e-08


def function(x):
    import torch

    from actlab.activations.numerics import erfc

    place, rest = _place(x)
    return erfc(place) / 2 - torch.exp(-place * place) * (rest / torch.pi**0.5)


def first(x):
    import torch

    from actlab.activations.numerics import decay, product

    place, rest = _place(x)
    square, lost = product(place, place)
    return decay((1 - 2 * place * rest - lost) * (_SLOPE / torch.pi**0.5), -square)


def second(x):
    import torch

    from actlab.activations.numerics import decay, product

    place, rest = _place(x)
    square, lost = product(place, place)
    correction = rest - place * (2 * place * rest + lost)
    return decay((place + correction) * (2 * _SLOPE**2 / torch.pi**0.5), -square)


def _place(x):
    """Return t in erfc(t)/2, and what its rounding lost: near 0 the rounding would cost digits."""
    import torch

    wide = x.dtype == torch.float64
    start, lost = (_START, _LOST) if wide else (_START_IN_FLOAT32, _LOST_IN_FLOAT32)
    step = x.clamp(-1e4, 1e4) * -_SLOPE
    place = step + start
    kept = place - start
    return place, (start - (place - kept)) + (step - kept) + lost


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
