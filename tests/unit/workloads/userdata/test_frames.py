"""Tables of mixed columns: what each is taken for, what is dropped, and that only the training part is fitted."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from actlab._shared.spelling import writing_flags
from actlab.errors import DataError
from actlab.workloads import Workload, account_lines, read_data, read_table

N = 80
RNG = np.random.default_rng(11)
HEIGHT = RNG.normal(170, 9, N).round(1)
LABEL = np.where(HEIGHT + RNG.normal(0, 5, N) > 170, "tall", "short")


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"height": HEIGHT, **columns, "label": LABEL})


def kind(values: Any, **settings: Any) -> str:
    return read_data(frame(column=values), target="label", **settings).account[1].kind


def said(values: Any, name: str = "column") -> str:
    found = read_data(frame(**{name: values}), target="label").account
    return next(each.said.en for each in found if each.name == name)


CYCLE = np.arange(N)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (CYCLE % 7 * 1.5, "number"),
        (CYCLE % 2 == 0, "number"),
        (pd.array([1, None] * (N // 2), dtype="Int64"), "number"),
        (pd.array([True, None] * (N // 2), dtype="boolean"), "number"),
        (pd.Series(["1,024", "7"] * (N // 2)), "number"),
        (pd.Series(["12 %", "7.5 %"] * (N // 2)), "number"),
        (["3.5", 4, None, 5] * (N // 4), "number"),
        ([True, False, None, True] * (N // 4), "number"),
        (pd.timedelta_range("1h", periods=N), "number"),
        (pd.Categorical(["s", "m"] * (N // 2), categories=["s", "m", "l"], ordered=True), "number"),
        (["north", "south", "west", "north"] * (N // 4), "category"),
        (["01", "1", "2", "02"] * (N // 4), "category"),
        (pd.Categorical([1, 2] * (N // 2)), "category"),
        (["ok", None, "n/a", "bad"] * (N // 4), "category"),
        ([f"{'c' if row % 9 == 0 else ''}{row % 20}" for row in range(N)], "category"),
        (pd.date_range("1999-12-01", periods=N), "date"),
        (pd.date_range("1999-12-01", periods=N, tz="Europe/Madrid"), "date"),
        (pd.period_range("2001-01", periods=N, freq="M"), "date"),
        ([datetime.date(2020, 1, 1 + day % 28) for day in range(N)], "date"),
        (pd.date_range("1999-12-01", periods=N).strftime("%d/%m/%Y"), "date"),
        (pd.date_range("1999-12-01", periods=N).strftime("%b %d, %Y"), "date"),
        (pd.date_range("1999-12-01", periods=N, freq="h").strftime("%Y-%m-%dT%H:%M:%SZ"), "date"),
        ([f"person {row}" for row in range(N)], "dropped"),
        ([None] * N, "dropped"),
        (["always"] * N, "dropped"),
        (np.arange(N), "dropped"),
        (np.arange(1, N + 1), "dropped"),
        (np.where(LABEL == "tall", 1, 0), "dropped"),
        (np.where(LABEL == "tall", "T", "S"), "dropped"),
        (np.arange(1950, 1950 + N), "number"),
        (np.full(N, 4.5), "number"),
    ],
)
def test_what_a_column_is_taken_for(values: Any, wanted: str) -> None:
    assert kind(values) == wanted


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("patient_id", RNG.permutation(N) + 5000, "different in each row"),
        ("PassengerId", np.arange(892, 892 + N), "numbers the rows"),
        ("store id", CYCLE // 3, "an id of 27 things, repeated"),
        ("individual", CYCLE // 2, "an id of 40 things, repeated"),
        ("nr", CYCLE // 2 * 7 + 11, "an id of 40 things, repeated"),
        ("zip_code", RNG.permutation(N) + 28000, "different in each row"),
        ("Unnamed: 0", np.arange(N), "numbers the rows"),
        ("column", [None] * N, "empty"),
        ("column", ["same"] * N, "always 'same'"),
        ("column", [f"text {row}" for row in range(N)], "80 different values"),
        ("column", np.where(LABEL == "tall", "x", "y"), "one to one"),
    ],
)
def test_what_is_dropped_and_why(name: str, values: Any, reason: str) -> None:
    assert reason in said(values, name)


def test_none_is_a_category_and_no_missing_value(tmp_path: Any) -> None:
    frame(bags=["None", "one", "two", "None"] * (N // 4)).to_csv(tmp_path / "t.csv", index=False)
    found = read_table(tmp_path / "t.csv", "label")
    assert (found.account[1].inputs, found.account[1].missing) == (3, 0)


def test_a_column_that_decides_the_class_is_named() -> None:
    found = read_data(pd.DataFrame({"height": HEIGHT, "tall": HEIGHT > 170, "age": RNG.normal(size=N)}), target="tall")
    assert "range of its own in 'height'" in found.notes[0].en


@pytest.mark.parametrize("name", ["day", "citric acid", "time_step", "valid", "grid"])
def test_names_that_only_look_like_ids(name: str) -> None:
    values = np.arange(N) if name in ("day", "time_step") else RNG.permutation(N)
    found = read_data(frame(**{name: values}), target="label")
    assert found.account[1].kind == "number"


def test_what_was_marked_as_missing_is_named_with_its_line() -> None:
    power = np.array([str(40 + row % 30) for row in range(N)], dtype=object)
    power[[7, 30]] = "?"
    assert said(power).startswith("number: '?' in 2 rows (first row 7) are missing".replace("are", "is"))


def test_texts_among_numbers_are_refused_with_the_line(tmp_path: Any) -> None:
    power = [str(row) for row in range(N)]
    power[4] = "many"
    frame(power=power).to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(DataError, match=r"'many' in 1 row \(row 6 of the file\).*encode='power=number'"):
        read_table(tmp_path / "t.csv", "label")
    found = read_data(tmp_path / "t.csv", target="label", encode="power=number")
    assert found.account[1].missing == 1


def test_the_account_names_each_column_once() -> None:
    table = frame(island=["a", "b", "c", None] * (N // 4), when=pd.date_range("2020", periods=N), id=np.arange(N))
    found = read_data(table, target="label")
    assert [each.name for each in found.account] == list(table.columns)
    lines = [line.en for line in account_lines(found.account)]
    assert len(lines) == len(table.columns) - 1
    assert all(line.es != line.en for line in account_lines(found.account))
    inputs = sum(each.inputs for each in found.account)
    assert found.parts("block", 0, 0).x_train.shape == (64, inputs)


def by_hand(train: pd.DataFrame, test: pd.DataFrame, labels: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Prepare a number with missing values and a category, without scikit-learn's transformers."""
    middle = np.nanmedian(train["number"])
    seen = set(train["category"])

    def inputs(part: pd.DataFrame) -> np.ndarray:
        kinds = [(part["category"] == each) & (each in seen) for each in labels]
        return np.column_stack([part["number"].fillna(middle), *kinds]).astype(float)

    scaler = StandardScaler().fit(inputs(train))
    return scaler.transform(inputs(train)), scaler.transform(inputs(test))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.none() | st.floats(-9, 9), st.sampled_from("abcdef")), min_size=25, max_size=40),
    st.integers(0, 99),
)
def test_everything_is_fitted_to_the_training_part(rows: list[Any], seed: int) -> None:
    table = pd.DataFrame(rows, columns=["number", "category"]).assign(label=np.arange(len(rows)) % 2)
    labels = sorted(set(table["category"]))
    if len(labels) < 3 or table["number"].dropna().nunique() < 2 or not table["number"].isna().any():
        return
    found = read_data(table, target="label", encode="category=one-hot")
    train, test = found._rows(len(table), "block", seed)
    if table["number"][train].isna().all():
        return
    parts = found.parts("block", 0, seed)
    wanted = by_hand(table.iloc[train], table.iloc[test], labels)
    assert np.allclose(parts.x_train, wanted[0], atol=1e-5)
    assert np.allclose(parts.x_test, wanted[1], atol=1e-5)


