"""Claims whose verdict does not come from the records, which the checker must catch."""

import itertools
from dataclasses import replace

import pandas as pd
import pytest

from actlab.evidence import Evidence, Field, Measured, Otherwise, Outcome, Ruling, Source, Text, lines
from checkers.evidence import breaches, words_missing

WORDS = Text(en="some", es="algunas")
NUMBER = (Measured(label=WORDS, value=1.0),)


def honest_verdict(records):
    won = records["runs"]["difference"].mean() > 0
    return Ruling(Outcome.CONFIRMED if won else Outcome.REFUTED, WORDS, NUMBER)


HONEST = Evidence(
    name="honest",
    number=1,
    statement=Text(en="One", es="Uno"),
    said_by=(Source("Nobody", "Nothing", 2026),),
    hypothesis=Text(en="Two", es="Dos"),
    experiment={"runs": lambda lab: records()["runs"]},
    measure=Text(en="Three", es="Tres"),
    figures=(
        lines(
            lambda records: records["runs"],
            name="runs",
            title=Text(en="Runs", es="Ejecuciones"),
            description=Text(en="A line.", es="Una línea."),
            fields=(Field("block", WORDS), Field("difference", WORDS)),
            x="block",
            y="difference",
        ),
    ),
    verdict=honest_verdict,
    limits=Text(en="Four", es="Cuatro"),
    otherwise=(Otherwise(Outcome.REFUTED, lambda held: {"runs": held["runs"].assign(difference=-1.0)}),),
)


def records():
    return {"runs": pd.DataFrame({"block": range(5), "difference": 1.0})}


def of(verdict):
    return replace(HONEST, verdict=verdict)


def always(_records):
    return Ruling(Outcome.CONFIRMED, WORDS, NUMBER)


def changing(held):
    held["runs"]["difference"] += 1
    return honest_verdict(held)


_calls = itertools.count()


def fickle(held):
    return replace(honest_verdict(held), because=Text(en=str(next(_calls)), es="x"))


def silent(held):
    return replace(honest_verdict(held), because=Text(en="Yes."))


def numberless(held):
    return replace(honest_verdict(held), measured=())


def drawing_more(held):
    held["runs"]["difference"] = 0.0
    return held["runs"]


LIARS = {
    "always the same": (of(always), "other records should say refuted and say confirmed"),
    "changes records": (of(changing), "the verdict changes the records"),
    "differs": (of(fickle), "differs from call to call"),
    "one language": (of(silent), "no words in one language"),
    "no number": (of(numberless), "names no number"),
    "same otherwise": (
        replace(HONEST, otherwise=(Otherwise(Outcome.CONFIRMED, lambda held: held),)), "no records change the verdict"
    ),
    "figure changes records": (
        replace(HONEST, figures=(replace(HONEST.figures[0], data=drawing_more),)), "a figure changes the records"
    ),
    "figure without its column": (
        replace(HONEST, figures=(replace(HONEST.figures[0], drawing=replace(HONEST.figures[0].drawing, y="other")),)),
        "draws what its table lacks",
    ),
}  # fmt: skip


def test_the_honest_pass():
    assert breaches(HONEST, records()) == []
    assert words_missing(HONEST) == []


@pytest.mark.parametrize("liar", LIARS)
def test_liars_are_caught(liar):
    entry, complaint = LIARS[liar]
    assert any(complaint in breach for breach in breaches(entry, records()))


def test_words_that_are_not_translated_are_caught():
    assert words_missing(replace(HONEST, limits=Text(en="None", es="None"))) == ["limits"]
    with pytest.raises(ValueError, match="otherwise is empty"):
        replace(HONEST, otherwise=())
