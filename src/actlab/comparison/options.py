"""The options of a comparison, each declared once.

The three classes say what an option belongs to: the training, the question, or the run, which leaves no trace in the
records. Signatures, the command line, validation, the line that runs a plan again and the page of options are all
read from here.
"""

# No postponed annotations: what stands in `Annotated` is read when the program runs.

import math
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict, get_args

from actlab.comparison.domains import (
    Anything,
    Batch,
    Folder,
    OneOf,
    RateRange,
    RealNumber,
    Several,
    Switch,
    Whole,
    Widths,
)
from actlab.comparison.option import Option
from actlab.comparison.question import Family
from actlab.i18n import N_
from actlab.population.engine_names import ENGINE_NAMES
from actlab.workloads import METRICS, Init, Optimizer, Schedule

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from actlab.comparison.plan import Plan
    from actlab.population.execute import Progress
    from actlab.population.training import Regime
    from actlab.workloads import Split, Task, Workload

__all__ = [
    "CalibrateOptions",
    "DataOptions",
    "JudgingOptions",
    "NumberOptions",
    "OneOptions",
    "Options",
    "QuestionOptions",
    "RunOptions",
    "SharedOptions",
    "StudyOptions",
    "TrainingOptions",
    "WorkOptions",
]

_MOST_BLOCKS = 1_000_000


class OneOptions(TypedDict, total=False):
    """On what, and with what each candidate is given: what a study has several of."""

    workload: Annotated[
        "str | Workload",
        Option(
            help=N_("What to compare on: a name that `actlab list --workloads` prints."),
            domain=Anything("NAME"),
            default="moons",
            python="Or a workload.",
            also=("workloads", "benchmark", "problem"),
        ),
    ]
    regime: Annotated[
        "Regime",
        Option(
            help=N_("One learning rate for all, the same with the gain init, or each candidate tuned."),
            domain=OneOf("drop-in", "gain", "tuned"),
            default="drop-in",
            also=("regimes", "tuned", "tuning"),
        ),
    ]


class DataOptions(TypedDict, total=False):
    """The user's own data; the options are those of `actlab.workloads.read_data`."""

    data: Annotated[
        Any,
        Option(
            help=N_("Your own table in place of a workload: CSV, Parquet or npz."),
            domain=Anything("FILE"),
            python="Or a DataFrame, ``(X, y)`` of shapes (n, d) and (n,), or a torch dataset; see "
            "`actlab.workloads.read_data`.",
            also=("x", "dataset", "table", "file", "frame", "df"),
        ),
    ]
    X: Annotated[Any, Option(help="Inputs, with ``y``, in place of ``data``.", domain=Anything(), shell=False)]
    y: Annotated[Any, Option(help="Labels, or numbers to predict.", domain=Anything(), shell=False)]
    target: Annotated[
        "str | Sequence[str] | None",
        Option(
            help=N_("The column of the table to predict; several, with commas, if they are numbers."),
            domain=Anything("COLUMN"),
            also=("column", "label", "targets"),
        ),
    ]
    task: Annotated[
        "Task | None",
        Option(
            help=N_("Whether the task is classification or regression; detected from the data by default."),
            domain=OneOf("classification", "regression"),
        ),
    ]
    test_data: Annotated[
        Any,
        Option(
            help=N_(
                "A separate table to use as the test set; by default a test set is drawn from the data in each block."
            ),
            domain=Anything("FILE"),
            also=("test", "holdout"),
        ),
    ]
    drop: Annotated[
        "str | Sequence[str] | None",
        Option(
            help=N_("Columns of the table to leave out."), domain=Anything("COLUMN,..."), also=("ignore", "exclude")
        ),
    ]
    encode: Annotated[
        "str | Mapping[str, str] | Sequence[str]",
        Option(
            help=N_(
                "How columns become numbers: one-hot, ordinal, number or date; detected for each column by default."
            ),
            domain=Anything("[COLUMN=]HOW"),
            default=(),
            repeated=True,
            also=("encoding", "encoder"),
        ),
    ]
    impute: Annotated[
        "str | Mapping[str, str] | Sequence[str]",
        Option(
            help=N_("What fills missing values: median, mean, most-frequent or zero; drop leaves out their rows."),
            domain=Anything("[COLUMN=]HOW"),
            default=(),
            repeated=True,
            also=("fillna", "imputer", "missing"),
        ),
    ]
    groups: Annotated[
        "str | None",
        Option(
            help=N_("A column: rows of one group stay on one side of every split."),
            domain=Anything("COLUMN"),
            also=("group",),
        ),
    ]
    time: Annotated[
        "str | None",
        Option(
            help=N_("A column: the rows are sorted by it, and the last fifth is the test part."),
            domain=Anything("COLUMN"),
            also=("date", "order"),
        ),
    ]


