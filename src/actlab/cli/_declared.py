"""The options of a comparison as Click's, made from the one table that declares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from actlab._shared.spelling import flag
from actlab.comparison.domains import Domain, Folder, OneOf, RealNumber, Switch, Whole
from actlab.comparison.option import Option, table
from actlab.i18n import _

__all__ = ["declared", "given"]

F = TypeVar("F", bound=Callable[..., Any])


class _Text(click.ParamType[Any]):
    """A text that a domain reads; what it cannot read goes on as it is, and is refused with all other values."""

    name = "text"

    def __init__(self, domain: Domain) -> None:
        self.domain = domain

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Any:
        """Return what the text means."""
        try:
            return self.domain.read(value)
        except ValueError:
            return value


def declared(options: type, *, several: Mapping[str, tuple[str, ...]]) -> Callable[[F], F]:
    """Add the options of a class to a command, in their order.

    Args:
        options: The class, of `actlab.comparison.options`.
        several: More options that may be given more than once, each with names that a choice has besides its own.
    """
    known = {name: each for name, each in table(options).items() if each.shell}

    def decorate(function: F) -> F:
        for name, each in reversed(known.items()):
            function = _click(name, each, several.get(name, () if each.repeated else None))(function)
        return function

    return decorate


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that stand on the command line."""
    source = click.get_current_context().get_parameter_source
    return {name: value for name, value in options.items() if source(name) is ParameterSource.COMMANDLINE}


def _click(name: str, declared: Option, more: tuple[str, ...] | None) -> Callable[[F], F]:
    names = (flag(declared.flag or name), name)
    if declared.default is True:
        both = f"{names[0]}/{names[0].replace('--', '--no-', 1)}"
        return click.option(both, name, default=True, show_default=True, help=_(declared.help))
    if isinstance(declared.domain, Switch):
        return click.option(*names, is_flag=True, help=_(declared.help))
    return click.option(
        *names,
        type=_type(declared.domain, more or ()),
        multiple=more is not None,
        metavar=declared.domain.metavar,
        default=[declared.default] if more is not None and declared.default else declared.default,
        show_default=bool(declared.default) or declared.default == 0,
        help=_(declared.help),
    )


def _type(domain: Domain, more: tuple[str, ...]) -> click.ParamType[Any]:
    if isinstance(domain, OneOf):
        return click.Choice([*domain.names, *more])
    if isinstance(domain, Whole):
        return click.INT
    if isinstance(domain, RealNumber):
        return click.FLOAT
    return click.Path(path_type=Path) if isinstance(domain, Folder) else _Text(domain)
