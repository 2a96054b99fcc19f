"""How much CPU time do two hundred pairs take in the page, and how soon is the first pair there?

    python benchmarks/playground.py

Headless Chromium opens the page from disk. CPU time is that of the browser and all its processes, from the moment the
page is asked for until the last pair is drawn; the browser's own start is not in it. It needs chromium on Linux.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from actlab.playground import write_page

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from checkers import browser

TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(profile: Path) -> float:
    """Return the CPU time of all processes that work for a browser with this profile."""
    total, ours = 0, set()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[int(folder.name)] = int(fields[1]), int(fields[11]) + int(fields[12])
        if str(profile).encode() in command:
            ours.add(int(folder.name))
    while more := {number for number, (parent, _) in found.items() if parent in ours} - ours:
        ours |= more
    total = sum(found[number][1] for number in ours if number in found)
    return total / TICK


def main() -> None:
    """Measure three times."""
    with tempfile.TemporaryDirectory() as folder:
        page = write_page(Path(folder) / "page.html")
        print(f"page: {page.stat().st_size:,} bytes")
        for _ in range(3):
            profile = Path(tempfile.mkdtemp(dir=folder))
            with browser.opened(profile) as tab:
                time.sleep(2)  # the browser's own start
                start, first, began = cpu_seconds(profile), None, time.monotonic()
                tab.call("Page.navigate", url=page.as_uri())
                while True:
                    pairs = tab.evaluate("Number(document.documentElement.dataset.pairs ?? 0)")
                    if pairs and first is None:
                        first = cpu_seconds(profile) - start
                    if pairs == 200:
                        break
                    time.sleep(0.02)
                spent, wall = cpu_seconds(profile) - start, time.monotonic() - began
                verdict = tab.evaluate("document.getElementById('verdict').textContent")
                print(f"CPU {spent:.2f} s (wall {wall:.2f} s), first pairs after {first:.2f} s of CPU: {verdict}")


if __name__ == "__main__":
    main()
