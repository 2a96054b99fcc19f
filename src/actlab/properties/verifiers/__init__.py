"""One verifier for each kind of property; importing the package registers them all."""

from actlab.properties.verifiers import _order, _shape, _smoothness, _vectors, ends  # noqa: F401  they register
from actlab.properties.verifiers._registry import VERIFIERS, check
from actlab.properties.verifiers._smoothness import smoothness

__all__ = ["VERIFIERS", "check", "smoothness"]
