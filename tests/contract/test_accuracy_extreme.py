"""The strict rule against a truth of its own, at default and extreme parameters, and that truth against the project's.

Results below the smallest normal number have no allowance here; float64 is held to the rule as float32 is.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from actlab.activations import CATALOGUE, activation
from actlab.properties.accuracy import derivatives, excess, stratified, truth

pytest.importorskip("flint", reason="python-flint is not installed; actlab does not need it")
from checkers.arb import truths

pytestmark = [pytest.mark.extras, pytest.mark.slow]

ELEMENTWISE = [entry for entry in CATALOGUE if entry.kind == "elementwise"]
EXTREMES = (-100.0, -1.0, -1e-4, 0.0, 1e-20, 1e-4, 0.3, 3.0, 100.0, 1e10)


def points(dtype: str) -> np.ndarray:
    """Return numbers of every binade, of the tails where results become subnormal, and subnormal ones."""
    generator = np.random.default_rng(5)
    far = 130 if dtype == "float32" else 800
    tails = [sign * generator.uniform(8, far, 200) for sign in (-1, 1)]
    tiny = np.finfo(dtype).smallest_subnormal * np.array([1, -1, 1000, -1000])
    return np.concatenate([stratified(dtype, 2), *tails, generator.uniform(-8, 8, 300), tiny]).astype(dtype)


def cases() -> Iterator[Any]:
    for entry in ELEMENTWISE:
        yield pytest.param(entry, {}, id=entry.name)
        for parameter in entry.parameters:
            for value in EXTREMES:
                given = {**entry.defaults, parameter.name: value}
                if value in parameter.interval and all(given[low] <= given[high] for low, high in entry.ordered):
                    yield pytest.param(entry, {parameter.name: value}, id=f"{entry.name}-{parameter.name}={value:g}")


def hold(entry, function, values, dtype):
    """Assert the rule for all derivatives that are the true ones."""
    x = points(dtype)
    true = truths(str(entry.formula), {**entry.defaults, **values}, x)
    orders = 1 if entry.surrogate is not None else 3
    for order, got in enumerate(derivatives(function, torch.from_numpy(x), orders - 1)):
        ratios = excess(got.numpy(), true[:, order], true[:, order + 1], x)
        worst = int(ratios.argmax())
        assert ratios[worst] <= 1, (order, x[worst], got[worst].item(), true[worst, order], ratios[worst])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("entry", "values"), list(cases()))
def test_the_strict_rule_holds(entry, values, dtype):
    hold(entry, lambda x: entry(x, **values), values, dtype)


@pytest.mark.parametrize(
    "entry", [e for e in ELEMENTWISE if any(p.learnable for p in e.parameters)], ids=lambda entry: entry.name
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_learnable_modules_keep_it_too(entry, dtype):
    if entry.name == "xielu":
        pytest.skip("its parameters are trained below a softplus, and so are not exactly the defaults")
    module = activation(entry.name).to(getattr(torch, dtype))
    hold(entry, module, module_values(module), dtype)


def module_values(module):
    """Return the parameters as the module holds them: 0.8944 in float32 is another number."""
    return {name: float(value.detach()) for name, value in module.named_parameters()}


@pytest.mark.parametrize("entry", ELEMENTWISE, ids=lambda entry: entry.name)
def test_two_implementations_of_the_truth_agree(entry):
    generator = np.random.default_rng(9)
    x = (generator.choice([-1, 1], 1000) * 2 ** generator.uniform(-20, 7, 1000)).astype("float32")
    other = truths(str(entry.formula), entry.defaults, x, 3)
    for order in range(1 if entry.surrogate is not None else 3):
        # what is smaller is 0 in float32, and the digits of the project's truth are made for float32
        np.testing.assert_allclose(truth(entry, order, x), other[:, order], rtol=1e-14, atol=1e-50)
