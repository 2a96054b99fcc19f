"""A run folder: plan.json, chunks/*.parquet, comparison.json, and the hashes of all of them.

Each file appears whole or not at all, and is believed only if it is what was written here.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from actlab._shared.plain import UnknownSchemaError, plain, rebuild
from actlab.errors import DamagedRecordError, RunFolderError, StorageError
from actlab.i18n import _
from actlab.records.checks import foreign
from actlab.records.manifest import Manifest
from actlab.records.plan_record import PlanRecord, StudyRecord
from actlab.records.schema import NETWORKS, network_frame, network_table

__all__ = ["RunFolder"]

T = TypeVar("T")

_FOLLOWS = frozenset(
    {
        "hash",
        "basis",
        "networks",
        "chunks",
        "part_sizes",
        "engines_passed_over",
        "workload_title",
        "source",
        "earlier_seeds",
    }
)
"""What follows from the rest of a plan, or does not tell a user where it differs."""


class RunFolder:
    """The folder of one run.

    Args:
        path: Where it is or will be.

    >>> import tempfile
    >>> run = RunFolder(tempfile.mkdtemp())
    >>> run.write_json("notes.json", {"by": "me"})
    >>> run.read_json("notes.json")
    {'by': 'me'}
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._manifest = Manifest(self.path)

    @property
    def chunks(self) -> Path:
        """The folder of the trained networks."""
        return self.path / "chunks"

    def has(self, name: str) -> bool:
        """Return whether the run holds that file."""
        return (self.path / name).is_file()

    def create(self) -> None:
        """Create the folder.

        Raises:
            StorageError: It cannot be created.
        """
        with _reporting(self.path):
            self.path.mkdir(parents=True, exist_ok=True)

    def claim(self, *known: str) -> None:
        """Create the folder and its chunks' folder, where nothing lies there but what has these names.

        Raises:
            RunFolderError: It holds something else.
            StorageError: It cannot be written.
        """
        self._refuse_strangers(*known)
        with _reporting(self.path):
            self.chunks.mkdir(parents=True, exist_ok=True)

    def claim_for(self, plan: PlanRecord) -> None:
        """Create the folder for a plan, or check that it holds this very plan.

        A plan that asks the same of more blocks takes the folder over; the shorter plan and what it said are kept
        in the folder ``earlier``.

        Raises:
            RunFolderError: The folder holds another plan, one of another form, or something that is no run.
            DamagedRecordError: The plan that it holds cannot be read back.
            StorageError: It cannot be written.
        """
        self.claim("chunks", "plan.json")
        held = self.read("plan.json", PlanRecord) if self.has("plan.json") else None
        if held is not None and held.basis == plan.basis and plan.blocks > held.blocks:
            self._set_aside(held.hash[:8])
            held = None
        if held is None:
            self.write("plan.json", plan)
        elif held.hash != plan.hash:
            raise self._belongs_to(held.hash, plan.hash, _differing(held.flat(), plan.flat()))

    def _set_aside(self, name: str) -> None:
        """Move a shorter plan and what it said into a folder of its own."""
        with _reporting(self.path):
            (self.path / "earlier" / name).mkdir(parents=True, exist_ok=True)
            for file in ("comparison.json", "plan.json"):
                if self.has(file):
                    Manifest(self.path / "earlier" / name).note(file, (self.path / file).read_bytes())
                    (self.path / file).replace(self.path / "earlier" / name / file)

    def claim_for_study(self, study: StudyRecord) -> None:
        """Create the folder for a study, whose runs lie in folders inside, or check that it holds this very one.

        Raises:
            RunFolderError: The folder holds another study, or something that is none.
            StorageError: It cannot be written.
        """
        self._refuse_strangers("study.json")
        self.create()
        held = self.read("study.json", StudyRecord) if self.has("study.json") else None
        if held is None:
            self.write("study.json", study)
        elif held.hash != study.hash:
            raise self._belongs_to(held.hash, study.hash, _differing(plain(held), plain(study)))

    def _belongs_to(self, held: str, wanted: str, names: list[str]) -> RunFolderError:
        return RunFolderError(
            _(
                "{path} holds the run of another plan ({held}, not {wanted}), which differs in: {names}. "
                "Name another folder with --out, or omit --out."
            ).format(path=self.path, held=held[:8], wanted=wanted[:8], names=", ".join(names) or "hash")
        )

    def _refuse_strangers(self, *known: str) -> None:
        """Keep out of a folder that holds something else; the first thing in a run is its folder ``chunks``."""
        with _reporting(self.path):
            held = {path.name for path in self.path.iterdir()} if self.path.is_dir() else set()
        if held and not held & {*known, Manifest.NAME}:
            raise RunFolderError(
                _("{path} holds files but no run. Name another folder with --out, or omit --out.").format(
                    path=self.path
                )
            )

    def write(self, name: str, value: object) -> None:
        """Write a frozen value as a JSON file.

        Raises:
            StorageError: It cannot be written.
        """
        self.write_json(name, plain(value))

    def read(self, name: str, kind: type[T]) -> T:
        """Return the frozen value of a JSON file.

        Args:
            name: The file.
            kind: The value's type.

        Raises:
            RunFolderError: There is no such file, or its form is that of another version.
            DamagedRecordError: It cannot be read back, or is not what was written.
        """
        held = self.read_json(name)
        try:
            found = rebuild(kind, held)
        except UnknownSchemaError as error:
            raise RunFolderError(
                _(
                    "{path} was written by another version of actlab: its form is {given}, and this version reads "
                    "{known}. Nothing was changed; name another folder, or read this with the version that wrote it."
                ).format(path=self.path / name, given=error.given, known=", ".join(map(str, error.known)))
            ) from error
        except ValueError as error:
            raise _damaged(self.path / name) from error
        if not self._manifest.vouches(name, (self.path / name).read_bytes()):
            raise _changed(self.path / name)
        return found

    def write_json(self, name: str, value: Mapping[str, Any]) -> None:
        """Write a JSON file whole.

        Raises:
            StorageError: It cannot be written.
        """
        text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
        self._record(name, (text + "\n").encode())

    def write_text(self, name: str, text: str) -> None:
        """Write a text file whole, and its folder where there is none.

        Raises:
            StorageError: It cannot be written.
        """
        self.create()
        self.write_bytes(name, text.encode())

    def read_json(self, name: str) -> dict[str, Any]:
        """Read a JSON file.

        Raises:
            RunFolderError: There is none.
            DamagedRecordError: It cannot be read back.
        """
        path = self.path / name
        try:
            value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise RunFolderError(
                _("{path} is no run folder: it has no {name}.").format(path=self.path, name=name)
            ) from error
        except (ValueError, OSError, RecursionError) as error:
            raise _damaged(path) from error
        return value

    def write_table(self, name: str, table: pa.Table) -> None:
        """Write a Parquet file whole.

        Raises:
            StorageError: It cannot be written.
        """
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
        self._record(name, sink.getvalue().to_pybytes())

    def write_chunk(self, chunk: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write the rows of one finished chunk whole."""
        self.write_table(f"chunks/{chunk}.parquet", network_table(rows))

    def adopt(self, other: RunFolder, names: Iterable[str]) -> None:
        """Copy those of the named chunks that another run has and this one lacks."""
        for name in (set(names) & other.finished()) - self.finished():
            with suppress(DamagedRecordError):  # it is then trained here
                self._record(f"chunks/{name}.parquet", other.verified(f"chunks/{name}.parquet"))

    def set_aside(self, names: Iterable[str], plan: PlanRecord | None = None) -> list[str]:
        """Move those of the named chunks that are not to be believed out of the way, and return their names.

        Args:
            names: Of chunks.
            plan: What their rows must fit.

        Raises:
            StorageError: They cannot be moved.
        """
        found = []
        for name in sorted(set(names) & self.finished()):
            try:
                self.read_chunk(name, plan)
            except DamagedRecordError:
                place = self.path / "set_aside" / f"{name}.{secrets.token_hex(4)}.parquet"
                with _reporting(place):
                    place.parent.mkdir(exist_ok=True)
                    (self.chunks / f"{name}.parquet").replace(place)
                found.append(name)
        return found

    def finished(self) -> set[str]:
        """Return the names of the chunks that are there."""
        return {path.stem for path in self.chunks.glob("*.parquet")}

    def write_bytes(self, name: str, content: bytes) -> None:
        """Write a file whole.

        Raises:
            StorageError: It cannot be written.
        """
        target = self.path / name
        with _reporting(target):
            _write_whole(target, content)

    def _record(self, name: str, content: bytes) -> None:
        """Write a file whole, after noting its hash."""
        with _reporting(self.path / name):
            self._manifest.note(name, content)
            _write_whole(self.path / name, content)

    def verified(self, name: str) -> bytes:
        """Return the content of a record, which is what was written here.

        Raises:
            DamagedRecordError: It is missing, or was changed.
        """
        with _reading(self.path / name):
            content = (self.path / name).read_bytes()
        if not self._manifest.vouches(name, content):
            raise _changed(self.path / name)
        return content

    def read_text(self, name: str) -> str:
        """Read a text file.

        Raises:
            DamagedRecordError: It is missing or cannot be read back.
        """
        with _reading(self.path / name):
            return (self.path / name).read_text(encoding="utf-8")

    def read_table(self, name: str) -> pa.Table:
        """Read a Parquet file whose pages carry checksums.

        Raises:
            DamagedRecordError: It is missing, cannot be read back, or is not what was written.
        """
        content = self.verified(name)
        with _reading(self.path / name):
            return pq.read_table(pa.BufferReader(content), page_checksum_verification=True)

    def read_chunks(self, names: Iterable[str], plan: PlanRecord | None = None) -> pd.DataFrame:
        """Read chunks into one frame, in canonical order.

        Args:
            names: Of the chunks.
            plan: What their rows must fit.

        Raises:
            DamagedRecordError: A chunk is missing, cannot be read back, or does not fit the plan.
        """
        return network_frame(pa.concat_tables([self.read_chunk(name, plan) for name in sorted(names)]))

    def read_chunk(self, name: str, plan: PlanRecord | None = None) -> pa.Table:
        """Read a chunk, whose rows must have the schema's columns and fit the plan.

        Raises:
            DamagedRecordError: It is missing, cannot be read back, or does not fit.
        """
        table = self.read_table(f"chunks/{name}.parquet")
        with _reading(self.chunks / f"{name}.parquet"):
            if not table.schema.equals(NETWORKS):
                raise pa.ArrowInvalid("another schema")
            if plan is not None and foreign(table.to_pandas(), plan):
                raise pa.ArrowInvalid("rows of another plan")
        return table


def _write_whole(target: Path, content: bytes) -> None:
    """Write a file under a name of its own, flush it to the disk, and only then give it its name.

    The temporary file is made here, never found: it follows no link that somebody laid.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(temporary, flags, 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _changed(path: Path) -> DamagedRecordError:
    return DamagedRecordError(
        _(
            "{path} is not what actlab wrote: it was changed, or copied without SHA256SUMS. Delete it and run the same "
            "command again."
        ).format(path=path)
    )


def _damaged(path: Path) -> DamagedRecordError:
    return DamagedRecordError(_("{path} is damaged. Delete it and run the same command again.").format(path=path))


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file does to its reader into one clear error."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DamagedRecordError(
            _(
                "{path} is damaged. Delete it and run the same command again: only its networks are trained anew."
            ).format(path=path)
        ) from error


@contextmanager
def _reporting(path: Path) -> Iterator[None]:
    """Turn the system's refusal into one clear error."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            _(
                "Cannot write {path}: {reason}. What was finished is kept; free some space or fix the permissions, "
                "or name another folder with --out, then run the same command again."
            ).format(path=path, reason=error.strerror or error)
        ) from error


def _differing(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Return the names under which two plans hold different things."""
    return [name for name in wanted if name not in _FOLLOWS and held.get(name) != wanted[name]]
