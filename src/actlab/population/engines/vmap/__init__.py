"""Many members of any ``nn.Module`` at once: their weights are stacked and `torch.vmap` runs them together."""

from actlab.population.engines._engine import Engine
from actlab.population.engines.vmap.fitness import can_run, estimate, why_slow
from actlab.population.engines.vmap.train import replay, train_blocks, train_members

ENGINE = Engine("vmap", lambda _training: 64, can_run, why_slow, estimate, train_blocks, replay)
"""The engine."""

__all__ = ["ENGINE", "can_run", "estimate", "replay", "train_blocks", "train_members", "why_slow"]
