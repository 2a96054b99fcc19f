"""Snake: x + sin²(a x)/a, an identity with a learned ripple."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, a=1.0):
    import torch

    from actlab.activations.numerics import finite, sine_squared_over

    near = finite(x)
    return torch.where(x.isinf(), x, (near + sine_squared_over(near, a)).to(x.dtype))


def first(x, *, a=1.0):
    from actlab.activations.numerics import sine_and_cosine

    sine, cosine = sine_and_cosine(x, a)
    return ((sine + cosine) ** 2).to(x.dtype)


def second(x, *, a=1.0):
    from actlab.activations.numerics import sine_and_cosine

    return (2 * a * sine_and_cosine(x, 2 * a)[1]).to(x.dtype)


ENTRY = Activation(
    title="Snake",
    function=function,
    derivatives=(first, second),
    code="x + torch.sin(a * x) ** 2 / a",
    formula="x + sin(a*x)**2/a",
    parameters=(
        Parameter("a", 1.0, "(0, inf)", Text(en="frequency, learned", es="frecuencia, aprendida"), learnable=True),
    ),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
    ),
    known_values=((0.0, 0.0), (3.141592653589793, 3.141592653589793)),
    strengths=(
        Text(en="can learn and extrapolate what is periodic", es="puede aprender y extrapolar lo periódico"),
        Text(en="increasing: no local minima of its own", es="creciente: no tiene mínimos locales propios"),
    ),
    weaknesses=(
        Text(
            en="as its parameter goes to 0 the division diverges: keep it away from 0 in training",
            es="si su parámetro tiende a 0, la división diverge: al entrenar hay que mantenerlo lejos de 0",
        ),
        Text(en="a sine for each element", es="un seno por elemento"),
    ),
    source=Source(
        "Ziyin, Hartwig & Ueda",
        "Neural networks fail to learn periodic functions and how to fix it",
        2020,
        "arXiv:2006.08195",
    ),
)
