"""A table from a Parquet file, read without what pandas once wrote beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from actlab._shared.memory import check_fits
from actlab.errors import DataError
from actlab.i18n import _

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["parquet_columns", "read_parquet"]

_COPIES = 3


def parquet_columns(file: Path) -> list[str]:
    """Return the names of a file's columns.

    Raises:
        DataError: It is no Parquet file.
    """
    import pyarrow.parquet as pq

    with _damaged(file):
        return [str(name) for name in pq.read_schema(file).names]


def read_parquet(file: Path) -> pd.DataFrame:
    """Return the table; an index that pandas wrote is a column as any other.

    pandas' own metadata may be damaged, or name columns that are gone, so they are not read.

    Raises:
        DataError: It cannot be read, or is too large for the memory.
    """
    import pyarrow.parquet as pq

    with _damaged(file):
        described = pq.read_metadata(file)
        groups = (described.row_group(place) for place in range(described.num_row_groups))
        check_fits(_COPIES * sum(group.total_byte_size for group in groups), str(file))
        frame: pd.DataFrame = pq.ParquetFile(file).read().replace_schema_metadata().to_pandas()
        return frame


@contextmanager
def _damaged(file: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            _("{path} cannot be read as Parquet: {error}").format(path=file, error=str(error).partition("\n")[0])
        ) from error
