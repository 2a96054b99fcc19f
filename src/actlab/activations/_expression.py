"""An activation typed in as an expression: ``x*sigmoid(x)``, read by a small grammar of its own.

The text is parsed and never executed: what is no number, no name of the table below and no operator is refused.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from actlab.errors import OwnFunctionError, choices
from actlab.i18n import _

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Expression", "is_expression"]

_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Lt: operator.lt, ast.LtE: operator.le,
}  # fmt: skip
_NUMBERS = {"pi": math.pi, "e": math.e}
_FUNCTIONS = {
    "relu": "relu", "sigmoid": "sigmoid", "tanh": "tanh", "sinh": "sinh", "cosh": "cosh", "exp": "exp",
    "expm1": "expm1", "log": "log", "ln": "log", "log1p": "log1p", "sqrt": "sqrt", "abs": "abs", "sign": "sign",
    "sin": "sin", "cos": "cos", "tan": "tan", "atan": "atan", "arctan": "atan", "asinh": "asinh", "erf": "erf",
    "softplus": "nn.functional.softplus", "silu": "nn.functional.silu", "swish": "nn.functional.silu",
    "gelu": "nn.functional.gelu", "elu": "nn.functional.elu", "mish": "nn.functional.mish",
}  # fmt: skip
"""Functions of one number, and where torch has them."""

_SEVERAL = ("max", "min", "where")
_LONGEST, _DEEPEST, _GREATEST = 500, 50, 1e30


@dataclass(frozen=True)
class Expression:
    """A function of x that was typed in.

    Args:
        text: In Python's notation, ``^`` for powers too.

    Raises:
        OwnFunctionError: It is no expression in x, or uses what is not known.

    >>> import torch
    >>> Expression("max(0, x)^2")(torch.tensor([-1.0, 3.0]))
    tensor([0., 9.])
    """

    text: str

    def __post_init__(self) -> None:
        self._check(self._tree, 0)
        if not any(isinstance(node, ast.Name) and node.id == "x" for node in ast.walk(self._tree)):
            raise OwnFunctionError(_("'{text}' has no x; write it like x*sigmoid(x).").format(text=self.text))

    @property
    def __name__(self) -> str:
        """The expression's text."""
        return self.text

    @cached_property
    def _tree(self) -> ast.expr:
        try:
            if len(self.text) > _LONGEST:
                raise ValueError
            return ast.parse(self.text.strip().replace("^", "**"), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise OwnFunctionError(
                _("'{text}' is no expression; write it like x*sigmoid(x).").format(text=self.text)
            ) from error

    def _check(self, node: ast.AST, depth: int) -> None:
        """Refuse all that is no part of the grammar."""
        known = [*_FUNCTIONS, *_SEVERAL]
        if isinstance(node, ast.Name) and node.id not in ("x", *_NUMBERS):
            self._unknown(node.id, ["x", *_NUMBERS, *known])
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name not in known or node.keywords:
                self._unknown(name or ast.unparse(node.func), known)
            if len(node.args) != {"max": 2, "min": 2, "where": 3}.get(name, 1):
                self._unknown(ast.unparse(node), known)
        allowed = isinstance(node, ast.Name | ast.Call | ast.BinOp | ast.UnaryOp | ast.Compare)
        allowed &= type(getattr(node, "op", ast.Add())) in _OPERATORS
        allowed |= isinstance(node, ast.Constant) and _is_number(node.value)
        single = not isinstance(node, ast.Compare) or (len(node.ops) == 1 and type(node.ops[0]) in _OPERATORS)
        if not allowed or not single or depth > _DEEPEST:
            self._unknown(ast.unparse(node), known)
        for child in self._parts(node):
            self._check(child, depth + 1)

    def _unknown(self, part: str, known: list[str]) -> None:
        near = choices(part, known, limit=1)
        hint = _(" Did you mean {near}?").format(near=near[0]) if near else ""
        raise OwnFunctionError(
            _("'{text}' cannot be read at '{part}': it may hold x, numbers, + - * / **, and {known}.").format(
                text=self.text, part=part, known=", ".join([*_FUNCTIONS, *_SEVERAL])
            )
            + hint
        )

    @staticmethod
    def _parts(node: ast.AST) -> list[ast.expr]:
        if isinstance(node, ast.Call):
            return node.args
        if isinstance(node, ast.BinOp):
            return [node.left, node.right]
        if isinstance(node, ast.Compare):
            return [node.left, *node.comparators]
        return [node.operand] if isinstance(node, ast.UnaryOp) else []

    def __call__(self, x: Tensor) -> Tensor:
        """Return the expression's value for each number."""
        value = self._value(self._tree, x)
        return value if hasattr(value, "dtype") else 0 * x + value  # type: ignore[no-any-return]

    def _value(self, node: ast.expr, x: Tensor) -> Any:
        import torch

        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return x if node.id == "x" else _NUMBERS[node.id]
        parts = [self._value(part, x) for part in self._parts(node)]
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name)
            tensors = [part if hasattr(part, "dtype") else torch.full_like(x, float(part)) for part in parts]
            return _called(node.func.id, tensors)
        kind = node.ops[0] if isinstance(node, ast.Compare) else node.op  # type: ignore[attr-defined]
        return _OPERATORS[type(kind)](*parts)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _GREATEST


def _called(name: str, tensors: list[Any]) -> Any:
    import torch

    if name in ("max", "min"):
        return torch.maximum(*tensors) if name == "max" else torch.minimum(*tensors)
    if name == "where":
        return torch.where(*tensors)
    function: Any = torch
    for part in _FUNCTIONS[name].split("."):
        function = getattr(function, part)
    return function(*tensors)


def is_expression(text: str) -> bool:
    """Return whether a text is meant as an expression in x rather than as a name.

    >>> [is_expression(text) for text in ("x*sigmoid(x)", "relu", "max(0, x)", "mine.py:act", "leaky_relu:a=1e-2")]
    [True, False, True, False, False]
    """
    return ":" not in text and bool(re.search(r"\bx\b", text)) and bool(re.search(r"[()*+/^-]", text))
