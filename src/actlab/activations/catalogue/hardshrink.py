"""Hardshrink, hard thresholding: 0 in a zone around 0, x outside."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, lambd=0.5):
    import torch.nn.functional as F

    return F.hardshrink(x, lambd)


ENTRY = Activation(
    title="Hardshrink",
    function=function,
    formula="Piecewise((x, Abs(x) > lambd), (0, True))",
    parameters=(
        Parameter(
            "lambd",
            0.5,
            "[0, inf)",
            Text(
                en="half the width of the zone that is set to 0", es="mitad de la anchura de la zona que pasa a valer 0"
            ),
        ),
    ),
    at_infinity=("-inf", "inf"),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(),
        properties.Jump(-0.5),
        properties.Jump(0.5),
        properties.Asymptote(slope=1, side="right"),
        properties.Asymptote(slope=1, side="left"),
    ),
    known_values=((0.25, 0.0), (2.0, 2.0), (-2.0, -2.0)),
    strengths=(
        Text(
            en="sparse outputs, and large inputs pass unchanged",
            es="salidas dispersas; las entradas grandes pasan sin cambios",
        ),
    ),
    weaknesses=(
        Text(
            en="not continuous: it jumps at both ends of the zone",
            es="no es continua: salta en los dos extremos de la zona",
        ),
        Text(en="inside the zone the gradient is 0", es="dentro de la zona el gradiente es 0"),
    ),
    twins=(
        twin("torch.nn.Hardshrink"),
        twin("keras.activations.hard_shrink"),
    ),
    source=Source(
        "Donoho & Johnstone",
        "Ideal spatial adaptation by wavelet shrinkage",
        1994,
        "doi:10.1093/biomet/81.3.425",
    ),
    aliases=("hard thresholding", "hard_shrink"),
)
