"""What tests of several folders share. To import this file costs no torch."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from actlab.comparison import Plan

collect_ignore = [] if find_spec("flint") else ["checkers/arb.py"]  # its doctests need python-flint

os.environ["OMP_NUM_THREADS"] = "1"  # before torch is loaded: tests compute as a worker does


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Let no test leave torch with another number of threads."""
    yield
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)


@pytest.fixture(autouse=True)
def _own_journal(tmp_path_factory, monkeypatch) -> None:
    """Give each test a journal of looks of its own."""
    monkeypatch.setenv("ACTLAB_JOURNAL", str(tmp_path_factory.mktemp("journal") / "journal.jsonl"))


@pytest.fixture
def with_report() -> None:
    """Let a comparison leave its page, which takes some seconds: for tests that look at it."""


@pytest.fixture(autouse=True)
def _no_report(request, monkeypatch) -> None:
    """Let comparisons end with their records, unless the test is about the page."""
    if "with_report" not in request.fixturenames:
        monkeypatch.setattr("actlab.comparison.pages.leave", lambda *_: None)
        monkeypatch.setattr("actlab.comparison.pages.drawing", nullcontext)


@pytest.fixture
def with_rate_check() -> None:
    """Let a comparison try other learning rates: for tests that look at what comes out."""


@pytest.fixture(autouse=True)
def _no_rate_check(request, monkeypatch) -> None:
    """Let comparisons train what their plan names and no more, unless the test is about the rest."""
    if "with_rate_check" not in request.fixturenames:
        monkeypatch.setattr("actlab.comparison.execution.CHECKS_RATES", False)


@pytest.fixture
def without_processes(monkeypatch) -> None:
    """Train in this process, one chunk after the other: for tests that are not about workers."""
    from actlab._shared.processes import InThisProcess

    class Here(InThisProcess):
        def __init__(self, _n: int) -> None:
            super().__init__()

    monkeypatch.setattr("actlab.population.execute.FreshProcesses", Here)


@pytest.fixture
def moons() -> "Callable[..., Plan]":
    """Return a maker of plans on moons, for the reference engine."""
    import actlab
    from actlab.workloads import CATALOGUE

    return lambda *candidates, **options: actlab.plan(
        candidates or ["relu", "tanh"], workload=CATALOGUE["moons"], **{"blocks": 2, "engine": "loop", **options}
    )
