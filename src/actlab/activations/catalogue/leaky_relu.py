"""Leaky ReLU: x for positive inputs, a small multiple of x for negative ones."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, negative_slope=0.01):
    import torch.nn.functional as F

    return F.leaky_relu(x, negative_slope)


def inplace(x, *, negative_slope=0.01):
    import torch.nn.functional as F

    return F.leaky_relu_(x, negative_slope)


ENTRY = Activation(
    title="Leaky ReLU",
    function=function,
    inplace=inplace,
    formula="Piecewise((x, x >= 0), (negative_slope*x, True))",
    parameters=(
        Parameter(
            "negative_slope",
            0.01,
            "[0, inf)",
            Text(en="slope for negative inputs", es="pendiente para las entradas negativas"),
        ),
    ),
    at_infinity=("-inf", "inf"),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Differentiable(0),
        properties.Kink(0.0),
        properties.PositivelyHomogeneous(),
        properties.Asymptote(slope=0.01, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((-1.0, -0.01), (0.0, 0.0), (2.5, 2.5)),
    strengths=(
        Text(
            en="no dead units: the gradient of a negative input is small but not 0",
            es="sin unidades muertas: el gradiente de una entrada negativa es pequeño, pero no es 0",
        ),
    ),
    weaknesses=(
        Text(
            en="one more hyperparameter, the negative slope; libraries differ in its default"
            " (0.01 in PyTorch, 0.2 and 0.3 in Keras)",
            es="un hiperparámetro más, la pendiente negativa; su valor por defecto cambia de una biblioteca"
            " a otra (0.01 en PyTorch, 0.2 y 0.3 en Keras)",
        ),
        Text(en="not differentiable at 0", es="no es derivable en 0"),
    ),
    twins=(
        twin("torch.nn.LeakyReLU", "0.01"),
        twin(
            "jax.nn.leaky_relu",
            differs=Text(en="derivative 1 at 0, where torch takes 0.01", es="derivada 1 en 0, donde torch toma 0.01"),
        ),
        twin("timm:leaky_relu"),
        twin("transformers:leaky_relu"),
        twin(
            "keras.activations.leaky_relu",
            "negative_slope=0.01",
            differs=Text(en="default slope 0.2", es="pendiente por defecto 0.2"),
        ),
        twin(
            "keras.layers.LeakyReLU",
            "negative_slope=0.01",
            differs=Text(en="default slope 0.3", es="pendiente por defecto 0.3"),
        ),
    ),
    source=Source(
        "Maas, Hannun & Ng",
        "Rectifier nonlinearities improve neural network acoustic models",
        2013,
        "ICML 2013 workshop",
    ),
    aliases=("lrelu",),
)
