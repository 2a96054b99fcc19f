"""Hardtanh: x, cut to [-1, 1]."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, min_val=-1.0, max_val=1.0):
    import torch.nn.functional as F

    return F.hardtanh(x, min_val, max_val)


def inplace(x, *, min_val=-1.0, max_val=1.0):
    import torch.nn.functional as F

    return F.hardtanh_(x, min_val, max_val)


ENTRY = Activation(
    title="Hardtanh",
    function=function,
    inplace=inplace,
    ordered=(("min_val", "max_val"),),
    formula="Min(Max(x, min_val), max_val)",
    parameters=(
        Parameter("min_val", -1.0, "(-inf, inf)", Text(en="lowest output", es="salida más baja")),
        Parameter("max_val", 1.0, "(-inf, inf)", Text(en="highest output", es="salida más alta")),
    ),
    at_infinity=(-1.0, 1.0),
    properties=(
        properties.Range("[-1, 1]"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(),
        properties.Differentiable(0),
        properties.Kink(-1.0),
        properties.Kink(1.0),
        properties.Asymptote(slope=0, side="left", intercept=-1),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.5, 0.5), (3.0, 1.0), (-3.0, -1.0)),
    strengths=(
        Text(
            en="a tanh without an exponential, and exactly the identity inside",
            es="una tanh sin exponencial, y exactamente la identidad en el centro",
        ),
    ),
    weaknesses=(
        Text(en="outside [-1, 1] the gradient is exactly 0", es="fuera de [-1, 1] el gradiente es exactamente 0"),
    ),
    twins=(
        twin("torch.nn.Hardtanh"),
        twin("jax.nn.hard_tanh"),
        twin("keras.activations.hard_tanh"),
    ),
    source=Source(
        "Collobert",
        "Large scale machine learning",
        2004,
        "PhD thesis, Université Paris VI",
    ),
    aliases=("hard_tanh",),
)
