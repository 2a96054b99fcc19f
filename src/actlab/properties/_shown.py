"""What is known of one activation, for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actlab.activations import CATALOGUE, Activation
from actlab.activations.code import pytorch_code
from actlab.activations.reading import find_activation
from actlab.i18n import Text, _
from actlab.properties._record import cached_facts

__all__ = ["Sheet", "fact_lines", "show"]


@dataclass(frozen=True)
class Sheet:
    """What is known of an activation; it prints itself.

    Args:
        title: Its name as prose has it, and its name here.
        sections: Titles, each with its lines.
    """

    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    def __repr__(self) -> str:
        parts = ["\n".join([title, *(f"  {line}" for line in lines)]) for title, lines in self.sections]
        return "\n\n".join([self.title, *parts])


def show(name: str | Activation | Callable[..., Any]) -> Sheet:
    """Return what is known of an activation: formula, range, properties, what is said of it, code, known facts.

    Args:
        name: A name or alias of the catalogue, an entry, or something of your own.

    Raises:
        UsageError: Nothing is called that, or what is your own is no activation.

    >>> print(str(show("relu")).splitlines()[0])
    ReLU (relu)
    """
    entry = find_activation(name)
    known = cached_facts(entry)
    facts = (_("Facts"), _fact_lines(entry, known.plain() if known else None))
    kept = tuple((title, tuple(lines)) for title, lines in [*_sections(entry), facts] if lines)
    return Sheet(f"{entry.title} ({entry.name})", kept)


def _sections(entry: Activation) -> list[tuple[str, list[str]]]:
    return [
        (_("Formula"), [entry.formula] if entry.formula else []),
        (_("Range"), [entry.range] if entry.range else []),
        (_("Parameters"), [f"{p.name} = {p.default:g}, {p.interval}: {p.text}" for p in entry.parameters]),
        (_("Properties"), [str(declared.text) for declared in entry.properties]),
        (_("Strengths"), [str(text) for text in entry.strengths]),
        (_("Weaknesses"), [str(text) for text in entry.weaknesses]),
        (_("Also called"), [", ".join(entry.aliases)] if entry.aliases else []),
        (_("In other libraries"), [_twin_line(twin.where, twin.differs) for twin in entry.twins]),
        (_("Source"), [str(entry.source)]),
        (_("In PyTorch"), pytorch_code(entry).splitlines()),
        (_("Trains with"), [_trained_as(entry)]),
    ]


def _fact_lines(entry: Activation, facts: dict[str, Any] | None) -> list[str]:
    """Return the facts that were derived before; `show` itself derives none."""
    if facts is None:
        return [
            _("`actlab facts {name}` derives gain, minimum, smoothness and more.").format(
                name=entry.where or entry.name
            )
        ]
    return fact_lines(facts)[1:]


def _trained_as(entry: Activation) -> str:
    if entry.kernel is None:
        return _("the same function as a call: torch has none, or one that is grossly wrong")
    return _("torch's own kernel, as a script would: in the far tails a call of the entry is more exact")


def _twin_line(where: str, differs: Text | None) -> str:
    return f"{where}: {differs}" if differs else where


def fact_lines(found: Mapping[str, Any]) -> list[str]:
    """Return one line for each fact that exists."""
    titles = _titles()
    name = str(found.get("name", ""))
    if name in CATALOGUE and CATALOGUE[name].surrogate is not None:
        titles["slope_second_moment"] = _("E s(Z)², s being the surrogate of f'")
    return [f"{titles[key]:<40} {_shown(value)}" for key, value in found.items() if value is not None]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or _("none")
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _titles() -> dict[str, str]:
    return {
        "name": _("name"),
        "range": _("range"),
        "range_float32": _("values reached in float32"),
        "range_bfloat16": _("values reached in bfloat16"),
        "minimum": _("minimum"),
        "minimum_at": _("minimum at x ="),
        "maximum": _("maximum"),
        "maximum_at": _("maximum at x ="),
        "zeros": _("zeros"),
        "smoothness": _("smoothness"),
        "lipschitz": _("Lipschitz constant, sup |f'|"),
        "curvature": _("largest curvature, sup |f''|"),
        "limits": _("limits towards -∞ and +∞"),
        "slopes": _("slopes towards -∞ and +∞"),
        "mean": _("E f(Z), Z standard normal"),
        "second_moment": _("E f(Z)²"),
        "slope_second_moment": _("E f'(Z)²"),
        "gain": _("gain"),
        "backward_gain": _("backward gain"),
        "chi": _("chi at that gain"),
        "fixed_point": _("fixed point of the variance map"),
        "fixed_point_slope": _("slope of the map there"),
        "edge_of_chaos": _("edge of chaos: var(w) · fan_in, var(b)"),
        "edge_variance": _("variance that is kept there"),
        "weight_scale": _("init_: sd of weight · sqrt(fan_in)"),
        "bias_scale": _("init_: sd of bias"),
        "bytes_kept": _("bytes an element kept for backward"),
        "forward": _("forward time, ReLU = 1"),
        "backward": _("forward and backward time, ReLU = 1"),
    }
