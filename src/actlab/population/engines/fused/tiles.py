"""How many samples, outputs and inputs are worked on at a time; measured, see benchmarks/.

A tile, and the way in which gradients are summed, are the same on every machine, since results depend on them.
The blocks that are held in registers are not, and have no influence on results.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["BLOCKS", "across", "choose_tile", "is_turned", "layer_blocks"]

GROUP = 16
"""Samples whose sums are kept apart: the logical lanes of lanes.h."""
_TILE_BYTES = 48_000
"""Working memory of a tile that is about right for the first cache; wide networks take more, from the second."""
_FEWEST_GROUPS = 8

BLOCKS = ("forward", "backward", "gradient_outputs", "gradient_inputs")
"""What `layer_blocks` returns."""


@dataclass(frozen=True)
class _Registers:
    """The vector registers of a machine.

    Args:
        lanes: Floats in a register.
        accumulators: Registers that hold sums; the others hold what is added.
        latency: Accumulators below which a block waits for its own sums.
        across: Vectors of samples side by side, the best first.
        columns: Most vectors of inputs side by side in a turned gradient.
    """

    lanes: int
    accumulators: int
    latency: int
    across: tuple[int, ...]
    columns: int


_REGISTERS = (
    _Registers(16, 24, 8, (4, 3, 5, 2, 1), 4),  # AVX-512
    _Registers(8, 12, 8, (2, 1), 2),  # AVX2
    _Registers(4, 24, 8, (4, 2, 1), 4),  # NEON
    _Registers(4, 12, 8, (2, 1), 2),  # SSE, WebAssembly
)
"""In the order of `by_registers` in layers.h."""


def choose_tile(sizes: tuple[int, ...], batch: int) -> int:
    """Return the groups of sixteen samples in a tile.

    >>> choose_tile((2, 32, 32, 1), 64)
    4
    >>> choose_tile((2, 10, 2), 800)
    25
    """
    groups = -(-batch // GROUP)
    each = 4 * GROUP * (sizes[0] + 2 * sum(sizes[1:-1]) + sizes[-1])  # bytes of a group: values and slopes
    pieces = -(-groups // max(_FEWEST_GROUPS, _TILE_BYTES // each))
    return -(-groups // pieces)


def is_turned(inputs: int, outputs: int, tile: int) -> bool:
    """Return how a layer's weights get their gradient.

    It either keeps its sums in lanes, which costs a sum over lanes for each weight, or turns the inputs to
    samples x features, which costs the turning and idle lanes.
    """
    wide = -(-inputs // GROUP)
    in_lanes = inputs * outputs * (tile + 3)
    turned = wide * outputs * GROUP * tile + wide * tile * 80
    return turned < in_lanes


def across(tile: int) -> str:
    """Return the vectors of samples that are held in registers, for each machine."""
    return _by_registers(_across(registers, tile) for registers in _REGISTERS)


def layer_blocks(inputs: int, outputs: int, tile: int) -> list[str]:
    """Return the blocks of a layer, as `BLOCKS` names them, for each machine."""
    found = [_layer_blocks(registers, inputs, outputs, tile) for registers in _REGISTERS]
    return [_by_registers(numbers) for numbers in zip(*found, strict=True)]


def _by_registers(numbers: Iterable[int]) -> str:
    return f"by_registers({', '.join(map(str, numbers))})"


def _across(registers: _Registers, tile: int) -> int:
    vectors = tile * GROUP // registers.lanes
    return next(n for n in registers.across if vectors % n == 0)


def _layer_blocks(registers: _Registers, inputs: int, outputs: int, tile: int) -> tuple[int, int, int, int]:
    side = _across(registers, tile)
    forward, backward = _block(registers, outputs, side), _block(registers, inputs, side)
    if is_turned(inputs, outputs, tile):
        width = min(-(-inputs // registers.lanes), registers.columns)
        return forward, backward, min(registers.accumulators // width, outputs), width
    return forward, backward, *_lanes_block(registers, inputs, outputs)


def _block(registers: _Registers, outputs: int, side: int) -> int:
    """Return a number of outputs that divides them well and fills the registers."""
    latency = registers.latency

    def cycles(block: int) -> float:
        whole, rest = divmod(outputs, block)
        loads = (side + block) / 2 * (whole + (rest > 0))
        return whole * max(block * side, latency) + (max(rest * side, latency) if rest else 0) + loads

    return min(range(1, min(outputs, max(1, registers.accumulators // side)) + 1), key=cycles)


def _lanes_block(registers: _Registers, inputs: int, outputs: int) -> tuple[int, int]:
    """Return outputs x inputs with the fewest loads; no more sums than a group has lanes, the bias's among them."""
    most = min(registers.accumulators, GROUP)

    def loads(pair: tuple[int, int]) -> float:
        rows, columns = pair
        return -(-outputs // rows) * -(-inputs // columns) * (rows + columns + 6)

    pairs = [(r, c) for r in range(1, outputs + 1) for c in range(1, inputs + 1) if r * (c + 1) <= most]
    return min(pairs, key=loads)
