"""The sentences of a comparison, in the language now spoken: verdict, claim, meaning, warnings.

All take the plan, as the run folder holds it, and the judgement; nothing here loads torch.
"""

from __future__ import annotations

from actlab.i18n import _
from actlab.records import PlanRecord
from actlab.report.numbers import ends, signed, unsigned
from actlab.statistics import CodedWarning, Judgement, PairJudgement, RateCheck, TuningCurve, Verdict
from actlab.statistics.cautions import TEMPLATES
from actlab.statistics.workloads import AcrossPair

__all__ = [
    "claim",
    "counted",
    "failures",
    "kind",
    "meaning_of_equal",
    "near_best",
    "pair_name",
    "rate_check",
    "second_lines",
    "single_runs",
    "tuning",
    "undecided_words",
    "unit",
    "unseen",
    "verdict",
    "verdict_name",
    "verdict_word",
    "verdicts",
    "warning",
]


def claim(plan: PlanRecord) -> str:
    """Say of what the verdict speaks."""
    return {
        "fresh": _("on new data sets of this size from this generator"),
        "block": _("on this data set, over splits and initialisations"),
        "exercise": _("on this very split"),
    }[plan.split]


def verdict_name(found: Verdict) -> str:
    """Return the verdict as a short label."""
    return {
        Verdict.BETTER_BY_DELTA: _("better"),
        Verdict.BETTER: _("better"),
        Verdict.WORSE: _("worse"),
        Verdict.WORSE_BY_DELTA: _("worse"),
        Verdict.PRACTICALLY_EQUAL: _("practically equal"),
        Verdict.UNDECIDED: _("undecided"),
    }[found]


def verdict_word(pair: PairJudgement) -> str:
    """Return the verdict of a pair as a short label; below 5 blocks there is none."""
    return _("too few blocks") if pair.too_few else verdict_name(pair.verdict)


def undecided_words() -> tuple[str, str]:
    """Return the short labels of a pair of which nothing is decided."""
    return verdict_name(Verdict.UNDECIDED), _("too few blocks")


def verdicts(plan: PlanRecord, pair: PairJudgement) -> list[str]:
    """Say what holds of a pair: for new data first, where the blocks only re-split one data set."""
    return [*_new_data(plan, pair), verdict(plan, pair)]


def pair_name(pair: PairJudgement | AcrossPair) -> str:
    """Return a pair's name: the difference that is spoken of."""
    return f"{pair.a} \N{MINUS SIGN} {pair.b}"


def verdict(plan: PlanRecord, pair: PairJudgement) -> str:
    """Say the verdict of one pair, its numbers and its claim, in one sentence."""
    numbers = {
        "drop-in": _("{a} - {b} = {difference} {unit} {interval} over {n} blocks"),
        "gain": _("each with its gain init, {a} - {b} = {difference} {unit} {interval} over {n} blocks"),
        "tuned": _(
            "each tuned with {trials} trials by validation loss on its own data, over {n} fresh pipelines, "
            "{a} - {b} = {difference} {unit} {interval}"
        ),
    }[plan.regime].format(
        a=pair.a,
        b=pair.b,
        difference=signed(plan, pair.difference),
        unit=unit(plan),
        interval=ends(plan, pair.interval),
        n=pair.n,
        trials=plan.tuning and plan.tuning.trials,
    )
    said = _("{said}{apart}: {numbers}, {claim}.").format(
        said=_said_of(plan, pair), apart=_apart(plan, pair), numbers=numbers, claim=claim(plan)
    )
    return " ".join([said, *_remarks(plan, pair)])


def _said_of(plan: PlanRecord, pair: PairJudgement) -> str:
    if pair.identical:
        return _("{a} and {b} are identical, so practically equal").format(a=pair.a, b=pair.b)
    if pair.too_few:
        return _("Too few blocks to decide between {a} and {b}").format(a=pair.a, b=pair.b)
    if pair.negligible:
        return _("{a} and {b} are practically equal (a real difference, but smaller than what matters)").format(
            a=pair.a, b=pair.b
        )
    return _said(plan, pair, pair.verdict)


