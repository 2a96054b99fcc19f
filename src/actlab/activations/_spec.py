"""An activation is a value: function, formula, parameters, claims, source.

The value checks its own form when it is made. Whether its formula and claims are true is the business of
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
from actlab.activations.claims import Claim, Range
from actlab.errors import ParameterError, choices
from actlab.i18n import Text, _
from actlab.sources import Source

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Activation", "Kind", "Twin", "twin"]

Kind = Literal["elementwise", "gated", "vector"]
C = TypeVar("C", bound=Claim)


@dataclass(frozen=True)
class Twin:
    """The same function in another library.

    Args:
        where: Its full dotted name, as ``torch.nn.LeakyReLU``.
        arguments: What to pass so that it means the entry at its defaults, as Python text.
        differs: In what it differs all the same; empty where it does not.

    >>> Twin("torch.nn.LeakyReLU", "0.01").call
    'nn.LeakyReLU(0.01)'
    """

    where: str
    arguments: str = ""
    differs: Text | None = None

    @property
    def library(self) -> str:
        """The library's name."""
        return re.split(r"[.:]", self.where)[0]

    @property
    def call(self) -> str:
        """The expression that makes the twin, with torch.nn shortened as its users write it."""
        return f"{self.where.replace('torch.nn.', 'nn.')}({self.arguments})"


def twin(where: str, arguments: str = "", differs: Text | None = None) -> Twin:
    """Name the same function in another library; see `Twin`.

    >>> twin("jax.nn.relu").library
    'jax'
    """
    return Twin(where, arguments, differs)


@dataclass(frozen=True, kw_only=True)
class Activation:
    """One activation function and what is said of it.

    Args:
        title: The name as prose prints it, as ``Leaky ReLU``; without spaces it names the module class.
        function: ``function(x, *, ...)``: a tensor in, a tensor of the same shape out. Torch is imported
            inside. A vector function has the keyword ``dim``.
        formula: SymPy text in ``x`` and the parameters' names; parsed when needed.
        reference: For a function that is not elementwise: a list of mpmath numbers in, a list out.
        kind: ``elementwise`` (each output from its own input), ``vector`` (along ``dim``) or ``gated``.
        parameters: Its numbers, in the order of the function's keywords.
        at_infinity: Limits towards -∞ and +∞ at the default parameters, as numbers or ``"inf"``.
        claims: What a verifier can test.
        known_values: Pairs (x, f(x)) at the defaults, checkable by hand or printed in the source.
        strengths: What is said in its favour.
        weaknesses: What is said against it.
        twins: The same function elsewhere.
        source: Where it was defined.
        inplace: The variant that overwrites its input; only for functions whose gradient allows it.
        aliases: Other names that mean this entry and nothing else.
        shared_names: Names that the field uses for this and for something else.
        shelf: ``core`` (complete in every respect), ``literature``, or ``own`` for a user's function.
        content: The text of a user's function, by which a plan knows it.
        where: What finds a user's function again on a command line, ``mine.py:my_act``.

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
    kind: Kind = "elementwise"
    parameters: tuple[Parameter, ...] = ()
    at_infinity: tuple[float | str, float | str] | None = None
    claims: tuple[Claim, ...] = ()
    known_values: tuple[tuple[float, float], ...] = ()
    strengths: tuple[Text, ...] = ()
    weaknesses: tuple[Text, ...] = ()
    twins: tuple[Twin, ...] = ()
    inplace: Callable[..., Any] | None = None
    aliases: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()
    shelf: Literal["core", "literature", "own"] = "core"
    name: str = field(default="")
    content: str = field(default="", repr=False)
    where: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.function.__module__.rpartition(".")[2])
        self._check_form()

    def _check_form(self) -> None:
        if not self.class_name.isidentifier():
            raise ValueError(f"The title {self.title!r} cannot name a class.")
        if self.shelf != "own":
            if (self.formula is None) == (self.reference is None):
                raise ValueError(f"{self.name} needs a formula or, when not elementwise, a reference; one of them.")
            if self._keywords() != {parameter.name for parameter in self.parameters} | self._structural():
                raise ValueError(f"{self.name}: the function's keywords are not its parameters.")
        if any(len(pair) != 2 for pair in self.known_values):
            raise ValueError(f"{self.name}: known values are pairs (x, f(x)).")

    def _keywords(self) -> set[str]:
        signature = inspect.signature(self.function)
        return {p.name for p in signature.parameters.values() if p.kind is inspect.Parameter.KEYWORD_ONLY}

    def _structural(self) -> set[str]:
        return set() if self.kind == "elementwise" else {"dim"}

    @property
    def class_name(self) -> str:
        """The name of its module class: ``LeakyReLU`` for ``Leaky ReLU``."""
        return re.sub(r"[^0-9A-Za-z_]", "", self.title)

    @cached_property
    def defaults(self) -> dict[str, float]:
        """The parameters' default values."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    def claim(self, kind: type[C]) -> C | None:
        """Return the entry's claim of that kind, or None where it makes none."""
        return next((claim for claim in self.claims if isinstance(claim, kind)), None)

    @property
    def range(self) -> str | None:
        """The claimed range, as ``"[0, inf)"``."""
        claim = self.claim(Range)
        return claim.values if claim else None

    def check(self, values: Mapping[str, object]) -> dict[str, float]:
        """Return the values of all parameters, defaults filled in.

        Raises:
            ParameterError: A parameter is unknown or lies outside its domain.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise ParameterError(self._unknown_parameter(name))
        return {name: p.check(values[name]) if name in values else p.default for name, p in known.items()}

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
        """Apply the function. Half precision is computed in float32 and rounded once.

        Raises:
            TypeError: The tensor has no floating dtype.
        """
        import torch

        if x.dtype in (torch.float16, torch.bfloat16):
            result: Tensor = self.function(x.float(), **values).to(x.dtype)
            return result
        if not x.dtype.is_floating_point:
            raise TypeError(
                _("{name} got an {dtype} tensor; activations need a floating dtype. Try `x.float()`.").format(
                    name=self.name, dtype=str(x.dtype).removeprefix("torch.")
                )
            )
        applied: Tensor = self.function(x, **values)
        return applied
