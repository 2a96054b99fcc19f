import pytest

from actlab.evidence import ClaimTraining, Lab, means, paired, paired_by, scored

GRID = ClaimTraining(
    candidates=("relu", "tanh"),
    blocks=8,
    vary={"hidden": ((4,), (4, 4), (4, 4, 4)), "init": ("torch", "he"), "learning_rate": (0.01, 0.1)},
)


def test_a_grid_gives_a_row_a_network_with_a_column_for_what_varies():
    frame = GRID.records(Lab(reduced=True))
    assert len(frame) == 2 * 5 * 2 * 2 * 2  # five blocks, the fewest with a verdict
    assert set(frame["depth"]) == {1, 3}
    assert set(frame["width"]) == {4}
    assert set(frame["init"]) == {"torch", "he"}
    assert set(frame["learning_rate"]) == {0.01, 0.1}
    assert not frame.duplicated(["candidate", "block", "depth", "init", "learning_rate"]).any()


def test_a_grid_is_reproducible_and_the_seed_matters():
    small = ClaimTraining(candidates=("relu",), blocks=2)
    first, again, other = (small.records(Lab(seed, reduced=True)) for seed in (0, 0, 1))
    assert first.equals(again)
    assert not first.equals(other)
    assert set(first["candidate"]) == {"relu"}


@pytest.mark.slow
def test_full_scale_takes_what_was_declared():
    small = ClaimTraining(candidates=("relu", "tanh"), blocks=4, settings={"epochs": 3, "engine": "loop"})
    frame = small.records(Lab())
    assert set(frame["epochs"]) == {3}
    assert frame["block"].nunique() == 4


def test_networks_come_trained_with_their_data():
    small = ClaimTraining(candidates=("relu",), blocks=2, vary={"init": ("torch", "he")})
    said = []
    found = list(small.networks(Lab(reduced=True, tell=said.append)))
    assert [labels for labels, _, _ in found][-1] == {"candidate": "relu", "block": 1, "init": "he"}
    assert found[0][1](found[0][2].test.x).shape == (2000, 2)
    assert said == sorted(said)
    assert said[-1] == pytest.approx(1.0)


def test_readers_agree_with_one_another():
    frame = ClaimTraining(candidates=("relu", "tanh"), blocks=2).records(Lab(reduced=True))
    average = means(scored(frame), ["candidate"]).set_index("candidate")["mean"]
    pair = paired(frame, "relu", "tanh")
    assert pair.difference == pytest.approx(average["relu"] - average["tanh"])
    (row,) = paired_by(frame, ["epochs"], "relu", "tanh").to_dict("records")
    assert row["difference"] == pair.difference
    assert row["n"] == 2


def doubled(x):
    return x * 2


def test_a_candidate_may_be_a_function_of_the_claim():
    frame = ClaimTraining(candidates=("relu", "doubled"), blocks=2, own=(doubled,)).records(Lab(reduced=True))
    assert set(frame["candidate"]) == {"relu", "doubled"}
