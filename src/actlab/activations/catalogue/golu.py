"""GoLU, the Gompertz linear unit: x e^(-e^-x)."""

from actlab.activations import Activation, Source, Text, properties


def function(x):
    import torch

    from actlab.activations.numerics import decay

    near = _bent(x)
    return torch.where(x > near, x, decay(near, -torch.exp(-near)))


def first(x):
    import torch

    from actlab.activations.numerics import decay

    near = _bent(x)
    power = torch.exp(-near)
    return decay(1 + near * power, -power)


def second(x):
    import torch

    from actlab.activations.numerics import decay

    near = _bent(x)
    power = torch.exp(-near)
    return decay(2 + near * (power - 1), -near - power)


def _bent(x):
    return x.clamp(-80.0, 1e30)  # below, e^(-e^-x) is 0 in any format and e^-x must stay finite


ENTRY = Activation(
    title="GoLU",
    function=function,
    derivatives=(first, second),
    code="x * torch.exp(-torch.exp(-x))",
    formula="x*exp(-exp(-x))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.097260131227639405, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="a smaller negative dip than GELU, SiLU and Mish: its source reports less variance in the latent space",
            es="un mínimo menos profundo que GELU, SiLU y Mish: su fuente observa menos varianza en el espacio latente",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(en="two exponentials where the others need one", es="dos exponenciales donde las demás necesitan una"),
    ),
    source=Source(
        "Das, Safari, Adriaensen & Hutter",
        "Gompertz linear units: Leveraging asymmetry for enhanced learning dynamics",
        2025,
        "arXiv:2502.03654",
    ),
    aliases=("Gompertz linear unit", "ExpExpish"),
)
