"""ACT104: a rectifier on the output of a regression."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.losses import into_loss
from actlab.diagnostics.slopes import regions
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

REGRESSION = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")


def check(evidence):
    for _loss, step in into_loss(evidence, *REGRESSION):
        slope = regions(step.call.meaning)
        if slope is not None and slope.nonzero[0][0] == 0.0:
            silent = float((step.output <= 0).float().mean())
            name = step.call.meaning.entry
            yield Finding(
                step.call.path or "(output)",
                Text(
                    en=f"{name} on the output: {silent:.0%} of the predictions of this batch are 0 and pass no "
                    "gradient",
                    es=f"{name} en la salida: el {silent:.0%} de las predicciones de este lote es 0 y no pasa "
                    "gradiente",
                ),
                {"activation": name, "silent": silent},
            )


def _case(seed, *last):
    model = cases.mlp(seed, (16, 12, 1), nn.ReLU, *last)
    return Case(model, cases.inputs(seed), cases.numbers(seed).abs(), nn.MSELoss())


def sick(seed):
    return _case(seed, nn.ReLU())


def healthy(seed):
    return _case(seed)


ENTRY = Diagnostic(
    code="ACT104",
    severity="issue",
    title=Text(en="rectifier on the output of a regression", es="rectificador en la salida de una regresión"),
    detects=Text(
        en="the input of a regression loss was made by a function whose slope is 0 below 0",
        es="la entrada de una pérdida de regresión sale de una función con pendiente 0 por debajo de 0",
    ),
    why=Text(
        en="Where the output's unit is negative the model predicts 0 and learns nothing. If it starts, or drifts, "
        "below 0 for all samples, the whole model has no gradient: the loss is stuck in some of the runs.",
        es="Donde la unidad de salida es negativa, el modelo predice 0 y no aprende nada. Si empieza, o acaba, por "
        "debajo de 0 en todas las muestras, el modelo entero se queda sin gradiente: la pérdida se atasca en algunas "
        "ejecuciones.",
    ),
    remedy=Text(
        en="Use no activation on the output; for positive targets, softplus or the exponential.",
        es="No pongas activación en la salida; con objetivos positivos, usa softplus o la exponencial.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("loss", "targets"),
)
