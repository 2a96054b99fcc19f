"""The pages of claims: one for each in each language, and a list of them, from their records alone."""

from __future__ import annotations

from pathlib import Path

from actlab.i18n import LANGUAGES, _, current_language, ngettext, speaking
from actlab.records import RunFolder
from actlab.records.exhibit import Exhibit, Measured, Ruling, outcome_name, read
from actlab.report.blocks import Block, Cell, Column, Link, Links, Listing, Prose, Section, Table, written
from actlab.report.figures.drawings import figure

__all__ = ["INDEX", "LESSONS", "exhibits", "page", "said", "text_tables", "write_lists", "write_pages"]

INDEX, LESSONS = "index.html", "learn.html"


def exhibits(folder: Path) -> list[Exhibit]:
    """Return what lies in the folders of claims inside a folder, in the claims' order.

    Raises:
        DamagedRecordError: One cannot be read back.
    """
    places = sorted(folder.iterdir()) if folder.is_dir() else []
    found = [exhibit for place in places if place.is_dir() and (exhibit := read(place)) is not None]
    return sorted(found, key=lambda exhibit: exhibit.number)


def write_pages(folder: Path) -> list[Path]:
    """Write the pages of all exhibits of a folder, in both languages, and the lists of them.

    Returns:
        The lists: the first opens in the language now spoken.

    Raises:
        StorageError: A page cannot be written.
    """
    held = exhibits(folder)
    for language in LANGUAGES:
        place = RunFolder(folder / language)
        for exhibit in held:
            place.write_text(f"{exhibit.name}.html", page(exhibit, language))
    return write_lists(folder)


def write_lists(folder: Path) -> list[Path]:
    """Write the lists of the exhibits of a folder; they lead to the lessons where those lie beside them.

    Returns:
        The lists: the first opens in the language now spoken.

    Raises:
        StorageError: A list cannot be written.
    """
    held, lessons = exhibits(folder), (folder / LESSONS).is_file()
    for language in LANGUAGES:
        place = RunFolder(folder / language)
        place.write_text(INDEX, index(held, language, other=f"../{_other(language)}/{INDEX}", lessons=lessons))
    here = current_language()
    first = index(held, here, other=f"{_other(here)}/{INDEX}", within=f"{here}/", lessons=lessons)
    RunFolder(folder).write_text(INDEX, first)
    return [folder / INDEX, *(folder / language / INDEX for language in LANGUAGES)]


def _other(language: str) -> str:
    return next(each for each in LANGUAGES if each != language)


def page(exhibit: Exhibit, language: str) -> str:
    """Return the page of one claim."""
    from actlab.report.formats import html

    with speaking(language):
        return html.single(
            _sections(exhibit),
            str(exhibit.statement),
            language,
            other=f"../{_other(language)}/{exhibit.name}.html",
            ways=[(INDEX, _("All claims"))],
        )


def index(held: list[Exhibit], language: str, *, other: str, within: str = "", lessons: bool = False) -> str:
    """Return the list of claims with their verdicts.

    Args:
        held: The exhibits, in order.
        language: The list's language.
        other: The address of the list in the other language.
        within: What comes before the addresses of the pages.
        lessons: Whether the list of lessons lies beside it.
    """
    from actlab.report.formats import html

    with speaking(language):
        links = [
            Link(each.number, f"{within}{each.name}.html", str(each.statement), outcome_name(each.ruling), because)
            for each, because in ((each, str(each.ruling.because)) for each in held)
        ]
        lead = ngettext(
            "{n} sentence that courses and textbooks say, each with an experiment that anyone can run again.",
            "{n} sentences that courses and textbooks say, each with an experiment that anyone can run again.",
            len(held),
        ).format(n=len(held))
        counts = ", ".join(f"{name}: {n}" for name, n in _counts(held).items())
        blocks: tuple[Block, ...] = (Prose(lead, "lead"), Prose(counts, "note"), Links(tuple(links)))
        ways = [(LESSONS, _("Lessons"))] if lessons else []
        again = Listing(_("To run all of them again"), "actlab evidence --all --again")
        sections = (
            Section("claims", _("Claims and verdicts"), blocks),
            Section("again", _("Run it again"), (again,)),
        )
        return html.single(sections, _("What the course says, shown"), language, other=other, ways=ways)


