"""The logarithm of softmax, along one dimension."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x, *, dim):
    import torch

    from actlab.activations.numerics import finite, log1p

    near = finite(x)
    place = near.argmax(dim, keepdim=True)
    shifted = near - near.gather(dim, place)
    others = torch.exp(shifted).masked_fill(torch.zeros_like(near).scatter(dim, place, 1.0) > 0, 0.0)
    result = shifted - log1p(others.sum(dim, keepdim=True))  # the largest is 0 less what the others add
    lowest = (x == -torch.inf) & (x > -torch.inf).any(dim, keepdim=True)
    below_infinity = (x < torch.inf) & (x == torch.inf).any(dim, keepdim=True)
    return result.masked_fill(lowest | below_infinity, -torch.inf)


def kernel(x, *, dim):
    import torch

    return torch.log_softmax(x, dim)


def reference(x):
    from mpmath import exp, fsum, log

    top = max(x)
    total = log(fsum(exp(value - top) for value in x))
    return [value - top - total for value in x]


ENTRY = Activation(
    title="Log Softmax",
    function=function,
    kernel=kernel,
    code="torch.log_softmax(x, 0)",
    reference=reference,
    kind="vector",
    properties=(
        properties.Range("(-inf, 0)"),
        properties.NonLinear(),
        properties.ShiftInvariant(),
        properties.CouplesUnits(),
        properties.Smooth(),
    ),
    strengths=(
        Text(
            en="log-probabilities without underflow; with NLLLoss it is CrossEntropyLoss",
            es="log-probabilidades sin desbordamiento; con NLLLoss equivale a CrossEntropyLoss",
        ),
    ),
    weaknesses=(
        Text(
            en="nn.CrossEntropyLoss already contains a softmax: do not put one in front",
            es="nn.CrossEntropyLoss ya contiene una softmax: no se pone otra delante",
        ),
        Text(en="not for hidden layers: it couples the units", es="no sirve para capas ocultas: acopla las unidades"),
    ),
    twins=(
        twin("torch.nn.LogSoftmax", "dim=0"),
        twin("jax.nn.log_softmax"),
        twin("keras.activations.log_softmax"),
    ),
    source=Source(
        "Bridle",
        "Probabilistic interpretation of feedforward classification network outputs",
        1990,
        "doi:10.1007/978-3-642-76153-9_28",
    ),
    aliases=("logsoftmax",),
)
