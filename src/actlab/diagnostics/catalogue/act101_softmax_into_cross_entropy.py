"""ACT101: probabilities, where the cross-entropy expects logits."""

import math

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.losses import into_loss
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

_SQUASHING = ("softmax", "log_softmax", "sigmoid", "softmin")


def check(evidence):
    for _loss, step in into_loss(evidence, "cross_entropy"):
        if step.call.meaning.entry in _SQUASHING:
            count = step.output.shape[-1 if step.output.dim() < 3 else 1]
            floor = math.log(math.e + count - 1) - 1
            name = step.call.meaning.entry
            yield Finding(
                step.call.path or "(output)",
                Text(
                    en=f"{name} before the cross-entropy, which applies log-softmax itself; with softmax and {count} "
                    f"classes the loss cannot fall below {floor:.3f}",
                    es=f"{name} antes de la entropía cruzada, que ya aplica log-softmax; con softmax y {count} "
                    f"clases la pérdida no puede bajar de {floor:.3f}",
                ),
                {"activation": name, "classes": count, "floor": floor},
            )


def sick(seed):
    model = cases.mlp(seed, (16, 12, 4), nn.ReLU, nn.Softmax(dim=1))
    return Case(model, cases.inputs(seed), cases.classes(seed), nn.CrossEntropyLoss())


def healthy(seed):
    return Case(cases.mlp(seed, (16, 12, 4), nn.ReLU), cases.inputs(seed), cases.classes(seed), nn.CrossEntropyLoss())


ENTRY = Diagnostic(
    code="ACT101",
    severity="issue",
    title=Text(
        en="softmax or sigmoid before a cross-entropy loss", es="softmax o sigmoide antes de la entropía cruzada"
    ),
    detects=Text(
        en="the input of cross_entropy was made by softmax, log-softmax or sigmoid",
        es="la entrada de cross_entropy sale de softmax, log-softmax o sigmoide",
    ),
    why=Text(
        en="The loss applies log-softmax to its input. Applied twice, the gradient is weak and the loss has a floor: "
        "0.313 for 2 classes, 1.461 for 10, 5.910 for 1,000. After log-softmax the value is right, and the work is "
        "done twice.",
        es="La pérdida aplica log-softmax a su entrada. Aplicada dos veces, el gradiente es débil y la pérdida tiene "
        "un suelo: 0,313 con 2 clases, 1,461 con 10, 5,910 con 1000. Tras log-softmax el valor es correcto, pero el "
        "trabajo se hace dos veces.",
    ),
    remedy=Text(
        en="Return the logits from the model; apply softmax only where probabilities are shown.",
        es="Devuelve los logits desde el modelo; aplica softmax solo donde se muestran probabilidades.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("loss", "targets"),
)
