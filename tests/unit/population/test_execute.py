"""Records do not depend on workers, on the order of chunks, or on restarts."""

import os
import random

import pandas as pd
import pytest
import torch

from actlab.comparison import carry_out
from actlab.errors import CouldNotFinishError, OwnFunctionError
from actlab.population import execute
from actlab.records import RunFolder


def result(plan, folder, **options):
    return carry_out(plan, folder, looked_in=folder.parent / "nowhere", **options)


def frame(comparison):
    return comparison.frame().drop(columns="seconds")


def judged(comparison):
    return {key: value for key, value in comparison.to_dict().items() if key not in ("seconds", "run")}


@pytest.fixture
def plan(moons):
    return moons("relu", "tanh", blocks=25, epochs=2)


@pytest.fixture
def reference(plan, tmp_path, without_processes, monkeypatch):
    """The comparison trained in this process, one chunk after the other."""
    found = result(plan, tmp_path / "reference", workers=1)
    monkeypatch.undo()
    return found


def test_two_and_four_workers_give_the_bits_of_none(plan, reference, tmp_path):
    before = threads()
    for workers in (2, 4):
        found = result(plan, tmp_path / str(workers), workers=workers)
        pd.testing.assert_frame_equal(frame(found), frame(reference), check_exact=True)
        assert judged(found) == judged(reference)
    assert threads() == before


def threads():
    import torch

    return torch.get_num_threads()


def test_the_order_in_which_chunks_finish_leaves_no_trace(plan, reference, tmp_path, monkeypatch):
    def shuffled(plan, chunks, _workers):
        for chunk in random.Random(5).sample(chunks, len(chunks)):
            yield chunk, execute._train_chunk(plan, chunk)

    monkeypatch.setattr(execute, "_train", shuffled)
    found = result(plan, tmp_path / "shuffled", workers=1)
    pd.testing.assert_frame_equal(frame(found), frame(reference), check_exact=True)
    assert judged(found) == judged(reference)


def test_finished_chunks_are_not_trained_again(plan, reference, monkeypatch):
    gone = sorted(reference.run.finished())[2]
    (reference.run.chunks / f"{gone}.parquet").unlink()
    kept = {path.name: path.stat().st_mtime_ns for path in reference.run.chunks.iterdir()}
    trained = []

    def noted(plan, chunks, _workers):
        for chunk in chunks:
            trained.append(chunk)
            yield chunk, execute._train_chunk(plan, chunk)

    monkeypatch.setattr(execute, "_train", noted)
    found = result(plan, reference.run.path, workers=1)
    assert [chunk.name for chunk in trained] == [gone]
    assert {name: (found.run.chunks / name).stat().st_mtime_ns for name in kept} == kept
    pd.testing.assert_frame_equal(frame(found), frame(reference), check_exact=True)


def train(plan, folder, **options):
    run = RunFolder(folder)
    run.claim_for(plan.describe())
    execute.execute(plan.training, plan.chunks(), run, workers=1, **options)


def test_progress_tells_what_is_there_and_what_there_will_be(plan, tmp_path, without_processes):
    said = []
    train(plan, tmp_path, progress=lambda done, total: said.append((done, total)))
    assert said[0] == (0, 50)
    assert said[-1] == (50, 50)
    assert said == sorted(said)


def fragile(x):
    """Fails where training takes it and the first checks do not: on 800 rows."""
    if x.shape[0] == 800:
        raise ValueError("too many rows\nfor me")
    return x


def test_an_own_function_that_fails_in_training_is_named(moons, tmp_path):
    with pytest.raises(OwnFunctionError, match=r"fragile failed while training.*ValueError: too many rows$"):
        train(moons("relu", fragile, epochs=1), tmp_path)


def dies(x):
    if x.shape[0] == 800:
        os._exit(9)
    return x


def test_a_worker_that_dies_is_told_and_what_was_finished_is_kept(moons, tmp_path):
    with pytest.raises(CouldNotFinishError, match=r"A worker process died.*run the same command again"):
        train(moons("relu", dies, epochs=1), tmp_path)
    assert RunFolder(tmp_path).has("plan.json")
    assert not list(tmp_path.rglob("*.part"))


def test_a_short_plan_of_a_quick_engine_starts_no_process_and_leaves_no_trace(moons, tmp_path, monkeypatch):
    plan = moons("relu", "tanh", blocks=4, epochs=3, engine="fused")
    assert plan.training.engine == "fused"
    torch.set_num_threads(2)
    with monkeypatch.context() as patch:
        patch.setattr(execute, "_SHORT", 0.0)
        wanted = result(plan, tmp_path / "processes", workers=1)
    monkeypatch.setattr(execute, "Workers", None)
    state = torch.get_rng_state()
    found = result(plan, tmp_path / "here", workers=1)
    pd.testing.assert_frame_equal(frame(found), frame(wanted), check_exact=True)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == 2
