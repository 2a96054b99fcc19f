"""Wrong ways to judge that the calibration must catch."""

import numpy as np
from scipy.special import stdtrit

from actlab.statistics.calibration import ever_excluded, stopped_verdicts
from actlab.statistics.sequential import running_intervals


def peeking(values):
    """A t interval after each new block, as if it were the only one."""
    n = np.arange(1, values.shape[-1] + 1)
    mean = np.cumsum(values, axis=-1) / n
    squares = np.maximum(np.cumsum(values**2, axis=-1) - n * mean**2, 0)
    freedom = np.maximum(n - 1, 1)
    half = np.where(n >= 5, stdtrit(freedom, 0.975) * np.sqrt(squares / freedom / n), np.inf)
    return mean - half, mean + half


def hasty(values):
    """The sequence with its first look taken back to two blocks and its level forgotten."""
    return running_intervals(values, 0.5, first_look=2, item=0.0)


def silent(values):
    return np.full_like(values, -np.inf), np.full_like(values, np.inf)


def test_peeking_is_caught():
    """A t test after each new seed, the fifth to the 150th: about 37 %; 4,000 runs."""
    values = np.random.default_rng(21).standard_normal((4000, 150))
    assert abs(ever_excluded(peeking, values) - 0.37) < 4 * np.sqrt(0.37 * 0.63 / 4000)


def test_a_sequence_at_the_wrong_level_is_caught():
    values = np.random.default_rng(22).standard_normal((2000, 200))
    assert ever_excluded(hasty, values) > 0.2
    assert np.mean(np.abs(stopped_verdicts(hasty, values, 0.5)) == 1) > 0.2


def test_a_rule_that_never_speaks_has_no_power():
    values = 1 + np.random.default_rng(23).standard_normal((100, 50))
    assert np.isnan(stopped_verdicts(silent, values, 0.5)).all()
    assert (
        np.mean(stopped_verdicts(lambda v: running_intervals(v, 0.05, first_look=30, item=0.5), values, 0.5) == 1) > 0.9
    )
