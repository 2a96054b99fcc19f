"""No constant predictor beats the constant predictor."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from actlab.population.losses import constant_loss, is_constant, loss
from actlab.workloads import Recipe

LOSSES = ["cross_entropy", "binary_cross_entropy", "mean_squared_error", "huber"]


def _targets(name: str, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    if name == "cross_entropy":
        return torch.randint(0, 3, (40,), generator=generator)
    if name == "binary_cross_entropy":
        return torch.randint(0, 2, (40,), generator=generator).float()
    return 3 * torch.randn(40, generator=generator) ** 3


@pytest.mark.parametrize("name", LOSSES)
@given(seed=st.integers(0, 1000), scale=st.sampled_from([0.01, 0.1, 1.0]))
def test_no_other_constant_is_better(name: str, seed: int, scale: float) -> None:
    recipe = Recipe(epochs=1, learning_rate=1, loss=name)
    y = _targets(name, seed)
    best = constant_loss(recipe, y)
    other = scale * torch.randn(3 if name == "cross_entropy" else 1, generator=torch.Generator().manual_seed(seed))
    tried = other + (y.float().mean() if name in LOSSES[2:] else 0)
    assert best <= loss(recipe, tried.expand(40, -1), y).item() * (1 + 1e-6)


@pytest.mark.parametrize("name", LOSSES)
def test_constant_outputs_are_seen(name: str) -> None:
    recipe = Recipe(epochs=1, learning_rate=1, loss=name)
    y, width = _targets(name, 0), 3 if name == "cross_entropy" else 1
    assert is_constant(recipe, torch.full((40, width), 0.5), y)
    assert not is_constant(recipe, torch.randn(40, width, generator=torch.Generator().manual_seed(1)), y)
