"""What is known of an option, and how given options are checked and documented."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from actlab._shared.spelling import option
from actlab.comparison.domains import Domain
from actlab.errors import UnknownOptionError, UsageError, choices
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan

__all__ = ["Option", "documented", "read", "selected", "table"]

_WIDTH = 112
_SHOWN = 60
"""The most characters of a refused value that a message repeats."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class Option:
    """What is known of an option beside its name and type.

    Args:
        help: One sentence, marked for translation.
        domain: What it may be.
        default: Its value where it is not given; None is allowed only where it is the default.
        python: What only Python accepts, for docstrings.
        also: Names that people give to it elsewhere; they are suggested, not accepted.
        shell: Whether the command line has it.
        flag: Its name on the command line, where that is another.
        repeated: Whether the command line takes it more than once.
        held: ``held(plan)`` returns the value that a plan holds, or None where the line that runs it again need not
            say it.
    """

    help: str
    domain: Domain
    default: Any = None
    python: str = ""
    also: tuple[str, ...] = ()
    shell: bool = True
    flag: str = ""
    repeated: bool = False
    held: Callable[[Plan], Any] = lambda _plan: None


def table(options: type) -> dict[str, Option]:
    """Return the options that a class of `actlab.comparison.options` declares, by name and in their order.

    >>> from actlab.comparison.options import Options
    >>> table(Options)["alpha"].default
    0.05
    """
    return {name: hint.__metadata__[0] for name, hint in options.__annotations__.items()}


def read(options: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return all options of a class: those that are given checked, the others with their defaults.

    Raises:
        UnknownOptionError: There is no option of that name; close ones are suggested.
        UsageError: A value lies outside the option's domain.

    >>> from actlab.comparison.options import RunOptions
    >>> read(RunOptions, {"workers": 2.0})["workers"]
    2
    """
    known = table(options)
    for name in given:
        if name not in known:
            raise UnknownOptionError(_unknown(name, known))
    return {name: _value(name, declared, given) for name, declared in known.items()}


def selected(options: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the given values that belong to a class of options."""
    return {name: value for name, value in given.items() if name in table(options)}


def _value(name: str, declared: Option, given: Mapping[str, Any]) -> Any:
    value = given.get(name, declared.default)
    if name not in given or (value is None and declared.default is None):
        return declared.default
    try:
        return declared.domain.check(value)
    except ValueError as error:
        shown = " ".join((repr(value) if isinstance(value, str) else str(value)).split())
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
        raise UsageError(
            _("{name} must be {wanted}; got {value}.").format(name=option(name), wanted=error, value=shown)
        ) from None


def _unknown(name: str, known: Mapping[str, Option]) -> str:
    meant = [each for each, declared in known.items() if name.lower() in declared.also]
    near = meant or choices(name, known)
    if near:
        return _("There is no option '{name}'. Did you mean {near}?").format(name=name, near=_(" or ").join(near))
    return _("There is no option '{name}'; there are: {names}.").format(name=name, names=", ".join(known))


class _Annotation(str):
    """A type as text, which `help` shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def documented(options: type) -> Callable[[F], F]:
    """Show each option in a function's signature and, in place of ``{options}``, in its docstring."""

    def decorate(function: F) -> F:
        signature = inspect.signature(function)
        own = [
            each.replace(annotation=_Annotation(each.annotation))
            for each in signature.parameters.values()
            if each.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        shown = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=declared.default, annotation=_type(hint))
            for (name, declared), hint in zip(table(options).items(), options.__annotations__.values(), strict=True)
        ]
        function.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[*own, *shown], return_annotation=_Annotation(signature.return_annotation)
        )
        function.__doc__ = (function.__doc__ or "").replace("{options}", "\n".join(_lines(options)).strip())
        return function

    return decorate


def _type(hint: Any) -> _Annotation:
    held = hint.__origin__
    return _Annotation(getattr(held, "__forward_arg__", None) or inspect.formatannotation(held))


def _lines(options: type) -> list[str]:
    """Return the options as the section ``Args`` of a docstring tells them."""
    said = [f"{name}: {declared.help} {declared.python}".strip() for name, declared in table(options).items()]
    return [textwrap.fill(each, _WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 12) for each in said]
