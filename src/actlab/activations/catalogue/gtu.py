"""GTU, the gated tanh unit: the tanh of one half times the sigmoid of the other."""

from actlab.activations import Activation, Source, Text, properties


def function(value, gate):
    from actlab.activations.numerics import tanh, times_sigmoid

    return times_sigmoid(tanh(value), gate)


ENTRY = Activation(
    title="GTU",
    function=function,
    kind="gated",
    gate="last",
    width=(1, 2),
    code="torch.tanh(value) * torch.sigmoid(gate)",
    formula="tanh(value)/(1 + exp(-gate))",
    properties=(
        properties.Range("(-1, 1)"),
        properties.NonLinear(),
        properties.Smooth(),
    ),
    strengths=(Text(en="bounded, as the gates of an LSTM", es="acotada, como las compuertas de una LSTM"),),
    weaknesses=(
        Text(
            en="needs twice the units in front: compare at equal parameters, with two thirds of the width",
            es="necesita el doble de unidades delante: se compara con igual"
            " número de parámetros, con dos tercios de la anchura",
        ),
        Text(
            en="both factors saturate: the gradient vanishes sooner than GLU's",
            es="ambos factores se saturan: el gradiente se desvanece antes que en GLU",
        ),
    ),
    source=Source(
        "van den Oord et al.",
        "Conditional image generation with PixelCNN decoders",
        2016,
        "arXiv:1606.05328",
    ),
    aliases=("gated tanh unit",),
)
