"""The English of the source, the documents and the pages is plain."""

from pathlib import Path

from checkers.prose import DIALECT, offences

ROOT = Path(__file__).parents[2]


def test_no_turn_of_phrase_to_stumble_over():
    files = [*sorted((ROOT / "src").rglob("*.py")), *sorted((ROOT / "src").rglob("*.html"))]
    files += [*sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "tools").rglob("*.py"))]
    files += [*sorted((ROOT / "benchmarks").rglob("*.py")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    assert offences(files, ROOT) == []


def test_each_pattern_recognises_what_it_is_for():
    said = (
        "one row a network", "a factor a layer", "us a member-step", "leave --out away", "leave the candidate out",
        "its default where left out", "widths, as 10 or 32,32", "free the way or name another folder", "looks seldom",
        "it counts with the score",
        "workload: On what.", "What a request may not ask for",
    )  # fmt: skip
    assert all(any(pattern.search(each) for pattern in DIALECT.values()) for each in said)
    plain = (
        "one row per network",
        "omit --out",
        "such as 10 or 32,32",
        "a run of a plan",
        "it leaves the loop",
        "a share of a unit",
    )
    assert not any(pattern.search(each) for each in plain for pattern in DIALECT.values())
