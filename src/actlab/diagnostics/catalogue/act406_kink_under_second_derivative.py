"""ACT406: a kinked activation under a second derivative."""

from torch import nn

from actlab.activations import CATALOGUE, properties
from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text


def check(evidence):
    for site in evidence.sites:
        entry = CATALOGUE[site.meaning.entry]
        kink = entry.find_property(properties.Kink) or entry.find_property(properties.Jump)
        if kink is not None:
            yield Finding(
                site.label,
                Text(
                    en=f"{entry.name} has a kink at {kink.at:g}, and no second derivative there",
                    es=f"{entry.name} tiene un pico en {kink.at:g} y allí no hay segunda derivada",
                ),
                {"activation": entry.name, "at": kink.at},
            )


def _case(seed, act):
    return Case(cases.mlp(seed, (16, 12, 1), act), cases.inputs(seed), options={"second_derivative": True})


def sick(seed):
    return _case(seed, (nn.ReLU, nn.LeakyReLU, nn.Hardtanh)[seed % 3])


def healthy(seed):
    return _case(seed, (nn.Tanh, nn.SiLU, nn.Softplus)[seed % 3])


ENTRY = Diagnostic(
    code="ACT406",
    severity="issue",
    title=Text(en="kinked activation under a second derivative", es="activación con picos bajo una segunda derivada"),
    detects=Text(
        en="`second_derivative=True`, and a site whose function has a kink or a jump",
        es="`second_derivative=True` y un lugar cuya función tiene un pico o un salto",
    ),
    why=Text(
        en="The second derivative of a piecewise linear function is 0 wherever it exists: a loss that contains it, "
        "as in physics-informed networks, has nothing to learn from.",
        es="La segunda derivada de una función lineal a trozos es 0 donde existe: una pérdida que la contenga, como "
        "en las redes informadas por la física, no tiene de qué aprender.",
    ),
    remedy=Text(
        en="Use a smooth function: tanh, SiLU, softplus, sine.", es="Usa una función suave: tanh, SiLU, softplus, seno."
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("second_derivative",),
)
