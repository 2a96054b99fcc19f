"""Splits and scaling are scikit-learn's, to the sample and to the bit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from actlab.workloads._spec import _scaled, _split


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


@given(
    st.sampled_from([np.float32, np.float64, np.int64]).flatmap(
        lambda kind: hnp.arrays(
            kind,
            st.tuples(st.integers(2, 20), st.integers(1, 3)),
            elements=st.integers(-1000, 1000) if kind is np.int64 else st.floats(-1000, 1000, width=32),
        )
    )
)
def test_scaled_features_are_scikit_learns(x):
    train, test = x[: len(x) // 2], x[len(x) // 2 :]
    scaler = StandardScaler().fit(train)
    for ours, part in zip(_scaled("features", train, test), (train, test), strict=True):
        assert np.array_equal(ours, scaler.transform(part).astype(np.float32))
