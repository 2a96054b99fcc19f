"""GELU cut to [-10, 10], for quantized networks."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    from actlab.activations.numerics import gelu

    return gelu(x).clamp(-10, 10)


ENTRY = Activation(
    title="Clipped GELU",
    function=function,
    code="F.gelu(x).clamp(-10, 10)",
    formula="Min(Max(x*erfc(-x/sqrt(2))/2, -10), 10)",
    at_infinity=(0.0, 10.0),
    properties=(
        properties.Range("[-0.16997120747990366, 10]"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Differentiable(0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=0, side="right", intercept=10),
    ),
    known_values=((0.0, 0.0), (20.0, 10.0)),
    strengths=(Text(en="bounded: eight bits cover its range", es="acotada: ocho bits cubren su rango"),),
    weaknesses=(
        Text(en="above 10 the gradient is exactly 0", es="por encima de 10 el gradiente es exactamente 0"),
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
    ),
    twins=(twin("transformers:gelu_10"),),
    source=Source(
        "Wu et al.",
        "Integer quantization for deep learning inference: Principles and empirical evaluation",
        2020,
        "arXiv:2004.09602",
    ),
    aliases=("gelu_10",),
)