def test_all_blocks_have_inputs_of_one_shape() -> None:
    rare = np.array(["often"] * N, dtype=object)
    rare[3], rare[50] = "once", "twice"
    many = np.array([f"kind {row % 35}" for row in range(N)])
    found = read_data(frame(rare=rare, many=many), target="label")
    shapes = {found.parts("block", 0, seed).x_train.shape for seed in range(20)}
    assert shapes == {(64, 1 + 3 + 20)}


def test_numbers_alone_are_left_as_they_are() -> None:
    found = read_data(frame(width=RNG.normal(size=N)), target="label")
    assert found.prepare is None
    x, y = found.sample(0)
    again = read_data((x, y))
    for split_seed in range(3):
        ours, theirs = found.parts("block", 0, split_seed), again.parts("block", 0, split_seed)
        assert np.array_equal(ours.x_train, theirs.x_train)
        assert np.array_equal(ours.y_test, theirs.y_test)


def test_what_the_user_decides() -> None:
    table = frame(size=["s", "m", None, "l"] * (N // 4), cylinders=CYCLE % 3 * 2, gap=[1.0, None] * (N // 2))
    found = read_data(table, target="label", drop=["height"], encode={"size": "ordinal", "cylinders": "one-hot"},
                      impute={"": "mean", "gap": "zero"})  # fmt: skip
    inputs = {each.name: each.inputs for each in found.account}
    assert inputs == {"height": 0, "size": 1, "cylinders": 3, "gap": 1, "label": 0}
    assert "l < m < s" in found.account[1].said.en
    assert "0 instead" in found.account[3].said.en
    whole = read_data(table, target="label", impute="drop")
    assert len(whole.sample(0)[0]) == int(table.notna().all(axis=1).sum())
    assert "60 rows with missing values are left out." in [note.en for note in whole.notes]


def test_groups_stay_together() -> None:
    who = RNG.integers(0, 12, N)
    found = read_data(frame(who=who), target="label", groups="who")
    assert found.account[1].kind == "groups"
    for seed in range(10):
        train, test = found._rows(N, "block", seed)
        assert not set(who[train]) & set(who[test])


def test_time_decides_what_is_the_test_part() -> None:
    when = pd.to_datetime("2021-03-01") + pd.to_timedelta(RNG.permutation(N), unit="D")
    found = read_data(frame(when=when), target="label", time="when")
    assert found.splits[0] == "exercise"
    order = np.argsort(when)
    parts = found.parts("exercise", 0, 0)
    assert len(parts.y_test) == 16
    assert np.array_equal(parts.y_test, (LABEL[order[-16:]] == "tall").astype(int))


def test_a_test_part_of_its_own(tmp_path: Any) -> None:
    table = frame(island=["a", "b", "c", "d"] * (N // 4))
    table[:50].to_csv(tmp_path / "train.csv", index=False)
    table[50:].to_csv(tmp_path / "test.csv.gz", index=False)
    found = read_data(tmp_path / "train.csv", target="label", test_data=tmp_path / "test.csv.gz")
    assert found.where[-2:] == ("--test-data", str(tmp_path / "test.csv.gz"))
    parts = found.parts("exercise", 0, 0)
    assert (len(parts.x_train), len(parts.x_test)) == (50, 30)
    with pytest.raises(DataError, match="test part lacks the columns 'label'"):
        read_data(table, target="label", test_data=table.drop(columns="label"))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"target": "lable"}, "Did you mean 'label'"),
        ({"target": "label", "drop": "hieght"}, "no column 'hieght'"),
        ({"target": "label", "drop": "label"}, "is to be predicted"),
        ({"target": "label", "drop": "height"}, "no column beside 'label'"),
        ({"target": "label", "encode": "height=onehot"}, "'one-hot', 'ordinal', 'number', 'date'.*got 'onehot'"),
        ({"target": "label", "impute": "middle"}, "got 'middle'"),
        ({"target": "label", "task": "foo"}, "'classification' or 'regression'; got 'foo'"),
        ({"target": "label", "task": "regression"}, "numbers in y; got text such as.*task='classification'"),
        ({}, "such as target='label'; it has: 'height', 'label'"),
        ({"target": ["label", "extra"]}, "only if they hold numbers; 'label' cannot"),
        ({"target": "label", "time": "label"}, "is to be predicted"),
    ],
)
def test_refusals_say_what_to_type(settings: dict[str, Any], message: str) -> None:
    table = frame(extra=CYCLE % 5) if "extra" in settings.get("target", "") else frame()
    with pytest.raises(DataError, match=message):
        read_data(table, **settings)


