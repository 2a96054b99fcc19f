"""Swish with a learned beta: x sigmoid(beta x)."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, beta=1.0):
    from actlab.activations.numerics import finite, gated_by_sigmoid

    return gated_by_sigmoid(x, beta * finite(x))


def first(x, *, beta=1.0):
    from actlab.activations.numerics import finite, silu_first

    return silu_first(beta * finite(x))


def second(x, *, beta=1.0):
    from actlab.activations.numerics import finite, silu_second

    return silu_second(beta * finite(x), beta)


ENTRY = Activation(
    title="Swish Beta",
    function=function,
    derivatives=(first, second),
    code="x * torch.sigmoid(beta * x)",
    formula="x/(1 + exp(-beta*x))",
    parameters=(
        Parameter(
            "beta",
            1.0,
            "(-inf, inf)",
            Text(en="steepness of the gate, learned", es="inclinación de la compuerta, aprendida"),
            learnable=True,
        ),
    ),
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.2784645427610738, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0), (1.0986122886681098, 0.8239592165010823)),
    strengths=(
        Text(
            en="learns how sharp its bend is, from linear (beta = 0) to ReLU (beta large)",
            es="aprende cómo de marcado es su codo, de lineal (beta = 0) a ReLU (beta grande)",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(
            en="most libraries call swish the function with beta = 1, which is SiLU",
            es="casi todas las bibliotecas llaman swish a la función con beta = 1, que es SiLU",
        ),
    ),
    source=Source(
        "Ramachandran, Zoph & Le",
        "Searching for activation functions",
        2017,
        "arXiv:1710.05941",
    ),
    aliases=("acon-a",),
    shared_names=("swish",),
)
