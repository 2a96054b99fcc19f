"""Records do not depend on workers, on the order of chunks, or on restarts."""

import multiprocessing
import os
import random
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pandas as pd
import pytest
import torch
from joblib.externals.loky import get_reusable_executor

from actlab._shared.processes import InThisProcess
from actlab.errors import CouldNotFinishError, OwnFunctionError
from actlab.population import execute
from actlab.records import RunFolder


def result(plan, folder, **options):
    return plan.run(out=folder, **options)


def frame(comparison):
    return comparison.frame().drop(columns="seconds")


def judged(comparison):
    return {key: value for key, value in comparison.to_dict().items() if key not in ("seconds", "run")}


def train(plan, folder, **options):
    run = RunFolder(folder)
    run.claim_for(plan.describe())
    execute.execute(plan.training, plan.chunks(), run, workers=1, **options)


@pytest.fixture
def plan(moons):
    return moons("relu", "tanh", blocks=25, epochs=2)


@pytest.fixture
def reference(plan, tmp_path):
    """The comparison trained in this process, one chunk after the other."""
    return result(plan, tmp_path / "reference", executor=InThisProcess())


@pytest.mark.slow
def test_two_and_four_workers_give_the_bits_of_none(plan, reference, tmp_path):
    before = torch.get_num_threads()
    for workers in (2, 4):
        found = result(plan, tmp_path / str(workers), workers=workers)
        pd.testing.assert_frame_equal(frame(found), frame(reference), check_exact=True)
        assert judged(found) == judged(reference)
    assert torch.get_num_threads() == before


EXECUTORS = {
    "one thread": lambda: ThreadPoolExecutor(1),
    "threads that take turns": lambda: ThreadPoolExecutor(3),
    "spawned processes": lambda: ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")),
    "loky": lambda: get_reusable_executor(max_workers=2),
}
SLOW = ("spawned processes", "loky")


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow if n in SLOW else ()) for n in EXECUTORS])
def test_any_executor_gives_the_bits_of_our_own_and_stays_open(name, plan, reference, tmp_path):
    executor = EXECUTORS[name]()
    try:
        found = result(plan, tmp_path / "there", executor=executor)
        assert executor.submit(abs, -3).result() == 3
    finally:
        executor.shutdown()
    pd.testing.assert_frame_equal(frame(found), frame(reference), check_exact=True)
    assert judged(found) == judged(reference)


@pytest.mark.slow
def test_a_function_without_a_module_goes_to_an_executor_by_value(moons, tmp_path):
    slope = 0.3
    plan = moons("relu", lambda x: torch.where(x > 0, x, slope * x), epochs=1)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        found = result(plan, tmp_path / "there", executor=executor)
    here = result(plan, tmp_path / "here", executor=InThisProcess())
    pd.testing.assert_frame_equal(frame(found), frame(here), check_exact=True)


class Breaking(InThisProcess):
    """Carries out some tasks and then breaks."""

    def __init__(self, after):
        self.left = after

    def submit(self, fn, /, *args, **kwargs):
        self.left -= 1
        if self.left >= 0:
            return super().submit(fn, *args, **kwargs)
        future = Future()
        future.set_exception(BrokenExecutor("gone"))
        return future


@pytest.mark.slow
def test_each_result_is_written_as_it_comes_and_a_broken_executor_is_told(plan, tmp_path, reference):
    run = RunFolder(tmp_path / "there")
    with pytest.raises(CouldNotFinishError, match=r"A worker process died while it trained tanh \(blocks 10 to 19\)"):
        train(plan, run.path, executor=Breaking(after=3))
    assert len(run.finished()) == 3
    found = result(plan, run.path, executor=InThisProcess())
    pd.testing.assert_frame_equal(frame(found), frame(reference), check_exact=True)


def test_an_interrupted_run_leaves_no_chunk_waiting_with_the_executor(plan, tmp_path):
    def interrupt(done, _total):
        if done:
            raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as executor, pytest.raises(KeyboardInterrupt):
        train(plan, tmp_path, executor=executor, progress=interrupt)
    assert 1 <= len(RunFolder(tmp_path).finished()) < 6


@pytest.mark.slow
def test_the_order_in_which_chunks_finish_leaves_no_trace(plan, reference, tmp_path):
    run = RunFolder(tmp_path / "shuffled")
    run.claim_for(plan.describe())
    chunks = list(plan.chunks())
    shuffled = random.Random(5).sample(chunks, len(chunks))
    execute.execute(plan.training, shuffled, run, workers=1, executor=InThisProcess())
    found = result(plan, run.path, executor=Breaking(after=0))
    pd.testing.assert_frame_equal(frame(found), frame(reference), check_exact=True)
    assert judged(found) == judged(reference)


class Noting(InThisProcess):
    """Remembers the names of the chunks that it was given."""

    def __init__(self):
        self.names = []

    def submit(self, fn, /, plan, chunk):
        self.names.append(chunk.value.name)
        return super().submit(fn, plan, chunk)


@pytest.mark.slow
def test_finished_chunks_are_not_trained_again(plan, reference):
    gone = sorted(reference.run.finished())[2]
    (reference.run.chunks / f"{gone}.parquet").unlink()
    kept = {path.name: path.stat().st_mtime_ns for path in reference.run.chunks.iterdir()}
    executor = Noting()
    found = result(plan, reference.run.path, executor=executor)
    assert executor.names == [gone]
    assert {name: (found.run.chunks / name).stat().st_mtime_ns for name in kept} == kept
    pd.testing.assert_frame_equal(frame(found), frame(reference), check_exact=True)


@pytest.mark.slow
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
    with pytest.raises(
        CouldNotFinishError, match=r"A worker process died while it trained dies \(blocks 0 to 1\).*run the same again"
    ):
        train(moons("relu", dies, epochs=1), tmp_path)
    assert RunFolder(tmp_path).has("plan.json")
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.slow
def test_a_short_plan_of_a_quick_engine_starts_no_process_and_leaves_no_trace(moons, tmp_path, monkeypatch):
    plan = moons("relu", "tanh", blocks=4, epochs=3, engine="fused")
    assert plan.training.engine == "fused"
    torch.set_num_threads(2)
    with monkeypatch.context() as patch:
        patch.setattr(execute, "_SHORT", 0.0)
        wanted = result(plan, tmp_path / "processes", workers=1)
    monkeypatch.setattr(execute, "FreshProcesses", None)
    state = torch.get_rng_state()
    found = result(plan, tmp_path / "here", workers=1)
    pd.testing.assert_frame_equal(frame(found), frame(wanted), check_exact=True)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == 2


def test_own_code_that_never_returns_is_named_with_its_block(moons, tmp_path, monkeypatch):
    here = os.getpid()

    def hangs(x):
        while os.getpid() != here:  # in a worker alone
            pass
        return x * 1

    plan, run = moons("relu", hangs, epochs=1), RunFolder(tmp_path)
    run.claim_for(plan.describe())
    execute.execute(plan.training, [*plan.chunks()][:1], run, workers=1, executor=InThisProcess())
    monkeypatch.setattr(execute, "_TRIAL", 2.0)
    monkeypatch.setattr(execute, "_SLOWER", 0.0)
    with pytest.raises(CouldNotFinishError, match=r"^hangs \(blocks 0 to 1\) gave no result within 2 s"):
        train(plan, tmp_path)
    assert len(run.finished()) == 1
