"""Headless Chromium through its debugging pipe: nothing but the browser and the standard library."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """Return the browser's path, or None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def opened(profile: Path) -> Iterator["Tab"]:
    """Start a browser with a fresh profile and give its one tab."""
    (theirs, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()

    def wire() -> None:
        """Put the pipe's ends where the browser looks for them: 3 to read, 4 to write."""
        first, second = os.dup(theirs), os.dup(theirs_out)
        os.dup2(first, 3)
        os.dup2(second, 4)

    process = subprocess.Popen(
        [str(find()), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--disable-extensions", "--disable-component-update", "--disable-background-networking",
         f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"],
        close_fds=False, preexec_fn=wire, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    os.close(theirs_out)
    try:
        with os.fdopen(ours_out, "wb") as out, os.fdopen(ours_in, "rb") as into:
            yield Tab(out, into)
    finally:
        process.kill()
        process.wait()


class Tab:
    """A tab: commands go in, answers and events come out, each ending in a NUL."""

    def __init__(self, out: Any, into: Any) -> None:
        self._out, self._into, self._ids, self._session = out, into, count(1), ""
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> Any:
        """Send a command and return its result; events that come meanwhile are kept."""
        number = next(self._ids)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        while (answer := self._read()).get("id") != number:
            self.events.append(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _read(self) -> dict[str, Any]:
        text = bytearray()
        while (byte := self._into.read(1)) != b"\0":
            if not byte:
                raise RuntimeError("the browser went away")
            text += byte
        found: dict[str, Any] = json.loads(text)
        return found

    def look(self, width: int, scheme: str, *, scripts: bool = True) -> None:
        """Set the window's width, the reader's preference for light or dark, and whether scripts run."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)

    def go(self, page: Path) -> None:
        """Open a file and wait until it is loaded."""
        self.events.clear()
        self.call("Page.navigate", url=page.resolve().as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def evaluate(self, expression: str) -> Any:
        """Return what an expression of the page's language yields; promises are awaited."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", "an exception"))
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """Return the whole page as PNG."""
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def complaints(self) -> list[str]:
        """Return console messages, exceptions and log entries since the page was opened."""
        kinds = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [json.dumps(each["params"]) for each in self.events if each.get("method") in kinds]

    def requests(self) -> list[str]:
        """Return the addresses asked for since the page was opened, but for what the page carries inside."""
        sent = [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [url for url in sent if not url.startswith("data:")]

    def violations(self) -> list[Any]:
        """Return what axe-core, which ACTLAB_AXE names, finds against the page, with all of it unfolded."""
        self.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        self.evaluate(Path(os.environ["ACTLAB_AXE"]).read_text(encoding="utf-8") + ";0")
        found = "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html)]))"
        violations: list[Any] = self.evaluate(found)
        return violations

    def overflows(self) -> bool:
        """Return whether the page is wider than the window."""
        return not self.evaluate("document.documentElement.scrollWidth <= innerWidth")
