"""PReLU, the parametric ReLU: a leaky ReLU whose negative slope is learned."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, negative_slope=0.25):
    import torch
    import torch.nn.functional as F

    if isinstance(negative_slope, float):
        return F.leaky_relu(x, negative_slope)
    return torch.where(x > 0, x, negative_slope.to(x.dtype) * x)


def kernel(x, *, negative_slope=0.25):
    import torch
    import torch.nn.functional as F

    if isinstance(negative_slope, float):
        return F.leaky_relu(x, negative_slope)
    slopes = negative_slope.to(x.dtype)
    whole = x.is_meta or not torch.is_autocast_enabled(x.device.type)  # there it would compute in half precision
    if whole and slopes.numel() == 1:
        return F.prelu(x, slopes.flatten())
    if whole and x.dim() > 1 and max(slopes.shape) == slopes.numel():  # one slope a channel
        channel = slopes.shape.index(slopes.numel()) - slopes.dim()
        return F.prelu(x.movedim(channel, 1), slopes.flatten()).movedim(1, channel)
    return torch.relu(x) + slopes * x.clamp(max=0)


def first(x, *, negative_slope=0.25):
    import torch

    return torch.where(x > 0, torch.ones_like(x), negative_slope * torch.ones_like(x))


def second(x, *, negative_slope=0.25):  # noqa: ARG001
    import torch

    return torch.zeros_like(x)


ENTRY = Activation(
    title="PReLU",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    formula="Piecewise((x, x > 0), (negative_slope*x, True))",
    parameters=(
        Parameter(
            "negative_slope",
            0.25,
            "(-inf, inf)",
            Text(en="slope for negative inputs, learned", es="pendiente para las entradas negativas, aprendida"),
            learnable=True,
        ),
    ),
    at_infinity=("-inf", "inf"),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.NonLinear(),
        properties.Monotone(strictly=True),
        properties.Differentiable(0),
        properties.Kink(0.0),
        properties.PositivelyHomogeneous(),
        properties.Asymptote(slope=0.25, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((-1.0, -0.25), (0.0, 0.0), (2.5, 2.5)),
    strengths=(
        Text(
            en="learns how much of the negative side to let through, one slope for all or one a channel",
            es="aprende cuánto deja pasar del lado negativo, con una pendiente para todo o una por canal",
        ),
    ),
    weaknesses=(
        Text(
            en="weight decay pulls the slope to 0 and the function to ReLU: exclude its parameters from it",
            es="el decaimiento de pesos lleva la pendiente a 0 y la función a ReLU: conviene excluir sus parámetros",
        ),
        Text(
            en="libraries start from different slopes: 0.25 in PyTorch, 0 in Keras, 0.01 in Flax",
            es="las bibliotecas parten de pendientes distintas: 0.25 en PyTorch, 0 en Keras, 0.01 en Flax",
        ),
    ),
    twins=(
        twin("torch.nn.PReLU"),
        twin("timm:prelu"),
        twin("transformers:prelu"),
        twin("keras.layers.PReLU", differs=Text(en="starts from slope 0", es="parte de una pendiente 0")),
    ),
    source=Source(
        "He, Zhang, Ren & Sun",
        "Delving deep into rectifiers: Surpassing human-level performance on ImageNet classification",
        2015,
        "arXiv:1502.01852",
    ),
    aliases=("parametric ReLU",),
)
