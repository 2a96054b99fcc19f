"""How to write an activation in plain PyTorch: code that runs as it is printed."""

from __future__ import annotations

import inspect
import textwrap

from actlab.activations._spec import Activation
from actlab.activations._twin import Twin

__all__ = ["pytorch_code", "torch_twin"]

_INPUT = "torch.tensor([-1.0, 0.0, 1.0])"
_PAIRS = "torch.tensor([-1.0, 0.0, 1.0, 2.0])"  # an even number, to be halved
_HALVES = {
    "first": "gate, value = x.chunk(2, dim=-1)",
    "last": "value, gate = x.chunk(2, dim=-1)",
    "interleaved": "gate, value = x[..., ::2], x[..., 1::2]",
}


def torch_twin(entry: Activation) -> Twin | None:
    """Return the entry's equal in ``torch.nn``, or None where there is none."""
    return next((t for t in entry.twins if t.where.startswith("torch.nn.") and t.differs is None), None)


def pytorch_code(entry: Activation) -> str:
    """Return code that applies the activation to a few numbers, without actlab where a few lines do.

    >>> from actlab.activations import CATALOGUE
    >>> print(pytorch_code(CATALOGUE["relu"]))
    import torch
    from torch import nn
    <BLANKLINE>
    activation = nn.ReLU()
    print(activation(torch.tensor([-1.0, 0.0, 1.0])))
    """
    twin = torch_twin(entry)
    if twin is not None and entry.kind != "gated":
        return f"import torch\nfrom torch import nn\n\nactivation = {twin.call}\nprint(activation({_INPUT}))"
    if entry.code:
        return _around(entry)
    if entry.maker is not None:
        return f"import torch\n\n\n{_own(entry)}"
    source = textwrap.dedent(inspect.getsource(entry.function)).strip()
    dim = "" if entry.kind == "elementwise" else ", dim=0"
    if "actlab" in source:
        call = f'activation = actlab.activation("{entry.name}"{dim})'
        return f"import torch\nimport actlab\n\n{call}\nprint(activation({_INPUT}))"
    return f"import torch\n\n\n{source}\n\n\nprint(function({_PAIRS if dim else _INPUT}{dim}))"


def _own(entry: Activation) -> str:
    """Return the source of a user's activation; its name where there is none."""
    try:
        return textwrap.dedent(inspect.getsource(entry.maker.own.thing)).strip()
    except (OSError, TypeError):
        return f"# {entry.where or entry.name}"


def _around(entry: Activation) -> str:
    """Return a function around the entry's expression, and a call of it."""
    gated = entry.kind == "gated"
    keywords = "".join(f", {parameter.name}={parameter.default!r}" for parameter in entry.parameters)
    lines = [
        "import torch",
        "import torch.nn.functional as F",
        "",
        "",
        f"def {entry.name}(x{keywords}):",
        *([f"    {_HALVES[entry.gate]}"] if gated else []),
        f"    return {entry.code}",
        "",
        "",
        f"print({entry.name}({_PAIRS if gated else _INPUT}))",
    ]
    return "\n".join(lines)
