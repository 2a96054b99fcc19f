"""What is known: the rows of trained networks and the folder that holds a run. No torch here.

The names are loaded on first use: a list of claims reads `actlab.records.exhibit` and needs no pandas.
"""

from typing import TYPE_CHECKING

from actlab._shared.lazy import lazily

if TYPE_CHECKING:
    from actlab.records.schema import NETWORKS, chosen, network_frame
    from actlab.records.store import RunFolder

__all__ = ["NETWORKS", "RunFolder", "chosen", "network_frame"]

__getattr__ = lazily(
    __name__,
    {
        "NETWORKS": "actlab.records.schema",
        "RunFolder": "actlab.records.store",
        "chosen": "actlab.records.schema",
        "network_frame": "actlab.records.schema",
    },
)
