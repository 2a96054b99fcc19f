"""What plan.json and study.json hold, as frozen values: whoever computes writes them, whoever publishes reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final, Literal

from actlab._shared.plain import plain
from actlab.i18n import Text

__all__ = [
    "SCHEMA_VERSION",
    "CandidateRecord",
    "ColumnRecord",
    "LayerRecord",
    "MetricRecord",
    "OptionRecord",
    "PlanRecord",
    "RecipeRecord",
    "StudyMember",
    "StudyRecord",
    "TuningRecord",
]

SCHEMA_VERSION: Final = 2
"""The form of a run folder. Another form is refused, so a change of form needs another number."""


@dataclass(frozen=True, kw_only=True)
class LayerRecord:
    """The activation of one hidden layer.

    Args:
        name: The entry's name in the catalogue, or the name of a user's own function.
        title: The name as prose prints it.
        label: The text that reads back as this activation with these parameters.
        values: All parameters by name.
        formula: SymPy text; null where an algorithm has none.
        source: Where the function was first described.
        shelf: The shelf of the catalogue; ``own`` for a user's function.
        where: The words that find a user's function again on a command line; empty for all others.

    >>> relu = LayerRecord(name="relu", title="ReLU", label="relu", values={}, formula="Max(0, x)", source="Fukushima",
    ...                    shelf="core", where="")
    >>> relu.label
    'relu'
    """

    name: str
    title: str
    label: str
    values: Mapping[str, float]
    formula: str | None
    source: str
    shelf: str
    where: str


@dataclass(frozen=True, kw_only=True)
class CandidateRecord:
    """What is compared: one activation per hidden layer.

    Args:
        label: Its name in the rows; unique within a plan.
        layers: The activation of each hidden layer.
        digest: A hash of all that decides what it computes.

    >>> CandidateRecord(label="relu", layers=(), digest="ab12").label
    'relu'
    """

    label: str
    layers: tuple[LayerRecord, ...]
    digest: str


@dataclass(frozen=True, kw_only=True)
class ColumnRecord:
    """What one column of the user's table held and what became of it.

    Args:
        name: The column.
        kind: ``number``, ``category``, ``date``, ``dropped``, ``target``, ``groups`` or ``time``.
        inputs: Number of the network's inputs that it became.
        missing: Number of values that were missing.
        said: What was done, in both languages.

    >>> ColumnRecord(name="age", kind="number", inputs=1, missing=0, said=Text(en="number", es="número")).inputs
    1
    """

    name: str
    kind: str
    inputs: int
    missing: int
    said: Text


@dataclass(frozen=True, kw_only=True)
class MetricRecord:
    """What a network is scored by.

    Args:
        name: Its name, in both languages.
        unit: Its unit, in both languages.
        higher_is_better: Its direction.

    >>> str(MetricRecord(name=Text(en="accuracy"), unit=Text(en="points"), higher_is_better=True).unit)
    'points'
    """

    name: Text
    unit: Text
    higher_is_better: bool


@dataclass(frozen=True, kw_only=True)
class RecipeRecord:
    """How each network is trained, the same for all candidates.

    Args:
        epochs: Passes over the training part.
        learning_rate: Of the optimizer, before the schedule; not used where candidates are tuned.
        optimizer: ``sgd``, ``adam`` or ``adamw``.
        momentum: Of SGD.
        weight_decay: Of the optimizer.
        batch_size: Samples per step; null is the full batch.
        schedule: ``constant``, or ``cosine`` down to 0.
        warmup: Share of the steps in which the learning rate first rises linearly.
        loss: The training loss.
        patience: Epochs without a lower validation loss after which training stops; null trains to the end.
        validation: Share of the training part that is set aside for validation.
        init: How weights are initialized.

    >>> from actlab._shared.plain import plain, rebuild
    >>> from actlab.workloads import CATALOGUE
    >>> rebuild(RecipeRecord, plain(CATALOGUE["moons"].recipe)).optimizer
    'adam'
    """

    epochs: int
    learning_rate: float
    optimizer: str
    momentum: float
    weight_decay: float
    batch_size: int | None
    schedule: str
    warmup: float
    loss: str
    patience: int | None
    validation: float
    init: str


@dataclass(frozen=True, kw_only=True)
class TuningRecord:
    """The trials of the tuned regime, the same for all candidates.

    Args:
        trials: Networks that a candidate trains in each block.
        low: log10 of the least learning rate.
        high: log10 of the greatest.

    >>> TuningRecord(trials=8, low=-3.0, high=0.0).ends
    (0.001, 1.0)
    """

    trials: int
    low: float
    high: float

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest learning rate."""
        return 10.0**self.low, 10.0**self.high


@dataclass(frozen=True, kw_only=True)
class OptionRecord:
    """An option with which the same plan is made again.

    Args:
        name: Its name in Python; the command line spells it as a flag.
        text: Its value as the command line writes it; empty for a flag without a value.
        value: Its value as Python writes it.

    >>> OptionRecord(name="hidden", text="32,32", value="(32, 32)").text
    '32,32'
    """

    name: str
    text: str
    value: str


