"""Data of the user's own: read from files, tables and arrays, understood, and prepared inside each split."""

from actlab.workloads.userdata.account import ColumnAccount, account_lines
from actlab.workloads.userdata.arrays import own_data, own_dataset
from actlab.workloads.userdata.files import column_names, read_table
from actlab.workloads.userdata.frames import own_frame
from actlab.workloads.userdata.preparation import Fill, Preparation, Way, read_preparation
from actlab.workloads.userdata.read import read_data
from actlab.workloads.userdata.words import listed, shown

__all__ = [
    "ColumnAccount",
    "Fill",
    "Preparation",
    "Way",
    "account_lines",
    "column_names",
    "listed",
    "own_data",
    "own_dataset",
    "own_frame",
    "read_data",
    "read_preparation",
    "read_table",
    "shown",
]
