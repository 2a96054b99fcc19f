"""What trains networks: `loop` is the reference, whose meaning all others must agree with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actlab._shared.process_state import isolated, one_thread
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.population.candidates import own_failures
from actlab.population.engines import loop, vmap
from actlab.population.engines._engine import Engine
from actlab.population.engines.fused.engine import FUSED
from actlab.population.engines.generic import GENERIC
from actlab.population.training import Training

__all__ = ["ENGINES", "Choice", "Engine", "choose", "estimate"]


def _nothing(_training: Training) -> None:
    """Return None: the reference engine runs everything, and none comes after it."""


def _always(blocks: int) -> Callable[[Training], int]:
    return lambda _training: blocks


ENGINES: dict[str, Engine] = {
    engine.name: engine
    for engine in (
        FUSED,
        GENERIC,
        Engine("vmap", _always(64), vmap.can_run, vmap.why_slow, vmap.estimate, vmap.train_blocks, vmap.replay),
        Engine("loop", _always(10), _nothing, _nothing, loop.estimate, loop.train_blocks, loop.replay),
    )
}
"""The engines by name, the fastest first."""


@dataclass(frozen=True)
class Choice:
    """The engine that trains, and why none of the faster ones was taken.

    >>> Choice(ENGINES["loop"], (("vmap", "convolutions are no faster together"),)).line
    'engine: loop (vmap: convolutions are no faster together)'
    """

    engine: Engine
    passed_over: tuple[tuple[str, str], ...] = ()

    @property
    def line(self) -> str:
        """One line for people."""
        reasons = "; ".join(f"{name}: {reason}" for name, reason in self.passed_over)
        said = _("engine: {name}").format(name=self.engine.name)
        return f"{said} ({reasons})" if reasons else said


def choose(training: Training, wanted: str = "auto") -> Choice:
    """Choose an engine. The choice rests on what is trained alone, never on the machine's load.

    Args:
        training: What to train; its own `engine` is not looked at.
        wanted: The name of an engine, or ``auto`` for the fastest that can run it. A named engine that
            cannot run it is replaced by the reference engine, and the reason is kept.

    Raises:
        UsageError: No engine has the name.
        OwnFunctionError: See `own_failures`.
    """
    if wanted not in ("auto", *ENGINES):
        names = ", ".join(("auto", *ENGINES))
        raise UsageError(_("There is no engine '{name}'; choose one of: {names}.").format(name=wanted, names=names))
    with one_thread(), own_failures(training.candidates):
        return _chosen(training, wanted)


def estimate(training: Training) -> float:
    """Return about how many seconds of one core a network takes with the training's engine.

    Raises:
        OwnFunctionError: See `own_failures`.
    """
    with own_failures(training.candidates):
        return ENGINES[training.engine].estimate(training)


def _chosen(training: Training, wanted: str) -> Choice:
    passed_over: list[tuple[str, str]] = []
    for engine in ENGINES.values() if wanted == "auto" else (ENGINES[wanted], ENGINES["loop"]):
        with isolated(0):  # an own function that draws is tried here
            reason = (engine.why_slow(training) if wanted == "auto" else None) or engine.can_run(training)
        if reason is None:
            return Choice(engine, tuple(passed_over))
        passed_over.append((engine.name, reason))
    raise AssertionError("The reference engine runs everything.")
