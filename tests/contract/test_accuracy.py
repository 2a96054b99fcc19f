"""Every elementwise entry keeps the rule of ``actlab.properties.accuracy``, to the second derivative.

The published table is measured on four times as many points.
"""

import numpy as np
import pytest
import torch

from actlab.activations import CATALOGUE, activation
from actlab.properties.accuracy import accuracy, derivatives, truth
from checkers.accuracy import report, worst

ELEMENTWISE = pytest.mark.parametrize(
    "entry", [entry for entry in CATALOGUE if entry.kind == "elementwise"], ids=lambda entry: entry.name
)
FLOAT64 = 1  # beyond 1e30 the digits of the truth run out; `test_accuracy_extreme` goes there


@pytest.mark.slow
@ELEMENTWISE
def test_float32_and_bfloat16_keep_the_rule(entry):
    found = accuracy(entry, per_binade=2)
    assert found.holds, f"{found}\n{report(entry)}"


@pytest.mark.slow
@ELEMENTWISE
@pytest.mark.parametrize("order", [0, 1, 2])
def test_float64_keeps_the_rule(entry, order):
    if entry.surrogate is not None and order:
        pytest.skip("its derivative is a surrogate by declaration")
    ratio, where = worst(entry, order=order, dtype="float64", per_binade=2)
    assert ratio <= FLOAT64, where


def test_where_torchs_kernels_lose_digits_the_entries_keep_them():
    x = torch.tensor([-5.0])
    exact = torch.tensor([-1.4332576e-06])
    torch.testing.assert_close(activation("gelu")(x), exact, rtol=1e-6, atol=0.0)
    torch.testing.assert_close(
        activation("tanhshrink")(torch.tensor([1e-4])), torch.tensor([3.3333333e-13]), rtol=1e-6, atol=0.0
    )


@pytest.mark.parametrize(
    ("name", "x"), [("mish", 90.0), ("mish", 20.0), ("hard_sigmoid_torch", 1.0), ("silu", 17.0), ("silu", -30.0)]
)
def test_second_derivatives_that_torch_loses(name, x):
    found = derivatives(CATALOGUE[name], torch.tensor([x]))[2]
    true = torch.from_numpy(truth(CATALOGUE[name], 2, np.array([x]))).float()
    torch.testing.assert_close(found, true, rtol=1e-6, atol=1e-38)
