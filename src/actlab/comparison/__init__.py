"""The product's own package: what is asked for becomes a plan, a plan is carried out, and what it left is judged.

The public functions `plan`, `compare`, `plan_study` and `study` stand in `actlab.comparison.verb`.
"""

from typing import TYPE_CHECKING

from actlab._shared.lazy import lazily

if TYPE_CHECKING:
    from actlab.comparison.comparison import SCHEMA, Comparison, load
    from actlab.comparison.plan import Plan
    from actlab.comparison.question import Question
    from actlab.comparison.study import Study, load_all
    from actlab.comparison.study_plan import StudyPlan
    from actlab.comparison.verb import compare, plan_study

_HOMES = {
    "SCHEMA": "actlab.comparison.comparison",
    "Comparison": "actlab.comparison.comparison",
    "Plan": "actlab.comparison.plan",
    "Question": "actlab.comparison.question",
    "Study": "actlab.comparison.study",
    "StudyPlan": "actlab.comparison.study_plan",
    "compare": "actlab.comparison.verb",
    "load": "actlab.comparison.comparison",
    "load_all": "actlab.comparison.study",
    "plan_study": "actlab.comparison.verb",
}

__all__ = [
    "SCHEMA",
    "Comparison",
    "Plan",
    "Question",
    "Study",
    "StudyPlan",
    "compare",
    "load",
    "load_all",
    "plan_study",
]

__getattr__ = lazily(__name__, _HOMES)
