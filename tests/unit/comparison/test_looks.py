"""Runs that end when they are decided, and runs that go on after they were judged."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import actlab
from actlab.comparison import execution
from actlab.errors import RunFolderError, UsageError
from actlab.population.engines import loop
from actlab.records import chosen
from actlab.statistics import JudgedQuestion, judge
from actlab.statistics.sequential import running_intervals
from actlab.workloads import CATALOGUE

MOONS = CATALOGUE["moons"]


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch, without_processes):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def trained(monkeypatch):
    """The networks that were trained, in order."""
    seen, train = [], loop.train_block
    monkeypatch.setattr(
        loop, "train_block", lambda plan, c, block: seen.append((c.label, block)) or train(plan, c, block)
    )
    return seen


def cheap(*candidates, **options):
    return actlab.compare(candidates or ["relu", "tanh"], **{"epochs": 2, "workers": 1, "engine": "loop", **options})


def sequential(*candidates, **options):
    return cheap(*candidates, **{"until": "decided", "first_look": 30, "max_blocks": 80, **options})


def test_looks_begin_where_declared_and_end_with_the_last_block():
    plan = actlab.plan(["relu", "tanh"], workload=MOONS, until="decided", first_look=30, max_blocks=100)
    looks = list(plan.question.looks())
    assert (looks[0], looks[-1]) == (30, 100)
    assert looks == sorted(set(looks))
    names = [chunk.name for chunk in plan.chunks()]
    assert len(set(names)) == len(names)
    blocks = [block for chunk in plan.chunks() if chunk.candidate.label == "relu" for block in chunk.blocks]
    assert blocks == list(range(100))
    assert set(looks) <= {block + 1 for chunk in plan.chunks() for block in chunk.blocks[-1:]}


@pytest.mark.slow
def test_a_decided_run_trains_no_further_and_its_verdict_is_the_sequences(trained):
    easy = {"epochs": 30, "learning_rate": 0.1, "max_blocks": 200}
    found = sequential("relu", "identity", **easy)
    assert found.stopped.reason == "decided"
    n = found.stopped.blocks
    assert n < 200
    assert {block for _, block in trained} == set(range(n))
    assert len(trained) == 2 * n
    scores = chosen(found.frame()).pivot(index="block", columns="candidate", values="test_score")
    low, high = running_intervals((scores["relu"] - scores["identity"]).to_numpy(), 0.05, first_look=30, item=0.5)
    assert tuple(found.judgement.pairs[0].interval) == (low[-1], high[-1])
    assert "Stopped early" in found.verdict()
    assert actlab.load(found.run.path).to_dict() == found.to_dict()
    count = len(trained)
    assert sequential("relu", "identity", **easy).to_dict() == found.to_dict()
    assert len(trained) == count


@pytest.mark.slow
def test_the_last_block_ends_an_undecided_run():
    found = sequential("relu", "leaky_relu", delta=0.0, max_blocks=40)
    assert (found.stopped.reason, found.stopped.blocks) == ("blocks", 40)


@pytest.mark.slow
def test_the_time_budget_ends_a_run_at_its_next_look_and_the_same_command_goes_on(monkeypatch, trained):
    clock = iter(range(0, 10_000, 100))
    with monkeypatch.context() as patched:
        patched.setattr(execution.time, "monotonic", lambda: next(clock))
        found = sequential("relu", "leaky_relu", delta=0.0, time_budget=50)
    assert (found.stopped.reason, found.stopped.blocks) == ("time_budget", 30)
    again = sequential("relu", "leaky_relu", delta=0.0)
    assert (again.run.path, again.stopped.blocks) == (found.run.path, 80)


def test_a_run_of_fixed_size_that_goes_on_is_an_extended_one(trained):
    first = cheap("relu", "leaky_relu", blocks=35, delta=0.0)
    assert first.judgement.pairs[0].p_t is not None
    count = len(trained)
    second = sequential("relu", "leaky_relu", delta=0.0, max_blocks=50)
    assert second.plan.earlier_looks == (35,)
    assert len(trained) == count + 2 * 15
    assert second.judgement.pairs[0].p_t is None
    assert "W106" in {warning.code for warning in second.warnings}
    assert "judged before, at 35" in second.verdict()


def test_a_fixed_size_after_a_sequence_is_no_fresh_look():
    first = sequential("relu", "leaky_relu", delta=0.0, max_blocks=40)
    second = cheap("relu", "leaky_relu", blocks=40, delta=0.0)
    assert first.stopped.blocks == 40
    assert second.plan.earlier_looks == (30, 40)
    assert second.judgement.pairs[0].p_t is None


def test_a_longer_sequence_is_the_same_sequence(trained):
    first = sequential("relu", "leaky_relu", delta=0.0, max_blocks=40)
    count = len(trained)
    second = sequential("relu", "leaky_relu", delta=0.0, max_blocks=60)
    assert second.plan.earlier_looks == ()
    assert "W106" not in {warning.code for warning in second.warnings}
    assert len(trained) == count + 2 * 20
    before, after = (each.judgement.pairs[0].interval for each in (first, second))
    assert after.low >= before.low
    assert after.high <= before.high


def test_the_exact_rule_needs_no_shape_and_bounds():
    found = sequential("identity", "relu", exact=True, max_blocks=40)
    assert found.plan.rule == "exact"
    pair = found.judgement.pairs[0]
    frame = chosen(found.frame())
    assert judge(frame, execution.question(_plan(exact=True, max_blocks=40))).pairs[0].interval == pair.interval
    assert np.isfinite(pair.interval).all()


def _plan(**options):
    return actlab.plan(["identity", "relu"], workload=MOONS, epochs=2, until="decided", first_look=30, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"until": "decided", "blocks": 30},
            "blocks fixes the number of blocks; with until='decided', give max_blocks instead",
        ),
        ({"max_blocks": 30}, "max_blocks belongs to until='decided'; add it"),
        ({"first_look": 30, "blocks": 40}, "first_look belongs to until='decided'"),
        ({"until": "decided", "first_look": 5}, "first_look must be 6 or more; got 5"),
        ({"until": "decided", "max_blocks": 1}, "max_blocks must be 2 or more; got 1"),
    ],
)
def test_looks_that_contradict_one_another(options, message):
    with pytest.raises(UsageError, match=message):
        cheap(**options)


def test_more_blocks_may_go_into_the_same_folder_and_the_look_is_counted(trained, tmp_path):
    """Two looks at one run: the longer plan names the first look, is judged by the sequence, and repeats itself."""
    out = tmp_path / "mine" / "run"
    first = cheap("relu", "leaky_relu", blocks=35, delta=0.0, out=out)
    count = len(trained)
    second = cheap("relu", "leaky_relu", blocks=50, delta=0.0, out=out)
    assert len(trained) == count + 2 * 15
    assert second.plan.earlier_looks == (35,)
    pair, question = (
        second.judgement.pairs[0],
        JudgedQuestion(("relu", "leaky_relu"), delta=0.0, item=0.5, bounds=(0, 100)),
    )
    assert (pair.p_t, pair.p_signflip) == (None, None)
    assert pair.interval == judge(chosen(second.frame()), replace(question, extended=True)).pairs[0].interval
    again = cheap("relu", "leaky_relu", blocks=50, delta=0.0, out=out)
    assert (again.plan, len(trained)) == (second.plan, count + 2 * 15)
    assert (out / "earlier" / first.plan.hash[:8] / "comparison.json").is_file()
    with pytest.raises(RunFolderError, match="another plan"):
        cheap("relu", "leaky_relu", blocks=35, delta=0.0, out=out)


def test_an_interrupted_extension_goes_on(monkeypatch, tmp_path):
    out = tmp_path / "mine" / "run"
    cheap("relu", "leaky_relu", blocks=35, delta=0.0, out=out)
    with monkeypatch.context() as broken:
        broken.setattr(execution, "judge", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            cheap("relu", "leaky_relu", blocks=50, delta=0.0, out=out)
    assert cheap("relu", "leaky_relu", blocks=50, delta=0.0, out=out).plan.earlier_looks == (35,)


def test_a_neighbour_that_may_not_be_entered_is_passed_over(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    is_file = Path.is_file

    def guarded(path):
        if path.parent.name == "closed":
            raise PermissionError(path)
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", guarded)
    assert cheap(blocks=2, out=tmp_path / "run").judgement.blocks == 2


@pytest.mark.parametrize(
    ("names", "options"),
    [
        (["relu", "tanh"], {"delta": 0.49}),
        (["relu", "tanh"], {"alpha": 0.049}),
        (["tanh", "relu"], {}),
        (["relu", "tanh", "gelu"], {"pairs": "all"}),
        (["relu", "tanh"], {"out": "elsewhere/run"}),
    ],
)
def test_the_same_networks_are_the_same_looks_whatever_else_is_asked(names, options):
    """Thirty blocks, then forty, and then the same forty with another question: that is no first look."""
    cheap("relu", "tanh", blocks=30)
    longer = cheap("relu", "tanh", blocks=40)
    asked = cheap(*names, blocks=40, **options)
    assert longer.plan.earlier_looks == asked.plan.earlier_looks == (30,)
    assert asked.judgement.pairs[0].p_t is None


def test_the_same_number_of_blocks_again_is_no_look_and_the_same_plan():
    first = cheap("relu", "tanh", blocks=30)
    cheap("relu", "tanh", blocks=40)
    again = cheap("relu", "tanh", blocks=30)
    assert (again.plan.hash, again.plan.earlier_looks) == (first.plan.hash, ())


def test_a_look_at_more_blocks_counts_and_trains_none_of_them_again(trained):
    cheap("relu", "tanh", blocks=40)
    count = len(trained)
    fewer = cheap("relu", "tanh", blocks=30)
    assert fewer.plan.earlier_looks == (40,)
    assert fewer.judgement.blocks == 30
    assert len(trained) <= count + 20  # a chunk of ten blocks each, cut at another place


def test_looks_outlive_the_folder_of_runs_and_other_networks_have_their_own(tmp_path):
    cheap("relu", "tanh", blocks=30)
    shutil.rmtree(tmp_path / "runs")
    assert cheap("relu", "tanh", blocks=31).plan.earlier_looks == (30,)
    assert cheap("relu", "gelu", blocks=31).plan.earlier_looks == ()
    assert cheap("relu", "tanh", blocks=31, learning_rate=0.02).plan.earlier_looks == ()


def test_other_root_seeds_are_counted_and_said():
    codes = []
    for seed in (0, 1, 2, 0):
        found = cheap("relu", "tanh", blocks=30, seed=seed)
        codes.append([warning.numbers for warning in found.warnings if warning.code == "W107"])
        assert found.plan.earlier_looks == ()
    assert codes == [[], [{"seed": 1, "place": 2, "seeds": [0]}], [{"seed": 2, "place": 3, "seeds": [0, 1]}], []]


def test_a_journal_that_is_off_or_cannot_be_written_is_said(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    for setting in ("off", str(tmp_path / "file" / "journal.jsonl")):
        monkeypatch.setenv("ACTLAB_JOURNAL", setting)
        found = cheap("relu", "tanh", blocks=30, out=tmp_path / "run")
        assert "W108" in {warning.code for warning in found.warnings}
    monkeypatch.setenv("ACTLAB_JOURNAL", str(tmp_path / "journal.jsonl"))
    found = cheap("relu", "tanh", blocks=30, out=tmp_path / "run")
    assert "W108" not in {warning.code for warning in found.warnings}
