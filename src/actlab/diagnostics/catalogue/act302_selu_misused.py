"""ACT302: SELU without what it relies on."""

import torch
from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.layers import fed_sites, weight_scale
from actlab.diagnostics.spec import Case, Diagnostic, Finding, NotApplicable
from actlab.i18n import Text, _

SCALE = (0.8, 1.25)
"""Scale of weights that counts as LeCun's init, whose scale is 1."""


def check(evidence):
    if not any(site.meaning.entry == "selu" for site in evidence.sites):
        raise NotApplicable(_("the model has no SELU"))
    for site, weight in fed_sites(evidence):
        scale = weight_scale(weight)
        if site.meaning.entry == "selu" and not SCALE[0] <= scale <= SCALE[1]:
            yield Finding(
                site.label,
                Text(
                    en=f"the weights before it have scale {scale:.2f}; LeCun's init has 1",
                    es=f"los pesos anteriores tienen escala {scale:.2f}; la inicialización de LeCun tiene 1",
                ),
                {"scale": scale},
            )
    for step in evidence.flow.of_kind("norm", "dropout"):
        if step.name in ("batch_norm", "dropout"):
            better = "nn.AlphaDropout" if step.name == "dropout" else _("no normalisation")
            yield Finding(
                step.path or "(model)",
                Text(en=f"{step.name} with SELU; use {better}", es=f"{step.name} con SELU; usa {better}"),
                {"layer": step.name},
            )
    x = evidence.inputs
    if isinstance(x, torch.Tensor) and x.is_floating_point():
        mean, sd = float(x.mean()), float(x.std())
        if abs(mean) > 0.5 or not 0.5 <= sd <= 2:
            yield Finding(
                _("input"),
                Text(
                    en=f"mean {mean:.2g} and standard deviation {sd:.2g}; SELU expects 0 and 1",
                    es=f"media {mean:.2g} y desviación típica {sd:.2g}; SELU espera 0 y 1",
                ),
                {"mean": mean, "sd": sd},
            )


def sick(seed):
    model = cases.mlp(seed, (16, 32, 32, 4), nn.SELU)
    if seed % 3 == 0:
        return Case(model, cases.inputs(seed))
    cases.lecun(model, seed)
    if seed % 3 == 1:
        return Case(
            nn.Sequential(model[0], nn.BatchNorm1d(32), *list(model.children())[1:]).train(), cases.inputs(seed)
        )
    return Case(model, 20 * cases.inputs(seed) + 7)


def healthy(seed):
    return Case(cases.lecun(cases.mlp(seed, (16, 32, 32, 4), nn.SELU), seed), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT302",
    severity="issue",
    title=Text(en="SELU without what it relies on", es="SELU sin aquello en lo que se apoya"),
    detects=Text(
        en=f"SELU after weights whose scale lies outside {SCALE[0]:g} to {SCALE[1]:g}, with BatchNorm or plain "
        "dropout, or on inputs that are not standardised",
        es=f"SELU tras pesos con escala fuera de {SCALE[0]:g} a {SCALE[1]:g}, con BatchNorm o dropout corriente, o con "
        "entradas sin estandarizar",
    ),
    why=Text(
        en="SELU keeps mean 0 and variance 1 from layer to layer only for standardised inputs, weights of variance "
        "1/fan in, and dropout that keeps both moments. Otherwise it is an ELU with an odd scale.",
        es="SELU conserva media 0 y varianza 1 de capa en capa solo con entradas estandarizadas, pesos de varianza "
        "1/fan in y un dropout que respete ambos momentos. Si no, es una ELU con una escala rara.",
    ),
    remedy=Text(
        en="LeCun's weights (variance 1/fan in), nn.AlphaDropout instead of nn.Dropout, no BatchNorm, and "
        "standardised inputs.",
        es="Pesos de LeCun, nn.AlphaDropout en lugar de nn.Dropout, sin BatchNorm y con entradas estandarizadas.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    source="Klambauer et al. 2017, arXiv:1706.02515",
)
