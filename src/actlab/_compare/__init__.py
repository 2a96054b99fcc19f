"""The verb: plan, execute, judge."""

from actlab._compare.comparison import SCHEMA, Comparison, load
from actlab._compare.execution import carry_out, default_folder
from actlab._compare.planning import estimate, make_plan
from actlab._compare.verb import compare

__all__ = ["SCHEMA", "Comparison", "carry_out", "compare", "default_folder", "estimate", "load", "make_plan"]
