"""ACT501: dead units."""

import torch
from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.shares import counted
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

SHARE = 0.02
"""Share of a site's units from which on they are reported; at least two."""


def check(evidence):
    for site, seen, dead in counted(evidence, lambda s: s.dead, lambda slope: slope.can_die, SHARE):
        yield Finding(
            site.label,
            Text(
                en=f"{dead} of {seen.units} units passed no gradient for any of {seen.samples} samples (at 95 % each "
                f"does so for fewer than {seen.bound:.2g} of the samples)",
                es=f"{dead} de {seen.units} unidades no dejaron pasar gradiente con ninguna de {seen.samples} "
                f"muestras (al 95 %, cada una lo hace en menos de {seen.bound:.2g} de las muestras)",
            ),
            {"dead": dead, "units": seen.units, "samples": seen.samples, "bound": seen.bound},
        )


def sick(seed):
    model = cases.he(cases.mlp(seed, (16, 32, 32, 4), nn.ReLU), seed)
    with torch.no_grad():
        cases.linear(model, 2).bias[: 2 + seed % 8] = -100.0
    return Case(model, cases.inputs(seed))


def healthy(seed):
    return Case(cases.he(cases.mlp(seed, (16, 32, 32, 4), nn.ReLU), seed), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT501",
    severity="issue",
    title=Text(en="dead units", es="unidades muertas"),
    detects=Text(
        en=f"the slope is 0 at every input that was seen, for at least two units and {SHARE:.0%} of a site",
        es=f"la pendiente es 0 en todas las entradas vistas, en al menos dos unidades y el {SHARE:.0%} de un lugar",
    ),
    why=Text(
        en="A dead unit costs memory and time and does nothing, and no gradient reaches its weights. Few samples "
        "overstate the number: what never happened in n samples may still happen in up to 3/n of them.",
        es="Una unidad muerta cuesta memoria y tiempo, no hace nada y a sus pesos no llega gradiente. Con pocas "
        "muestras se exagera: lo que no pasó en n muestras aún puede pasar en hasta 3/n de ellas.",
    ),
    remedy=Text(
        en="Look at more samples first. Then: a smaller learning rate, He's init, normalisation, or Leaky ReLU or "
        "GELU.",
        es="Mira primero más muestras. Después: menor tasa de aprendizaje, inicialización de He, normalización, o "
        "Leaky ReLU o GELU.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
)