@dataclass(frozen=True, kw_only=True)
class PlanRecord:
    """A comparison as it was written down before it ran: the file plan.json.

    Args:
        schema: The form of the run folder.
        hash: The hash of the whole plan; its first eight characters name the default folder.
        basis: The hash of everything but the number of blocks and the looks at them.
        workload: The name of the workload.
        workload_title: What it is, in both languages.
        workload_content: A hash of all that decides its data.
        source: Where the workload comes from.
        where: The words that find the user's own data and network again on a command line.
        columns: What became of each column of the user's table; empty for all other data.
        notes: What else was found in the user's data, in both languages.
        own_network: Whether the network is the user's own.
        split: How a block draws its data: ``fresh``, ``block`` or ``exercise``.
        part_sizes: Numbers of training and of test samples.
        hidden: Width of each hidden layer.
        recipe: How each network is trained.
        regime: What each candidate is given: ``drop-in``, ``gain`` or ``tuned``.
        tuning: The trials of the tuned regime; null in the others.
        seed: The root of all random streams.
        engine: What trains the networks of most candidates.
        other_engines: What trains those of the others, by label.
        engines_passed_over: Faster engines by name, and why they do not train these networks.
        torch: The version of torch, which decides the last bits.
        candidates: What is compared; the first is the baseline.
        metric: What the test score is.
        delta: The smallest difference that matters, in the metric's unit.
        alpha: Error rate of the whole family of pairs.
        family: Whether all are compared with the ``baseline``, or ``all`` pairs.
        rule: How an interval comes about: ``fixed``, ``sequence`` or ``exact``.
        blocks: Number of blocks; the most there will be where the run ends when it is decided.
        until_decided: Whether the run is looked at in between and ends when no pair is undecided.
        first_look: Blocks before the first verdict of a sequence.
        prior_variance: Variance of the effect sizes over which a sequence mixes.
        earlier_looks: Numbers of blocks at which these very blocks were judged before.
        earlier_seeds: Other root seeds with which the same was judged before.
        options: The options with which the same plan is made again, data, network and regime aside.
        networks: How many networks the plan trains, at most.
        chunks: The names of its chunks.

    >>> import actlab
    >>> record = actlab.plan(["relu", "tanh"], blocks=20).describe()
    >>> record.labels, record.networks, str(record.metric.unit)
    (('relu', 'tanh'), 40, 'points')
    """

    schema: Literal[2] = SCHEMA_VERSION
    hash: str
    basis: str
    workload: str
    workload_title: Text
    workload_content: str
    source: str
    where: tuple[str, ...]
    columns: tuple[ColumnRecord, ...] = ()
    notes: tuple[Text, ...] = ()
    own_network: bool
    split: Literal["fresh", "block", "exercise"]
    part_sizes: tuple[int, int]
    hidden: tuple[int, ...]
    recipe: RecipeRecord
    regime: Literal["drop-in", "gain", "tuned"]
    tuning: TuningRecord | None
    seed: int
    engine: str
    other_engines: Mapping[str, str]
    engines_passed_over: Mapping[str, str]
    torch: str
    candidates: tuple[CandidateRecord, ...]
    metric: MetricRecord
    delta: float
    alpha: float
    family: Literal["baseline", "all"]
    rule: Literal["fixed", "sequence", "exact"]
    blocks: int
    until_decided: bool
    first_look: int
    prior_variance: float
    earlier_looks: tuple[int, ...]
    earlier_seeds: tuple[int, ...]
    options: tuple[OptionRecord, ...]
    networks: int
    chunks: tuple[str, ...]

    def __post_init__(self) -> None:
        if (self.regime == "tuned") != (self.tuning is not None):
            raise ValueError("tuning: a tuned plan needs its trials, and no other plan has any")
        if not self.candidates or not self.hidden or self.blocks < 1:
            raise ValueError("a plan has candidates, layers and blocks")

    @property
    def labels(self) -> tuple[str, ...]:
        """The candidates' labels, the baseline first."""
        return tuple(candidate.label for candidate in self.candidates)

    @property
    def layers(self) -> tuple[LayerRecord, ...]:
        """The activations of all candidates and layers, in order."""
        return tuple(layer for candidate in self.candidates for layer in candidate.layers)

    def flat(self) -> dict[str, Any]:
        """Return the plain form with the recipe's numbers beside the rest, as ``--json`` prints a plan."""
        held: dict[str, Any] = plain(self)
        recipe, tuning = held.pop("recipe"), held.pop("tuning")
        trials = {} if tuning is None else {"tuning": tuning}
        return {**held, **recipe, **trials, "baseline": self.labels[0]}


@dataclass(frozen=True, kw_only=True)
class StudyMember:
    """One comparison of a study.

    Args:
        workload: Its workload.
        regime: Its regime.
        folder: Its run folder inside the study's, with slashes; never outside it.
        hash: The hash of its plan.

    >>> StudyMember(workload="moons", regime="tuned", folder="moons/tuned", hash="ab12").folder
    'moons/tuned'
    """

    workload: str
    regime: str
    folder: str
    hash: str

    def __post_init__(self) -> None:
        place = PurePosixPath(self.folder)
        if place.is_absolute() or ".." in place.parts or not place.parts:
            raise ValueError(f"folder: {self.folder!r} lies outside the study's folder")


@dataclass(frozen=True, kw_only=True)
class StudyRecord:
    """Several comparisons of the same candidates, as they were written down before they ran: the file study.json.

    Args:
        schema: The form of the run folder.
        hash: The hash of all plans together.
        comparisons: One per workload and regime.

    >>> moons = StudyMember(workload="moons", regime="tuned", folder="moons/tuned", hash="ab12")
    >>> StudyRecord(hash="cd34", comparisons=(moons,)).schema
    2
    """

    schema: Literal[2] = SCHEMA_VERSION
    hash: str
    comparisons: tuple[StudyMember, ...]

    def __post_init__(self) -> None:
        if not self.comparisons:
            raise ValueError("comparisons: a study has one or more")
