"""ReLU6: ReLU cut at 6."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch.nn.functional as F

    return F.relu6(x)


def inplace(x):
    import torch.nn.functional as F

    return F.hardtanh_(x, 0.0, 6.0)


ENTRY = Activation(
    title="ReLU6",
    function=function,
    inplace=inplace,
    formula="Min(Max(x, 0), 6)",
    at_infinity=(0.0, 6.0),
    properties=(
        properties.Range("[0, 6]"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(0),
        properties.Kink(0.0),
        properties.Kink(6.0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=0, side="right", intercept=6),
    ),
    known_values=((-1.0, 0.0), (2.5, 2.5), (10.0, 6.0)),
    strengths=(
        Text(
            en="bounded outputs: fixed-point arithmetic keeps its resolution",
            es="salidas acotadas: la aritmética de coma fija conserva su resolución",
        ),
    ),
    weaknesses=(
        Text(
            en="dead units: left of 0 the gradient is 0", es="unidades muertas: a la izquierda de 0 el gradiente es 0"
        ),
        Text(en="above 6 the gradient is 0 too", es="por encima de 6 el gradiente también es 0"),
    ),
    twins=(
        twin("torch.nn.ReLU6"),
        twin("jax.nn.relu6"),
        twin("keras.activations.relu6"),
        twin("timm:relu6"),
        twin("transformers:relu6"),
    ),
    source=Source(
        "Krizhevsky",
        "Convolutional deep belief networks on CIFAR-10",
        2010,
        "",
    ),
    aliases=("clipped ReLU 6",),
)
