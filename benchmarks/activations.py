"""What an entry costs beside torch's kernel and beside ReLU: ``python benchmarks/activations.py [NAME...]``.

Ratios of CPU time within one run, on one thread, as machines differ: each round times entry, kernel and ReLU one after
the other, and the table shows the median of the rounds' ratios. The input has a million elements, so that the memory
counts as it does in training. "exact" is an entry as it is called, with its own derivatives; "plain" is what training
engines use, torch's kernel where the entry has one: there those two columns are to stay below 1.3.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

import torch
from torch import Tensor

from actlab.activations import CATALOGUE, Activation, activation

ELEMENTS = (1000, 1000)
Step = Callable[[], object]


def forward(function: Callable[[Tensor], Tensor], x: Tensor) -> Step:
    def step() -> None:
        with torch.no_grad():
            function(x)

    return step


def both(function: Callable[[Tensor], Tensor], x: Tensor) -> Step:
    """Return forward and backward of the function."""
    leaf = x.clone().requires_grad_()
    seed = torch.ones_like(function(x))
    return lambda: torch.autograd.grad(function(leaf), leaf, seed)


def seconds(step: Step) -> float:
    begin = time.process_time()
    step()
    return time.process_time() - begin


def ratios(step: Step, others: list[Step], rounds: int) -> list[float]:
    """Return the median ratio of the step's time to that of each other."""
    for warm in (step, *others):
        warm()
    found = [[seconds(each) for each in (step, *others)] for _ in range(rounds)]
    return [statistics.median(times[0] / times[k + 1] for times in found) for k in range(len(others))]


def kernel(entry: Activation) -> Callable[[Tensor], Tensor] | None:
    """Return torch's own module, where torch has the function; its arguments are those of the entry's defaults."""
    twin = next((twin for twin in entry.twins if twin.where.startswith("torch.nn.") and twin.differs is None), None)
    if twin is None:
        return None
    settings = {"dim": -1} if entry.kind == "vector" else {}
    made = getattr(torch.nn, twin.where.rpartition(".")[2])
    return made(**settings).eval() if settings else eval(f"made({twin.arguments})", {"made": made}).eval()


def row(entry: Activation, x: Tensor, rounds: int) -> str:
    """Return one line of the table."""
    settings = {} if entry.kind == "elementwise" else {"dim": -1}
    rival = kernel(entry)
    cells = []
    for how in (forward, both):
        others = [how(torch.nn.functional.relu, x)] + ([how(rival, x)] if rival else [])
        for plain in (False, True):
            found = ratios(how(activation(entry.name, plain=plain, **settings).eval(), x), others, rounds)
            cells += [f"{found[0]:.2f}", f"{found[1]:.2f}" if rival else "-"]
    return f"{entry.name:<20}" + "".join(f"{cell:>8}" for cell in cells)


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help="entries; all where none is named")
    options.add_argument("--rounds", type=int, default=15)
    asked = options.parse_args()
    torch.set_num_threads(1)
    x = torch.randn(*ELEMENTS, generator=torch.Generator().manual_seed(0))
    print(f"{'':<20}{'forward exact':>16}{'plain':>16}{'both exact':>16}{'plain':>16}")
    print(f"{'entry':<20}" + f"{'/relu':>8}{'/torch':>8}" * 4)
    for entry in [CATALOGUE[name] for name in asked.names] or CATALOGUE:
        print(row(entry, x, asked.rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
