"""What the rows of a tuned run must keep to, whichever engine wrote them."""

from collections.abc import Iterator

import pandas as pd


def breaches(frame: pd.DataFrame) -> list[str]:
    """Return how rows (candidate, block, trial, learning_rate, validation_loss, test_score, chance_score) break D."""
    return [*_points(frame), *_pilots(frame), *_choices(frame)]


def _points(frame: pd.DataFrame) -> Iterator[str]:
    points = frame.groupby(["block", "trial"])["learning_rate"].nunique()
    yield from (f"candidates differ in trial {trial} of block {block}" for block, trial in points[points > 1].index)
    blocks = frame.groupby("learning_rate")["block"].nunique()
    yield from (f"blocks share the learning rate {rate}" for rate in blocks[blocks > 1].index)


def _pilots(frame: pd.DataFrame) -> Iterator[str]:
    yield from (f"block {block} is a pilot's" for block in frame.loc[frame["block"] < 0, "block"].unique())


def _choices(frame: pd.DataFrame) -> Iterator[str]:
    for (candidate, block), trials in frame.groupby(["candidate", "block"]):
        opened = trials.index[trials["test_score"].notna() | trials["chance_score"].notna()].tolist()
        if opened != [trials["validation_loss"].idxmin()]:
            yield f"{candidate}, block {block}: the test part was not opened for the lowest validation loss alone"
