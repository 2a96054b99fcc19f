"""A candidate: an activation for each hidden layer, read from text or from Python values."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from actlab._shared.user_code import one_line
from actlab.activations import CATALOGUE, Activation
from actlab.activations.own import own_activation
from actlab.errors import ActlabError, CandidateError, OwnFunctionError
from actlab.i18n import _, ngettext

__all__ = ["Candidate", "CandidateLike", "Choice", "own_failures", "read_candidate", "read_candidates"]

OneLike: TypeAlias = "str | Activation | Callable[..., Any]"
CandidateLike: TypeAlias = "OneLike | Sequence[OneLike]"


@dataclass(frozen=True)
class Choice:
    """An activation with the values of its parameters.

    >>> Choice(CATALOGUE["leaky_relu"], (("negative_slope", 0.2),)).label
    'leaky_relu:negative_slope=0.2'
    """

    entry: Activation
    values: tuple[tuple[str, float], ...] = ()

    @property
    def label(self) -> str:
        """The text that reads back as this choice."""
        return ":".join([self.entry.name, *(f"{name}={value:g}" for name, value in self.values)])

    @property
    def digest(self) -> str:
        """A hash of the function's text and the values."""
        text = f"{_content(self.entry)}|{sorted(self.entry.check(dict(self.values)).items())}"
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Candidate:
    """What is compared: one activation for each hidden layer.

    Args:
        label: Its name in records; unique within a plan.
        layers: The activation of each hidden layer.
        arm: 0 for paired runs; see `actlab.population.streams.Streams`.
    """

    label: str
    layers: tuple[Choice, ...]
    arm: int = 0

    @property
    def digest(self) -> str:
        """A hash of all that decides what the candidate computes."""
        text = "|".join([*(choice.digest for choice in self.layers), str(self.arm)])
        return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def own_failures(candidates: Sequence[Candidate]) -> Iterator[None]:
    """Say that a user's function failed, where one is trained and anything fails.

    Raises:
        OwnFunctionError: A candidate holds a user's function, and it failed on what it met in training.
    """
    try:
        yield
    except ActlabError:
        raise
    except Exception as error:
        own = [each.label for each in candidates if any(choice.entry.shelf == "own" for choice in each.layers)]
        if not own:
            raise
        raise OwnFunctionError(
            _("{name} failed while training, after it had passed the first checks: {error}").format(
                name=", ".join(own), error=one_line(error)
            )
        ) from error


def read_candidates(
    given: Sequence[CandidateLike], layers: int, own: Mapping[str, Activation] | None = None
) -> tuple[Candidate, ...]:
    """Read all candidates of a comparison; a second one of the same name gets ``#2``.

    Raises:
        CandidateError: There are fewer than two, or one does not fit the layers.
        UnknownNameError: No entry has the name.
        ParameterError: A parameter is unknown or out of its domain.
        OwnFunctionError: A function is no elementwise activation.
    """
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise CandidateError(
            _('Candidates come as a list; got {given!r}. Try `actlab.compare(["relu", "tanh"])`.').format(given=given)
        )
    if len(given) < 2:
        raise CandidateError(
            _("A comparison needs two candidates or more; got {n}. Try `actlab compare relu tanh`.").format(
                n=len(given)
            )
        )
    seen: dict[str, int] = {}
    candidates = []
    for like in given:
        candidate = read_candidate(like, layers, own or {})
        seen[candidate.label] = seen.get(candidate.label, 0) + 1
        if seen[candidate.label] > 1:
            candidate = Candidate(f"{candidate.label}#{seen[candidate.label]}", candidate.layers)
        candidates.append(candidate)
    return tuple(candidates)


def read_candidate(like: CandidateLike, layers: int, own: Mapping[str, Activation]) -> Candidate:
    """Read one candidate: ``relu``, ``relu,tanh``, ``leaky_relu:negative_slope=0.2``, a function, or a list.

    >>> read_candidate("relu,tanh", 2, {}).label
    'relu,tanh'
    """
    parts: Sequence[OneLike]
    if isinstance(like, str):
        parts = like.split(",")
    elif isinstance(like, Sequence):
        parts = like
    else:
        parts = [like]
    choices = tuple(_read_choice(part, own) for part in parts)
    label = ",".join(choice.label for choice in choices)
    if len(choices) not in (1, layers):
        raise CandidateError(
            ngettext(
                "'{candidate}' names {given} activations for {layers} hidden layer. "
                "Name one, or set more layers with --hidden.",
                "'{candidate}' names {given} activations for {layers} hidden layers. "
                "Name one (the same everywhere) or {layers}; --hidden sets the layers.",
                layers,
            ).format(candidate=label, given=len(choices), layers=layers)
        )
    same = len(set(choices)) == 1
    return Candidate(choices[0].label if same else label, choices * layers if len(choices) == 1 else choices)


def _read_choice(like: OneLike, own: Mapping[str, Activation]) -> Choice:
    if isinstance(like, Activation):
        return Choice(like)
    if not isinstance(like, str):
        return Choice(own_activation(like))
    name, *settings = like.strip().split(":")
    if settings and "=" not in settings[0] and name not in own and name not in CATALOGUE:
        name = f"{name}:{settings.pop(0)}"  # a name in another library, as timm:mish
    entry = own[name] if name in own else CATALOGUE[name]
    values = dict(_setting(like, setting) for setting in settings)
    checked = entry.check(values)
    return Choice(entry, tuple((key, checked[key]) for key in checked if key in values))


def _setting(like: str, setting: str) -> tuple[str, str]:
    name, equals, value = setting.partition("=")
    if not equals:
        raise CandidateError(
            _("'{setting}' in '{candidate}' is no parameter. Write it like leaky_relu:negative_slope=0.2.").format(
                setting=setting, candidate=like
            )
        )
    return name.strip(), value.strip()


def _content(entry: Activation) -> str:
    """Return the text that decides what an entry computes: its file, or the user's function."""
    if entry.shelf == "own":
        return entry.content
    return Path(inspect.getfile(entry.function)).read_text(encoding="utf-8")
