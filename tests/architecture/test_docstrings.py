"""Every public name has a docstring whose example runs (that it runs is pytest's --doctest-modules)."""

import importlib
from pathlib import Path

import pytest

import actlab
from checkers.docstrings import public_objects, without_docstring, without_example

FACADES = ["actlab", "actlab.surgery", "actlab.activations", "actlab.records", "actlab.statistics", "actlab.workloads"]


@pytest.mark.parametrize("name", FACADES)
def test_every_public_name_has_an_example(name):
    objects = list(public_objects(importlib.import_module(name)))
    assert objects
    assert without_example(objects) == []


@pytest.mark.parametrize("name", FACADES)
def test_every_public_method_says_what_it_does(name):
    assert without_docstring(list(public_objects(importlib.import_module(name)))) == []


def test_the_lazy_names_are_the_public_names():
    assert set(actlab._HOMES) | {"__version__"} == set(actlab.__all__)
    assert (Path(actlab.__file__).parent / "py.typed").exists()
