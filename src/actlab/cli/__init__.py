"""The command line: one file per verb, which parses, makes one public call, and prints.

Exit codes: 0 done, 1 internal error, 2 wrong usage, 3 could not finish, 4 a property is refuted, 130 interrupted.
"""

from __future__ import annotations

import gettext
import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import click

from actlab import __version__
from actlab._shared.garbage import collect_seldom
from actlab._shared.spelling import writing_flags
from actlab.cli import _supervised
from actlab.cli._options import language_option
from actlab.cli._signals import exit_code, stops_as_interrupts
from actlab.errors import ActlabError, choices
from actlab.i18n import LANGUAGES, LOCALE_FOLDER, _, from_environment, speaking

__all__ = ["main"]

INTERNAL = 1

_WHOLE = 500
"""Letters of a verb's sentence: more than any has."""


class Verbs(click.Group):
    """The commands are the modules of this package whose names do not begin with an underscore."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the verbs in alphabetical order."""
        return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs, each with its whole sentence: click would cut it off after 45 letters."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [(name, found.get_short_help_str(limit=_WHOLE)) for name, found in commands.items() if found]
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb.

        Raises:
            click.UsageError: There is none; close ones are named.
        """
        verbs = self.list_commands(ctx)
        if args and not args[0].startswith("-") and args[0] not in verbs:
            near = choices(args[0], verbs, limit=1) or verbs
            raise click.UsageError(
                _("There is no command '{given}'. Try: {near}.").format(given=args[0], near=", ".join(near)), ctx
            )
        return super().resolve_command(ctx, args)


def main(arguments: Sequence[str] | None = None, *, supervised: bool = False) -> None:
    """Run the command line and leave with its exit code.

    Args:
        arguments: The words after the program's name; those that this process was given by default.
        supervised: Whether another process watches this one; see `actlab.cli._supervised`.
    """
    given = [*(sys.argv[1:] if arguments is None else arguments)]  # `list` is a verb in this package
    collect_seldom()
    with _speaking_for_click(_language(given)):
        if supervised:
            _supervised.run_supervised(given, lambda: _run(given))
        if arguments is None and _supervised.own_code(given):
            sys.exit(_supervised.supervised(given))
        sys.exit(_run(given))


def _run(given: list[str]) -> int:
    try:
        with stops_as_interrupts():
            result = _group().main(given, prog_name="actlab", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ActlabError as error:
        return _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort) as stop:
        return _fail(str(stop.__cause__ or stop) or _("Interrupted."), exit_code(stop))  # Click wraps what was raised
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  the reader went away; nothing more to say
        return 0
    except Exception as error:
        if os.environ.get("ACTLAB_DEBUG"):
            raise
        return _fail(
            _("An internal error, which is ours: {error}. ACTLAB_DEBUG=1 shows where.").format(error=repr(error)),
            INTERNAL,
        )
    return result if isinstance(result, int) else 0


def _fail(message: str, code: int) -> int:
    with suppress(OSError):  # the terminal may be gone
        click.echo(_("actlab: {message}").format(message=message), err=True)
    return code


def _group() -> click.Group:
    return Verbs(
        name="actlab",
        help=_("Which activation function here, and is the difference real?"),
        epilog=_(
            "Exit codes: 0 done, 1 internal error, 2 wrong usage, 3 could not finish, "
            "4 a property is refuted, 130 interrupted."
        ),
        params=[language_option(), _version_option()],
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _version_option() -> click.Option:
    def show(ctx: click.Context, _option: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(f"actlab {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=show, help=_("Show the version.")
    )


def _language(given: Sequence[str]) -> str:
    """Find the language before any text is made: help texts are written when a verb's module is imported."""
    for index, word in enumerate(given):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(given):
            value = given[index + 1]
        if value in LANGUAGES:
            return value
    return from_environment()


@contextmanager
def _speaking_for_click(language: str) -> Iterator[Any]:
    """Speak a language, Click's own messages included: they go through the standard gettext domain."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("actlab", LOCALE_FOLDER)
    gettext.textdomain("actlab")
    with speaking(language), writing_flags():
        yield
