"""Try a user's activation before any network is trained with it: what it is, and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from actlab._shared.process_state import isolated, one_thread
from actlab.activations._advice import refusal
from actlab.activations._makers import Maker, along
from actlab.activations._spec import Kind
from actlab.errors import OwnFunctionError
from actlab.i18n import _

__all__ = ["Probed", "probe"]

_ROWS, _UNITS = 6, 8
_POINTS = (0.0, -0.0, 1e-6, -1e-6, 1e-2, -1e-2, 10.0, -10.0, 20.0, -20.0, 40.0, -40.0)
"""Where values and slopes must be numbers besides between -6 and 6."""

_FAR = (100.0, -100.0, 1e3, -1e3, 1e4, -1e4)
"""Where they should be: a network rarely gets there, unless it diverges."""


@dataclass(frozen=True)
class Probed:
    """What the probes found.

    Args:
        kind: ``elementwise``, ``gated`` or ``vector``.
        width: Outputs and inputs along the axis, as a ratio.
        behaviour: Values and slopes on a fixed grid, to the bit.
        far: The inputs at which the gradient is no number, far from 0.
    """

    kind: Kind
    width: tuple[int, int]
    behaviour: tuple[bytes, ...]
    far: tuple[float, ...]


def probe(maker: Maker) -> Probed:
    """Return what kind of activation it is.

    Raises:
        OwnFunctionError: The first fault that was found, with the way out.
    """
    with one_thread():
        return _Probe(maker).run()


class _Probe:
    """The probes of one activation; each call is made on a fresh instance, unless it says otherwise."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.name = maker, maker.name
        self.x = torch.linspace(-6.0, 6.0, _ROWS * _UNITS).reshape(_ROWS, _UNITS)

    def run(self) -> Probed:
        y = self._apply(self.x)
        width = self._width(y)
        self._check_values(self.x, y)
        self._check_calls()
        kind = self._kind(y, width)
        self._check_gradient(self.x)
        far = () if kind != "elementwise" else self._check_points()
        self._check_evaluation_mode()
        if kind == "elementwise":
            self._check_shapes()
        return Probed(kind, width, tuple(self._behaviour()), far)

    def _fresh(self) -> Any:
        return self.maker(_UNITS, {})

    def _on(self, made: Any, x: Tensor, seed: int = 0) -> Any:
        """Apply an instance, as training does: with the global generators seeded."""
        try:
            with isolated(seed):
                if self.maker.axis or self.maker.gated:
                    return along(made, self.maker.axis, x.chunk(2, -1) if self.maker.gated else (x,), -1)
                return made(x)
        except Exception as error:
            raise refusal(self.name, error, x) from error

    def _apply(self, x: Tensor, seed: int = 0) -> Tensor:
        """Apply a fresh instance to an inner tensor of a graph, as training will; return the values."""
        y = self._on(self._fresh(), x.clone().requires_grad_() * 1, seed)
        if not isinstance(y, Tensor):
            raise OwnFunctionError(self._no_tensor(y))
        return y.detach()

    def _no_tensor(self, y: Any) -> str:
        if callable(y):
            return _("{name} returns a function: write `act = {name}()` in the file, and give act.").format(
                name=self.name
            )
        return _("{name} returned {type}, not a tensor.").format(name=self.name, type=type(y).__name__)

    def _width(self, y: Tensor) -> tuple[int, int]:
        """Return the ratio of outputs to inputs along the last axis."""
        if y.dtype != self.x.dtype:
            raise OwnFunctionError(
                _("{name} turned {before} into {after}; an activation keeps the dtype.").format(
                    name=self.name, before=_short(self.x.dtype), after=_short(y.dtype)
                )
            )
        ratios = {_UNITS: (1, 1), _UNITS // 2: (1, 2), 2 * _UNITS: (2, 1)}
        if y.dim() != 2 or len(y) != _ROWS or y.shape[1] not in ratios:
            raise OwnFunctionError(
                _("{name} turned the shape {before} into {after}; an activation keeps the shape.").format(
                    name=self.name, before=tuple(self.x.shape), after=tuple(y.shape)
                )
            )
        return ratios[y.shape[1]]

    def _check_calls(self) -> None:
        """See that a second call of one instance gives the same again, and leaves its state as it is."""
        made = self._fresh()
        before = _state(made)
        first = self._on(made, self.x.clone())
        changed = sorted(name for name, value in _state(made).items() if not torch.equal(value, before[name]))
        self._on(made, self.x[:3] * 1.5, seed=1)
        if not torch.equal(first, self._on(made, self.x.clone())):
            about = _(" It changes its own {names}.").format(names=", ".join(changed)) if changed else ""
            raise OwnFunctionError(
                _(
                    "{name} changes from call to call: the same input gives another output, so results would depend "
                    "on what ran before."
                ).format(name=self.name)
                + about
                + _(" Give a function whose output follows from its input alone.")
            )

    def _check_values(self, x: Tensor, y: Tensor) -> None:
        if torch.isnan(y).any():
            worst = x[torch.isnan(y)][0].item() if y.shape == x.shape else x.flatten()[0].item()
            raise OwnFunctionError(
                _("{name}({x:g}) is NaN; an activation needs a value for every input.").format(name=self.name, x=worst)
            )

    def _kind(self, y: Tensor, width: tuple[int, int]) -> Kind:
        changed = self.x.clone()
        changed[::2] += 1.25
        rows_apart = torch.equal(self._apply(changed)[1::2], y[1::2])
        random = not torch.equal(self._apply(self.x, seed=1), y)
        if not random:
            rows_apart &= torch.allclose(self._apply(self.x.flip(0)).flip(0), y, rtol=1e-4, atol=1e-5)
        if not rows_apart:
            raise OwnFunctionError(
                _(
                    "{name} mixes samples: an output changes with the other samples of its batch. "
                    "Give a function that treats each sample alone."
                ).format(name=self.name)
            )
        if self.maker.gated or width != (1, 1):
            return "gated" if self.maker.gated else "vector"
        changed = self.x.clone()
        changed[:, ::2] += 1.25
        if torch.equal(self._apply(changed)[:, 1::2], y[:, 1::2]) and (random or self._is_alike_everywhere(y)):
            return "elementwise"
        return "vector"

    def _is_alike_everywhere(self, y: Tensor) -> bool:
        """Return whether order does not matter; with a parameter for each unit it may."""
        if self.maker.width or any(value.numel() > 1 for value in _state(self._fresh()).values()):
            return True
        turned, corner = self._apply(self.x.flip(0, 1)).flip(0, 1), self._apply(self.x[:5, :3])
        return all(torch.allclose(a, b, rtol=1e-4, atol=1e-5) for a, b in ((turned, y), (corner, y[:5, :3])))

    def _check_gradient(self, x: Tensor) -> None:
        """See that the input stays as it is, that autograd finds the way back, and no strange weights on it."""
        leaf, made = x.clone().requires_grad_(), self._fresh()
        inner = leaf * 1
        y = self._on(made, inner)
        if inner._version:
            raise OwnFunctionError(
                _(
                    "{name} overwrites its input. Give a function that returns a new tensor: torch.relu(x) instead "
                    "of torch.relu_(x), x * y instead of x *= y, and no inplace=True."
                ).format(name=self.name)
            )
        if self._slope(y, leaf) is None:
            raise OwnFunctionError(
                _(
                    "{name} has no gradient: autograd finds no way from its output to its input. Use torch's "
                    "operations alone, without .detach(), .numpy() or torch.no_grad(); where the slope is 0 "
                    "everywhere, add 0 * x."
                ).format(name=self.name)
            )
        self._check_leaves(y, made, leaf)

    def _slope(self, y: Tensor, leaf: Tensor) -> Tensor | None:
        try:
            return torch.autograd.grad(y.sum(), leaf, allow_unused=True)[0] if y.requires_grad else None
        except Exception as error:
            raise OwnFunctionError(
                _(
                    "Autograd cannot differentiate {name}. Use torch's operations that have a derivative, and change "
                    "no tensor in place. Torch says: {error}"
                ).format(name=self.name, error=f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")
            ) from error

    def _check_leaves(self, y: Tensor, made: Any, leaf: Tensor) -> None:
        """Refuse weights that the graph reaches and no network would own."""
        owned = {id(p) for p in made.parameters()} if isinstance(made, nn.Module) else set()
        strangers = [each for each in _leaves(y) if each is not leaf and id(each) not in owned]
        if strangers:
            raise OwnFunctionError(
                _(
                    "{name} uses a parameter ({parameter}) that no network owns, so it would never be trained. Make "
                    "it a module with `self.{parameter} = nn.Parameter(...)` and give the class, or use a tensor "
                    "without requires_grad."
                ).format(name=self.name, parameter=_name_of(strangers[0], self.maker.own.thing))
            )

    def _check_points(self) -> tuple[float, ...]:
        """See that values and slopes are numbers at 0 and at large inputs; return the far ones where they are not."""
        x = torch.cat([self.x.flatten(), torch.tensor(_POINTS)])
        for value, slope, at in zip(*self._at(x), x.tolist(), strict=True):
            self._check_values(torch.tensor([at]), torch.tensor([value]))
            if math.isfinite(value) and not math.isfinite(slope):
                raise OwnFunctionError(
                    _(
                        "The gradient of {name} at {x:g} is {slope}, though its value is {value:g}: a root, logarithm "
                        "or quotient at its edge, or a branch that torch.where does not take and that hands on its "
                        "NaN. Clamp its argument first, as in torch.sqrt(x.clamp(min=1e-12))."
                    ).format(name=self.name, x=at, slope="NaN" if math.isnan(slope) else slope, value=value)
                )
        far = torch.tensor(_FAR)
        return tuple(
            at for value, slope, at in zip(*self._at(far), _FAR, strict=True) if math.isnan(value) or math.isnan(slope)
        )

    def _at(self, x: Tensor) -> tuple[list[float], list[float]]:
        """Return values and slopes at points."""
        leaf = x.clone().requires_grad_()
        y = self._on(self._fresh(), (leaf * 1).reshape(-1, 1).expand(-1, _UNITS))
        slope = self._slope(y[:, 0], leaf)
        return y[:, 0].tolist(), [math.nan] * len(x) if slope is None else slope.tolist()

    def _check_evaluation_mode(self) -> None:
        made = self._fresh()
        if isinstance(made, nn.Module):
            self._on(made.eval(), self.x.clone())

    def _check_shapes(self) -> None:
        """See that a function of single numbers takes tensors of every shape and precision."""
        for x in () if self.maker.width else (self.x.unsqueeze(0), self.x.flatten().double()):
            made = self._fresh()
            self._on(made.to(x.dtype) if isinstance(made, nn.Module) else made, x.clone().requires_grad_() * 1)

    def _behaviour(self) -> Iterator[bytes]:
        leaf = self.x.clone().requires_grad_()
        y = self._on(self._fresh(), leaf * 1)
        slope = self._slope(y, leaf)
        yield y.detach().contiguous().numpy().tobytes()
        yield b"" if slope is None else slope.contiguous().numpy().tobytes()


def _state(made: Any) -> dict[str, Tensor]:
    """Return a copy of the tensors that an instance holds."""
    return (
        {name: value.detach().clone() for name, value in made.state_dict().items()}
        if isinstance(made, nn.Module)
        else {}
    )


def _leaves(y: Tensor) -> Iterator[Tensor]:
    """Yield the leaves of a graph that collect gradients."""
    seen: set[Any] = set()
    waiting = [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            yield node.variable
        waiting += [before for before, _index in node.next_functions]


def _name_of(tensor: Tensor, thing: Any) -> str:
    """Return the name under which a function knows a tensor, as far as it can be found."""
    function: Callable[..., Any] = getattr(thing, "__func__", getattr(thing, "func", thing))
    code = getattr(function, "__code__", None)
    cells = zip(getattr(code, "co_freevars", ()), getattr(function, "__closure__", None) or (), strict=False)
    held = {**getattr(function, "__globals__", {}), **{name: cell.cell_contents for name, cell in cells}}
    held |= getattr(getattr(thing, "__self__", thing), "__dict__", {})
    return next((name for name, value in held.items() if value is tensor), "weight")


def _short(dtype: object) -> str:
    return str(dtype).removeprefix("torch.")
