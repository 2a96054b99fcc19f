"""The sparse sigmoid: (x + 1)/2, cut to [0, 1]; sparsemax of two classes."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    return (x.clamp(-1, 1) + 1) / 2


ENTRY = Activation(
    title="Sparse Sigmoid",
    function=function,
    formula="Min(Max(x/2 + Rational(1, 2), 0), 1)",
    at_infinity=(0.0, 1.0),
    properties=(
        properties.Range("[0, 1]"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(0),
        properties.Kink(-1.0),
        properties.Kink(1.0),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.0, 0.5), (1.0, 1.0), (-1.0, 0.0), (0.5, 0.75)),
    strengths=(
        Text(en="gives probabilities that are exactly 0 or 1", es="da probabilidades que son exactamente 0 o 1"),
    ),
    weaknesses=(
        Text(en="outside [-1, 1] the gradient is exactly 0", es="fuera de [-1, 1] el gradiente es exactamente 0"),
    ),
    twins=(
        twin("jax.nn.sparse_sigmoid"),
        twin("keras.activations.sparse_sigmoid"),
    ),
    source=Source(
        "Blondel, Martins & Niculae",
        "Learning with Fenchel-Young losses",
        2019,
        "arXiv:1901.02324",
    ),
    shared_names=("hard sigmoid",),
)
