"""Networks around activations that are not elementwise: across the units or channels, and however many they leave."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from actlab.activations import CATALOGUE
from actlab.errors import UsageError
from actlab.population.candidates import read_candidates
from actlab.population.networks import activation_module
from actlab.workloads import MLP, ConvNet, Network, ResidualMLP

WIDTH = 12
SHAPES: dict[Network, tuple[int, ...]] = {
    MLP(): (7,),
    MLP(batch_norm=True): (7,),
    ResidualMLP(): (7,),
    ConvNet((5, 3)): (2, 21),
    ConvNet((3,)): (1, 8, 8),
}
BROAD = [entry.name for entry in CATALOGUE if entry.kind != "elementwise"]


def built(network: Network, *names: str) -> nn.Module:
    (candidate, _) = read_candidates([list(names), "relu"], len(names))

    def make(layer: int, features: int) -> nn.Module:
        return activation_module(candidate.layers[layer], features)

    net = network.build(make, SHAPES[network], 3, (WIDTH,) * len(names)).to_empty(device="cpu")
    for module in net.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return net


@pytest.mark.slow
@pytest.mark.parametrize("network", SHAPES, ids=str)
@pytest.mark.parametrize("name", BROAD)
def test_every_network_takes_every_activation(network: Network, name: str) -> None:
    net = built(network, name, name, name).eval()
    x = torch.randn(5, *SHAPES[network])
    whole = net(x)
    assert whole.shape == (5, 3)
    assert torch.allclose(torch.cat([net(sample[None]) for sample in x]), whole, atol=1e-5), "samples stay apart"


@pytest.mark.parametrize("network", [network for network in SHAPES if isinstance(network, ConvNet)], ids=str)
def test_softmax_in_a_convolutional_network_is_over_the_channels(network: Network) -> None:
    seen: list[torch.Tensor] = []
    net = built(network, "softmax", "softmax")
    net[1].register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    net(torch.randn(5, *SHAPES[network]))
    assert seen[0].shape[1] == WIDTH
    assert torch.allclose(seen[0].sum(dim=1), torch.ones(5, *seen[0].shape[2:]))


def test_a_residual_network_refuses_a_sum_that_makes_no_sense() -> None:
    with pytest.raises(UsageError, match="give 6 or 12 units"):
        built(ResidualMLP(), "relu", "glu")


def test_the_printed_code_is_the_network(toy_code: Any) -> None:
    for name in ("glu", "concatenated_relu", "softmax"):
        net, code = toy_code(name)
        assert sum(p.numel() for p in code.parameters()) == sum(p.numel() for p in net.parameters())
        code.load_state_dict(dict(zip(code.state_dict(), net.state_dict().values(), strict=True)))
        x = torch.randn(5, 2)
        assert torch.allclose(code(x), net(x), atol=1e-6)


@pytest.fixture
def toy_code(moons: Any) -> Any:
    """Return a maker of a candidate's network and of the one that its printed code builds."""
    from actlab.population.code import network_code
    from actlab.population.data import draw
    from actlab.population.networks import network
    from actlab.population.streams import Streams

    def made(name: str) -> tuple[nn.Module, nn.Module]:
        training = moons(name, "relu", hidden=(WIDTH, WIDTH)).training
        namespace: dict[str, Any] = {"__name__": "printed"}
        exec(network_code(training), namespace)
        streams = Streams(0, 0)
        return network(training, training.candidates[0], draw(training, streams), streams), namespace["network_0"]()

    return made
