"""ACT405: an activation that does not export to the chosen ONNX opset."""

from torch import nn

from actlab.diagnostics import cases
from actlab.diagnostics.spec import Case, Diagnostic, Finding
from actlab.i18n import Text

OPSETS = {"celu": 12, "gelu": 20, "gelu_tanh": 20, "hardswish": 14, "mish": 18}
"""The opset from which on ONNX has the function as one operator; below, the exporter writes it out."""


def check(evidence):
    opset = evidence.options["opset"]
    for site in evidence.sites:
        name = site.meaning.entry
        if name == "rrelu":
            yield Finding(
                site.label,
                Text(en="the exporter has no translation of RReLU", es="el exportador no tiene traducción de RReLU"),
                {"activation": name},
            )
        elif OPSETS.get(name, 0) > opset:
            yield Finding(
                site.label,
                Text(
                    en=f"{name} is one operator from opset {OPSETS[name]} on; at {opset} it is written out in several",
                    es=f"{name} es un operador desde el opset {OPSETS[name]}; en el {opset} se escribe con varios",
                ),
                {"activation": name, "opset": OPSETS[name]},
            )


def _case(seed, act):
    return Case(cases.mlp(seed, (16, 12, 4), act), cases.inputs(seed), options={"opset": 17})


def sick(seed):
    return _case(seed, nn.RReLU if seed % 2 else nn.GELU)


def healthy(seed):
    return _case(seed, nn.Hardswish)


ENTRY = Diagnostic(
    code="ACT405",
    severity="tip",
    title=Text(
        en="not a single operator at the chosen ONNX opset", es="no es un solo operador en el opset de ONNX elegido"
    ),
    detects=Text(
        en="the site's function has no operator at `opset`, or the exporter has no translation of it",
        es="la función del lugar no tiene operador en `opset`, o el exportador no sabe traducirla",
    ),
    why=Text(
        en="A function that is written out runs slower and may round otherwise; one without a translation stops the "
        "export.",
        es="Una función escrita con varios operadores va más lenta y puede redondear de otro modo; una sin traducción "
        "detiene la exportación.",
    ),
    remedy=Text(
        en="Choose a higher opset, or swap the activation before the export.",
        es="Elige un opset mayor o cambia la activación antes de exportar.",
    ),
    check=check,
    sick=sick,
    healthy=healthy,
    needs=("opset",),
)
