"""ACT401: an in-place activation on a tensor that the backward pass needs."""

import torch
from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text


def check(evidence):
    if "modified by an inplace operation" not in evidence.failure:
        return
    suspects = [site.label for site in evidence.sites if site.overwrites] or ["(model)"]
    for label in suspects:
        yield Finding(
            label,
            Text(
                en="overwrites its input, and autograd needs what was there",
                es="sobrescribe su entrada y autograd necesita lo que había",
            ),
            {},
        )


class _Overwriting(nn.Module):
    def __init__(self, inplace):
        super().__init__()
        self.a, self.b, self.act = nn.Linear(16, 12), nn.Linear(12, 1), nn.ReLU(inplace=inplace)

    def forward(self, x):
        gate = torch.sigmoid(self.a(x))
        return self.b(self.act(gate - 0) * 2) if not self.act.inplace else self.b(self.act(gate))


def _case(seed, inplace):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Case(_Overwriting(inplace), cases.inputs(seed), cases.numbers(seed), nn.MSELoss())


def sick(seed):
    return _case(seed, inplace=True)


def healthy(seed):
    return _case(seed, inplace=False)


ENTRY = Diagnostic(
    code="ACT401",
    severity="issue",
    title=Text(
        en="in-place activation breaks the backward pass", es="activación in situ que rompe la retropropagación"
    ),
    detects=Text(
        en="autograd refuses the gradient because a tensor was modified in place; the in-place activations are named",
        es="autograd rechaza el gradiente porque un tensor se modificó in situ; se nombran las activaciones in situ",
    ),
    why=Text(
        en="Sigmoid, tanh and others compute their gradient from their output. Overwriting it makes training fail, "
        "or, in code that hides the change from autograd, silently wrong.",
        es="Sigmoide, tanh y otras calculan su gradiente a partir de su salida. Sobrescribirla hace fallar el "
        "entrenamiento o, si el cambio se le oculta a autograd, lo vuelve incorrecto sin aviso.",
    ),
    remedy=Text(en="Use inplace=False there.", es="Usa ahí inplace=False."),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("loss", "targets"),
)
