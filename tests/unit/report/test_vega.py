"""The process that draws."""

import os

from actlab.report.figures.vega import Vega


def test_ctrl_c_on_the_terminal_does_not_reach_it() -> None:
    with Vega() as vega:
        assert vega.submit(os.getsid, 0).result() != os.getsid(0)


def test_a_chart_that_cannot_be_drawn_leaves_the_process_ready_for_the_next() -> None:
    with Vega() as vega:
        assert isinstance(vega.draw({"mark": 3}).exception(), ValueError)
        assert vega.draw({"mark": "point", "data": {"values": []}}).result().startswith("<svg")
