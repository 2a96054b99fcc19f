"""ACT402: one activation module at several places."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text


def check(evidence):
    for site in evidence.sites:
        if site.module is None or site.calls < 2 or site.turn > 0:
            continue
        shared = sum(parameter.numel() for parameter in site.module.parameters())
        yield Finding(
            site.label.partition("#")[0],
            Text(
                en=f"one {type(site.module).__name__} is called {site.calls} times in a forward pass"
                + (f" and shares its {shared} parameters between the places" if shared else ""),
                es=f"una misma {type(site.module).__name__} se llama {site.calls} veces en una pasada"
                + (f" y comparte sus {shared} parámetros entre los lugares" if shared else ""),
            ),
            {"calls": site.calls, "parameters": shared},
        )


def sick(seed):
    return Case(cases.mlp(seed, (16, 12, 12, 4), nn.PReLU() if seed % 2 else nn.ReLU()), cases.inputs(seed))


def healthy(seed):
    return Case(cases.mlp(seed, (16, 12, 12, 4), nn.ReLU), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT402",
    severity="tip",
    title=Text(en="one activation module used in several places", es="un módulo de activación usado en varios lugares"),
    detects=Text(
        en="an activation module runs more than once in a forward pass",
        es="un módulo de activación se ejecuta más de una vez en una pasada",
    ),
    why=Text(
        en="Hooks, attribution methods and statistics cannot tell the places apart, and learnable parameters are "
        "shared.",
        es="Los hooks, los métodos de atribución y las estadísticas no distinguen los lugares, y los parámetros "
        "entrenables se comparten.",
    ),
    remedy=Text(en="Make one module per place.", es="Crea un módulo por lugar."),
    check=check,
    sick=sick,
    healthy=healthy,
)
