"""The sentences of a comparison, in the language now spoken: verdict, claim, meaning, warnings, replay, paper.

All take the plan as plain values (what the run folder holds) and the judgement; nothing here loads torch.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from actlab.i18n import _, current_language
from actlab.statistics import CodedWarning, Judgement, PairJudgement, Verdict
from actlab.statistics.cautions import TEMPLATES

__all__ = [
    "claim",
    "interval",
    "meaning_of_equal",
    "paper",
    "protocol",
    "replay",
    "second_lines",
    "single_runs",
    "spoken",
    "verdict",
    "verdict_name",
    "warning",
]

Plan = Mapping[str, Any]


def spoken(texts: Mapping[str, str]) -> str:
    """Return the text of a plan's bilingual entry in the language now spoken."""
    return texts.get(current_language()) or texts["en"]


def interval(pair: PairJudgement) -> str:
    """Return the interval as ``[low, high]``."""
    return f"[{pair.interval.low:+.2f}, {pair.interval.high:+.2f}]"


def claim(plan: Plan) -> str:
    """Say of what the verdict speaks."""
    return {
        "fresh": _("on new data sets of this size from this generator"),
        "block": _("on this data set, over splits and initialisations"),
        "exercise": _("on this very split"),
    }[plan["split"]]


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


def verdict(plan: Plan, pair: PairJudgement) -> str:
    """Say the verdict of one pair, its numbers and its claim, in one sentence."""
    template = {
        Verdict.BETTER_BY_DELTA: _("{a} is better than {b} by at least {delta:g} {unit}: {numbers}, {claim}."),
        Verdict.BETTER: _("{a} is better than {b}: {numbers}, {claim}."),
        Verdict.WORSE: _("{a} is worse than {b}: {numbers}, {claim}."),
        Verdict.WORSE_BY_DELTA: _("{a} is worse than {b} by at least {delta:g} {unit}: {numbers}, {claim}."),
        Verdict.PRACTICALLY_EQUAL: _("{a} and {b} are practically equal: {numbers}, {claim}."),
        Verdict.UNDECIDED: _("Between {a} and {b} nothing is decided: {numbers}, {claim}."),
    }[pair.verdict]
    numbers = _("{a} - {b} = {difference:+.2f} {unit} {interval} over {n} blocks").format(
        a=pair.a, b=pair.b, difference=pair.difference, unit=_unit(plan), interval=interval(pair), n=pair.n
    )
    said = template.format(
        a=pair.a, b=pair.b, delta=plan["delta"], unit=_unit(plan), numbers=numbers, claim=claim(plan)
    )
    return " ".join([said, *_remarks(plan, pair)])


def _remarks(plan: Plan, pair: PairJudgement) -> list[str]:
    remarks = []
    if pair.negligible:
        remarks.append(_("The difference is real but negligible."))
    if pair.assumptions_failed:
        remarks.append(_("The assumptions of the sequence failed."))
    if pair.verdict is Verdict.UNDECIDED and pair.blocks_needed:
        low, high = pair.blocks_needed
        remarks.append(
            _("To decide, about {low} to {high} blocks would be needed (for planning only).").format(low=low, high=high)
        )
    if plan["earlier_looks"]:
        looks = ", ".join(str(n) for n in plan["earlier_looks"])
        remarks.append(
            _(
                "These blocks were judged before, at {looks}: the interval is a sequence's and p values are withdrawn."
            ).format(looks=looks)
        )
    return remarks


def meaning_of_equal(plan: Plan) -> str:
    """Say in one sentence what "practically equal" means in this plan."""
    return _(
        '"Practically equal" means: the whole interval lies within ±{delta:g} {unit}, '
        "the smallest difference that was declared to matter."
    ).format(delta=plan["delta"], unit=_unit(plan))


def protocol(plan: Plan) -> str:
    """Say what is trained and how, in one sentence."""
    shape = "-".join(str(width) for width in plan["hidden"])
    return _(
        "{networks} networks: {blocks} blocks of {title}; hidden layers {shape}; Adam, learning rate {rate:g}, "
        "{epochs} full-batch epochs; the same learning rate and initialisation for all."
    ).format(
        networks=plan["networks"],
        blocks=plan["blocks"],
        title=spoken(plan["workload_title"]),
        shape=shape,
        rate=plan["learning_rate"],
        epochs=plan["epochs"],
    )


