"""Run a model once to look at it, without a trace in its buffers, its hooks or the global random state."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from actlab._shared.process_state import isolated
from actlab.surgery.watching import RunningModules, Watcher, watching

__all__ = ["observing"]


@contextmanager
def observing(model: nn.Module, watcher: Watcher, *, gradients: bool = False) -> Iterator[RunningModules]:
    """Watch the activation calls of what is run inside the block; afterwards the model is as before, to the bit.

    Args:
        model: What is run, in the mode it is in.
        watcher: What is told of the calls.
        gradients: Whether autograd records what is run.
    """
    with isolated(0), torch.set_grad_enabled(gradients), _preserved_buffers(model), warnings.catch_warnings():
        # reentrant checkpointing warns of inputs without gradients, which is meant here
        warnings.filterwarnings("ignore", "None of the inputs have requires_grad")
        with watching(model, watcher) as running:
            yield running


@contextmanager
def _preserved_buffers(model: nn.Module) -> Iterator[None]:
    """Put the buffers (running statistics, counters) back at the end."""
    held = {name: value.detach().clone() for name, value in model.named_buffers()}
    try:
        yield
    finally:
        with torch.no_grad():
            for name, value in model.named_buffers():
                if name in held and held[name].shape == value.shape:
                    value.copy_(held[name])
