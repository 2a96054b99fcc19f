"""QuickGELU: x sigmoid(1.702 x), an approximation of GELU."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    from actlab.activations.numerics import gated_by_sigmoid

    return gated_by_sigmoid(x, 1.702 * x)


def first(x):
    from actlab.activations.numerics import silu_first

    return silu_first(1.702 * x)


def second(x):
    from actlab.activations.numerics import silu_second

    return silu_second(1.702 * x, 1.702)


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
