"""Every activation call of a model, wherever it is written: seen, and replaced."""

from actlab.surgery.aftercare import model_output, recalibrated
from actlab.surgery.known import Meaning, known_function, meaning_of_call
from actlab.surgery.observation import observing
from actlab.surgery.sites import Site, Sites, check_model, find_sites
from actlab.surgery.swapping import Swap, SwapPlan, plan_swap, swap
from actlab.surgery.unseen import Unseen
from actlab.surgery.watching import ActivationCall, RunningModules, Watcher, watching

__all__ = [
    "ActivationCall",
    "Meaning",
    "RunningModules",
    "Site",
    "Sites",
    "Swap",
    "SwapPlan",
    "Unseen",
    "Watcher",
    "check_model",
    "find_sites",
    "known_function",
    "meaning_of_call",
    "model_output",
    "observing",
    "plan_swap",
    "recalibrated",
    "swap",
    "watching",
]
