"""The verb: A against A, more blocks later, and what the library says of a wrong request."""

import json

import numpy as np
import pandas as pd
import pytest
import torch

import actlab
from actlab.errors import (
    CandidateError,
    DamagedRecordError,
    DataError,
    ParameterError,
    RunFolderError,
    UnknownNameError,
    UsageError,
)
from actlab.population.candidates import Candidate
from actlab.population.engines import loop
from actlab.statistics import JudgedQuestion, Verdict, judge
from actlab.statistics.sequential import running_intervals


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def cheap(*candidates, **options):
    return actlab.compare(
        candidates or ["relu", "tanh"], **{"epochs": 3, "blocks": 30, "workers": 1, "engine": "loop", **options}
    )


# A against A


@pytest.mark.slow
def test_identical_candidates_are_practically_equal_and_give_no_warning(without_processes):
    found = cheap("relu", "relu", epochs=60)
    pair = found.judgement.pairs[0]
    assert pair.verdict is Verdict.PRACTICALLY_EQUAL
    assert (pair.difference, tuple(pair.interval), pair.sd, pair.ties) == (0, (0, 0), 0, 30)
    assert found.judgement.warnings == ()
    assert "NaN" not in json.dumps(found.to_dict(), allow_nan=False)
    assert found.verdict().startswith("relu and relu#2 are identical, so practically equal: ")


@pytest.mark.slow
def test_four_hundred_comparisons_of_real_networks_without_a_difference(moons):
    """Arms draw init and order by themselves. 400 comparisons of 12 blocks each, from a pool of 400 networks.

    At alpha .05, 20 false verdicts are to be expected; 34 is 3.2 standard errors above, as 244 of 4,000 is.
    """
    training = moons(epochs=12, split="fresh").training
    layers = training.candidates[0].layers
    arms = [Candidate(f"arm{arm}", layers, arm) for arm in range(4)]
    pool = pd.DataFrame([loop.train_block(training, arm, block) for block in range(100) for arm in arms])
    assert pool.pivot(index="block", columns="candidate", values="test_score").std(axis=1).gt(0).mean() > 0.9
    by_block = dict(iter(pool.groupby(["block", "candidate"])))
    generator = np.random.default_rng(0)
    false = 0
    for _comparison in range(400):
        blocks = generator.choice(100, 12, replace=False)
        rows = []
        for block in blocks:
            first, second = generator.choice(4, 2, replace=False)
            rows += [by_block[block, f"arm{arm}"].assign(candidate=name) for arm, name in ((first, "a"), (second, "b"))]
        verdict = judge(pd.concat(rows), JudgedQuestion(("a", "b"))).pairs[0].verdict
        false += verdict not in (Verdict.UNDECIDED, Verdict.PRACTICALLY_EQUAL)
    assert false <= 34, false


# more blocks later


@pytest.mark.slow
def test_more_blocks_reuse_the_chunks_and_are_judged_by_the_sequence(without_processes, monkeypatch):
    trained, train = [], loop.train_block

    def noted(plan, candidate, block):
        trained.append((candidate.label, block))
        return train(plan, candidate, block)

    monkeypatch.setattr(loop, "train_block", noted)
    first = cheap(blocks=30, epochs=30)
    assert first.judgement.pairs[0].p_t is not None
    count = len(trained)
    second = cheap(blocks=40, epochs=30)
    assert len(set(trained[count:])) == len(trained[count:]) == 20
    assert first.run.path != second.run.path
    pair = second.judgement.pairs[0]
    assert (pair.p_t, pair.p_t_holm, pair.p_signflip, pair.p_signflip_holm) == (None, None, None, None)
    assert "W106" in {warning.code for warning in second.judgement.warnings}
    assert "judged before, at 30" in second.verdict()
    scores = second.frame().pivot(index="block", columns="candidate", values="test_score")
    differences = (scores["relu"] - scores["tanh"]).to_numpy()
    assert pair.failures_a + pair.failures_b == 0
    low, high = running_intervals(differences, 0.05, first_look=30, item=0.5)
    assert tuple(pair.interval) == (low[-1], high[-1])
    whole = cheap(blocks=40, epochs=30, out="elsewhere/run")
    columns = [name for name in whole.frame().columns if name != "seconds"]
    pd.testing.assert_frame_equal(whole.frame()[columns], second.frame()[columns], check_exact=True)


def test_a_neighbour_that_cannot_be_read_is_no_earlier_look(without_processes, tmp_path):
    broken = tmp_path / "runs" / "broken"
    broken.mkdir(parents=True)
    (broken / "plan.json").write_text("{")
    (broken / "comparison.json").write_text("{}")
    assert cheap(blocks=2).plan.earlier_looks == ()


def test_a_finished_run_opens_again_without_training(without_processes):
    found = cheap(blocks=3)
    again = actlab.load(found.run.path)
    assert again.judgement == found.judgement
    assert again.to_dict() == found.to_dict()
    (found.run.path / "comparison.json").write_text("{}")
    with pytest.raises(DamagedRecordError, match=r"comparison.json is damaged. Delete it and run"):
        actlab.load(found.run.path)
    with pytest.raises(RunFolderError, match="is no run folder"):
        actlab.load("nowhere")


# requests that cannot be understood


def two_moons(n=60):
    from sklearn.datasets import make_moons

    return make_moons(n, noise=0.2, random_state=0)


X, Y = two_moons()


