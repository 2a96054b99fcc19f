"""Wrong ways to tune that the checker of trials must catch."""

import pandas as pd
import pytest

from checkers.trials import breaches

TRIALS = 3


def honest():
    rows = [
        (candidate, block, trial, 0.1 * 2.0**-trial + block / 100, (trial + block) % TRIALS + 0.5)
        for candidate in ("relu", "tanh")
        for block in range(4)
        for trial in range(TRIALS)
    ]
    frame = pd.DataFrame(rows, columns=["candidate", "block", "trial", "learning_rate", "validation_loss"])
    best = frame.index.isin(frame.groupby(["candidate", "block"])["validation_loss"].idxmin())
    return frame.assign(
        test_score=pd.Series(90.0, frame.index).where(best), chance_score=pd.Series(50.0, frame.index).where(best)
    )


def by_test(frame):
    """The trial that does best on the test part is the one that counts."""
    return frame.assign(test_score=frame["test_score"].shift(1), chance_score=frame["chance_score"].shift(1))


def all_opened(frame):
    return frame.assign(test_score=90.0)


def own_points(frame):
    """Each candidate draws its learning rates for itself."""
    return frame.assign(learning_rate=frame["learning_rate"].where(frame["candidate"] == "relu", 0.7))


def one_study(frame):
    """All blocks try the points of one tuning study."""
    return frame.assign(learning_rate=0.1 * 2.0 ** -frame["trial"])


def with_pilot(frame):
    return frame.assign(block=frame["block"] - 1)


LIARS = {
    by_test: "lowest validation loss alone",
    all_opened: "lowest validation loss alone",
    own_points: "candidates differ",
    one_study: "blocks share the learning rate",
    with_pilot: "is a pilot's",
}


def test_the_honest_pass():
    assert breaches(honest()) == []


@pytest.mark.parametrize("liar", LIARS)
def test_liars_are_caught(liar):
    assert any(LIARS[liar] in breach for breach in breaches(liar(honest())))
