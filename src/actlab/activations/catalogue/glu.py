"""GLU, the gated linear unit: the first half times the sigmoid of the second."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(value, gate):
    from actlab.activations.numerics import times_sigmoid

    return times_sigmoid(value, gate)


def kernel(x, *, dim):
    import torch.nn.functional as F

    return F.glu(x, dim)


ENTRY = Activation(
    title="GLU",
    function=function,
    kernel=kernel,
    kind="gated",
    gate="last",
    width=(1, 2),
    code="value * torch.sigmoid(gate)",
    formula="value/(1 + exp(-gate))",
    properties=(
        properties.NonLinear(),
        properties.Smooth(),
    ),
    strengths=(
        Text(
            en="the value passes linearly: its gradient does not vanish while the gate is open",
            es="el valor pasa de forma lineal: su gradiente no se desvanece mientras la compuerta esté abierta",
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
    twins=(
        twin("torch.nn.GLU"),
        twin("jax.nn.glu"),
        twin("keras.activations.glu"),
    ),
    source=Source(
        "Dauphin, Fan, Auli & Grangier",
        "Language modeling with gated convolutional networks",
        2016,
        "arXiv:1612.08083",
    ),
    aliases=("gated linear unit",),
)
