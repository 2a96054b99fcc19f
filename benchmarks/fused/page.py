"""Write the page of the docs about the fused engine's speed from what cost.py measured.

Run: python benchmarks/fused/page.py
after: python benchmarks/fused/cost.py 5 docs/explanation/speed.json
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "docs" / "explanation"
LOOPS = ("plain loop", "plain loop, fused Adam")
OURS = ("fused", "generic")

HEAD = """# How fast the kernels are

This page is written by `python benchmarks/fused/page.py` from `speed.json` beside it, which
`python benchmarks/fused/cost.py {repeats} docs/explanation/speed.json` writes. Run both for your machine.

All ways train the same networks from the same weights on the same batches with Adam, in one process that is bound
to one core; they take turns. CPU time, medians of {repeats} repeats; drawing the weights, compiling and evaluating
are left out. The plain loops train a few members, since each costs the same. GF/s counts the matrix products alone.

`fused` is a kernel compiled for the network, `generic` the one for all networks and functions. Where the processor has
AVX-512, both are measured with it and without, as on most laptops; the other ways use it all the while. The bits that
they train are the same in all four, and on a processor with NEON (`benchmarks/fused/neon.py`, under qemu).

| what | here |
|---|---|
"""


def machine(about: dict[str, Any]) -> str:
    """Return the rows that say where it was measured."""
    rows = {
        "processor": f"{about['processor']}; {about['cores']} cores, one used",
        "instructions": about["instructions"],
        "peak of one core": ", ".join(f"{peak:.0f} GF/s with {name}" for name, peak in about["peak"].items()),
        "load before the run": f"{about['load']:.2f}",
        "compiler": about["compiler"],
        "flags": f"`{about['flags']}`",
        "Python, torch, JAX": f"{about['python']}, {about['torch']}, {about['jax']}",
    }
    return "".join(f"| {name} | {value} |\n" for name, value in rows.items())


def _said(case: dict[str, Any], machine: str, peak: float) -> str:
    us, own = case["us"], case["us"][f"fused, {machine}"]["cpu"]
    best = min(cost["cpu"] for name, cost in us.items() if not name.startswith(OURS) and name not in LOOPS)
    return (
        f"{machine}: {best / own:.1f} times the best other way, {us['plain loop']['cpu'] / own:.0f} times the plain "
        f"loop; {case['flops'] / own / 1e3:.0f} GF/s. At the peak the matrix products alone would take "
        f"{case['flops'] / peak / 1e3:.2f} us.\n"
    )


def section(case: dict[str, Any], peaks: dict[str, float]) -> str:
    """Return the table of one network; the peaks of each instruction set in GF/s."""
    us = case["us"]
    own = us[next(iter(us))]["cpu"]
    said = "\n".join(_said(case, machine, peak) for machine, peak in peaks.items())
    head = (
        f"\n## {case['case']}\n\n{said}\n"
        f"| way | us CPU per member-step | us wall | ms CPU per network | times the first |\n|---|---|---|---|---|\n"
    )
    rows = (
        f"| {name} | {cost['cpu']:.2f} | {cost['wall']:.2f} | {cost['cpu'] * case['steps'] / 1e3:.3f} "
        f"| {cost['cpu'] / own:.1f} |\n"
        for name, cost in us.items()
    )
    return head + "".join(rows)


def page(found: dict[str, Any]) -> str:
    """Return the page."""
    about = found["machine"]
    sections = (section(case, about["peak"]) for case in found["cases"])
    return HEAD.format(repeats=about["repeats"]) + machine(about) + "".join(sections)


def main() -> None:
    found = json.loads((FOLDER / "speed.json").read_text(encoding="utf-8"))
    (FOLDER / "speed.md").write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
