"""SiLU, the sigmoid-weighted linear unit: x sigmoid(x)."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    from actlab.activations.numerics import silu

    return silu(x)


def first(x):
    from actlab.activations.numerics import silu_first

    return silu_first(x)


def second(x):
    from actlab.activations.numerics import silu_second

    return silu_second(x)


def kernel(x):
    import torch.nn.functional as F

    return F.silu(x)


ENTRY = Activation(
    title="SiLU",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    code="F.silu(x)",
    formula="x/(1 + exp(-x))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.2784645427610738, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0), (1.0986122886681098, 0.8239592165010823)),
    strengths=(
        Text(
            en="smooth, and close to ReLU far from 0; small negative inputs keep a gradient",
            es="suave y parecida a ReLU lejos de 0; las entradas negativas pequeñas conservan gradiente",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(
            en="needs an exponential for negative inputs: dearer than ReLU where it is not fused",
            es="necesita una exponencial para las entradas negativas: más cara que ReLU si no se fusiona",
        ),
    ),
    twins=(
        twin("torch.nn.SiLU"),
        twin("jax.nn.silu"),
        twin("jax.nn.swish"),
        twin("keras.activations.silu"),
        twin("keras.activations.swish"),
        twin("timm:silu"),
        twin("timm:swish"),
        twin("transformers:silu"),
        twin("transformers:swish"),
    ),
    source=Source(
        "Elfwing, Uchibe & Doya",
        "Sigmoid-weighted linear units for neural network function approximation in reinforcement learning",
        2017,
        "arXiv:1702.03118",
    ),
    aliases=("swish-1",),
    shared_names=("swish",),
)
