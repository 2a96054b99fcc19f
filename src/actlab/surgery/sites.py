"""Every activation call of a model: where it is, what it computes, how often it runs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, overload

import torch
from torch import Tensor, nn

from actlab.errors import UsageError
from actlab.i18n import _
from actlab.surgery.known import Meaning
from actlab.surgery.observation import observing
from actlab.surgery.table import columns
from actlab.surgery.unseen import HandWritten, OperationCount, Unseen, opaque_modules
from actlab.surgery.watching import ActivationCall, module_paths

__all__ = ["Site", "Sites", "check_model", "find_sites", "said"]


@dataclass(frozen=True)
class Site:
    """One activation call of a model.

    Args:
        path: Path of the activation module, or of the module whose forward pass makes the call; empty for the model.
        index: Which of the activation calls in that forward pass it is, from 0; 0 for a module.
        kind: ``module``, or ``call`` for a function or a method.
        name: The class or the function, such as ``ReLU`` or ``F.relu``.
        meaning: What it computes, in terms of the catalogue.
        overwrites: Whether it writes into its input.
        calls: How often it ran in one forward pass of the model.
        shape: Shape of its input when it ran first.
        line: Where it is written, as file and line; empty for a module.
        other_paths: Further paths that lead to the same module.
        checkpointed: See `ActivationCall`.
        place: What recognises the site while the model runs again.

    >>> import torch
    >>> site = find_sites(nn.Sequential(nn.Linear(2, 3), nn.ReLU()), torch.zeros(1, 2))[0]
    >>> site.path, site.meaning.entry, site.shape
    ('1', 'relu', (1, 3))
    """

    path: str
    index: int
    kind: str
    name: str
    meaning: Meaning
    overwrites: bool
    calls: int
    shape: tuple[int, ...]
    line: str = ""
    other_paths: tuple[str, ...] = ()
    checkpointed: str = ""
    place: Hashable = field(default=None, repr=False, compare=False)

    @property
    def label(self) -> str:
        """Module path and call index: what names the site in messages.

        >>> Site("features.act", 0, "module", "ReLU", Meaning("relu"), False, 1, (1, 8)).label
        'features.act'
        """
        return self.path if self.kind == "module" else f"{self.path or '(model)'}[{self.index}]"

    def matches(self, pattern: str) -> bool:
        """Return whether a pattern of paths, such as ``layer1.*``, or the name of an activation means the site."""
        names = (self.meaning.entry, self.meaning.label, self.path, self.label)
        return any(fnmatchcase(name, pattern) for name in names)


@dataclass(frozen=True)
class Sites(Sequence[Site]):
    """The activation calls of a model, in the order in which they run first.

    Args:
        found: The sites.
        unseen: What may be an activation and is no site.
        operations: How many ATen operations are activations, as a check on the count.

    >>> import torch
    >>> print(find_sites(nn.Sequential(nn.Linear(2, 3), nn.ReLU()), torch.zeros(1, 2)))
    site  call  activation  calls  input
    1     ReLU  relu        1      1x3
    """

    found: tuple[Site, ...]
    unseen: tuple[Unseen, ...] = ()
    operations: int = field(default=0, compare=False)

    @overload
    def __getitem__(self, index: int) -> Site: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Site]: ...
    def __getitem__(self, index: int | slice) -> Site | Sequence[Site]:
        """Return a site by its number."""
        return self.found[index]

    def __len__(self) -> int:
        return len(self.found)

    @property
    def calls(self) -> int:
        """How many activation calls one forward pass makes."""
        return sum(site.calls for site in self.found)

    def __str__(self) -> str:
        """Return the sites as a table, and what was not seen below it."""
        rows = [(site.label, site.name, site.meaning.label, str(site.calls), _shape(site.shape)) for site in self]
        heads = (_("site"), _("call"), _("activation"), _("calls"), _("input"))
        lines = columns((heads, *rows))
        return "\n".join([*lines, *(said(each) for each in self.unseen)])


def find_sites(model: nn.Module, *args: Any, **kwargs: Any) -> Sites:
    """Return every activation call that the model makes for an input.

    The model runs once, in the mode it is in, without gradients. Its buffers, the hooks and the global random state are
    the same afterwards as before.

    Args:
        model: The model; compiled parts run uncompiled.
        args: The arguments of its forward pass, by place.
        kwargs: Those by keyword.

    Raises:
        UsageError: The model is a scripted one, or has parameters without data (on ``meta``, or lazy and never run).

    >>> found = find_sites(nn.Sequential(nn.Linear(2, 3), nn.ReLU()), torch.zeros(1, 2))
    >>> [(site.label, site.meaning.label) for site in found]
    [('1', 'relu')]
    """
    check_model(model)
    collector = _Collector()
    with observing(model, collector) as running:
        truth = OperationCount(lambda: running.inside_activation or collector.computing > 0, lambda: running.path)
        with truth:
            model(*args, **kwargs)
    paths = module_paths(model)
    opaque = list(opaque_modules(paths))
    named = {(each.path, each.reason) for each in opaque}
    below = [each for each in truth.found if (each.path, each.reason) not in named]
    unseen = dict.fromkeys((*opaque, *below, *collector.by_hand))
    return Sites(tuple(_with_aliases(model, collector.sites())), tuple(unseen), truth.total)


def check_model(model: nn.Module) -> None:
    """Refuse a model that cannot be run and looked into.

    Raises:
        UsageError: It is scripted, on ``meta``, or lazy and was never run.
    """
    if not isinstance(model, nn.Module):
        raise UsageError(_("A model must be an nn.Module; got {kind}.").format(kind=type(model).__name__))
    if isinstance(model, torch.jit.ScriptModule):
        raise UsageError(
            _("The model is scripted, and calls inside scripted code cannot be seen. Pass the model before scripting.")
        )
    for name, value in model.named_parameters():
        if isinstance(value, nn.parameter.UninitializedParameter):
            raise UsageError(
                _("The model has a lazy parameter without a shape, {name}. Run the model once before.").format(
                    name=name
                )
            )
        if value.is_meta:
            raise UsageError(
                _("The parameter {name} is on the meta device and has no values. Load the weights first.").format(
                    name=name
                )
            )


class _Collector:
    """The watcher that writes sites down."""

    def __init__(self) -> None:
        self.computing = 0
        self.by_hand: dict[Unseen, None] = {}
        self._sites: dict[Any, Site] = {}
        self._hand = HandWritten()

    def activation(self, call: ActivationCall, compute: Callable[[], Any], x: Tensor) -> Any:
        key = call.place
        held = self._sites.get(key)
        if held is None:
            index = 0 if call.module is not None else sum(site.path == call.path for site in self._sites.values())
            kind = "call" if call.module is None else "module"
            held = Site(
                call.path,
                index,
                kind,
                call.name,
                call.meaning,
                call.overwrites,
                0,
                tuple(x.shape),
                call.line,
                checkpointed=call.checkpointed,
                place=key,
            )
        self._sites[key] = replace(held, calls=held.calls + 1)
        self.computing += 1
        try:
            output = compute()
        finally:
            self.computing -= 1
        if call.meaning.entry == "sigmoid" and isinstance(output, Tensor):
            self._hand.note_sigmoid(output, x)
        return output

    def other(self, path: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        found = self._hand.look(function, args, kwargs, output)
        if found is not None:
            self.by_hand[Unseen(path, found[0], "by_hand", found[1])] = None

    def sites(self) -> list[Site]:
        return list(self._sites.values())


def _with_aliases(model: nn.Module, sites: list[Site]) -> Iterator[Site]:
    """Yield the sites; a module that is registered at several paths names the others."""
    every: dict[int, list[str]] = {}
    for path, module in model.named_modules(remove_duplicate=False):
        every.setdefault(id(module), []).append(path)
    for site in sites:
        others = every[id(model.get_submodule(site.path))] if site.kind == "module" else []
        yield replace(site, other_paths=tuple(path for path in others if path != site.path))


def _shape(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def said(unseen: Unseen) -> str:
    """Return the line that reports something that is no site."""
    reasons = {
        "scripted": _("scripted code cannot be looked into"),
        "recurrent": _("the gates of a fused recurrent layer cannot be replaced"),
        "fused": _("a fused operation hides its activation"),
        "below_python": _("an operation below Python"),
        "by_hand": _("written by hand"),
    }
    like = _(", like {activation}").format(activation=unseen.like) if unseen.like else ""
    return _("not replaceable: {what} in {path}{like} ({reason})").format(
        what=unseen.what, path=unseen.path or _("the model"), like=like, reason=reasons[unseen.reason]
    )
