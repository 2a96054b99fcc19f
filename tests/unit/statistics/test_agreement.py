import numpy as np
import pandas as pd
import pytest

from actlab.statistics import JudgedQuestion, Verdict, agreement

PAIR = JudgedQuestion(("c0", "c1"))


def both(frame, drop_in, tuned, *, sd=0.3, n=100, tuned_ids=None, seed=0):
    generator = np.random.default_rng(seed)
    base = 80 + generator.normal(0, 2, (n, 1))

    def scores(mean):
        return np.hstack([base + generator.normal(mean, sd, (n, 1)), base])

    return pd.concat([frame(scores(drop_in)), frame(scores(tuned), regime="tuned", ids=tuned_ids)])


@pytest.mark.parametrize(
    ("drop_in", "tuned", "outcome"),
    [
        (2.0, -2.0, "disagree"),
        (2.0, 0.6, "agree"),
        (2.0, 2.0, "agree"),
        (2.0, 0.0, "disagree"),
        (0.7, 0.3, "open"),
        (0.0, 0.0, "agree"),
    ],
)
def test_outcomes(frame, drop_in, tuned, outcome):
    (found,) = agreement(both(frame, drop_in, tuned), PAIR)
    assert found.outcome == outcome
    assert found.difference == pytest.approx(drop_in - tuned, abs=0.2)


def test_better_here_and_undecided_there_is_no_disagreement(frame):
    (found,) = agreement(both(frame, 5.0, 0.5), PAIR)
    assert (found.first, found.second) == (Verdict.BETTER_BY_DELTA, Verdict.BETTER)
    (found,) = agreement(both(frame, 5.0, 0.0, sd=3.0), PAIR)
    assert (found.first, found.second) == (Verdict.BETTER_BY_DELTA, Verdict.UNDECIDED)
    assert found.interval.low > 0
    assert found.outcome == "open"


def test_blocks_are_joined_by_id(frame):
    shifted = agreement(both(frame, 2.0, -2.0, tuned_ids=range(60, 160)), PAIR)[0]
    assert shifted.n == 40
    apart = agreement(both(frame, 2.0, -2.0, tuned_ids=range(500, 600)), PAIR)[0]
    assert (apart.n, apart.difference, apart.outcome) == (0, None, "open")


@pytest.mark.slow
def test_disagreement_of_equal_regimes_is_rare(frame):
    found = [agreement(both(frame, 0.0, 0.0, n=12, seed=seed), PAIR)[0].outcome for seed in range(150)]
    assert found.count("disagree") <= 2


def test_differences_of_one_block_are_taken_from_each_other(frame):
    n = np.arange(40.0)
    drop_in = np.stack([60 + n, np.full(40, 60.0)], axis=1)
    tuned = np.add(drop_in[20:], (1.0, 0.0))
    rows = pd.concat([frame(drop_in), frame(tuned, regime="tuned", ids=range(20, 40))])
    (found,) = agreement(rows.sample(frac=1, random_state=0), PAIR)
    assert (found.n, found.difference, found.interval) == (20, -1.0, (-1.1, -0.9))
