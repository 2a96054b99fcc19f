"""Tables as people bring them: each is written as it is found, and read by the command line, with the right answer.

The forms of one and the same table are in ``unit/workloads/userdata``; here is what is said of each kind of file.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import actlab as library
from actlab.errors import DataError

N = 90
RNG = np.random.default_rng(23)
WING, MASS = RNG.normal(21, 3, N).round(2), RNG.normal(480, 60, N).round(0)
SPECIES = np.where(WING * 20 + MASS + RNG.normal(0, 60, N) > 900, "tern", "gull")


def birds(**more: Any) -> pd.DataFrame:
    return pd.DataFrame({"wing": WING, "mass": MASS, **more, "species": SPECIES})


@dataclass(frozen=True)
class Case:
    """A file, the words that read it, and what must be said.

    Args:
        write: Writes the files into a folder.
        words: What follows ``actlab compare relu tanh --data``.
        says: What the lines on standard error hold, in any order.
        refused: The beginning of the only line, where the table cannot be used.
        samples: How many samples there are; None where that is not the question.
    """

    write: Callable[[Path], object]
    words: tuple[str, ...]
    says: tuple[str, ...] = ()
    refused: str = ""
    samples: int | None = N


def csv(frame: pd.DataFrame, **settings: Any) -> Callable[[Path], object]:
    return lambda folder: frame.to_csv(folder / "t.csv", **{"index": False, **settings})


def text(change: Callable[[str], str], frame: pd.DataFrame | None = None) -> Callable[[Path], object]:
    written = (birds() if frame is None else frame).to_csv(index=False)
    return lambda folder: (folder / "t.csv").write_text(change(written))


def some(values: Any, places: slice, other: Any) -> np.ndarray:
    changed = np.array(values, dtype=object)
    changed[places] = other
    return changed


def packed_as_zip(folder: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("birds.csv", birds().to_csv(index=False))
    (folder / "t.csv.zip").write_bytes(held.getvalue())


TARGET = ("t.csv", "--target", "species")
COUNTS = pd.DataFrame({"wing": WING, "mass": MASS, "eggs": RNG.poisson(np.exp((WING - 15) / 3))})

CASES = {
    "text columns": Case(
        csv(birds(colony=RNG.choice(["cliff", "dune", "islet"], N), ringed=RNG.choice(["yes", "no"], N))),
        TARGET,
        says=(
            "colony: category with 3 values, encoded as 3 inputs (one-hot).",
            "ringed: category with 2 values, encoded as 0 and 1.",
        ),
    ),
    "missing values": Case(
        csv(birds(beak=some(RNG.normal(size=N).round(2), slice(0, 12, 3), np.nan))),
        TARGET,
        says=("beak: number; 4 missing values: the training part's median instead.",),
    ),
    "missing values, their rows dropped": Case(
        csv(birds(beak=some(RNG.normal(size=N).round(2), slice(0, 12, 3), np.nan))),
        (*TARGET, "--impute", "drop"),
        says=("4 rows with missing values are left out.",),
        samples=N - 4,
    ),
    "rows without a target": Case(
        csv(pd.DataFrame({"wing": WING, "mass": some(MASS, slice(5, 8), np.nan)})),
        ("t.csv", "--target", "mass"),
        says=("3 rows without 'mass' are left out.",),
        samples=N - 3,
    ),
    "pandas' index": Case(
        csv(birds().sort_values("species", ignore_index=True), index=True),
        TARGET,
        says=("Unnamed: 0: left out: it numbers the rows.", "2 numbers as they are: wing, mass."),
    ),
    "R's row numbers": Case(
        csv(birds().set_axis(range(1, N + 1)), index=True),
        TARGET,
        says=("Unnamed: 0: left out: it numbers the rows.",),
    ),
    "no header": Case(
        csv(birds(), header=False),
        ("t.csv", "--target", "2"),
        says=("The first line holds data, so the columns are called 0, 1, ..., 2.",),
    ),
    "no header and numbers only": Case(
        csv(birds().assign(species=SPECIES == "tern").astype(float), header=False),
        ("t.csv", "--target", "2"),
        says=("The first line holds data, so the columns are called 0, 1, ..., 2.",),
    ),
    "thousands": Case(
        csv(birds(price=[f"{value:,}" for value in RNG.integers(1000, 9000, N)])),
        TARGET,
        says=("price: number: with commas between thousands.",),
    ),
    "decimal commas": Case(
        csv(birds(), sep=";", decimal=","),
        TARGET,
        says=("wing: number: with decimal commas.",),
    ),
    "money and percent": Case(
        csv(birds(fee=[f"${value}" for value in RNG.integers(1, 9, N)], fat=[f"{value} %" for value in MASS])),
        TARGET,
        says=("fee: number: with $.", "fat: number: with %."),
    ),
    "question marks": Case(
        csv(birds(age=some(RNG.integers(1, 30, N), slice(13, 14), "?"))),
        TARGET,
        says=("age: number: '?' in 1 row (row 15 of the file) is missing; 1 missing value",),
    ),
    "a word among numbers": Case(
        csv(birds(age=some(np.arange(N) * 3, slice(13, 14), "old"))),
        TARGET,
        refused="actlab: The column 'age' holds numbers, but 'old' in 1 row (row 15 of the file).",
    ),
    "commas at the lines' ends": Case(
        text(lambda written: written.replace("\n", ",\n")), TARGET, says=("Unnamed: 3: left out: it is empty.",)
    ),
    "a comment": Case(
        text(lambda written: f"# ringed in May\n{written}"), TARGET, says=("A line that begins with # was skipped.",)
    ),
    "counts": Case(csv(COUNTS), ("t.csv", "--target", "eggs"), says=("2 features, a regression",)),
    "few counts": Case(
        csv(COUNTS.assign(eggs=[3, 4, *np.arange(N - 2) % 3])),
        ("t.csv", "--target", "eggs"),
        refused="actlab: These classes of y have a single sample: '3', '4'; each class needs two or more. "
        "If they are numbers to predict, try --task regression.",
    ),
    "few counts, told": Case(
        csv(COUNTS.assign(eggs=[3, 4, *np.arange(N - 2) % 3])),
        ("t.csv", "--target", "eggs", "--task", "regression"),
        says=("a regression, as --task says.",),
    ),
    "a regression on words": Case(
        csv(birds()),
        (*TARGET, "--task", "regression"),
        refused="actlab: A regression needs numbers in y; got text such as",
    ),
    "several targets": Case(csv(birds()), ("t.csv", "--target", "wing,mass"), says=("2 numbers to predict",)),
    "packed by gzip": Case(
        lambda folder: (folder / "t.csv.gz").write_bytes(gzip.compress(birds().to_csv(index=False).encode())),
        ("t.csv.gz", "--target", "species"),
        says=("2 numbers as they are: wing, mass.",),
    ),
    "packed by zip": Case(
        packed_as_zip, ("t.csv.zip", "--target", "species"), says=("2 numbers as they are: wing, mass.",)
    ),
    "keras' arrays": Case(
        lambda folder: np.savez(
            folder / "t.npz",
            x_train=np.column_stack([WING, MASS])[:70], y_train=(SPECIES == "tern")[:70],
            x_test=np.column_stack([WING, MASS])[70:], y_test=(SPECIES == "tern")[70:],
        ),
        ("t.npz", "--target", "y_train"),
        says=("2 features, 2 classes",),
    ),
    "labels with zeros in front": Case(
        csv(birds().assign(species=np.where(SPECIES == "tern", "07", "7"))), TARGET, says=("2 features, 2 classes",)
    ),
    "None as a class": Case(
        csv(birds().assign(species=np.where(SPECIES == "tern", "None", "light"))), TARGET, says=("2 classes",)
    ),
    "NA among labels": Case(
        csv(birds().assign(species=some(SPECIES, slice(0, 2), "NA"))),
        TARGET,
        says=("2 rows without 'species' are left out.",),
        samples=N - 2,
    ),
    "a copy of the target": Case(
        csv(birds(code=np.where(SPECIES == "tern", 1, 0))),
        TARGET,
        says=("code: left out: it names the target's classes one to one.",),
    ),
    "a name that a terminal would obey": Case(
        text(lambda written: written.replace("wing", "w\x1b[2Jing")),
        ("t.csv", "--target", "nothing"),
        refused=r"actlab: There is no column 'nothing'; there are: 'w\x1b[2Jing', 'mass', 'species'.",
    ),
    "rows longer than the header": Case(
        text(lambda written: written.replace("wing,", "", 1)),
        TARGET,
        refused="actlab: The rows of t.csv have more values than its first line has names: 3 and 2.",
    ),
    "complex numbers": Case(
        lambda folder: np.savez(folder / "t.npz", X=np.column_stack([WING, MASS]) * 1j, y=SPECIES),
        ("t.npz", "--target", "y"),
        refused="actlab: X holds complex numbers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_a_table(name: str, actlab: Any, tmp_path: Path) -> None:
    case = CASES[name]
    case.write(tmp_path)
    said = actlab("compare", "relu", "tanh", "--data", *case.words, "--blocks", 2, "--epochs", 1, "--engine", "loop",
                  "--dry-run", "--json")  # fmt: skip
    if case.refused:
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith(case.refused)
        assert len(said.err.splitlines()) == 1
        return
    assert said.code == 0, said.err
    for line in case.says:
        assert line in said.err
    if case.samples is not None:
        assert sum(said.json["plan"]["part_sizes"]) == case.samples


def test_the_forms_of_a_table_in_python() -> None:
    settings = {"blocks": 2, "epochs": 1, "workers": 1, "engine": "loop"}
    numbers = np.column_stack([WING, MASS])
    with pytest.raises(DataError, match="argmax"):
        library.compare(["relu", "tanh"], data=(numbers, np.eye(3)[np.arange(N) % 3]), **settings)
    with pytest.raises(DataError, match="Name the column of the table to predict"):
        library.compare(["relu", "tanh"], data=pd.DataFrame(numbers), **settings)


def test_columns_that_are_called_by_numbers_and_several_targets_train(tmp_path: Path) -> None:
    settings = {"blocks": 2, "epochs": 1, "workers": 1, "engine": "loop"}
    numbers = np.column_stack([WING, MASS, WING + MASS + RNG.normal(size=N)])
    for place, data in enumerate([(pd.DataFrame(numbers), 2), (numbers[:, :1], numbers[:, 1:])]):
        found = library.compare(["relu", "tanh"], data=data, out=tmp_path / str(place), **settings)
        assert found.frame()["test_loss"].notna().all()
