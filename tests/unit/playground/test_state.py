"""What the page makes of links, tables and differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.statistics import Interval
from actlab.statistics.sequential import ConfidenceSequence, running_intervals
from actlab.statistics.verdict import decide
from checkers import node

pytestmark = pytest.mark.skipif(node.find() is None, reason="Node is not installed")

PAGE = ("sequence", "state", "table")
READ = """const known = (text) => ["relu", "tanh"].includes(text) || text === "x*sigmoid(x)";
  return given.map((hash) => readState(hash, freshState(), known));"""
HOSTILE = (
    "#blocks=1e9", "#blocks=-1", "#blocks=1.5", "#blocks=NaN", "#blocks=", "#blocks=0x10000", "#epochs=Infinity",
    "#rate=0", "#rate=-1", "#rate=1e99", "#rate=abc", "#noise=2", "#noise=-.1", "#samples=1", "#samples=1e7",
    "#seed=4294967296", "#seed=-1", "#delta=99", "#delta=x", "#data=<b>moons</b>", "#data=__proto__", "#data=moons2",
    "#optimizer=lion", "#lang=de", "#guess=2", "#run=yes", "#a=<script>alert(1)</script>", "#a=constructor",
    "#a=__proto__", "#a=relu,relu,relu,relu,relu", "#b=no such function", "#b=", "#a=1/x/", "#hidden=0", "#hidden=65",
    "#hidden=10,10,10,10,10", "#hidden=ten", "#hidden=", "#hidden=1e1x", "#unknown=1", "#__proto__=1", "#toString=1",
    "#constructor=x", "#blocks=200;alert(1)", "#rate=%00", "#seed=1%202", "#delta=%C3%A9", "#epochs=1001",
    "#" + "x" * 5000, "#a=" + "relu," * 900,
)  # fmt: skip


def test_each_hostile_link_gives_one_message_and_leaves_the_usual_state():
    assert len(HOSTILE) == 50
    (usual,) = node.evaluate(READ, [""], more=PAGE)
    assert usual["problems"] == []
    for link, found in zip(HOSTILE, node.evaluate(READ, HOSTILE, more=PAGE), strict=True):
        assert len(found["problems"]) == 1, link
        assert found["state"] == usual["state"], link


LINKS = st.fixed_dictionaries({
    "blocks": st.integers(1, 2000), "rate": st.floats(1e-6, 10), "seed": st.integers(0, 2**32 - 1),
    "data": st.sampled_from(["moons", "circles", "xor", "waves"]),
    "a": st.sampled_from([["relu"], ["x*sigmoid(x)"], ["relu", "tanh"]]),
    "hidden": st.lists(st.integers(1, 64), min_size=1, max_size=4), "delta": st.floats(0, 50),
})  # fmt: skip


@settings(max_examples=4, deadline=None)
@given(st.lists(LINKS, min_size=1, max_size=10))
def test_a_state_that_is_written_is_read_back(states):
    body = """const known = (text) => true;
      return given.map((each) => { const state = freshState(each);
        return [state, readState(writeState(state, freshState()), freshState(), known)]; })"""
    for state, found in node.evaluate(body, states, more=PAGE):
        assert found == {"state": state, "problems": []}


def test_the_command_names_what_is_not_usual():
    body = "return given.map((each) => compareCommand(freshState(each)) ?? null)"
    states = [
        {},
        {"a": ["x*sigmoid(x)"], "rate": 0.1, "blocks": 50},
        {"data": "spirals", "hidden": [32, 32], "epochs": 300},
        {"noise": 0.3},
    ]
    assert node.evaluate(body, states, more=PAGE) == [
        "actlab compare relu tanh",
        'actlab compare "x*sigmoid(x)" tanh --blocks 50 --learning-rate 0.1',
        "actlab compare relu tanh --workload spirals",
        None,
    ]


@settings(max_examples=5, deadline=None)
@given(st.lists(st.lists(st.floats(-20, 20), min_size=31, max_size=120), min_size=1, max_size=5), st.floats(0, 0.1))
def test_the_interval_and_the_verdict_are_the_librarys(cases, item):
    body = (
        "return given.cases.map((values) => runningIntervals(values, given.item).map(({ n, mean, low, "
        "high }) => [n, mean, String(low), String(high), decide({ n, low, high }, 0.5)]))"
    )
    for values, found in zip(cases, node.evaluate(body, {"cases": cases, "item": item}, more=PAGE), strict=True):
        lows, highs = running_intervals(np.array(values), 0.05, first_look=30, item=item)
        np.testing.assert_allclose(np.array([float(row[2]) for row in found]), lows, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(np.array([float(row[3]) for row in found]), highs, rtol=1e-6, atol=1e-6)
        last = found[-1]
        bounds = ConfidenceSequence(item).bounds(np.array(values), 0.05, 30)
        if (
            not bounds.assumptions_failed
            and min(abs(abs(end) - edge) for end in bounds.interval for edge in (0, 0.5)) > 1e-6
        ):
            assert last[4] == decide(Interval(*bounds.interval), 0.5, n=len(values)).value


TABLES = {
    "a,b,y\n" + "1,2,u\n3,4,v\n" * 15: {"rows": 30, "columns": 2, "target": "y"},
    "a;b;y\n" + "1,5;2,5;0\n3;4;1\n" * 15: {"rows": 30, "columns": 2, "target": "y"},
    "1\t2\t0.5\n3\t4\t0.25\n" * 15: {"rows": 30, "columns": 2, "target": "3"},
    'a,note,y\n1,"x, ""y""\n z",2\n' * 1 + "1,w,2\n2,w,3\n" * 15: {"rows": 31, "columns": 1, "target": "y"},
}
REFUSED = {"": "file_columns", "a,b\n1,2\n": "file_rows", "a\n" + "1\n" * 30: "file_columns",
           "a,t\n" + "".join(f"1,w{i}\n" for i in range(30)): "file_target", "\0" * 1000: "file_columns"}  # fmt: skip


def test_tables_are_read_with_an_account_or_refused():
    body = """return given.map((text) => { try { return readTable(text).account; }
      catch (error) { if (error instanceof TableError) return error.message; throw error; } })"""
    accounts = node.evaluate(body, list(TABLES), more=PAGE)
    assert [{name: account[name] for name in ("rows", "columns", "target")} for account in accounts] == list(
        TABLES.values()
    )
    assert node.evaluate(body, list(REFUSED), more=PAGE) == list(REFUSED.values())
