"""Results of the literature, found again at reduced n; at full n by benchmarks/reproduce, whose output is beside it."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "benchmarks" / "reproduce"
ITEMS = ("born_dead", "collapse", "selu", "edge_of_chaos", "depth30", "mnist1d")


@pytest.fixture
def item(request, monkeypatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    yield import_module(request.param)
    for path in SCRIPTS.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.mark.slow
@pytest.mark.parametrize("item", ITEMS, indirect=True)
def test_a_result_is_found_again(item):
    """Within four standard errors, at the item's reduced number of networks, or within the tolerance it states."""
    found = list(item.results(item.REDUCED))
    assert found
    assert [str(result) for result in found if not result.agrees] == []
