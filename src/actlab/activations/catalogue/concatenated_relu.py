"""Concatenated ReLU: ReLU(x) and ReLU(-x) side by side, twice the width."""

from actlab.activations import Activation, Source, Text, properties


def function(x, *, dim):
    import torch

    return torch.relu(torch.cat((x, -x), dim))


def reference(x):
    return [max(value, 0) for value in x] + [max(-value, 0) for value in x]


ENTRY = Activation(
    title="Concatenated ReLU",
    function=function,
    reference=reference,
    kind="vector",
    width=(2, 1),
    properties=(
        properties.Range("[0, inf)"),
        properties.NonLinear(),
    ),
    strengths=(
        Text(
            en="nothing is lost: the negative part lives on in the second half",
            es="no se pierde nada: la parte negativa sigue en la segunda mitad",
        ),
    ),
    weaknesses=(
        Text(
            en="the next layer gets twice the inputs, and so twice the weights",
            es="la capa siguiente recibe el doble de entradas y necesita el doble de pesos",
        ),
    ),
    source=Source(
        "Shang, Sohn, Almeida & Lee",
        "Understanding and improving convolutional neural networks via concatenated rectified linear units",
        2016,
        "arXiv:1603.05201",
    ),
    shared_names=("CReLU",),
)
