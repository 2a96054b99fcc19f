"""The Gaussian bump: e^(-x²/(2 sigma²))."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, sigma=1.0):
    import torch

    return torch.exp(-(_scaled(x, sigma) ** 2) / 2)


def first(x, *, sigma=1.0):
    from actlab.activations.numerics import decay

    near = _scaled(x, sigma)
    return decay(-near / sigma, near * near / -2)


def second(x, *, sigma=1.0):
    import torch

    near = _scaled(x, sigma)
    root = torch.exp(near * near / -4)
    return (near - 1) / sigma * root * ((near + 1) / sigma * root)


def _scaled(x, sigma):
    return (x / sigma).clamp(-1e4, 1e4)  # beyond, the value is 0 in any format


ENTRY = Activation(
    title="Gaussian",
    function=function,
    derivatives=(first, second),
    code="torch.exp(-x * x / (2 * sigma**2))",
    formula="exp(-x**2/(2*sigma**2))",
    parameters=(Parameter("sigma", 1.0, "(0, inf)", Text(en="width", es="anchura")),),
    at_infinity=(0.0, 0.0),
    properties=(
        properties.Range("(0, 1]"),
        properties.NonLinear(),
        properties.Even(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=0, side="right"),
    ),
    known_values=((0.0, 1.0),),
    strengths=(
        Text(
            en="local: a unit answers to a band of inputs; for coordinates without SIREN's initialization",
            es="local: una unidad responde a una franja de entradas; para coordenadas sin la inicialización de SIREN",
        ),
    ),
    weaknesses=(
        Text(en="far from 0 output and gradient vanish", es="lejos de 0 la salida y el gradiente se desvanecen"),
    ),
    source=Source(
        "Ramasinghe & Lucey",
        "Beyond periodicity: Towards a unifying framework for activations in coordinate-MLPs",
        2021,
        "arXiv:2111.15135",
    ),
    aliases=("rbf",),
)
