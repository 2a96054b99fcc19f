"""The main job without the names that Linux alone, or POSIX alone, has: in this process and in the workers."""

import subprocess
import sys

import pytest

NAMES = {
    "os": (
        "sched_getaffinity", "sched_setaffinity", "fork", "forkpty", "setsid", "getsid", "killpg", "getpgrp", "getpgid",
        "setpgid", "getuid", "geteuid", "getgid", "getegid", "fchmod", "fchown", "chown", "lchown", "link", "mkfifo",
        "getloadavg", "statvfs", "posix_fadvise", "posix_fallocate", "sendfile", "O_NOFOLLOW", "O_CLOEXEC",
        "O_DIRECTORY", "O_TMPFILE", "pread", "pwrite", "memfd_create", "nice", "getpriority", "wait3", "wait4",
    ),
    "signal": ("SIGHUP", "SIGALRM", "SIGUSR1", "SIGPIPE", "setitimer", "alarm", "pthread_sigmask", "sigwait"),
    "time": ("clock_gettime", "tzset"),
}  # fmt: skip
MODULES = ("fcntl", "resource", "pwd", "grp", "termios", "syslog", "readline")

HIDE = f"""
import importlib, sys
for module, names in {NAMES!r}.items():
    for name in names:
        vars(importlib.import_module(module)).pop(name, None)
for module in {MODULES!r}:
    sys.modules[module] = None
"""

JOB = f"""
{HIDE}
import actlab._shared.processes as processes
processes._START = {HIDE!r}.replace('{{', '{{{{').replace('}}', '}}}}') + processes._START
from actlab.cli import main
main(WORDS)
"""
"""A worker starts in isolated mode, so that what it hides has to be told to it by its parent."""

WORDS = ["compare", "relu", "tanh", "--blocks", "2", "--epochs", "1", "--workers", "1", "--out", "run"]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["loop", "auto"])
def test_the_main_job_needs_none_of_them(engine, tmp_path):
    code = JOB.replace("WORDS", repr([*WORDS, "--engine", engine]))
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert found.returncode == 0, found.stderr
    assert "relu - tanh" in found.stdout
    assert (tmp_path / "run" / "report.html").is_file()
