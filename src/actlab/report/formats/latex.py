"""The verdicts as a LaTeX table, for booktabs, and figures as environments, for graphicx."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from actlab.i18n import _
from actlab.records import PlanRecord
from actlab.report.blocks import Figure
from actlab.report.numbers import signed, unsigned
from actlab.report.run.sentences import claim, verdict_word
from actlab.statistics import Interval, Judgement

__all__ = ["DOCUMENT", "escaped", "figure", "table", "table_of_study"]

DOCUMENT = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{booktabs,graphicx}
\begin{document}
\input{paragraph}
\nocite{*}
\input{table}
\input{figures}
\bibliographystyle{plain}
\bibliography{references}
\end{document}"""
"""A document of all files that a paper takes, to be compiled as it stands."""

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "∞": r"$\infty$",
    "±": r"$\pm$",
    "\N{MINUS SIGN}": "$-$",
    "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


def escaped(text: str) -> str:
    r"""Return text as LaTeX prints it.

    >>> escaped("leaky_relu 5 %")
    'leaky\\_relu 5 \\%'
    """
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def table(plan: PlanRecord, judgement: Judgement) -> str:
    """Return a table of the candidates and one of the pairs, in one LaTeX environment.

    Args:
        plan: What was declared before the run.
        judgement: What the records say.
    """
    caption = _(
        "{title}: {metric} ({unit}) of {blocks} blocks {claim}; intervals at {level:.4g} %, ROPE ±{delta:g}."
    ).format(
        title=plan.workload_title,
        metric=plan.metric.name,
        unit=plan.metric.unit,
        blocks=judgement.blocks,
        claim=claim(plan),
        level=100 * judgement.pairs[0].level,
        delta=plan.delta,
    )
    means = (
        (
            each.name,
            unsigned(plan, each.mean),
            unsigned(plan, each.sd),
            _ends(plan, each.interval),
            f"{each.failures}/{each.n}",
        )
        for each in judgement.candidates
    )
    differences = (
        (
            f"{each.a} - {each.b}",
            signed(plan, each.difference),
            unsigned(plan, each.sd),
            _ends(plan, each.interval),
            verdict_word(each),
        )
        for each in judgement.pairs
    )
    return "\n".join(
        [
            r"\begin{table}",
            rf"\caption{{{escaped(caption)}}}",
            r"\begin{tabular}{lrrrr}",
            r"\toprule",
            _row((_("candidate"), _("mean"), _("sd"), _("interval"), _("failures"))),
            r"\midrule",
            *map(_row, means),
            r"\midrule",
            _row((_("pair"), _("difference"), _("sd"), _("interval"), _("verdict"))),
            r"\midrule",
            *map(_row, differences),
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
        ]
    )


def table_of_study(judged: Sequence[tuple[PlanRecord, Judgement]]) -> str:
    """Return one table of all pairs of a study: a row per workload, regime and pair.

    Args:
        judged: Each run's plan and what its records say.
    """
    rows = [
        (
            plan.workload,
            plan.regime,
            f"{pair.a} - {pair.b}",
            str(pair.n),
            signed(plan, pair.difference),
            _ends(plan, pair.interval),
            verdict_word(pair),
        )
        for plan, judgement in judged
        for pair in judgement.pairs
    ]
    units = ", ".join(
        dict.fromkeys(f"{plan.metric.name} ({plan.metric.unit}), ROPE ±{plan.delta:g}" for plan, _judgement in judged)
    )
    caption = _("Paired differences: {units}; intervals at {level:.4g} %.").format(
        units=units, level=100 * judged[0][1].pairs[0].level
    )
    heads = (_("workload"), _("regime"), _("pair"), _("blocks"), _("difference"), _("interval"), _("verdict"))
    return "\n".join(
        [
            r"\begin{table}",
            rf"\caption{{{escaped(caption)}}}",
            r"\begin{tabular}{lllrrrl}",
            r"\toprule",
            _row(heads),
            r"\midrule",
            *map(_row, rows),
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
        ]
    )


def figure(drawn: Figure) -> str:
    """Return the environment that shows a figure's PDF, with its title and description as caption."""
    return "\n".join(
        [
            r"\begin{figure}",
            r"\centering",
            rf"\includegraphics[width=.7\linewidth]{{{drawn.name}.pdf}}",
            rf"\caption{{{escaped(f'{drawn.title}. {drawn.description}')}}}",
            r"\end{figure}",
        ]
    )


def _row(cells: Iterable[str]) -> str:
    return " & ".join(escaped(cell) for cell in cells) + r" \\"


def _ends(plan: PlanRecord, interval: Interval) -> str:
    """Return the interval; an end that nothing is known about is an infinity sign."""
    low, high = (unsigned(plan, end) if math.isfinite(end) else "∞" for end in interval)
    return f"[{'-' if low == '∞' else ''}{low}, {high}]"
