"""The same networks through the kernels of several machines: equal bits wherever multiply-adds are fused."""

import platform
from functools import partial

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.pointwise import trace
from actlab.population.engines.fused import Kernel, NetworkSpec, Optimizer, State
from actlab.population.engines.fused.train import train_blocks

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the flags take instructions of x86 away")

MACHINES = {"AVX2": ("-mno-avx512f",), "registers of four, as NEON has": ("-mno-avx2",)}
"""Flags that take instructions away; the multiply-add stays."""
UNFUSED = ("-mno-avx",)
EPOCHS, MEMBERS = 4, 5


def learned(x, *, slope):
    return torch.where(x > 0, x, slope * x)


PRELU = trace(learned, parameters={"slope": 0.25})
SPECS = {
    "the exercise": NetworkSpec((2, 10, 2), (trace(torch.tanh),), "cross_entropy", "adam", 200),
    "gradients turned, a learned slope": NetworkSpec((18, 20, 3), (PRELU,), "cross_entropy", "adamw", 24),
}
SLOW = {
    "one number": NetworkSpec((3, 32, 32, 1), (trace(F.mish), trace(F.gelu)), "mean_squared_error", "sgd", 64),
    "many outputs": NetworkSpec((16, 33, 10), (trace(torch.sin),), "binary_cross_entropy", "adam", 70),
    "huber": NetworkSpec((5, 7, 4), (trace(F.softplus),), "huber", "adam", 17),
}
ALL = [*SPECS, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)]


def trained(spec, flags=()):
    """Return parameters, losses and outputs after a few epochs with short last batches and a validation part."""
    draw = np.random.default_rng(5)
    kernel = Kernel(spec, flags)
    rows = spec.batch + 30
    x = draw.normal(size=(1, rows, spec.sizes[0])).astype(np.float32)
    if spec.loss == "cross_entropy":
        y = draw.integers(0, spec.sizes[-1], (1, rows))
    else:
        y = draw.integers(0, 2, (1, rows, spec.sizes[-1])).astype(np.float32)
    state = State.fresh(draw.uniform(-0.7, 0.7, (MEMBERS, spec.parameters)).astype(np.float32))
    options = {"optimizer": Optimizer(weight_decay=0.01, momentum=0.5), "validation": (x[:, :21], y[:, :21])}
    orders = np.stack([draw.permutation(rows) for _ in range(EPOCHS)])[None]
    run = kernel.train(state, x, y, epochs=EPOCHS, rates=np.full(MEMBERS, 0.01), order=orders, **options)
    return (
        state.parameters,
        run.losses,
        run.validation_losses,
        run.validation_right,
        kernel.predict(state.parameters, x),
    )


@pytest.mark.parametrize("name", ALL)
def test_the_bits_do_not_depend_on_the_width_of_registers(name):
    spec = (SPECS | SLOW)[name]
    here = trained(spec)
    for flags in MACHINES.values():
        for found, wanted in zip(trained(spec, flags), here, strict=True):
            np.testing.assert_array_equal(found, wanted)


def test_a_record_says_where_multiply_adds_were_not_fused(toy_training):
    training = toy_training(engine="fused", epochs=1)
    engines = [
        {row["engine"] for row in train_blocks(training, training.candidates[0], [0], partial(Kernel, flags=flags))}
        for flags in ((), UNFUSED)
    ]
    assert engines == [{"fused"}, {"fused, no fused multiply-add"}]


@pytest.mark.parametrize("name", ALL)
def test_without_a_fused_multiply_add_the_numbers_agree(name):
    spec = (SPECS | SLOW)[name]
    here, there = trained(spec), trained(spec, UNFUSED)
    for found, wanted in zip(there, here, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)
    assert any(not np.array_equal(found, wanted) for found, wanted in zip(there, here, strict=True))
