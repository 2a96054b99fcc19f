"""On what candidates are compared: the catalogue of workloads, and the user's own data."""

from actlab._catalogue import Catalogue
from actlab.workloads._own import own_data
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import ACCURACY, Make, Metric, Parts, Split, Workload, mlp

__all__ = ["ACCURACY", "CATALOGUE", "Make", "Metric", "Parts", "Recipe", "Split", "Workload", "mlp", "own_data"]

CATALOGUE: Catalogue[Workload] = Catalogue("actlab.workloads.catalogue", command="actlab compare --help")
