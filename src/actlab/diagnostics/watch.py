"""Watch the units of a model while it trains: hooks that are always removed, and training that stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any

from torch import nn

from actlab.diagnostics.tally import SiteTally
from actlab.diagnostics.units import SiteStatistics
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.surgery.sites import check_model
from actlab.surgery.watching import watching

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Watch"]


class Watch:
    """Gathers statistics of each site at every k-th training step.

    Nothing of the training changes, to the bit: the calls compute what they did, no random number is drawn, and nothing
    is kept of the tensors but a few numbers per unit. On the steps between, one hook counts.

    Args:
        model: The model that is trained.
        every: Steps from one look to the next; a step is a forward pass in training mode.
        each: Called after a look with the step and the statistics of each site.

    Raises:
        UsageError: The model cannot be looked into, or ``every`` is below 1.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    >>> with Watch(model, every=2) as watch:
    ...     for _step in range(4):
    ...         _ = model(torch.randn(16, 4))
    >>> watch.frame()[["step", "site", "units"]].values.tolist()
    [[0, '1', 8], [2, '1', 8]]
    """

    def __init__(
        self,
        model: nn.Module,
        every: int = 50,
        each: Callable[[int, dict[str, SiteStatistics]], None] | None = None,
    ) -> None:
        check_model(model)
        if every < 1:
            raise UsageError(_("every must be 1 or more; got {value}.").format(value=every))
        self._model = model
        self._every = every
        self._each = each
        self._step = 0
        self._look: ExitStack | None = None
        self._tally = SiteTally(model)
        self._handles: list[Any] = []
        self.history: list[tuple[int, dict[str, SiteStatistics]]] = []

    def __enter__(self) -> Watch:
        self._handles = [
            self._model.register_forward_pre_hook(self._before),
            self._model.register_forward_hook(self._after, always_call=True),
        ]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._close()
        for handle in self._handles:
            handle.remove()

    def _before(self, module: nn.Module, args: tuple[Any, ...]) -> None:
        if not module.training:
            return
        step, self._step = self._step, self._step + 1
        if step % self._every:
            return
        self._tally = SiteTally(module)
        self._look = ExitStack()
        running = self._look.enter_context(watching(module, self._tally))
        running.enter(module, args)  # its hooks were put on after its own turn had come
        self._look.callback(running.leave, module, args, None)

    def _after(self, _module: nn.Module, _args: Any, _output: Any) -> None:
        if self._look is None:
            return
        self._close()
        found = {site: tallied.counter.statistics() for site, tallied in self._tally}
        seen = {site: statistics for site, statistics in found.items() if statistics is not None}
        step = self._step - 1
        self.history.append((step, seen))
        if self._each is not None:
            self._each(step, seen)

    def _close(self) -> None:
        if self._look is not None:
            self._look.close()
            self._look = None

    def frame(self) -> pd.DataFrame:
        """Return one row per look and site: step, site, units, dead and saturated share, size of the output."""
        import pandas as pd

        rows = [
            {
                "step": step,
                "site": site,
                "units": seen.units,
                "samples": seen.samples,
                "dead": float(seen.dead.double().mean()),
                "saturated": 1 - float(seen.strong.mean()),
                "rms": seen.rms,
            }
            for step, sites in self.history
            for site, seen in sites.items()
        ]
        return pd.DataFrame(rows, columns=["step", "site", "units", "samples", "dead", "saturated", "rms"])

    def to_tensorboard(self, writer: Any) -> None:
        """Write the history as scalars.

        Args:
            writer: Anything with TensorBoard's ``add_scalar(tag, value, step)``.
        """
        for row in self.frame().to_dict("records"):
            for name in ("dead", "saturated", "rms"):
                writer.add_scalar(f"actlab/{name}/{row['site']}", row[name], row["step"])
