"""Serf: x erf(ln(1 + e^x))."""

from actlab.activations import Activation, Source, Text, properties

_FACTOR = 1.1283791670955126  # 2/sqrt(pi)
_TAIL = -20.0  # below, erf(ln(1 + e^x)) is 2/sqrt(pi) (e^x - e^(2x)/2) in any format


def function(x):
    import torch

    from actlab.activations.numerics import decay, softplus

    left = x.clamp(-1e30, _TAIL)
    tail = decay(_FACTOR * left * (1 - torch.exp(left) / 2), left)
    return torch.where(x < _TAIL, tail, x * torch.erf(softplus(x)))


def first(x):
    import torch

    from actlab.activations.numerics import bounded, decay, sigmoid, softplus

    left, right = x.double().clamp(-1e30, _TAIL), x.double().clamp(min=_TAIL)  # the two terms cancel around -1.2
    power = torch.exp(left)
    tail = decay(_FACTOR * (1 - power / 2 + left * (1 - power)), left)
    inner = softplus(right)
    slope = _FACTOR * torch.exp(-inner * inner) * sigmoid(right)
    return torch.where(x < _TAIL, tail, torch.erf(inner) + bounded(right) * slope).to(x.dtype)


def second(x):
    import torch

    from actlab.activations.numerics import bounded, decay, sigmoid, softplus

    left, right = x.double().clamp(-1e30, _TAIL), x.double().clamp(min=_TAIL)
    power = torch.exp(left)
    tail = decay(_FACTOR * (2 * (1 - power) + left * (1 - 2 * power)), left)
    near = bounded(right)
    inner, gate = bounded(softplus(near)), sigmoid(near)
    bend = decay(_FACTOR * gate * (2 + near * (sigmoid(-near) - 2 * inner * gate)), -(inner.clamp(max=1e4) ** 2))
    return torch.where(x < _TAIL, tail, bend).to(x.dtype)


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
