"""Bilinear: the product of the two halves."""

from actlab.activations import Activation, Source, Text, properties


def function(value, gate):
    return value * gate


ENTRY = Activation(
    title="Bilinear",
    function=function,
    kind="gated",
    gate="first",
    width=(1, 2),
    code="value * gate",
    formula="value*gate",
    properties=(
        properties.NonLinear(),
        properties.Smooth(),
    ),
    strengths=(
        Text(
            en="a gate without any non-linearity of its own: the product alone makes the network non-linear",
            es="una compuerta sin no linealidad propia: el producto basta para que la red no sea lineal",
        ),
    ),
    weaknesses=(
        Text(
            en="needs twice the units in front: compare at equal parameters, with two thirds of the width",
            es="necesita el doble de unidades delante: se compara con igual"
            " número de parámetros, con dos tercios de la anchura",
        ),
        Text(
            en="unbounded gate: outputs grow as the square of the inputs",
            es="compuerta no acotada: las salidas crecen como el cuadrado de las entradas",
        ),
    ),
    source=Source(
        "Shazeer",
        "GLU variants improve Transformer",
        2020,
        "arXiv:2002.05202",
    ),
    aliases=("bilinear GLU",),
)
