"""Mish: x tanh(ln(1 + e^x))."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    from actlab.activations.numerics import negative, self_gate

    e = torch.exp(negative(x))
    gate = torch.where(x < 0, e * (e + 2) / (2 + e * (2 + e)), (1 + 2 * e) / (1 + 2 * e * (1 + e)))
    return self_gate(x, gate)


def first(x):
    import torch

    from actlab.activations.numerics import bounded, negative

    e, near = torch.exp(negative(x)), bounded(x)
    low, high = 2 + e * (2 + e), 1 + 2 * e * (1 + e)
    left = e * (4 * (near + 1) + e * (4 * near + 6 + e * (4 + e))) / low**2
    right = (1 + 2 * e) / high + 4 * near * e * e * (1 + e) / high**2
    return torch.where(x < 0, left, right)


def second(x):
    import torch

    from actlab.activations.numerics import bounded, negative

    wide = x.double()  # the sums cancel where f'' changes its sign
    e, near = torch.exp(negative(wide)), bounded(wide)
    low, high = 2 + e * (2 + e), 1 + 2 * e * (1 + e)
    left = 4 * e * (2 * (1 + e) * low + near * (2 + e * (2 - e * (3 + 2 * e)))) / low**3
    right = 4 * e * e * (2 * (1 + e) * high - near * (2 + e * (3 - 2 * e * (1 + e)))) / high**3
    return torch.where(x < 0, left, right).to(x.dtype)


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
