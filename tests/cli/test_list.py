"""``actlab list`` with filters, and what ``actlab show`` knows of facts."""

import pytest

from actlab.activations import CATALOGUE, properties


def names(said):
    return {entry["name"] for entry in said.json["activations"]}


@pytest.mark.parametrize("kind", ["elementwise", "vector", "gated"])
def test_a_kind_lists_all_of_that_kind_and_no_other(actlab, kind):
    assert names(actlab("list", "--json", "--kind", kind)) == {e.name for e in CATALOGUE if e.kind == kind}


def test_a_claim_is_named_as_the_catalogue_names_it_in_any_case(actlab):
    odd = {entry.name for entry in CATALOGUE if entry.find_property(properties.Odd)}
    assert (
        names(actlab("list", "--json", "--property", "odd"))
        == names(actlab("list", "--json", "--property", "Odd"))
        == odd
    )


def test_filters_hold_together(actlab):
    found = names(actlab("list", "--json", "--property", "monotone", "--library", "timm", "--kind", "elementwise"))
    assert "relu" in found
    assert "softmax" not in found
    assert "mish" not in found
    assert found < names(actlab("list", "--json", "--library", "timm"))


def test_a_source_is_found_by_any_part_of_it(actlab):
    assert names(actlab("list", "--json", "--source", "gompertz")) == {"golu"}


def test_an_unknown_library_is_refused_with_those_that_are_known(actlab):
    said = actlab("list", "--library", "mxnet")
    assert said.code == 2
    assert "jax, keras, timm, torch, transformers" in said.err


def test_nothing_found_is_said(actlab):
    assert "No activation fits" in actlab("list", "--kind", "gated", "--property", "odd").out


@pytest.mark.slow
def test_show_derives_nothing_and_says_what_was_derived(actlab, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = actlab("show", "golu")
    assert "`actlab facts golu`" in before.out
    assert actlab("show", "golu", "--json").json["facts"] is None
    actlab("facts", "golu")
    after = actlab("show", "golu")
    assert "Lipschitz constant" in after.out
    assert actlab("show", "golu", "--json").json["facts"]["smoothness"] == "C^inf"
