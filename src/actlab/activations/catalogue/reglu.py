"""ReGLU: one half times the ReLU of the other."""

from actlab.activations import Activation, Source, Text, properties


def function(value, gate):
    import torch

    return value * torch.relu(gate)


ENTRY = Activation(
    title="ReGLU",
    function=function,
    kind="gated",
    gate="first",
    width=(1, 2),
    code="value * torch.relu(gate)",
    formula="value*Max(0, gate)",
    properties=(properties.NonLinear(),),
    strengths=(
        Text(
            en="gates that are exactly 0 give sparse outputs",
            es="las compuertas que valen exactamente 0 dan salidas dispersas",
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
