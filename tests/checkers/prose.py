"""Turns of phrase that a native speaker stumbles over; the first version of the program was full of them."""

import re
from collections.abc import Iterator
from pathlib import Path

_COUNTED = (
    "cell|cells|class|column|columns|dot|dots|entry|entries|factor|figure|figures|file|files|gain|generator|graph|label"
    "|line|lines|module|network|networks|number|page|pages|paragraph|part|points|record|records|row|rows|samples|second"
    "|seconds|sentence|sentences|shape|table|test|time|trial|trials|unit|units|us|ms|value|values|verdict"
    "|weights|worker"
)
_PER = (
    "activation|block|candidate|cell|channel|claim|class|column|core|element|entry|epoch|exhibit|function|item|lane|layer"
    "|line|member|member-step|name|network|pair|part|pipeline|point|run|sample|seed|section|step|study|test item|thread"
    "|unit|vector|verb|weight|worker|workload"
)

DIALECT = {
    "a for per": re.compile(rf"\b(?:{_COUNTED}) an? (?:{_PER})\b(?! of)"),
    "leave out": re.compile(r"\b[Ll]eav(?:e|es|ing) [^.;\n\"]{1,30}? (?:out|away)\b"),
    "where left out": re.compile(r"\bwhere (?:it is |they are )?left out\b"),
    "as for such as": re.compile(r", as (?:\d|``\"?\d)"),
    "free the way": re.compile(r"\bfree the way\b"),
    "counts with": re.compile(r"\bcounts? with (?:the|a) score\b"),
    "seldom": re.compile(r"\b[Ss]eldom\b"),
    "fragments": re.compile(r"(?:workload: On what|progress: Of the pilot|gain from company|may not ask for)"),
}
"""A name for each turn of phrase, and how it is recognised."""


def found(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line number, name of the turn of phrase, and the words, for each that a text has."""
    for number, line in enumerate(text.splitlines(), 1):
        for name, pattern in DIALECT.items():
            for match in pattern.finditer(line):
                yield number, name, match[0]


def offences(files: list[Path], root: Path) -> list[str]:
    """Return one line per turn of phrase in the files."""
    return [
        f"{file.relative_to(root)}:{number}: {name}: {words}"
        for file in files
        for number, name, words in found(file.read_text(encoding="utf-8"))
    ]
