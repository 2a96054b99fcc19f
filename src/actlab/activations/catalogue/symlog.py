"""Symlog: sign(x) ln(1 + |x|)."""

from actlab.activations import Activation, Source, Text, properties


def function(x):
    import torch

    from actlab.activations.numerics import log1p

    return torch.where(x == 0, x, x.sign() * log1p(x.abs()))  # the sign of -0 is kept


def first(x):
    return 1 / (1 + x.abs())


def second(x):
    return -x.sign() / (1 + x.abs()) / (1 + x.abs())


ENTRY = Activation(
    title="Symlog",
    function=function,
    derivatives=(first, second),
    formula="sign(x)*log(1 + Abs(x))",
    at_infinity=("-inf", "inf"),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(strictly=True),
        properties.Differentiable(1),
    ),
    known_values=((0.0, 0.0), (1.0, 0.6931471805599453)),
    strengths=(
        Text(
            en="tames targets of any size and sign, close to the identity around 0",
            es="doma objetivos de cualquier tamaño y signo, y cerca de 0 se parece a la identidad",
        ),
    ),
    weaknesses=(Text(en="its gradient falls as 1/|x|", es="su gradiente decrece como 1/|x|"),),
    source=Source(
        "Hafner, Pasukonis, Ba & Lillicrap",
        "Mastering diverse domains through world models",
        2023,
        "arXiv:2301.04104",
    ),
    aliases=("bi-symmetric log",),
)
