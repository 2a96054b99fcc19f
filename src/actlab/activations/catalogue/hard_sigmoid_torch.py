"""The hard sigmoid of PyTorch, JAX and Keras 3: x/6 + 1/2, cut to [0, 1]."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    return (x.clamp(-3, 3) + 3) / 6


ENTRY = Activation(
    title="Hard Sigmoid Torch",
    function=function,
    formula="Min(Max(x/6 + Rational(1, 2), 0), 1)",
    at_infinity=(0.0, 1.0),
    properties=(
        properties.Range("[0, 1]"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(0),
        properties.Kink(-3.0),
        properties.Kink(3.0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.0, 0.5), (3.0, 1.0), (-3.0, 0.0), (1.5, 0.75)),
    strengths=(
        Text(
            en="a sigmoid without an exponential: cheap, and easy to quantize",
            es="una sigmoide sin exponencial: barata y fácil de cuantizar",
        ),
    ),
    weaknesses=(
        Text(en="outside [-3, 3] the gradient is exactly 0", es="fuera de [-3, 3] el gradiente es exactamente 0"),
        Text(en="three functions bear the name hard sigmoid", es="hay tres funciones con el nombre hard sigmoid"),
    ),
    twins=(
        twin("torch.nn.Hardsigmoid"),
        twin("jax.nn.hard_sigmoid"),
        twin("keras.activations.hard_sigmoid"),
        twin("timm:hard_sigmoid"),
        twin("timm:hardsigmoid"),
    ),
    source=Source(
        "Howard et al.",
        "Searching for MobileNetV3",
        2019,
        "arXiv:1905.02244",
    ),
    aliases=("h-sigmoid",),
    shared_names=("hard sigmoid",),
)
