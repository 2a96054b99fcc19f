"""Mish: x tanh(ln(1 + e^x))."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    from actlab.activations.numerics import bounded, decay, negative

    e = torch.exp(negative(x))
    left = decay(bounded(x) * ((e + 2) / (2 + e * (2 + e))), negative(x))
    return torch.where(x < 0, left, x * ((1 + 2 * e) / (1 + 2 * e * (1 + e))))


def first(x):
    import torch

    from actlab.activations.numerics import bounded, decay, negative

    e, near = torch.exp(negative(x)), bounded(x)
    low, high = 2 + e * (2 + e), 1 + 2 * e * (1 + e)
    left = decay((4 * (near + 1) + e * (4 * near + 6 + e * (4 + e))) / low**2, negative(near))
    right = (1 + 2 * e) / high + 4 * near * e * e * (1 + e) / high**2
    part = 2 / low  # 1 - gate
    middle = 1 - part * (1 - near * e * (1 + e) * part)
    return torch.where(x < -0.5, left, torch.where(x < 0, middle, right))


def second(x):
    import torch

    from actlab.activations.numerics import bounded, decay, negative

    near, below = bounded(x), negative(bounded(x))
    e = torch.exp(below)
    low, high = 2 + e * (2 + e), 1 + 2 * e * (1 + e)
    # 2 + x and 2 - 2x cancel exactly where f'' changes its sign, and the rest is small there
    left = decay(4 * ((2 + near) + e * (2 + near * (2 - 4 * (1 + e) ** 2 / low))) / low**2, below)
    factor = 4 * ((2 - 2 * near) + e * (2 + near * (1 + 4 * e / high))) / high**2
    right = torch.where(x < 20, factor * e * e, decay(factor, 2 * below))  # the same e: its error nearly cancels
    return torch.where(x < 0, left, right)


def kernel(x):
    import torch.nn.functional as F

    return F.mish(x)


ENTRY = Activation(
    title="Mish",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    code="F.mish(x)",
    formula="x*tanh(log(1 + exp(x)))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.30884341301725041, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="smooth, and small negative inputs keep a gradient; used in YOLOv4",
            es="suave, y las entradas negativas pequeñas conservan gradiente; se usa en YOLOv4",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(en="dearer than SiLU, whose shape is much the same", es="más cara que SiLU, de forma muy parecida"),
    ),
    twins=(
        twin("torch.nn.Mish"),
        twin("jax.nn.mish"),
        twin("keras.activations.mish"),
        twin("timm:mish"),
        twin("transformers:mish"),
    ),
    source=Source(
        "Misra",
        "Mish: A self regularized non-monotonic activation function",
        2019,
        "arXiv:1908.08681",
    ),
)
