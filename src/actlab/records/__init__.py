"""What is known: the rows of trained networks and the folder that holds a run. No torch here."""

from actlab.records.schema import NETWORKS, chosen, network_frame
from actlab.records.store import RunFolder

__all__ = ["NETWORKS", "RunFolder", "chosen", "network_frame"]
