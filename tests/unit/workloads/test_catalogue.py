"""Definitions against their sources, and suites."""

from __future__ import annotations

import numpy as np
import pytest

from actlab.errors import UnknownNameError
from actlab.workloads import CATALOGUE, find
from actlab.workloads.catalogue import mnist1d, spirals, waves


def test_mnist1d_is_the_published_data_set() -> None:
    """Numbers printed by the authors' package, mnist1d 0.0.2.post1, `make_dataset` with its own arguments."""
    x, y = mnist1d.sample(42)
    assert x.shape == (5000, 40)
    np.testing.assert_allclose(x[0, :5], [-0.33200567, -0.47191037, -0.77869708, -1.00974083, -0.88235257], atol=1e-8)
    np.testing.assert_allclose(x[-1, -3:], [0.65987565, 0.87773435, 1.19315184], atol=1e-8)
    assert y[:10].tolist() == [2, 6, 4, 5, 6, 6, 6, 0, 3, 1]
    assert y[-5:].tolist() == [2, 5, 9, 6, 4]


@pytest.mark.extras
def test_mnist1d_equals_the_package_where_it_is_installed() -> None:
    package = pytest.importorskip("mnist1d.data")
    theirs = package.make_dataset(package.get_dataset_args())
    x, y = mnist1d.sample(42)
    np.testing.assert_allclose(x, np.concatenate([theirs["x"], theirs["x_test"]]), atol=1e-12)
    assert np.array_equal(y, np.concatenate([theirs["y"], theirs["y_test"]]))


def test_spirals_are_those_of_lang_and_witbrock() -> None:
    """Their 97 points lie at i = 0..96: three turns, from radius 6.5 in to 0.5, two points a distance 2 r apart."""
    points = spirals.spiral(np.arange(97))
    radius = np.hypot(*points.T)
    np.testing.assert_allclose(radius[[0, 96]], [6.5, 0.5])
    np.testing.assert_allclose(np.diff(radius), -6.5 / 104)
    turns = np.unwrap(np.arctan2(points[:, 0], points[:, 1]))
    np.testing.assert_allclose(turns[96] - turns[0], 6 * np.pi)


def test_spirals_mirror_each_other() -> None:
    x, y = spirals.sample(0)
    near = np.abs(np.hypot(*x.T)) > 6.2
    assert {0, 1} <= set(y[near])
    first = spirals.spiral(np.linspace(0, 96, 2000))
    for label, arm in ((0, first), (1, -first)):
        gaps = np.linalg.norm(x[y == label][:, None] - arm, axis=2).min(axis=1)
        assert gaps.max() < 0.5


def test_waves_differ_from_seed_to_seed_by_more_than_noise() -> None:
    (x, y), (x_other, y_other) = waves.sample(0), waves.sample(1)
    grid = np.linspace(-0.9, 0.9, 50)
    curves = [np.interp(grid, points[:, 0][order], values[order]) for points, values, order in (
        (x, y, np.argsort(x[:, 0])), (x_other, y_other, np.argsort(x_other[:, 0])),
    )]  # fmt: skip
    assert np.abs(curves[0] - curves[1]).max() > 1


def test_absolute_value_has_inputs_of_variance_one() -> None:
    x, y = CATALOGUE["abs_depth10"].sample(0)
    assert abs(x.var() - 1) < 0.05
    assert np.array_equal(np.abs(x[:, 0]), y)


def test_suites() -> None:
    assert [workload.name for workload in find("suite:images")] == ["digits", "digits_cnn"]
    assert find("moons") == (CATALOGUE["moons"],)
    with pytest.raises(UnknownNameError, match="Did you mean suite:tabular"):
        find("suite:tabula")
