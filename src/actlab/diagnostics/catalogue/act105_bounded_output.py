"""ACT105: an output that cannot reach its targets."""

import torch
from torch import nn

from actlab.activations import CATALOGUE, RealInterval
from actlab.diagnostics import cases
from actlab.diagnostics.catalogue.act104_rectifier_on_regression import REGRESSION
from actlab.diagnostics.losses import into_loss
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

SHARE = 0.01
"""Share of targets outside the range from which on it is an issue; below, they may be outliers."""


def check(evidence):
    for _loss, step in into_loss(evidence, *REGRESSION):
        entry = CATALOGUE[step.call.meaning.entry]
        if entry.range is None or step.call.meaning.values or not isinstance(evidence.targets, torch.Tensor):
            continue
        reach = RealInterval.parse(entry.range)
        outside = float(((evidence.targets < reach.lower) | (evidence.targets > reach.upper)).float().mean())
        if outside >= SHARE:
            yield Finding(
                step.call.path or "(output)",
                Text(
                    en=f"{entry.name} reaches {entry.range}, and {outside:.0%} of the targets lie outside",
                    es=f"{entry.name} alcanza {entry.range} y el {outside:.0%} de los objetivos queda fuera",
                ),
                {"activation": entry.name, "range": entry.range, "outside": outside},
            )


def _case(seed, scale):
    model = cases.mlp(seed, (16, 12, 1), nn.ReLU, nn.Tanh())
    return Case(model, cases.inputs(seed), cases.numbers(seed).tanh() * scale, nn.MSELoss())


def sick(seed):
    return _case(seed, 3.0)


def healthy(seed):
    return _case(seed, 0.9)


ENTRY = Diagnostic(
    code="ACT105",
    severity="issue",
    title=Text(en="bounded output, targets beyond it", es="salida acotada y objetivos más allá"),
    detects=Text(
        en=f"at least {SHARE:.0%} of the targets of a regression lie outside the range of the output's activation",
        es=f"al menos el {SHARE:.0%} de los objetivos de una regresión queda fuera del rango de la activación de "
        "salida",
    ),
    why=Text(
        en="Those targets cannot be reached: the error has a floor, and the units saturate on the way there.",
        es="Esos objetivos no se pueden alcanzar: el error tiene un suelo y las unidades se saturan en el camino.",
    ),
    remedy=Text(
        en="Remove the activation from the output, or scale the targets into its range.",
        es="Quita la activación de la salida o escala los objetivos a su rango.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("loss", "targets"),
)
