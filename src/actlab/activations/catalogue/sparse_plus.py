"""Sparse plus: 0 below -1, (x + 1)²/4 in between, x above 1."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    middle = (x.clamp(-1, 1) + 1) ** 2 / 4
    return torch.where(x >= 1, x, middle)


ENTRY = Activation(
    title="SparsePlus",
    function=function,
    formula="Piecewise((0, x <= -1), (x, x >= 1), ((x + 1)**2/4, True))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[0, inf)"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(1),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((-2.0, 0.0), (0.0, 0.25), (1.0, 1.0), (3.0, 3.0)),
    strengths=(
        Text(
            en="a softplus without an exponential, exactly 0 and exactly x outside [-1, 1]",
            es="una softplus sin exponencial, exactamente 0 y exactamente x fuera de [-1, 1]",
        ),
    ),
    weaknesses=(
        Text(en="below -1 the gradient is 0", es="por debajo de -1 el gradiente es 0"),
        Text(en="not zero-centred", es="no está centrada en cero"),
    ),
    twins=(
        twin("jax.nn.sparse_plus"),
        twin("keras.activations.sparse_plus"),
    ),
    source=Source(
        "Blondel, Martins & Niculae",
        "Learning with Fenchel-Young losses",
        2019,
        "arXiv:1901.02324",
    ),
)