class TrainingOptions(DataOptions, total=False):
    """What is trained, on what and how."""

    model: Annotated[
        "str | Callable[[Any], Any] | None",
        Option(
            help=N_("Your own network, such as my.py:Net: a function or class that returns an nn.Module."),
            domain=Anything("FILE:NAME"),
            python="Or the function itself; see `actlab.workloads.with_model`.",
            also=("network", "net", "module"),
        ),
    ]
    activations: Annotated[
        "Sequence[str | Callable[..., Any]]",
        Option(
            help=N_(
                "Your own function, such as mine.py:my_act; refer to it by name among the candidates, or it is added "
                "as one."
            ),
            domain=Anything("FILE:NAME"),
            default=(),
            flag="activation",
            repeated=True,
            python="A list, of functions too.",
            also=("activation", "functions", "own"),
        ),
    ]
    trials: Annotated[
        int,
        Option(
            help=N_("Learning rates that a tuned candidate tries in each block."),
            domain=Whole(1),
            default=8,
            held=lambda plan: plan.training.trials if plan.training.tuning else None,
        ),
    ]
    learning_rates: Annotated[
        "tuple[float, float] | None",
        Option(
            help=N_("Range of a tuned candidate's learning rates; settled by a pilot by default."),
            domain=RateRange(),
            also=("lr", "lrs", "lr_range"),
            held=lambda plan: _rates(plan),
        ),
    ]
    pilot: Annotated[
        bool,
        Option(
            help="Whether a pilot may settle that range; without one, the range that it would begin with is planned.",
            domain=Switch(),
            default=True,
            shell=False,
        ),
    ]
    split: Annotated[
        "Split | None",
        Option(
            help=N_("How each block draws its data: a new data set, a new split, or the course's own fixed split."),
            domain=OneOf("fresh", "block", "exercise"),
            held=lambda plan: plan.training.split,
        ),
    ]
    hidden: Annotated[
        "Sequence[int] | None",
        Option(
            help=N_("Width of each hidden layer; the workload's by default."),
            domain=Widths(),
            also=("hidden_layer_sizes", "hidden_sizes", "layers", "widths", "width"),
            held=lambda plan: None if plan.training.workload.network.fixed else plan.training.hidden,
        ),
    ]
    epochs: Annotated[
        "int | None",
        Option(
            help=N_("Passes over the training data; the workload's number by default."),
            domain=Whole(1),
            also=("n_epochs", "num_epochs", "max_iter", "steps"),
            held=lambda plan: plan.training.recipe.epochs,
        ),
    ]
    learning_rate: Annotated[
        "float | None",
        Option(
            help=N_("Learning rate, the same for all candidates; the workload's by default."),
            domain=RealNumber(),
            also=("lr", "eta", "alpha", "learning_rate_init"),
            held=lambda plan: plan.training.recipe.learning_rate,
        ),
    ]
    optimizer: Annotated[
        "Optimizer | None",
        Option(
            help=N_("The optimizer, with PyTorch's default settings; the workload's by default."),
            domain=OneOf(*get_args(Optimizer)),
            also=("optim", "solver"),
            held=lambda plan: _changed(plan, "optimizer"),
        ),
    ]
    batch_size: Annotated[
        "int | Literal['full'] | None",
        Option(
            help=N_("Samples per step, or full for all at once; the workload's by default."),
            domain=Batch(),
            also=("batch", "minibatch", "bs"),
            held=lambda plan: _changed(plan, "batch_size", none="full"),
        ),
    ]
    weight_decay: Annotated[
        "float | None",
        Option(
            help=N_("Weight decay of all parameters but those of activations; the workload's by default."),
            domain=RealNumber(with_low=True),
            also=("l2", "decay", "wd"),
            held=lambda plan: _changed(plan, "weight_decay"),
        ),
    ]
    schedule: Annotated[
        "Schedule | None",
        Option(
            help=N_("How the learning rate runs over the steps; the workload's by default."),
            domain=OneOf(*get_args(Schedule)),
            also=("scheduler", "lr_schedule"),
            held=lambda plan: _changed(plan, "schedule"),
        ),
    ]
    init: Annotated[
        "Init | None",
        Option(
            help=N_("How the weights of linear and convolutional layers begin; the workload's by default."),
            domain=OneOf(*get_args(Init)),
            also=("initialization", "initializer", "weights"),
            held=lambda plan: _changed(plan, "init"),
        ),
    ]
    metric: Annotated[
        "Literal['accuracy', 'loss'] | None",
        Option(
            help=N_("What is compared: accuracy, or the logarithm of the test loss; the workload's by default."),
            domain=OneOf(*METRICS),
            also=("score", "scoring", "metrics"),
            held=lambda plan: _other_metric(plan),
        ),
    ]
    unscaled_target: Annotated[
        bool,
        Option(
            help=N_("Leave the numbers to predict in their own unit; by default they are standardised."),
            domain=Switch(),
            default=False,
            held=lambda plan: None if plan.training.workload.scaled_target else True,
        ),
    ]
    engine: Annotated[
        str,
        Option(
            help=N_("What trains: an engine's name, or auto for the fastest that can run the networks."),
            domain=OneOf("auto", *ENGINE_NAMES),
            default="auto",
            also=("backend",),
            held=lambda plan: "auto" if plan.training.others else plan.training.engine,
        ),
    ]
    seed: Annotated[
        int,
        Option(
            help=N_("Root of all random streams."),
            domain=Whole(),
            default=0,
            also=("random_state", "rng", "seeds"),
            held=lambda plan: plan.training.seed,
        ),
    ]