def single_runs(pair: PairJudgement) -> str:
    """Say how often a single run would have put each candidate ahead."""
    return _(
        "A single run would put {a} ahead in {wins:.3g} %, level in {ties:.3g} % and behind in {losses:.3g} % of cases."
    ).format(
        a=pair.a,
        wins=100 * pair.wins / pair.n,
        ties=100 * pair.ties / pair.n,
        losses=100 * pair.losses / pair.n,
    )


def second_lines(plan: Plan, pair: PairJudgement) -> list[str]:
    """Say the wider claims beside the verdict."""
    templates = {
        "new_data": _(
            "For new data like this data set: {difference:+.2f} {unit} [{low:+.2f}, {high:+.2f}] "
            "(conservative; more blocks do not narrow it, more data do)."
        ),
        "test_items": _(
            "Counting that other test items might have been drawn: {difference:+.2f} {unit} [{low:+.2f}, {high:+.2f}]."
        ),
    }
    return [
        templates[line.kind].format(
            difference=line.mean, unit=_unit(plan), low=line.interval.low, high=line.interval.high
        )
        for line in pair.second_lines
    ]


def warning(found: CodedWarning) -> str:
    """Say a coded warning."""
    lists = {name: ", ".join(map(str, ids)) for name, ids in found.numbers.items() if isinstance(ids, list)}
    return _(TEMPLATES[found.code]).format(**{**found.numbers, **lists})


def replay(plan: Plan) -> str:
    """Return the command that runs the very plan again; for arrays, the Python call."""
    labels = [candidate["label"].partition("#")[0] for candidate in plan["candidates"]]
    if plan["workload"] == "own data":
        hidden = tuple(plan["hidden"])
        return (
            f"actlab.compare({labels}, data=(X, y), hidden={hidden}, epochs={plan['epochs']}, "
            f"learning_rate={plan['learning_rate']:g}, blocks={plan['blocks']}, seed={plan['seed']}, "
            f"delta={plan['delta']:g}, alpha={plan['alpha']:g}, pairs={plan['family']!r})"
        )
    options = {
        "workload": plan["workload"],
        "split": plan["split"],
        "hidden": ",".join(str(width) for width in plan["hidden"]),
        "epochs": plan["epochs"],
        "learning-rate": f"{plan['learning_rate']:g}",
        "blocks": plan["blocks"],
        "seed": plan["seed"],
        "delta": f"{plan['delta']:g}",
        "alpha": f"{plan['alpha']:g}",
        "pairs": plan["family"],
    }
    words = ["actlab", "compare", *labels]
    for where in _own_functions(plan):
        words += ["--activation", where]
    words += [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return shlex.join(words)


def _own_functions(plan: Plan) -> list[str]:
    layers = [layer for candidate in plan["candidates"] for layer in candidate["layers"]]
    return sorted({layer["where"] for layer in layers if layer["where"]})


def paper(plan: Plan, judgement: Judgement) -> str:
    """Return sentences ready for a paper: what was done, and each pair's result."""
    levels = {f"{100 * pair.level:.4g}" for pair in judgement.pairs}
    done = _(
        "We trained {networks} networks ({labels}) in {blocks} paired blocks {claim}; within a block all candidates "
        "share data, split, initial weights and batch order (hidden layers {shape}, Adam, learning rate {rate:g}, "
        "{epochs} full-batch epochs, PyTorch {torch}). Differences in test {metric} with {level} % intervals:"
    ).format(
        networks=plan["networks"],
        labels=", ".join(candidate["label"] for candidate in plan["candidates"]),
        blocks=judgement.blocks,
        claim=claim(plan),
        shape="-".join(str(width) for width in plan["hidden"]),
        rate=plan["learning_rate"],
        epochs=plan["epochs"],
        torch=plan["torch"],
        metric=spoken(plan["metric"]["name"]),
        level="/".join(sorted(levels)),
    )
    results = [
        _("{a} - {b} = {difference:+.2f} {unit} {interval} ({verdict}; ROPE ±{delta:g})").format(
            a=pair.a,
            b=pair.b,
            difference=pair.difference,
            unit=_unit(plan),
            interval=interval(pair),
            verdict=verdict_name(pair.verdict),
            delta=plan["delta"],
        )
        for pair in judgement.pairs
    ]
    return f"{done} {'; '.join(results)}."


def _unit(plan: Plan) -> str:
    return spoken(plan["metric"]["unit"])
