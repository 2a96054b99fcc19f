"""Statistics of each activation call of a model, while it runs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from actlab.diagnostics.slopes import regions
from actlab.diagnostics.units import UnitCounter, channels_first
from actlab.surgery.watching import ActivationCall

__all__ = ["SiteTally", "Tallied"]

_TURNS = 64
"""Turns of a loop that are told apart; a recurrent cell that is written out has one unit for all its further steps."""


@dataclass
class Tallied:
    """What was counted at one place.

    Args:
        call: The call that was seen first.
        turn: Which turn it is, from 0, where one line runs several times in a forward pass, as in a loop over layers.
        counter: The statistics.
    """

    call: ActivationCall
    turn: int
    counter: UnitCounter


class SiteTally:
    """The watcher that gathers statistics, those of each turn of a loop apart: they may be different layers.

    Args:
        model: The model that is watched.
    """

    def __init__(self, model: nn.Module) -> None:
        self._channels_first = channels_first(model)
        self._turns: dict[Hashable, int] = {}
        self._seen: dict[tuple[Hashable, int], Tallied] = {}
        self.calls: dict[Hashable, int] = {}

    def begin(self) -> None:
        """Begin a forward pass."""
        self._turns = {}

    def activation(self, call: ActivationCall, compute: Callable[[], Any], x: Tensor) -> Any:
        """Count an activation call and return its output."""
        z = x.detach().clone() if call.overwrites and call.module is None else x
        output = compute()
        if isinstance(output, Tensor):
            tallied = self._of(call)
            tallied.counter.add(z.detach(), output.detach())
        return output

    def _of(self, call: ActivationCall) -> Tallied:
        turn = self._turns.get(call.place, 0)
        self._turns[call.place] = turn + 1
        self.calls[call.place] = max(self.calls.get(call.place, 0), turn + 1)
        key = (call.place, min(turn, _TURNS - 1))
        if key not in self._seen:
            self._seen[key] = Tallied(call, key[1], UnitCounter(regions(call.meaning), self._channels_first))
        return self._seen[key]

    def other(self, path: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        """Take no note."""

    def __iter__(self) -> Iterator[tuple[str, Tallied]]:
        """Yield each place with its label: path, or path and index of the call, and ``#2`` for a second turn."""
        places: dict[str, list[Hashable]] = {}
        for tallied in self._seen.values():
            call = tallied.call
            known = places.setdefault(call.path, [])
            if call.place not in known:
                known.append(call.place)
            base = call.path if call.module is not None else f"{call.path or '(model)'}[{known.index(call.place)}]"
            yield base if self.calls[call.place] == 1 else f"{base}#{tallied.turn + 1}", tallied
