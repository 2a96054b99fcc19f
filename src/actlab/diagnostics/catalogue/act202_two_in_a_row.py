"""ACT202: an activation of an activation."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.evidence import LOSS
from actlab.diagnostics.flow import ActivationStep
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text


def check(evidence):
    for step in evidence.flow.activations:
        source = step.source()
        if step.call.path == LOSS or not isinstance(source, ActivationStep) or len(source.users) != 1:
            continue
        yield Finding(
            step.call.path or "(model)",
            Text(
                en=f"{step.call.meaning.label} takes the output of {source.call.meaning.label}",
                es=f"{step.call.meaning.label} recibe la salida de {source.call.meaning.label}",
            ),
            {"first": source.call.meaning.label, "second": step.call.meaning.label},
        )


def sick(seed):
    return Case(cases.mlp(seed, (16, 12, 4), nn.ReLU, nn.ReLU(), nn.Sigmoid()), cases.inputs(seed))


def healthy(seed):
    return Case(cases.mlp(seed, (16, 12, 12, 4), nn.ReLU, nn.Sigmoid()), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT202",
    severity="tip",
    title=Text(en="two activations in a row", es="dos activaciones seguidas"),
    detects=Text(
        en="an activation takes the output of another, with only dropout or changes of shape between",
        es="una activación recibe la salida de otra, con solo dropout o cambios de forma en medio",
    ),
    why=Text(
        en="The second adds at best nothing (ReLU of ReLU) and often takes half of its range away: sigmoid after ReLU "
        "never falls below 0.5.",
        es="La segunda, en el mejor caso, no añade nada (ReLU de ReLU) y a menudo quita media parte de su rango: la "
        "sigmoide tras ReLU nunca baja de 0,5.",
    ),
    remedy=Text(en="Keep one of them.", es="Quédate con una de ellas."),
    check=check,
    sick=sick,
    healthy=healthy,
)
