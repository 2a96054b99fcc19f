"""The pages of claims as a browser shows them. Skipped, and said, where there is no Chromium."""

import os

import pytest

from actlab.evidence import CATALOGUE
from actlab.evidence.run import run
from actlab.report.claims.pages import write_pages
from checkers import browser

pytestmark = [
    pytest.mark.extras,
    pytest.mark.skipif(browser.find() is None, reason="NO BROWSER: the pages were NOT looked at; install chromium"),
]

NAMES = ("linear_without_activation", "exercise_map")
VIEWS = [(width, scheme) for width, scheme in ((360, "dark"), (1280, "light"))]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name in NAMES:
        run(CATALOGUE[name], folder, reduced=True)
    write_pages(folder)
    return sorted(folder.rglob("*.html"))


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with browser.opened(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_every_page_is_quiet_fits_and_asks_nothing_of_anyone(tab, pages, width, scheme):
    tab.look(width, scheme)
    for page in pages:
        tab.go(page)
        assert tab.complaints() == []
        assert tab.requests() == [page.resolve().as_uri()]
        assert not tab.overflows(), page
    assert len(pages) == 2 * (len(NAMES) + 1) + 1


@pytest.mark.skipif(not os.environ.get("ACTLAB_AXE"), reason="NO AXE-CORE: ACTLAB_AXE names no axe.min.js")
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_every_page_is_accessible(tab, pages, width, scheme):
    tab.look(width, scheme)
    for page in pages:
        tab.go(page)
        assert tab.violations() == [], page
