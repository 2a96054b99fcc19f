"""actlab: which activation function here, and is the difference real?

The public names are loaded on first use, so that ``import actlab`` costs no torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actlab._shared.lazy import lazily

if TYPE_CHECKING:
    from actlab.activations import Activation, activation
    from actlab.activations.derive import gain, init_
    from actlab.comparison import Comparison, Study, compare, load
    from actlab.comparison.judge import judge
    from actlab.comparison.study import study
    from actlab.diagnostics import Watch, diagnose, lint
    from actlab.errors import ActlabError
    from actlab.estimators import MLPClassifier, MLPRegressor
    from actlab.surgery import find_sites, plan_swap, swap

__version__ = "0.1.0"

_HOMES = {
    "Activation": "actlab.activations",
    "ActlabError": "actlab.errors",
    "MLPClassifier": "actlab.estimators",
    "MLPRegressor": "actlab.estimators",
    "Comparison": "actlab.comparison",
    "Study": "actlab.comparison",
    "activation": "actlab.activations",
    "compare": "actlab.comparison",
    "gain": "actlab.activations.derive",
    "judge": "actlab.comparison.judge",
    "init_": "actlab.activations.derive",
    "load": "actlab.comparison",
    "study": "actlab.comparison",
    "Watch": "actlab.diagnostics",
    "diagnose": "actlab.diagnostics",
    "find_sites": "actlab.surgery",
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
    "Study",
    "Watch",
    "__version__",
    "activation",
    "compare",
    "diagnose",
    "find_sites",
    "gain",
    "init_",
    "judge",
    "lint",
    "load",
    "plan_swap",
    "study",
    "swap",
]


__getattr__ = lazily(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
