"""Tanh, the hyperbolic tangent: (e^x - e^-x)/(e^x + e^-x)."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    return torch.tanh(x)


def first(x):
    from actlab.activations.numerics import sech2

    return sech2(x)


def second(x):
    from actlab.activations.numerics import tanh_second

    return tanh_second(x)


ENTRY = Activation(
    title="Tanh",
    function=function,
    derivatives=(first, second),
    kernel=function,
    formula="tanh(x)",
    at_infinity=(-1.0, 1.0),
    properties=(
        properties.Range("(-1, 1)"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left", intercept=-1),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.0, 0.0), (0.5493061443340548, 0.5), (-0.5493061443340548, -0.5)),
    strengths=(
        Text(
            en="zero-centred: the next layer sees inputs of both signs, which can help convergence",
            es="centrada en cero: la capa siguiente recibe entradas de ambos signos, lo que puede ayudar a converger",
        ),
        Text(en="smooth, and close to the identity around 0", es="suave y, cerca de 0, parecida a la identidad"),
    ),
    weaknesses=(
        Text(
            en="it saturates on both sides: for |x| > 1.82 the derivative is below a tenth of its maximum,"
            " so the gradient vanishes with depth",
            es="se satura por ambos lados: para |x| > 1.82 la derivada es menor que una décima de su máximo"
            " y el gradiente se desvanece con la profundidad",
        ),
    ),
    twins=(
        twin("torch.nn.Tanh"),
        twin("jax.nn.tanh"),
        twin("keras.activations.tanh"),
        twin("timm:tanh"),
        twin("transformers:tanh"),
    ),
    source=Source("LeCun, Bottou, Orr & Müller", "Efficient BackProp", 1998, "doi:10.1007/3-540-49430-8_2"),
    aliases=("hyperbolic tangent",),
)
