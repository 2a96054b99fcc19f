"""Compile the WebAssembly module of the playground, and list what is in it; both are checked in.

    python tools/build_wasm.py           writes kernel.wasm and functions.json in src/actlab/playground
    python tools/build_wasm.py --check   says whether those that are checked in are what the sources give

The compiler is the package ziglang, of the version named below: another one gives other bytes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from actlab.playground.source import list_functions, write_module

ZIGLANG = "0.17.1"
PLAYGROUND = Path(__file__).parent.parent / "src" / "actlab" / "playground"
FLAGS = (
    "--target=wasm32-wasi",
    "-mexec-model=reactor",
    "-msimd128",
    "-O3",
    "-ffp-contract=off",  # a product and a sum are rounded one after the other: the same numbers on every machine
    "-fno-math-errno",
    "-fno-trapping-math",
    "-std=c++17",
    "-fno-exceptions",
    "-fno-rtti",
    "-nostdlib++",  # else a C++ library is built first, which takes minutes
    "-fno-threadsafe-statics",
    "-Wno-psabi",
    "-Wl,--strip-all",
)


def build() -> bytes:
    """Return the module."""
    if version("ziglang") != ZIGLANG:
        raise SystemExit(f"ziglang {ZIGLANG} is needed, and {version('ziglang')} is installed.")
    with tempfile.TemporaryDirectory() as folder:
        source, module = Path(folder, "module.cpp"), Path(folder, "module.wasm")
        source.write_text(write_module(), encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "ziglang", "c++", *FLAGS, "-o", str(module), source.name], check=True, cwd=folder
        )
        return module.read_bytes()


def main(arguments: list[str]) -> int:
    """Write or check the module and its list."""
    made = {"kernel.wasm": build(), "functions.json": list_functions().encode()}
    if arguments == ["--check"]:
        stale = [name for name, content in made.items() if (PLAYGROUND / name).read_bytes() != content]
        print(
            f"stale: {', '.join(stale)}; run python tools/build_wasm.py" if stale else "both are what the sources give"
        )
        return 1 if stale else 0
    for name, content in made.items():
        print(f"{name}: {(PLAYGROUND / name).write_bytes(content):,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
