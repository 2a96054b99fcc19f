"""Run an experiment, keep its records, and settle what they say; kept records are not made again."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import torch

from actlab._shared.process_state import isolated
from actlab._shared.spelling import option
from actlab.comparison.domains import Whole
from actlab.errors import ActlabError, UsageError
from actlab.evidence._lab import Lab
from actlab.evidence._spec import Evidence, Records
from actlab.evidence._training import ClaimTraining
from actlab.i18n import Text, _
from actlab.records import RunFolder
from actlab.records.exhibit import NAME, Exhibit, Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FOLDER", "examine", "experiment", "run", "settle"]

FOLDER = Path("runs") / "evidence"
"""Where records lie when no folder is named."""

_LARGEST_SEED = 2**32 - 1

PROVENANCE = "provenance.json"

Progress = Callable[[int, int], None]
_STEPS = 100


def run(
    entry: Evidence,
    folder: Path,
    *,
    seed: int = 0,
    reduced: bool = False,
    again: bool = False,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Exhibit:
    """Run a claim's experiment, or take its kept records, and write what they say.

    Args:
        entry: The claim.
        folder: The folder of all claims; the records lie in a folder of the claim's name inside.
        seed: The root seed.
        reduced: Whether to run on the small scale that only shows that the experiment runs.
        again: Whether to run even where records are kept.
        progress: Called with the parts of the experiment that are done and of all, in hundredths.
        executor: What trains networks in place of our own processes, as in `actlab.compare`.

    Raises:
        StorageError: A file cannot be written.
    """
    place = RunFolder(folder / entry.name)
    provenance = None if again else _kept(entry, place, seed, reduced)
    if provenance is None:
        lab = Lab(seed, reduced, executor=executor)
        provenance = _made(entry, place, lab, progress or (lambda _done, _total: None))
    records = {name: place.read_table(f"{name}.parquet").to_pandas() for name in provenance.tables}
    exhibit = settle(entry, records, provenance)
    place.write(NAME, exhibit)
    return exhibit


def examine(
    name: str,
    *,
    out: str | Path = FOLDER,
    seed: int = 0,
    reduced: bool = False,
    again: bool = False,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Exhibit:
    """Run the experiment of a textbook's claim, or take its kept records, and return what they say.

    Args:
        name: The claim's name, as ``actlab evidence`` lists it.
        out: The folder of all claims; the records lie in a folder of the claim's name inside.
        seed: The root seed, 0 or more.
        reduced: Whether to run on the small scale that only shows that the experiment runs.
        again: Whether to run even where records are kept.
        progress: Called with the parts of the experiment that are done and of all, in hundredths.
        executor: What trains networks in place of our own processes, as in `actlab.compare`.

    Raises:
        UnknownNameError: There is no claim of that name.
        UsageError: The seed is no whole number from 0 to 2^32 - 1.
        StorageError: A file cannot be written.

    >>> import tempfile
    >>> found = examine("ranges", out=tempfile.mkdtemp(), reduced=True)
    >>> found.name, str(found.ruling.outcome)
    ('ranges', 'within_limits')
    """
    from actlab.evidence import CATALOGUE

    try:
        root = Whole(0, _LARGEST_SEED).check(seed)
    except ValueError as error:
        raise UsageError(
            _("{name} must be {wanted}; got {value}.").format(name=option("seed"), wanted=error, value=seed)
        ) from None
    return run(
        CATALOGUE[name], Path(out), seed=root, reduced=reduced, again=again, progress=progress, executor=executor
    )


def experiment(entry: Evidence, lab: Lab, progress: Progress) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tables of records, in the order of the entry."""
    total = _STEPS * len(entry.experiment)
    for place, (name, part) in enumerate(entry.experiment.items()):

        def tell(share: float, place: int = place) -> None:
            progress(round(_STEPS * (place + min(share, 1.0))), total)

        tell(0.0)
        here = replace(lab, tell=tell)
        yield name, part.records(here) if isinstance(part, ClaimTraining) else _analysed(part, here)
    progress(total, total)


def _analysed(part: Callable[[Lab], pd.DataFrame], lab: Lab) -> pd.DataFrame:
    """Run an analysis with one torch thread and global generators of its own."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with isolated(lab.seed):
            return part(lab)
    finally:
        torch.set_num_threads(threads)


def settle(entry: Evidence, records: Records, provenance: Provenance) -> Exhibit:
    """Return what the records say."""
    return Exhibit(
        name=entry.name,
        number=entry.number,
        statement=entry.statement,
        said_by=tuple(each if isinstance(each, Text) else Text(en=str(each)) for each in entry.said_by),
        hypothesis=entry.hypothesis,
        measure=entry.measure,
        limits=entry.limits,
        ruling=entry.verdict(records),
        drawings=tuple(figure.drawn(records) for figure in entry.figures),
        provenance=provenance,
    )


def _kept(entry: Evidence, place: RunFolder, seed: int, reduced: bool) -> Provenance | None:
    """Return how the kept records came about, where they are whole and of this very experiment."""
    if not place.has(PROVENANCE):
        return None
    try:
        held = place.read(PROVENANCE, Provenance)
        whole = all(len(place.read_table(f"{name}.parquet")) == rows for name, rows in held.tables.items())
    except ActlabError:
        return None
    same = (held.digest, held.seed, held.reduced, held.torch) == (entry.digest, seed, reduced, str(torch.__version__))
    return held if whole and same else None


def _made(entry: Evidence, place: RunFolder, lab: Lab, progress: Progress) -> Provenance:
    """Run the experiment and write its records; the last file says that they are whole."""
    start = time.monotonic()
    place.create()
    (place.path / PROVENANCE).unlink(missing_ok=True)
    tables: dict[str, int] = {}
    for name, frame in experiment(entry, lab, progress):
        place.write_table(f"{name}.parquet", pa.Table.from_pandas(frame, preserve_index=False))
        tables[name] = len(frame)
    provenance = Provenance(
        digest=entry.digest,
        torch=str(torch.__version__),
        seed=lab.seed,
        command=_command(entry, lab),
        seconds=round(time.monotonic() - start, 1),
        reduced=lab.reduced,
        tables=tables,
    )
    place.write(PROVENANCE, provenance)
    return provenance


def _command(entry: Evidence, lab: Lab) -> str:
    """Return what runs the experiment again."""
    seed = f" --seed {lab.seed}" if lab.seed else ""
    return f"actlab evidence {entry.name}{seed}{' --reduced' if lab.reduced else ''} --again"
