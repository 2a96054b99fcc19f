"""Gumbel-softmax: softmax with Gumbel noise, a differentiable draw of one class."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, dim, temperature=1.0, hard=0.0, noise=None):
    import torch

    from actlab.activations.numerics import finite

    soft = torch.softmax(finite((x if noise is None else x + noise) / temperature), dim)
    if not hard:
        return soft
    best = soft.detach().argmax(dim, keepdim=True)
    one_hot = torch.zeros_like(soft).scatter(dim, best, 1.0)
    return one_hot - soft.detach() + soft


def reference(x, *, temperature=1.0, hard=0.0):
    from mpmath import exp, fsum

    top = max(x)
    if hard:
        return [int(value == top) for value in x]
    powers = [exp((value - top) / temperature) for value in x]
    return [power / fsum(powers) for power in powers]


ENTRY = Activation(
    title="Gumbel Softmax",
    function=function,
    reference=reference,
    kind="vector",
    noise="gumbel",
    code="F.gumbel_softmax(x, temperature, bool(hard), dim=0)",
    parameters=(
        Parameter(
            "temperature",
            1.0,
            "(0, inf)",
            Text(en="near 0 the draw is almost one-hot", es="cerca de 0 la extracción es casi one-hot"),
        ),
        Parameter(
            "hard",
            0.0,
            "[0, 1]",
            Text(
                en="1 gives a one-hot vector with the soft gradient",
                es="con 1 se obtiene un vector one-hot con el gradiente suave",
            ),
        ),
    ),
    properties=(
        properties.Range("(0, 1)"),
        properties.NonLinear(),
        properties.OutputsSumToOne(),
        properties.ShiftInvariant(),
        properties.CouplesUnits(),
        properties.Smooth(),
    ),
    strengths=(
        Text(en="a random choice that gradients pass through", es="una elección aleatoria que deja pasar el gradiente"),
    ),
    weaknesses=(
        Text(
            en="a biased gradient at high temperature, one of large variance at low",
            es="gradiente sesgado con temperatura alta y de gran varianza con baja",
        ),
        Text(
            en="draws while training only: in evaluation mode it is softmax",
            es="solo extrae al entrenar: en modo de evaluación es softmax",
        ),
    ),
    twins=(
        twin(
            "torch.nn.functional.gumbel_softmax",
            differs=Text(en="draws in evaluation too", es="también extrae al evaluar"),
        ),
    ),
    source=Source(
        "Jang, Gu & Poole",
        "Categorical reparameterization with Gumbel-softmax",
        2016,
        "arXiv:1611.01144",
    ),
    aliases=("concrete",),
)
