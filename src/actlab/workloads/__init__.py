"""On what candidates are compared: the catalogue of workloads, and the user's own data and networks."""

from actlab._catalogue import Catalogue
from actlab.workloads._networks import MLP, ConvNet, Make, Network, ResidualMLP
from actlab.workloads._own import own_data
from actlab.workloads._recipe import Init, Loss, Optimizer, Recipe, Schedule
from actlab.workloads._spec import ACCURACY, LOG_ERROR, Metric, Parts, Scaling, Split, Task, Workload
from actlab.errors import UnknownNameError, choices
from actlab.i18n import _

__all__ = [
    "ACCURACY",
    "CATALOGUE",
    "LOG_ERROR",
    "MLP",
    "ConvNet",
    "Init",
    "Loss",
    "Make",
    "Metric",
    "Network",
    "Optimizer",
    "Parts",
    "Recipe",
    "ResidualMLP",
    "Scaling",
    "Schedule",
    "Split",
    "Task",
    "Workload",
    "find",
    "own_data",
]

CATALOGUE: Catalogue[Workload] = Catalogue("actlab.workloads.catalogue", command="actlab compare --help")


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