DATA = {
    "infinite": (np.where(X[0, 0] == X, np.inf, X), Y, r"X has NaN or infinite values in 1 of its rows"),
    "a single class": (X, np.zeros(60), r"y has a single class \(0.0\); a comparison needs two or more"),
    "no labels": (X, [], r"y has a single class|give one label for each row"),
    "the same text everywhere": ([["a", "b"]] * 60, Y, "All columns of X are constant"),
    "wrong lengths": (X, Y[:-1], "X has 60 rows and y has 59 labels; give one label for each row"),
    "one axis": (X[:, 0], Y, r"X must have the shape \(samples, features\); got \(60,\). Try `X.reshape"),
    "missing label": (X, [None, *Y[1:]], "y mixes labels that cannot be sorted"),
    "NaN label": (X, np.where(np.arange(60) == 0, np.nan, Y), "y has NaN or infinite labels"),
    "a class of one": (X, np.where(np.arange(60) == 0, 2, Y), "each class needs two or more"),
    "few": (X[:8], [0, 1] * 4, "X has 8 rows; a comparison needs at least 20"),
    "no pair": (X, None, r"y must have one label, or some numbers, per sample"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", DATA)
def test_arrays_that_cannot_be_learned_from(case):
    x, y, message = DATA[case]
    with pytest.raises(DataError, match=message) as caught:
        actlab.compare(["relu", "tanh"], data=(x, y), blocks=2)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "x", [np.where(X[3, 1] == X, np.nan, X), pd.DataFrame({"a": ["x", "y"] * 30})], ids=["NaN", "text"]
)
def test_missing_values_and_text_are_prepared_inside_each_split(x, without_processes):
    found = cheap(data=(x, Y), hidden=(3, 3), blocks=2)
    notes = [column.said.en for column in found.plan.columns]
    assert any("missing" in note or "category" in note for note in notes)


def test_data_that_is_no_pair():
    with pytest.raises(DataError, match="`data` must be a table or a file with `target`"):
        actlab.compare(["relu", "tanh"], data=7, blocks=2)


@pytest.mark.parametrize("y", [Y, Y.astype(float), np.array(["no", "yes"])[Y], pd.Series(Y), torch.from_numpy(Y)])
def test_own_arrays_of_several_kinds(y, without_processes):
    found = cheap(data=(torch.from_numpy(X), y), hidden=(3, 3), blocks=2)
    assert found.plan.split == "block"
    assert found.plan.part_sizes == (48, 12)
    assert "on this data set" in found.verdict()


REQUESTS = {
    "unknown activation": (["rleu", "tanh"], {}, UnknownNameError, "There is no 'rleu'. Did you mean relu?"),
    "unknown workload": (["relu", "tanh"], {"workload": "mons"}, UnknownNameError, "Did you mean moons?"),
    "one candidate": (["relu"], {}, CandidateError, "two candidates or more; got 1"),
    "a bare name": ("relu", {}, CandidateError, "two candidates or more; got 1"),
    "too many layers": (["relu,tanh", "relu"], {}, CandidateError, "names 2 activations for 1 hidden"),
    "too few layers": (["relu,tanh", "relu"], {"hidden": (4, 4, 4)}, CandidateError, "2 activations for 3 hidden"),
    "no value": (["leaky_relu:0.2", "relu"], {}, CandidateError, "Write it like leaky_relu:negative_slope=0.2"),
    "parameter out of its domain": (
        ["leaky_relu:negative_slope=-1", "relu"],
        {},
        ParameterError,
        r"must be a number in \[0, inf\); got '-1'",
    ),
    "parameter that is no number": (["leaky_relu:negative_slope=x", "relu"], {}, ParameterError, "got 'x'"),
    "unknown parameter": (["leaky_relu:slope=1", "relu"], {}, ParameterError, "Did you mean negative_slope?"),
    "parameter of none": (["relu:slope=1", "tanh"], {}, ParameterError, "relu has no parameters; got 'slope'"),
    "negative blocks": (["relu", "tanh"], {"blocks": -5}, UsageError, "blocks must be 2 or more; got -5"),
    "one block": (["relu", "tanh"], {"blocks": 1}, UsageError, "blocks must be 2 or more; got 1"),
    "half a block": (["relu", "tanh"], {"blocks": 2.5}, UsageError, "blocks must be a whole number; got 2.5"),
    "no epochs": (["relu", "tanh"], {"epochs": 0}, UsageError, "epochs must be 1 or more; got 0"),
    "no workers": (["relu", "tanh"], {"workers": 0}, UsageError, "workers must be 1 or more; got 0"),
    "learning rate": (["relu", "tanh"], {"learning_rate": 0}, UsageError, "learning_rate must be above 0; got 0"),
    "endless rate": (["relu", "tanh"], {"learning_rate": np.inf}, UsageError, "learning_rate must be above 0; got inf"),
    "endless delta": (["relu", "tanh"], {"delta": np.inf}, UsageError, "delta must be 0 or more; got inf"),
    "no delta": (["relu", "tanh"], {"delta": np.nan}, UsageError, "delta must be 0 or more; got nan"),
    "alpha": (["relu", "tanh"], {"alpha": 1}, UsageError, "alpha must be between 0 and 1; got 1"),
    "hidden": (["relu", "tanh"], {"hidden": (0,)}, UsageError, "hidden must be a width of 1 or more for each"),
    "hidden text": (["relu", "tanh"], {"hidden": "ten"}, UsageError, "hidden must be a width of 1 or more for each"),
    "split": (
        ["relu", "tanh"],
        {"split": "old"},
        UsageError,
        "split must be one of: fresh, block, exercise; got 'old'",
    ),
}


@pytest.mark.parametrize("case", REQUESTS)
def test_requests_that_cannot_be_understood(case):
    candidates, options, error, message = REQUESTS[case]
    with pytest.raises(error, match=message) as caught:
        actlab.compare(candidates, **{"blocks": 2, **options})
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2
