"""A run folder: each file whole or not at all, and whatever is damaged is found."""

import hashlib
import os
import shutil

import pandas as pd
import pytest

from actlab.errors import DamagedRecordError, RunFolderError, StorageError
from actlab.records import PlanRecord, RunFolder
from checkers.run_folders import plan

ROW = {"candidate": "relu", "regime": "drop-in", "trial": 0, "status": "ok", "test_score": 89.5, "curve": [0.7, 0.6]}


def rows(*blocks):
    return [{**ROW, "block": block} for block in blocks]


@pytest.fixture
def run(tmp_path):
    run = RunFolder(tmp_path / "run")
    run.claim_for(plan(hash="a" * 64))
    run.write_chunk("one", rows(3, 1))
    run.write_chunk("two", rows(2, 0))
    return run


def test_rows_come_back_in_order_whatever_the_order_of_chunks(run):
    assert run.read_chunks(["one", "two"])["block"].tolist() == [0, 1, 2, 3]
    pd.testing.assert_frame_equal(run.read_chunks(["two", "one"]), run.read_chunks(["one", "two"]))


def test_no_changed_byte_changes_a_row_unseen(run):
    path = run.chunks / "one.parquet"
    whole, told = path.read_bytes(), run.read_chunks(["one"])
    found = 0
    for place in range(0, len(whole), 23):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            pd.testing.assert_frame_equal(run.read_chunks(["one"]), told)
        except DamagedRecordError:
            found += 1
    assert found > 10


def test_a_write_that_fails_leaves_nothing_behind(run, monkeypatch):
    def full(_self, _target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(StorageError, match="No space left"):
        run.write_json("more.json", {})
    assert sorted(path.name for path in run.path.iterdir()) == ["SHA256SUMS", "chunks", "plan.json"]


def test_a_temporary_file_follows_no_link(run, tmp_path, monkeypatch):
    (tmp_path / "victim").write_text("mine")
    monkeypatch.setattr("secrets.token_hex", lambda _count: "same")
    (run.path / f".more.json.{os.getpid()}.same.part").symlink_to(tmp_path / "victim")
    with pytest.raises(StorageError):
        run.write_json("more.json", {})
    assert (tmp_path / "victim").read_text() == "mine"


def test_the_hashes_are_those_of_the_files(run):
    lines = dict(reversed(line.split("  ")) for line in (run.path / "SHA256SUMS").read_text().splitlines())
    assert sorted(lines) == ["chunks/one.parquet", "chunks/two.parquet", "plan.json"]
    assert all(hashlib.sha256((run.path / name).read_bytes()).hexdigest() == lines[name] for name in lines)


def test_what_is_not_to_be_believed_is_set_aside(run, tmp_path):
    other = RunFolder(tmp_path / "other")
    other.claim_for(plan(hash="b" * 64, seed=1))
    other.write_chunk("two", rows(2, 0))
    shutil.copy(other.chunks / "two.parquet", run.chunks / "three.parquet")
    (run.chunks / "one.parquet").write_bytes(b"")
    assert run.set_aside(["one", "two", "three", "four"]) == ["one", "three"]
    assert run.finished() == {"two"}
    assert len(list((run.path / "set_aside").iterdir())) == 2


def test_a_missing_chunk_is_told(run):
    with pytest.raises(DamagedRecordError, match=r"three.parquet"):
        run.read_chunks(["one", "three"])


def test_a_folder_belongs_to_one_plan(run):
    run.claim_for(plan(hash="a" * 64))
    with pytest.raises(RunFolderError, match=r"another plan \(aaaaaaaa, not bbbbbbbb\)"):
        run.claim_for(plan(hash="b" * 64, seed=1))


def test_the_refusal_names_what_differs(tmp_path):
    run = RunFolder(tmp_path / "other")
    run.claim_for(plan(hash="a", engine="fused", networks=4))
    with pytest.raises(RunFolderError, match=r"differs in: engine\. Name another folder"):
        run.claim_for(plan(hash="b", engine="vmap", networks=6))


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    for path in ("file", "file/run"):
        with pytest.raises(StorageError, match="Cannot write"):
            RunFolder(tmp_path / path).claim_for(plan())


def test_a_killed_start_is_no_stranger(tmp_path):
    (tmp_path / "chunks").mkdir()
    RunFolder(tmp_path).claim_for(plan())
    assert RunFolder(tmp_path).read("plan.json", PlanRecord) == plan()


def test_only_named_chunks_that_are_missing_are_adopted(run, tmp_path):
    other = RunFolder(tmp_path / "other")
    other.claim_for(plan())
    other.write_chunk("one", rows(9))
    other.adopt(run, ["one", "two", "three"])
    assert other.finished() == {"one", "two"}
    assert other.read_chunks(["one"])["block"].tolist() == [9]


def test_a_value_without_a_column_is_refused_and_not_lost(run):
    with pytest.raises(ValueError, match="no column is called tset_score"):
        run.write_chunk("three", [{**ROW, "block": 4, "tset_score": 1.0}])
    assert run.finished() == {"one", "two"}
