"""Several regimes and workloads in one folder: what they say together, and how they go on."""

from dataclasses import replace

import pytest

import actlab
from actlab import study
from actlab.errors import RunFolderError, UsageError
from actlab.population.engines import loop
from actlab.records import StudyRecord
from actlab.report.study import sentences as study_sentences
from actlab.statistics import Agreement, Interval, Verdict
from actlab.workloads import CATALOGUE, own_data
from checkers import run_folders

MOONS = CATALOGUE["moons"]
OTHER = replace(MOONS, name="others", family="others", content="other moons")
REGIMES = ("drop-in", "gain", "tuned")
QUICK = {"blocks": 3, "epochs": 2, "workers": 1, "trials": 5, "learning_rates": (1e-3, 1)}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch, without_processes):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def trained(monkeypatch):
    seen, train = [], loop.train_trials
    monkeypatch.setattr(
        loop, "train_trials", lambda plan, c, trials: seen.append((plan.regime, c.label)) or train(plan, c, trials)
    )
    return seen


@pytest.mark.slow
def test_each_workload_and_regime_has_a_run_folder_of_its_own(tmp_path):
    found = study(["relu", "tanh"], workloads=[MOONS, OTHER], regimes=REGIMES, **QUICK)
    leaves = {path.parent.relative_to(found.run.path.resolve()) for path in found.run.path.resolve().rglob("plan.json")}
    assert {str(leaf) for leaf in leaves} == {f"{w}/{r}" for w in ("moons", "others") for r in REGIMES}
    assert set(found.agreements) == {"moons", "others"}
    assert set(found.across) == set(REGIMES)
    assert found.across["tuned"].workloads == ("moons", "others")
    assert found.across["tuned"].families == 2
    held = found.run.read("study.json", StudyRecord)
    assert [each.regime for each in held.comparisons] == list(REGIMES) * 2
    assert "Of tasks in general nothing is said: that takes workloads of 6 different families" in found.verdict()


def test_kin_count_once(tmp_path):
    found = study(["relu", "tanh"], workloads=[MOONS, "circles"], regimes=("drop-in",), **QUICK)
    assert found.across["drop-in"].families == 1


def test_one_workload_is_compared_and_several_are_studied():
    with pytest.raises(UsageError, match=r"names 4 workloads; try actlab.study"):
        actlab.compare(["relu", "tanh"], workload="suite:tabular", blocks=2)
    assert actlab.study is study


@pytest.mark.slow
def test_a_study_goes_on_where_it_was_stopped(trained, monkeypatch):
    class StopError(Exception):
        pass

    train = loop.train_trials

    def stopping(plan, *rest):
        if plan.regime == "tuned" and len(trained) > 13:
            raise StopError
        return train(plan, *rest)

    monkeypatch.setattr(loop, "train_trials", stopping)
    with pytest.raises(StopError):
        study(["relu", "tanh"], engine="loop", **QUICK)
    before = list(trained)
    monkeypatch.setattr(loop, "train_trials", train)
    study(["relu", "tanh"], engine="loop", **QUICK)
    assert before.count(("drop-in", "relu")) == trained.count(("drop-in", "relu")) == 3
    count = len(trained)
    study(["relu", "tanh"], engine="loop", **QUICK)
    assert len(trained) == count


def test_regimes_share_blocks_and_differ_in_what_they_should(tmp_path):
    found = study(["relu", "tanh"], engine="loop", **QUICK)
    dropped, gained, tuned = (each.frame() for each in found.comparisons)
    assert dropped["block"].unique().tolist() == tuned["block"].unique().tolist()
    assert (gained["learning_rate"] == dropped["learning_rate"]).all()
    assert (gained["train_loss"] != dropped["train_loss"]).all()
    assert len(tuned) == 5 * len(dropped)
    codes = [{warning.code for warning in each.warnings} for each in found.comparisons]
    assert ["W111" in each for each in codes] == [False, False, True]


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(RunFolderError, match="holds files but no run"):
        study(["relu", "tanh"], out=tmp_path, **QUICK)
    study(["relu", "tanh"], regimes=("drop-in", "gain"), out=tmp_path / "a", **QUICK)
    with pytest.raises(RunFolderError, match="holds the run of another plan"):
        study(["relu", "tanh"], regimes=("gain", "drop-in"), out=tmp_path / "a", **QUICK)


@pytest.mark.parametrize("options", [{"workloads": [MOONS, MOONS]}, {"workloads": []}, {"regimes": ("gain", "gain")}])
def test_each_is_named_once(options):
    with pytest.raises(UsageError, match="list of one or more, each once"):
        study(["relu", "tanh"], **{**QUICK, **options})


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("agree", "drop-in and tuned agree: better"),
        ("disagree", r"the ranking depends on tuning: better drop-in, worse tuned; the differences differ by \+4.50"),
        ("open", "that they disagree is not shown"),
    ],
)
def test_the_sentence_on_agreement(outcome, words):
    found = Agreement("relu", "tanh", Verdict.BETTER, Verdict.WORSE, 30, 4.5, Interval(3.0, 6.0), outcome)
    import re

    assert re.search(words, study_sentences.agreement(run_folders.plan(), found))


@pytest.mark.slow
def test_thirty_layers_fail_as_torch_starts_them_and_train_with_their_gain():
    """Digits, 30 layers of 32 units, 3 blocks: the variance of ReLU's signals falls by 1/6 a layer, to 6^-29.

    A leaky ReLU of slope 2.2 keeps it, (1 + 2.2^2)/6 = .97, so that the drop-in regime calls it the better one.
    """
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    found = study(
        ["relu", "leaky_relu:negative_slope=2.2"],
        workloads=[own_data(x[:400], y[:400])],
        regimes=("drop-in", "tuned"),
        hidden=(32,) * 30,
        epochs=40,
        learning_rate=1e-3,
        blocks=3,
        trials=5,
        learning_rates=(1e-4, 1e-1),
        engine="vmap",
        workers=1,
    )
    dropped, tuned = (each.judgement for each in found.comparisons)
    relu, leaky = dropped.candidates
    assert (relu.failures, leaky.failures) == (3, 0)
    assert relu.mean == relu.chance
    assert dropped.pairs[0].too_few
    assert dropped.pairs[0].difference < -5
    assert len(found.comparisons[0].frame()) == 6
    assert tuned.candidates[0].failures == 0
    assert tuned.candidates[0].mean > relu.mean + 5
    assert "W112" in {warning.code for warning in found.comparisons[0].warnings}
    assert "W112" not in {warning.code for warning in found.comparisons[1].warnings}
    (agreed,) = found.agreements["own data"]
    assert agreed.difference < 0


@pytest.mark.slow
def test_the_learning_rate_picks_the_winner_of_the_exercise_and_tuning_unpicks_it():
    """ReLU - Tanh on fresh moons: about -2.9 points at .001 (sd 6, 160 blocks) and 1.6 at .01 (sd 1.7, 40 blocks);
    tuned about -.1 (sd .9, 15 pipelines: standard error .24; the tolerance is four of them)."""

    def pair(**options):
        return actlab.compare(["relu", "tanh"], workers=1, engine="vmap", **options).judgement.pairs[0]

    assert pair(learning_rate=0.001, blocks=160).verdict.favours_second
    assert pair(learning_rate=0.01, blocks=40).verdict.favours_first
    tuned = pair(regime="tuned", blocks=15, learning_rates=(10**-2.5, 10**0.5))
    assert abs(tuned.difference) < 1
    assert tuned.sd < 2
