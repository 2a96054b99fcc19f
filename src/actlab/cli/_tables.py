"""A finished comparison on the terminal."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from actlab.i18n import _
from actlab.report import numbers, page
from actlab.report.run import replay, sentences

if TYPE_CHECKING:
    from actlab.comparison import Comparison, Study

__all__ = ["print_comparison", "print_study"]

_PIPE_WIDTH = 120


def print_comparison(comparison: Comparison, file: IO[str]) -> None:
    """Print candidates, pairs, verdicts, what they mean, warnings, and how to run it again."""
    console = Console(file=file, highlight=False, soft_wrap=True, width=None if file.isatty() else _PIPE_WIDTH)
    console.print(_candidates(comparison))
    console.print()
    console.print(_pairs(comparison))
    console.print()
    for line in _lines(comparison):
        console.print(Text(line))


def print_study(study: Study, file: IO[str]) -> None:
    """Print each comparison in brief, then what they say together, and how to run it again."""
    console = Console(file=file, highlight=False, soft_wrap=True, width=None if file.isatty() else _PIPE_WIDTH)
    for comparison in study.comparisons:
        console.print(Text(f"{comparison.plan.workload}, {comparison.plan.regime}", style="bold"))
        console.print(_pairs(comparison))
        for line in _beside(comparison):
            console.print(Text(line))
        console.print()
    several = len({comparison.plan.workload for comparison in study.comparisons}) > 1
    for line in study.together() if several else study.sentences():
        console.print(Text(line))
    console.print(Text(_("Run: {run}").format(run=study.run.path)))
    for line in _report(study):
        console.print(Text(line))
    console.print(Text(_("Again: {line}").format(line=study.replay())))


def _candidates(comparison: Comparison) -> Table:
    plan = comparison.plan
    unit = plan.metric.name
    table = _table(
        _("candidate"), _("mean {metric}").format(metric=unit), _("sd"), _("interval"), _("failures"), _("n")
    )
    for c in comparison.judgement.candidates:
        ends = numbers.ends(plan, c.interval, numbers.unsigned)
        mean, sd = numbers.unsigned(plan, c.mean), numbers.unsigned(plan, c.sd)
        table.add_row(Text(c.name), mean, sd, Text(ends), str(c.failures), str(c.n))
    return table


def _pairs(comparison: Comparison) -> Table:
    pairs = comparison.judgement.pairs
    clause = any(pair.unseen_failures for pair in pairs)
    columns = [_("difference"), _("interval"), _("verdict"), *([_("unseen failures")] if clause else [])]
    table = _table(_("pair"), *columns, _("wins/ties/losses"), _("wins + ties/2"))
    for pair in pairs:
        table.add_row(
            Text(f"{pair.a} - {pair.b}"),
            numbers.signed(comparison.plan, pair.difference),
            Text(numbers.ends(comparison.plan, pair.interval)),
            sentences.verdict_word(pair),
            *([sentences.unseen(pair)] if clause else []),
            f"{pair.wins}/{pair.ties}/{pair.losses}",
            f"{pair.p_a_beats_b:.2f}",
        )
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first)
    for title in others:
        table.add_column(title, justify="right")
    return table


def _lines(comparison: Comparison) -> list[str]:
    plan, pairs = comparison.plan, comparison.judgement.pairs
    lines = [line for pair in pairs for line in sentences.verdicts(plan, pair)]
    lines += [line for pair in pairs for line in sentences.second_lines(plan, pair)]
    if len(pairs) == 1:
        lines.append(sentences.single_runs(pairs[0]))
    return [
        *lines,
        *sentences.meaning_of_equal(plan, comparison.judgement),
        *sentences.rate_check(plan, comparison.conclusion.rate_check),
        *_beside(comparison),
        _("Run: {run}").format(run=comparison.run.path),
        *_report(comparison),
        _("Again: {line}").format(line=replay.command(plan)),
    ]


def _report(found: Comparison | Study) -> list[str]:
    """Say where the page is, unless it could not be written."""
    return [_("Report: {path}").format(path=found.run.path / page.NAME)] if found.run.has(page.NAME) else []


def _beside(comparison: Comparison) -> list[str]:
    """Return what stands beside the verdicts: leaders, tuning, failures, warnings."""
    judgement = comparison.judgement
    return [
        *([sentences.near_best(comparison.plan, judgement)] if len(judgement.candidates) > 2 else []),
        *(sentences.tuning(comparison.plan, curve) for curve in comparison.tuning),
        *sentences.failures(comparison.plan, judgement),
        *(f"{found.code}: {sentences.warning(found)}" for found in comparison.warnings),
    ]
