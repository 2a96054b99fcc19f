"""Identity: the network without non-linearity, against which an activation shows what it is for."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    return x


ENTRY = Activation(
    title="Identity",
    function=function,
    formula="x",
    at_infinity=("-inf", "inf"),
    properties=(
        properties.Range("(-inf, inf)"),
        properties.Linear(),
        properties.Odd(),
        properties.ZeroCentred(),
        properties.Monotone(strictly=True),
        properties.Smooth(),
        properties.PositivelyHomogeneous(),
        properties.Asymptote(slope=1, side="left"),
        properties.Asymptote(slope=1, side="right"),
    ),
    known_values=((-2.0, -2.0), (0.0, 0.0), (3.0, 3.0)),
    strengths=(
        Text(
            en="the right output of a regression, and the control in a comparison",
            es="la salida adecuada de una regresión y el control en una comparación",
        ),
    ),
    weaknesses=(
        Text(
            en="as a hidden activation it adds nothing: linear layers in a row are one linear layer",
            es="como activación oculta no aporta nada: varias capas lineales seguidas son una sola capa lineal",
        ),
    ),
    twins=(
        twin("torch.nn.Identity"),
        twin("jax.nn.identity"),
        twin("keras.activations.linear"),
        twin("transformers:linear"),
        twin("timm:identity"),
    ),
    source=Source("Goodfellow, Bengio & Courville", "Deep Learning, chapter 6", 2016, "ISBN 978-0262035613"),
    aliases=("linear", "none", "pass-through"),
)
