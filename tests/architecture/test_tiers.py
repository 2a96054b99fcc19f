"""Each test stands in the tier that it belongs to."""

import subprocess
import sys
from pathlib import Path

from checkers.tiers import unmarked

TESTS = Path(__file__).parents[1]


def test_what_needs_more_than_the_extra_test_is_marked():
    assert unmarked(TESTS) == []


def test_the_conftest_of_all_tests_loads_no_torch():
    code = f"import runpy, sys; runpy.run_path({str(TESTS / 'conftest.py')!r}); print('torch' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
