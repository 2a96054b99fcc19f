"""Splits and scaling are scikit-learn's, to the sample and to the bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.model_selection import GroupShuffleSplit, train_test_split
from sklearn.preprocessing import StandardScaler

from actlab.workloads._spec import _by_groups, _drawn, _scaled


@pytest.mark.slow
@given(st.integers(2, 300), st.floats(0.05, 0.6), st.integers(0, 2**32 - 1))
def test_a_split_is_scikit_learns(samples, share, seed):
    x = np.arange(samples)
    try:
        theirs = train_test_split(x, test_size=share, random_state=seed)
    except ValueError:  # it keeps no training sample
        return
    for ours, part in zip(_drawn(samples, share, seed), theirs, strict=True):
        assert np.array_equal(ours, part)


@pytest.mark.slow
@given(st.lists(st.integers(0, 9), min_size=20, max_size=60), st.floats(0.1, 0.5), st.integers(0, 2**32 - 1))
def test_a_split_by_groups_is_scikit_learns(groups, share, seed):
    if len(set(groups)) < 3:
        return
    theirs = next(GroupShuffleSplit(1, test_size=share, random_state=seed).split(groups, groups=groups))
    ours = _by_groups(np.array(groups), share, seed)
    for mine, part in zip(ours, theirs, strict=True):
        assert np.array_equal(mine, part)
    train, test = (set(np.array(groups)[part]) for part in ours)
    assert not train & test


@pytest.mark.slow
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
