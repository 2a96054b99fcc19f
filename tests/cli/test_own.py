"""The user's own table and network on the command line: what is said of them, and one message for each fault."""

from __future__ import annotations

import shlex

import numpy as np
import pandas as pd
import pytest

QUICK = ("--blocks", 2, "--epochs", 2, "--workers", 1, "--engine", "loop")
TABLE = "a,b,label\n" + "1,2,yes\n3,5,no\n2,2,yes\n3,4,no\n" * 10

COURSE = """
import torch.nn as nn

class SimpleNN(nn.Module):
    def __init__(self, activation_fn):
        super(SimpleNN, self).__init__()
        self.fc1 = nn.Linear(2, 10)
        self.activation = activation_fn
        self.fc2 = nn.Linear(10, 2)

    def forward(self, x):
        x = self.fc1(x)
        x = self.activation(x)
        x = self.fc2(x)
        return x
"""
"""The network of the exercise, as the course's text writes it."""


@pytest.fixture(autouse=True)
def _quick(without_processes):
    pass


@pytest.fixture
def table(tmp_path):
    (tmp_path / "my.csv").write_text(TABLE)
    return ("--data", "my.csv", "--target", "label")


def test_what_was_found_is_said(actlab, table):
    said = actlab("compare", "relu", "tanh", *table, *QUICK)
    assert said.code == 0
    assert said.err.startswith("my.csv: 40 samples, 2 features, 2 classes (--task overrules what the target is).\n")
    assert "\n2 numbers as they are: a, b.\n" in said.err
    assert "on this data set, over splits and initialisations" in " ".join(said.out.split())


def test_a_task_may_be_told_and_constant_columns_are_named(actlab, tmp_path):
    rows = "".join(f"{i * i},0,{i % 2}\n" for i in range(40))
    (tmp_path / "my.csv").write_text(f"a,rim,y\n{rows}")
    words = ("compare", "relu", "tanh", "--data", "my.csv", "--target", "y", *QUICK)
    said = actlab(*words, "--task", "regression")
    assert "my.csv: 40 samples, 2 features, a regression, as --task says." in said.err
    assert "The column 'rim' is constant and tells nothing." in said.err
    assert "La columna 'rim' es constante y no dice nada." in actlab(*words, "--lang", "es").err
    assert "2 clases (--task decide otra cosa sobre el objetivo)." in actlab(*words, "--lang", "es").err


@pytest.mark.slow
def test_what_was_done_to_each_column_is_said_and_kept(actlab, tmp_path, with_report):
    rows = "".join(
        f"{i},{i * i % 11},{'?' if i == 7 else i % 6},{'nsw'[i % 3]},{'no' if i % 2 else 'yes'}\n" for i in range(60)
    )
    (tmp_path / "my.csv").write_text(f",a,b,wind,label\n{rows}")
    words = ("compare", "relu", "tanh", "--data", "my.csv", "--target", "label", *QUICK)
    said = actlab(*words)
    assert said.code == 0, said.err
    for line in (
        "1 number as it is: a.",
        "Unnamed: 0: left out: it numbers the rows.",
        "b: number: '?' in 1 row (row 9 of the file) is missing; 1 missing value: the training part's median instead.",
        "wind: category with 3 values, encoded as 3 inputs (one-hot).",
    ):
        assert f"\n{line}\n" in said.err
    kept = actlab(*words, "--json").json["plan"]["columns"]
    assert [each["name"] for each in kept] == ["Unnamed: 0", "a", "b", "wind", "label"]
    (page,) = tmp_path.glob("runs/*/report.html")
    text = page.read_text()
    assert "category with 3 values, encoded as 3 inputs (one-hot)" in text
    assert "categoría con 3 valores, como 3 entradas (one-hot)" in text


def test_what_the_user_decides_of_a_table_is_in_the_line_that_runs_it_again(actlab, tmp_path):
    rows = "".join(
        f"{i * i % 11},{'' if i == 7 else i % 6},{'nsw'[i % 3]},{i // 5},{'no' if i % 2 else 'yes'}\n"
        for i in range(60)
    )
    (tmp_path / "my.csv").write_text(f"a,b,wind,who,label\n{rows}")
    (tmp_path / "test.csv").write_text(f"a,b,wind,who,label\n{rows}")
    more = ("--drop", "a", "--encode", "ordinal", "--impute", "b=mean", "--groups", "who", "--test-data", "test.csv")
    first = actlab("compare", "relu", "tanh", "--data", "my.csv", "--target", "label", *more, *QUICK)
    assert first.code == 0, first.err
    assert again(actlab, first).code == 0
    assert len([*tmp_path.glob("runs/*")]) == 1


