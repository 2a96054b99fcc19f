"""GELU, the Gaussian error linear unit: x times the normal distribution function of x."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    from actlab.activations.numerics import gelu

    return gelu(x)


def first(x):
    from actlab.activations.numerics import gelu_first

    return gelu_first(x)


def second(x):
    from actlab.activations.numerics import gelu_second

    return gelu_second(x)


def kernel(x):
    import torch.nn.functional as F

    return F.gelu(x)


def spelled(*, approximate="none"):
    from actlab.activations import CATALOGUE

    return {"none": ENTRY, "tanh": CATALOGUE["gelu_tanh"]}.get(approximate)


ENTRY = Activation(
    title="GELU",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    spelled=spelled,
    code="F.gelu(x)",
    formula="x*erfc(-x/sqrt(2))/2",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.16997120747990366, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="smooth, and close to ReLU far from 0; the default of BERT, GPT-2 and vision transformers",
            es="suave y parecida a ReLU lejos de 0; la habitual en BERT, GPT-2 y los transformers de visión",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(
            en="two functions bear the name: the default is this one in PyTorch, the tanh form in JAX",
            es="dos funciones comparten el nombre: la de por defecto es esta en PyTorch y la forma con tanh en JAX",
        ),
    ),
    twins=(
        twin("torch.nn.GELU"),
        twin("jax.nn.gelu", "approximate=False"),
        twin("keras.activations.gelu"),
        twin("timm:gelu"),
        twin("transformers:gelu"),
        twin("transformers:gelu_python"),
    ),
    source=Source(
        "Hendrycks & Gimpel",
        "Gaussian error linear units (GELUs)",
        2016,
        "arXiv:1606.08415",
    ),
    aliases=("gelu exact", "gelu_erf", "gelu_python"),
)
