"""``actlab judge``: other people's runs, read or refused with one clear line; never with torch."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import actlab.comparison.judge as judging
from actlab.errors import DataError
from actlab.statistics import Verdict


def runs(n=12, gap=2.0, shared=True):
    generator = np.random.default_rng(0)
    block = generator.normal(size=n)
    rows = [
        (name, seed if shared else seed + 100 * number, level + block[seed] + 0.3 * generator.normal())
        for number, (name, level) in enumerate((("new", gap), ("old", 0.0)))
        for seed in range(n)
    ]
    return pd.DataFrame(rows, columns=["method", "seed", "acc"])


COLUMNS = ("--candidate", "method", "--block", "seed", "--score", "acc")


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".parquet", ".jsonl"])
def test_tables_of_each_kind_give_one_verdict(actlab, tmp_path, ending):
    path, frame = tmp_path / f"runs{ending}", runs()
    {
        ".csv": lambda: frame.to_csv(path, index=False),
        ".tsv": lambda: frame.to_csv(path, index=False, sep="\t"),
        ".parquet": lambda: frame.to_parquet(path),
        ".jsonl": lambda: frame.to_json(path, orient="records", lines=True),
    }[ending]()
    said = actlab("judge", str(path), *COLUMNS, "--higher", "--delta", "0.5", "--json")
    [pair] = json.loads(said.out)["pairs"]
    assert (pair["a"], pair["b"], pair["verdict"]) == ("new", "old", "better_by_delta")


def test_lower_is_the_mirror_of_higher():
    settings = {"candidate": "method", "block": "seed", "score": "acc", "delta": 0.5}
    up = judging.judge(runs(), direction="higher", **settings).decisions[0]
    down = judging.judge(runs().assign(acc=lambda f: -f["acc"]), direction="lower", **settings).decisions[0]
    assert up.difference == pytest.approx(down.difference)
    assert up.verdict == down.verdict == Verdict.BETTER_BY_DELTA


def test_a_wide_table_is_the_long_one():
    long = runs()
    wide = long.pivot_table(index="seed", columns="method", values="acc").reset_index()
    settings = {"block": "seed", "direction": "higher", "delta": 0.5}
    first = judging.judge(long, candidate="method", score="acc", **settings).pairs()
    second = judging.judge(wide, wide=("new", "old"), **settings).pairs()
    pd.testing.assert_frame_equal(first, second)


def test_runs_without_shared_blocks_are_judged_by_welch():
    from scipy.stats import ttest_ind

    frame = runs(shared=False)
    found = judging.judge(frame, candidate="method", block="seed", score="acc", direction="higher")
    by_name = frame.groupby("method")["acc"]
    interval = ttest_ind(by_name.get_group("new"), by_name.get_group("old"), equal_var=False).confidence_interval()
    assert tuple(found.decisions[0].interval) == pytest.approx((interval.low, interval.high))
    assert "share no blocks" in found.verdict("en")
    assert "no comparten bloques" in found.verdict("es")


def test_failed_runs_count_and_are_never_dropped(actlab, tmp_path):
    frame = runs()
    frame.loc[frame.index[:2], "acc"] = np.nan
    frame.to_csv(tmp_path / "runs.csv", index=False)
    said = actlab("judge", str(tmp_path / "runs.csv"), *COLUMNS, "--higher")
    assert said.code == 2
    assert "2 runs failed" in said.err
    counted = judging.judge(frame, candidate="method", block="seed", score="acc", direction="higher", chance=-3.0)
    assert counted.judgement.pairs[0].failures_a == 2


@pytest.mark.parametrize(
    ("change", "words", "said"),
    [
        (lambda f: f, (), "Say whether higher or lower"),
        (lambda f: f[f["method"] == "new"], ("--higher",), "names one method"),
        (lambda f: f.assign(acc=f["acc"].astype(str).where(f.index != 3, "?")), ("--higher",), "holds '?' in row 4"),
        (lambda f: pd.concat([f, f]), ("--higher",), "two or more runs in one block"),
        (lambda f: f.assign(acc=[0.9] * 12 + [88.0] * 12), ("--higher",), "fractions"),
        (lambda f: f.rename(columns={"acc": "accuracy"}), ("--higher",), "has no column 'acc'; it has: method, seed"),
        (lambda f: f, ("--higher", "--baseline", "older"), "There is no candidate 'older'"),
        (lambda f: f, ("--higher", "--alpha", "2"), "alpha"),
    ],
    ids=["direction", "one method", "text", "repeats", "units", "column", "baseline", "alpha"],
)  # fmt: skip
def test_bad_tables_are_one_clear_line(actlab, tmp_path, change, words, said):
    change(runs()).to_csv(tmp_path / "runs.csv", index=False)
    found = actlab("judge", str(tmp_path / "runs.csv"), *COLUMNS, *words)
    assert found.code == 2
    assert said in found.err
    assert len(found.err.strip().splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfem\x00e\x00"], ids=["empty", "UTF-16"])
def test_files_that_are_no_tables(actlab, tmp_path, content):
    (tmp_path / "runs.csv").write_bytes(content)
    found = actlab("judge", str(tmp_path / "runs.csv"), "--higher")
    assert found.code == 2
    assert len(found.err.strip().splitlines()) == 1


def test_one_block_spelled_in_two_ways_is_refused():
    frame = runs()
    frame["seed"] = [*frame["seed"].astype(object)[:-1], "11"]
    frame["seed"] = [f"{seed}.0" if number == 11 else seed for number, seed in enumerate(frame["seed"])]
    with pytest.raises(DataError, match="spells one block in two ways"):
        judging.judge(frame, candidate="method", block="seed", score="acc", direction="higher")


def test_torch_is_not_loaded():
    code = "import sys, actlab.comparison.judge; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
