"""SwiGLU: one half times the SiLU of the other."""

from actlab.activations import Activation, Source, Text, properties


def function(value, gate):
    from actlab.activations.numerics import times_silu

    return times_silu(value, gate, gate)


ENTRY = Activation(
    title="SwiGLU",
    function=function,
    kind="gated",
    gate="first",
    width=(1, 2),
    code="value * F.silu(gate)",
    formula="value*gate/(1 + exp(-gate))",
    properties=(
        properties.NonLinear(),
        properties.Smooth(),
    ),
    strengths=(
        Text(
            en="the usual choice in today's language models (Llama, PaLM)",
            es="la elección habitual en los modelos de lenguaje actuales (Llama, PaLM)",
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
    aliases=("SiluAndMul",),
)
