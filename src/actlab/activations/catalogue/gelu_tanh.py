"""The tanh form of GELU: x sigmoid(2 sqrt(2/pi) (x + 0.044715 x³))."""

from actlab.activations import Activation, Source, Text, properties, twin

_FACTOR = 1.5957691216057308  # 2 sqrt(2/pi)
_FACTOR_LOST = -9.96930880911092e-17  # by rounding it
_SQUARE, _SQUARE_LOST = 2.5464790894703255, -1.5742941340145989e-16
_CUBIC = 0.044715 * _FACTOR


def function(x):
    from actlab.activations.numerics import gated_by_sigmoid

    return gated_by_sigmoid(x, _inner(x.clamp(-100, 100)))


def first(x):
    import torch

    from actlab.activations.numerics import decay, negative

    near = negative(x.clamp(-100, 100))
    inner = _inner(near)
    power = torch.exp(inner)
    left = decay((1 + near * _slope(near) / (1 + power)) / (1 + power), inner)
    return torch.where(x < 0, left, 1 - left)


def second(x):
    import torch

    from actlab.activations.numerics import decay, product

    near = x.double().clamp(-100, 100)  # the bracket cancels where f'' changes its sign
    size = -near.abs()  # f'' is even
    square = size * size
    inner, lost = _sum_of(_FACTOR, _CUBIC * square)
    inner, rest = product(size, inner)
    rest = rest + size * (lost + _FACTOR_LOST)  # of the size of a rounding: e^rest is 1 + rest
    power = torch.exp(inner)
    # 2 u' + x (u'' + u'²) for the inner function u, whose last two steps keep what they round away
    factor, lost = _sum_of(_SQUARE, size * (12 * _CUBIC + size * (6 * _FACTOR * _CUBIC + 9 * _CUBIC**2 * square)))
    factor, more = product(size, factor)
    factor, most = _sum_of(2 * _FACTOR, factor)
    lost = most + more + size * (lost + _SQUARE_LOST) + 2 * _FACTOR_LOST
    factor = factor + (lost - 2 * size * _slope(size) ** 2 * power / (1 + power))
    return decay(factor * (1 + rest) / (1 + power) ** 2, inner).to(x.dtype)


def _sum_of(x, y):
    """Return x + y and what its rounding lost."""
    total = y + x
    kept = total - x
    return total, (x - (total - kept)) + (y - kept)


def _inner(x):
    return x * (_FACTOR + _CUBIC * (x * x))


def _slope(x):
    return _FACTOR + 3 * _CUBIC * (x * x)


ENTRY = Activation(
    title="GELU Tanh",
    function=function,
    derivatives=(first, second),
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
