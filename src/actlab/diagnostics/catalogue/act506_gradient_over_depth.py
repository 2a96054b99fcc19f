"""ACT506: a gradient that vanishes or explodes on its way to the first layers."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding, NotApplicable
from actlab.i18n import Text, _

VANISHING, SMALL, EXPLODING = 1e-3, 1e-4, 70.0
"""Ratio of the first layer's gradient to the last one's, and its size, below or above which it is an issue."""


def check(evidence):
    if len(evidence.gradients) < 3:
        raise NotApplicable(_("fewer than three layers with weights, or no gradient"))
    (first, low), (last, high) = evidence.gradients[0], evidence.gradients[-1]
    ratio = low / high if high > 0 else float("inf")
    vanishing, exploding = ratio < VANISHING and low < SMALL, ratio > EXPLODING
    if vanishing or exploding:
        word = ("vanishes", "se desvanece") if vanishing else ("explodes", "explota")
        yield Finding(
            f"{first} ... {last}",
            Text(
                en=f"the gradient {word[0]}: {high:.2g} per weight in the last layer, {low:.2g} in the first",
                es=f"el gradiente {word[1]}: {high:.2g} por peso en la última capa, {low:.2g} en la primera",
            ),
            {"first": low, "last": high, "ratio": ratio},
        )


def _case(seed, act, gain, *, tiny=False):
    """Tiny weights before a normalisation get a huge gradient: the output does not depend on their scale."""
    model = cases.he(cases.mlp(seed, (16, *[32] * 10, 4), act), seed, gain=gain)
    if tiny:
        first, *others = model.children()
        model = nn.Sequential(cases.he(first, seed, gain=1e-3), nn.BatchNorm1d(32), *others)
    return Case(model, cases.inputs(seed), cases.classes(seed), nn.CrossEntropyLoss())


def sick(seed):
    return _case(seed, nn.Sigmoid, 1.0) if seed % 2 else _case(seed, nn.ReLU, 2**0.5, tiny=True)


def healthy(seed):
    return _case(seed, nn.Tanh, 5 / 3) if seed % 2 else _case(seed, nn.ReLU, 2**0.5)


ENTRY = Diagnostic(
    code="ACT506",
    severity="issue",
    title=Text(en="vanishing or exploding gradient", es="gradiente que se desvanece o explota"),
    detects=Text(
        en=f"the gradient per weight of the first layer is below {VANISHING:g} of the last one's and below "
        f"{SMALL:g}, or above {EXPLODING:g} times it",
        es=f"el gradiente por peso de la primera capa es menor que {VANISHING:g} del de la última y menor que "
        f"{SMALL:g}, o más de {EXPLODING:g} veces mayor",
    ),
    why=Text(
        en="The first layers then learn not at all, or by steps that throw the rest away.",
        es="Las primeras capas entonces no aprenden nada, o con pasos que echan a perder el resto.",
    ),
    remedy=Text(
        en="An init with the activation's gain, normalisation, residual connections, or another activation.",
        es="Una inicialización con la ganancia de la activación, normalización, conexiones residuales u otra "
        "activación.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("loss", "targets"),
    source="Zhang et al. 2021, AutoTrainer",
)
