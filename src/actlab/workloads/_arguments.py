"""What a user's builder is called with: the activation where it is meant to go, sizes where they are asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from actlab.errors import OwnModelError
from actlab.i18n import _

__all__ = ["arguments_of", "takes_activation", "wants_name"]

_NAMES = frozenset(
    {
        "activation", "act", "actfn", "actlayer", "activationfn", "activationfunction", "activationfunc", "activations",
        "activationlayer", "activationclass", "activationcls", "actcls", "actclass", "actfunc", "actfunction",
        "nonlin", "nonlinearity", "nonlinear", "nl", "hiddenactivation", "hiddenact", "acttype", "phi", "f",
    }
)  # fmt: skip
_INPUTS = frozenset(
    {
        "indim", "inputdim", "infeatures", "inputsize", "insize", "ninputs", "numinputs", "nfeatures", "numfeatures",
        "inputfeatures", "nin", "din", "inputs", "inchannels", "inputshape", "dimin",
    }
)  # fmt: skip
_OUTPUTS = frozenset(
    {
        "outdim", "outputdim", "outfeatures", "outputsize", "outsize", "noutputs", "numoutputs", "numclasses",
        "nclasses", "classes", "outputfeatures", "nout", "dout", "outputs", "nlabels", "numlabels", "dimout",
    }
)  # fmt: skip
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_OPEN = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)

Parameters = Sequence[inspect.Parameter]


def arguments_of(
    builder: Callable[..., Any], activation: Any, shape: tuple[int, ...], outputs: int
) -> tuple[list[Any], dict[str, Any]]:
    """Return the arguments to call a builder with, by place and by name.

    Args:
        builder: A function or a module class.
        activation: What it is to use.
        shape: Of one sample.
        outputs: How many outputs the task needs.

    Raises:
        OwnModelError: It takes no activation, or asks for what nobody can fill in.

    >>> arguments_of(lambda input_dim, hidden=8, *, act="relu": None, "the activation", (30,), 2)
    ([], {'act': 'the activation', 'input_dim': 30})
    """
    parameters = _parameters(builder)
    if parameters is None:
        return [activation], {}
    chosen = _chosen(parameters)
    if chosen is None:
        raise OwnModelError(_("{name} takes no activation.").format(name=_name(builder)))
    if chosen.kind in _OPEN or chosen.kind is inspect.Parameter.POSITIONAL_ONLY:
        return [activation], {}
    named = {chosen.name: activation}
    missing = []
    for parameter in parameters:
        if parameter is chosen or parameter.default is not parameter.empty or parameter.kind in _OPEN:
            continue
        size = _size(parameter.name, shape, outputs)
        if size is None:
            missing.append(parameter.name)
        named[parameter.name] = size
    if missing:
        raise OwnModelError(
            _(
                "{name} needs {missing} besides an activation; give it defaults, or wrap it: "
                "def build(activation): return {name}(..., {chosen}=activation)."
            ).format(name=_name(builder), missing=", ".join(missing), chosen=chosen.name)
        )
    return [], named


def sizes_of(builder: Callable[..., Any], shape: tuple[int, ...], outputs: int) -> dict[str, Any]:
    """Return the sizes that a builder asks for, which takes no activation: what else it asks for would be one.

    >>> sizes_of(lambda num_classes, width=8: None, (30,), 2)
    {'num_classes': 2}
    """
    needed = [p for p in _parameters(builder) or () if p.default is p.empty and p.kind not in _OPEN]
    return {parameter.name: _size(parameter.name, shape, outputs) for parameter in needed}


def takes_activation(builder: Callable[..., Any]) -> bool:
    """Return whether a builder has a parameter for the activation.

    >>> takes_activation(lambda act_layer=None: None), takes_activation(lambda: None)
    (True, False)
    """
    parameters = _parameters(builder)
    return parameters is None or _chosen(parameters) is not None


def wants_name(builder: Callable[..., Any]) -> bool:
    """Return whether a builder asks for an activation by its name, as its default or annotation says.

    >>> wants_name(lambda activation="relu": None)
    True
    """
    chosen = _chosen(_parameters(builder) or ())
    return chosen is not None and (isinstance(chosen.default, str) or chosen.annotation in (str, "str"))


def _parameters(builder: Callable[..., Any]) -> Parameters | None:
    try:
        return tuple(inspect.signature(builder).parameters.values())
    except (TypeError, ValueError):
        return None


def _chosen(parameters: Parameters) -> inspect.Parameter | None:
    """Return the parameter that is meant for the activation: by its name, default or annotation, then by place."""
    for meant in (_is_named, _has_activation):
        found = next((parameter for parameter in parameters if meant(parameter)), None)
        if found is not None:
            return found
    required = [p for p in parameters if p.default is p.empty and p.kind in _POSITIONAL]
    others = [p for p in required if _size(p.name, (1,), 1) is None]
    first = next(iter(parameters), None)
    if others:
        return others[0]
    return first if first is not None and first.kind is inspect.Parameter.VAR_POSITIONAL else None


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


def _is_named(parameter: inspect.Parameter) -> bool:
    return _folded(parameter.name) in _NAMES and parameter.kind not in _OPEN


def _has_activation(parameter: inspect.Parameter) -> bool:
    """Return whether a parameter's default is an activation of torch."""
    default = parameter.default
    kind = default if isinstance(default, type) else type(default)
    module = getattr(default, "__module__", None) or ""
    is_function = callable(default) and module.startswith("torch.nn.functional")
    return kind.__module__ == "torch.nn.modules.activation" or (is_function and not isinstance(default, type))


def _size(name: str, shape: tuple[int, ...], outputs: int) -> Any:
    """Return the size that a parameter's name asks for, or None."""
    folded = _folded(name)
    if folded == "inputshape":
        return shape
    if folded in _INPUTS and shape:
        return shape[0]
    return outputs if folded in _OUTPUTS else None


def _name(builder: Callable[..., Any]) -> str:
    return getattr(builder, "__name__", type(builder).__name__)
