"""On what candidates are compared: the catalogue of workloads, and the user's own data and networks."""

from actlab._shared.catalogue import Catalogue
from actlab.errors import UnknownNameError, choices
from actlab.i18n import _
from actlab.workloads._ends import RANGES
from actlab.workloads._model import OwnModel, own_model, read_model, with_model
from actlab.workloads._networks import MLP, ConvNet, Make, Network, ResidualMLP, TokenMLP
from actlab.workloads._recipe import Init, Loss, Optimizer, Recipe, Schedule
from actlab.workloads._spec import ACCURACY, LOG_LOSS, METRICS, Metric, Parts, Scaling, Split, Task, Workload
from actlab.workloads.userdata import (
    ColumnAccount,
    Preparation,
    account_lines,
    column_names,
    listed,
    own_data,
    own_dataset,
    own_frame,
    read_data,
    read_preparation,
    read_table,
)

__all__ = [
    "ACCURACY",
    "CATALOGUE",
    "LOG_LOSS",
    "METRICS",
    "MLP",
    "RANGES",
    "ColumnAccount",
    "ConvNet",
    "Init",
    "Loss",
    "Make",
    "Metric",
    "Network",
    "Optimizer",
    "OwnModel",
    "Parts",
    "Preparation",
    "Recipe",
    "ResidualMLP",
    "Scaling",
    "Schedule",
    "Split",
    "Task",
    "TokenMLP",
    "Workload",
    "account_lines",
    "column_names",
    "find",
    "listed",
    "own_data",
    "own_dataset",
    "own_frame",
    "own_model",
    "read_data",
    "read_model",
    "read_preparation",
    "read_table",
    "with_model",
]

CATALOGUE: Catalogue[Workload] = Catalogue("actlab.workloads.catalogue", command="actlab list --workloads")


def find(name: str) -> tuple[Workload, ...]:
    """Return the workload of that name, or those of a suite.

    Args:
        name: A name or alias of the catalogue, or ``suite:`` and the name of a suite.

    Raises:
        UnknownNameError: There is no such workload or suite.

    >>> [workload.name for workload in find("suite:tabular")]
    ['breast_cancer', 'diabetes', 'iris', 'wine']
    """
    kind, colon, suite = name.partition(":")
    if not colon or kind != "suite":
        return (CATALOGUE[name],)
    found = tuple(workload for workload in CATALOGUE if suite in workload.suites)
    if not found:
        known = sorted({suite for workload in CATALOGUE for suite in workload.suites})
        near = choices(suite, known, limit=1)
        hint = _(" Did you mean {near}?").format(near=f"suite:{near[0]}") if near else ""
        raise UnknownNameError(
            _("There is no suite '{name}'; there are: {known}.").format(name=suite, known=", ".join(known)) + hint
        )
    return found