def _said(plan: PlanRecord, pair: PairJudgement, found: Verdict) -> str:
    return {
        Verdict.BETTER_BY_DELTA: _("{a} is better than {b} by at least {delta:g} {unit}"),
        Verdict.BETTER: _("{a} is better than {b}"),
        Verdict.WORSE: _("{a} is worse than {b}"),
        Verdict.WORSE_BY_DELTA: _("{a} is worse than {b} by at least {delta:g} {unit}"),
        Verdict.PRACTICALLY_EQUAL: _("{a} and {b} are practically equal"),
        Verdict.UNDECIDED: _("{a} against {b} is undecided"),
    }[found].format(a=pair.a, b=pair.b, delta=plan.delta, unit=unit(plan))


def _apart(plan: PlanRecord, pair: PairJudgement) -> str:
    """Say what failures too rare to be seen could cost, where that could change the verdict."""
    if pair.unseen_failures is None:
        return ""
    return _(", apart from failures rarer than {rate:.2g} %, which could cost up to {cost:.2g} {unit}").format(
        rate=100 * pair.unseen_failures.rate, cost=pair.unseen_failures.cost, unit=unit(plan)
    )


def unseen(pair: PairJudgement) -> str:
    """Return the clause on failures that were not seen as a table's cell: their rate and what they could cost."""
    if pair.unseen_failures is None:
        return ""
    return f"< {100 * pair.unseen_failures.rate:.2g} %, {pair.unseen_failures.cost:.2g}"


def _new_data(plan: PlanRecord, pair: PairJudgement) -> list[str]:
    return [
        _(
            "For new data like this data set, {said}: {difference} {unit} {interval} (conservative; more blocks do "
            "not narrow it, more data do)."
        ).format(
            said=_said(plan, pair, line.verdict),
            difference=signed(plan, line.mean),
            unit=unit(plan),
            interval=ends(plan, line.interval),
        )
        for line in pair.second_lines
        if line.kind == "new_data"
    ]


def _remarks(plan: PlanRecord, pair: PairJudgement) -> list[str]:
    remarks = []
    if pair.needs_failure_words:
        remarks.append(_but_fails(pair))
    if plan.until_decided and pair.verdict is not Verdict.UNDECIDED and pair.n < plan.blocks:
        remarks.append(_("Stopped early: the mean and d_z tend to overstate; the interval holds at every look."))
    if pair.assumptions_failed:
        remarks.append(_("The assumptions of the sequence failed."))
    if pair.verdict is Verdict.UNDECIDED and pair.blocks_needed:
        low, high = pair.blocks_needed
        remarks.append(
            _("To decide, about {low} to {high} blocks would be needed (for planning only).").format(low=low, high=high)
        )
    if plan.earlier_looks:
        looks = ", ".join(str(n) for n in plan.earlier_looks)
        remarks.append(
            _(
                "These blocks were judged before, at {looks}: the interval is a sequence's and p values are withdrawn."
            ).format(looks=looks)
        )
    return remarks


def _but_fails(pair: PairJudgement) -> str:
    first = pair.fails_more == pair.a
    more, less = (pair.failures_a, pair.failures_b) if first else (pair.failures_b, pair.failures_a)
    return _("But {name} fails in {more:.3g} % against {less:.3g} % of the blocks.").format(
        name=pair.fails_more, more=100 * more / pair.n, less=100 * less / pair.n
    )


def kind(status: str) -> str:
    """Return a network's status in words; an unknown one as it is.

    >>> kind("constant")
    'predicts the same for all'
    """
    return {
        "ok": _("ok"),
        "nonfinite": _("loss or weights not finite"),
        "constant": _("predicts the same for all"),
        "no_better_than_constant": _("no better than a constant prediction"),
    }.get(status, status)


def failures(plan: PlanRecord, judgement: Judgement) -> list[str]:
    """Say how often candidates failed, whether one fails more, and the mean where both succeeded."""
    rates = [
        _("{name} failed in {failures} of {n} blocks ({rate:.3g} %, {low:.3g} to {high:.3g} %): {kinds}.").format(
            name=each.name,
            failures=each.failures,
            n=each.n,
            rate=100 * each.failures / each.n,
            low=100 * each.failure_interval.low,
            high=100 * each.failure_interval.high,
            kinds=", ".join(f"{kind(status)}: {count}" for status, count in each.failure_kinds.items()),
        )
        for each in judgement.candidates
        if each.failures
    ]
    return rates + [_failures_of(plan, pair) for pair in judgement.pairs if pair.failures_a + pair.failures_b]


