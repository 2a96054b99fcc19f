"""Code of the user's cannot take the command along: each fault is one line that names it, and an exit code."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checkers.signals import as_from_a_terminal

COMMAND = [sys.executable, "-m", "actlab"]
SMALL = ["--blocks", "4", "--epochs", "5", "--engine", "loop", "--workers", "1"]


def start(code, folder, *more, **environment):
    (folder / "mine.py").write_text(code)
    words = [*COMMAND, "compare", "relu", "--activation", "mine.py:act", *SMALL, *more]
    env = {**os.environ, "LC_ALL": "C", "LANGUAGE": "en", "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(words, cwd=folder, env=env, preexec_fn=as_from_a_terminal, **pipes)


def said(process):
    """Return the exit code, standard output and the lines that are addressed to the user."""
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    assert "internal error" not in err
    return process.returncode, out, [line for line in err.splitlines() if line.startswith("actlab:")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "how"), [("import os; os._exit(0)", "exit code 0"), ("import ctypes; ctypes.string_at(0)", "SIGSEGV")]
)
def test_a_file_that_ends_the_process_is_named(code, how, tmp_path):
    assert said(start(code, tmp_path)) == (3, "", [f"actlab: mine.py:act ended the program ({how})."])


LOOPS = "open('begun', 'w').close()\nwhile True: pass"


def test_a_file_that_never_returns_is_named(tmp_path):
    found = said(start(LOOPS, tmp_path, ACTLAB_PATIENCE="1"))
    assert found == (3, "", ["actlab: mine.py:act has not returned within 1 s."])


posix = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="signals and the table of processes are Linux's"
)


@pytest.mark.slow
@posix
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"])
def test_nothing_goes_on_when_it_is_told_to_stop_or_killed(name, tmp_path):
    process = start(LOOPS, tmp_path)
    while not (tmp_path / "begun").exists():
        assert process.poll() is None
        time.sleep(0.02)
    (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.send_signal(getattr(signal, name))
    process.communicate(timeout=60)
    gone = time.monotonic() + 2
    while Path(f"/proc/{child}").exists() and time.monotonic() < gone:
        time.sleep(0.02)
    assert not Path(f"/proc/{child}").exists()
    codes = {"SIGKILL": -9, "SIGTERM": 143, "SIGHUP": 129, "SIGINT": 130}
    assert process.returncode == codes[name]


FAULTS = {
    "sys.exit(0)": (2, "act failed on a float32 tensor of shape (6, 8): RuntimeError: it raised SystemExit(0)"),
    "x.shape[0] < 640 or sys.exit(0)": (2, "act failed while training"),
    "os._exit(7)": (3, "mine.py:act ended the program (exit code 7)."),
    "x.shape[0] < 640 or ctypes.string_at(0)": (3, "mine.py:act ended the program (SIGSEGV)."),
    "input()": (2, "act failed on a float32 tensor of shape (6, 8): EOFError"),
    "sys.stderr.close()": (2, "it changed sys.stderr by closing it"),
    "os.chdir('/')": (2, "it changed the current folder"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_function_that_would_take_the_program_along_is_named(fault, tmp_path):
    code, words = FAULTS[fault]
    text = f"import ctypes, os, sys\ndef act(x):\n    {fault}\n    return x * 1\n"
    found, out, lines = said(start(text, tmp_path))
    assert (found, out, len(lines)) == (code, "", 1)
    assert words in lines[0]


@pytest.mark.slow
def test_json_is_one_object_whatever_own_code_prints(tmp_path):
    code = "import os\ndef act(x):\n    print('at call')\n    os.write(1, b'written')\n    return x * 2\n"
    found, out, _lines = said(start(code, tmp_path, "--json"))
    assert found == 0
    assert json.loads(out)["schema"].startswith("actlab.comparison/")
