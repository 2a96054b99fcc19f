"""ACT503: units that always say the same."""

import torch
from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.shares import elementwise
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

SHARE, EPSILON = 0.1, 1e-3
"""Share of a site's units, and the standard deviation relative to the site's size below which a unit is constant."""


def check(evidence):
    for site, seen, _slope in elementwise(evidence):
        if seen.samples < 2:
            continue
        constant = (seen.sd <= EPSILON * seen.rms) & ~seen.dead
        number = int(constant.sum())
        if number >= max(2, SHARE * seen.units):
            yield Finding(
                site.label,
                Text(
                    en=f"{number} of {seen.units} units give the same output for all of {seen.samples} samples",
                    es=f"{number} de {seen.units} unidades dan la misma salida con todas las {seen.samples} muestras",
                ),
                {"constant": number, "units": seen.units, "samples": seen.samples},
            )


def sick(seed):
    model = cases.he(cases.mlp(seed, (16, 32, 32, 4), nn.Tanh), seed)
    with torch.no_grad():
        cases.linear(model, 2).weight[: 8 + seed % 8] = 0.0
        cases.linear(model, 2).bias[: 8 + seed % 8] = 0.5
    return Case(model, cases.inputs(seed))


def healthy(seed):
    return Case(cases.he(cases.mlp(seed, (16, 32, 32, 4), nn.Tanh), seed, gain=1.0), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT503",
    severity="issue",
    title=Text(en="constant units", es="unidades constantes"),
    detects=Text(
        en=f"the standard deviation of a unit's output is at most {EPSILON:g} of the site's root mean square, for "
        f"{SHARE:.0%} of the units; dead units are counted apart",
        es=f"la desviación típica de la salida es como mucho {EPSILON:g} de la media cuadrática del lugar, en el "
        f"{SHARE:.0%} de las unidades; las muertas se cuentan aparte",
    ),
    why=Text(
        en="A unit that does not depend on the input is a bias with many weights.",
        es="Una unidad que no depende de la entrada es un sesgo con muchos pesos.",
    ),
    remedy=Text(
        en="Look at the layer before: its weights have vanished, or its input is constant.",
        es="Mira la capa anterior: sus pesos se han anulado o su entrada es constante.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
)
