"""Clamped SwiGLU of gpt-oss: gate and value are cut, and the value gets 1 added."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(value, gate, *, alpha=1.702, limit=7.0):
    from actlab.activations.numerics import times_silu

    cut = gate.clamp(max=limit)
    return times_silu(value.clamp(-limit, limit) + 1, cut, alpha * cut)


ENTRY = Activation(
    title="Clamped SwiGLU",
    function=function,
    kind="gated",
    gate="interleaved",
    width=(1, 2),
    code="(value.clamp(-limit, limit) + 1) * gate.clamp(max=limit) * torch.sigmoid(alpha * gate.clamp(max=limit))",
    formula="(Min(Max(value, -limit), limit) + 1)*Min(gate, limit)/(1 + exp(-alpha*Min(gate, limit)))",
    parameters=(
        Parameter("alpha", 1.702, "(0, inf)", Text(en="steepness of the gate", es="inclinación de la compuerta")),
        Parameter(
            "limit",
            7.0,
            "(0, inf)",
            Text(en="where values and gates are cut", es="dónde se cortan valores y compuertas"),
        ),
    ),
    properties=(properties.NonLinear(),),
    strengths=(
        Text(
            en="bounded values keep half precision from overflowing",
            es="los valores acotados evitan el desbordamiento en media precisión",
        ),
    ),
    weaknesses=(
        Text(
            en="needs twice the units in front: compare at equal parameters, with two thirds of the width",
            es="necesita el doble de unidades delante: se compara con igual"
            " número de parámetros, con dos tercios de la anchura",
        ),
        Text(en="beyond the limit the gradient is exactly 0", es="más allá del límite el gradiente es exactamente 0"),
    ),
    source=Source(
        "OpenAI",
        "gpt-oss-120b & gpt-oss-20b model card",
        2025,
        "arXiv:2508.10925",
    ),
    aliases=("SwiGLU-OAI",),
)
