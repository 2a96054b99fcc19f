"""ACT303: an init made for another activation."""

from statistics import median

from torch import nn

import actlab
from actlab.diagnostics import cases
from actlab.diagnostics.layers import DEEP, fed_sites, normalised, weight_scale
from actlab.diagnostics.spec import Case, Diagnostic, Finding, NotApplicable
from actlab.errors import UsageError
from actlab.i18n import Text, _

FACTOR = 1.2
"""Ratio of the weights' scale to the activation's gain from which on the two do not belong together."""


def check(evidence):
    if normalised(evidence):
        raise NotApplicable(_("normalisation layers undo the scale of the weights"))
    ratios = [ratio for site, weight in fed_sites(evidence) if (ratio := _ratio(site, weight)) is not None]
    if len(ratios) < DEEP:
        raise NotApplicable(_("fewer than {n} activations in a row").format(n=DEEP))
    middle = median(ratios)
    if not 1 / FACTOR <= middle <= FACTOR:
        name = evidence.sites[0].meaning.label
        total = middle ** len(ratios)
        yield Finding(
            f"{evidence.sites[0].label} ... {evidence.sites[-1].label}",
            Text(
                en=f"the weights' scale is {middle:.2f} times the gain of {name}: a factor of {total:.2g} over "
                f"{len(ratios)} layers",
                es=f"la escala de los pesos es {middle:.2f} veces la ganancia de {name}: un factor de {total:.2g} en "
                f"{len(ratios)} capas",
            ),
            {"ratio": middle, "layers": len(ratios)},
        )


def _ratio(site, weight):
    try:
        return weight_scale(weight) / actlab.gain(site.meaning.entry, **dict(site.meaning.values))
    except UsageError:  # a function without a gain
        return None


def sick(seed):
    act, gain = ((nn.ReLU, 1.0), (nn.Tanh, 1.0), (nn.GELU, 1.0))[seed % 3]
    return Case(cases.he(cases.mlp(seed, (16, *[64] * 8, 4), act), seed, gain=gain), cases.inputs(seed))


def healthy(seed):
    act, name = ((nn.ReLU, "relu"), (nn.Tanh, "tanh"), (nn.GELU, "gelu"))[seed % 3]
    model = cases.he(cases.mlp(seed, (16, *[64] * 8, 4), act), seed, gain=actlab.gain(name))
    return Case(model, cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT303",
    severity="tip",
    title=Text(en="init made for another activation", es="inicialización hecha para otra activación"),
    detects=Text(
        en=f"in {DEEP} or more layers without normalisation, the median of sd(w) sqrt(fan in) over the activation's "
        f"gain lies outside 1/{FACTOR:g} to {FACTOR:g}",
        es=f"en {DEEP} o más capas sin normalización, la mediana de sd(w) sqrt(fan in) entre la ganancia de la "
        f"activación queda fuera de 1/{FACTOR:g} a {FACTOR:g}",
    ),
    why=Text(
        en="The gain is what keeps the signal's size from layer to layer. torch's default for Linear has the scale "
        "0.58, ReLU needs 1.41; the ratio is multiplied at each layer.",
        es="La ganancia es lo que conserva el tamaño de la señal de capa en capa. Linear tiene por defecto en torch la "
        "escala 0,58 y ReLU necesita 1,41; el cociente se multiplica en cada capa.",
    ),
    remedy=Text(
        en="For a model that is still to be trained: actlab.init_(module, activation).",
        es="Para un modelo aún sin entrenar: actlab.init_(module, activation).",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    source="He et al. 2015, arXiv:1502.01852",
)
