"""The page's scripts in Node, without a browser."""

import base64
import gzip
import json
import shutil
import subprocess
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from actlab.playground.page import script

ENGINE = ("streams", "samples", "formula", "helpers", "kernel", "population")
_LOADED = "const kernel = await Kernel.load(GIVEN.packed, GIVEN.functions);"


def find() -> str | None:
    """Return Node's path, or None where it is not installed."""
    return shutil.which("node")


def evaluate(
    body: str, given: object = None, *, more: Iterable[str] = (), kernel: bool = False, printed: str = "{}"
) -> Any:
    """Return what the body of a function returns.

    Args:
        body: Statements that end in ``return``; they see ``given``, the scripts' functions and, if asked for,
            ``kernel``.
        given: What they work on.
        more: Scripts beyond the engine's.
        kernel: Whether the WebAssembly module is loaded.
        printed: The functions that the page computes itself, as an object of JavaScript.
    """
    scripts = "\n".join(script(name) for name in (*ENGINE, *more))
    held = {"given": given, "packed": packed(), "functions": functions()} if kernel else {"given": given}
    source = (
        f"const PRINTED = {printed};\n{scripts}\n"
        'const GIVEN = JSON.parse(require("fs").readFileSync(0, "utf8")), given = GIVEN.given;\n'
        f"(async () => {{ {_LOADED if kernel else ''} {body} }})().then((found) => console.log(JSON.stringify(found)));"
    )
    ran = subprocess.run(
        [str(find()), "-e", source], input=json.dumps(held), capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return json.loads(ran.stdout)


def functions() -> Any:
    """Return the functions of the module, as the page lists them."""
    return json.loads((files("actlab.playground") / "functions.json").read_text(encoding="utf-8"))["functions"]


def packed() -> str:
    """Return the module as the page holds it."""
    return base64.b64encode(gzip.compress((files("actlab.playground") / "kernel.wasm").read_bytes(), mtime=0)).decode()