def _failures_of(plan: PlanRecord, pair: PairJudgement) -> str:
    return _(
        "{a} against {b}: failures count at chance; McNemar p = {p:.3g}; where both succeeded ({n} blocks, "
        "conditional) the mean difference is {mean}."
    ).format(
        a=pair.a,
        b=pair.b,
        p=pair.mcnemar_p,
        n=pair.both_succeeded.n,
        mean=signed(plan, pair.both_succeeded.mean),
    )


def counted(judgement: Judgement) -> str:
    """Say how many pairs got which verdict."""
    directions = [pair.verdict.direction for pair in judgement.pairs]
    return _(
        "Of {n} pairs the first is better in {better}, practically equal in {equal}, worse in {worse}, and "
        "{undecided} are undecided."
    ).format(
        n=len(directions),
        better=directions.count(1),
        equal=directions.count(0),
        worse=directions.count(-1),
        undecided=directions.count(None),
    )


def near_best(plan: PlanRecord, judgement: Judgement) -> str:
    """Say for which candidates no other is shown to be better by more than delta."""
    return _("Within {delta:g} {unit} of the best, as far as is shown: {names}.").format(
        delta=plan.delta, unit=unit(plan), names=", ".join(judgement.within_delta_of_best)
    )


def tuning(plan: PlanRecord, curve: TuningCurve) -> str:
    """Say where a candidate's best learning rates lie and how wide the good region is."""
    return _(
        "{name}: best learning rate about {optimum:.2g}; good (within delta of the best) over {width:.1f} decades; "
        "validation score by number of trials: {best}."
    ).format(
        name=curve.candidate,
        optimum=curve.optimum,
        width=curve.width,
        best=", ".join(unsigned(plan, score) for score in curve.best_of),
    )


def rate_check(plan: PlanRecord, found: tuple[RateCheck, ...]) -> list[str]:
    """Say for each pair what it shows at other learning rates."""
    return [
        _("At other learning rates, no part of the verdict: {a} - {b} = {said}.").format(
            a=a, b=b, said=", ".join(_at_rate(plan, each) for each in found if (each.a, each.b) == (a, b))
        )
        for a, b in dict.fromkeys((each.a, each.b) for each in found)
    ]


def _at_rate(plan: PlanRecord, found: RateCheck) -> str:
    return _("{difference} {interval} at {rate:g}").format(
        difference=signed(plan, found.difference), interval=ends(plan, found.interval), rate=found.learning_rate
    )


def meaning_of_equal(plan: PlanRecord, judgement: Judgement) -> list[str]:
    """Say what "practically equal" means in this plan, where a verdict makes one ask."""
    if not any(pair.verdict in (Verdict.PRACTICALLY_EQUAL, Verdict.UNDECIDED) for pair in judgement.pairs):
        return []
    return [
        _(
            '"Practically equal" means: the whole interval lies within ±{delta:g} {unit}, '
            "the smallest difference that was declared to matter."
        ).format(delta=plan.delta, unit=unit(plan))
    ]


def single_runs(pair: PairJudgement) -> str:
    """Say how often a single run would have put each candidate ahead."""
    return _(
        "A single run would put {a} ahead in {wins:.3g} %, level in {ties:.3g} % and behind in {losses:.3g} % of cases."
    ).format(
        a=pair.a,
        wins=100 * pair.single_runs.ahead / pair.n,
        ties=100 * pair.single_runs.level / pair.n,
        losses=100 * pair.single_runs.behind / pair.n,
    )


def second_lines(plan: PlanRecord, pair: PairJudgement) -> list[str]:
    """Say what else holds beside the verdict: of other test items, where all blocks share their test part."""
    return [
        _("Counting that other test items might have been drawn, {said}: {difference} {unit} {interval}.").format(
            said=_said(plan, pair, line.verdict),
            difference=signed(plan, line.mean),
            unit=unit(plan),
            interval=ends(plan, line.interval),
        )
        for line in pair.second_lines
        if line.kind == "test_items"
    ]


def warning(found: CodedWarning) -> str:
    """Say a coded warning."""
    lists = {name: ", ".join(map(str, ids)) for name, ids in found.numbers.items() if isinstance(ids, list)}
    return _(TEMPLATES[found.code]).format(**{**found.numbers, **lists})


def unit(plan: PlanRecord) -> str:
    """Return the unit of the plan's metric in the language now spoken."""
    return str(plan.metric.unit)
