"""Values survive their plain form, and nothing else is taken for one."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab._shared.plain import IfNull, UnknownSchemaError, plain, rebuild

finite = st.floats(allow_nan=False, allow_infinity=False)
unbounded = st.floats(allow_nan=False)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Ends(NamedTuple):
    low: Annotated[float, IfNull(-math.inf)]
    high: Annotated[float, IfNull(math.inf)]


@dataclass(frozen=True)
class Leaf:
    ends: Ends
    cell: str | float | int | bool | None
    pair: tuple[int, int] | None
    share: float = 1.0


@dataclass(frozen=True)
class Tree:
    schema: Literal["tree/1"]
    colour: Colour
    leaves: tuple[Leaf, ...]
    named: Mapping[str, Leaf]
    numbers: Mapping[str, Any]
    best: Leaf | None = None


ends = st.builds(Ends, st.one_of(finite, st.just(-math.inf)), st.one_of(finite, st.just(math.inf)))
cells = st.one_of(st.text(), finite, st.integers(), st.booleans(), st.none())
leaves = st.builds(Leaf, ends, cells, st.none() | st.tuples(st.integers(), st.integers()), finite)
trees = st.builds(
    Tree,
    st.just("tree/1"),
    st.sampled_from(Colour),
    st.lists(leaves, max_size=3).map(tuple),
    st.dictionaries(st.text(), leaves, max_size=2),
    st.dictionaries(st.text(), finite | st.lists(st.text()), max_size=2),
    st.none() | leaves,
)


@pytest.mark.slow
@given(trees)
def test_a_value_survives_its_way_through_json(tree):
    back = rebuild(Tree, json.loads(json.dumps(plain(tree), allow_nan=False)))
    assert back == tree
    assert [type(leaf.cell) for leaf in back.leaves] == [type(leaf.cell) for leaf in tree.leaves]


@given(st.recursive(unbounded, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))
def test_what_is_not_finite_becomes_null(value):
    json.dumps(plain(value), allow_nan=False)


LEAF = {"ends": [0, None], "cell": None, "pair": None}
TREE = {"schema": "tree/1", "colour": "red", "leaves": [LEAF], "named": {"a": LEAF}, "numbers": {}}


def test_a_field_with_a_default_may_be_missing():
    assert rebuild(Tree, TREE).leaves == (Leaf(Ends(0.0, math.inf), None, None, 1.0),)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"colour": "green"}, "colour"),
        ({"leaves": LEAF}, "leaves"),
        ({"leaves": [LEAF, {**LEAF, "ends": [0.0]}]}, r"leaves\[1\].ends"),
        ({"leaves": [{**LEAF, "pair": [1, "2"]}]}, r"leaves\[0\].pair\[1\]"),
        ({"leaves": [{**LEAF, "share": True}]}, r"leaves\[0\].share"),
        ({"leaves": [{**LEAF, "share": None}]}, r"leaves\[0\].share"),
        ({"leaves": [{"ends": [0, 1]}]}, r"leaves\[0\].*missing.*cell"),
        ({"named": {"a": {**LEAF, "more": 1}}}, r"named\.a.*unknown.*more"),
        ({"named": []}, "named"),
        ({"best": {**LEAF, "cell": [1]}}, r"best\.cell"),
    ],
)
def test_anything_else_is_refused_by_its_path(changed, path):
    with pytest.raises(ValueError, match=f"^{path}"):
        rebuild(Tree, {**TREE, **changed})


@pytest.mark.parametrize("schema", ["tree/2", None, 1, ["tree/1"]])
def test_an_unknown_schema_is_refused_before_anything_is_read(schema):
    with pytest.raises(UnknownSchemaError, match="tree/1"):
        rebuild(Tree, {"schema": schema})


@pytest.mark.parametrize("held", [None, [], "x", 3])
def test_only_a_mapping_is_a_value(held):
    with pytest.raises(ValueError, match="Tree"):
        rebuild(Tree, held)


def test_a_form_must_name_itself():
    with pytest.raises(ValueError, match=r"missing.*schema"):
        rebuild(Tree, {name: each for name, each in TREE.items() if name != "schema"})
