"""Train many small networks at once with a kernel compiled for them; see docs for how it is laid out."""

from actlab.pointwise.compile import CompilerError, NoCompilerError
from actlab.population.engines.fused.engine import FUSED as ENGINE
from actlab.population.engines.fused.run import Kernel, State, Trained
from actlab.population.engines.fused.spec import LOSSES, OPTIMIZERS, NetworkSpec, Optimizer

__all__ = [
    "ENGINE",
    "LOSSES",
    "OPTIMIZERS",
    "CompilerError",
    "Kernel",
    "NetworkSpec",
    "NoCompilerError",
    "Optimizer",
    "State",
    "Trained",
]
