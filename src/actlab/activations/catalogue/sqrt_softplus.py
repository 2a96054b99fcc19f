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
    left, right = wide.clamp(max=_TAIL), wide.clamp(_TAIL, 1e300)
    tail = torch.exp(left / 2) * (1 / 4 - 9 * torch.exp(left) / 16)
    e, twice = torch.exp(negative(right)), 2 * softplus(right)
    bracket = torch.where(x < 0, e * (twice - e), e * twice - 1)
    bracket = torch.where(wide.abs() < 0.45, _bracket_near_0(wide.clamp(-0.45, 0.45)), bracket)
    bracket = torch.where((wide > 0.45) & (wide < 1.5), _bracket_near_its_zero(wide.clamp(0.45, 1.5)), bracket)
    return torch.where(x < _TAIL, tail, bracket / twice / (1 + e) ** 2 / (2 * function(right))).to(x.dtype)


def _bracket_near_0(x):
    """Return 2 e ln(1 + e^x) - 1 for e = e^-x (times e^2x on the left), from what differs from its value at 0."""
    import torch

    fall = torch.expm1(-x)
    rise = x + torch.log1p(fall / 2)
    bracket = 0.38629436111989061883 + (1.3862943611198906188 * fall + 2 * rise * (1 + fall))
    return torch.where(x < 0, bracket * torch.exp(2 * x), bracket)


def _bracket_near_its_zero(x):
    """Return the same from its zero, in digits that cancel nowhere."""
    import torch

    step = (x - 0.9214225086553604) + 3.9798817398527784e-17
    rise = torch.log1p(0.7153318629591615 * torch.expm1(step))
    fall = torch.expm1(-step)
    return fall + 0.7959050946318331 * rise * (1 + fall)


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
