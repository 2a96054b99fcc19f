"""Networks as an experiment: a grid of settings, each a plan that an engine carries out on the same blocks."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from actlab._shared.cores import cores
from actlab.evidence._lab import Lab

if TYPE_CHECKING:
    import pandas as pd
    from torch import Tensor, nn

    from actlab.comparison.plan import Plan
    from actlab.population.data import Data

__all__ = ["ClaimTraining"]

_KEPT = (
    "candidate", "block", "regime", "learning_rate", "epochs", "train_loss", "test_loss", "train_score", "test_score",
    "chance_score", "status", "dead", "saturated",
)  # fmt: skip
"""The columns that records keep; `dead` and `saturated` become means over the layers."""

_REDUCED_BLOCKS = 5
"""As few as a verdict takes: with fewer, every pair is undecided."""
_REDUCED = {"epochs": 2, "engine": "loop"}
"""The reduced scale: no kernel is compiled."""


@dataclass(frozen=True, kw_only=True)
class ClaimTraining:
    """Networks to train: every candidate on every block under every combination of settings.

    A setting is an option of a plan (``hidden``, ``epochs``, ``learning_rate``, ``split``, ``regime``, ``engine``),
    a field of the workload's `actlab.workloads.Recipe` (``init``, ``optimizer``, ``batch_size``, ...), or
    ``workload``. The records hold a row per network, with a column for each setting that varies; for ``hidden``,
    ``depth`` and ``width``. Blocks are the same in all combinations, so that rows are paired by block.

    Args:
        candidates: What is trained: names of activations, as ``actlab compare`` takes them.
        blocks: Networks of each candidate in each combination.
        settings: What is the same for all.
        vary: Values of each setting that varies.
        own: Functions of the claim's file that candidates name.

    >>> grid = ClaimTraining(candidates=("relu", "tanh"), blocks=30, vary={"learning_rate": (0.01, 0.1, 1.0)})
    >>> [cell["learning_rate"] for cell in grid.cells(reduced=True)]
    [0.01, 1.0]
    """

    candidates: tuple[str, ...]
    blocks: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    vary: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    own: tuple[Callable[[Tensor], Tensor], ...] = field(default=(), repr=False)

    def cells(self, *, reduced: bool = False) -> Iterator[dict[str, Any]]:
        """Yield the settings of each combination; on the reduced scale only the ends of what varies."""
        ends = {name: values[:1] + values[1:][-1:] if reduced else values for name, values in self.vary.items()}
        for combination in itertools.product(*ends.values()):
            yield {**self.settings, **dict(zip(ends, combination, strict=True))}

    def records(self, lab: Lab) -> pd.DataFrame:
        """Train the networks and return a row for each."""
        import pandas as pd

        cells = list(self.cells(reduced=lab.reduced))
        frames = []
        for done, cell in enumerate(cells):
            frames.append(self._trained(cell, lab, _within(lab.tell, done, len(cells))))
        return pd.concat(frames, ignore_index=True)

    def networks(self, lab: Lab) -> Iterator[tuple[dict[str, Any], nn.Module, Data]]:
        """Train the networks one at a time in plain PyTorch and yield each with its block's data.

        For analyses that look inside a network. What comes first are the columns that tell networks apart:
        ``candidate``, ``block`` and what varies.
        """
        from actlab.population.engines.loop import replay
        from actlab.population.members import Member

        cells = list(self.cells(reduced=lab.reduced))
        for done, cell in enumerate(cells):
            plan = self._plan(cell | {"engine": "loop"}, lab)
            training = plan.training
            for place, (candidate, block) in enumerate(
                itertools.product(training.candidates, range(plan.question.blocks))
            ):
                net, data = replay(training, candidate, Member(block, training.recipe.learning_rate))
                yield {"candidate": candidate.label, "block": block, **self._columns(cell)}, net, data
                _within(lab.tell, done, len(cells))((place + 1) / plan.networks)

    def _trained(self, cell: dict[str, Any], lab: Lab, tell: Callable[[float], None]) -> pd.DataFrame:
        plan = self._plan(cell, lab)
        frame = _few(plan) if lab.reduced else _many(plan, lab.executor, tell)
        layers = {name: frame[name].map(_mean) for name in ("dead", "saturated")}
        return frame[list(_KEPT)].assign(**layers, **self._columns(cell))

    def _plan(self, cell: dict[str, Any], lab: Lab) -> Plan:
        """Return the plan of one combination; the reduced scale needs no compiled kernel."""
        from actlab.activations.own import own_activation
        from actlab.comparison.verb import plan
        from actlab.workloads import CATALOGUE, Recipe

        ours = {each.name for each in fields(Recipe)} - {"epochs", "learning_rate"}
        workload = CATALOGUE[cell.get("workload", "moons")]
        recipe = replace(workload.recipe, **{name: value for name, value in cell.items() if name in ours})
        options = {name: value for name, value in cell.items() if name not in ours | {"workload"}}
        options = {"engine": "auto"} | options | (_REDUCED if lab.reduced else {})
        alone = len(self.candidates) == 1
        found = plan(
            self.candidates * 2 if alone else self.candidates,
            workload=replace(workload, recipe=recipe),
            blocks=min(self.blocks, _REDUCED_BLOCKS) if lab.reduced else self.blocks,
            seed=lab.seed,
            activations=[own_activation(function) for function in self.own],
            **options,
        )
        training = found.training
        return replace(found, training=replace(training, candidates=training.candidates[:1])) if alone else found

    def _columns(self, cell: dict[str, Any]) -> dict[str, Any]:
        """Return what varies as columns."""
        columns = {name: cell[name] for name in self.vary if name != "hidden"}
        if "hidden" in self.vary:
            columns |= {"depth": len(cell["hidden"]), "width": cell["hidden"][0]}
        return columns


def _many(plan: Plan, executor: Executor | None, tell: Callable[[float], None]) -> pd.DataFrame:
    """Return the records of a plan that its engine carries out."""
    from actlab.population.execute import execute
    from actlab.records import RunFolder

    with tempfile.TemporaryDirectory() as place:
        run = RunFolder(place)
        run.claim_for(plan.describe())
        execute(
            plan.training,
            plan.chunks(),
            run,
            workers=cores(),
            progress=lambda done, total: tell(done / total),
            executor=executor,
        )
        return run.read_chunks([chunk.name for chunk in plan.chunks()])


def _few(plan: Plan) -> pd.DataFrame:
    """Return the records of a plan whose few networks are trained here: starting workers would take longer."""
    from actlab.population.engines.loop import train_blocks
    from actlab.records import network_frame
    from actlab.records.schema import network_table

    blocks = range(plan.question.blocks)
    rows = [row for each in plan.training.candidates for row in train_blocks(plan.training, each, blocks)]
    return network_frame(network_table(rows))


def _within(tell: Callable[[float], None], place: int, places: int) -> Callable[[float], None]:
    return lambda share: tell((place + share) / places)


def _mean(shares: Any) -> float:
    return float(sum(shares) / len(shares)) if len(shares) else float("nan")
