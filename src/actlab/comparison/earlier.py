"""What is known of a plan's blocks before it runs: looks at the same networks, and networks to take over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from actlab.errors import DamagedRecordError, RunFolderError
from actlab.population.training import digest_of
from actlab.records import Journal, Look, PlanRecord, RunFolder

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan

__all__ = ["Earlier", "earlier", "looks_of", "runs_to_adopt"]

_ASIDE = ("schema", "seed", "engine", "torch")
"""Parts of a training's setting with which its networks say the same: other bits, or another draw of the same."""


@dataclass(frozen=True)
class Earlier:
    """What the journal says of a plan's pairs.

    Args:
        looks: Numbers of blocks at which some pair was judged before.
        seeds: Other root seeds with which some pair was judged before.
    """

    looks: tuple[int, ...]
    seeds: tuple[int, ...]


def looks_of(plan: Plan, blocks: int) -> list[Look]:
    """Return the looks that a judgement of so many blocks of a plan is: one per pair, whatever else is asked."""
    training = plan.training
    setting = {name: value for name, value in training.setting.items() if name not in _ASIDE}
    first, *others = [candidate.digest for candidate in training.candidates]
    pairs = [(first, other) for other in others]
    if plan.question.family == "all":
        pairs += [(a, b) for i, a in enumerate(others) for b in others[i + 1 :]]
    key = digest_of(setting)
    return [Look(key, training.seed, _ordered(*pair), blocks, plan.question.rule) for pair in dict.fromkeys(pairs)]


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def earlier(plan: Plan, journal: Journal) -> Earlier:
    """Return which looks came before this one, and which other root seeds.

    To judge as many blocks by the same rule again is no look: what came after its first time does not count, so that
    the same command always makes the same plan. A sequence that goes on as a sequence has no looks to name.
    """
    now = looks_of(plan, plan.question.blocks)
    held = journal.looks(now[0].training)
    looks: set[int] = set()
    seeds: set[int] = set()
    for pair in now:
        same = [look for look in held if look.pair == pair.pair]
        before_seed = [look.seed for look in _until(same, lambda look: look.seed == plan.training.seed)]
        seeds.update(before_seed)
        of_seed = [look for look in same if look.seed == plan.training.seed]
        looks.update(look.blocks for look in _before(of_seed, pair))
    return Earlier(tuple(sorted(looks)), tuple(sorted(seeds)))


def _before(looks: list[Look], now: Look) -> list[Look]:
    if now.rule == "fixed":
        return _until(looks, lambda look: (look.blocks, look.rule) == (now.blocks, now.rule))
    return [look for look in _until(looks, lambda look: look.rule == now.rule) if look.rule == "fixed"]


def _until(looks: list[Look], reached: Callable[[Look], bool]) -> list[Look]:
    """Return the looks before the first for which something holds."""
    place = next((i for i, look in enumerate(looks) if reached(look)), len(looks))
    return looks[:place]


def runs_to_adopt(plan: Plan, looked_in: Path) -> Iterator[RunFolder]:
    """Yield the run folders inside a folder that hold networks of the plan, whatever was asked of them."""
    wanted = {chunk.name for chunk in plan.chunks()}
    for folder in _folders(looked_in):
        run = RunFolder(folder)
        try:
            if run.has("plan.json") and not wanted.isdisjoint(run.read("plan.json", PlanRecord).chunks):
                yield run
        except (OSError, DamagedRecordError, RunFolderError):
            continue


def _folders(looked_in: Path) -> Iterator[Path]:
    """Yield where runs may lie: beside one another, and by workload and regime inside a study."""
    for folder in _inside(looked_in):
        yield folder
        if _holds_study(folder):
            yield from (leaf for workload in _inside(folder) for leaf in _inside(workload))


def _holds_study(folder: Path) -> bool:
    try:
        return (folder / "study.json").is_file()
    except OSError:  # the folder may not be entered
        return False


def _inside(folder: Path) -> list[Path]:
    """Return the folders inside one, none where it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []
