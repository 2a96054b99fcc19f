"""What trains networks: `loop` is the reference, whose meaning all others must agree with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module

from actlab._shared.process_state import isolated, one_thread
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.population.candidates import Candidate, own_failures
from actlab.population.engine_names import ENGINE_NAMES
from actlab.population.engines._engine import Engine
from actlab.population.engines.trial import TOLERANCE
from actlab.population.training import Assigned, Training

__all__ = ["ENGINES", "Choice", "Engine", "choose", "estimate"]

_BLOCKS = 200
"""As many as a comparison has by default."""


ENGINES: dict[str, Engine] = {name: import_module(f"{__name__}.{name}").ENGINE for name in ENGINE_NAMES}
"""The engines by name, the fastest first."""


@dataclass(frozen=True)
class Choice:
    """The engine that trains, and why none of the faster ones was taken.

    Args:
        engine: Of most candidates.
        passed_over: Faster engines, and why they do not train all candidates.
        others: The label and the engine of each candidate that another engine trains.

    >>> Choice(ENGINES["loop"], (("vmap", "convolutions are no faster together"),)).line
    'engine: loop (vmap: convolutions are no faster together)'
    >>> Choice(ENGINES["generic"], others=(("rrelu", ENGINES["loop"]),)).line
    'engine: generic; loop for rrelu; engines agree to 1e-05, which was tried'
    """

    engine: Engine
    passed_over: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, Engine], ...] = ()

    @classmethod
    def of(cls, training: Training) -> Choice:
        """Return what was chosen for a training."""
        others = tuple((each.candidate, ENGINES[each.engine]) for each in training.others)
        return cls(ENGINES[training.engine], training.passed_over, others)

    def assign(self, training: Training) -> Training:
        """Return the training with these engines, and with chunks of the size that suits them."""

        def blocks(engine: Engine, candidate: Candidate) -> int:
            return max(engine.blocks_a_chunk(training.alone(candidate)) // training.trials, 1)

        others = dict(self.others)
        assigned = [
            Assigned(each.label, others[each.label].name, blocks(others[each.label], each))
            for each in training.candidates
            if each.label in others
        ]
        usual = next(each for each in training.candidates if each.label not in others)
        return replace(
            training,
            engine=self.engine.name,
            blocks_a_chunk=blocks(self.engine, usual),
            passed_over=self.passed_over,
            others=tuple(assigned),
        )

    @property
    def line(self) -> str:
        """One line for people."""
        said = _("engine: {name}").format(name=self.engine.name)
        for name in dict.fromkeys(engine.name for _label, engine in self.others):
            labels = ", ".join(label for label, engine in self.others if engine.name == name)
            said += "; " + _("{engine} for {candidates}").format(engine=name, candidates=labels)
        if self.others:
            said += "; " + _("engines agree to {tolerance:g}, which was tried").format(tolerance=TOLERANCE)
        reasons = "; ".join(f"{names}: {reason}" for reason, names in _by_reason(self.passed_over).items())
        return f"{said} ({reasons})" if reasons else said


def _by_reason(passed_over: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the names of the engines that have a reason in common."""
    found: dict[str, str] = {}
    for name, reason in passed_over:
        found[reason] = f"{found[reason]}, {name}" if reason in found else name
    return found


def choose(training: Training, wanted: str = "auto", blocks: int = _BLOCKS) -> Choice:
    """Choose an engine for each candidate. The choice rests on the arguments alone, never on the machine's load.

    Args:
        training: What to train; its own engines are not looked at.
        wanted: The name of an engine, or ``auto`` for the fastest that can run a candidate. Where a named engine
            cannot, the reference engine trains the candidate, and the reason is kept.
        blocks: How many there will be: a kernel of its own is worth its compiling for many.

    Raises:
        UsageError: No engine has the name.
        OwnFunctionError: See `own_failures`.
    """
    if wanted not in ("auto", *ENGINES):
        names = ", ".join(("auto", *ENGINES))
        raise UsageError(_("There is no engine '{name}'; choose one of: {names}.").format(name=wanted, names=names))
    with one_thread(), own_failures(training.candidates):
        return _chosen(training, wanted, blocks)


def estimate(training: Training) -> float:
    """Return about how many seconds of one core a network takes with the training's engines.

    Raises:
        OwnFunctionError: See `own_failures`.
    """
    with own_failures(training.candidates):
        each = [ENGINES[training.engine_of(c)].estimate(training.alone(c)) for c in training.candidates]
    return math.fsum(each) / len(each)


def _chosen(training: Training, wanted: str, blocks: int) -> Choice:
    tried = list(ENGINES.values()) if wanted == "auto" else [ENGINES[wanted], ENGINES["loop"]]
    passed_over: dict[str, dict[str, list[str]]] = {}
    chosen: dict[str, Engine] = {}
    with isolated(0):  # an own function that draws is tried here
        for engine in tried:
            if engine.prepare is not None:
                engine.prepare(training)
        for candidate in training.candidates:
            found, reasons = _first(training.alone(candidate), tried, blocks if wanted == "auto" else None)
            chosen[candidate.label] = found
            for name, reason in reasons.items():
                alone = reason.removeprefix(f"{candidate.label}: ")
                passed_over.setdefault(name, {}).setdefault(alone, []).append(candidate.label)
    usual = Counter(engine.name for engine in chosen.values()).most_common(1)[0][0]
    return Choice(
        ENGINES[usual],
        tuple((name, _in_one_line(reasons, len(chosen))) for name, reasons in passed_over.items()),
        tuple((label, engine) for label, engine in chosen.items() if engine.name != usual),
    )


def _in_one_line(reasons: Mapping[str, Sequence[str]], candidates: int) -> str:
    """Return reasons, each once, with the candidates that it holds for where it does not hold for all."""
    return "; ".join(
        reason if len(labels) == candidates else f"{', '.join(labels)}: {reason}" for reason, labels in reasons.items()
    )


def _first(training: Training, tried: Sequence[Engine], blocks: int | None) -> tuple[Engine, dict[str, str]]:
    """Return the first engine that takes a candidate (and is worth it for so many blocks), and why others do not."""
    reasons: dict[str, str] = {}
    for engine in tried:
        if blocks is not None and not engine.worth(training, blocks):
            continue
        reason = (engine.why_slow(training) if blocks is not None else None) or engine.can_run(training)
        if reason is None:
            return engine, reasons
        reasons[engine.name] = reason
    raise AssertionError("The reference engine runs everything.")
