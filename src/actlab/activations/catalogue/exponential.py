"""The exponential: e^x."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    return torch.exp(x)


ENTRY = Activation(
    title="Exponential",
    function=function,
    formula="exp(x)",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("(0, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
    ),
    known_values=((0.0, 1.0), (0.6931471805599453, 2.0)),
    strengths=(
        Text(
            en="positive outputs, the inverse link of a Poisson regression",
            es="salidas positivas; la inversa de la función de enlace en una regresión de Poisson",
        ),
    ),
    weaknesses=(
        Text(
            en="overflows above 88.7 in float32 and 11.1 in float16",
            es="se desborda por encima de 88.7 en float32 y de 11.1 en float16",
        ),
        Text(en="as a hidden activation its gradient explodes", es="como activación oculta su gradiente explota"),
    ),
    twins=(twin("keras.activations.exponential"),),
    source=Source(
        "Chollet et al.",
        "Keras",
        2015,
        "keras.io",
    ),
    aliases=("exp",),
)
