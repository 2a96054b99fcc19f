"""The user's own data: what is read, and one clear message for each thing that cannot be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from torch.utils.data import TensorDataset

from actlab.errors import DataError
from actlab.workloads import own_data, read_data, read_table

GOOD = "a,b,label\n" + "1,2,yes\n3,5,no\n" * 20


def write(folder: Path, text: str, name: str = "my.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GOOD, "utf-8"),
        (GOOD, "utf-8-sig"),
        (GOOD.replace(",", ";"), "utf-8"),
        (GOOD.replace(",", "\t"), "utf-8"),
        (GOOD.replace(",", ", "), "utf-8"),
        (GOOD.replace("\n", "\r\n"), "utf-8"),
    ],
    ids=["plain", "byte order mark", "semicolons", "tabs", "spaces", "windows"],
)
def test_csv_is_read(tmp_path: Path, text: str, encoding: str) -> None:
    found = read_table(write(tmp_path, text, encoding=encoding), "label")
    x, y = found.sample(0)
    assert x[:2].tolist() == [[1, 2], [3, 5]]
    assert y[:2].tolist() == [1, 0]
    assert found.where == ("--data", str(tmp_path / "my.csv"), "--target", "label")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("no", ""), "single class"),
        (GOOD.replace("yes", "").replace("no", "?"), "'label' is empty"),
        (GOOD.replace("no", "yes"), "single class"),
        (GOOD.replace("a,b", "a,a"), "same name: 'a'"),
        (GOOD.replace(",", "#"), "single column"),
        ("a,b,label\n", "no rows"),
        ("", "is empty"),
        (GOOD.replace("label", "lable"), "no column 'label'.*Did you mean 'lable'"),
        ("a,label\n" + "1,0\n1,1\n" * 20, "All columns of X are constant"),
        ("a,label\n" + "1,0\n2,1\n" * 3, "has 6 rows"),
        (GOOD + "1,2,maybe\n", "single sample"),
        (GOOD + "1,2,3,4,5\n", "cannot be read as a table"),
    ],
)  # fmt: skip
def test_bad_csv(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_table(write(tmp_path, text), "label")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("my.xls", b"", "unknown ending"),
        ("my.parquet", b"no", "cannot be read as Parquet"),
        ("my.npz", b"no", "is not an npz file"),
        ("my.npz", b"PK\x03\x04", "is not an npz file"),
        ("my.csv", bytes(range(256)) * 8, "is not text"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_table(tmp_path / name, "label")


def test_no_file() -> None:
    with pytest.raises(DataError, match="no file"):
        read_table("nowhere.csv", "label")


def test_the_same_table_in_all_forms(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    frame = pd.read_csv(path)
    frame.to_parquet(tmp_path / "my.parquet")
    x, y = frame[["a", "b"]].to_numpy(float), (frame["label"] == "yes").to_numpy(int)
    np.savez(tmp_path / "my.npz", X=x, label=y)
    dataset = TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
    for data in ((path, "label"), (tmp_path / "my.parquet", "label"), (tmp_path / "my.npz", "label"), (frame, "label"),
                 (x, y), (torch.from_numpy(x), torch.from_numpy(y)), (frame[["a", "b"]], frame["label"]), dataset,
                 (x.tolist(), y.tolist())):  # fmt: skip
        found = read_data(data).sample(0)
        assert np.array_equal(found[0], x)
        assert np.array_equal(found[1], y)


def test_npz_without_the_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "my.npz", first=np.eye(3), second=np.eye(3), label=np.arange(3))
    with pytest.raises(DataError, match="has no array 'target'"):
        read_table(tmp_path / "my.npz", "target")
    with pytest.raises(DataError, match="one array of inputs"):
        read_table(tmp_path / "my.npz", "label")


@pytest.mark.parametrize(
    ("y", "task"),
    [
        ([0, 1] * 200, "classification"),
        (["a", "b"] * 200, "classification"),
        ([True, False] * 200, "classification"),
        ([0.0, 1.0] * 200, "classification"),
        (list(range(20)) * 20, "classification"),
        (list(range(400)), "regression"),
        ([0.5, 1.0] * 200, "regression"),
    ],
)
def test_task_is_found_and_said(y: list[Any], task: str) -> None:
    x = np.arange(800.0).reshape(400, 2)
    found = own_data(x, y)
    assert found.task == task
    assert ("regression" in found.title.en) == (task == "regression")


def test_task_can_be_told() -> None:
    x = np.arange(800.0).reshape(400, 2)
    assert own_data(x, [0, 1] * 200, task="regression").metric.logarithm
    assert own_data(x, list(range(200)) * 2, task="classification").parts("block", 0, 0).classes == 200
    with pytest.raises(DataError, match="numbers in y"):
        own_data(x, ["a", "b"] * 200, task="regression")
    with pytest.raises(DataError, match="y is constant"):
        own_data(x, [1] * 400, task="regression")


def test_constant_columns_are_said_and_kept() -> None:
    frame = pd.DataFrame({"a": range(40), "rim": 0.0, "label": [0, 1] * 20})
    found = read_data((frame, "label"))
    assert "'rim'" in found.notes[0].en
    assert found.sample(0)[0].shape == (40, 2)
    assert np.isfinite(found.parts("block", 0, 0).x_train).all()


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.eye(40), [0] * 40, "single class"),
        (np.eye(40), [0, 1] * 10, "40 rows and y has 20 labels"),
        (np.full((40, 1), np.nan), [0, 1] * 20, "NaN or infinite values in 40"),
        ([["a"]] * 40, [0, 1] * 20, "numbers only"),
        (np.zeros(40), [0, 1] * 20, "shape"),
        (np.eye(40), np.eye(40), "one-hot"),
        (np.eye(40), ["a", None] * 20, "cannot be sorted"),
        (np.eye(40), [0.0, np.nan] * 20, "NaN or infinite labels"),
    ],
)
def test_bad_arrays(x: Any, y: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        own_data(x, y)


@pytest.mark.parametrize("data", [None, ("a", "b", "c"), {"X": 1}, 7, ("a", 1), np.eye(3)])
def test_what_is_no_data(data: Any) -> None:
    with pytest.raises(DataError, match=re.escape("must be a table or a file with `target`")):
        read_data(data)


def test_dataset_of_unequal_items() -> None:
    class Ragged(torch.utils.data.Dataset[Any]):
        def __len__(self) -> int:
            return 2

        def __getitem__(self, index: int) -> Any:
            return torch.zeros(index + 1), 0

    with pytest.raises(DataError, match="all of one shape"):
        read_data(Ragged())
