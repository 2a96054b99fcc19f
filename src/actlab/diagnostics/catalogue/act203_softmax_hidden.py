"""ACT203: softmax in a hidden layer."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding, NotApplicable
from actlab.i18n import Text, _


def check(evidence):
    steps = [step for step in evidence.flow.activations if step.call.meaning.entry in ("softmax", "softmin")]
    if not steps:
        raise NotApplicable(_("the model has no softmax"))
    for step in steps:
        if any(_reaches_layer(user) for user in step.users):
            yield Finding(
                step.call.path or "(model)",
                Text(
                    en=f"{step.call.meaning.entry} of {step.output.shape[-1]} units goes into another layer",
                    es=f"{step.call.meaning.entry} de {step.output.shape[-1]} unidades entra en otra capa",
                ),
                {"units": step.output.shape[-1]},
            )


def _reaches_layer(step):
    """Return whether a layer with weights takes the output; a product, as in attention, is what softmax is for."""
    if step.kind in ("linear", "convolution"):
        return True
    return step.kind in ("shape", "dropout") and any(_reaches_layer(user) for user in step.users)


def sick(seed):
    first = cases.mlp(seed, (16, 12), nn.ReLU, nn.Softmax(dim=1))
    return Case(nn.Sequential(first, nn.Linear(12, 4)), cases.inputs(seed))


class _Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.out = (nn.Linear(16, 16) for _each in range(4))

    def forward(self, x):
        weights = (self.q(x) @ self.k(x).transpose(-1, -2) / 4).softmax(-1)
        return self.out(weights @ self.v(x))


def healthy(seed):
    return Case(_Attention(), cases.inputs(seed).reshape(32, 8, 16))


ENTRY = Diagnostic(
    code="ACT203",
    severity="issue",
    title=Text(en="softmax in a hidden layer", es="softmax en una capa oculta"),
    detects=Text(
        en="a linear layer or a convolution takes what softmax returned; products, as in attention, do not count",
        es="una capa lineal o una convolución recibe lo que devolvió softmax; los productos, como en la atención, no "
        "cuentan",
    ),
    why=Text(
        en="Softmax makes the units of a layer compete: their sum is 1, so the signal shrinks with the width, and one "
        "large unit silences the others.",
        es="Softmax hace competir a las unidades de una capa: suman 1, así que la señal se encoge con la anchura y una "
        "unidad grande calla a las demás.",
    ),
    remedy=Text(
        en="Use an elementwise function between layers, such as ReLU or tanh.",
        es="Usa entre capas una función elemento a elemento, como ReLU o tanh.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
)
