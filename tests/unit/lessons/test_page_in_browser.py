"""The lessons as a browser shows them. Skipped, and said, where there is no Chromium."""

import os

import pytest

from actlab.lessons import lessons
from actlab.lessons.pages import PLAYGROUND, write_lessons
from checkers import browser

pytestmark = [
    pytest.mark.extras,
    pytest.mark.skipif(browser.find() is None, reason="NO BROWSER: the lessons were NOT looked at; install chromium"),
]

VIEWS = [(360, "dark"), (1280, "light")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    write_lessons(lessons(), folder)
    return sorted(page for page in folder.rglob("*.html") if page.name != PLAYGROUND)


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
    assert len(pages) == 2 * (len(lessons()) + 1) + 1


@pytest.mark.skipif(not os.environ.get("ACTLAB_AXE"), reason="NO AXE-CORE: ACTLAB_AXE names no axe.min.js")
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_every_page_is_accessible(tab, pages, width, scheme):
    tab.look(width, scheme)
    for page in pages:
        tab.go(page)
        assert tab.violations() == [], page
