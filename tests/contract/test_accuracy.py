"""Every elementwise entry, to the second derivative: |error| <= 4 ulp(f) + 2 ulp(x) |f'(x)|, against mpmath.

The second term is what the rounding of x itself costs. A result below the smallest normal number may be flushed to 0.
"""

import math

import numpy as np
import pytest
import torch

from actlab.activations import CATALOGUE

ELEMENTWISE = [entry for entry in CATALOGUE if entry.kind == "elementwise"]
NAMES = [entry.name for entry in ELEMENTWISE]


def derivatives(entry, x):
    """Return f, f' and f'' at x, as autograd has them."""
    leaf = x.clone().requires_grad_()
    results = [entry(leaf)]
    for _ in range(2):
        if not results[-1].requires_grad:
            results.append(torch.zeros_like(x))
            continue
        results.append(torch.autograd.grad(results[-1].sum(), leaf, create_graph=True)[0])
    return [result.detach() for result in results]


def excess(oracle, entry, x, computed, order):
    """Return the errors divided by what the rule allows."""
    values = tuple(entry.defaults.items())
    dtype = x.numpy().dtype.type
    f, slope = (oracle(entry.formula, values, n, dtype) for n in (order, order + 1))
    largest, smallest = float(np.finfo(dtype).max), float(np.finfo(dtype).tiny)
    ratios = []
    for point, got in zip(x.tolist(), computed.tolist(), strict=True):
        true = f(point)
        if abs(true) > largest and abs(got) >= largest:
            ratios.append(0.0)
            continue
        spacing = [float(np.spacing(dtype(min(abs(v), largest / 2)))) for v in (true, point)]
        allowed = 4 * spacing[0] + 2 * spacing[1] * abs(slope(point)) + smallest
        error = abs(got - true)
        ratios.append(error / allowed if math.isfinite(error) else math.inf)
    return np.array(ratios)


@pytest.mark.parametrize("entry", ELEMENTWISE, ids=NAMES)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_float32_keeps_the_rule(entry, order, stratified, oracle):
    if entry.surrogate is not None and order:
        pytest.skip("its derivative is a surrogate by declaration")
    x = torch.from_numpy(stratified(np.float32))
    long = derivatives(entry, x)[order]
    ratios = excess(oracle, entry, x, long, order)
    worst = int(ratios.argmax())
    assert ratios[worst] <= 1, f"{ratios[worst]:.3g} times too far at x = {x[worst].item()!r}: {long[worst].item()!r}"


@pytest.mark.parametrize("entry", ELEMENTWISE, ids=NAMES)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_float64_keeps_the_rule(entry, order, stratified, oracle):
    if entry.surrogate is not None and order:
        pytest.skip("its derivative is a surrogate by declaration")
    x = torch.from_numpy(stratified(np.float64))
    x = x[x.abs() < 1e30][::2]  # beyond, the oracle's digits run out
    computed = derivatives(entry, x)[order]
    ratios = excess(oracle, entry, x, computed, order)
    worst = int(ratios.argmax())
    assert ratios[worst] <= 3, (
        f"{ratios[worst]:.3g} times too far at x = {x[worst].item()!r}: {computed[worst].item()!r}"
    )
