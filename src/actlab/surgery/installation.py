"""Put replacements into a model, and take them out again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from torch import nn

from actlab.errors import UsageError
from actlab.i18n import _
from actlab.surgery.sites import Site
from actlab.surgery.swapped import CallTable, is_swapped, restored, swapped
from actlab.surgery.watching import module_paths

__all__ = ["Installation", "install"]

_CHILD = "swapped_"


@dataclass
class Installation:
    """What was changed in a model, so that it can be undone.

    Args:
        modules: (parent, name, old child) for each activation module that was replaced.
        children: (parent, name) for each replacement that was registered for a call.
        classes: The modules whose class was exchanged.
        flags: (module, attribute, old value) of switches that would have ignored a replacement.
    """

    modules: list[tuple[nn.Module, str, nn.Module]] = field(default_factory=list)
    children: list[tuple[nn.Module, str]] = field(default_factory=list)
    classes: list[nn.Module] = field(default_factory=list)
    flags: list[tuple[nn.Module, str, object]] = field(default_factory=list)

    def undo(self) -> None:
        """Put everything back as it was."""
        for module in self.classes:
            restored(module)
        for parent, name in self.children:
            del parent._modules[name]
        for parent, name, old in self.modules:
            parent._modules[name] = old
        for module, name, value in self.flags:
            setattr(module, name, value)


def install(model: nn.Module, found: Sequence[tuple[Site, nn.Module | None]]) -> Installation:
    """Replace activations of a model in place.

    Args:
        model: The model.
        found: Each site with the module that takes its place, or None where it stays.

    Raises:
        UsageError: A site cannot be replaced exactly; the model is then unchanged.
    """
    tables = {
        path: _table([(site, new) for site, new in found if site.kind == "call" and site.path == path])
        for path in dict.fromkeys(site.path for site, new in found if site.kind == "call")
    }
    _check(model, found)
    done = Installation()
    for site, new in found:
        if new is not None and site.kind == "module":
            _replace_module(model, site, new, done)
    changed = {path: table for path, table in tables.items() if table.calls or table.names}
    for path, (table, children) in ((path, _named(tables[path])) for path in changed):
        module = model.get_submodule(path)
        for name, child in children.items():
            child.to(_device(module)).train(module.training)
            module.add_module(name, child)
            done.children.append((module, name))
        swapped(module, table)
        done.classes.append(module)
    _shield(model, found, changed, done)
    return done


@dataclass
class _Draft:
    """A table that still holds modules instead of the names of children."""

    calls: dict[int, tuple[str, nn.Module | None]]
    names: dict[str, nn.Module]
    known_only: frozenset[str]
    methods: dict[str, int]


def _table(sites: Sequence[tuple[Site, nn.Module | None]]) -> _Draft:
    """Return which call of one module is answered by what.

    By index where each site runs once; by the function's name where sites run in a loop, which makes indices depend on
    how long it is. Calls that were not seen get the replacement of their function if it is one and learns nothing.
    """
    if all(new is None for _site, new in sites):
        return _Draft({}, {}, frozenset(), {})
    by_name: dict[str, list[nn.Module | None]] = {}
    for site, new in sites:
        by_name.setdefault(site.name, []).append(new)
    once = all(site.calls == 1 for site, _new in sites)
    calls = {site.index: (site.name, new) for site, new in sites} if once else {}
    names, known_only = {}, set()
    for name, news in by_name.items():
        first = news[0]
        alike = first is not None and len({repr(new) for new in news}) == 1 and all(new is not None for new in news)
        learns = any(new is not None and next(new.parameters(), None) is not None for new in news)
        if first is not None and alike and (not learns or len(news) == 1):
            names[name] = first
        elif not once and any(new is not None for new in news):
            raise UsageError(_in_a_loop(next(site for site, _new in sites if site.name == name)))
        elif learns and all(new is not None for new in news):
            known_only.add(name)
    return _Draft(calls, names, frozenset(known_only), _checkpointed([site for site, _new in sites]))


def _checkpointed(sites: Sequence[Site]) -> dict[str, int]:
    """Return the methods that run again during the backward pass, with the index of the first call in each.

    Raises:
        UsageError: A checkpointed function is no method of the module: its second run could not be found.
    """
    methods: dict[str, int] = {}
    for site in sites:
        if site.checkpointed == "?":
            raise UsageError(
                _(
                    "{site} stands in a checkpointed function that is no method of its module, and would keep the old "
                    "activation in the second run. Checkpoint a method or a module instead."
                ).format(site=site.label)
            )
        if site.checkpointed:
            methods.setdefault(site.checkpointed, site.index)
    return methods


def _in_a_loop(site: Site) -> str:
    return _(
        "{name} stands at several places in {path}, some of them in a loop, and they are to become different things. "
        "Give all of them the same activation without parameters, or write them as modules."
    ).format(name=site.name, path=site.path or _("the model"))


def _named(draft: _Draft) -> tuple[CallTable, dict[str, nn.Module]]:
    """Give each replacement a name as a child."""
    children: dict[str, nn.Module] = {}

    def named(new: nn.Module | None) -> str:
        if new is None:
            return ""
        for name, child in children.items():
            if child is new:
                return name
        name = f"{_CHILD}{len(children)}"
        children[name] = new
        return name

    calls = {index: (name, named(new)) for index, (name, new) in draft.calls.items()}
    names = {name: named(new) for name, new in draft.names.items()}
    return CallTable(calls, names, draft.known_only, draft.methods), children


def _check(model: nn.Module, found: Iterable[tuple[Site, nn.Module | None]]) -> None:
    for site, new in found:
        if new is None:
            continue
        module = model.get_submodule(site.path)
        if site.kind == "module" and module is model:
            raise UsageError(_("The model is itself an activation; make a new one instead of a swap."))
        if site.kind == "call" and (is_swapped(module) or "forward" in module.__dict__):
            raise UsageError(
                _("The forward pass of {path} was replaced already; undo that first.").format(
                    path=site.path or _("the model")
                )
            )


def _replace_module(model: nn.Module, site: Site, new: nn.Module, done: Installation) -> None:
    """Replace a module at each place where it is registered, under whatever parent and name."""
    old = model.get_submodule(site.path)
    new.to(_device(model)).train(old.training)
    for parent in module_paths(model):
        for name, child in parent._modules.items():
            if child is old:
                done.modules.append((parent, name, old))
    for parent, name, child in done.modules:
        if child is old:
            parent._modules[name] = new
            if isinstance(parent, nn.TransformerEncoderLayer):
                # its fused path computes the old function in evaluation, whatever `activation` is
                done.flags.append((parent, "activation_relu_or_gelu", parent.activation_relu_or_gelu))
                parent.activation_relu_or_gelu = 0


def _shield(
    model: nn.Module,
    found: Sequence[tuple[Site, nn.Module | None]],
    changed: dict[str, _Draft],
    done: Installation,
) -> None:
    """Hide the calls of inner modules from the modules around them whose calls are replaced."""
    paths = {site.path for site, _new in found} | {path for site, _new in found for path in site.other_paths}
    for path in paths:
        around = [outer for outer in changed if outer != path and (outer == "" or path.startswith(f"{outer}."))]
        module = model.get_submodule(path)
        if around and not is_swapped(module):
            swapped(module, None)
            done.classes.append(module)


def _device(module: nn.Module) -> str:
    parameter = next(module.parameters(), None)
    return "cpu" if parameter is None else str(parameter.device)
