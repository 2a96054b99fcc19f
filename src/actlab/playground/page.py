"""Write the page: one HTML file that holds the kernel, the functions, the script and both languages."""

from __future__ import annotations

import base64
import functools
import gzip
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from actlab.errors import StorageError
from actlab.i18n import LANGUAGES, _, current_language, speaking
from actlab.playground.own import OwnTable
from actlab.playground.sliders import Movable
from actlab.playground.texts import texts

__all__ = ["page", "script", "write_page"]

_HERE = files("actlab.playground")
_ENGINE = ("streams", "samples", "formula", "helpers", "kernel", "population")
"""What trains networks, in the page and in its workers."""
_SHOWN = ("sequence", "state", "table", "drawing", "pictures", "controls", "pad", "main")


def write_page(
    out: str | Path,
    *,
    functions: Mapping[str, Movable] | None = None,
    table: OwnTable | None = None,
    state: Mapping[str, str] | None = None,
) -> Path:
    """Write the page into a file, and return where it is.

    Args:
        out: The file.
        functions: See `page`.
        table: See `page`.
        state: See `page`.

    Raises:
        StorageError: The file cannot be written.
    """
    target, text = Path(out), page(functions=functions, table=table, state=state)
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            _("Cannot write {path}: {reason}. Choose another place with --out.").format(
                path=target, reason=error.strerror or error
            )
        ) from error
    return target


def page(
    *,
    functions: Mapping[str, Movable] | None = None,
    table: OwnTable | None = None,
    state: Mapping[str, str] | None = None,
) -> str:
    """Return the page; it opens in the language now spoken.

    Args:
        functions: The user's own, by name; the first one is compared first.
        table: The user's own data.
        state: Settings with which it opens, by the names that its links use.

    >>> len(page()) < 400_000
    True
    """
    spoken = {}
    for language in LANGUAGES:
        with speaking(language):
            spoken[language] = texts()
    first = {"a": next(iter(functions))} if functions else {}
    given = {
        "texts": spoken,
        "functions": _listed()["functions"],
        "packed": packed_module(),
        "state": {**first, "lang": current_language(), **(state or {})},
        "table": None if table is None else asdict(table),
    }
    return str(
        _template().render(
            language=current_language(),
            texts=spoken[current_language()],
            style=(_HERE / "script" / "page.css").read_text(encoding="utf-8"),
            engine="\n".join([_printed(functions or {}), *map(script, _ENGINE)]),
            worker=script("worker"),
            page="\n".join(map(script, _SHOWN)),
            given=_in_script(given),
        )
    )


@functools.cache
def script(name: str) -> str:
    """Return the text of one of the page's scripts."""
    return (_HERE / "script" / f"{name}.js").read_text(encoding="utf-8")


@functools.cache
def packed_module() -> str:
    """Return the WebAssembly module, compressed, as text."""
    return base64.b64encode(gzip.compress((_HERE / "kernel.wasm").read_bytes(), mtime=0)).decode("ascii")


@functools.cache
def _listed() -> dict[str, Any]:
    listed: dict[str, Any] = json.loads((_HERE / "functions.json").read_text(encoding="utf-8"))
    return listed


def _printed(own: Mapping[str, Movable]) -> str:
    """Return the functions that the page computes in JavaScript: the user's, and those with parameters to move."""
    held = {**_listed()["movable"], **{name: asdict(each) for name, each in own.items()}}
    lines = (
        f"  {json.dumps(name)}: {{ parameters: {json.dumps(each['parameters'])}, call: {each['code']} }},\n"
        for name, each in held.items()
    )
    return f"const PRINTED = {{\n{''.join(lines)}}};"


def _in_script(value: object) -> str:
    """Return JSON that no HTML can end: a script ends at the first ``</``."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


@functools.cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("actlab.playground", "script"), undefined=StrictUndefined, autoescape=True
    )
    return environment.get_template("page.html")
