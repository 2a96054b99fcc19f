"""Pilots: blocks that are thrown away, never judged, and trained once."""

import pandas as pd
import pytest

from actlab.comparison import pilot
from actlab.comparison.pilot import settle_range
from actlab.population.members import members
from actlab.population.streams import Streams


@pytest.fixture
def tuned(moons):
    return lambda *candidates, **options: (
        moons(
            *candidates, **{"regime": "tuned", "learning_rates": (1e-3, 1), "epochs": 3, "trials": 5, **options}
        ).training
    )


@pytest.mark.slow
def test_pilot_blocks_are_never_judged_and_never_trained_twice(moons, tmp_path, without_processes):
    plan = moons(regime="tuned", epochs=30, trials=5, out=tmp_path / "run", blocks=3)
    held = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    assert held
    frame = pd.concat([pd.read_parquet(path) for path in held])
    assert (frame["block"] < 0).all()
    assert min(block for chunk in plan.chunks() for block in chunk.blocks) == 0
    assert not {path.stem for path in held} & {chunk.name for chunk in plan.chunks()}
    again = moons(regime="tuned", epochs=30, trials=5, out=tmp_path / "run", blocks=3)
    assert again.hash == plan.hash
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == held


def test_pilots_draw_other_data_than_blocks(tuned):
    training = tuned()
    seeds = {Streams(training.seed, block).seed("data") for block in range(-5, 5)}
    assert len(seeds) == 10
    assert len(members(training, [-1, 0])) == 10


@pytest.mark.parametrize(("places", "decades"), [([0.5, 0.5], (-3, 0)), ([0.97, 0.5], (-3, 2)), ([0.03, 0.5], (-5, 0))])
def test_the_range_grows_by_a_decade_for_all_at_most_twice(tuned, monkeypatch, places, decades):
    """Candidates whose optimum always lies at the same place of whatever range is tried."""

    def trained(training, *_):
        width = training.tuning.high - training.tuning.low
        rates = [10 ** (training.tuning.low + place * width) for place in places]
        return pd.DataFrame({"candidate": ["relu", "tanh"], "learning_rate": rates})

    monkeypatch.setattr(pilot, "_pilot", trained)
    settled = settle_range(tuned(learning_rates=(1e-3, 1)), None, workers=1).tuning
    assert (settled.low, settled.high) == decades
