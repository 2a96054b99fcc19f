"""TanhExp: x tanh(e^x)."""

from actlab.activations import Activation, Source, Text, properties

_TAIL = -20.0  # below, tanh(e^x) is e^x - e^(3x)/3 in any format


def function(x):
    import torch

    from actlab.activations.numerics import decay

    left = x.clamp(-1e30, _TAIL)
    tail = decay(left * (1 - torch.exp(2 * left) / 3), left)
    return torch.where(x < _TAIL, tail, x * torch.tanh(torch.exp(_bent(x))))


def first(x):
    import torch

    from actlab.activations.numerics import bounded, decay, sech2

    left = x.clamp(-1e30, _TAIL)
    square = torch.exp(2 * left)
    tail = decay(1 - square / 3 + left * (1 - square), left)
    power = torch.exp(_bent(x))
    return torch.where(x < _TAIL, tail, torch.tanh(power) + bounded(x) * (power * sech2(power)))


def second(x):
    import torch

    from actlab.activations.numerics import decay

    left, right = x.clamp(-1e30, _TAIL), _bent(x.double())  # the sum cancels where f'' changes its sign
    square = torch.exp(2 * left)
    tail = decay(2 * (1 - square) + left * (1 - 3 * square), left)
    power = torch.exp(right)
    factor = 4 * power * (2 + right * (1 - 2 * power * torch.tanh(power))) / (1 + torch.exp(-2 * power)) ** 2
    return torch.where(x < _TAIL, tail, decay(factor, -2 * power).to(x.dtype))


def _bent(x):
    return x.clamp(_TAIL, 20.0)  # above, tanh(e^x) is 1 in any format and e^x must stay finite


ENTRY = Activation(
    title="TanhExp",
    function=function,
    derivatives=(first, second),
    code="x * torch.tanh(torch.exp(x))",
    formula="x*tanh(exp(x))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.35328577784821127, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="closest to the identity of the smooth family for positive inputs",
            es="de la familia suave, la más parecida a la identidad con entradas positivas",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(
            en="needs an exponential for negative inputs: dearer than ReLU where it is not fused",
            es="necesita una exponencial para las entradas negativas: más cara que ReLU si no se fusiona",
        ),
    ),
    source=Source(
        "Liu & Di",
        "TanhExp: A smooth activation function with high convergence speed for lightweight neural networks",
        2020,
        "arXiv:2003.09855",
    ),
    shared_names=("TeLU",),
)
