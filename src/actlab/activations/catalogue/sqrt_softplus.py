"""The square root of softplus."""

from actlab.activations import Activation, Source, Text, properties, twin

_TAIL = -20.0  # below, e^x is all of softplus but for a correction of first order


def function(x):
    import torch

    from actlab.activations.numerics import softplus

    left = x.clamp(max=_TAIL)
    tail = torch.exp(left / 2) * (1 - torch.exp(left) / 4)
    return torch.where(x < _TAIL, tail, softplus(x.clamp(min=_TAIL)).sqrt())


def first(x):
    import torch

    from actlab.activations.numerics import sigmoid

    left = x.clamp(max=_TAIL)
    tail = torch.exp(left / 2) * (1 / 2 - 3 * torch.exp(left) / 8)
    return torch.where(x < _TAIL, tail, sigmoid(x) / (2 * function(x.clamp(min=_TAIL))))


def second(x):
    import torch

    from actlab.activations.numerics import negative, softplus

    wide = x.double()  # the two terms of the bracket cancel around 1
    left, right = wide.clamp(max=_TAIL), wide.clamp(min=_TAIL)
    tail = torch.exp(left / 2) * (1 / 4 - 9 * torch.exp(left) / 16)
    e, half = torch.exp(negative(right)), 1 / (2 * softplus(right))
    bracket = torch.where(x < 0, e * (1 - e * half), e - half)
    return torch.where(x < _TAIL, tail, bracket / (1 + e) ** 2 / (2 * function(right))).to(x.dtype)


ENTRY = Activation(
    title="SqrtSoftplus",
    function=function,
    derivatives=(first, second),
    code="F.softplus(x).sqrt()",
    formula="sqrt(log(1 + exp(x)))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("(0, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
    ),
    known_values=((0.0, 0.8325546111576977),),
    strengths=(
        Text(
            en="positive, smooth, and grows as the square root: scores for the routing of experts",
            es="positiva, suave y crece como la raíz cuadrada: puntuaciones para encaminar expertos",
        ),
    ),
    weaknesses=(
        Text(
            en="not zero-centred, and its gradient falls as 1/sqrt(x)",
            es="no está centrada en cero y su gradiente decrece como 1/sqrt(x)",
        ),
    ),
    twins=(twin("transformers:sqrtsoftplus"),),
    source=Source(
        "Wolf et al.",
        "Transformers: State-of-the-art natural language processing",
        2020,
        "arXiv:1910.03771",
    ),
)
