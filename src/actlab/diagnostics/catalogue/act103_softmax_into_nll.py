"""ACT103: probabilities, where the negative log-likelihood expects their logarithms."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.losses import into_loss
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text


def check(evidence):
    for _loss, step in into_loss(evidence, "nll_loss"):
        if step.call.meaning.entry != "log_softmax":
            name = step.call.meaning.entry
            yield Finding(
                step.call.path or "(output)",
                Text(
                    en=f"{name} before NLLLoss, which expects logarithms of probabilities",
                    es=f"{name} antes de NLLLoss, que espera logaritmos de probabilidades",
                ),
                {"activation": name},
            )


def _case(seed, last):
    model = cases.mlp(seed, (16, 12, 4), nn.ReLU, last)
    return Case(model, cases.inputs(seed), cases.classes(seed), nn.NLLLoss())


def sick(seed):
    return _case(seed, nn.Softmax(dim=1))


def healthy(seed):
    return _case(seed, nn.LogSoftmax(dim=1))


ENTRY = Diagnostic(
    code="ACT103",
    severity="issue",
    title=Text(en="probabilities into NLLLoss", es="probabilidades en NLLLoss"),
    detects=Text(
        en="the input of nll_loss was made by an activation other than log-softmax",
        es="la entrada de nll_loss sale de una activación distinta de log-softmax",
    ),
    why=Text(
        en="NLLLoss returns minus the entry of the right class. Of probabilities that is a number between -1 and 0, "
        "whose gradient vanishes where the model is most wrong.",
        es="NLLLoss devuelve menos la entrada de la clase correcta. Con probabilidades es un número entre -1 y 0, cuyo "
        "gradiente se desvanece donde el modelo más se equivoca.",
    ),
    remedy=Text(
        en="Use log_softmax before NLLLoss, or return logits and use CrossEntropyLoss.",
        es="Usa log_softmax antes de NLLLoss, o devuelve logits y usa CrossEntropyLoss.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("loss", "targets"),
)
