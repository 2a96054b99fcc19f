"""LeCun's tanh: 1.7159 tanh(2x/3), which is close to 1 at 1."""

from actlab.activations import Activation, Source, Text, properties


def function(x):
    from actlab.activations.numerics import tanh

    return 1.7159 * tanh(x * (2 / 3))


ENTRY = Activation(
    title="LeCun Tanh",
    function=function,
    code="1.7159 * torch.tanh(x * (2 / 3))",
    formula="1.7159*tanh(2*x/3)",
    at_infinity=(-1.7159, 1.7159),
    properties=(
        properties.Range("(-1.7159, 1.7159)"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left", intercept=-1.7159),
        properties.Asymptote(slope=0, side="right", intercept=1.7159),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="keeps unit variance for unit inputs better than tanh",
            es="con entradas de varianza 1 conserva la varianza mejor que tanh",
        ),
    ),
    weaknesses=(
        Text(
            en="saturates on both sides: the gradient vanishes for large inputs",
            es="se satura por ambos lados: el gradiente se desvanece con entradas grandes",
        ),
    ),
    source=Source(
        "LeCun, Bottou, Orr & Müller",
        "Efficient BackProp",
        1998,
        "doi:10.1007/3-540-49430-8_2",
    ),
    aliases=("scaled tanh", "stanh"),
)
