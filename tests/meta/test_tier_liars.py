"""The checker of the tiers finds tests that skip without saying which tier they belong to."""

import pytest

from checkers.tiers import unmarked

HEAD = "import pytest\n\n"


@pytest.mark.parametrize(
    "liar",
    [
        "def test_a():\n    pytest.importorskip('timm')\n",
        "pytest.importorskip('timm')\n",
        "pytestmark = pytest.mark.skipif(browser.find() is None, reason='none')\n",
        "@pytest.mark.slow\ndef test_a():\n    if True:\n        pytest.importorskip('timm')\n",
    ],
)
def test_a_liar_is_found(liar, tmp_path):
    (tmp_path / "test_liar.py").write_text(HEAD + liar)
    assert len(unmarked(tmp_path)) == 1


@pytest.mark.parametrize(
    "honest",
    [
        "@pytest.mark.extras\ndef test_a():\n    pytest.importorskip('timm')\n",
        "pytestmark = [pytest.mark.extras, pytest.mark.skipif(browser.find() is None, reason='none')]\n",
        "def test_a():\n    pytest.importorskip('pyarrow')\n",
    ],
)
def test_what_is_marked_or_installed_is_not(honest, tmp_path):
    (tmp_path / "test_honest.py").write_text(HEAD + honest)
    assert unmarked(tmp_path) == []
