"""The line that runs this very study again, and its sentences for a paper."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Listing
from actlab.report.run.replay import command_of_study
from actlab.report.sections import SectionEntry
from actlab.report.study import sentences as study_sentences
from actlab.report.study.material import StudyMaterial

__all__ = ["ENTRY"]


def blocks(study: StudyMaterial) -> list[Block]:
    """Return the command and the paragraphs."""
    line = command_of_study([each.run.plan for each in study.runs])
    judged = [(each.run.plan, each.run.judgement) for each in study.judged if each.run.judgement is not None]
    seconds = sum(each.run.seconds for each in study.judged)
    paragraphs = [study_sentences.paper(judged, study.across, seconds)] if judged else []
    return [
        Listing(_("The same command goes on where a study was stopped"), line),
        Listing(_("Methods and results"), "\n\n".join(paragraphs), wraps=True),
    ]


ENTRY = SectionEntry(N_("Again, and for a paper"), place=80, blocks=blocks)
