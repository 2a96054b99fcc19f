"""1.5-entmax: halfway between softmax and sparsemax."""

from actlab.activations import Activation, Source, Text, properties


def function(x, *, dim):
    import torch

    from actlab.activations.numerics import finite

    near = finite(x) / 2
    shifted = near - near.amax(dim, keepdim=True).detach()
    inside = shifted.detach() > _threshold(shifted.detach(), dim)
    size = inside.sum(dim, keepdim=True)
    kept = torch.where(inside, shifted, 0.0)
    mean = kept.sum(dim, keepdim=True) / size
    spread = torch.where(inside, kept - mean, 0.0).square().sum(dim, keepdim=True)
    root = torch.sqrt((1 - spread) / size)
    return torch.where(inside, kept - mean + root, 0.0).square()


def _threshold(shifted, dim):
    import torch

    ordered = shifted.clamp(min=-2).sort(dim, descending=True).values  # nothing below -1 takes part
    rank = torch.ones_like(ordered).cumsum(dim)
    mean = ordered.cumsum(dim) / rank
    spread = ordered.square().cumsum(dim) - rank * mean.square()
    thresholds = mean - torch.sqrt(((1 - spread) / rank).clamp(min=0))
    size = (thresholds <= ordered).sum(dim, keepdim=True)
    return thresholds.gather(dim, size - 1)


def reference(x):
    from mpmath import fsum, sqrt

    halves = sorted((value / 2 for value in x), reverse=True)
    for size in range(len(x), 0, -1):
        mean = fsum(halves[:size]) / size
        spread = fsum((value - mean) ** 2 for value in halves[:size])
        if spread <= 1 and (threshold := mean - sqrt((1 - spread) / size)) <= halves[size - 1]:
            return [max(value / 2 - threshold, 0) ** 2 for value in x]
    raise ValueError("one element always takes part")


ENTRY = Activation(
    title="Entmax15",
    function=function,
    reference=reference,
    kind="vector",
    properties=(
        properties.Range("[0, 1]"),
        properties.NonLinear(),
        properties.OutputsSumToOne(),
        properties.ShiftInvariant(),
        properties.CouplesUnits(),
    ),
    strengths=(
        Text(
            en="exact zeros like sparsemax, with a smoother fall towards them",
            es="ceros exactos como sparsemax, con una caída más suave hacia ellos",
        ),
    ),
    weaknesses=(
        Text(
            en="classes at 0 get no gradient: use its own loss, not cross-entropy",
            es="las clases en 0 no reciben gradiente: se usa su propia pérdida, no la entropía cruzada",
        ),
        Text(en="sorts its input: dearer than softmax", es="ordena su entrada: más cara que softmax"),
    ),
    source=Source(
        "Peters, Niculae & Martins",
        "Sparse sequence-to-sequence models",
        2019,
        "arXiv:1905.05702",
    ),
    aliases=("1.5-entmax", "entmax 1.5"),
)
