"""Replace activations of a model: plan it, look at it, apply it, undo it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from torch import Tensor, nn

from actlab.errors import UsageError
from actlab.i18n import _, ngettext
from actlab.surgery.aftercare import gain_ratio, recalibrated, rescaled
from actlab.surgery.installation import Installation, install
from actlab.surgery.observation import observing
from actlab.surgery.replacement import NewActivation, fits, new_activation
from actlab.surgery.sites import Site, Sites, find_sites, said
from actlab.surgery.table import columns
from actlab.surgery.watching import ActivationCall

__all__ = ["Replacement", "Rules", "Swap", "SwapPlan", "plan_swap", "swap"]

Rules: TypeAlias = "Mapping[str, NewActivation] | Sequence[tuple[str | Callable[[Site], bool], NewActivation]]"
"""What is replaced by what: names of activations, patterns of paths such as ``layer1.*``, or functions of a site."""


@dataclass(frozen=True)
class Replacement:
    """What happens to one site.

    Args:
        site: The site.
        new: The module that takes its place; None where it stays.
        error: E (new(z) - old(z))^2 / E old(z)^2 over the pre-activations z of the given input: how much the site's
            output changes before any training; None where it stays.
    """

    site: Site
    new: nn.Module | None
    error: float | None = None


@dataclass(frozen=True)
class SwapPlan:
    """What a swap will do; ``print`` it, then ``apply`` it.

    Args:
        model: The model; it is not changed before ``apply``.
        sites: All its activation calls.
        replacements: What happens to each, in the same order.

    >>> import torch
    >>> plan = plan_swap(nn.Sequential(nn.Linear(2, 3), nn.ReLU()), {"relu": "identity"}, torch.zeros(1, 2))
    >>> plan.apply().model[1]
    Identity()
    """

    model: nn.Module = field(repr=False)
    sites: Sites
    replacements: tuple[Replacement, ...]

    @property
    def replaced(self) -> tuple[Replacement, ...]:
        """The sites that will change."""
        return tuple(each for each in self.replacements if each.new is not None)

    def apply(self) -> Swap:
        """Replace the activations in the model itself and return what can undo it.

        Raises:
            UsageError: A site cannot be replaced exactly.
        """
        found = [(each.site, each.new) for each in self.replacements]
        return Swap(self, install(self.model, found))

    def __str__(self) -> str:
        """Return the sites as a table with what takes their place and how much each output changes."""
        heads = (_("site"), _("call"), _("activation"), _("becomes"), _("change of output"))
        lines = columns((heads, *(_row(each) for each in self.replacements)))
        return "\n".join([*lines, self.summary])

    @property
    def summary(self) -> str:
        """How many sites change and which stay."""
        kept = sorted({each.site.meaning.label for each in self.replacements if each.new is None})
        said = ngettext(
            "{n} of {total} activation is replaced.", "{n} of {total} activations are replaced.", len(self.replacements)
        ).format(n=len(self.replaced), total=len(self.replacements))
        return " ".join([said, _("Kept: {names}.").format(names=", ".join(kept))]) if kept else said


@dataclass(frozen=True)
class Swap:
    """A swap that was applied.

    Args:
        plan: What was done.
        installation: What undoes it.

    >>> import torch
    >>> swap(nn.Sequential(nn.ReLU()), {"relu": "gelu"}, torch.zeros(1, 2)).undo()
    Sequential(
      (0): ReLU()
    )
    """

    plan: SwapPlan
    installation: Installation = field(repr=False)

    @property
    def model(self) -> nn.Module:
        """The model, changed in place."""
        return self.plan.model

    def undo(self) -> nn.Module:
        """Put the old activations back, to the bit, and return the model. Weights that were trained stay trained."""
        self.installation.undo()
        return self.model

    def __str__(self) -> str:
        """Return the plan's table."""
        return str(self.plan)


def plan_swap(model: nn.Module, rules: Rules, *args: Any, **kwargs: Any) -> SwapPlan:
    """Find the activations of a model and say what would become of each.

    Args:
        model: The model.
        rules: What is replaced by what; the first rule that means a site counts.
        args: An input for the model's forward pass, by place: it finds the sites and predicts the change.
        kwargs: The same by keyword.

    Raises:
        UsageError: No site is meant by a rule, or a new activation does not fit the one it replaces.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    >>> print(plan_swap(model, {"relu": "relu6"}, torch.zeros(4, 2)).summary)
    1 of 1 activation is replaced.
    """
    sites = find_sites(model, *args, **kwargs)
    pairs = list(rules.items()) if isinstance(rules, Mapping) else list(rules)
    chosen = [_chosen(site, pairs) for site in sites]
    if all(new is None for new in chosen):
        raise UsageError(_nothing(sites, pairs))
    errors = _predicted(model, sites, chosen, args, kwargs)
    found = zip(sites, chosen, errors, strict=True)
    return SwapPlan(model, sites, tuple(Replacement(site, new, error) for site, new, error in found))


