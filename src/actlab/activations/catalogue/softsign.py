"""Softsign: x/(1 + |x|)."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    from actlab.activations.numerics import finite

    near = finite(x)
    return near / (1 + near.abs())


def first(x):
    return 1 / (1 + x.abs()) / (1 + x.abs())


def second(x):
    size = 1 + x.abs()
    return -2 * x.sign() / size / size / size


def kernel(x):
    import torch.nn.functional as F

    return F.softsign(x)


ENTRY = Activation(
    title="Softsign",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    code="F.softsign(x)",
    formula="x/(1 + Abs(x))",
    at_infinity=(-1.0, 1.0),
    properties=(
        properties.Range("(-1, 1)"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(strictly=True),
        properties.Differentiable(1),
        properties.Asymptote(slope=0, side="left", intercept=-1),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.0, 0.0), (1.0, 0.5), (-3.0, -0.75)),
    strengths=(
        Text(
            en="saturates slowly, like 1/x: the gradient of large inputs outlives tanh's",
            es="se satura despacio, como 1/x: con entradas grandes su gradiente dura más que el de tanh",
        ),
    ),
    weaknesses=(
        Text(
            en="saturates on both sides: the gradient vanishes for large inputs",
            es="se satura por ambos lados: el gradiente se desvanece con entradas grandes",
        ),
        Text(en="its second derivative jumps at 0", es="su segunda derivada salta en 0"),
    ),
    twins=(
        twin("torch.nn.Softsign"),
        twin("jax.nn.soft_sign"),
        twin("keras.activations.softsign"),
    ),
    source=Source(
        "Turian, Bergstra & Bengio",
        "Quadratic features and deep architectures for chunking",
        2009,
        "NAACL-HLT 2009",
    ),
    aliases=("soft_sign",),
)
