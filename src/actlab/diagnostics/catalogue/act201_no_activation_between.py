"""ACT201: two linear layers with nothing between them."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text


def check(evidence):
    for step in evidence.flow.of_kind("linear"):
        source = step.source()
        if source is not None and source.kind == "linear" and len(source.users) == 1:
            yield Finding(
                step.path or "(model)",
                Text(
                    en=f"takes the output of {source.path or '(model)'} with no activation between",
                    es=f"recibe la salida de {source.path or '(model)'} sin activación en medio",
                ),
                {"before": source.path},
            )


def sick(seed):
    model = cases.mlp(seed, (16, 12, 4), nn.ReLU)
    return Case(nn.Sequential(model, nn.Linear(4, 8), nn.Dropout(0.1), nn.Linear(8, 4)), cases.inputs(seed))


def healthy(seed):
    return Case(cases.mlp(seed, (16, 12, 8, 4), nn.ReLU), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT201",
    severity="tip",
    title=Text(en="no activation between two linear layers", es="ninguna activación entre dos capas lineales"),
    detects=Text(
        en="a linear layer takes the output of another, with only dropout or changes of shape between",
        es="una capa lineal recibe la salida de otra, con solo dropout o cambios de forma en medio",
    ),
    why=Text(
        en="Two linear maps in a row are one linear map: the second adds no power, unless the narrow middle is meant.",
        es="Dos aplicaciones lineales seguidas son una sola: la segunda no añade nada, salvo que el cuello estrecho "
        "sea a propósito.",
    ),
    remedy=Text(en="Put an activation between, or merge the two.", es="Pon una activación en medio o únelas en una."),
    check=check,
    sick=sick,
    healthy=healthy,
)
