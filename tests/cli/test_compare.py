"""``actlab compare``: what it prints, and what it says of a wrong request."""

import errno
import os

import pytest

QUICK = ("--blocks", 2, "--epochs", 1, "--workers", 1)

PROMISED = {
    "": {"schema", "plan", "candidates", "pairs", "networks", "seconds", "engine", "run"},
    "plan": {
        "hash", "workload", "split", "claim", "candidates", "blocks", "regime", "metric", "delta", "alpha", "family",
    },
    "candidates": {"name", "mean", "sd", "interval", "failures", "n"},
    "pairs": {
        "a", "b", "difference", "interval", "p_t", "p_signflip", "d_z", "wins", "ties", "losses",
        "p_a_beats_b", "pairing_gain", "verdict", "blocks_needed",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _quick(without_processes):
    pass


def test_the_object_that_json_promises(actlab):
    said = actlab("compare", "relu", "tanh", *QUICK, "--json")
    assert said.code == 0
    assert said.json["schema"] == "actlab.comparison/1"
    assert said.json.keys() >= PROMISED[""]
    assert said.json["plan"].keys() >= PROMISED["plan"]
    for part in ("candidates", "pairs"):
        assert all(each.keys() >= PROMISED[part] for each in said.json[part])
    assert said.json["networks"] == 4


@pytest.mark.parametrize(("lang", "words"), [("en", "on new data sets"), ("es", "en conjuntos de datos nuevos")])
def test_the_verdict_speaks_the_language(actlab, lang, words):
    said = actlab("compare", "relu", "tanh", *QUICK, "--lang", lang)
    assert said.code == 0
    assert words in " ".join(said.out.split())
    assert "actlab compare relu tanh --workload moons" in said.out


def test_the_language_may_stand_before_the_verb(actlab):
    words = ("compare", "relu", "tanh", *QUICK, "--dry-run")
    assert actlab("--lang", "es", *words).err == actlab(*words, "--lang", "es").err
    assert "Declarado:" in actlab("--lang=es", *words).err
    assert actlab("--lang", "xx", *words).code == 2


def test_a_dry_run_trains_nothing(actlab, tmp_path):
    said = actlab("compare", "relu", "tanh", *QUICK, "--dry-run", "--json")
    assert said.code == 0
    assert said.json["plan"]["networks"] == 4
    assert "matters; alpha 0.05 over 1 pair. Plan " in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_line_that_runs_it_again_is_the_same_plan(actlab, tmp_path):
    (tmp_path / "mine.py").write_text("def my_act(x):\n    return x.clamp(min=-1)\n")
    first = actlab("compare", "relu,tanh", "leaky_relu:negative_slope=0.3", "--activation", "mine.py:my_act",
                   "--hidden", "4,3", "--delta", "0.25", "--pairs", "all", *QUICK, "--json")  # fmt: skip
    again = actlab("compare", "relu,tanh", "leaky_relu:negative_slope=0.3", "my_act", *first_words(actlab))
    assert again.code == 0
    assert again.json["plan"]["hash"] == first.json["plan"]["hash"]
    assert [c["name"] for c in first.json["candidates"]] == ["relu,tanh", "leaky_relu:negative_slope=0.3", "my_act"]


def first_words(actlab):
    """Take the printed line apart, as a shell would, and drop the candidates."""
    import shlex

    said = actlab("compare", "relu,tanh", "leaky_relu:negative_slope=0.3", "--activation", "mine.py:my_act",
                  "--hidden", "4,3", "--delta", "0.25", "--pairs", "all", *QUICK)  # fmt: skip
    line = next(line for line in said.out.splitlines() if line.startswith("Again: "))
    words = shlex.split(line.removeprefix("Again: "))
    return [*words[words.index("--activation") :], "--json"]


WRONG = {
    "unknown activation": (["rleu", "tanh"], "There is no 'rleu'. Did you mean relu"),
    "unknown workload": (["relu", "tanh", "--workload", "mons"], "There is no 'mons'. Did you mean moons"),
    "no candidates": ([], "A comparison needs two candidates or more; got 0. Try `actlab compare relu tanh`."),
    "layers": (["relu,tanh", "tanh"], "'relu,tanh' names 2 activations for 1 hidden layer"),
    "domain": (["leaky_relu:negative_slope=-1", "relu"], "negative_slope must be a number in [0, inf); got '-1'."),
    "negative blocks": (["relu", "tanh", "--blocks", "-5"], "blocks must be 2 or more; got -5."),
    "blocks in words": (["relu", "tanh", "--blocks", "two"], "'--blocks': 'two' is not a valid integer"),
    "hidden": (
        ["relu", "tanh", "--hidden", "ten"],
        "--hidden must be a width of 1 or more for each layer, such as 10 or",
    ),
    "split": (["relu", "tanh", "--split", "old"], "'old' is not one of 'fresh', 'block', 'exercise'"),
    "option": (["relu", "tanh", "--epoch", "3"], "No such option '--epoch'. Did you mean '--epochs'?"),
    "no file": (["relu", "--activation", "mine.py:f"], "There is no file mine.py; write it like mine.py:my_act."),
    "no function": (["relu", "--activation", "mine.py"], "'mine.py' names no function; write it like mine.py:my_act."),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_is_two_and_one_clear_message(actlab, case):
    words, message = WRONG[case]
    said = actlab("compare", *words)
    assert said.code == 2
    assert message in said.err
    assert_clear(said)


def assert_clear(said):
    """No traceback, nothing on standard output, and the message is the last line."""
    assert "Traceback" not in said.err
    assert said.out == ""
    assert said.err.strip().splitlines()[-1].startswith(("actlab: ", "Error: "))


OWN = {
    "another shape": ("return x[:, :1]", "f turned the shape (6, 8) into (6, 1); an activation keeps the shape."),
    "another dtype": ("return x.double()", "f turned float32 into float64; an activation keeps the dtype."),
    "no tensor": ("return 1.0", "f returned float, not a tensor."),
    "raises": ("raise RuntimeError('oh\\nno')", "f failed on a float32 tensor of shape (6, 8): RuntimeError: oh"),
    "breaks the graph": ("return x.numpy()", "f calls NumPy, which has no gradients: use torch's function"),
    "NaN": ("return x.sqrt()", "f(-6) is NaN; an activation needs a value for every input."),
    "mixes the batch": ("return x - x.mean()", "f mixes samples: an output changes with the other samples"),
    "one width": ("return x + torch.zeros(8)", "f failed on a float32 tensor of shape (5, 3): RuntimeError"),
    "no gradient": ("return torch.relu(x).detach()", "f has no gradient: autograd finds no way"),
    "no derivative": ("return torch.heaviside(x, 0 * x)", "Autograd cannot differentiate f. Use torch's operations"),
    "works in place": ("return torch.relu_(x)", "f overwrites its input. Give a function that returns a new tensor"),
    "one dtype": ("return torch.prelu(x, torch.ones(1))", "f failed on a float64 tensor of shape (48,): RuntimeError"),
    "cannot be run": ("return (", "mine.py is not valid Python: line 4"),
}


@pytest.mark.parametrize("case", OWN)
def test_an_own_function_that_is_no_activation(actlab, tmp_path, case):
    body, message = OWN[case]
    (tmp_path / "mine.py").write_text(f"import torch\n\ndef f(x):\n    {body}\n")
    said = actlab("compare", "relu", "--activation", "mine.py:f", *QUICK)
    assert (said.code, message in said.err) == (2, True), said.err
    assert_clear(said)
    assert len(said.err.strip().splitlines()) == 1


@pytest.mark.parametrize("body", ["x.softmax(-1)", "x + torch.arange(x.shape[1])"], ids=["mixes", "knows its place"])
def test_an_own_function_along_the_units_is_not_taken_for_an_elementwise_one(actlab, tmp_path, body):
    (tmp_path / "mine.py").write_text(f"import torch\n\ndef f(x):\n    return {body}\n")
    said = actlab("compare", "relu", "--activation", "mine.py:f", *QUICK)
    assert (said.code, "f mixes units" in said.err) == (0, True), said.err


def test_a_name_that_the_file_lacks(actlab, tmp_path):
    (tmp_path / "mine.py").write_text("f = 3\n")
    for name in ("f", "g"):
        said = actlab("compare", "relu", "--activation", f"mine.py:{name}", *QUICK)
        assert (said.code, said.err) == (2, f"actlab: mine.py defines no function '{name}'.\n")


def test_an_own_function_that_yields_nan_in_training_is_a_record(actlab, tmp_path):
    (tmp_path / "mine.py").write_text("def f(x):\n    return (50 - x).sqrt()\n")
    wild = (*QUICK, "--epochs", 20, "--learning-rate", 1e4)
    said = actlab("compare", "relu", "--activation", "mine.py:f", *wild, "--json")
    assert said.code == 0
    own = said.json["candidates"][1]
    assert (own["name"], own["failures"], own["failure_kinds"]) == ("f", 2, {"nonfinite": 2})


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "kinds"), [(3, {"no_better_than_constant"}), (1e30, {"nonfinite"})])
def test_a_parameter_that_training_takes_out_of_its_domain_is_a_record(actlab, rate, kinds):
    said = actlab("compare", "relu", "snake", *QUICK, "--epochs", 40, "--learning-rate", rate, "--json")
    assert said.code == 0, said.err
    learned = said.json["candidates"][1]
    assert learned["failures"] == 2
    assert set(learned["failure_kinds"]) <= kinds


@pytest.mark.slow
def test_a_run_folder_of_another_plan(actlab, tmp_path):
    assert actlab("compare", "relu", "tanh", *QUICK, "--out", "here").code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    said = actlab("compare", "relu", "sigmoid", *QUICK, "--out", "here")
    assert said.code == 2
    assert "here holds the run of another plan" in said.err
    assert "Name another folder with --out" in said.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} == before


