"""What is drawn and scaled by hand is what scikit-learn draws and scales, to the bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import make_moons
from sklearn.preprocessing import StandardScaler

from actlab.workloads._spec import _fitted
from actlab.workloads.catalogue.moons import _moons


@pytest.mark.parametrize("samples", [1000, 1799])
@pytest.mark.parametrize("seed", [0, 42, 2**32 - 1])
def test_moons(samples, seed):
    wanted = make_moons(n_samples=samples, noise=0.2, random_state=seed)
    for ours, theirs in zip(_moons(samples, seed), wanted, strict=True):
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)


@settings(max_examples=60, deadline=None)
@given(
    samples=st.integers(2, 400),
    features=st.integers(1, 6),
    centre=st.floats(-1e9, 1e9),
    spread=st.sampled_from([0.0, 1e-8, 1.0, 1e6]),
    seed=st.integers(0, 2**32 - 1),
)
def test_scaling(samples, features, centre, spread, seed):
    x = centre + spread * np.random.default_rng(seed).normal(size=(samples, features))
    scaler = StandardScaler().fit(x)
    mean, scale = _fitted(x)
    np.testing.assert_array_equal(mean, scaler.mean_)
    np.testing.assert_array_equal(scale, scaler.scale_)