def again(actlab, said):
    line = next(line for line in said.out.splitlines() if line.startswith("Again: "))
    return actlab(*shlex.split(line.removeprefix("Again: actlab ")), "--json")


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--model", "my.py:SimpleNN"),
        ("--task", "classification"),
        ("--regime", "gain", "--regime", "drop-in", "--learning-rate", 0.0123456789),
    ],
)
def test_the_line_that_runs_it_again_runs_it_again(actlab, tmp_path, table, more):
    (tmp_path / "my.py").write_text(COURSE)
    first = actlab("compare", "relu", "tanh", *table, *more, *QUICK)
    assert first.code == 0, first.err
    before = {path.name for path in tmp_path.glob("runs/*")}
    second = again(actlab, first)
    assert second.code == 0, second.err
    assert {path.name for path in tmp_path.glob("runs/*")} == before, "another hash is another plan"


def test_the_report_s_line_runs_it_again(actlab, tmp_path, table, with_report):
    (tmp_path / "my.py").write_text(COURSE)
    first = actlab("compare", "relu", "tanh", *table, "--model", "my.py:SimpleNN", *QUICK, "--json").json
    (page,) = tmp_path.glob("runs/*/report.html")
    line = next(line for line in page.read_text().splitlines() if "actlab compare relu tanh --data" in line)
    words = shlex.split(line[line.index("compare") :].partition("<")[0])
    second = actlab(*words, "--out", "elsewhere", "--json").json
    assert second["plan"]["hash"] == first["plan"]["hash"]
    assert second["pairs"] == first["pairs"]


def test_what_came_from_python_is_called_again_in_python(tmp_path, monkeypatch):
    from torch import nn

    import actlab

    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 2))  # noqa: N806
    y = (X[:, 0] > 0).astype(int)

    def build(activation):
        return nn.Sequential(nn.Linear(2, 4), activation(), nn.Linear(4, 2))

    found = actlab.compare(["relu", "tanh"], data=(X, y), model=build, blocks=2, epochs=2, workers=1, engine="loop")
    line = found.replay()
    assert line.startswith("actlab.compare(['relu', 'tanh'], data=(X, y), task='classification', model=build, ")
    assert eval(line, {"actlab": actlab, "X": X, "y": y, "build": build}).plan.hash == found.plan.hash


@pytest.mark.slow
def test_the_course_s_class_is_the_workload_s_network_to_the_bit(actlab, tmp_path):
    (tmp_path / "my.py").write_text(COURSE)
    words = ("compare", "relu", "tanh", "--blocks", 3, "--workers", 1, "--engine", "loop")
    assert actlab(*words, "--out", "built_in").code == 0
    assert actlab(*words, "--model", "my.py:SimpleNN", "--out", "own").code == 0
    rows = {
        name: pd.concat(pd.read_parquet(path) for path in (tmp_path / name / "chunks").glob("*.parquet"))
        .sort_values(["candidate", "block"], ignore_index=True)
        .drop(columns="seconds")
        for name in ("built_in", "own")
    }
    assert len(rows["own"]) == 6
    pd.testing.assert_frame_equal(rows["own"], rows["built_in"], check_exact=True)


BAD_DATA = {
    "text among numbers": (
        "a,b,label\n" + "".join(f"{i},{i * i},{i % 2}\n" for i in range(40)) + "many,7,1\n",
        "The column 'a' holds numbers, but 'many' in 1 row (row 42 of the file). Mend these, or take "
        "them as missing: --encode a=number.",
    ),
    "counts": (
        "a,visits\n" + "".join(f"{i % 7},{i if i < 5 else 0}\n" for i in range(40)),
        "If they are numbers to predict, try --task regression.",
    ),
    "all columns constant": ("a,label\n" + "1,0\n1,1\n" * 20, "All columns of X are constant"),
    "a single class": (TABLE.replace("no", "yes"), "y has a single class (yes)"),
    "duplicate names": (TABLE.replace("a,b", "a,a"), "Several columns have the same name: 'a'. Rename them."),
    "a wrong delimiter": (TABLE.replace(",", "#"), "my.csv has a single column, 'a#b#label': is it separated by"),
    "no rows": ("a,b,label\n", "The table has columns but no rows."),
    "empty": ("", "my.csv is empty."),
    "not a table": ("a,b,label\n1,2,yes\n1,2,3,4,no\n", "my.csv cannot be read as a table"),
    "another target": (
        TABLE.replace("label", "lable"),
        "There is no column 'label'; there are: 'a', 'b', 'lable'. Did",
    ),
    "infinite": (TABLE.replace("3,5", "inf,5"), "The column 'a' has infinite values in 10 rows"),
}


