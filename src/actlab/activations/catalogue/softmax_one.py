"""Softmax plus one: e^x_i divided by 1 + the sum of all e^x_j, so that outputs may all be near 0."""

from actlab.activations import Activation, Source, Text, properties


def function(x, *, dim):
    import torch

    from actlab.activations.numerics import finite

    near = finite(x)
    top = near.amax(dim, keepdim=True).clamp(min=0)
    powers = torch.exp(near - top)
    return powers / (torch.exp(-top) + powers.sum(dim, keepdim=True))


def reference(x):
    from mpmath import exp, fsum

    top = max([*x, 0])
    powers = [exp(value - top) for value in x]
    return [power / (exp(-top) + fsum(powers)) for power in powers]


ENTRY = Activation(
    title="SoftmaxOne",
    function=function,
    reference=reference,
    kind="vector",
    code="torch.exp(x) / (1 + torch.exp(x).sum(0))",
    properties=(
        properties.Range("(0, 1)"),
        properties.NonLinear(),
        properties.CouplesUnits(),
        properties.Smooth(),
    ),
    strengths=(
        Text(en="an attention head can attend to nothing", es="una cabeza de atención puede no atender a nada"),
    ),
    weaknesses=(
        Text(en="outputs do not sum to 1", es="las salidas no suman 1"),
        Text(en="not for hidden layers: it couples the units", es="no sirve para capas ocultas: acopla las unidades"),
    ),
    source=Source(
        "Miller",
        "Attention is off by one",
        2023,
        "evanmiller.org/attention-is-off-by-one.html",
    ),
    aliases=("softmax1", "softmax off by one", "quiet softmax"),
)
