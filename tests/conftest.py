"""What tests of several folders share."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext

import pytest
import torch

from actlab._shared.processes import InThisProcess
from actlab.comparison import Plan, make_plan, pages
from actlab.population import execute
from actlab.workloads import CATALOGUE


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Compute as a worker does."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def with_report() -> None:
    """Let a comparison leave its page, which takes some seconds: for tests that look at it."""


@pytest.fixture(autouse=True)
def _no_report(request, monkeypatch) -> None:
    """Let comparisons end with their records, unless the test is about the page."""
    if "with_report" not in request.fixturenames:
        monkeypatch.setattr(pages, "leave", lambda *_: None)
        monkeypatch.setattr(pages, "drawing", nullcontext)


@pytest.fixture
def without_processes(monkeypatch) -> None:
    """Train in this process, one chunk after the other: for tests that are not about workers."""
    monkeypatch.setattr(execute, "FreshProcesses", lambda _n: InThisProcess())


@pytest.fixture
def moons() -> Callable[..., Plan]:
    """Return a maker of plans on moons, for the reference engine."""
    return lambda *candidates, **options: make_plan(
        candidates or ["relu", "tanh"], workload=CATALOGUE["moons"], **{"blocks": 2, "engine": "loop", **options}
    )