def swap(
    model: nn.Module,
    rules: Rules,
    *args: Any,
    recalibrate: Iterable[Any] | None = None,
    rescale_init: bool = False,
    **kwargs: Any,
) -> Swap:
    """Replace activations of a model in place.

    The model keeps its state-dict keys; a learnable activation adds its own. It trains, compiles, exports, copies and
    pickles as before.

    Args:
        model: The model.
        rules: What is replaced by what; see `Rules`.
        args: An input for the model's forward pass, by place.
        recalibrate: Batches on which the statistics of BatchNorm are estimated anew afterwards.
        rescale_init: Multiply the weights of the layer before each site by the ratio of the gains, for a model that is
            still to be trained.
        kwargs: Further arguments of the forward pass, by keyword.

    Raises:
        UsageError: No site is meant by a rule, or one cannot be replaced exactly.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    >>> swapped = swap(model, {"relu": "gelu"}, torch.zeros(1, 2))
    >>> model[1]
    GELU()
    >>> swapped.undo()[1]
    ReLU()
    """
    plan = plan_swap(model, rules, *args, **kwargs)
    ratios = _gain_ratios(plan) if rescale_init else {}
    done = plan.apply()
    if ratios:
        rescaled(model, ratios, args, kwargs)
    if recalibrate is not None:
        recalibrated(model, recalibrate)
    return done


def _gain_ratios(plan: SwapPlan) -> dict[nn.Module, float]:
    pairs = [(each.site.meaning, each.new) for each in plan.replacements]
    return {new: gain_ratio(old, new) for old, new in pairs if new is not None}


def _chosen(site: Site, rules: Sequence[tuple[str | Callable[[Site], bool], NewActivation]]) -> nn.Module | None:
    for wanted, to in rules:
        if site.matches(wanted) if isinstance(wanted, str) else wanted(site):
            new = new_activation(to, site.meaning)
            if not fits(new, site.meaning):
                raise UsageError(
                    _("{new} cannot take the place of {old} at {site}: only one of them is elementwise.").format(
                        new=type(new).__name__, old=site.meaning.label, site=site.label
                    )
                )
            return new
    return None


def _nothing(sites: Sites, rules: Sequence[tuple[Any, NewActivation]]) -> str:
    if not sites:
        return _("The model makes no activation call that can be replaced. {sites}").format(
            sites="; ".join(map(said, sites.unseen))
        )
    has = ", ".join(sorted({site.meaning.entry for site in sites}))
    wanted = ", ".join(str(wanted) for wanted, _to in rules)
    return _("Nothing in the model matches {wanted}; it has: {has}.").format(wanted=wanted, has=has)


def _row(each: Replacement) -> tuple[str, ...]:
    becomes = _("(stays)") if each.new is None else repr(each.new)
    error = "" if each.error is None else f"{each.error:.2g}"
    return each.site.label, each.site.name, each.site.meaning.label, becomes, error


def _predicted(
    model: nn.Module, sites: Sites, chosen: Sequence[nn.Module | None], args: Any, kwargs: Any
) -> list[float | None]:
    """Run the model once more and compare old and new outputs at each site."""
    preview = _Preview(sites, chosen)
    with observing(model, preview):
        model(*args, **kwargs)
    return preview.errors


class _Preview:
    """The watcher that computes both activations."""

    def __init__(self, sites: Sites, chosen: Sequence[nn.Module | None]) -> None:
        self._chosen = chosen
        self._places = {site.place: number for number, site in enumerate(sites)}
        self._sums: dict[int, list[float]] = {}

    def activation(self, call: ActivationCall, compute: Callable[[], Any], x: Tensor) -> Any:
        number = self._places.get(call.place)
        new = None if number is None else self._chosen[number]
        z = x.clone() if new is not None and call.overwrites and call.module is None else x
        output = compute()
        if new is not None and number is not None and isinstance(output, Tensor):
            changed = new.to(device=z.device)(z).double()
            sums = self._sums.setdefault(number, [0.0, 0.0])
            sums[0] += float((changed - output.double()).square().sum())
            sums[1] += float(output.double().square().sum())
        return output

    def other(self, path: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        """Take no note."""

    @property
    def errors(self) -> list[float | None]:
        found = [self._sums.get(number) for number in range(len(self._chosen))]
        return [None if sums is None else sums[0] / sums[1] if sums[1] else float("inf") for sums in found]
