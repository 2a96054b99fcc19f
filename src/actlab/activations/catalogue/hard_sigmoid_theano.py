"""The hard sigmoid of Theano, Keras 2 and ONNX: 0.2x + 1/2, cut to [0, 1]."""

from actlab.activations import Activation, Source, Text, properties


def function(x):
    return x.clamp(-2.5, 2.5) / 5 + 0.5


ENTRY = Activation(
    title="Hard Sigmoid Theano",
    function=function,
    formula="Min(Max(x/5 + Rational(1, 2), 0), 1)",
    at_infinity=(0.0, 1.0),
    properties=(
        properties.Range("[0, 1]"),
        properties.NonLinear(),
        properties.Monotone(),
        properties.Differentiable(0),
        properties.Kink(-2.5),
        properties.Kink(2.5),
        properties.Asymptote(slope=0, side="left"),
        properties.Asymptote(slope=0, side="right", intercept=1),
    ),
    known_values=((0.0, 0.5), (2.5, 1.0), (-2.5, 0.0), (1.25, 0.75)),
    strengths=(
        Text(
            en="a sigmoid without an exponential; the one inside old Keras LSTM weights",
            es="una sigmoide sin exponencial; la de los pesos de LSTM de Keras antiguos",
        ),
    ),
    weaknesses=(
        Text(
            en="outside [-2.5, 2.5] the gradient is exactly 0", es="fuera de [-2.5, 2.5] el gradiente es exactamente 0"
        ),
        Text(
            en="not the hard sigmoid of PyTorch: weights do not carry over unnoticed",
            es="no es la hard sigmoid de PyTorch: los pesos no se trasladan sin más",
        ),
    ),
    source=Source(
        "Theano Development Team",
        "Theano: A Python framework for fast computation of mathematical expressions",
        2016,
        "arXiv:1605.02688",
    ),
    shared_names=("hard sigmoid",),
)
