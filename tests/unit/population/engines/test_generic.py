"""The generic kernel gives the numbers of the kernels that are compiled for a network, to the bit."""

import ctypes

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.pointwise import trace
from actlab.pointwise.compile import cache_folder
from actlab.population.engines import ENGINES
from actlab.population.engines.fused import Kernel, NetworkSpec, Optimizer, State
from actlab.population.engines.generic import table
from actlab.population.engines.generic.run import GenericKernel

EPOCHS, MEMBERS = 3, 4
PRELU = trace(lambda x, *, slope: torch.where(x > 0, x, slope * x), parameters={"slope": 0.25})
SPECS = {
    "the exercise": NetworkSpec((2, 10, 2), (trace(torch.tanh),), "cross_entropy", "adam", 200),
    "gradients turned, a learned slope": NetworkSpec((18, 20, 3), (PRELU,), "cross_entropy", "adamw", 24),
    "many layers": NetworkSpec(
        (3, 17, 9, 33, 1), (trace(F.gelu), PRELU, trace(F.relu)), "mean_squared_error", "sgd", 70
    ),
    "two numbers": NetworkSpec((1, 5, 2), (trace(F.softplus),), "huber", "adam", 7),
    "several truths": NetworkSpec((5, 8, 4), (trace(F.mish),), "binary_cross_entropy", "adam", 33),
}


def trained(kernel):
    """Return parameters, losses and outputs after a few epochs with short last batches and a validation part."""
    spec, draw = kernel.spec, np.random.default_rng(5)
    rows = spec.batch + 19
    x = draw.normal(size=(1, rows, spec.sizes[0])).astype(np.float32)
    if spec.loss == "cross_entropy":
        y = draw.integers(0, spec.sizes[-1], (1, rows))
    else:
        y = draw.integers(0, 2, (1, rows, spec.sizes[-1])).astype(np.float32)
    state = State.fresh(draw.uniform(-0.7, 0.7, (MEMBERS, spec.parameters)).astype(np.float32))
    options = {"optimizer": Optimizer(weight_decay=0.01, momentum=0.5), "validation": (x[:, :21], y[:, :21])}
    run = kernel.train(state, x, y, epochs=EPOCHS, rates=np.full(MEMBERS, 0.01), **options)
    return (
        state.parameters,
        run.losses,
        run.validation_losses,
        run.validation_right,
        kernel.predict(state.parameters, x),
    )


@pytest.mark.parametrize("name", SPECS)
def test_its_numbers_are_those_of_a_kernel_for_the_network(name):
    for found, wanted in zip(trained(GenericKernel(SPECS[name])), trained(Kernel(SPECS[name])), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_rows_are_those_of_the_fused_engine(toy_training):
    training = toy_training(candidates=("relu", "prelu"), batch_size=16)
    for candidate in training.candidates:
        rows = [list(ENGINES[name].train_blocks(training, candidate, range(3))) for name in ("generic", "fused")]
        mine, theirs = ([repr({**row, "seconds": 0}) for row in each] for each in rows)
        assert mine == theirs


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(table, "_LOADED", {})
    return monkeypatch


def test_functions_are_compiled_together_and_once(own_cache):
    graphs = [trace(torch.relu), trace(torch.sigmoid), trace(torch.relu)]
    found = table.addresses(graphs)
    assert found[0] == found[2] != found[1]
    assert len(list(cache_folder().glob("*.so"))) == 1
    own_cache.setattr(table, "_LOADED", {})
    own_cache.setattr(table, "compile_library", lambda *_: pytest.fail("compiled again"))
    assert len(table.addresses(graphs[::-1])) == 3


@pytest.mark.parametrize("damage", ["index", "library"])
def test_what_is_damaged_is_compiled_again(own_cache, damage):
    table.addresses([trace(torch.relu)])
    (path,) = cache_folder().glob("*.in" if damage == "index" else "*.so")
    path.unlink()
    path.write_bytes(b"none")
    own_cache.setattr(table, "_LOADED", {})
    (found,) = table.addresses([trace(torch.relu)])
    assert ctypes.c_int32.from_address(found).value == 0