def test_a_folder_that_is_no_run(actlab, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    said = actlab("compare", "relu", "tanh", *QUICK, "--out", ".")
    assert (said.code, "holds files but no run. Name another folder with --out" in said.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_no_permission_to_write(actlab, tmp_path):
    (tmp_path / "file").write_text("")
    said = actlab("compare", "relu", "tanh", *QUICK, "--out", "file/run")
    assert said.code == 3
    assert "Cannot write file/run: Not a directory." in said.err
    assert "name another folder with --out, then run the same command again" in said.err
    assert_clear(said)


@pytest.mark.slow
def test_a_full_disk_loses_nothing(actlab, tmp_path, monkeypatch):
    flush = os.fsync

    def filling(file):
        if list(tmp_path.rglob("chunks/*.parquet")):
            raise OSError(errno.ENOSPC, "No space left on device")
        flush(file)

    monkeypatch.setattr(os, "fsync", filling)
    said = actlab("compare", "relu", "tanh", *QUICK)
    assert said.code == 3
    assert "No space left on device. What was finished is kept" in said.err
    assert_clear(said)
    (kept,) = tmp_path.rglob("*.parquet")
    assert not list(tmp_path.rglob("*.part"))
    stamp = kept.stat()
    monkeypatch.setattr(os, "fsync", flush)
    assert actlab("compare", "relu", "tanh", *QUICK).code == 0
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (stamp.st_ino, stamp.st_mtime_ns)


DAMAGES = {
    "cut short": lambda whole: whole[: len(whole) // 2],
    "empty": lambda whole: b"",
    "one bit": lambda whole: whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
    "other text": lambda whole: b"not a table",
}


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_chunk_is_named_and_only_it_is_trained_again(actlab, tmp_path, caplog, damage):
    first = actlab("compare", "relu", "tanh", *QUICK, "--json").json
    chunk, kept = sorted(tmp_path.rglob("*.parquet"))
    stamp = kept.stat().st_mtime_ns
    damaged = DAMAGES[damage](chunk.read_bytes())
    chunk.write_bytes(damaged)
    said = actlab("compare", "relu", "tanh", *QUICK, "--json")
    assert said.code == 0
    assert "so set aside and trained again" in caplog.text
    assert chunk.stem[:8] in caplog.text
    assert damaged in [held.read_bytes() for held in tmp_path.rglob("set_aside/**/*") if held.is_file()]
    assert kept.stat().st_mtime_ns == stamp
    assert {**said.json, "seconds": 0} == {**first, "seconds": 0}


@pytest.mark.slow
def test_a_damaged_plan_is_named(actlab, tmp_path):
    actlab("compare", "relu", "tanh", *QUICK, "--out", "here")
    (tmp_path / "here" / "plan.json").write_text("{")
    said = actlab("compare", "relu", "tanh", *QUICK, "--out", "here")
    assert (said.code, "plan.json is damaged. Delete it and run the same command again." in said.err) == (3, True)
    (tmp_path / "here" / "plan.json").unlink()
    assert actlab("compare", "relu", "tanh", *QUICK, "--out", "here").code == 0


def test_what_is_not_foreseen_is_one_line_and_code_one(actlab, monkeypatch):
    monkeypatch.setattr("actlab.comparison.execution.carry_out", lambda *_a, **_k: 1 / 0)
    said = actlab("compare", "relu", "tanh", *QUICK)
    assert said.code == 1
    assert "actlab: An internal error, which is ours: ZeroDivisionError" in said.err
    monkeypatch.setenv("ACTLAB_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        actlab("compare", "relu", "tanh", *QUICK)


def test_commands_and_names_that_there_are_not(actlab):
    assert "There is no command 'comapre'. Try: compare." in actlab("comapre").err
    assert actlab("comapre").code == 2
    said = actlab("show", "rleu")
    assert said.code == 2
    assert said.err.startswith("actlab: There is no 'rleu'. Did you mean relu")
    assert said.err.endswith("? `actlab list` shows all names.\n")
    assert "0 done, 1 internal error, 2 wrong usage, 3 could not finish, 130 interrupted" in " ".join(
        actlab("compare", "--help").out.split()
    )
