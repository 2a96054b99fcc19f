"""The page in Firefox gives the figures of Node. Skipped, and said, where Firefox or websockets is missing."""

import asyncio
import importlib.util
import itertools
import json
import re
import shutil
import subprocess
from contextlib import contextmanager

import pytest

from actlab.playground import write_page
from checkers import node

FIREFOX = next((path for path in map(shutil.which, ("firefox-esr", "firefox")) if path), None)

pytestmark = [
    pytest.mark.extras,
    pytest.mark.slow,
    pytest.mark.skipif(FIREFOX is None, reason="NO FIREFOX: the playground was NOT tried in it"),
    pytest.mark.skipif(importlib.util.find_spec("websockets") is None, reason="websockets is not installed"),
    pytest.mark.skipif(node.find() is None, reason="Node is not installed"),
]

ROWS = "JSON.stringify(ordered().map(({ block, scores, losses }) => [block, scores, losses]))"


@contextmanager
def firefox(profile):
    """Start Firefox and give the address at which it listens on this machine alone."""
    process = subprocess.Popen(
        [FIREFOX, "--headless", "--remote-debugging-port", "0", "--profile", str(profile), "about:blank"],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield next(found.group() for line in process.stderr if (found := re.search(r"ws://127\.0\.0\.1:\d+", line)))
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


async def _rows(address, page, pairs):
    import websockets

    ids = itertools.count(1)
    async with websockets.connect(f"{address}/session", max_size=None) as socket:

        async def call(method, **params):
            number = next(ids)
            await socket.send(json.dumps({"id": number, "method": method, "params": params}))
            while True:
                answer = json.loads(await socket.recv())
                if answer.get("id") == number:
                    assert answer["type"] == "success", answer
                    return answer["result"]

        async def evaluate(expression):
            found = await call("script.evaluate", expression=expression, target={"context": context}, awaitPromise=True)
            return found["result"].get("value")

        await call("session.new", capabilities={})
        context = (await call("browsingContext.getTree"))["contexts"][0]["context"]
        await call("browsingContext.navigate", context=context, url=page, wait="complete")
        for _ in range(600):
            if await evaluate(f"document.documentElement.dataset.pairs === '{pairs}'"):
                return json.loads(await evaluate(ROWS))
            await asyncio.sleep(0.1)
        raise AssertionError(await evaluate("document.getElementById('verdict').textContent"))


@pytest.mark.parametrize("workers", [1, 2])
def test_firefox_gives_the_figures_of_node(tmp_path, workers):
    page = write_page(tmp_path / "page.html").as_uri()
    (tmp_path / "profile").mkdir()
    with firefox(tmp_path / "profile") as address:
        found = asyncio.run(_rows(address, f"{page}?workers={workers}#blocks=12&b=gelu", 12))
    body = """const s = withFunctions({ data: "moons", noise: null, samples: null, hidden: [10], epochs: 100,
        rate: 0.01, optimizer: "adam", seed: 0, table: null, candidates: [["relu"], ["gelu"]] }, kernel);
      return Array.from({ length: 12 }, (_, block) => trainBlock(kernel, s, block))
        .map(({ block, scores, losses }) => [block, scores, losses]);"""
    assert found == node.evaluate(body, kernel=True)
