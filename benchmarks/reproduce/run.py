"""Are the results of the literature, and of earlier measurements, found again?

Each module beside this one is an item; its docstring names the paper and the recipe. A number agrees where it lies
within four standard errors, ours and the target's together, or within the tolerance that is printed.

Run: python benchmarks/reproduce/run.py [--reduced] [ITEM ...]
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

ITEMS = ("born_dead", "collapse", "selu", "edge_of_chaos", "depth30", "mnist1d")


def _cpu() -> float:
    """Return the seconds of CPU of this process and of its workers that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main() -> None:
    words = sys.argv[1:]
    reduced = "--reduced" in words
    failed = 0
    for name in [word for word in words if word != "--reduced"] or ITEMS:
        item, start = import_module(name), _cpu()
        print(f"\n{name}: {(item.__doc__ or '').splitlines()[0]}", flush=True)
        for result in item.results(item.REDUCED if reduced else item.FULL):
            print(f"  {result}", flush=True)
            failed += not result.agrees
        print(f"  {_cpu() - start:.1f} s of CPU", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
