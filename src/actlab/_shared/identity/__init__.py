"""What something of the user's depends on, as one hash; used wherever a function, network, loss or data is hashed."""

from actlab._shared.identity.walk import Identity, identify

__all__ = ["Identity", "identify"]
