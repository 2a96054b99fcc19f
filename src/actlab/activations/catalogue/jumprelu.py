"""JumpReLU: x above a positive threshold, 0 below."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, threshold=0.0009765625):
    import torch.nn.functional as F

    return F.threshold(x, threshold, 0.0)


ENTRY = Activation(
    title="JumpReLU",
    function=function,
    formula="Piecewise((x, x > threshold), (0, True))",
    parameters=(
        Parameter("threshold", 0.0009765625, "(0, inf)", Text(en="where it switches on", es="dónde se activa")),
    ),
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[0, inf)"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Jump(0.0009765625),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((-1.0, 0.0), (2.0, 2.0)),
    strengths=(
        Text(
            en="weak activations are dropped and strong ones keep their size: sparse autoencoders",
            es="las activaciones débiles se descartan y las fuertes conservan su tamaño: autoencoders dispersos",
        ),
    ),
    weaknesses=(
        Text(
            en="not continuous, so that gradients do not tell where the threshold should lie",
            es="no es continua: el gradiente no dice dónde debe estar el umbral",
        ),
    ),
    source=Source(
        "Erichson, Yao & Mahoney",
        "JumpReLU: A retrofit defense strategy for adversarial attacks",
        2019,
        "arXiv:1904.03750",
    ),
)
