"""Softmin: the softmax of -x."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x, *, dim):
    import torch

    from actlab.activations.numerics import finite

    return torch.softmax(-finite(x), dim)


def kernel(x, *, dim):
    import torch.nn.functional as F

    return F.softmin(x, dim)


def reference(x):
    from mpmath import exp, fsum

    low = min(x)
    powers = [exp(low - value) for value in x]
    return [power / fsum(powers) for power in powers]


ENTRY = Activation(
    title="Softmin",
    function=function,
    kernel=kernel,
    code="F.softmin(x, 0)",
    reference=reference,
    kind="vector",
    properties=(
        properties.Range("(0, 1)"),
        properties.NonLinear(),
        properties.OutputsSumToOne(),
        properties.ShiftInvariant(),
        properties.CouplesUnits(),
        properties.Smooth(),
    ),
    strengths=(
        Text(
            en="turns costs into probabilities: the smallest cost gets the largest",
            es="convierte costes en probabilidades: al coste menor le toca la mayor",
        ),
    ),
    weaknesses=(
        Text(en="not for hidden layers: it couples the units", es="no sirve para capas ocultas: acopla las unidades"),
    ),
    twins=(twin("torch.nn.Softmin", "dim=0"),),
    source=Source(
        "Bridle",
        "Probabilistic interpretation of feedforward classification network outputs",
        1990,
        "doi:10.1007/978-3-642-76153-9_28",
    ),
)
