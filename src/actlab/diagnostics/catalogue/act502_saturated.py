"""ACT502: saturated units."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.shares import elementwise
from actlab.diagnostics.slopes import STRONG
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

SHARE = 0.5
"""Mean share of inputs with a weak slope from which on a site counts as saturated."""


def check(evidence):
    for site, seen, slope in elementwise(evidence):
        if not all(abs(end) < float("inf") for interval in slope.strong for end in interval):
            continue  # a function that is open to one side has no saturation there
        weak = 1 - float(seen.strong.mean())
        if weak >= SHARE:
            yield Finding(
                site.label,
                Text(
                    en=f"{weak:.0%} of the inputs of its {seen.units} units lie where the slope is below "
                    f"{STRONG:.0%} of its largest value",
                    es=f"el {weak:.0%} de las entradas de sus {seen.units} unidades cae donde la pendiente es menor "
                    f"que el {STRONG:.0%} de su valor mayor",
                ),
                {"share": weak, "units": seen.units, "samples": seen.samples},
            )


def sick(seed):
    act = nn.Tanh if seed % 2 else nn.Sigmoid
    return Case(cases.he(cases.mlp(seed, (16, 32, 32, 4), act), seed, gain=12.0), cases.inputs(seed))


def healthy(seed):
    act = nn.Tanh if seed % 2 else nn.Sigmoid
    return Case(cases.he(cases.mlp(seed, (16, 32, 32, 4), act), seed, gain=1.0), cases.inputs(seed))


ENTRY = Diagnostic(
    code="ACT502",
    severity="issue",
    title=Text(en="saturated units", es="unidades saturadas"),
    detects=Text(
        en=f"at a site with a bounded function, {SHARE:.0%} or more of the inputs have a slope below {STRONG:.0%} of "
        "the largest",
        es=f"en un lugar con función acotada, el {SHARE:.0%} o más de las entradas tiene una pendiente menor que el "
        f"{STRONG:.0%} de la mayor",
    ),
    why=Text(
        en="Where the slope is weak, little gradient passes: the layers before learn slowly, and each further "
        "saturated layer multiplies the loss.",
        es="Donde la pendiente es débil pasa poco gradiente: las capas anteriores aprenden despacio y cada capa "
        "saturada más multiplica la pérdida.",
    ),
    remedy=Text(
        en="Smaller weights or inputs, normalisation before the activation, or a function that does not saturate.",
        es="Pesos o entradas menores, normalización antes de la activación, o una función que no se sature.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    source="Rakitianskaia & Engelbrecht 2015",
)
