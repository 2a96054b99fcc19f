"""SnakeBeta: x + sin²(alpha x)/beta, frequency and height learned apart."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, alpha=1.0, beta=1.0):
    import torch

    from actlab.activations.numerics import finite, sine_and_cosine

    near = finite(x)
    sine, _cosine = sine_and_cosine(near, alpha)
    return torch.where(x.isinf(), x, (near + sine * sine / beta).to(x.dtype))


def first(x, *, alpha=1.0, beta=1.0):
    import torch

    from actlab.activations.numerics import sine_and_cosine

    sine, cosine = sine_and_cosine(x, alpha)
    ratio = torch.ones_like(sine) * (alpha / beta)
    # where they are equal, 1 + sin 2x cancels
    square = (sine + cosine) ** 2
    same = square + (ratio - 1) * (square - 1)
    return torch.where(ratio == 1, same, 1 + 2 * ratio * sine * cosine).to(x.dtype)


def second(x, *, alpha=1.0, beta=1.0):
    from actlab.activations.numerics import sine_and_cosine

    return (2 * alpha * alpha / beta * sine_and_cosine(x, 2 * alpha)[1]).to(x.dtype)


ENTRY = Activation(
    title="Snake Beta",
    function=function,
    derivatives=(first, second),
    code="x + torch.sin(alpha * x) ** 2 / beta",
    formula="x + sin(alpha*x)**2/beta",
    parameters=(
        Parameter("alpha", 1.0, "(0, inf)", Text(en="frequency, learned", es="frecuencia, aprendida"), learnable=True),
        Parameter(
            "beta",
            1.0,
            "(0, inf)",
            Text(en="inverse height of the ripple, learned", es="inverso de la altura de la ondulación, aprendido"),
            learnable=True,
        ),
    ),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.NonLinear(),
        properties.Smooth(),
    ),
    known_values=((0.0, 0.0), (3.141592653589793, 3.141592653589793)),
    strengths=(
        Text(
            en="the ripple's height is free of its frequency: used for audio in BigVGAN",
            es="la altura de la ondulación no depende de la frecuencia: se usa para audio en BigVGAN",
        ),
    ),
    weaknesses=(
        Text(en="not monotone once alpha exceeds beta", es="deja de ser monótona cuando alpha supera a beta"),
        Text(en="as beta goes to 0 the division diverges", es="si beta tiende a 0, la división diverge"),
    ),
    source=Source(
        "Lee, Ping, Ginsburg, Catanzaro & Yoon",
        "BigVGAN: A universal neural vocoder with large-scale training",
        2022,
        "arXiv:2206.04658",
    ),
)
