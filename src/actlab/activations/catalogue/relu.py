"""ReLU, the rectified linear unit: max(0, x)."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    return torch.relu(x)


def inplace(x):
    import torch

    return torch.relu_(x)


ENTRY = Activation(
    title="ReLU",
    function=function,
    inplace=inplace,
    formula="Max(0, x)",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[0, inf)"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(0),
        properties.Kink(0.0),
        properties.PositivelyHomogeneous(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((-1.0, 0.0), (0.0, 0.0), (2.5, 2.5)),
    strengths=(
        Text(
            en="one comparison: as cheap as an activation can be",
            es="una sola comparación: la más barata posible",
        ),
        Text(
            en="its derivative is 1 for every positive input, so the gradient does not vanish there",
            es="su derivada es 1 para toda entrada positiva: ahí el gradiente no se desvanece",
        ),
    ),
    weaknesses=(
        Text(
            en="dead units: a unit whose input is negative on all the data has gradient 0 and stays so",
            es="unidades muertas: una unidad cuya entrada es negativa con todos los datos tiene gradiente 0"
            " y así se queda",
        ),
        Text(
            en="not differentiable at 0; PyTorch takes 0 as the derivative there",
            es="no es derivable en 0; PyTorch toma 0 como derivada en ese punto",
        ),
        Text(
            en="its outputs are never negative, so they are not zero-centred",
            es="sus salidas nunca son negativas: no está centrada en cero",
        ),
    ),
    twins=(
        twin("torch.nn.ReLU"),
        twin("jax.nn.relu"),
        twin("keras.activations.relu"),
        twin("timm:relu"),
        twin("transformers:relu"),
    ),
    source=Source("Nair & Hinton", "Rectified linear units improve restricted Boltzmann machines", 2010, "ICML 2010"),
    aliases=("rectifier", "ramp"),
)
