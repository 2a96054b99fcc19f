"""The tanh form of GELU: x sigmoid(2 sqrt(2/pi) (x + 0.044715 x³))."""

from actlab.activations import Activation, Source, Text, properties, twin

_FACTOR = 1.5957691216057308  # 2 sqrt(2/pi)


def function(x):
    from actlab.activations.numerics import self_gate, sigmoid

    near = x.clamp(-100, 100)
    return self_gate(x, sigmoid(_FACTOR * (near + 0.044715 * near**3)))


def first(x):
    from actlab.activations.numerics import sigmoid, sigmoid_first

    near = x.clamp(-100, 100)
    inner, slope = _FACTOR * (near + 0.044715 * near**3), _FACTOR * (1 + 3 * 0.044715 * near**2)
    return sigmoid(inner) + near * slope * sigmoid_first(inner)


def second(x):
    import torch

    from actlab.activations.numerics import sigmoid_first

    near = x.double().clamp(-100, 100)  # the bracket cancels where f'' changes its sign
    inner, slope = _FACTOR * (near + 0.044715 * near**3), _FACTOR * (1 + 3 * 0.044715 * near**2)
    bend = 6 * _FACTOR * 0.044715 * near
    return (sigmoid_first(inner) * (2 * slope + near * (bend - slope**2 * torch.tanh(inner / 2)))).to(x.dtype)


def kernel(x):
    import torch.nn.functional as F

    return F.gelu(x, approximate="tanh")


ENTRY = Activation(
    title="GELU Tanh",
    function=function,
    derivatives=(first, second),
    kernel=kernel,
    code='F.gelu(x, approximate="tanh")',
    formula="x/(1 + exp(-2*sqrt(2/pi)*(x + 0.044715*x**3)))",
    at_infinity=(0.0, "inf"),
    properties=(
        properties.Range("[-0.17004075057125405, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Smooth(),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((0.0, 0.0),),
    strengths=(
        Text(
            en="what GPT-2's weights were trained with; differs from GELU by at most 5e-4",
            es="con la que se entrenaron los pesos de GPT-2; difiere de GELU en 5e-4 como mucho",
        ),
    ),
    weaknesses=(
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
        Text(
            en="an approximation from when erf was slow: today the exact form costs about the same",
            es="una aproximación de cuando erf era lenta: hoy la forma exacta cuesta casi lo mismo",
        ),
    ),
    twins=(
        twin("torch.nn.GELU", "approximate='tanh'"),
        twin("jax.nn.gelu"),
        twin("keras.activations.gelu", "approximate=True"),
        twin("timm:gelu_tanh"),
        twin("transformers:gelu_new"),
        twin("transformers:gelu_fast"),
        twin("transformers:gelu_pytorch_tanh"),
        twin("transformers:gelu_accurate"),
        twin("transformers:gelu_python_tanh"),
    ),
    source=Source(
        "Hendrycks & Gimpel",
        "Gaussian error linear units (GELUs)",
        2016,
        "arXiv:1606.08415",
    ),
    aliases=("gelu_python_tanh", "gelu_new", "gelu_fast", "gelu_accurate", "gelu_pytorch_tanh"),
)
