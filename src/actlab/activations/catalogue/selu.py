"""SELU, the scaled ELU, whose two constants keep mean 0 and variance 1 through layers."""

from actlab.activations import Activation, Source, Text, properties, twin

_SCALE = 1.0507009873554804934193349852946
_ALPHA = 1.6732632423543772848170429916717


def function(x):
    import torch.nn.functional as F

    return F.selu(x)


ENTRY = Activation(
    title="SELU",
    function=function,
    formula="1.0507009873554805*Piecewise((x, x > 0), (1.6732632423543772*(exp(x) - 1), True))",
    at_infinity=(-1.7580993408473766, "inf"),
    properties=(
        properties.Range("(-1.7580993408473766, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Differentiable(0),
        properties.Kink(0.0),
        properties.Asymptote(slope=1.0507009873554805, side="right"),
    ),
    known_values=((0.0, 0.0), (1.0, 1.0507009873554805)),
    strengths=(
        Text(
            en="self-normalizing: with LeCun initialization, activations"
            " keep mean 0 and variance 1 in a plain deep network",
            es="autonormalizante: con la inicialización de LeCun, las activaciones"
            " conservan media 0 y varianza 1 en una red profunda simple",
        ),
    ),
    weaknesses=(
        Text(
            en="the self-normalization asks for LeCun initialization and alpha"
            " dropout, and holds for plain feed-forward networks only",
            es="la autonormalización exige la inicialización de LeCun y alpha"
            " dropout, y solo vale para redes directas simples",
        ),
        Text(
            en="a kink at 0: its slope jumps from 1.758 to 1.051",
            es="un punto anguloso en 0: la pendiente salta de 1.758 a 1.051",
        ),
    ),
    twins=(
        twin("torch.nn.SELU"),
        twin("jax.nn.selu"),
        twin("keras.activations.selu"),
        twin("timm:selu"),
    ),
    source=Source(
        "Klambauer, Unterthiner, Mayr & Hochreiter",
        "Self-normalizing neural networks",
        2017,
        "arXiv:1706.02515",
    ),
    aliases=("scaled ELU",),
)
