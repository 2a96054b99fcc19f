"""Run a model without a trace in its buffers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

__all__ = ["preserved_buffers"]


@contextmanager
def preserved_buffers(model: nn.Module) -> Iterator[None]:
    """Put the buffers (running statistics, counters) back at the end, to the bit."""
    held = {name: value.detach().clone() for name, value in model.named_buffers()}
    try:
        yield
    finally:
        with torch.no_grad():
            for name, value in model.named_buffers():
                if name in held and held[name].shape == value.shape:
                    value.copy_(held[name])
