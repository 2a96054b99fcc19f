"""MaxMin: neighbours in pairs, the larger first; GroupSort with groups of two."""

from actlab.activations import Activation, Source, Text, properties


def function(x, *, dim):
    import torch

    first, second = x.unflatten(dim, (x.shape[dim] // 2, 2)).unbind(dim if dim < 0 else dim + 1)
    pairs = (torch.maximum(first, second), torch.minimum(first, second))
    return torch.stack(pairs, dim if dim < 0 else dim + 1).flatten(*((dim - 1, dim) if dim < 0 else (dim, dim + 1)))


def reference(x):
    return [value for i in range(0, len(x), 2) for value in sorted(x[i : i + 2], reverse=True)]


ENTRY = Activation(
    title="MaxMin",
    function=function,
    reference=reference,
    kind="vector",
    width=(2, 2),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.NonLinear(),
    ),
    strengths=(
        Text(
            en="permutes its inputs: the norm of the gradient is kept exactly",
            es="permuta sus entradas: conserva exactamente la norma del gradiente",
        ),
    ),
    weaknesses=(Text(en="an even number of units is needed", es="necesita un número par de unidades"),),
    source=Source(
        "Anil, Lucas & Grosse",
        "Sorting out Lipschitz function approximation",
        2018,
        "arXiv:1811.05381",
    ),
    aliases=("GroupSort", "OPLU"),
)
