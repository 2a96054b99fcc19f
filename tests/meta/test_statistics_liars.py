"""Wrong ways to judge that the calibration must catch."""

import numpy as np
from scipy.special import stdtrit

from actlab.statistics.sequential import running_intervals
from checkers.calibration import ever_excluded, stopped_verdicts


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


def topped_up(values):
    """A t interval at 30 blocks and, where that decided nothing, at 150."""
    low, high = peeking(values)
    looked = np.isin(np.arange(1, values.shape[-1] + 1), (30, 150))
    return np.where(looked, low, -np.inf), np.where(looked, high, np.inf)


def test_topping_up_once_is_caught():
    """Nearly two independent tests: about 9 % instead of 5; 4,000 runs."""
    values = np.random.default_rng(24).standard_normal((4000, 150))
    assert 0.075 < ever_excluded(topped_up, values) < 0.105


def pipelines(generator, runs, n, *, one_study):
    """Differences of two equal candidates, each tuned with 8 trials by a noisy validation score.

    The score falls with the squared distance (in decades) from the best learning rate, which differs from
    data set to data set; tuning anew in each block, or once for all blocks of a run.
    """
    studies = 1 if one_study else n
    trials = generator.uniform(-1.5, 1.5, (runs, studies, 8, 1))
    best = generator.normal(0, 0.3, (runs, studies, 1, 1))
    validation = -2 * (trials - best) ** 2 + generator.normal(0, 1, (runs, studies, 8, 2))
    chosen = np.take_along_axis(trials, validation.argmax(axis=2)[:, :, None, :], axis=2)[:, :, 0, :]
    test = -2 * (chosen - generator.normal(0, 0.3, (runs, n, 1))) ** 2 + generator.normal(0, 0.5, (runs, n, 2))
    return test[..., 0] - test[..., 1]


def excluded_at_the_end(differences):
    n = differences.shape[1]
    half = stdtrit(n - 1, 0.975) * differences.std(axis=1, ddof=1) / np.sqrt(n)
    return np.mean(np.abs(differences.mean(axis=1)) > half)


def test_pipeline_blocks_cover_and_one_tuning_study_is_caught():
    """Equal candidates, 2,000 runs each: blocks that tune anew cover .93-.97, one study for all does not."""
    generator = np.random.default_rng(25)
    for n in (10, 30, 100):
        assert 0.03 <= excluded_at_the_end(pipelines(generator, 2000, n, one_study=False)) <= 0.07
    assert excluded_at_the_end(pipelines(generator, 2000, 100, one_study=True)) > 0.2


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
