"""ACT301: a signal that fades or explodes over the depth."""

import math

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.layers import DEEP
from actlab.diagnostics.spec import Case, Diagnostic, Finding, NotApplicable
from actlab.diagnostics.units import depth_slope
from actlab.i18n import Text, _

DECADES = 1.5
"""Change of the signal's size from the first site to the last, in powers of ten, from which on it is an issue."""


def check(evidence):
    sizes = [site.statistics.rms for site in evidence.sites if site.statistics is not None]
    if len(sizes) < DEEP:
        raise NotApplicable(_("fewer than {n} activations in a row").format(n=DEEP))
    slope = depth_slope(sizes)
    change = None if slope is None else slope * (len(sizes) - 1)
    broken = not all(math.isfinite(size) and size > 0 for size in sizes)
    if broken or change is None or abs(change) >= DECADES:
        first, last = sizes[0], sizes[-1]
        yield Finding(
            f"{evidence.sites[0].label} ... {evidence.sites[-1].label}",
            Text(
                en=f"the signal goes from {first:.2g} to {last:.2g} over {len(sizes)} activations",
                es=f"la señal va de {first:.2g} a {last:.2g} a lo largo de {len(sizes)} activaciones",
            ),
            {"first": first, "last": last, "slope": slope},
        )


def sick(seed):
    model = cases.he(cases.mlp(seed, (16, *[64] * 10, 4), nn.ReLU), seed, gain=0.7 if seed % 2 else 2.6)
    return Case(model, cases.inputs(seed))


def healthy(seed):
    return Case(cases.he(cases.mlp(seed, (16, *[64] * 10, 4), nn.ReLU), seed), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT301",
    severity="issue",
    title=Text(en="the signal fades or explodes over the depth", es="la señal se apaga o explota con la profundidad"),
    detects=Text(
        en=f"the root mean square of the activations changes by {DECADES:g} powers of ten or more over the depth "
        "(least squares on its logarithm), or is 0 or infinite",
        es=f"la media cuadrática de las activaciones cambia {DECADES:g} potencias de diez o más con la profundidad "
        "(mínimos cuadrados sobre su logaritmo), o es 0 o infinita",
    ),
    why=Text(
        en="At each layer the signal is multiplied by the scale of the weights and the gain of the activation. A "
        "factor below 1 leaves nothing for the last layers, one above 1 overflows; the gradient shares the fate.",
        es="En cada capa la señal se multiplica por la escala de los pesos y la ganancia de la activación. Un factor "
        "menor que 1 no deja nada a las últimas capas y uno mayor desborda; el gradiente corre la misma suerte.",
    ),
    remedy=Text(
        en="Initialise with the activation's gain, actlab.init_(module, activation), or add normalisation layers.",
        es="Inicializa con la ganancia de la activación, actlab.init_(module, activation), o añade capas de "
        "normalización.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    source="He et al. 2015, arXiv:1502.01852",
)