def _counts(held: list[Exhibit]) -> dict[str, int]:
    names = [outcome_name(each.ruling) for each in held]
    return {name: names.count(name) for name in dict.fromkeys(names)}


def said(ruling: Ruling) -> str:
    """Return the verdict as one paragraph."""
    return _("Verdict: {outcome}. {because}").format(outcome=outcome_name(ruling), because=ruling.because)


def _sections(exhibit: Exhibit) -> tuple[Section, ...]:
    verdict: list[Block] = [Prose(said(exhibit.ruling), "lead")]
    if exhibit.provenance.reduced:
        verdict.append(
            Prose(
                _("This is a reduced run, which only shows that the experiment runs: its numbers mean little."),
                "warning",
            )
        )
    if exhibit.ruling.measured:
        verdict.append(numbers(exhibit.ruling.measured))
    sources = [Prose(str(source)) for source in exhibit.said_by]
    return (
        Section("verdict", _("Verdict"), tuple(verdict)),
        Section("figures", _("What was seen"), tuple(figure(each) for each in exhibit.drawings)),
        Section("hypothesis", _("What was expected, written before the run"), (Prose(str(exhibit.hypothesis)),)),
        Section("measure", _("How it was measured"), (Prose(str(exhibit.measure)),)),
        Section("limits", _("What it does not show"), (Prose(str(exhibit.limits)),)),
        Section("sources", _("Who says it"), tuple(sources)),
        Section("again", _("Run it again"), _again(exhibit)),
    )


def numbers(measured: tuple[Measured, ...]) -> Table:
    """Return the numbers that the verdict rests on, as a table."""
    mixed = len({each.joint for each in measured if each.low is not None}) > 1
    rows = [_row(each, " *" if mixed and each.joint else "") for each in measured]
    columns = [
        Column("what", _("what")),
        Column("value", _("measured")),
        Column("interval", _interval_name(measured)),
        Column("expected", _("theory says")),
        Column("unit", _("unit")),
    ]
    kept = [place for place in range(len(columns)) if place < 2 or any(row[place] for row in rows)]
    return Table(
        _("The numbers that the verdict rests on"),
        tuple(columns[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
    )


def _interval_name(measured: tuple[Measured, ...]) -> str:
    """Return what the intervals are: each at 95 %, all together at 95 %, or some of each kind."""
    kinds = {each.joint for each in measured if each.low is not None}
    if len(kinds) > 1:
        return _("95 % interval (*: these hold together)")
    return _("interval, all together at 95 %") if kinds == {True} else _("95 % interval")


def _row(each: Measured, mark: str) -> tuple[Cell, ...]:
    ends = [written(end, each.digits) for end in (each.low, each.high)]
    interval = "" if each.low is None else f"[{ends[0]}, {ends[1]}]{mark}"
    expected = "" if each.expected is None else written(each.expected, each.digits)
    return str(each.label), written(each.value, each.digits), interval, expected, str(each.unit)


def _again(exhibit: Exhibit) -> tuple[Block, ...]:
    held = exhibit.provenance
    kept = ", ".join(
        ngettext("{name}.parquet ({n} row)", "{name}.parquet ({n} rows)", n).format(name=name, n=n)
        for name, n in held.tables.items()
    )
    note = _(
        "The records lie in the folder {folder} beside the page's own: {kept}. They were made in {seconds:.0f} s with "
        "torch {torch}, seed {seed}, experiment {digest}."
    ).format(folder=exhibit.name, kept=kept, seconds=held.seconds, torch=held.torch, seed=held.seed, digest=held.digest)
    return Listing(_("The command"), held.command), Prose(note, "note")


def text_tables(exhibit: Exhibit) -> list[Table]:
    """Return the numbers and the figures' tables, for readers of text, in the language now spoken."""
    first = [numbers(exhibit.ruling.measured)] if exhibit.ruling.measured else []
    return [*first, *(figure(each).data for each in exhibit.drawings)]
