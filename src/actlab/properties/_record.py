"""A record of facts: what it holds, and the user's cache of records. No torch and no SymPy here.

A record is found again by the hash of the entry's file, its formula, its parameters, the code that derives facts
and the versions of torch and of this package. Reading the cache never computes; `actlab.properties.facts` does.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

from actlab import __version__
from actlab.activations import Activation

__all__ = ["Facts", "cache_folder", "cached_facts", "keep"]

Pair = tuple[float, float]


@dataclass(frozen=True)
class Facts:
    """What follows from an elementwise entry at its default parameters; None where it does not exist.

    Args:
        name: The entry's name.
        range: The smallest interval that holds all values.
        range_float32: Least and greatest finite value that the function reaches in float32.
        range_bfloat16: The same in bfloat16, over all its numbers.
        minimum: The least value, where it is reached.
        minimum_at: Where, nearest to 0.
        maximum: The greatest value, where it is reached.
        maximum_at: Where, nearest to 0.
        zeros: Where the function is 0, as points and intervals, nearest to 0 first where they are many.
        smoothness: ``discontinuous``, ``C^0``, ``C^1`` ... or ``C^inf``.
        lipschitz: sup |f'|.
        curvature: sup |f''|, boundaries aside.
        limits: Limits towards -oo and +oo.
        slopes: Limits of f' there.
        mean: E f(Z) for a standard normal Z.
        second_moment: E f(Z)^2.
        slope_second_moment: E f'(Z)^2.
        gain: 1/sqrt(E f(Z)^2).
        backward_gain: 1/sqrt(E f'(Z)^2).
        chi: gain^2 E f'(Z)^2: how a gradient's variance changes from layer to layer at that gain.
        fixed_point: Where the variance map q -> gain^2 E f(sqrt(q) Z)^2 stays: 1, by the choice of the gain.
        fixed_point_slope: The map's derivative there: a deviation shrinks below 1 and grows above.
        edge_of_chaos: Variances of weights (times fan_in) and biases with which a small difference between two inputs
            neither dies out nor grows with depth, at biases' variance 0.05, or at 0 where the edge lies there alone.
        edge_variance: The variance of pre-activations that is kept there; None where each is.
        weight_scale: What `init_` takes for sqrt(fan_in) times the standard deviation of a weight.
        bias_scale: What it takes for the standard deviation of a bias.
    """

    name: str
    range: str | None = None
    range_float32: Pair | None = None
    range_bfloat16: Pair | None = None
    minimum: float | None = None
    minimum_at: float | None = None
    maximum: float | None = None
    maximum_at: float | None = None
    zeros: tuple[str, ...] | None = None
    smoothness: str | None = None
    lipschitz: float | None = None
    curvature: float | None = None
    limits: tuple[float | None, float | None] | None = None
    slopes: tuple[float | None, float | None] | None = None
    mean: float | None = None
    second_moment: float | None = None
    slope_second_moment: float | None = None
    gain: float | None = None
    backward_gain: float | None = None
    chi: float | None = None
    fixed_point: float | None = None
    fixed_point_slope: float | None = None
    edge_of_chaos: Pair | None = None
    edge_variance: float | None = None
    weight_scale: float | None = None
    bias_scale: float | None = None

    def plain(self) -> dict[str, Any]:
        """Return the facts as JSON has them: infinities as text, tuples as lists.

        >>> Facts("relu", lipschitz=float("inf")).plain()["lipschitz"]
        'inf'
        """
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Facts:
        """Return the facts that `plain` gave.

        Raises:
            TypeError: The fields are not those of a record.
        """
        return cls(**{name: _read(name, value) for name, value in plain.items()})


_TEXTS = {"name", "range", "smoothness", "zeros"}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, float) and abs(value) == float("inf") else value


def _read(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(name, part) for part in value)
    return float(value) if isinstance(value, str) and name not in _TEXTS else value


def cache_folder() -> Path:
    """Return the user's own folder of records: below XDG_CACHE_HOME, or ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "actlab" / "facts"


def cached_facts(entry: Activation) -> Facts | None:
    """Return the facts that were computed before, or None; nothing is computed.

    A record that cannot be read counts as absent: it is computed again.
    """
    place = _place(entry)
    if place is None:
        return None
    try:
        return Facts.read(json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def keep(entry: Activation, facts: Facts) -> None:
    """Write a record into the cache, whole or not at all; without a writable folder, not at all."""
    place = _place(entry)
    if place is None:
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = place.with_suffix(f".{os.getpid()}.part")
        partial.write_text(json.dumps(facts.plain(), allow_nan=False), encoding="utf-8")
        partial.replace(place)
    except OSError:
        return  # facts are cheap enough to be computed again


def _place(entry: Activation) -> Path | None:
    """Return the record's file; None for a function whose source is in no file."""
    if entry.doubts:
        return None
    try:
        text = Path(inspect.getfile(entry.function)).read_bytes() if entry.maker is None else entry.content.encode()
        source = text + b"".join(Path(__file__).with_name(name).read_bytes() for name in ("_facts.py", "_edge.py"))
    except (OSError, TypeError):
        return None
    shape = (entry.name, entry.kind, entry.formula, entry.defaults, [field.name for field in fields(Facts)])
    stamp = f"{shape} torch {version('torch')} actlab {__version__}".encode()
    return cache_folder() / f"{entry.name}-{hashlib.sha256(source + stamp).hexdigest()[:16]}.json"