@pytest.mark.parametrize("case", BAD_DATA)
def test_a_table_that_cannot_be_learned_from(actlab, tmp_path, case):
    text, message = BAD_DATA[case]
    (tmp_path / "my.csv").write_text(text)
    target = "visits" if case == "counts" else "label"
    refused(actlab("compare", "relu", "tanh", "--data", "my.csv", "--target", target, *QUICK), message)


def refused(said, message):
    """Exit code 2, the message on one line of standard error, nothing else."""
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert said.err.startswith("actlab: ")
    assert len(said.err.strip().splitlines()) == 1


def test_a_byte_order_mark_is_no_part_of_a_name(actlab, tmp_path):
    (tmp_path / "my.csv").write_text(TABLE, encoding="utf-8-sig")
    assert "has: 'a', 'b'" in actlab("compare", "relu", "tanh", "--data", "my.csv", *QUICK, "--dry-run").err
    assert actlab("compare", "relu", "tanh", "--data", "my.csv", "--target", "label", *QUICK).code == 0


WRONG = {
    "no file": (("--data", "his.csv", "--target", "label"), "There is no file his.csv."),
    "a folder": (("--data", ".", "--target", "label"), ". is a folder; name a file in it."),
    "another ending": (("--data", "my.py", "--target", "label"), "my.py has an unknown ending; actlab reads .csv"),
    "no target": (("--data", "my.csv"), "Name the column of my.csv to predict, such as --target label; it has: 'a',"),
    "no target, Parquet": (("--data", "my.parquet"), "such as --target y; it has: 'a', 'y'."),
    "no data": (("--target", "y", "--drop", "a"), "--target, --drop belong to --data; name the file, such as --data"),
    "two sources": (("--data", "my.csv", "--target", "label", "--workload", "moons"), "give one of the two"),
    "Python objects": (("--data", "objects.npz", "--target", "y"), "objects.npz holds Python objects, which actlab"),
    "not npz": (("--data", "broken.npz", "--target", "y"), "broken.npz is not an npz file"),
    "not Parquet": (("--data", "broken.parquet", "--target", "y"), "broken.parquet cannot be read as Parquet"),
    "no such array": (("--data", "my.npz", "--target", "z"), "my.npz has no array 'z'; it has: 'X', 'y'."),
    "no module": (("--model", "his.py:build"), "There is no file his.py; write it like my.py:build."),
    "a module that is a folder": (("--model", ".:build"), ". is a folder; write a file and a function"),
    "no function named": (("--model", "my.py"), "'my.py' names no function; write it like my.py:build."),
    "no such function": (("--model", "my.py:bild"), "my.py defines no function 'bild'."),
    "widths": (("--model", "my.py:SimpleNN", "--hidden", "4"), "--hidden has no effect on a model of your own"),
    "layers": (("tanh,relu", "--model", "my.py:SimpleNN"), "'tanh,relu' names 2 activations for 1 hidden layer."),
}  # fmt: skip


