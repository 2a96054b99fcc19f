"""ACT505: dormant units."""

import torch
from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.shares import elementwise
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

SHARE, TAU = 0.3, 0.025
"""Share of a site's units, and the size relative to the site's mean below which a unit is dormant."""


def check(evidence):
    for site, seen, _slope in elementwise(evidence):
        mean = float(seen.size.mean())
        number = int((seen.size <= TAU * mean).sum()) if mean > 0 else 0
        if number >= max(2, SHARE * seen.units):
            yield Finding(
                site.label,
                Text(
                    en=f"{number} of {seen.units} units are smaller than {TAU:g} of the site's mean size ({mean:.2g})",
                    es=f"{number} de {seen.units} unidades son menores que {TAU:g} del tamaño medio del lugar "
                    f"({mean:.2g})",
                ),
                {"dormant": number, "units": seen.units, "mean": mean},
            )


def sick(seed):
    model = cases.he(cases.mlp(seed, (16, 32, 32, 4), nn.ReLU), seed)
    with torch.no_grad():
        cases.linear(model, 2).weight[: 12 + seed % 8] *= 1e-3
    return Case(model, cases.inputs(seed))


def healthy(seed):
    return Case(cases.he(cases.mlp(seed, (16, 32, 32, 4), nn.ReLU), seed), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT505",
    severity="tip",
    title=Text(en="dormant units", es="unidades dormidas"),
    detects=Text(
        en=f"E|a| of {SHARE:.0%} or more of the units is at most {TAU:g} of the mean over the site",
        es=f"E|a| del {SHARE:.0%} o más de las unidades es como mucho {TAU:g} de la media del lugar",
    ),
    why=Text(
        en="Dormant units hardly take part. Their share grows when a network is trained on one task after another, "
        "and with it the network loses the ability to learn.",
        es="Las unidades dormidas apenas participan. Su proporción crece cuando una red se entrena en una tarea tras "
        "otra y, con ella, la red pierde capacidad de aprender.",
    ),
    remedy=Text(
        en="Re-initialise them, use a smaller learning rate, or a function that does not switch off.",
        es="Reinicialízalas, usa una tasa de aprendizaje menor o una función que no se apague.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    source="Sokar et al. 2023, arXiv:2302.12902",
)
