"""A claim that takes no time."""

import itertools

import pandas as pd
import pytest

from actlab.evidence import Evidence, Field, Measured, Otherwise, Outcome, Ruling, Source, Text, lines

RUNS = itertools.count()


def numbers(lab):
    """Count how often this was called."""
    lab.tell(0.5)
    return pd.DataFrame({"x": [1.0, 2.0, 4.0], "y": [float(lab.seed), float("nan"), 3.0], "run": next(RUNS)})


def table(records):
    return records["numbers"]


def verdict(records):
    value = float(records["numbers"]["y"].max())
    measured = (Measured(label=Text(en="greatest", es="mayor"), value=value, low=1.0, high=5.0, expected=3.0),)
    outcome = Outcome.CONFIRMED if value == 3 else Outcome.REFUTED
    return Ruling(outcome, Text(en=f"It is {value}.", es=f"Es {value}."), measured)


@pytest.fixture
def claim():
    return Evidence(
        name="small",
        number=7,
        statement=Text(en="Three is <three>.", es="Tres son <tres>."),
        said_by=(Source("Nobody", "Nothing", 2026),),
        hypothesis=Text(en="That it is.", es="Que lo son."),
        experiment={"numbers": numbers},
        measure=Text(en="By counting.", es="Contando."),
        figures=(
            lines(
                table,
                name="numbers",
                title=Text(en="Numbers", es="Números"),
                description=Text(en="A line.", es="Una línea."),
                fields=(Field("x", Text(en="x axis", es="eje x")), Field("y", Text(en="y axis", es="eje y"), 1)),
                x="x",
                y="y",
            ),
        ),
        verdict=verdict,
        limits=Text(en="Nothing else.", es="Nada más."),
        otherwise=(Otherwise(Outcome.REFUTED, lambda held: {"numbers": held["numbers"].assign(y=9.0)}),),
    )
