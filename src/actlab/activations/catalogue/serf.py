"""Serf: x erf(ln(1 + e^x))."""

from actlab.activations import Activation, Source, Text, properties

_FACTOR = 1.1283791670955126  # 2/sqrt(pi)


def function(x):
    import torch

    from actlab.activations.numerics import self_gate, softplus

    return self_gate(x, torch.erf(softplus(x)))


def first(x):
    import torch

    from actlab.activations.numerics import bounded, sigmoid, softplus

    wide = x.double()  # the two terms cancel around -1.2
    inner = softplus(wide)
    slope = _FACTOR * torch.exp(-inner * inner) * sigmoid(wide)
    return (torch.erf(inner) + bounded(wide) * slope).to(x.dtype)


def second(x):
    import torch

    from actlab.activations.numerics import bounded, sigmoid, softplus

    wide = x.double()
    inner, gate = softplus(wide), sigmoid(wide)
    slope = _FACTOR * torch.exp(-inner * inner) * gate
    near = bounded(wide)
    return (slope * (2 + near * (sigmoid(-wide) - 2 * bounded(inner) * gate))).to(x.dtype)


ENTRY = Activation(
    title="Serf",
    function=function,
    derivatives=(first, second),
    code="x * torch.erf(F.softplus(x))",
    formula="x*erf(log(1 + exp(x)))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.34843745875960642, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="smooth, with Mish's shape and a slightly deeper dip",
            es="suave, con la forma de Mish y un mínimo algo más profundo",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(
            en="dearer than SiLU and GELU, whose shapes are much the same",
            es="más cara que SiLU y GELU, de forma muy parecida",
        ),
    ),
    source=Source(
        "Nag & Bhattacharyya",
        "SERF: Towards better training of deep neural networks using log-Softplus ERror activation Function",
        2021,
        "arXiv:2108.09598",
    ),
)
