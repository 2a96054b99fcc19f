"""Flexible ReLU: ReLU with a learned shift of its output."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, bias=0.0):
    import torch

    return torch.relu(x) + bias


ENTRY = Activation(
    title="Flexible ReLU",
    function=function,
    formula="Max(0, x) + bias",
    parameters=(
        Parameter(
            "bias",
            0.0,
            "(-inf, inf)",
            Text(en="lowest output, learned", es="salida más baja, aprendida"),
            learnable=True,
        ),
    ),
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[0, inf)"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(0),
        properties.Kink(0.0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((-1.0, 0.0), (2.5, 2.5)),
    strengths=(
        Text(
            en="negative outputs where training wants them, at the price of one number",
            es="salidas negativas si el entrenamiento las pide, al precio de un número",
        ),
    ),
    weaknesses=(
        Text(
            en="the bias of the next layer can do the same, unless normalization lies between",
            es="el sesgo de la capa siguiente puede hacer lo mismo, salvo que haya una normalización en medio",
        ),
        Text(
            en="dead units: left of 0 the gradient is 0", es="unidades muertas: a la izquierda de 0 el gradiente es 0"
        ),
    ),
    source=Source(
        "Qiu, Xu & Cai",
        "FReLU: Flexible rectified linear units for improving convolutional neural networks",
        2017,
        "arXiv:1706.08098",
    ),
    shared_names=("FReLU",),
)
