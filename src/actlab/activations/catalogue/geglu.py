"""GEGLU: one half times the GELU of the other."""

from actlab.activations import Activation, Source, Text, properties


def function(value, gate):
    from actlab.activations.numerics import times_gelu

    return times_gelu(value, gate)


ENTRY = Activation(
    title="GEGLU",
    function=function,
    kind="gated",
    gate="first",
    width=(1, 2),
    code="value * F.gelu(gate)",
    formula="value*gate*erfc(-gate/sqrt(2))/2",
    properties=(
        properties.NonLinear(),
        properties.Smooth(),
    ),
    strengths=(
        Text(
            en="with SwiGLU the best of the family in its source, at equal parameters",
            es="con SwiGLU, la mejor de la familia en su fuente a igual número de parámetros",
        ),
    ),
    weaknesses=(
        Text(
            en="needs twice the units in front: compare at equal parameters, with two thirds of the width",
            es="necesita el doble de unidades delante: se compara con igual"
            " número de parámetros, con dos tercios de la anchura",
        ),
        Text(
            en="libraries put the gate in different halves: state its place when weights move",
            es="las bibliotecas ponen la compuerta en mitades distintas: al trasladar pesos hay que indicar su lugar",
        ),
    ),
    source=Source(
        "Shazeer",
        "GLU variants improve Transformer",
        2020,
        "arXiv:2002.05202",
    ),
)
