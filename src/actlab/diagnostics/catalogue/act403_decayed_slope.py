"""ACT403: weight decay on an activation's parameters."""

import torch
from torch import nn

from actlab.activations.module import ActivationModule
from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding, NotApplicable
from actlab.i18n import Text, _


def check(evidence):
    learned = {
        id(parameter): name
        for name, parameter in evidence.model.named_parameters()
        if isinstance(evidence.model.get_submodule(name.rpartition(".")[0]), nn.PReLU | ActivationModule)
    }
    if not learned:
        raise NotApplicable(_("no activation has parameters"))
    for group in evidence.optimizer.param_groups:
        decay = group.get("weight_decay", 0)
        for parameter in group["params"] if decay else ():
            if id(parameter) in learned:
                yield Finding(
                    learned[id(parameter)],
                    Text(en=f"weight decay {decay:g} pulls it to 0", es=f"el weight decay {decay:g} lo lleva hacia 0"),
                    {"weight_decay": decay},
                )


def _case(seed, decay):
    model = cases.mlp(seed, (16, 12, 4), nn.PReLU)
    slopes = [parameter for name, parameter in model.named_parameters() if name.startswith("1.")]
    others = [parameter for name, parameter in model.named_parameters() if not name.startswith("1.")]
    optimizer = torch.optim.SGD(
        [{"params": others, "weight_decay": 0.01}, {"params": slopes, "weight_decay": decay}], 0.1
    )
    return Case(model, cases.inputs(seed), options={"optimizer": optimizer})


def sick(seed):
    return _case(seed, 0.01)


def healthy(seed):
    return _case(seed, 0.0)


ENTRY = Diagnostic(
    code="ACT403",
    severity="tip",
    title=Text(en="weight decay on an activation's parameters", es="weight decay en los parámetros de una activación"),
    detects=Text(
        en="a parameter of an activation is in a group with weight decay",
        es="un parámetro de una activación está en un grupo con weight decay",
    ),
    why=Text(
        en="Decay pulls PReLU's slope to 0, which turns it into ReLU, and other parameters to values that mean "
        "nothing.",
        es="El decaimiento lleva la pendiente de PReLU a 0, con lo que se vuelve ReLU, y otros parámetros a valores "
        "sin sentido.",
    ),
    remedy=Text(
        en="Put the activations' parameters into a group with weight_decay=0.",
        es="Pon los parámetros de las activaciones en un grupo con weight_decay=0.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("optimizer",),
    source="He et al. 2015, arXiv:1502.01852, section 2.1",
)
