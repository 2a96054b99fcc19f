"""Hard Mish: x/2 times x + 2 cut to [0, 2]."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    from actlab.activations.numerics import self_gate

    return self_gate(x, (x.clamp(-2, 0) + 2) / 2)


ENTRY = Activation(
    title="Hard Mish",
    function=function,
    code="x / 2 * (x + 2).clamp(0, 2)",
    formula="x*Min(Max(x + 2, 0), 2)/2",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.5, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Differentiable(0),
        properties.Kink(-2.0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0), (1.0, 1.0), (-2.0, 0.0), (-1.0, -0.5)),
    strengths=(
        Text(
            en="the shape of Mish without an exponential or a logarithm",
            es="la forma de Mish sin exponencial ni logaritmo",
        ),
    ),
    weaknesses=(
        Text(
            en="below -2 output and gradient are exactly 0",
            es="por debajo de -2 la salida y el gradiente son exactamente 0",
        ),
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
    ),
    twins=(twin("timm:hard_mish"),),
    source=Source(
        "Misra",
        "H-Mish",
        2020,
        "github.com/digantamisra98/H-Mish",
    ),
    aliases=("h-mish",),
)
