"""Sigmoid, the logistic function: 1/(1 + e^-x)."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    from actlab.activations.numerics import recorded

    if recorded():
        return torch.sigmoid(x)
    return torch.where(x < -80, torch.exp(x), torch.sigmoid(x))  # torch has 0 from -88.7 on


def first(x):
    from actlab.activations.numerics import sigmoid_first

    return sigmoid_first(x)


def second(x):
    from actlab.activations.numerics import sigmoid_second

    return sigmoid_second(x)


def kernel(x):
    import torch

    return torch.sigmoid(x)


ENTRY = Activation(
    title="Sigmoid",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    formula="1/(1 + exp(-x))",
    at_infinity=(0.0, 1.0),
    properties=(
        properties.Range("(0, 1)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.0, 0.5), (1.0986122886681098, 0.75), (-1.0986122886681098, 0.25)),
    strengths=(
        Text(
            en="smooth, with outputs between 0 and 1 that can be read as a probability: useful as the output"
            " of a binary classifier",
            es="suave, con salidas entre 0 y 1 que se leen como probabilidad: útil como salida de un"
            " clasificador binario",
        ),
    ),
    weaknesses=(
        Text(
            en="vanishing gradient: its derivative is at most 1/4, so each layer shrinks the gradient",
            es="desvanecimiento del gradiente: su derivada es como mucho 1/4, así que cada capa encoge el gradiente",
        ),
        Text(
            en="not zero-centred: its outputs are all positive",
            es="no está centrada en cero: todas sus salidas son positivas",
        ),
        Text(
            en="as the output of a classifier, train on logits with BCEWithLogitsLoss instead:"
            " the sigmoid is inside, without loss of precision",
            es="como salida de un clasificador conviene entrenar con logits y BCEWithLogitsLoss:"
            " la sigmoide va dentro, sin pérdida de exactitud numérica",
        ),
    ),
    twins=(
        twin("torch.nn.Sigmoid"),
        twin("jax.nn.sigmoid"),
        twin("keras.activations.sigmoid"),
        twin("timm:sigmoid"),
        twin("transformers:sigmoid"),
    ),
    source=Source(
        "Rumelhart, Hinton & Williams",
        "Learning representations by back-propagating errors",
        1986,
        "doi:10.1038/323533a0",
    ),
    aliases=("logistic",),
)
