"""ACT107: the logarithm of a sigmoid or a softmax, in two steps."""

import torch
from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.flow import ActivationStep
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

_BETTER = {"sigmoid": "F.logsigmoid", "softmax": "F.log_softmax"}


def check(evidence):
    for step in evidence.flow.of_kind("log"):
        source = step.source()
        if isinstance(source, ActivationStep) and source.call.meaning.entry in _BETTER:
            name = source.call.meaning.entry
            yield Finding(
                step.path or "(model)",
                Text(
                    en=f"log of {name}: -inf where {name} rounds to 0; {_BETTER[name]} is exact",
                    es=f"log de {name}: -inf donde {name} se redondea a 0; {_BETTER[name]} es exacta",
                ),
                {"activation": name, "instead": _BETTER[name]},
            )


class _TwoSteps(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return torch.log(torch.softmax(self.body(x), dim=1))


def sick(seed):
    return Case(_TwoSteps(cases.mlp(seed, (16, 12, 4), nn.ReLU)), cases.inputs(seed))


def healthy(seed):
    return Case(cases.mlp(seed, (16, 12, 4), nn.ReLU, nn.LogSoftmax(dim=1)), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT107",
    severity="issue",
    title=Text(en="logarithm of a sigmoid or softmax", es="logaritmo de una sigmoide o de softmax"),
    detects=Text(
        en="torch.log takes what sigmoid or softmax returned", es="torch.log recibe lo que devolvió sigmoide o softmax"
    ),
    why=Text(
        en="Below about -104 a float32 sigmoid is 0 and its logarithm -inf, so the loss and all gradients are lost.",
        es="Por debajo de unos -104 la sigmoide en float32 es 0 y su logaritmo -inf: se pierden la pérdida y todos los "
        "gradientes.",
    ),
    remedy=Text(
        en="Use F.logsigmoid or F.log_softmax, which never form the small number.",
        es="Usa F.logsigmoid o F.log_softmax, que nunca forman el número pequeño.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
)
