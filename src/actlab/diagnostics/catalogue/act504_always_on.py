"""ACT504: rectified units that are never switched off."""

import torch
from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.shares import counted
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

SHARE = 0.5
"""Share of a site's units from which on they are reported."""


def check(evidence):
    def always(seen):
        return (seen.passing == 1) & (seen.lowest > 0)

    for site, seen, number in counted(evidence, always, lambda slope: slope.nonzero == ((0.0, float("inf")),), SHARE):
        yield Finding(
            site.label,
            Text(
                en=f"{number} of {seen.units} units were positive for all of {seen.samples} samples",
                es=f"{number} de {seen.units} unidades fueron positivas con todas las {seen.samples} muestras",
            ),
            {"always_on": number, "units": seen.units, "samples": seen.samples},
        )


def sick(seed):
    model = cases.he(cases.mlp(seed, (16, 32, 32, 4), nn.ReLU), seed)
    with torch.no_grad():
        cases.linear(model, 0).bias.add_(50.0)
    return Case(model, cases.inputs(seed))


def healthy(seed):
    return Case(cases.he(cases.mlp(seed, (16, 32, 32, 4), nn.ReLU), seed), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT504",
    severity="tip",
    title=Text(en="rectified units that are always on", es="unidades rectificadas siempre encendidas"),
    detects=Text(
        en=f"the smallest input of {SHARE:.0%} or more of a rectifier's units is above 0",
        es=f"la menor entrada del {SHARE:.0%} o más de las unidades de un rectificador es mayor que 0",
    ),
    why=Text(
        en="Where a rectifier is never switched off it is the identity: the layer adds no non-linearity.",
        es="Donde un rectificador nunca se apaga es la identidad: la capa no añade no linealidad.",
    ),
    remedy=Text(
        en="Standardise the inputs, or look at the biases of the layer before.",
        es="Estandariza las entradas o mira los sesgos de la capa anterior.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
)
