"""DyT, dynamic tanh: gamma tanh(alpha x) + beta, in place of a normalization layer."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, alpha=0.5, gamma=1.0, beta=0.0):
    import torch

    from actlab.activations.numerics import decay, finite, negative

    inner = alpha * finite(x)
    below = 2 * negative(inner)
    tail = decay(2 * gamma / (1 + torch.exp(below)), below)  # what gamma (1 - tanh |alpha x|) is
    far = torch.where(inner < 0, (beta - gamma) + tail, (beta + gamma) - tail)
    return torch.where(below < -1, far, gamma * torch.tanh(inner) + beta)


def first(x, *, alpha=0.5, gamma=1.0, beta=0.0):  # noqa: ARG001
    import torch

    from actlab.activations.numerics import decay, finite, negative

    below = 2 * negative(alpha * finite(x))
    return decay(4 * alpha * gamma / (1 + torch.exp(below)) ** 2, below)


def second(x, *, alpha=0.5, gamma=1.0, beta=0.0):  # noqa: ARG001
    import torch

    from actlab.activations.numerics import decay, finite, negative

    inner = alpha * finite(x)
    below = 2 * negative(inner)
    return decay(-8 * alpha * gamma * torch.tanh(inner) / (1 + torch.exp(below)) ** 2 * alpha, below)


ENTRY = Activation(
    title="DyT",
    function=function,
    derivatives=(first, second),
    code="gamma * torch.tanh(alpha * x) + beta",
    formula="gamma*tanh(alpha*x) + beta",
    parameters=(
        Parameter(
            "alpha",
            0.5,
            "(-inf, inf)",
            Text(
                en="scale of the input, learned; one for all in the source",
                es="escala de la entrada, aprendida; una para todo en la fuente",
            ),
            learnable=True,
        ),
        Parameter(
            "gamma",
            1.0,
            "(-inf, inf)",
            Text(en="scale of the output, learned", es="escala de la salida, aprendida"),
            learnable=True,
        ),
        Parameter(
            "beta", 0.0, "(-inf, inf)", Text(en="shift, learned", es="desplazamiento, aprendido"), learnable=True
        ),
    ),
    at_infinity=(-1.0, 1.0),
    properties=(
        properties.Range("(-1, 1)"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left", intercept=-1),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.0, 0.0), (1.0986122886681098, 0.5)),
    strengths=(
        Text(
            en="replaces layer normalization in transformers without computing statistics",
            es="sustituye a la normalización de capa en los transformers sin calcular estadísticos",
        ),
    ),
    weaknesses=(
        Text(
            en="saturates on both sides: the gradient vanishes for large inputs",
            es="se satura por ambos lados: el gradiente se desvanece con entradas grandes",
        ),
        Text(
            en="alpha's start matters for large language models",
            es="en los modelos de lenguaje grandes importa el valor inicial de alpha",
        ),
    ),
    source=Source(
        "Zhu, Chen, He, LeCun & Liu",
        "Transformers without normalization",
        2025,
        "arXiv:2503.10622",
    ),
    aliases=("dynamic tanh",),
)
