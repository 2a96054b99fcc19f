"""ACT507: a layer whose units repeat one another."""

import math

import torch
from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding, NotApplicable
from actlab.i18n import Text, _

SHARE, UNITS, ROWS = 0.1, 8, 512
"""Effective rank relative to the units, the fewest units that are looked at, and the most samples."""


def check(evidence):
    looked = False
    for step in evidence.flow.activations:
        a = step.output
        site = evidence.site(step)
        if site is None or a.dim() != 2 or a.shape[1] < UNITS or a.shape[0] < 2 * UNITS:
            continue
        looked = True
        units = min(a.shape)
        rank = effective_rank(a.detach()[:ROWS])
        if rank < SHARE * min(units, ROWS):
            yield Finding(
                site.label,
                Text(
                    en=f"{a.shape[1]} units have an effective rank of {rank:.1f}",
                    es=f"{a.shape[1]} unidades tienen un rango efectivo de {rank:.1f}",
                ),
                {"rank": rank, "units": a.shape[1]},
            )
    if not looked:
        raise NotApplicable(_("no layer of features with enough units and samples"))


def effective_rank(a):
    """Return exp of the entropy of the normalised singular values of the centred activations."""
    values = torch.linalg.svdvals((a - a.mean(0)).double())
    total = float(values.sum())
    if total == 0:
        return 0.0
    shares = values / total
    return math.exp(-float(torch.special.xlogy(shares, shares).sum()))


def sick(seed):
    model = cases.he(cases.mlp(seed, (16, 64, 4), nn.ReLU), seed)
    with torch.no_grad():
        cases.linear(model, 0).weight[:] = cases.linear(model, 0).weight[:1] * torch.linspace(0.5, 1.5, 64)[:, None]
    return Case(model, cases.inputs(seed))


def healthy(seed):
    return Case(cases.he(cases.mlp(seed, (16, 64, 4), nn.ReLU), seed), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT507",
    severity="tip",
    title=Text(en="low effective rank", es="rango efectivo bajo"),
    detects=Text(
        en=f"exp of the entropy of the normalised singular values is below {SHARE:.0%} of the units",
        es=f"la exponencial de la entropía de los valores singulares normalizados es menor que el {SHARE:.0%} de las "
        "unidades",
    ),
    why=Text(
        en="The units say the same thing in many copies: the layer's width is not used.",
        es="Las unidades dicen lo mismo en muchas copias: la anchura de la capa no se usa.",
    ),
    remedy=Text(
        en="Look at the init and the learning rate; a narrower layer would do the same.",
        es="Mira la inicialización y la tasa de aprendizaje; una capa más estrecha haría lo mismo.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    source="Roy & Vetterli 2007",
)
