"""ELiSH: x sigmoid(x) for positive inputs, (e^x - 1) sigmoid(x) for negative."""

from actlab.activations import Activation, Source, Text, properties


def function(x):
    import torch

    from actlab.activations.numerics import expm1, sigmoid

    right, left = torch.where(x < 0, 0.0, x), torch.where(x < 0, x, 0.0)
    return torch.where(x < 0, expm1(left) * sigmoid(left), right * sigmoid(right))


def first(x):
    import torch

    from actlab.activations.numerics import bounded, negative, sigmoid, sigmoid_first

    e, right = torch.exp(negative(x)), bounded(x).clamp(min=0)
    left = e * (e * (2 + e) - 1) / (1 + e) ** 2
    return torch.where(x < 0, left, sigmoid(right) + right * sigmoid_first(right))


def second(x):
    import torch

    from actlab.activations.numerics import bounded, negative

    e, right = torch.exp(negative(x)), bounded(x).clamp(min=0)
    t = torch.tanh(x.clamp(max=0) / 2)  # the same in t, better near 0; the first is better near its zero
    near = e * (1 + t * (1 - t) ** 2 / 2)
    left = torch.where(x < -0.7, e * (e * (e * (3 + e) + 5) - 1) / (1 + e) ** 3, near)
    root = torch.exp(-right / 2)  # e^-x itself is subnormal where x e^-x is not
    slope = (2 - right * torch.tanh(right / 2)) * root * root / (1 + root * root) ** 2
    return torch.where(x < 0, left, slope)


ENTRY = Activation(
    title="ELiSH",
    function=function,
    derivatives=(first, second),
    code="torch.where(x < 0, torch.expm1(x), x) * torch.sigmoid(x)",
    formula="Piecewise((x/(1 + exp(-x)), x >= 0), ((exp(x) - 1)/(1 + exp(-x)), True))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.1715728752538099, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Differentiable(1),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0), (-0.6931471805599453, -0.16666666666666666)),
    strengths=(
        Text(
            en="ELU's left side made to vanish at -∞, SiLU's right side",
            es="el lado izquierdo de ELU, que aquí se anula en -∞, y el derecho de SiLU",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(en="two branches, each with exponentials", es="dos ramas, cada una con exponenciales"),
    ),
    source=Source(
        "Basirat & Roth",
        "The quest for the golden activation function",
        2018,
        "arXiv:1808.00783",
    ),
)
