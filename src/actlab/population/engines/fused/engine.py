"""Whether the engine can run the networks, found by a short trial, and how long it takes."""

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
from actlab.population.training import Training

__all__ = ["FUSED", "can_run", "estimate", "why_slow"]

_MEASURED = 4
"""Networks whose time is taken."""
_PRODUCTS = 20_000_000_000
"""Multiplications of a chunk: a second or so of one core."""
_FEWEST, _MOST = 10, 250
"""Blocks of a chunk; a kernel is not worth its start for fewer."""


def can_run(training: Training) -> str | None:
    """Return None where the engine takes the training's networks, or why it does not.

    Two epochs of three blocks are trained: together, apart, and by the loop engine.
    """
    return next((reason for c in training.candidates if (reason := _reason(short(training), c)) is not None), None)


def _reason(training: Training, candidate: Candidate) -> str | None:
    own = training.workload.where or any(choice.entry.shelf == "own" for choice in candidate.layers)
    try:
        if own:  # may call code that no hash covers
            return _trial(training, candidate)
        _path, about = toolchain()
        chain = Form(training, candidate, 0).chain
        key = f"trial|{about}|{training.setting}|{candidate.label}|{candidate.digest}|{chain}"
        reason = remembered(key, lambda: _trial(training, candidate), _words)
        if reason is None:
            Tile(
                training, candidate, members(training, range(1), candidate.arm)
            )  # loads the kernel, which may be damaged
        return reason
    except NoCompilerError:
        return _("there is no C++ compiler (c++ or g++) on PATH")
    except (NotAChainError, NotPointwiseError, CompilerError, OSError) as error:
        return _("{candidate}: {reason}").format(candidate=candidate.label, reason=error)


def _words(found: object) -> str | None:
    if found is None or isinstance(found, str):
        return found
    raise TypeError("a reason is words, or None")


def _trial(training: Training, candidate: Candidate) -> str | None:
    return trial(training, candidate, train_members, loop.train_block(training, candidate, 1))


def why_slow(_training: Training) -> None:
    """Return None: no other engine is as fast."""


def estimate(training: Training) -> float:
    """Return about how many seconds of one core a network takes: its kernel, from a tenth of the epochs, and the rest.

    The global state of the generators and the number of threads are the same after as before.
    """
    with one_thread():
        times = [_seconds(training.with_one_trial(), candidate) for candidate in training.candidates]
    return math.fsum(times) / len(times)


def _seconds(training: Training, candidate: Candidate) -> float:
    epochs = max(1, training.recipe.epochs // 10)
    tenth = replace(training, recipe=replace(training.recipe, epochs=epochs))
    wanted = members(training, range(_MEASURED), candidate.arm)
    list(train_members(tenth, candidate, wanted[:1]))  # compiles
    start = time.process_time()
    tile = Tile(tenth, candidate, wanted)
    ready = time.process_time()
    run = tile.train()
    trained = time.process_time()
    tile.rows(run)
    around = time.process_time() - trained + ready - start
    return (around + (trained - ready) * training.recipe.epochs / epochs) / len(tile.members)


def blocks_a_chunk(training: Training) -> int:
    """Return how many blocks keep a core busy for about a second: many small networks, few that take long."""
    sizes = Form(training, training.candidates[0], 0).chain.sizes
    samples = len(data_of(training, 0).train) * training.recipe.epochs
    products = 3 * samples * sum(inputs * outputs for inputs, outputs in itertools.pairwise(sizes))
    return min(max(_PRODUCTS // products, _FEWEST), _MOST)


FUSED = Engine("fused", blocks_a_chunk, can_run, why_slow, estimate, train_blocks, replay, quick=True)
"""The engine."""