def test_remedies_are_flags_on_the_command_line() -> None:
    counts = pd.DataFrame({"a": HEIGHT, "visits": [*range(5), *[1] * (N - 5)]})
    with writing_flags(), pytest.raises(DataError, match="try --task regression"):
        read_data(counts, target="visits")


def test_several_targets() -> None:
    table = frame(width=HEIGHT / 2 + RNG.normal(size=N)).drop(columns="label").assign(mass=RNG.normal(70, 9, N))
    for target in ("width,mass", ["width", "mass"]):
        found = read_data(table, target=target)
        assert found.parts("block", 0, 0).y_train.shape == (64, 2)
        assert found.title.en.endswith("2 numbers to predict")
    assert read_data((HEIGHT[:, None], table[["width", "mass"]].to_numpy())).task == "regression"


def test_missing_targets_are_left_out_and_counted() -> None:
    table = frame(wage=np.where(CYCLE % 20 == 3, np.nan, HEIGHT**2)).drop(columns="label")
    found = read_data(table, target="wage")
    assert found.notes[0].en == "4 rows without 'wage' are left out."
    assert len(found.sample(0)[0]) == N - 4


@pytest.mark.parametrize(
    ("labels", "classes"),
    [(["01", "1"], 2), (["None", "mild", "severe"], 3), (["+", "-"], 2), (["NA", "EU", "AS"], 2), (["1", "2", "3"], 3)],
)
def test_labels_as_they_are_written(tmp_path: Any, labels: list[str], classes: int) -> None:
    frame().assign(label=[labels[row % len(labels)] for row in range(N)]).to_csv(tmp_path / "t.csv", index=False)
    found = read_table(tmp_path / "t.csv", "label")
    assert found.parts("block", 0, 0).classes == classes
    if "NA" in labels:
        assert "without 'label' are left out" in found.notes[0].en


