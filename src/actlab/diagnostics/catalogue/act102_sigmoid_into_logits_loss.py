"""ACT102: probabilities, where the binary cross-entropy expects logits."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.losses import into_loss
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text


def check(evidence):
    for _loss, step in into_loss(evidence, "binary_cross_entropy_with_logits"):
        if step.call.meaning.entry in ("sigmoid", "softmax"):
            name = step.call.meaning.entry
            yield Finding(
                step.call.path or "(output)",
                Text(
                    en=f"{name} before BCEWithLogitsLoss, which applies sigmoid itself",
                    es=f"{name} antes de BCEWithLogitsLoss, que ya aplica la sigmoide",
                ),
                {"activation": name},
            )


def _case(seed, *last):
    model = cases.mlp(seed, (16, 12, 1), nn.Tanh, *last)
    targets = (cases.numbers(seed) > 0).float()
    return Case(model, cases.inputs(seed), targets, nn.BCEWithLogitsLoss())


def sick(seed):
    return _case(seed, nn.Sigmoid())


def healthy(seed):
    return _case(seed)


ENTRY = Diagnostic(
    code="ACT102",
    severity="issue",
    title=Text(en="sigmoid before a loss that takes logits", es="sigmoide antes de una pérdida que recibe logits"),
    detects=Text(
        en="the input of binary_cross_entropy_with_logits was made by sigmoid or softmax",
        es="la entrada de binary_cross_entropy_with_logits sale de la sigmoide o de softmax",
    ),
    why=Text(
        en="Sigmoid of a sigmoid lies between 0.5 and 0.731: the model can never be sure of a negative, and the "
        "gradient is at most a quarter of what it should be.",
        es="La sigmoide de una sigmoide está entre 0,5 y 0,731: el modelo nunca puede estar seguro de un negativo y el "
        "gradiente es, como mucho, un cuarto del debido.",
    ),
    remedy=Text(
        en="Remove the sigmoid from the model. BCELoss with sigmoid is the same thing with more rounding.",
        es="Quita la sigmoide del modelo. BCELoss con sigmoide es lo mismo con más redondeo.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("loss", "targets"),
)
