"""An activation is a value: function, formula, parameters, properties, source.

The value checks its own form when it is made. Whether its formula and properties are true is the business of
``actlab.properties`` and the contract tests. This file imports no torch: the scan of the catalogue loads none.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from actlab.activations._parameters import Parameter
from actlab.activations._twin import Twin
from actlab.activations.properties import Property, Range
from actlab.errors import ParameterError, choices
from actlab.i18n import Text, _
from actlab.sources import Source

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["GATE_PLACES", "Activation", "GatePlace", "Kind", "Noise"]

Kind = Literal["elementwise", "gated", "vector"]
GatePlace = Literal["first", "last", "interleaved"]
Noise = Literal["uniform", "gumbel"]
GATE_PLACES: tuple[GatePlace, ...] = ("first", "last", "interleaved")
C = TypeVar("C", bound=Property)


@dataclass(frozen=True, kw_only=True)
class Activation:
    """One activation function and what is said of it.

    Args:
        title: The name as prose prints it, as ``Leaky ReLU``; without spaces it names the module class.
        function: ``function(x, *, ...)``: a tensor in, a tensor of the same shape out. Torch is imported
            inside. A vector function has the keyword ``dim``, a masked one ``mask``, a stochastic one ``noise``;
            a gated one is ``function(value, gate, *, ...)``.
        formula: SymPy text in ``x`` and the parameters' names (``value`` and ``gate`` where gated); parsed
            when needed.
        reference: For a vector function: a list of mpmath numbers in, a list out.
        derivatives: Exact f' and f'' of an elementwise function, where autograd's are wrong or lose the tails.
        surrogate: The derivative that the backward pass uses instead of the true one, as for a step.
        kernel: Torch's own kernel, where the function is not that kernel; what `plain` uses. Of a gated function it
            takes the whole input, its gate last, and ``dim``; of a masked one it serves calls without a mask.
        kind: ``elementwise`` (each output from its own input), ``vector`` (along ``dim``) or ``gated``.
        gate: Where a gated function's input has its gate, as its source has it: in the ``first`` or the ``last``
            half, or ``interleaved``: at the even places, before each value.
        noise: The distribution that a stochastic function's ``noise`` is drawn from while training.
        masked: Whether a vector function takes a ``mask``, true where an element takes part.
        width: Outputs and inputs, as a ratio: (1, 2) where a gate halves, (2, 1) where outputs are doubled,
            (2, 2) where units go in pairs.
        code: The function in plain PyTorch, an expression in ``x`` and the parameters, as one would write it;
            needed where the function uses helpers of this package.
        parameters: Its numbers, in the order of the function's keywords.
        at_infinity: Limits towards -∞ and +∞ at the default parameters, as numbers or ``"inf"``.
        properties: What a verifier can test.
        known_values: Pairs (x, f(x)) at the defaults, checkable by hand or printed in the source.
        strengths: What is said in its favour.
        weaknesses: What is said against it.
        twins: The same function elsewhere.
        source: Where it was defined.
        ordered: Pairs of parameters of which the first may not exceed the second.
        spelled: For the arguments that torch's constructor takes beyond the parameters: keyword-only; returns the
            entry that they mean, or None where there is none.
        inplace: The variant that overwrites its input; only for functions whose gradient allows it.
        aliases: Other names that mean this entry and nothing else.
        shared_names: Names that the field uses for this and for something else.
        shelf: ``core`` (complete in every respect), ``literature``, or ``own`` for a user's function.
        content: The text of a user's function, by which a plan knows it.
        where: What finds a user's function again on a command line, ``mine.py:my_act``.
        maker: What makes a user's activation, fresh for each layer; see `actlab.activations.own`.
        doubts: What a user's function depends on and no hash can cover: its networks are never read back.
        fails_at: Far inputs at which a user's function or its gradient is no number.
        chain: The function and the derivatives that are given, exact ones or a surrogate's; not to be passed.

    Raises:
        ValueError: The entry contradicts itself.

    >>> from actlab.activations import CATALOGUE
    >>> import torch
    >>> CATALOGUE["relu"](torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """

    title: str
    function: Callable[..., Any]
    source: Source
    formula: str | None = None
    reference: Callable[..., list[Any]] | None = None
    derivatives: tuple[Callable[..., Any], Callable[..., Any]] | None = None
    surrogate: Callable[..., Any] | None = None
    kernel: Callable[..., Any] | None = None
    kind: Kind = "elementwise"
    gate: GatePlace = "last"
    noise: Noise | None = None
    masked: bool = False
    width: tuple[int, int] = (1, 1)
    code: str = ""
    parameters: tuple[Parameter, ...] = ()
    at_infinity: tuple[float | str, float | str] | None = None
    properties: tuple[Property, ...] = ()
    known_values: tuple[tuple[float, float], ...] = ()
    strengths: tuple[Text, ...] = ()
    weaknesses: tuple[Text, ...] = ()
    twins: tuple[Twin, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    spelled: Callable[..., Activation | None] | None = None
    inplace: Callable[..., Any] | None = None
    aliases: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()
    shelf: Literal["core", "literature", "own"] = "core"
    name: str = field(default="")
    content: str = field(default="", repr=False)
    where: str = ""
    maker: Any = field(default=None, repr=False)
    doubts: tuple[str, ...] = ()
    fails_at: tuple[float, ...] = ()
    chain: tuple[Callable[..., Any], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.function.__module__.rpartition(".")[2])
        given = self.derivatives or (() if self.surrogate is None else (self.surrogate,))
        object.__setattr__(self, "chain", (self.function, *given))
        self._check_form()

    def _check_form(self) -> None:
        if not self.class_name.isidentifier():
            raise ValueError(f"The title {self.title!r} cannot name a class.")
        if self.shelf != "own":
            if (self.formula is None) == (self.reference is None):
                raise ValueError(f"{self.name} needs a formula or, when not elementwise, a reference; one of them.")
            if self._keywords() != {parameter.name for parameter in self.parameters} | self._structural():
                raise ValueError(f"{self.name}: the function's keywords are not its parameters.")
            if self.derivatives is not None and self.kind != "elementwise":
                raise ValueError(f"{self.name}: exact derivatives are for elementwise functions.")
        if any(len(pair) != 2 for pair in self.known_values):
            raise ValueError(f"{self.name}: known values are pairs (x, f(x)).")

    def _keywords(self) -> set[str]:
        signature = inspect.signature(self.function)
        return {p.name for p in signature.parameters.values() if p.kind is inspect.Parameter.KEYWORD_ONLY}

    def _structural(self) -> set[str]:
        held = {"dim": self.kind == "vector", "mask": self.masked, "noise": self.noise is not None}
        return {name for name, has in held.items() if has}

    def out_features(self, n: int) -> int:
        """Return how many outputs n inputs give along the axis that the function acts on.

        Raises:
            ParameterError: n does not divide, as for a gate of an odd number.

        >>> from actlab.activations import CATALOGUE
        >>> CATALOGUE["glu"].out_features(10), CATALOGUE["relu"].out_features(10)
        (5, 10)
        """
        outputs, inputs = self.width
        if n % inputs:
            raise ParameterError(
                _("{name} needs a number of units divisible by {divisor}; got {n}.").format(
                    name=self.name, divisor=inputs, n=n
                )
            )
        return n * outputs // inputs

    @property
    def class_name(self) -> str:
        """The name of its module class: ``LeakyReLU`` for ``Leaky ReLU``."""
        letters = re.sub(r"[^0-9A-Za-z_]", "", self.title)
        return letters[:1].upper() + letters[1:]

    @cached_property
    def defaults(self) -> dict[str, float]:
        """The parameters' default values."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    def _repr_html_(self) -> str:
        from actlab.activations._shown import html_of

        formula = f"{self.title} ({self.name}): {self.formula or self.where or self.source}"
        return html_of(formula, self if self.kind == "elementwise" else None)

    def find_property(self, kind: type[C]) -> C | None:
        """Return the entry's property of that kind, or None where it makes none."""
        return next((declared for declared in self.properties if isinstance(declared, kind)), None)

    @property
    def range(self) -> str | None:
        """The declared range, as ``"[0, inf)"``."""
        declared = self.find_property(Range)
        return declared.values if declared else None

    def check(self, values: Mapping[str, object]) -> dict[str, float]:
        """Return the values of all parameters, defaults filled in.

        Raises:
            ParameterError: A parameter is unknown or lies outside its domain.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise ParameterError(self._unknown_parameter(name))
        checked = {name: p.check(values[name]) if name in values else p.default for name, p in known.items()}
        for lower, upper in self.ordered:
            if checked[lower] > checked[upper]:
                raise ParameterError(
                    _("{entry} needs {lower} <= {upper}; got {low:g} and {high:g}.").format(
                        entry=self.name, lower=lower, upper=upper, low=checked[lower], high=checked[upper]
                    )
                )
        return checked

    def _unknown_parameter(self, name: str) -> str:
        known = [parameter.name for parameter in self.parameters]
        if not known:
            return _("{entry} has no parameters; got '{name}'.").format(entry=self.name, name=name)
        near = choices(name, known, limit=1)
        hint = _(" Did you mean {near}?").format(near=near[0]) if near else ""
        return (
            _("{entry} has no parameter '{name}'; it has: {known}.").format(
                entry=self.name, name=name, known=", ".join(known)
            )
            + hint
        )

    def __call__(self, x: Tensor, **values: Any) -> Tensor:
        """Apply the function, with its exact derivatives. Half precision is computed in float32 and rounded once.

        Args:
            x: A floating tensor of any shape.
            values: The parameters; ``dim``, ``mask`` or ``noise`` where the function has them; ``gate``, where the
                gate lies, for a gated function.

        Raises:
            TypeError: The tensor has no floating dtype.
        """
        from actlab.activations._apply import exact

        return exact(self, x, values)

    def plain(self, x: Tensor, **values: Any) -> Tensor:
        """Apply torch's own kernel, or the function where torch has none, under ordinary autograd.

        What training engines use: to the bit what a script with ``nn.Tanh`` computes, and as fast. Beside the
        exact derivatives of a call, it loses the far tails and may be NaN at infinity.

        >>> import torch
        >>> from actlab.activations import CATALOGUE
        >>> CATALOGUE["tanh"].plain(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7616])
        """
        from actlab.activations._apply import plain

        return plain(self, x, values)
