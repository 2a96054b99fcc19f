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

HEAD = """# How fast the fused engine is

This page is written by `python benchmarks/fused/page.py` from `speed.json` beside it, which
`python benchmarks/fused/cost.py {repeats} docs/explanation/speed.json` writes. Run both for your machine.

All ways train the same networks from the same weights on the same batches with Adam, in one process that is bound
to one core; they take turns. CPU time, medians of {repeats} repeats; drawing the weights, compiling and evaluating
are left out. The plain loops train a few members, since each costs the same. GF/s counts the matrix products alone.

| what | here |
|---|---|
"""


def machine(about: dict[str, Any]) -> str:
    """Return the rows that say where it was measured."""
    rows = {
        "processor": f"{about['processor']}; {about['cores']} cores, one used",
        "instructions": about["instructions"],
        "peak of one core": f"{about['peak']:.0f} GF/s, measured",
        "load before the run": f"{about['load']:.2f}",
        "compiler": about["compiler"],
        "flags": f"`{about['flags']}`",
        "Python, torch, JAX": f"{about['python']}, {about['torch']}, {about['jax']}",
    }
    return "".join(f"| {name} | {value} |\n" for name, value in rows.items())


def section(case: dict[str, Any], peak: float) -> str:
    """Return the table of one network; `peak` in GF/s."""
    own, us = case["us"]["fused"]["cpu"], case["us"]
    best = min(cost["cpu"] for name, cost in us.items() if name not in ("fused", *LOOPS))
    head = (
        f"\n## {case['case']}\n\n{best / own:.1f} times the best other way, {us['plain loop']['cpu'] / own:.0f} times "
        f"the plain loop; {case['flops'] / own / 1e3:.0f} GF/s. At the peak the matrix products alone would take "
        f"{case['flops'] / peak / 1e3:.2f} us.\n\n"
        "| way | us CPU a member-step | us wall | ms CPU a network | times fused |\n|---|---|---|---|---|\n"
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