class NumberOptions(TypedDict, total=False):
    """How many blocks are judged."""

    blocks: Annotated[
        "int | None",
        Option(
            help=N_("Number of paired blocks; by default the most of 200, 100, 50 and 30 that take two minutes."),
            domain=Whole(2, _MOST_BLOCKS),
            also=("n", "n_blocks", "seeds", "n_seeds", "runs", "n_runs", "repeats", "replicates", "networks"),
            held=lambda plan: None if plan.question.until_decided else plan.question.blocks,
        ),
    ]


class StoppingOptions(TypedDict, total=False):
    """When a run that is judged as it goes on may end."""

    until: Annotated[
        "Literal['decided'] | None",
        Option(
            help=N_("Judge as the run goes on, and stop once every pair is decided."),
            domain=OneOf("decided"),
            held=lambda plan: "decided" if plan.question.until_decided else None,
        ),
    ]
    max_blocks: Annotated[
        "int | None",
        Option(
            help=N_("With --until decided: the most blocks to run; 1000 by default."),
            domain=Whole(2, _MOST_BLOCKS),
            held=lambda plan: plan.question.blocks if plan.question.until_decided else None,
        ),
    ]
    first_look: Annotated[
        "int | None",
        Option(
            help=N_(
                "Blocks before the first verdict of such a run; by default 100 where these take two minutes, else 30."
            ),
            domain=Whole(6, _MOST_BLOCKS),
            held=lambda plan: plan.question.first_look if plan.question.until_decided else None,
        ),
    ]


class JudgingOptions(TypedDict, total=False):
    """By which rule, and what difference matters."""

    exact: Annotated[
        bool,
        Option(
            help=N_(
                "Judge by a confidence sequence that makes no assumption about the distribution of the differences."
            ),
            domain=Switch(),
            default=False,
            held=lambda plan: True if plan.question.rule == "exact" else None,
        ),
    ]
    delta: Annotated[
        "float | None",
        Option(
            help=N_("Smallest difference that matters, in the metric's unit; the workload's by default."),
            domain=RealNumber(with_low=True),
            also=("margin", "rope", "threshold", "min_difference"),
            held=lambda plan: plan.question.delta,
        ),
    ]
    alpha: Annotated[
        float,
        Option(
            help=N_("Error rate of all pairs together."),
            domain=RealNumber(0.0, 1.0),
            default=0.05,
            also=("level", "significance", "confidence"),
            held=lambda plan: plan.question.alpha,
        ),
    ]


class QuestionOptions(NumberOptions, StoppingOptions, JudgingOptions, total=False):
    """What is asked of the records."""

    pairs: Annotated[
        Family,
        Option(
            help=N_("Judge all against the first candidate, or all pairs."),
            domain=OneOf(*get_args(Family)),
            default="baseline",
            also=("family", "comparisons"),
            held=lambda plan: plan.question.family,
        ),
    ]


