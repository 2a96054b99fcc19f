"""Threshold: x above a threshold, a constant below."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, threshold=1.0, value=0.0):
    import torch.nn.functional as F

    return F.threshold(x, threshold, value)


def inplace(x, *, threshold=1.0, value=0.0):
    import torch

    return torch.threshold_(x, threshold, value)


ENTRY = Activation(
    title="Threshold",
    function=function,
    inplace=inplace,
    formula="Piecewise((x, x > threshold), (value, True))",
    parameters=(
        Parameter("threshold", 1.0, "(-inf, inf)", Text(en="where it switches on", es="dónde se activa")),
        Parameter(
            "value", 0.0, "(-inf, inf)", Text(en="output below the threshold", es="salida por debajo del umbral")
        ),
    ),
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[0, inf)"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Jump(1.0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.5, 0.0), (1.0, 0.0), (2.5, 2.5)),
    strengths=(
        Text(
            en="sparse outputs: what does not pass the threshold is 0",
            es="salidas dispersas: lo que no pasa el umbral vale 0",
        ),
    ),
    weaknesses=(
        Text(
            en="not continuous at the threshold, unless the value equals it",
            es="no es continua en el umbral, salvo que el valor coincida con él",
        ),
        Text(en="below the threshold the gradient is 0", es="por debajo del umbral el gradiente es 0"),
    ),
    twins=(
        twin("torch.nn.Threshold", "1.0, 0.0"),
        twin("keras.activations.threshold", "threshold=1.0, default_value=0.0"),
    ),
    source=Source(
        "Paszke et al.",
        "PyTorch: An imperative style, high-performance deep learning library",
        2019,
        "arXiv:1912.01703",
    ),
    aliases=("thresholded ReLU",),
)
