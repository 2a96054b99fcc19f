"""Orders and learning rates against torch's own schedulers."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from actlab.population.schedule import batch_sizes, epoch_orders, factors
from actlab.workloads import Recipe


@given(samples=st.integers(1, 300), size=st.integers(1, 400))
def test_batches_keep_every_sample(samples: int, size: int) -> None:
    sizes = batch_sizes(samples, Recipe(epochs=1, learning_rate=1, batch_size=size))
    assert sum(sizes) == samples
    assert all(0 < batch <= size for batch in sizes)
    assert len(set(sizes[:-1])) <= 1


@given(epochs=st.integers(1, 20), warmup=st.floats(0, 1), schedule=st.sampled_from(["constant", "cosine"]))
def test_rates_rise_to_one_and_never_exceed_it(epochs: int, warmup: float, schedule: str) -> None:
    found = factors(Recipe(epochs=epochs, learning_rate=1, batch_size=7, schedule=schedule, warmup=warmup), 30)
    assert len(found) == 5 * epochs
    assert all(0 < factor <= 1 for factor in found)
    assert max(found) == 1
    if schedule == "constant" and warmup == 0:
        assert set(found) == {1.0}


def test_cosine_is_torch_s() -> None:
    recipe = Recipe(epochs=40, learning_rate=0.3, schedule="cosine")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=40)
    for factor in factors(recipe, 10):
        assert optimizer.param_groups[0]["lr"] == pytest.approx(0.3 * factor, rel=1e-9)
        optimizer.step()
        scheduler.step()


def test_each_epoch_has_its_own_order_and_a_full_batch_none() -> None:
    recipe = Recipe(epochs=3, learning_rate=1, batch_size=4)
    orders = list(epoch_orders(10, recipe, torch.Generator().manual_seed(0)))
    assert all(sorted(order.tolist()) == list(range(10)) for order in orders)
    assert len({tuple(order.tolist()) for order in orders}) == 3
    full = Recipe(epochs=3, learning_rate=1)
    assert list(epoch_orders(10, full, torch.Generator())) == [None] * 3
