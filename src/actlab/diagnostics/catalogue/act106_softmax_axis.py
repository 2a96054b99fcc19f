"""ACT106: softmax along an axis that makes no sense."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding, NotApplicable
from actlab.i18n import Text, _

_SOFTMAXES = ("softmax", "log_softmax", "softmin")


def check(evidence):
    steps = [step for step in evidence.flow.activations if step.call.meaning.entry in _SOFTMAXES]
    if not steps:
        raise NotApplicable(_("the model has no softmax"))
    for step in steps:
        said = _wrong(step.call.meaning.dim, tuple(step.output.shape))
        if said is not None:
            yield Finding(step.call.path or "(model)", said, {"dim": step.call.meaning.dim})


def _wrong(dim, shape):
    if dim is None:
        return Text(en="no axis is named, and torch guesses one", es="no se nombra ningún eje y torch elige uno")
    axis = dim % len(shape)
    if shape[axis] == 1 and len(shape) == 2:
        return Text(en="over an axis of length 1: every output is 1", es="en un eje de longitud 1: toda salida es 1")
    if axis == 0 and len(shape) > 1 and shape[0] > 1:
        return Text(
            en="over the axis of the samples: each sample's output depends on the rest of the batch",
            es="en el eje de las muestras: la salida de cada una depende del resto del lote",
        )
    return None


def _case(seed, dim, outputs=4):
    model = cases.mlp(seed, (16, 12, outputs), nn.ReLU, nn.Softmax(dim=dim))
    return Case(model, cases.inputs(seed))


def sick(seed):
    return _case(seed, 0) if seed % 2 else _case(seed, 1, outputs=1)


def healthy(seed):
    return _case(seed, 1)


ENTRY = Diagnostic(
    code="ACT106",
    severity="issue",
    title=Text(en="softmax along the wrong axis", es="softmax en el eje equivocado"),
    detects=Text(
        en="softmax without an axis, over the samples, or over a single logit",
        es="softmax sin eje, en el eje de las muestras o sobre un solo logit",
    ),
    why=Text(
        en="Over the samples, probabilities of different samples sum to 1; over one logit the output is the constant "
        "1.",
        es="En el eje de las muestras, suman 1 probabilidades de muestras distintas; con un solo logit la salida es la "
        "constante 1.",
    ),
    remedy=Text(
        en="Name the axis of the classes, usually dim=1 or dim=-1; for one logit use sigmoid.",
        es="Nombra el eje de las clases, casi siempre dim=1 o dim=-1; con un solo logit usa la sigmoide.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
)
