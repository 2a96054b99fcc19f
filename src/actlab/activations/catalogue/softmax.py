"""Softmax: exponentials divided by their sum, along one dimension."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x, *, dim, mask=None):
    import torch

    from actlab.activations.numerics import finite

    if mask is None:
        return torch.softmax(finite(x), dim)
    some = mask.any(dim, keepdim=True)
    kept = finite(x).masked_fill(~mask, -torch.inf).masked_fill(~some, 0.0)
    return torch.softmax(kept, dim).masked_fill(~some, 0.0)


def kernel(x, *, dim):
    import torch

    return torch.softmax(x, dim)


def reference(x):
    from mpmath import exp, fsum

    top = max(x)
    powers = [exp(value - top) for value in x]
    return [power / fsum(powers) for power in powers]


ENTRY = Activation(
    title="Softmax",
    function=function,
    kernel=kernel,
    code="torch.softmax(x, 0)",
    reference=reference,
    masked=True,
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
            en="turns any outputs into probabilities: positive, with sum 1, in the same order",
            es="convierte cualquier salida en probabilidades: positivas, de suma 1 y en el mismo orden",
        ),
    ),
    weaknesses=(
        Text(
            en="not for hidden layers. It is not linear; the trouble is that it couples the units, squeezes"
            " the signal into a sum of 1 and saturates when one input leads",
            es="no sirve para capas ocultas. No es lineal; el problema es que acopla las unidades, comprime"
            " la señal a una suma de 1 y se satura cuando una entrada domina",
        ),
        Text(
            en="nn.CrossEntropyLoss already contains it: a softmax before that loss is applied twice",
            es="nn.CrossEntropyLoss ya la contiene: con una softmax delante de esa pérdida se aplica dos veces",
        ),
    ),
    twins=(
        twin("torch.nn.Softmax", "dim=0"),
        twin(
            "torch.nn.Softmax2d",
            differs=Text(en="always acts along dimension -3", es="actúa siempre en la dimensión -3"),
        ),
        twin("jax.nn.softmax"),
        twin("keras.activations.softmax"),
    ),
    source=Source(
        "Bridle",
        "Probabilistic interpretation of feedforward classification network outputs",
        1990,
        "doi:10.1007/978-3-642-76153-9_28",
    ),
    aliases=("softargmax", "normalized exponential", "softmax2d"),
)
