"""The binary step: 1 for positive inputs, 0 for the others."""

from actlab.activations import Activation, Source, Text, properties


def function(x):
    import torch

    return torch.where(x > 0, 1.0, torch.where(x <= 0, 0.0, x)).to(x.dtype)


def surrogate(x):
    from actlab.activations.numerics import sigmoid

    slope = sigmoid(x)
    return slope * (1 - slope)


ENTRY = Activation(
    title="Binary Step",
    function=function,
    surrogate=surrogate,
    formula="Piecewise((1, x > 0), (0, True))",
    at_infinity=(0.0, 1.0),
    properties=(
        properties.NonLinear(),
        properties.Monotone(),
        properties.Jump(0.0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((-1.0, 0.0), (0.0, 0.0), (2.0, 1.0)),
    strengths=(
        Text(en="one bit of output: the first model of a neuron", es="un bit de salida: el primer modelo de neurona"),
    ),
    weaknesses=(
        Text(
            en="its derivative is 0 wherever it exists: here the backward pass uses the sigmoid's",
            es="su derivada es 0 donde existe: aquí la pasada hacia atrás usa la de la sigmoide",
        ),
    ),
    source=Source(
        "McCulloch & Pitts",
        "A logical calculus of the ideas immanent in nervous activity",
        1943,
        "doi:10.1007/BF02478259",
    ),
    aliases=("heaviside", "step"),
)
