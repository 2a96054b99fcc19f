"""A network whose activations are written in: found, and replaced by each candidate's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from actlab._shared.process_state import isolated
from actlab._shared.user_code import one_line
from actlab.errors import ActlabError, OwnModelError
from actlab.i18n import Text, _
from actlab.surgery import Site, Sites, find_sites
from actlab.surgery.installation import install
from actlab.surgery.sites import said
from actlab.workloads._networks import Make

__all__ = ["WrittenIn", "exchanged", "look_for"]


@dataclass(frozen=True)
class WrittenIn:
    """The activation calls of a network that are replaced by a candidate's.

    Args:
        sites: Them, in the order in which they run.
        note: Which these are and which stay, for the reader.
    """

    sites: tuple[Site, ...]
    note: Text


def look_for(build: Callable[[], Any], name: str, x: Tensor) -> WrittenIn:
    """Return the hidden activations of a network: its commonest elementwise function, wherever it is called.

    What makes the output stays, and so do other functions, such as the sigmoid of a gate: a gate wants its range.

    Args:
        build: Returns the network.
        name: What the user calls it.
        x: Some samples, of shape (n, ...).

    Raises:
        OwnModelError: It cannot be built or run, or no activation call was found that could be replaced.
    """
    with isolated(0):
        try:
            net = build()
            sites = find_sites(net, x)
            last = _last(net, x, sites)
        except ActlabError:
            raise
        except Exception as error:
            raise OwnModelError(_("{name} cannot be run: {error}").format(name=name, error=one_line(error))) from error
    hidden = [site for site in sites if site.meaning.kind == "elementwise" and site is not last]
    if not hidden:
        raise OwnModelError(_none(name, sites))
    commonest = Counter(site.meaning.entry for site in hidden).most_common(1)[0][0]
    chosen = tuple(site for site in hidden if site.meaning.entry == commonest)
    return WrittenIn(chosen, _note(name, sites, chosen, last))


def _last(net: nn.Module, x: Tensor, sites: Sites) -> Site | None:
    """Return the site whose value the network returns as it is."""
    from actlab.surgery.observation import observing
    from actlab.surgery.watching import ActivationCall

    made: list[Any] = []

    class Noting:
        def activation(self, call: ActivationCall, compute: Callable[[], Any], _x: Tensor) -> Any:
            value = compute()
            made.append((call.place, value))
            return value

        def other(self, *_told: Any) -> None:
            """Take no note."""

    with observing(net, Noting()):
        result = net(x)
    place = next((place for place, value in reversed(made) if value is result), None)
    return next((site for site in sites if site.place == place), None) if place is not None else None


def exchanged(net: nn.Module, written: WrittenIn, make: Make) -> nn.Module:
    """Replace the activations of a fresh network, in place, and return it.

    Args:
        net: The network, as the user's code builds it.
        written: Its activation calls.
        make: Makes the activation of a hidden layer.
    """
    new = [(site, make(number, _width(site))) for number, site in enumerate(written.sites)]
    install(net, new)
    return net


def _width(site: Site) -> int:
    shape = site.shape
    return shape[1] if len(shape) == 4 else shape[-1]


def _note(name: str, sites: Sites, chosen: tuple[Site, ...], last: Site | None) -> Text:
    kept = sorted({site.meaning.label for site in sites if site not in chosen and site is not last})
    where = ", ".join(site.label for site in chosen[:4]) + (", ..." if len(chosen) > 4 else "")
    filled = {"name": name, "what": chosen[0].meaning.label, "n": len(chosen), "of": len(sites), "where": where}
    english = ["{name}: each candidate takes the place of {what} at {n} of {of} activation calls ({where})."]
    spanish = ["{name}: cada candidata ocupa el lugar de {what} en {n} de {of} llamadas a activaciones ({where})."]
    if last is not None:
        english.append(f"The {last.meaning.label} at the output was kept.")
        spanish.append(f"Se conservó {last.meaning.label} en la salida.")
    if kept:
        english.append(f"Kept: {', '.join(kept)}.")
        spanish.append(f"Se conservan: {', '.join(kept)}.")
    return Text(en=" ".join(english).format(**filled), es=" ".join(spanish).format(**filled))


def _none(name: str, sites: Sites) -> str:
    unseen = "; ".join(map(said, sites.unseen))
    return _(
        "{name} takes no activation, and none was found in it that could be replaced. {unseen} Give it a parameter, "
        "as in def __init__(self, activation), keep self.act = activation(), and call self.act(x)."
    ).format(name=name, unseen=unseen + "." if unseen else "")
