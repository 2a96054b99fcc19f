"""Entries of the catalogue in other libraries, when asked: nothing here is imported by the rest of actlab.

The other library is imported inside the function that needs it and installed by an extra, ``actlab[timm]`` or
``actlab[transformers]``. What the library has under a name stays as it is.
"""

from __future__ import annotations

from actlab.integrations._timm import register_timm, timm
from actlab.integrations._transformers import transformers

__all__ = ["register_timm", "timm", "transformers"]
