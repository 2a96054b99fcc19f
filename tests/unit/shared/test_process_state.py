"""Code that runs isolated leaves the process as it was, and cannot end it."""

import builtins
import os
import random
import subprocess
import sys

import numpy as np
import pytest
import torch

from actlab._shared.process_state import isolated


def test_the_global_generators_are_seeded_and_restored():
    def drawn():
        return random.random(), np.random.rand(), torch.rand(1).item()  # noqa: NPY002

    before = random.getstate(), torch.get_rng_state()
    with isolated(7):
        first = drawn()
    with isolated(7):
        assert drawn() == first
    assert random.getstate() == before[0]
    assert torch.equal(torch.get_rng_state(), before[1])


class Odd(BaseException):
    """Is no Exception."""


@pytest.mark.parametrize("error", [SystemExit(0), Odd("why"), SystemExit()])
def test_what_would_end_the_program_becomes_an_error(error):
    with pytest.raises(RuntimeError, match=r"it raised (SystemExit|Odd)\(.*which would end the program"), isolated(0):
        raise error


@pytest.mark.parametrize("error", [ValueError("why"), KeyboardInterrupt()])
def test_errors_and_interrupts_pass(error):
    with pytest.raises(type(error)) as found, isolated(0):
        raise error
    assert found.value is error


CHANGES = {
    "the current folder": lambda: os.chdir("/"),
    "torch's default dtype": lambda: torch.set_default_dtype(torch.float64),
    "torch's default device": lambda: torch.set_default_device("meta"),
    "whether torch keeps gradients": lambda: torch.set_grad_enabled(False),
    "the built-in sum": lambda: setattr(builtins, "sum", max),
    "the built-in print": lambda: delattr(builtins, "print"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_is_named_and_restored(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RuntimeError, match=f"it changed {name}$"), isolated(0):
        CHANGES[name]()
    assert os.getcwd() == str(tmp_path)  # noqa: PTH109
    assert torch.get_default_dtype() == torch.float32
    assert torch.get_default_device() == torch.device("cpu")
    assert torch.is_grad_enabled()
    assert sum([1, 2]) == 3
    assert callable(builtins.print)


def test_an_error_of_the_code_is_told_rather_than_what_it_changed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KeyError), isolated(0):
        os.chdir("/") or {}["nothing"]
    assert os.getcwd() == str(tmp_path)  # noqa: PTH109


def test_it_reads_nothing_and_prints_to_standard_error(capsys):
    with isolated(0):
        print("aside")
        assert sys.stdin.read() == ""
        with pytest.raises(EOFError):
            input()
    print("after")
    assert capsys.readouterr() == ("after\n", "aside\n")


@pytest.mark.slow
def test_streams_that_it_closes_are_open_again():
    code = (
        "import sys\nfrom actlab._shared.process_state import isolated\n"
        "try:\n    with isolated(0): sys.stdout.close()\nexcept RuntimeError as error: print(error)\n"
        "print('still here', file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "it changed sys.stderr by closing it\n"
    assert found.stderr == "still here\n"
