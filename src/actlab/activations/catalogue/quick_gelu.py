"""QuickGELU: x sigmoid(1.702 x), an approximation of GELU."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    from actlab.activations.numerics import self_gate, sigmoid

    return self_gate(x, sigmoid(1.702 * x))


def first(x):
    from actlab.activations.numerics import bounded, sigmoid, sigmoid_first

    inner = 1.702 * x
    return sigmoid(inner) + bounded(inner) * sigmoid_first(inner)


def second(x):
    import torch

    from actlab.activations.numerics import bounded, sigmoid_first

    inner = 1.702 * bounded(x.double())  # the bracket cancels where f'' changes its sign
    return (1.702 * sigmoid_first(inner) * (2 - inner * torch.tanh(inner / 2))).to(x.dtype)


ENTRY = Activation(
    title="QuickGELU",
    function=function,
    derivatives=(first, second),
    code="x * torch.sigmoid(1.702 * x)",
    formula="x/(1 + exp(-1.702*x))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.16361018963635359, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="what the weights of OpenAI's CLIP were trained with",
            es="con la que se entrenaron los pesos de CLIP de OpenAI",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(
            en="not GELU: off by up to 0.02, so that pretrained weights need the right one",
            es="no es GELU: difiere hasta en 0.02, y los pesos preentrenados necesitan la suya",
        ),
    ),
    twins=(
        twin("timm:quick_gelu"),
        twin("transformers:quick_gelu"),
    ),
    source=Source(
        "Hendrycks & Gimpel",
        "Gaussian error linear units (GELUs)",
        2016,
        "arXiv:1606.08415",
    ),
    aliases=("sigmoid GELU",),
)
