"""Softshrink, soft thresholding: 0 in a zone around 0, moved towards 0 outside."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, lambd=0.5):
    import torch.nn.functional as F

    return F.softshrink(x, lambd)


ENTRY = Activation(
    title="Softshrink",
    function=function,
    formula="Piecewise((x - lambd, x > lambd), (x + lambd, x < -lambd), (0, True))",
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
        properties.Differentiable(0),
        properties.Kink(-0.5),
        properties.Kink(0.5),
        properties.Asymptote(slope=1, side="right", intercept=-0.5),
        properties.Asymptote(slope=1, side="left", intercept=0.5),
    ),
    known_values=((0.25, 0.0), (2.0, 1.5), (-2.0, -1.5)),
    strengths=(
        Text(
            en="sparse and continuous: the proximal map of the absolute value",
            es="dispersa y continua: el operador proximal del valor absoluto",
        ),
    ),
    weaknesses=(
        Text(en="inside the zone the gradient is 0", es="dentro de la zona el gradiente es 0"),
        Text(en="large inputs lose lambd", es="las entradas grandes pierden lambd"),
    ),
    twins=(
        twin("torch.nn.Softshrink"),
        twin("keras.activations.soft_shrink"),
    ),
    source=Source(
        "Donoho & Johnstone",
        "Ideal spatial adaptation by wavelet shrinkage",
        1994,
        "doi:10.1093/biomet/81.3.425",
    ),
    aliases=("soft thresholding", "soft_shrink"),
)