class LookingOptions(TypedDict, total=False):
    """How far a comparison goes beyond its verdict."""

    time_budget: Annotated[
        "float | None",
        Option(
            help=N_("With --until decided: seconds after which no further blocks are begun."),
            domain=RealNumber(),
            also=("timeout", "max_time", "budget"),
        ),
    ]
    rate_check: Annotated[
        bool,
        Option(
            help=N_("Also train 30 blocks at a tenth and at ten times the learning rate; no part of the verdict."),
            domain=Switch(),
            default=True,
        ),
    ]


class WorkOptions(TypedDict, total=False):
    """Who trains the networks, and where they are kept."""

    workers: Annotated[
        "int | None",
        Option(
            help=N_("Number of processes; by default one for each core."),
            domain=Whole(1),
            also=("n_jobs", "jobs", "n_workers", "num_workers", "processes", "cores"),
        ),
    ]
    out: Annotated[
        "str | PathLike[str] | None",
        Option(
            help=N_("Run folder; runs/<hash> by default."),
            domain=Folder(),
            also=("folder", "output", "out_dir", "output_dir", "path", "run"),
        ),
    ]
    progress: Annotated[
        "Progress | None",
        Option(
            help="Called with the numbers of finished and of all networks.",
            domain=Anything(),
            shell=False,
            also=("callback", "verbose"),
        ),
    ]

    executor: Annotated[
        "Executor | None",
        Option(
            help="Trains the networks in place of our own processes, on other machines too; it is not shut down.",
            domain=Anything(),
            python="Such as `concurrent.futures.ProcessPoolExecutor`, or that of a dask cluster.",
            shell=False,
            also=("pool", "client"),
        ),
    ]


class RunOptions(LookingOptions, WorkOptions, total=False):
    """How a plan is carried out; the records do not depend on it."""


class SharedOptions(TrainingOptions, QuestionOptions, RunOptions, total=False):
    """What one comparison and a study of several have in common."""


class Options(OneOptions, SharedOptions, total=False):
    """The options of `actlab.compare` and `actlab.plan`."""


class CalibrateOptions(OneOptions, TrainingOptions, NumberOptions, JudgingOptions, WorkOptions, total=False):
    """The options of `actlab.calibrate`."""

    comparisons: Annotated[
        int,
        Option(
            help=N_("Number of comparisons, each with blocks of its own."),
            domain=Whole(10, 100_000),
            default=400,
        ),
    ]


class StudyOptions(SharedOptions, total=False):
    """The options of `actlab.study` and `actlab.plan_study`."""

    workloads: Annotated[
        "Sequence[str | Workload]",
        Option(
            help="What to compare on: names of the catalogue, suites such as ``suite:tabular``, or workloads.",
            domain=Several(Anything()),
            default=("moons",),
            also=("workload", "benchmarks"),
        ),
    ]
    regimes: Annotated[
        "Sequence[Regime]",
        Option(
            help="What each candidate is given, each a family of verdicts of its own; see `actlab.compare`.",
            domain=Several(OneOf("drop-in", "gain", "tuned")),
            default=("drop-in", "gain", "tuned"),
            also=("regime",),
        ),
    ]


def _changed(plan: "Plan", name: str, none: Any = None) -> Any:
    """Return what a recipe says in place of the workload's own; None where it says the same."""
    asked, usual = (getattr(recipe, name) for recipe in (plan.training.recipe, plan.training.workload.recipe))
    return None if asked == usual else none if asked is None else asked


def _other_metric(plan: "Plan") -> str | None:
    """Return the metric's name where it is not that of the workload's task."""
    workload = plan.training.workload
    usual = "accuracy" if workload.task == "classification" else "loss"
    return next((name for name, metric in METRICS.items() if metric == workload.metric and name != usual), None)


def _rates(plan: "Plan") -> tuple[float, float] | None:
    """Return the range of learning rates, as the shortest numbers with its very logarithms."""
    tuning = plan.training.tuning
    return None if tuning is None else (_rate(tuning.low), _rate(tuning.high))


def _rate(exponent: float) -> float:
    """Return the shortest number with this decimal logarithm, of which a plan keeps nine digits after the point."""
    found = (float(f"{10.0**exponent:.{digits}g}") for digits in range(1, 18))
    return next(rate for rate in found if round(math.log10(rate), 9) == round(exponent, 9))
