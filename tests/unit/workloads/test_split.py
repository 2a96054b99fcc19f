"""A split is scikit-learn's, to the sample."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from actlab.workloads._spec import _split


@given(st.integers(2, 300), st.floats(0.05, 0.6), st.integers(0, 2**32 - 1), st.booleans())
def test_a_split_is_scikit_learns(samples, share, seed, tail):
    x, y = np.arange(2 * samples).reshape(samples, 2), np.arange(samples)
    options = {"shuffle": False} if tail else {"random_state": seed}
    try:
        theirs = train_test_split(x, y, test_size=share, **options)
    except ValueError:  # it keeps no training sample
        return
    for ours, part in zip(_split(x, y, share, seed=seed, tail=tail), theirs, strict=True):
        assert np.array_equal(ours, part)
