"""The networks of a run as plain PyTorch code, which runs."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable
from types import CodeType
from typing import Any, cast

import torch
from torch import nn

from actlab.activations.module import ActivationModule, module_class
from actlab.population.candidates import Candidate, Choice
from actlab.population.data import draw
from actlab.population.networks import UNIT_AXIS, activation_module
from actlab.population.streams import Streams
from actlab.population.training import Training
from actlab.workloads.axes import ChannelsFirst, MeanOverTime
from actlab.workloads.residual import Residual

__all__ = ["network_code"]

_HEAD = '''"""The networks that were compared, one function each."""

import torch
from torch import nn
'''

_RESIDUAL = """
class Residual(nn.Module):
    def __init__(self, branch):
        super().__init__()
        self.branch = branch

    def forward(self, h):
        return h + self.branch(h)
"""

_CHANNELS_FIRST = """
class ChannelsFirst(nn.Module):
    def forward(self, x):
        return x.movedim(-1, 1)
"""

_MEAN_OVER_TIME = """
class MeanOverTime(nn.Module):
    def forward(self, x):
        return x.mean(1)
"""

_OWN_LAYERS = {"Residual": _RESIDUAL, "ChannelsFirst": _CHANNELS_FIRST, "MeanOverTime": _MEAN_OVER_TIME}

_TAIL = """
NETWORKS = {{{networks}}}

if __name__ == "__main__":
    x = {sample}
    for name, make in NETWORKS.items():
        print(name, tuple(make()(x).shape))
"""


def network_code(training: Training) -> str:
    """Return a script that defines a function for each candidate's network and tries each.

    An activation is written as torch.nn's where that computes the same numbers, as the source of the user's own
    function where there is one, and as actlab's otherwise.

    Raises:
        TypeError: The network is the user's own and not made of layers that write themselves.
    """
    data = draw(training, Streams(training.seed, block=0))
    shape = tuple(data.train.x.shape[1:])
    choices = {choice.label: choice for candidate in training.candidates for choice in candidate.layers}
    calls = {label: _call(choice) for label, choice in choices.items()}
    networks = [_layers(training, each, calls, shape, data.outputs) for each in training.candidates]
    parts = [
        _HEAD + ("from actlab import activation\n" if any("activation(" in call for call in calls.values()) else ""),
        *(
            text
            for name, text in _OWN_LAYERS.items()
            if any(f"{name}(" in line for lines in networks for line in lines)
        ),
        *(_own_module(choice) for choice in choices.values() if choice.entry.shelf == "own"),
        *(_function(i, lines) for i, lines in enumerate(networks)),
    ]
    names = ", ".join(f"{candidate.label!r}: network_{i}" for i, candidate in enumerate(training.candidates))
    body = "\n\n\n".join(part.strip("\n") for part in parts)
    return f"{body}\n\n{_TAIL.format(networks=names, sample=_sample(data.train.x))}"


def _sample(x: torch.Tensor) -> str:
    """Return the Python text that makes five samples of the same form."""
    sizes = ", ".join(map(str, (5, *x.shape[1:])))
    return f"torch.randn({sizes})" if x.is_floating_point() else f"torch.zeros({sizes}, dtype=torch.int64)"


def _layers(
    training: Training, candidate: Candidate, calls: dict[str, str], shape: tuple[int, ...], outputs: int
) -> list[str]:
    """Return the lines of the network's layers."""

    def make(layer: int, features: int) -> nn.Module:
        module: Any = activation_module(candidate.layers[layer], features)
        module.spelled = calls[candidate.layers[layer].label]
        return cast("nn.Module", module)

    network = training.workload.build(make, shape, outputs, training.hidden)
    return [f"        {_spelled_layer(module)}," for module in network.children()]


def _spelled_layer(module: nn.Module) -> str:
    """Return the Python text that makes a layer."""
    if isinstance(module, ActivationModule):
        return str(module.spelled)
    if isinstance(module, ChannelsFirst | MeanOverTime):
        return f"{type(module).__name__}()"
    if isinstance(module, Residual):
        return f"Residual({_spelled_layer(module.branch)})"
    if isinstance(module, nn.Sequential):
        return f"nn.Sequential({', '.join(_spelled_layer(each) for each in module)})"
    if type(module).__module__.startswith("torch.nn.") and not list(module.children()):
        return f"nn.{module!r}"
    raise TypeError(f"{type(module).__name__} is no layer that can be written as code")


