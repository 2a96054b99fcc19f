"""The process that draws."""

import os

from actlab.report.figures.vega import Vega


def test_ctrl_c_on_the_terminal_does_not_reach_it() -> None:
    with Vega() as vega:
        assert os.getsid(vega._process.pid) != os.getsid(0)


def test_it_ends_with_its_input() -> None:
    with Vega() as vega:
        pass
    assert vega._process.returncode == 0
