"""Delimited text in the forms that people bring: one table, written in many ways, is one table."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab._shared import memory
from actlab.errors import DataError
from actlab.workloads import column_names, read_table
from actlab.workloads.userdata.cells import spelled_numbers

ROWS = [(f"{12 + (7 * row) % 19}.25", f"{(5 * row) % 23 - 4}", "wet" if row % 3 else "dry") for row in range(48)]
PLAIN = "depth,drift,soil\n" + "".join(",".join(row) + "\n" for row in ROWS)


def zipped(text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("inside.csv", text)
    return held.getvalue()


FORMS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "gzip": ("t.csv.gz", lambda text: gzip.compress(text.encode())),
    "bzip2": ("t.csv.bz2", lambda text: bz2.compress(text.encode())),
    "xz": ("t.csv.xz", lambda text: lzma.compress(text.encode())),
    "zip": ("t.csv.zip", zipped),
    "only zip": ("t.zip", zipped),
    "tabs": ("t.tsv", lambda text: text.replace(",", "\t").encode()),
    "semicolons": ("t.csv", lambda text: text.replace(",", ";").encode()),
    "semicolons and decimal commas": ("t.csv", lambda text: text.replace(",", ";").replace(".", ",").encode()),
    "bars": ("t.txt", lambda text: text.replace(",", "|").encode()),
    "spaces": ("t.dat", lambda text: text.replace(",", "   ").encode()),
    "UTF-16": ("t.csv", lambda text: text.encode("utf-16")),
    "UTF-16 without a mark": ("t.csv", lambda text: text.encode("utf-16-le")),
    "Windows lines": ("t.csv", lambda text: text.replace("\n", "\r\n").encode()),
    "old Macintosh lines": ("t.csv", lambda text: text.replace("\n", "\r").encode()),
    "comments": ("t.csv", lambda text: ("# made by hand\n#\n" + text).encode()),
    "comments within": ("t.csv", lambda text: text.replace("\n", "\n# half an hour later\n", 2).encode()),
    "blank lines": ("t.csv", lambda text: ("\n\n" + text.replace("\n", "\n\n")).encode()),
    "trailing commas": ("t.csv", lambda text: text.replace("\n", ",\n").encode()),
    "commas below the header": ("t.csv", lambda text: text.replace("\n", ",\n").replace(",\n", "\n", 1).encode()),
    "Excel's first line": ("t.csv", lambda text: ("sep=;\n" + text.replace(",", ";")).encode()),
    "quotes": ("t.csv", lambda text: "".join(",".join(f'"{f}"' for f in line.split(",")) + "\n"
                                              for line in text.split()).encode()),
    "R's row names": ("t.csv", lambda text: "".join(f"{'' if n == 0 else n},{line}\n"
                                                    for n, line in enumerate(text.split())).encode()),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_one_table_in_all_forms(tmp_path: Path, form: str) -> None:
    name, write = FORMS[form]
    (tmp_path / name).write_bytes(write(PLAIN))
    (tmp_path / "plain.csv").write_text(PLAIN)
    found, plain = read_table(tmp_path / name, "soil"), read_table(tmp_path / "plain.csv", "soil")
    for ours, theirs in zip(found.sample(0), plain.sample(0), strict=True):
        assert np.array_equal(ours, theirs)
    assert found.content == plain.content


def test_numbers_are_those_that_pandas_reads(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": np.random.default_rng(0).normal(size=60), "label": [0, 1] * 30})
    frame.to_csv(tmp_path / "t.csv", index=False)
    x, _y = read_table(tmp_path / "t.csv", "label").sample(0)
    assert np.array_equal(x[:, 0], pd.read_csv(tmp_path / "t.csv")["a"].to_numpy())


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("".join(f"{x},{y},{z}\n" for x, y, z in ROWS), ["0", "1", "2"]),
        ("".join(f"{x},{y}\n" for x, y, _ in ROWS), ["0", "1"]),
        ("# depth,drift,soil\n" + "".join(f"{x},{y},{z}\n" for x, y, z in ROWS), ["depth", "drift", "soil"]),
        (PLAIN, ["depth", "drift", "soil"]),
        ("0,1,2\n" + "".join(f"{x},{y},{y}\n" for x, y, _ in ROWS), ["0", "1", "2"]),
        ("site,1998,1999\n" + "".join(f"{z}{x},{y},{y}\n" for x, y, z in ROWS), ["site", "1998", "1999"]),
        ("a,b\n" + "".join(f"{z},{z}\n" for _, _, z in ROWS), ["a", "b"]),
    ],
    ids=["data", "only numbers", "commented header", "header", "counted", "years", "only text"],
)
def test_a_first_line_of_data_is_noticed(tmp_path: Path, text: str, columns: list[str]) -> None:
    (tmp_path / "t.csv").write_text(text)
    assert column_names(tmp_path / "t.csv") == columns


def test_no_row_is_lost_to_the_header(tmp_path: Path) -> None:
    (tmp_path / "t.data").write_text("".join(f"{x},{y},{z}\n" for x, y, z in ROWS))
    found = read_table(tmp_path / "t.data", "2")
    assert len(found.sample(0)[0]) == len(ROWS)
    assert "first line holds data" in found.notes[0].en


def test_latin_1_is_read_and_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(PLAIN.replace("soil", "año").replace("dry", "seco á").encode("latin-1"))
    found = read_table(tmp_path / "t.csv", "año")
    assert "Latin-1" in found.notes[0].en
    assert "'seco á' 16" in found.account[-1].said.en


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", PLAIN.replace("depth,", "").encode(), "more values than its first line has names: 3 and 2"),
        ("t.csv", "".join(f"{n},{line}\n" if n else f"{line}\n" for n, line in enumerate(PLAIN.split())).encode(),
         "more values than its first line"),
        ("t.csv.gz", gzip.compress(PLAIN.encode())[:60], "cannot be read"),
        ("t.csv.gz", b"not packed", "cannot be read"),
        ("t.csv.xz", b"not packed", "cannot be read"),
        ("t.csv.zip", zipped(PLAIN)[:80], "cannot be read"),
        ("t.parquet.gz", b"", "unknown ending"),
        ("t.csv", b"\xff\xfea", "begins as utf-16"),
        ("t.csv", PLAIN.replace("drift", "depth").encode(), "same name: 'depth'"),
        ("t.csv", PLAIN.replace("depth", "a\x1b[2Jb").encode(), r"'a\\x1b\[2Jb', 'drift'"),
    ],
    ids=["short header", "one long line", "cut gz", "no gz", "no xz", "cut zip", "ending", "utf-16", "twice", "escape"],
)  # fmt: skip
def test_what_is_no_table(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_table(tmp_path / name, "no such column" if "x1b" in message else "soil")


def test_archives_of_several_or_secret_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", PLAIN)
        archive.writestr("b.csv", PLAIN)
    with pytest.raises(DataError, match="holds 2 files"):
        read_table(tmp_path / "two.zip", "soil")
    secret = bytearray(zipped(PLAIN))
    secret[6] |= 1
    secret[secret.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "secret.zip").write_bytes(secret)
    with pytest.raises(DataError, match="encrypted"):
        read_table(tmp_path / "secret.zip", "soil")


def test_a_field_longer_than_the_standard_reader_takes(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(PLAIN.replace("depth", "d" * 150_000))
    found = read_table(tmp_path / "t.csv", "soil")
    assert len(found.sample(0)[0]) == len(ROWS)
    assert len(found.account[0].name) < 100


def test_what_unpacks_to_more_than_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(PLAIN.encode()))
    monkeypatch.setattr(memory, "available", lambda: 4 * len(PLAIN))
    with pytest.raises(DataError, match="of memory"):
        read_table(tmp_path / "t.csv.gz", "soil")


def grouped(number: int, sign: str) -> str:
    return f"{number:,}".replace(",", sign)


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20), st.sampled_from([",", " ", "'", "\u202f", "\xa0"])
)
def test_grouped_digits_are_read_back(numbers: list[int], sign: str) -> None:
    found = spelled_numbers([grouped(number, sign) for number in numbers])
    assert found is not None
    assert found[0].tolist() == numbers
    assert not found[2]


@given(st.lists(st.decimals(-10000, 10000, places=2), min_size=2, max_size=20), st.sampled_from("$€£%"))
def test_decimal_commas_and_units_are_read_back(numbers: list, sign: str) -> None:
    plain = spelled_numbers([str(number) for number in numbers])
    with_commas = spelled_numbers([str(number).replace(".", ",") for number in numbers])
    with_units = spelled_numbers([f"{number} {sign}" for number in numbers])
    assert plain is not None
    assert with_commas is not None
    assert with_units is not None
    assert plain[0].tolist() == with_commas[0].tolist() == with_units[0].tolist() == [float(n) for n in numbers]
