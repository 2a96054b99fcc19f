"""StarReLU: s max(0, x)² + b, with scale and bias that give mean 0 and variance 1."""

from actlab.activations import Activation, Parameter, Source, Text, properties


def function(x, *, scale=0.8944, bias=-0.4472):
    import torch

    positive = torch.relu(x)
    return scale * positive * positive + bias


ENTRY = Activation(
    title="StarReLU",
    function=function,
    formula="scale*Max(0, x)**2 + bias",
    parameters=(
        Parameter("scale", 0.8944, "(-inf, inf)", Text(en="scale, learned", es="escala, aprendida"), learnable=True),
        Parameter("bias", -0.4472, "(-inf, inf)", Text(en="bias, learned", es="sesgo, aprendido"), learnable=True),
    ),
    at_infinity=(-0.4472, "inf"),
    properties=(
        properties.Range("[-0.4472, inf)"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(1),
        properties.Asymptote(slope=0, side="left", intercept=-0.4472),
    ),
    known_values=((-1.0, -0.4472), (1.0, 0.4472)),
    strengths=(
        Text(
            en="outputs of mean 0 and variance 1 for normal inputs, without an exponential",
            es="salidas de media 0 y varianza 1 con entradas normales, sin exponencial",
        ),
    ),
    weaknesses=(
        Text(
            en="grows as x²: large inputs explode without normalization",
            es="crece como x²: las entradas grandes explotan sin normalización",
        ),
        Text(
            en="dead units: left of 0 the gradient is 0", es="unidades muertas: a la izquierda de 0 el gradiente es 0"
        ),
    ),
    source=Source(
        "Yu et al.",
        "MetaFormer baselines for vision",
        2022,
        "arXiv:2210.13452",
    ),
)
