"""What several verbs share: --json and --lang, and how JSON is printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from actlab.i18n import LANGUAGES, _

__all__ = ["REFUTED", "as_json", "common", "language_option", "print_json"]

F = TypeVar("F", bound=Callable[..., Any])

REFUTED = 4  # the exit code of a verb that examined a property and found it false


def as_json(function: F) -> F:
    """Add ``--json``."""
    return click.option("--json", "json_", is_flag=True, help=_("Print one JSON object."))(function)


def common(function: F) -> F:
    """Add ``--json`` and ``--lang``; the language was read before, see `actlab.cli`."""
    return as_json(click.option("--lang", **_language())(function))


def language_option() -> click.Option:
    """Return ``--lang`` for the place before the verb."""
    return click.Option(["--lang"], **_language())


def _language() -> dict[str, Any]:
    return {
        "type": click.Choice(LANGUAGES),
        "expose_value": False,
        "help": _("Language; else from the environment."),
    }


def print_json(schema: str, value: Mapping[str, Any]) -> None:
    """Print an object that begins with the name and version of its schema."""
    click.echo(json.dumps({"schema": schema, **value}, indent=1, ensure_ascii=False, allow_nan=False))