class Bomb:
    """What must never be unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was loaded",))


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_request_is_refused_in_one_line(actlab, tmp_path, case):
    words, message = WRONG[case]
    (tmp_path / "my.csv").write_text(TABLE)
    (tmp_path / "my.py").write_text(COURSE)
    np.savez(tmp_path / "my.npz", X=np.eye(40), y=np.arange(40) % 2)
    np.savez(tmp_path / "objects.npz", X=np.array([Bomb()]), y=np.zeros(1))
    pd.DataFrame({"a": [1], "y": [2]}).to_parquet(tmp_path / "my.parquet")
    for name in ("broken.npz", "broken.parquet"):
        (tmp_path / name).write_bytes(b"PK\x03\x04 no")
    refused(actlab("compare", "relu", "tanh", *words, *QUICK), message)


HEAD = "import torch\nfrom torch import nn\n\n"
SEQUENTIAL = "def build(f{}):\n    return nn.Sequential(nn.Linear(2, 4), f(), nn.Linear(4, {}))\n"
MODULE = """class build(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.inner, self.f, self.outer = nn.Linear(2, 4), f, nn.Linear(4, 2)

    def forward(self, x):
        {}
"""
BAD_MODELS = {
    "a syntax error": ("def build(f:\n", "my.py is not valid Python: line 4: "),
    "an error": ("1 / 0\n", "my.py cannot be run: ZeroDivisionError: division by zero"),
    "an import that fails": ("import nowhere_at_all\n", "my.py cannot be run: ModuleNotFoundError: No module named"),
    "a script that ends": ("raise SystemExit(0)\n", "my.py cannot be run: SystemExit: 0"),
    "another signature": (SEQUENTIAL.format(", width", 2), "build needs width besides an activation"),
    "another output shape": (SEQUENTIAL.format("", 3), "The model turns inputs of shape (8, 2) into (8, 3); this task"),
    "another input shape": ("def build(f):\n    return nn.Sequential(nn.Linear(5, 4), f())\n", "The model failed on a"),
    "no module": ("def build(f):\n    return lambda x: f(x)\n", "The model is function, not a torch module."),
    "no activation": ("def build(f):\n    return nn.Linear(2, 2)\n", "The model does not hold the activation"),
    "NaN": (MODULE.format("return self.outer(self.f(self.inner(x))) * float('nan')"), "The model gives NaN or"),
    "the batch decides": (MODULE.format("return self.outer(self.f(self.inner(x - x.mean(0))))"),
                          "The model's output for a sample changes with the other samples of its batch"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_MODELS)
def test_a_module_that_cannot_be_trained(actlab, tmp_path, case):
    text, message = BAD_MODELS[case]
    (tmp_path / "my.py").write_text(HEAD + text)
    refused(actlab("compare", "relu", "tanh", "--model", "my.py:build", *QUICK), message)


def test_a_module_whose_loss_becomes_nan_is_a_record(actlab, tmp_path):
    body = "return self.outer(self.f(self.inner(x))) * (float('nan') if self.training else 1.0)"
    (tmp_path / "my.py").write_text(HEAD + MODULE.format(body))
    said = actlab("compare", "relu", "tanh", "--model", "my.py:build", *QUICK)
    assert said.code == 0
    assert "relu failed in 2 of 2 blocks" in said.out
    assert "loss or weights not finite: 2" in said.out


def test_a_module_that_looks_at_its_data_goes_to_the_loop_engine_and_says_why(actlab, tmp_path):
    body = "return self.outer(self.f(self.inner(x if x.sum() > 0 else -x)))"
    (tmp_path / "my.py").write_text(HEAD + MODULE.format(body))
    refused(actlab("compare", "relu", "tanh", "--model", "my.py:build", *QUICK), "changes with the other samples")
    body = "return self.outer(self.f(self.inner(x if self.inner.bias[0] > 0 else -x)))"
    (tmp_path / "my.py").write_text(HEAD + MODULE.format(body))
    said = actlab("compare", "relu", "tanh", "--model", "my.py:build", *QUICK, "--engine", "auto", "--json")
    assert said.code == 0
    assert said.json["engine"] == "loop"
    (line,) = (line for line in said.err.splitlines() if line.startswith("engine: loop ("))
    assert "vmap: torch.vmap cannot take the network (RuntimeError: vmap: It looks like" in line
    assert "torch.vmap cannot take" in said.json["plan"]["engines_passed_over"]["vmap"]


def test_a_network_of_one_s_own_on_a_workload_and_on_several(actlab, tmp_path):
    (tmp_path / "my.py").write_text(COURSE)
    said = actlab("compare", "relu", "tanh", "--model", "my.py:SimpleNN", "--workload", "moons", "--workload",
                  "circles", *QUICK)  # fmt: skip
    assert said.code == 0
    assert again(actlab, said).code == 0


def test_workloads_are_listed(actlab):
    from actlab.workloads import CATALOGUE

    said = actlab("list", "--workloads")
    assert said.code == 0
    assert all(workload.name in said.out and workload.title.en in said.out for workload in CATALOGUE)
    assert "suite:tabular: breast_cancer, diabetes, iris, wine" in said.out
    found = actlab("list", "--workloads", "--json").json
    assert [each["name"] for each in found["workloads"]] == [workload.name for workload in CATALOGUE]
    assert "`actlab list --workloads` shows all names" in actlab("compare", "relu", "tanh", "--workload", "mons").err
    refused(actlab("list", "--workloads", "--kind", "gated"), "are about activations; omit --workloads")
