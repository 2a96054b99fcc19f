"""SnakeBeta: x + sin²(alpha x)/beta, frequency and height learned apart."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, alpha=1.0, beta=1.0):
    import torch

    from actlab.activations.numerics import phase

    return x + torch.sin(phase(x, alpha)) ** 2 / beta


def first(x, *, alpha=1.0, beta=1.0):
    import torch

    from actlab.activations.numerics import phase

    if alpha == beta:
        return (torch.sin(phase(x, alpha)) + torch.cos(phase(x, alpha))) ** 2
    return 1 + alpha / beta * torch.sin(phase(x, 2 * alpha))


def second(x, *, alpha=1.0, beta=1.0):
    import torch

    from actlab.activations.numerics import phase

    return 2 * alpha * alpha / beta * torch.cos(phase(x, 2 * alpha))


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
