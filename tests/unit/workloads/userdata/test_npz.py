"""npz and Parquet files: what is read, and that nothing else is."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from actlab.errors import DataError
from actlab.workloads import read_data, read_table

RNG = np.random.default_rng(3)
X = RNG.normal(size=(60, 4))
Y = np.arange(60) % 3


def test_train_and_test_as_given(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", x_train=X[:45], y_train=Y[:45], x_test=X[45:], y_test=Y[45:])
    for found in (
        read_table(tmp_path / "t.npz"),
        read_table(tmp_path / "t.npz", "y_train"),
        read_data(((X[:45], Y[:45]), (X[45:], Y[45:]))),
        read_data((X[:45], Y[:45]), test_data=(X[45:], Y[45:])),
    ):
        assert found.splits == ("exercise", "block")
        first, second = found.parts("exercise", 0, 1), found.parts("exercise", 5, 6)
        assert np.array_equal(first.y_test, Y[45:])
        assert np.array_equal(first.x_train, second.x_train)
        assert np.array_equal(first.y_train, Y[:45])
        drawn = found.parts("block", 0, 1)
        assert len(drawn.x_train) == 48
        assert not np.array_equal(drawn.x_train[:45], first.x_train)


@pytest.mark.parametrize(("names", "target"), [(("X", "y"), None), (("inputs", "label"), "label"), (("a", "b"), "b")])
def test_names_of_arrays(tmp_path: Path, names: tuple[str, str], target: str | None) -> None:
    np.savez_compressed(tmp_path / "t.npz", **{names[0]: X, names[1]: Y})
    found = read_table(tmp_path / "t.npz", target)
    assert np.array_equal(found.sample(0)[0], X)


class Trap:
    """Whoever unpickles it calls `fail`."""

    def __reduce__(self) -> Any:
        return pytest.fail, ("an npz file was unpickled",)


def test_objects_are_never_unpickled(tmp_path: Path) -> None:
    objects = np.empty(60, dtype=object)
    objects[:] = [Trap()] * 60
    np.savez(tmp_path / "t.npz", X=X, y=objects)
    with pytest.raises(DataError, match="holds Python objects"):
        read_table(tmp_path / "t.npz", "y")


def header_alone(shape: tuple[int, ...]) -> bytes:
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}".encode()
    text += b" " * (117 - len(text)) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def test_what_would_not_fit_into_memory_is_refused_by_its_header(tmp_path: Path) -> None:
    labels = io.BytesIO()
    np.save(labels, Y)
    with zipfile.ZipFile(tmp_path / "t.npz", "w") as archive:
        archive.writestr("y.npy", labels.getvalue())
        archive.writestr("X.npy", header_alone((60, 10**12)))
    with pytest.raises(DataError, match="of memory"):
        read_table(tmp_path / "t.npz", "y")


def test_damaged_and_secret_archives(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", X=X, y=Y)
    whole = (tmp_path / "t.npz").read_bytes()
    damaged = bytearray(whole)
    damaged[200] ^= 255
    secret = bytearray(whole)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = secret.find(mark)
        while at >= 0:
            secret[at + place] |= 1
            at = secret.find(mark, at + 4)
    for content, message in ((whole[: len(whole) // 2], "not an npz file"), (damaged, "cannot be read as npz"),
                             (secret, "encrypted"), (b"", "not an npz file")):  # fmt: skip
        (tmp_path / "t.npz").write_bytes(content)
        with pytest.raises(DataError, match=message):
            read_table(tmp_path / "t.npz", "y")


@pytest.mark.parametrize("which", ["X", "y"])
def test_complex_numbers_are_refused(tmp_path: Path, which: str) -> None:
    arrays = {"X": X, "y": Y, which: {"X": X, "y": Y}[which] + 1j}
    np.savez(tmp_path / "t.npz", **arrays)
    with pytest.raises(DataError, match="complex"):
        read_table(tmp_path / "t.npz", "y")


def test_masked_values_are_missing() -> None:
    masked = np.ma.MaskedArray(X, mask=np.abs(X) > 1)
    found = read_data((masked, Y))
    assert [each.missing for each in found.account[:4]] == (np.abs(X) > 1).sum(axis=0).tolist()
    assert np.isfinite(found.parts("block", 0, 0).x_train).all()
    wrong = read_data((np.where(np.abs(X) > 1, np.nan, X), Y))
    assert wrong.content == found.content


def test_structured_arrays_are_tables() -> None:
    table = np.array([(1.5, "low"), (2.5, "high"), (0.5, "high")] * 20, dtype=[("size", "f8"), ("level", "U4")])
    found = read_data((table, Y))
    assert [each.kind for each in found.account] == ["number", "category", "target"]


@pytest.mark.parametrize("metadata", [b"{nope", json.dumps({"index_columns": ["gone"], "columns": []}).encode()])
def test_parquet_with_damaged_pandas_metadata(tmp_path: Path, metadata: bytes) -> None:
    table = pa.table({"a": X[:, 0], "label": Y}).replace_schema_metadata({b"pandas": metadata})
    pq.write_table(table, tmp_path / "t.parquet")
    assert np.array_equal(read_table(tmp_path / "t.parquet", "label").sample(0)[0][:, 0], X[:, 0])


def test_parquet_keeps_kinds(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "when": pd.date_range("2020-01-01", periods=60),
        "grade": pd.Categorical(["low", "high", "mid"] * 20, categories=["low", "mid", "high"]),
        "count": pd.array([1, None, 3] * 20, dtype="Int64"),
        "ok": [True, False, False] * 20,
        "label": Y,
    }, index=range(5, 65))  # fmt: skip
    frame.to_parquet(tmp_path / "t.parquet")
    found = read_table(tmp_path / "t.parquet", "label")
    kinds = {each.name: each.kind for each in found.account}
    assert kinds == {"when": "date", "grade": "dropped", "count": "number", "ok": "number", "label": "target"}


@pytest.mark.parametrize("values", [[[1.0, 2.0]] * 60, [{"a": 1}] * 60])
def test_nested_columns_are_refused_with_a_way_out(tmp_path: Path, values: list[Any]) -> None:
    pq.write_table(pa.table({"a": X[:, 0], "held": values, "label": Y}), tmp_path / "t.parquet")
    with pytest.raises(DataError, match="spread them over columns, or drop it: drop='held'"):
        read_table(tmp_path / "t.parquet", "label")
    assert read_data(tmp_path / "t.parquet", target="label", drop="held").account[1].kind == "dropped"
