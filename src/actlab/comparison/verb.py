"""Compare on one workload in one regime: the public function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actlab.comparison.comparison import Comparison
from actlab.comparison.execution import carry_out, default_folder
from actlab.comparison.planning import make_plan
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.population.candidates import CandidateLike
from actlab.workloads import Task, Workload, find, own_model, read_data, read_model, with_model

if TYPE_CHECKING:
    from actlab.population.execute import Progress

__all__ = ["compare"]


def compare(
    candidates: Sequence[CandidateLike],
    *,
    workload: str | Workload = "moons",
    data: Any = None,
    task: Task | None = None,
    model: str | Callable[[Any], Any] | None = None,
    blocks: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    time_budget: float | None = None,
    executor: Executor | None = None,
    **options: Any,
) -> Comparison:
    """Compare activations on a workload and judge the difference.

    Args:
        candidates: Two or more: names (``"relu"``), names with parameters
            (``"leaky_relu:negative_slope=0.2"``), own functions of one tensor, or lists with one of these
            for each hidden layer. The first is the baseline.
        workload: A name of the catalogue or a workload.
        data: Own data instead of a workload: ``(X, y)`` of shapes (n, d) and (n,), ``(table or file, target)``, or
            a torch dataset; see `actlab.workloads.read_data`.
        task: ``classification`` or ``regression``; found from the data where left out.
        model: An own network instead of the workload's: ``my.py:build``, or a function of an activation, or of a
            maker of activations, that returns a module; see `actlab.workloads.with_model`.
        blocks: Number of blocks, at least 2; chosen by the time it takes where left out.
        workers: Number of processes; the number of cores where left out. Results do not depend on it.
        out: The run folder; ``runs/<hash>`` where left out.
        progress: Called with the numbers of finished and of all networks.
        time_budget: Seconds after which a run with ``until="decided"`` begins no further blocks.
        executor: Trains the networks in place of our own processes, on other machines too: a
            `concurrent.futures.Executor`, such as that of a dask cluster. It is not shut down. Results do not
            depend on it.
        options: Those of `actlab.comparison.planning.make_plan`: split, hidden, epochs, learning_rate, seed,
            delta, alpha, pairs, regime, trials, learning_rates, until, max_blocks, first_look, exact, engine.

    Raises:
        UsageError: The request cannot be understood; each case has its own subclass.
        CouldNotFinishError: The machine could not carry it out; what was finished is kept.

    >>> import tempfile
    >>> result = compare(["relu", "tanh"], blocks=2, epochs=2, workers=1, out=tempfile.mkdtemp())
    >>> result.frame()[["candidate", "block", "epochs"]].head(2)
      candidate  block  epochs
    0      relu      0       2
    1      relu      1       2
    """
    looked_in = Path(out).parent if out is not None else Path("runs")
    plan = make_plan(
        candidates,
        workload=_workload(workload, data, task, model),
        blocks=blocks,
        workers=workers,
        looked_in=looked_in,
        progress=progress,
        executor=executor,
        **options,
    )
    folder = Path(out) if out is not None else default_folder(plan)
    return carry_out(
        plan,
        folder,
        workers=workers,
        progress=progress,
        looked_in=looked_in,
        time_budget=time_budget,
        executor=executor,
    )


def _workload(workload: str | Workload, data: Any, task: Task | None, model: Any) -> Workload:
    if data is not None:
        found = read_data(data, task=task)
    else:
        found = workload if isinstance(workload, Workload) else _one(workload)
    if model is None:
        return found
    return with_model(found, read_model(model) if isinstance(model, str) else own_model(model))


def _one(name: str) -> Workload:
    found = find(name)
    if len(found) > 1:
        raise UsageError(_("{name} names {n} workloads; try actlab.study for several.").format(name=name, n=len(found)))
    return found[0]
