"""The logarithm of the sigmoid: -ln(1 + e^-x)."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    from actlab.activations.numerics import softplus

    return -softplus(-x)


def kernel(x):
    import torch.nn.functional as F

    return F.logsigmoid(x)


ENTRY = Activation(
    title="Log Sigmoid",
    function=function,
    kernel=kernel,
    code="F.logsigmoid(x)",
    formula="-log(1 + exp(-x))",
    at_infinity=("-inf", 0.0),
    properties=(
        properties.Range("(-inf, 0)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=1, side="left"),
        properties.Asymptote(slope=0, side="right"),
    ),
    known_values=((0.0, -0.6931471805599453),),
    strengths=(
        Text(
            en="log-probabilities without underflow: log(sigmoid(x)) is -inf where this is finite",
            es="log-probabilidades sin desbordamiento: log(sigmoid(x)) vale -inf donde esta es finita",
        ),
    ),
    weaknesses=(
        Text(
            en="all outputs are negative: as a hidden activation it is not zero-centred",
            es="todas las salidas son negativas: como activación oculta no está centrada en cero",
        ),
    ),
    twins=(
        twin("torch.nn.LogSigmoid"),
        twin("jax.nn.log_sigmoid"),
        twin("keras.activations.log_sigmoid"),
    ),
    source=Source(
        "Paszke et al.",
        "PyTorch: An imperative style, high-performance deep learning library",
        2019,
        "arXiv:1912.01703",
    ),
    aliases=("log_sigmoid",),
)
