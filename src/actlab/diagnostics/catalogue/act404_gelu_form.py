"""ACT404: another form of GELU than the model's configuration names."""

from types import SimpleNamespace
from typing import Any

from torch import nn

from actlab.activations import CATALOGUE
from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding, NotApplicable
from actlab.i18n import Text, _

_FORMS = ("gelu", "gelu_tanh", "quick_gelu")
_KEYS = ("hidden_act", "activation_function", "hidden_activation", "activation")


def check(evidence):
    config = getattr(evidence.model, "config", None)
    named = next((value for key in _KEYS if isinstance(value := getattr(config, key, None), str)), None)
    if named is None or f"transformers:{named}" not in CATALOGUE:
        raise NotApplicable(_("the model has no configuration that names its activation"))
    wanted = CATALOGUE[f"transformers:{named}"].name
    for site in evidence.sites:
        if wanted in _FORMS and site.meaning.entry in _FORMS and site.meaning.entry != wanted:
            yield Finding(
                site.label,
                Text(
                    en=f"computes {site.meaning.entry}; the configuration says {named}, which is {wanted}",
                    es=f"calcula {site.meaning.entry}; la configuración dice {named}, que es {wanted}",
                ),
                {"computes": site.meaning.entry, "configured": wanted},
            )


def _case(seed, act):
    model: Any = cases.mlp(seed, (16, 12, 4), act)
    model.config = SimpleNamespace(hidden_act="gelu_new")
    return Case(model, cases.inputs(seed))


class _TanhForm(nn.GELU):
    def __init__(self):
        super().__init__(approximate="tanh")


def sick(seed):
    return _case(seed, nn.GELU)


def healthy(seed):
    return _case(seed, _TanhForm)


ENTRY = Diagnostic(
    code="ACT404",
    severity="issue",
    title=Text(en="GELU in another form than the checkpoint's", es="GELU en otra forma que la del checkpoint"),
    detects=Text(
        en="the configuration names one form of GELU and a site computes another",
        es="la configuración nombra una forma de GELU y un lugar calcula otra",
    ),
    why=Text(
        en="The exact form and the tanh form differ by up to 0.0005, quick_gelu by up to 0.02. Weights trained with "
        "one and run with another give other outputs, which over many layers can be seen.",
        es="La forma exacta y la de tanh difieren hasta en 0,0005; quick_gelu, hasta en 0,02. Pesos entrenados con "
        "una y ejecutados con otra dan otras salidas, y en muchas capas se nota.",
    ),
    remedy=Text(
        en="Use the form of the checkpoint: actlab.swap(model, {...}) changes it in place.",
        es="Usa la forma del checkpoint: actlab.swap(model, {...}) la cambia en el propio modelo.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
)
