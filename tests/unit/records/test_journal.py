"""The journal of looks: lines that are only ever added."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.records import Journal, Look
from actlab.records import journal as module

words = st.text("abc", min_size=1, max_size=2)
looks = st.builds(
    Look, training=words, seed=st.integers(0, 3), pair=st.tuples(words, words), blocks=st.integers(2, 9), rule=words
)


@given(st.lists(looks, max_size=12))
def test_each_look_is_kept_once_and_in_order(tmp_path_factory, given_looks):
    journal = Journal(tmp_path_factory.mktemp("journal") / "deep" / "journal.jsonl")
    for look in given_looks:
        assert journal.add([look, look])
    kept = list(dict.fromkeys(given_looks))
    assert [look for key in dict.fromkeys(look.training for look in kept) for look in journal.looks(key)] == [
        look for key in dict.fromkeys(look.training for look in kept) for look in kept if look.training == key
    ]


def test_lines_that_cannot_be_read_are_skipped_and_stay(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"training": "t"}\nno json\n\xff\xfe\n')
    journal = Journal(path)
    look = Look("t", 0, ("a", "b"), 30, "fixed")
    assert journal.add([look])
    assert journal.looks("t") == [look]
    assert path.read_bytes().startswith(b'{"training": "t"}\nno json\n')
    assert json.loads(path.read_text(errors="replace").splitlines()[-1])["blocks"] == 30


@pytest.mark.parametrize(
    ("platform", "values", "expected"),
    [
        ("linux", {"XDG_STATE_HOME": "/state"}, "/state/actlab/journal.jsonl"),
        ("linux", {"HOME": "/home/me"}, "/home/me/.local/state/actlab/journal.jsonl"),
        ("darwin", {"HOME": "/Users/me"}, "/Users/me/Library/Application Support/actlab/journal.jsonl"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/actlab/journal.jsonl"),
        ("linux", {"ACTLAB_JOURNAL": "/mine.jsonl"}, "/mine.jsonl"),
    ],
)
def test_it_lies_where_programs_keep_their_state(monkeypatch, platform, values, expected):
    for name in ("ACTLAB_JOURNAL", "XDG_STATE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(module.sys, "platform", platform)
    assert Journal.of_user().path == Path(expected)


def test_it_can_be_switched_off(monkeypatch):
    monkeypatch.setenv("ACTLAB_JOURNAL", "off")
    journal = Journal.of_user()
    assert (journal.path, journal.add([]), journal.looks("t")) == (None, False, [])
