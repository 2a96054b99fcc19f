"""Sparsemax: the nearest point of the probability simplex; many outputs are exactly 0."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x, *, dim):
    import torch

    from actlab.activations.numerics import finite

    near = finite(x)
    shifted = near - near.amax(dim, keepdim=True).detach()
    ordered = shifted.detach().sort(dim, descending=True).values
    rank = torch.ones_like(ordered).cumsum(dim)
    size = (1 + rank * ordered > ordered.cumsum(dim)).sum(dim, keepdim=True)
    inside = shifted.detach() >= ordered.gather(dim, size - 1)
    threshold = (torch.where(inside, shifted, 0.0).sum(dim, keepdim=True) - 1) / inside.sum(dim, keepdim=True)
    return torch.where(inside, shifted - threshold, 0.0).clamp(min=0)


def reference(x):
    from mpmath import fsum

    ordered = sorted(x, reverse=True)
    size = max(k for k in range(1, len(x) + 1) if 1 + k * ordered[k - 1] > fsum(ordered[:k]))
    threshold = (fsum(ordered[:size]) - 1) / size
    return [max(value - threshold, 0) for value in x]


ENTRY = Activation(
    title="Sparsemax",
    function=function,
    reference=reference,
    kind="vector",
    code="(x - ((x.sort(descending=True).values.cumsum(0) - 1) / torch.arange(1, len(x) + 1)).max()).clamp(min=0)",
    properties=(
        properties.Range("[0, 1]"),
        properties.NonLinear(),
        properties.OutputsSumToOne(),
        properties.ShiftInvariant(),
        properties.CouplesUnits(),
    ),
    strengths=(
        Text(
            en="exact zeros: a distribution over few classes, or attention to few tokens",
            es="ceros exactos: una distribución sobre pocas clases o atención a pocos tokens",
        ),
    ),
    weaknesses=(
        Text(
            en="classes at 0 get no gradient: use its own loss, not cross-entropy",
            es="las clases en 0 no reciben gradiente: se usa su propia pérdida, no la entropía cruzada",
        ),
        Text(en="sorts its input: dearer than softmax", es="ordena su entrada: más cara que softmax"),
    ),
    twins=(
        twin(
            "keras.activations.sparsemax",
            differs=Text(
                en="in Keras 3.15.1 its outputs need not sum to 1 where two or more should be positive",
                es="en Keras 3.15.1 sus salidas pueden no sumar 1 cuando dos o más deberían ser positivas",
            ),
        ),
    ),
    source=Source(
        "Martins & Astudillo",
        "From softmax to sparsemax: A sparse model of attention and multi-label classification",
        2016,
        "arXiv:1602.02068",
    ),
)
