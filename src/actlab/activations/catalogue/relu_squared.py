"""Squared ReLU: max(0, x)²."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    return torch.relu(x) ** 2


ENTRY = Activation(
    title="ReLU Squared",
    function=function,
    formula="Max(0, x)**2",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[0, inf)"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(1),
        properties.Asymptote(slope=0, side="left"),
    ),
    known_values=((-1.0, 0.0), (0.0, 0.0), (3.0, 9.0)),
    strengths=(
        Text(
            en="sparse like ReLU, with a continuous derivative; found by search for language models",
            es="dispersa como ReLU y de derivada continua; hallada mediante búsqueda para modelos de lenguaje",
        ),
    ),
    weaknesses=(
        Text(
            en="grows as x²: large inputs explode without normalization",
            es="crece como x²: las entradas grandes explotan sin normalización",
        ),
        Text(
            en="dead units: left of 0 the gradient is 0", es="unidades muertas: a la izquierda de 0 el gradiente es 0"
        ),
    ),
    twins=(twin("transformers:relu2"),),
    source=Source(
        "So et al.",
        "Primer: Searching for efficient transformers for language modeling",
        2021,
        "arXiv:2109.08668",
    ),
    aliases=("relu2", "squared ReLU", "relu^2"),
    shared_names=("SReLU",),
)
