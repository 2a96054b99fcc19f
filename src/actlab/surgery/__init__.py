"""Every activation call of a model, wherever it is written: seen, and replaced."""

from actlab.surgery.aftercare import recalibrated
from actlab.surgery.sites import Site, Sites, find_sites
from actlab.surgery.swapping import Swap, SwapPlan, plan_swap, swap
from actlab.surgery.unseen import Unseen

__all__ = ["Site", "Sites", "Swap", "SwapPlan", "Unseen", "find_sites", "plan_swap", "recalibrated", "swap"]
