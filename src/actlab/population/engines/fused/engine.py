"""Whether the engine can run the networks, found by a short trial, and how long it takes."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from actlab._shared.process_state import one_thread
from actlab.errors import ActlabError
from actlab.i18n import _
from actlab.pointwise import NotPointwiseError
from actlab.pointwise.compile import CompilerError, NoCompilerError, toolchain
from actlab.population.candidates import Candidate
from actlab.population.data import data_of
from actlab.population.engines import loop
from actlab.population.engines._engine import Engine, Worth
from actlab.population.engines.fused.chain import NotAChainError
from actlab.population.engines.fused.form import Form
from actlab.population.engines.fused.memory import remembered
from actlab.population.engines.fused.spec import LOSSES, OPTIMIZERS
from actlab.population.engines.fused.train import (
    MakeKernel,
    Tile,
    replay,
    special,
    train_blocks,
    train_members,
)
from actlab.population.engines.trial import short, trial
from actlab.population.members import members
from actlab.population.training import Training

__all__ = ["FUSED", "always_worth", "can_run", "estimate", "kernel_engine"]

_MEASURED = 4
"""Networks whose time is taken."""
_PRODUCTS = 20_000_000_000
"""Multiplications of a chunk: a second or so of one core."""
_SECONDS_TO_COMPILE, _SAVED = 1.0, 1.5
"""What a kernel costs, and what it saves of each second of its own over the generic kernel; measured."""
_FEWEST, _MOST = 10, 250
"""Blocks of a chunk; a kernel is not worth its start for fewer."""


def kernel_engine(
    name: str, make: MakeKernel, worth: Worth, prepare: Callable[[Training], None] | None = None
) -> Engine:
    """Return an engine that trains chains of Linear layers with the kernels that `make` returns."""
    return Engine(
        name,
        blocks_a_chunk,
        partial(can_run, make=make),
        _never_slow,
        partial(estimate, make=make),
        partial(train_blocks, make=make),
        partial(replay, make=make),
        quick=True,
        worth=worth,
        prepare=prepare,
    )


def can_run(training: Training, make: MakeKernel = special) -> str | None:
    """Return None where the engine takes the training's networks, or why it does not.

    Two epochs of three blocks are trained: together, apart, and by the loop engine.
    """
    recipe = training.recipe
    for given, known in ((recipe.loss, LOSSES), (recipe.optimizer, OPTIMIZERS)):
        if given not in known:
            return _("no kernel knows {name}").format(name=given)
    tried = short(training)
    return next((reason for c in training.candidates if (reason := _reason(tried, c, make)) is not None), None)


def _reason(training: Training, candidate: Candidate, make: MakeKernel) -> str | None:
    own = training.workload.where or any(choice.entry.shelf == "own" for choice in candidate.layers)
    try:
        if own:  # may call code that no hash covers
            return _trial(training, candidate, make)
        _path, about = toolchain()
        chain = Form(training, candidate, 0).chain
        key = f"trial|{make.__name__}|{about}|{training.setting}|{candidate.label}|{candidate.digest}|{chain}"
        reason = remembered(key, lambda: _trial(training, candidate, make), _words)
        if reason is None:  # load the kernel, which may be damaged
            Tile(training, candidate, members(training, range(1), candidate.arm), make)
        return reason
    except NoCompilerError as error:
        return str(error)
    except (NotAChainError, NotPointwiseError, CompilerError, OSError) as error:
        return _("{candidate}: {reason}").format(candidate=candidate.label, reason=error)


def _words(found: object) -> str | None:
    if found is None or isinstance(found, str):
        return found
    raise TypeError("a reason is words, or None")


def _trial(training: Training, candidate: Candidate, make: MakeKernel) -> str | None:
    reference = loop.train_block(training, candidate, 1)
    return trial(training, candidate, partial(train_members, make=make), reference)


def _never_slow(_training: Training) -> None:
    """Return None: no engine but another kernel is as fast."""


def estimate(training: Training, make: MakeKernel = special) -> float:
    """Return about how many seconds of one core a network takes: its kernel, from a tenth of the epochs, and the rest.

    The global state of the generators and the number of threads are the same after as before.
    """
    with one_thread():
        times = [_seconds(training.with_one_trial(), candidate, make) for candidate in training.candidates]
    return math.fsum(times) / len(times)


def _seconds(training: Training, candidate: Candidate, make: MakeKernel) -> float:
    epochs = max(1, training.recipe.epochs // 10)
    tenth = replace(training, recipe=replace(training.recipe, epochs=epochs))
    wanted = members(training, range(_MEASURED), candidate.arm)
    list(train_members(tenth, candidate, wanted[:1], make))  # compiles
    start = time.process_time()
    tile = Tile(tenth, candidate, wanted, make)
    ready = time.process_time()
    run = tile.train()
    trained = time.process_time()
    tile.rows(run)
    around = time.process_time() - trained + ready - start
    return (around + (trained - ready) * training.recipe.epochs / epochs) / len(tile.members)


def blocks_a_chunk(training: Training) -> int:
    """Return how many blocks keep a core busy for about a second: many small networks, few that take long."""
    return min(max(_PRODUCTS // _products(training), _FEWEST), _MOST)


def _products(training: Training) -> int:
    """Return about how many multiplications the training of a network takes."""
    sizes = Form(training, training.candidates[0], 0).chain.sizes
    samples = len(data_of(training, 0).train) * training.recipe.epochs
    return 3 * samples * sum(inputs * outputs for inputs, outputs in itertools.pairwise(sizes))


def worth_compiling(training: Training, blocks: int) -> bool:
    """Return whether so many blocks take longer with the generic kernel than to compile kernels of their own."""
    try:
        saved = _SAVED * blocks * training.trials * _products(training) / _PRODUCTS
    except ActlabError:
        return True  # `can_run` says why it cannot be done
    return saved > _SECONDS_TO_COMPILE


def always_worth(_training: Training, _blocks: int) -> bool:
    """Return True: nothing is compiled for the networks alone."""
    return True


FUSED = kernel_engine("fused", special, worth_compiling)
"""The engine."""
