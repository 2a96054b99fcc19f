"""Run code without leaving a trace in the process: in the global generators, or in torch's number of threads."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["isolated", "one_thread"]


@contextmanager
def isolated(seed: int) -> Iterator[None]:
    """Seed the global generators of torch, NumPy and Python inside the block, and restore them after it.

    Code that draws from the global state, as a user's own function may, is reproducible inside and leaves no
    trace outside.
    """
    import numpy as np
    import torch

    python_state, numpy_state = random.getstate(), np.random.get_state()  # noqa: NPY002
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)  # torch.manual_seed would also queue a seed for each GPU
        np.random.seed(seed)  # noqa: NPY002  the state of the user's code is the global one
        random.seed(seed)
        try:
            yield
        finally:
            random.setstate(python_state)
            np.random.set_state(numpy_state)  # noqa: NPY002


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one thread, as the workers do: with several, the bits of a sum may differ."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
