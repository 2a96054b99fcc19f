"""Wins, ties and losses over the blocks, and how often the first is ahead."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import altair as alt
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Figure, Table
from actlab.report.figures.style import INK, MUTED, PALETTE, Chart, finish, shortened
from actlab.report.run import sentences
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry
from actlab.statistics import Judgement

__all__ = ["ENTRY"]

_ROW = 58
_OUTCOMES = ("wins", "ties", "losses")


def blocks(run: Material) -> list[Block]:
    """Return the bars of all pairs."""
    if run.shown is None:
        return [run.missing(_("The count of wins, ties and losses"))]
    words = {"wins": _("wins"), "ties": _("ties"), "losses": _("losses")}
    return [
        Figure(
            name="wins",
            title=_("Blocks in which the first wins, ties or loses"),
            description=_(
                "Each bar counts the blocks of a pair: won by the first candidate, tied, lost. The share of wins "
                "plus half the ties is reported separately, with its own interval, and decides no verdict."
            ),
            data=_table(run.shown),
            draw=lambda frame: _draw(frame, words, _("blocks")),
        )
    ]


ENTRY = SectionEntry(N_("Wins, ties and losses"), place=40, blocks=blocks)


def _table(found: Judgement) -> Table:
    columns = (
        Column("pair", _("pair")),
        Column("wins", _("wins")),
        Column("ties", _("ties")),
        Column("losses", _("losses")),
        Column("p", _("wins and half the ties"), 3),
        Column("low", _("low"), 3),
        Column("high", _("high"), 3),
    )
    rows = tuple(
        (sentences.pair_name(p), p.wins, p.ties, p.losses, p.p_a_beats_b, *p.p_a_beats_b_interval) for p in found.pairs
    )
    return Table(_("Data of wins, ties and losses"), columns, rows)


def _draw(frame: pd.DataFrame, words: dict[str, str], axis: str) -> Chart:
    drawn = pd.DataFrame(
        [
            {"row": i, "outcome": outcome, "from": start, "to": start + count, "middle": start + count / 2,
             "text": f"{words[outcome]} {count}" if count else "", "count": count}
            for i, line in enumerate(frame.to_dict("records"))
            for outcome, start, count in _stacked(line)
        ]
    )  # fmt: skip
    total = int(max(frame["wins"] + frame["ties"] + frame["losses"]))
    names = pd.DataFrame({"row": range(len(frame)), "label": [shortened(p, 40) for p in frame["pair"]], "at": 0})
    x = alt.X("from:Q", title=axis, scale=alt.Scale(domain=[0, total], nice=False), axis=alt.Axis(tickCount=5))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[len(frame) - 0.4, -0.75], nice=False))
    colour = alt.Color(
        "outcome:N", legend=None, scale=alt.Scale(domain=list(_OUTCOMES), range=[PALETTE[0], MUTED, PALETTE[1]])
    )
    share = alt.datum["count"] >= total / 6
    layers = alt.layer(
        alt.Chart(drawn).mark_bar(size=22, opacity=0.92, stroke="#fefefe").encode(x=x, x2="to:Q", y=y, color=colour),
        alt.Chart(drawn).transform_filter(share).mark_text(color="#fefefe").encode(x="middle:Q", y=y, text="text:N"),
        alt.Chart(names).mark_text(align="left", dy=-20, color=INK).encode(x="at:Q", y=y, text="label:N"),
    )
    return finish(layers, height=_ROW * len(frame), left=12)


def _stacked(line: dict[Hashable, Any]) -> list[tuple[str, int, int]]:
    """Return each outcome with where its bar begins and how long it is."""
    wins, ties, losses = (int(line[outcome]) for outcome in _OUTCOMES)
    return [("wins", 0, wins), ("ties", wins, ties), ("losses", wins + ties, losses)]
