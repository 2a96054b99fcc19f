"""From what a user asks for to plans: options are checked, data and networks found, contradictions refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from actlab._shared.spelling import option
from actlab.activations import Activation
from actlab.activations.own import own_activation, read_own, told_apart
from actlab.comparison.option import read, selected, table
from actlab.comparison.options import DataOptions, Options, SharedOptions, StudyOptions
from actlab.errors import CandidateError, UsageError
from actlab.i18n import _, ngettext
from actlab.population.candidates import CandidateLike
from actlab.population.training import Regime
from actlab.workloads import METRICS, Workload, find, own_model, read_data, read_model, with_model

__all__ = ["Request"]


@dataclass(frozen=True)
class Request:
    """What was asked for, before anything is chosen for the user.

    Args:
        candidates: What is compared; own functions that no candidate names stand at the end.
        own: The user's own functions by name, which candidates may name.
        workloads: What the candidates are compared on.
        regimes: What each candidate is given.
        options: All other options, each checked.
    """

    candidates: tuple[CandidateLike, ...]
    own: Mapping[str, Activation]
    workloads: tuple[Workload, ...]
    regimes: tuple[Regime, ...]
    options: SharedOptions

    @classmethod
    def of_one(cls, candidates: Sequence[CandidateLike], given: Mapping[str, Any]) -> Request:
        """Read the request of one comparison.

        Raises:
            UsageError: An option is unknown, lies outside its domain, or contradicts another.
        """
        options = read(Options, given)
        name = options["workload"]
        if isinstance(name, str) and len(find(name)) > 1:
            raise UsageError(
                _("{name} names {n} workloads; try actlab.study for several.").format(name=name, n=len(find(name)))
            )
        return cls._made(candidates, given, cast("SharedOptions", options), [name], [options["regime"]])

    @classmethod
    def of_several(cls, candidates: Sequence[CandidateLike], given: Mapping[str, Any]) -> Request:
        """Read the request of a study, which has a comparison for each workload and regime.

        Raises:
            UsageError: An option is unknown, lies outside its domain, or contradicts another.
        """
        options = read(StudyOptions, given)
        return cls._made(candidates, given, cast("SharedOptions", options), options["workloads"], options["regimes"])

    @classmethod
    def _made(
        cls,
        candidates: Sequence[CandidateLike],
        given: Mapping[str, Any],
        options: SharedOptions,
        names: Sequence[str | Workload],
        regimes: Sequence[Regime],
    ) -> Request:
        _check(options)
        if isinstance(candidates, str) or not isinstance(candidates, Sequence):
            raise CandidateError(
                _('Candidates come as a list; got {given!r}. Try `actlab.compare(["relu", "tanh"])`.').format(
                    given=candidates
                )
            )
        given_own = options["activations"]
        own = _own(given_own if isinstance(given_own, list | tuple) else [given_own])
        named = {part.partition(":")[0] for each in candidates if isinstance(each, str) for part in each.split(",")}
        found = _workloads(names, given, options)
        return cls(
            candidates=(*candidates, *(entry for entry in own if entry.name not in named)),
            own={entry.name: entry for entry in own},
            workloads=tuple(_scored(each, options) for each in _with_model(found, options["model"])),
            regimes=tuple(regimes),
            options=options,
        )

    @property
    def looked_in(self) -> Path:
        """The folder whose finished runs count as earlier looks at the same blocks: where this run will lie."""
        out = cast("Path | None", self.options["out"])
        return Path("runs") if out is None else out.parent


def _check(options: SharedOptions) -> None:
    """Refuse options that contradict one another.

    Raises:
        UsageError: They do.
    """
    decided = option("until", "decided")
    if options["until"] and options["blocks"]:
        raise UsageError(
            _("{blocks} fixes the number of blocks; with {decided}, give {most} instead.").format(
                blocks=option("blocks"), decided=decided, most=option("max_blocks")
            )
        )
    for name in ("max_blocks", "first_look", "time_budget"):
        if options.get(name) is not None and not options["until"]:
            raise UsageError(_("{name} belongs to {decided}; add it.").format(name=option(name), decided=decided))
    if all(options[name] is None for name in ("data", "X", "y")):
        _check_no_data(options)


def _check_no_data(options: SharedOptions) -> None:
    """Refuse options of the user's data where there are none."""
    found = [name for name, declared in table(DataOptions).items() if options.get(name) is not declared.default]
    if found:
        raise UsageError(
            ngettext(
                "{options} belongs to {data}; name the file, such as {example}.",
                "{options} belong to {data}; name the file, such as {example}.",
                len(found),
            ).format(options=", ".join(map(option, found)), data=option("data"), example=option("data", "my.csv"))
        )


def _own(given: Sequence[Any]) -> tuple[Activation, ...]:
    """Return the user's own functions as activations, those that share a name told apart by their files."""
    texts = [read_own(text) for text in dict.fromkeys(each for each in given if isinstance(each, str))]
    others = [each for each in given if not isinstance(each, str)]
    entries = [each if isinstance(each, Activation) else own_activation(each) for each in others]
    return told_apart([*texts, *entries])


def _workloads(names: Sequence[str | Workload], given: Mapping[str, Any], options: SharedOptions) -> list[Workload]:
    """Return the workloads that are named, or the one of the user's data.

    Raises:
        UsageError: Both are given, or a name that is none.
        DataError: The data cannot be learned from.
    """
    if all(options[name] is None for name in ("data", "X", "y")):
        return [found for each in names for found in _found(each)]
    if {"workload", "workloads"} & {*given}:
        raise UsageError(
            _("{data} takes the place of {workload}; give one of the two.").format(
                data=option("data"), workload=option("workload")
            )
        )
    return [read_data(**selected(DataOptions, options))]


def _found(given: Any) -> tuple[Workload, ...]:
    if isinstance(given, Workload):
        return (given,)
    if isinstance(given, str):
        return find(given)
    raise UsageError(
        _("{workload} must be a name or a workload; got {given!r}.").format(workload=option("workload"), given=given)
    )


def _scored(workload: Workload, options: SharedOptions) -> Workload:
    """Return the workload with the metric and the unit of the target that were asked for.

    Raises:
        UsageError: The task has no such metric, or no target that could be scaled.
    """
    name = options["metric"]
    if name == "accuracy" and workload.task == "regression":
        raise UsageError(
            _("{workload} predicts numbers, which have no accuracy; try {remedy}.").format(
                workload=workload.name, remedy=option("metric", "loss")
            )
        )
    if options["unscaled_target"] and workload.task == "classification":
        raise UsageError(
            _("{workload} predicts classes, which have no unit; {option} is for numbers.").format(
                workload=workload.name, option=option("unscaled_target")
            )
        )
    metric = workload.metric if name is None else METRICS[name]
    return replace(workload, metric=metric, scaled_target=workload.scaled_target and not options["unscaled_target"])


def _with_model(workloads: Sequence[Workload], model: Any) -> tuple[Workload, ...]:
    """Return the workloads with the user's network, where there is one."""
    if model is None:
        return tuple(workloads)
    network = read_model(model) if isinstance(model, str) else own_model(model)
    return tuple(with_model(each, network) for each in workloads)
