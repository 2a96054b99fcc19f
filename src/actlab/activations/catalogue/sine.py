"""Sine, the activation of SIREN: sin(omega x)."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, omega=30.0):
    from actlab.activations.numerics import sine_and_cosine

    return sine_and_cosine(x, omega)[0].to(x.dtype)


def first(x, *, omega=30.0):
    from actlab.activations.numerics import sine_and_cosine

    return (omega * sine_and_cosine(x, omega)[1]).to(x.dtype)


def second(x, *, omega=30.0):
    from actlab.activations.numerics import sine_and_cosine

    return (-(omega**2) * sine_and_cosine(x, omega)[0]).to(x.dtype)


def kernel(x, *, omega=30.0):
    import torch

    return torch.sin(omega * x)


ENTRY = Activation(
    title="Sine",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    code="torch.sin(omega * x)",
    formula="sin(omega*x)",
    parameters=(Parameter("omega", 30.0, "(0, inf)", Text(en="frequency", es="frecuencia")),),
    properties=(
        properties.Range("[-1, 1]"),
        properties.NonLinear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.NonMonotone(),
        properties.Smooth(),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="represents fine detail and its derivatives: images, sound and fields from coordinates",
            es="representa el detalle fino y sus derivadas: imágenes, sonido y campos a partir de coordenadas",
        ),
    ),
    weaknesses=(
        Text(en="needs SIREN's own initialization", es="necesita la inicialización propia de SIREN"),
        Text(
            en="periodic: far inputs are as sensitive as near ones, and rounding is amplified by omega",
            es="periódica: las entradas lejanas son tan sensibles como las cercanas y omega amplifica el redondeo",
        ),
    ),
    source=Source(
        "Sitzmann, Martel, Bergman, Lindell & Wetzstein",
        "Implicit neural representations with periodic activation functions",
        2020,
        "arXiv:2006.09661",
    ),
    aliases=("sin", "siren"),
)