def test_other_libraries_tables() -> None:
    pa = pytest.importorskip("pyarrow")

    class Foreign:
        """Has what polars' frames have, and nothing of pandas'."""

        columns = ("height", "label")

        def to_pandas(self) -> pd.DataFrame:
            return frame()

    plain = read_data(frame(), target="label").content
    assert read_data(Foreign(), target="label").content == plain
    assert read_data(pa.Table.from_pandas(frame()), target="label").content == plain


def test_scikit_learns_bunches() -> None:
    from sklearn.datasets import load_wine

    found = read_data(load_wine(as_frame=True))
    assert found.title.en.endswith("178 samples, 13 features, 3 classes")


@pytest.mark.parametrize("other", [HEIGHT * 1.8 + 32, np.log(HEIGHT), -(HEIGHT**2), HEIGHT.round(0)])
def test_the_target_in_another_form_is_named(other: np.ndarray) -> None:
    found = read_data(frame(other=other).drop(columns="label"), target="height")
    assert "exactly as 'other' does" in found.notes[0].en
    noisy = read_data(frame(other=other + np.std(other) * RNG.normal(size=N)).drop(columns="label"), target="height")
    assert not noisy.notes


def identities() -> list[Workload]:
    table = frame(island=["a", "b", "c", "d"] * (N // 4))
    numbers = np.arange(240.0)
    return [
        read_data(table, target="label"),
        read_data(table, target="island"),
        read_data(table, target="label", encode="ordinal"),
        read_data(table, target="label", groups="island"),
        read_data(table.iloc[::-1], target="label"),
        read_data((numbers[:180].reshape(60, 3), numbers[180:])),
        read_data((numbers[:120].reshape(120, 1), numbers[120:])),
    ]


def test_what_decides_the_data_decides_their_identity() -> None:
    assert len({found.digest for found in identities()}) == len(identities())
    assert [found.digest for found in identities()] == [found.digest for found in identities()]
