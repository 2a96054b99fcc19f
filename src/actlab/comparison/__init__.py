"""The verb: plan, execute, judge."""

from actlab.comparison.comparison import SCHEMA, Comparison, load
from actlab.comparison.execution import carry_out, default_folder
from actlab.comparison.plan import Plan
from actlab.comparison.planning import estimate, make_plan
from actlab.comparison.question import Question
from actlab.comparison.study import BOTH, Study, carry_out_study, load_all, make_plans, study, study_folder
from actlab.comparison.verb import compare

__all__ = [
    "BOTH",
    "SCHEMA",
    "Comparison",
    "Plan",
    "Question",
    "Study",
    "carry_out",
    "carry_out_study",
    "compare",
    "default_folder",
    "estimate",
    "load",
    "load_all",
    "make_plan",
    "make_plans",
    "study",
    "study_folder",
]
