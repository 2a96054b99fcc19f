"""What is remembered between runs is found out again where it cannot be used."""

import pytest

from actlab.pointwise.compile import cache_folder
from actlab.population.engines.fused.memory import remembered


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def first(found):
    return found["first"]


def test_what_was_found_is_remembered():
    assert remembered("key", lambda: {"first": 1}, first) == 1
    assert remembered("key", lambda: pytest.fail("found out again"), first) == 1
    assert remembered("another key", lambda: {"first": 2}, first) == 2


@pytest.mark.parametrize("damage", ["", "{", "{}", "null", "[1]", '{"second": 1}'])
def test_what_is_damaged_is_found_out_again(damage):
    remembered("key", lambda: {"first": 1}, first)
    (file,) = cache_folder().glob("*.json")
    file.write_text(damage)
    assert remembered("key", lambda: {"first": 3}, first) == 3
    assert remembered("key", lambda: pytest.fail("found out again"), first) == 3
