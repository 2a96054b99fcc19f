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
from actlab.activations import Activation
from actlab.activations.own import told_apart
from actlab.activations.reading import read_activation
from actlab.errors import ActlabError, CandidateError, OwnFunctionError
from actlab.i18n import _, ngettext

__all__ = ["Candidate", "CandidateLike", "Choice", "own_failures", "read_candidate", "read_candidates"]

OneLike: TypeAlias = "str | Activation | Callable[..., Any]"
CandidateLike: TypeAlias = "OneLike | Sequence[OneLike]"


@dataclass(frozen=True)
class Choice:
    """An activation with the values of its parameters.

    >>> from actlab.activations import CATALOGUE
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
    for candidate in _told_apart([read_candidate(like, layers, own or {}) for like in given], layers):
        seen[candidate.label] = seen.get(candidate.label, 0) + 1
        if seen[candidate.label] > 1:
            candidates.append(Candidate(f"{candidate.label}#{seen[candidate.label]}", candidate.layers))
        else:
            candidates.append(candidate)
    return tuple(candidates)


def _told_apart(candidates: Sequence[Candidate], layers: int) -> list[Candidate]:
    """Return the candidates, those whose activations share a name with another file's renamed."""
    entries = [choice.entry for candidate in candidates for choice in candidate.layers]
    named = iter(told_apart(entries))
    return [
        _candidate([Choice(next(named), choice.values) for choice in candidate.layers], layers)
        for candidate in candidates
    ]


def read_candidate(like: CandidateLike, layers: int, own: Mapping[str, Activation]) -> Candidate:
    """Read one candidate: ``relu``, ``relu,tanh``, ``leaky_relu:negative_slope=0.2``, a function, or a list.

    >>> read_candidate("relu,tanh", 2, {}).label
    'relu,tanh'
    """
    parts: Sequence[OneLike]
    if isinstance(like, str):
        parts = _parts(like)
    elif isinstance(like, Sequence):
        parts = like
    else:
        parts = [like]
    return _candidate([Choice(*read_activation(part, own)) for part in parts], layers)


def _candidate(choices: Sequence[Choice], layers: int) -> Candidate:
    """Return the candidate of one activation for all layers, or of one for each."""
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
    return Candidate(choices[0].label if same else label, (*choices,) * (layers if len(choices) == 1 else 1))


def _parts(text: str) -> list[str]:
    """Return the parts of a list; commas inside of brackets, as in ``max(0, x)``, part nothing."""
    depth, parts = 0, [""]
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _content(entry: Activation) -> str:
    """Return the text that decides what an entry computes: its file, or the user's function."""
    if entry.shelf == "own":
        return entry.content
    return Path(inspect.getfile(entry.function)).read_text(encoding="utf-8")
