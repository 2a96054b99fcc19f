"""Whether the engine can run a plan, found by a short trial, and how long it takes."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import replace

from actlab._shared.process_state import one_thread
from actlab.i18n import _
from actlab.pointwise import NotPointwiseError
from actlab.population.candidates import Candidate
from actlab.population.data import data_of
from actlab.population.engines import loop
from actlab.population.engines._engine import Engine
from actlab.population.engines.fused.chain import NotAChainError
from actlab.population.engines.fused.compile import CompilerError, NoCompilerError, toolchain
from actlab.population.engines.fused.form import Form
from actlab.population.engines.fused.memory import remembered
from actlab.population.engines.fused.train import Tile, replay, train_blocks, train_members
from actlab.population.engines.trial import short, trial
from actlab.population.members import members
from actlab.population.plan import Plan

__all__ = ["FUSED", "can_run", "estimate", "why_slow"]

_MEASURED = 4
"""Networks whose time is taken."""
_PRODUCTS = 20_000_000_000
"""Multiplications of a chunk: a second or so of one core."""
_FEWEST, _MOST = 10, 250
"""Blocks of a chunk; a kernel is not worth its start for fewer."""


def can_run(plan: Plan) -> str | None:
    """Return None where the engine takes the plan's networks, or why it does not.

    Two epochs of three blocks are trained: together, apart, and by the loop engine.
    """
    return next((reason for c in plan.candidates if (reason := _reason(short(plan), c)) is not None), None)


def _reason(plan: Plan, candidate: Candidate) -> str | None:
    own = plan.workload.where or any(choice.entry.shelf == "own" for choice in candidate.layers)
    try:
        if own:  # may call code that no hash covers
            return _trial(plan, candidate)
        _path, about = toolchain()
        key = f"trial|{about}|{plan.training}|{candidate.label}|{candidate.digest}|{Form(plan, candidate, 0).chain}"
        reason = remembered(key, lambda: _trial(plan, candidate), _words)
        if reason is None:
            Tile(plan, candidate, members(plan, range(1), candidate.arm))  # loads the kernel, which may be damaged
        return reason
    except NoCompilerError:
        return _("there is no C++ compiler (c++ or g++) on PATH")
    except (NotAChainError, NotPointwiseError, CompilerError, OSError) as error:
        return _("{candidate}: {reason}").format(candidate=candidate.label, reason=error)


def _words(found: object) -> str | None:
    if found is None or isinstance(found, str):
        return found
    raise TypeError("a reason is words, or None")


def _trial(plan: Plan, candidate: Candidate) -> str | None:
    return trial(plan, candidate, train_members, loop.train_block(plan, candidate, 1))


def why_slow(_plan: Plan) -> None:
    """Return None: no other engine is as fast."""


def estimate(plan: Plan) -> float:
    """Return about how many seconds of one core a network takes: its kernel, from a tenth of the epochs, and the rest.

    The global state of the generators and the number of threads are the same after as before.
    """
    with one_thread():
        times = [_seconds(plan.with_one_trial(), candidate) for candidate in plan.candidates]
    return math.fsum(times) / len(times)


def _seconds(plan: Plan, candidate: Candidate) -> float:
    epochs = max(1, plan.recipe.epochs // 10)
    tenth = replace(plan, recipe=replace(plan.recipe, epochs=epochs))
    wanted = members(plan, range(min(plan.blocks, _MEASURED)), candidate.arm)
    list(train_members(tenth, candidate, wanted[:1]))  # compiles
    start = time.process_time()
    tile = Tile(tenth, candidate, wanted)
    ready = time.process_time()
    run = tile.train()
    trained = time.process_time()
    tile.rows(run)
    around = time.process_time() - trained + ready - start
    return (around + (trained - ready) * plan.recipe.epochs / epochs) / len(tile.members)


def blocks_a_chunk(plan: Plan) -> int:
    """Return how many blocks keep a core busy for about a second: many small networks, few that take long."""
    sizes = Form(plan, plan.candidates[0], 0).chain.sizes
    samples = len(data_of(plan, 0).train) * plan.recipe.epochs
    products = 3 * samples * sum(inputs * outputs for inputs, outputs in itertools.pairwise(sizes))
    return min(max(_PRODUCTS // products, _FEWEST), _MOST)


FUSED = Engine("fused", blocks_a_chunk, can_run, why_slow, estimate, train_blocks, replay, quick=True)
"""The engine."""
