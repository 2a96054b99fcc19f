"""Masks from the block's stream mean what torch's dropout means."""

import torch
from torch import nn

from actlab.population.dropout import StreamDropout, take_streams
from actlab.population.streams import Streams


def _masks(layer: nn.Module, shape: tuple[int, ...]) -> torch.Tensor:
    return layer(torch.ones(shape))


def test_share_and_scale_are_torch_s() -> None:
    layer = StreamDropout(0.2, torch.Generator().manual_seed(0))
    seen = _masks(layer, (400, 100))
    assert set(seen.unique().tolist()) == {0.0, 1.25}
    assert abs((seen == 0).double().mean() - 0.2) < 4 * (0.2 * 0.8 / 40000) ** 0.5
    assert torch.equal(layer.eval()(torch.ones(5, 5)), torch.ones(5, 5))


def test_whole_channels_are_dropped_together() -> None:
    seen = _masks(StreamDropout(0.5, torch.Generator().manual_seed(0), whole_channels=True), (50, 4, 3, 3))
    assert torch.equal(seen, seen[:, :, :1, :1].expand_as(seen))


def test_every_layer_has_its_own_stream() -> None:
    net = nn.Sequential(nn.Dropout(0.5), nn.Sequential(nn.Dropout2d(0.5)), nn.Linear(2, 2))
    take_streams(net, Streams(0, 0))
    assert isinstance(net[0], StreamDropout)
    assert isinstance(net[1][0], StreamDropout)
    assert net[0].generator.initial_seed() != net[1][0].generator.initial_seed()
    assert StreamDropout(1.0, torch.Generator())(torch.ones(3, 3)).sum() == 0
