"""Whoever edits a run folder is found out by each of its readers, and the same command heals it."""

import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import actlab
from actlab.errors import ActlabError
from actlab.records import PlanRecord, RunFolder
from actlab.report.page import write_page
from actlab.report.paper import read_paper
from actlab.report.run.material import read_material

OPTIONS = {"blocks": 10, "epochs": 2, "engine": "loop", "workers": 1, "rate_check": False}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tampering") / "run"
    actlab.compare(["relu", "tanh"], out=folder, **OPTIONS)
    other = tmp_path_factory.mktemp("tampering") / "other"
    actlab.compare(["relu", "tanh"], out=other, seed=7, **OPTIONS)
    return folder, other


def _chunks(folder):
    return sorted((folder / "chunks").glob("*.parquet"))


def _rows(change):
    """Edit the rows of the first chunk and write them back as a sound Parquet file."""

    def edit(folder, _other):
        path = _chunks(folder)[0]
        frame = pq.read_table(path).to_pandas()
        table = pa.Table.from_pandas(change(frame), schema=pq.read_schema(path), preserve_index=False)
        pq.write_table(table, path, compression="zstd", write_page_checksum=True)

    return edit


def _json(name, *path, value):
    """Set one value of a JSON file."""

    def edit(folder, _other):
        held = json.loads((folder / name).read_text())
        at = held
        for step in path[:-1]:
            at = at[step]
        assert at[path[-1]] != value
        at[path[-1]] = value
        (folder / name).write_text(json.dumps(held, indent=1))

    return edit


def _bytes(name, change):
    def edit(folder, _other):
        path = _chunks(folder)[0] if name == "chunk" else folder / name
        path.write_bytes(change(path.read_bytes()))

    return edit


def _flipped(share):
    return lambda held: held[: (at := int(share * len(held)))] + bytes([held[at] ^ 1]) + held[at + 1 :]


def _from_other(folder, other):
    for mine, theirs in zip(_chunks(folder), _chunks(other), strict=True):
        shutil.copy(theirs, mine)


def _swapped(folder, _other):
    first, second = _chunks(folder)[:2]
    held = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(held)


def _without_chunk(folder, _other):
    _chunks(folder)[0].unlink()


def _without_hashes(folder, _other):
    (folder / "SHA256SUMS").unlink()


def _other_hashes(folder, other):
    shutil.copy(other / "SHA256SUMS", folder / "SHA256SUMS")


def _assign(**values):
    return _rows(lambda frame: frame.assign(**values))


PAIR = ("judgement", "pairs", 0)
EDITS = {
    "another seed's chunks": _from_other,
    "two chunks swapped": _swapped,
    "no chunk": _without_chunk,
    "no hashes": _without_hashes,
    "another run's hashes": _other_hashes,
    "half the rows": _rows(lambda frame: frame.iloc[: len(frame) // 2]),
    "no rows": _rows(lambda frame: frame.iloc[:0]),
    "rows twice": _rows(lambda frame: frame.loc[np.repeat(frame.index, 2)]),
    "a row for another": _rows(lambda frame: frame.iloc[[0] * len(frame)]),
    "rows in another order": _rows(lambda frame: frame.iloc[::-1]),
    "scores of 1000": _assign(test_score=1000.0),
    "scores below 0": _assign(test_score=-1.0),
    "scores of 100": _assign(test_score=100.0),
    "scores a little higher": _rows(lambda frame: frame.assign(test_score=frame["test_score"] + 0.05)),
    "scores missing": _assign(test_score=None),
    "scores not-a-number": _assign(test_score=float("nan")),
    "no chance": _assign(chance_score=None),
    "chance of 100": _assign(chance_score=100.0),
    "unknown status": _assign(status="great"),
    "all failed": _assign(status="nonfinite"),
    "another candidate": _assign(candidate="gelu"),
    "another regime": _assign(regime="tuned"),
    "later blocks": _rows(lambda frame: frame.assign(block=frame["block"] + 1000)),
    "negative blocks": _rows(lambda frame: frame.assign(block=-1 - frame["block"])),
    "another rate": _assign(learning_rate=1.0),
    "another engine": _assign(engine="vmap"),
    "another trial": _assign(trial=1),
    "other seconds": _assign(seconds=0.0),
    "a chunk cut to nothing": _bytes("chunk", lambda _held: b""),
    "a chunk cut in half": _bytes("chunk", lambda held: held[: len(held) // 2]),
    "a chunk with more behind it": _bytes("chunk", lambda held: held + b"PAR1"),
    "a bit of a chunk's head": _bytes("chunk", _flipped(0.01)),
    "a bit of a chunk's middle": _bytes("chunk", _flipped(0.5)),
    "a bit of a chunk's foot": _bytes("chunk", _flipped(0.95)),
    "verdict": _json("comparison.json", *PAIR, "verdict", value="better_by_delta"),
    "difference": _json("comparison.json", *PAIR, "difference", value=9.0),
    "wins": _json("comparison.json", *PAIR, "wins", value=10),
    "blocks of the verdict": _json("comparison.json", "stopped", "blocks", value=9),
    "verdict cut": _bytes("comparison.json", lambda held: held[:100]),
    "verdict is a list": _bytes("comparison.json", lambda _held: b"[]"),
    "a space in the verdict": _bytes("comparison.json", lambda held: held + b" "),
    "delta": _json("plan.json", "delta", value=5.0),
    "alpha": _json("plan.json", "alpha", value=0.2),
    "epochs": _json("plan.json", "recipe", "epochs", value=100),
    "seed": _json("plan.json", "seed", value=3),
    "workload": _json("plan.json", "workload", value="wine"),
    "fewer blocks": _json("plan.json", "blocks", value=5),
    "plan is a list": _bytes("plan.json", lambda _held: b"[]"),
    "plan is null": _bytes("plan.json", lambda _held: b"null"),
    "a space in the plan": _bytes("plan.json", lambda held: held + b"\n"),
}  # fmt: skip


def _refused(read, folder):
    try:
        read(folder)
    except ActlabError:
        return True
    return False


def _by_report(folder):
    """The page is written, and says what is damaged or missing; or it is refused."""
    try:
        run = read_material(folder)
    except ActlabError:
        return True
    return bool(run.damaged or run.absent)


@pytest.mark.usefixtures("without_processes")
@pytest.mark.parametrize("name", EDITS)
def test_each_edit_is_noticed_by_each_reader_and_healed(whole, tmp_path, name):
    folder = tmp_path / "run"
    shutil.copytree(whole[0], folder)
    EDITS[name](folder, whole[1])
    assert _by_report(folder)
    assert _refused(read_paper, folder)
    assert _refused(lambda path: actlab.load(path).frame(), folder)
    before = actlab.load(whole[0])
    if _refused(lambda path: RunFolder(path).read("plan.json", PlanRecord), folder):
        with pytest.raises(ActlabError, match=r"plan\.json"):  # a plan that was changed is left to the user
            actlab.compare(["relu", "tanh"], out=folder, **OPTIONS)
        (folder / "plan.json").unlink()
    after = actlab.compare(["relu", "tanh"], out=folder, **OPTIONS)
    assert after.judgement == before.judgement
    columns = [column for column in before.frame().columns if column != "seconds"]
    assert after.frame()[columns].to_json() == before.frame()[columns].to_json()


def test_the_count_of_edits():
    assert len(EDITS) >= 40


def test_an_untouched_folder_is_believed_and_its_page_written(whole):
    assert not _by_report(whole[0])
    assert read_paper(whole[0]).paragraph
    assert write_page(whole[0]).is_file()
