"""A run that is killed or interrupted: nothing that was finished is lost, and nothing goes on in the dark."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import actlab
from checkers.signals import as_from_a_terminal

BLOCKS = 40
COMMAND = [sys.executable, "-c", "from actlab.cli import main; main()"]
PATIENCE = 120.0


def start(words, folder):
    return subprocess.Popen(
        [*COMMAND, *map(str, words)],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C", "PYTHONPATH": str(Path(actlab.__file__).parent.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=as_from_a_terminal,
        text=True,
    )


def wait_until(true, process=None):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.02)


def finished(folder):
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("chunks/[!.]*.parquet")}


def descendants(pid):
    """Return the processes below one, from the system's table (Linux)."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    below, edge = set(), {pid}
    while edge:
        edge = {child for child, parent in parents.items() if parent in edge} - below
        below |= edge
    return below


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the table of processes is Linux's")


@pytest.mark.slow
@linux
def test_a_killed_run_goes_on_where_it_was_to_the_same_bits(tmp_path, moons, monkeypatch, request):
    words = [
        "compare",
        "relu",
        "tanh",
        "--engine",
        "loop",
        "--blocks",
        BLOCKS,
        "--epochs",
        40,
        "--workers",
        1,
        "--json",
    ]
    first = start(words, tmp_path)
    wait_until(lambda: len(finished(tmp_path)) >= 2, first)
    workers = descendants(first.pid)
    first.kill()
    first.communicate()
    held = finished(tmp_path)
    assert workers
    assert 2 <= len(held) < 2 * BLOCKS / 10
    wait_until(lambda: not any(map(alive, workers)))

    second = start(words, tmp_path)
    out, _err = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert {name: stamp for name, stamp in finished(tmp_path).items() if name in held} == held
    found = json.loads(out)

    monkeypatch.chdir(tmp_path)
    request.getfixturevalue("without_processes")
    monkeypatch.setattr("actlab.comparison.execution.CHECKS_RATES", True)  # as the process of its own did
    plan = moons(blocks=BLOCKS, epochs=40, out=tmp_path / "nowhere" / "run")
    assert str(plan.folder) == found["run"]
    whole = plan.run(out=tmp_path / "nowhere" / "whole")
    timeless = {"seconds", "run"}
    told = json.loads(json.dumps(whole.to_dict()))
    assert {k: v for k, v in found.items() if k not in timeless} == {k: v for k, v in told.items() if k not in timeless}
    frames = [each.frame().drop(columns="seconds") for each in (whole, actlab.load(found["run"]))]
    pd.testing.assert_frame_equal(*frames, check_exact=True)


SIGNALS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}


@linux
@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n == "SIGTERM" else pytest.mark.slow) for n in SIGNALS])
def test_what_asks_it_to_stop_stops_it_cleanly_and_it_says_how_to_go_on(name, tmp_path, actlab_words):
    words = ["compare", "relu", "tanh", "--engine", "loop", "--blocks", BLOCKS, "--workers", 1, "--out", "my run"]
    process = start(words, tmp_path)
    wait_until(lambda: len(finished(tmp_path)) >= 1, process)
    below = descendants(process.pid)
    process.send_signal(getattr(signal, name))
    _out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == SIGNALS[name]
    assert "Traceback" not in err
    assert "actlab: Interrupted. What was finished is kept in my run; go on with:" in err
    wait_until(lambda: not any(map(alive, below)))
    held = finished(tmp_path)
    assert 1 <= len(held) < 2 * BLOCKS / 10
    again = shlex.split(err.strip().splitlines()[-1])
    assert again[0] == "actlab"
    before = json.loads((tmp_path / "my run" / "plan.json").read_text())
    assert actlab_words([*again[1:], "--dry-run", "--json"]).json["plan"]["hash"] == before["hash"]


@pytest.fixture
def actlab_words(request):
    run = request.getfixturevalue("actlab")
    return lambda words: run(*words)
