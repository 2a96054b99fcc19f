"""actlab: which activation function here, and is the difference real?

The public names are loaded on first use, so that ``import actlab`` costs no torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actlab._shared.lazy import lazily

if TYPE_CHECKING:
    from actlab.activations import Activation, activation
    from actlab.activations.derive import gain, init_
    from actlab.activations.plot import plot
    from actlab.comparison import Comparison, Plan, Study, StudyPlan, load
    from actlab.comparison.calibrate import calibrate
    from actlab.comparison.judge import judge
    from actlab.comparison.verb import compare, plan, plan_study, study
    from actlab.diagnostics import Watch, diagnose, lint
    from actlab.errors import ActlabError
    from actlab.estimators import MLPClassifier, MLPRegressor
    from actlab.evidence.run import examine
    from actlab.lessons.learn import learn
    from actlab.properties import facts, show, verify
    from actlab.surgery import find_sites, plan_swap, swap

__version__ = "0.1.0"

_HOMES = {
    "Activation": "actlab.activations",
    "ActlabError": "actlab.errors",
    "MLPClassifier": "actlab.estimators",
    "MLPRegressor": "actlab.estimators",
    "Comparison": "actlab.comparison",
    "Plan": "actlab.comparison",
    "Study": "actlab.comparison",
    "StudyPlan": "actlab.comparison",
    "activation": "actlab.activations",
    "calibrate": "actlab.comparison.calibrate",
    "compare": "actlab.comparison.verb",
    "facts": "actlab.properties",
    "plot": "actlab.activations.plot",
    "show": "actlab.properties",
    "verify": "actlab.properties",
    "gain": "actlab.activations.derive",
    "judge": "actlab.comparison.judge",
    "init_": "actlab.activations.derive",
    "load": "actlab.comparison",
    "plan": "actlab.comparison.verb",
    "plan_study": "actlab.comparison.verb",
    "study": "actlab.comparison.verb",
    "Watch": "actlab.diagnostics",
    "diagnose": "actlab.diagnostics",
    "examine": "actlab.evidence.run",
    "find_sites": "actlab.surgery",
    "learn": "actlab.lessons.learn",
    "lint": "actlab.diagnostics",
    "plan_swap": "actlab.surgery",
    "swap": "actlab.surgery",
}

__all__ = [
    "Activation",
    "ActlabError",
    "Comparison",
    "MLPClassifier",
    "MLPRegressor",
    "Plan",
    "Study",
    "StudyPlan",
    "Watch",
    "__version__",
    "activation",
    "calibrate",
    "compare",
    "diagnose",
    "examine",
    "facts",
    "find_sites",
    "gain",
    "init_",
    "judge",
    "learn",
    "lint",
    "load",
    "plan",
    "plan_study",
    "plan_swap",
    "plot",
    "show",
    "study",
    "swap",
    "verify",
]


__getattr__ = lazily(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
