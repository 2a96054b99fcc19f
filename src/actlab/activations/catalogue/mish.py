"""Mish: x tanh(ln(1 + e^x))."""

from actlab.activations import Activation, Source, Text, claims, twin


def function(x):
    from actlab.activations.numerics import mish_gate, self_gate

    return self_gate(x, mish_gate(x))


def kernel(x):
    import torch.nn.functional as F

    return F.mish(x)


ENTRY = Activation(
    title="Mish",
    function=function,
    kernel=kernel,
    code="F.mish(x)",
    formula="x*tanh(log(1 + exp(x)))",
    at_infinity=(0.0, "inf"),
    claims=(
        claims.Range("[-0.30884341301725041, inf)"),
        claims.NonLinear(),
        claims.NonMonotone(),
        claims.Smooth(),
        claims.Asymptote(slope=0, side="left"),
        claims.Asymptote(slope=1, side="right"),
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