def _function(index: int, lines: list[str]) -> str:
    return "\n".join([f"def network_{index}():", "    return nn.Sequential(", *lines, "    )"])


def _module(choice: Choice) -> nn.Module:
    settings: dict[str, Any] = dict(choice.values)
    if choice.entry.kind != "elementwise":
        settings["dim"] = UNIT_AXIS
    return module_class(choice.entry)(**settings)


def _call(choice: Choice) -> str:
    if choice.entry.shelf == "own":
        return f"{_class_name(choice)}()"
    return _torch_call(choice) or _actlab_call(choice)


def _class_name(choice: Choice) -> str:
    return "".join(part.capitalize() for part in re.split(r"[^0-9A-Za-z]+", choice.label)) + "Module"


def _torch_call(choice: Choice) -> str | None:
    """Return torch.nn's module with the choice's parameters if it computes the same numbers."""
    twin = next((t.where for t in choice.entry.twins if t.where.startswith("torch.nn.")), None)
    if twin is None:
        return None
    kind = getattr(nn, twin.removeprefix("torch.nn."), None)
    arguments = _arguments(choice)
    x = torch.linspace(-6.0, 6.0, 97).reshape(1, -1)
    try:
        same = kind is not None and torch.allclose(kind(**arguments)(x), _module(choice)(x), rtol=1e-5, atol=1e-6)
    except (TypeError, ValueError, RuntimeError):
        return None
    return f"nn.{kind.__name__}({_spelled(arguments)})" if kind is not None and same else None


def _actlab_call(choice: Choice) -> str:
    spelled = _spelled(_arguments(choice))
    return f'activation("{choice.entry.name}"{", " if spelled else ""}{spelled})'


def _arguments(choice: Choice) -> dict[str, Any]:
    """Return the parameters that differ from the defaults, and the axis of a vector function."""
    given = choice.entry.check(dict(choice.values))
    defaults = choice.entry.check({})
    changed: dict[str, Any] = {name: value for name, value in given.items() if value != defaults[name]}
    return changed if choice.entry.kind == "elementwise" else {**changed, "dim": UNIT_AXIS}


def _spelled(arguments: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


def _own_module(choice: Choice) -> str:
    """Return the code of a user's activation and of a module around it."""
    given = choice.entry.maker.own.thing
    name = getattr(given, "__name__", choice.entry.name)
    source = _source(given)
    settings = _spelled(_arguments(choice))
    applied = f"return {name}(x{', ' if settings else ''}{settings})"
    if source is None:
        applied = f'raise NotImplementedError("the source of {name} was not at hand")'
    wrapped = f"class {_class_name(choice)}(nn.Module):\n    def forward(self, x):\n        {applied}"
    return f"{source}\n\n\n{wrapped}" if source else wrapped


def _source(function: Callable[..., Any]) -> str | None:
    """Return the source of a function that stands on its own, with the imports that it uses.

    None for a lambda, for a function that captures variables or uses others of its file, and where there is none.
    """
    if not inspect.isfunction(function):
        return None
    try:
        source = textwrap.dedent(inspect.getsource(function)).strip()
    except (OSError, TypeError):
        return None
    used = {name: function.__globals__[name] for name in _names(function.__code__) if name in function.__globals__}
    alone = all(inspect.ismodule(value) for value in used.values()) and not function.__closure__
    if not source.startswith("def ") or not alone:
        return None
    imports = [f"import {value.__name__} as {name}" for name, value in used.items() if name not in ("torch", "nn")]
    return "\n".join([*imports, "\n", source]) if imports else source


def _names(code: CodeType) -> list[str]:
    """Return the names that a function and those inside it look up, in a fixed order."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return sorted({*code.co_names, *(name for each in inner for name in _names(each))})
