"""All entries, by name: what the folder `catalogue` holds."""

from __future__ import annotations

from actlab._shared.catalogue import Catalogue
from actlab.activations._spec import Activation

__all__ = ["CATALOGUE"]

CATALOGUE: Catalogue[Activation] = Catalogue(
    "actlab.activations.catalogue",
    command="actlab list",
    elsewhere=lambda entry: ((twin.where, not twin.arguments) for twin in entry.twins),
)
