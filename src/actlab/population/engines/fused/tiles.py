"""How many samples, outputs and inputs are worked on at a time; measured, see benchmarks/."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Blocks", "choose_tile", "layer_blocks"]

LANES = 16
_ACCUMULATORS = 16
_LATENCY = 8
"""Accumulators below which a block waits for its own sums."""
_TILE_BYTES = 48_000
"""Working memory of a tile that is about right for the first cache; wide networks take more, from the second."""
_FEWEST_VECTORS = 8


@dataclass(frozen=True)
class Blocks:
    """Sizes of the blocks of one layer that are held in registers."""

    forward: int
    backward: int
    turned: bool
    gradient_outputs: int
    gradient_inputs: int


def choose_tile(sizes: tuple[int, ...], batch: int) -> tuple[int, int]:
    """Return the vectors of samples in a tile, and how many of them are held in registers.

    >>> choose_tile((2, 32, 32, 1), 64)
    (4, 4)
    >>> choose_tile((2, 10, 2), 800)
    (25, 5)
    """
    vectors = -(-batch // LANES)
    each = 4 * LANES * (sizes[0] + 2 * sum(sizes[1:-1]) + sizes[-1])  # bytes of a vector: values and slopes
    pieces = -(-vectors // max(_FEWEST_VECTORS, _TILE_BYTES // each))
    tile = -(-vectors // pieces)
    across = next(n for n in (4, 3, 5, 2, 1) if tile % n == 0 or n == 1)
    return tile, across


def layer_blocks(inputs: int, outputs: int, tile: int, across: int) -> Blocks:
    """Return the blocks of a layer.

    The gradient of the weights either keeps its sums in lanes, which costs a sum over lanes for each
    weight, or turns the inputs to samples x features, which costs the turning and idle lanes.
    """
    wide = -(-inputs // LANES)
    in_lanes = inputs * outputs * (tile + 3)
    turned = wide * outputs * LANES * tile + wide * tile * 80
    if turned < in_lanes:
        width = min(wide, 4)
        rows = max(1, _ACCUMULATORS // width)
        return Blocks(_block(outputs, across), _block(inputs, across), True, min(rows, outputs), width)
    rows, columns = _lanes_block(inputs, outputs)
    return Blocks(_block(outputs, across), _block(inputs, across), False, rows, columns)


def _block(outputs: int, across: int) -> int:
    """Return a number of outputs that divides them well and fills the registers."""

    def cycles(block: int) -> float:
        whole, rest = divmod(outputs, block)
        loads = (across + block) / 2 * (whole + (rest > 0))
        return whole * max(block * across, _LATENCY) + (max(rest * across, _LATENCY) if rest else 0) + loads

    return min(range(1, min(outputs, max(1, _ACCUMULATORS // across)) + 1), key=cycles)


def _lanes_block(inputs: int, outputs: int) -> tuple[int, int]:
    """Return outputs x inputs with the fewest loads, sixteen sums with the bias's among them."""

    def loads(pair: tuple[int, int]) -> float:
        rows, columns = pair
        return -(-outputs // rows) * -(-inputs // columns) * (rows + columns + 6)

    pairs = [(r, c) for r in range(1, outputs + 1) for c in range(1, inputs + 1) if r * (c + 1) <= LANES]
    return min(pairs, key=loads)
