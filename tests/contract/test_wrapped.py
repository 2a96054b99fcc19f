"""Learned parameters stay learned when something takes them out of ``_parameters``, and when they are saved."""

import copy
import io
import socket

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrize, prune

from actlab.activations import CATALOGUE, activation

LEARNABLE = pytest.mark.parametrize(
    "entry", [e for e in CATALOGUE if any(p.learnable for p in e.parameters)], ids=lambda entry: entry.name
)
X = torch.linspace(-3, 3, 11)


def trained(entry, **settings):
    """Return a module whose parameters are no longer where they started."""
    module = activation(entry.name, **settings)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter += 0.7
    return module


class AddOne(nn.Module):
    def forward(self, x):
        return x + 1


@LEARNABLE
def test_parametrized(entry):
    module, moved = trained(entry), trained(entry)
    for name, _value in list(module.named_parameters()):
        parametrize.register_parametrization(module, name, AddOne())
    with torch.no_grad():
        for parameter in moved.parameters():
            parameter += 1
    assert torch.equal(module(X), moved(X))
    assert repr(module)


@LEARNABLE
def test_pruned(entry):
    module, zeroed = trained(entry, num_parameters=4, channel_dim=-1), trained(entry, num_parameters=4, channel_dim=-1)
    x = X[:8].reshape(2, 4)
    for name, _value in list(zeroed.named_parameters()):
        prune.custom_from_mask(module, name, torch.tensor([1, 0, 1, 0]))
        with torch.no_grad():
            getattr(zeroed, name)[1::2] = 0
    torch.testing.assert_close(module(x), zeroed(x), rtol=0, atol=0, equal_nan=True)


@LEARNABLE
def test_replicated(entry):
    """What DataParallel gives each device: a module without parameters, whose attributes are copies of them."""
    module = trained(entry)
    replica = module._replicate_for_data_parallel()
    replica._parameters = {}
    for name, value in module.named_parameters():
        setattr(replica, name, value.clone())
    assert torch.equal(replica(X), module(X))


@LEARNABLE
def test_a_replaced_value_is_used(entry):
    module = trained(entry)
    values = {name: value.detach() + 0.5 for name, value in module.named_parameters()}
    moved = copy.deepcopy(module)
    moved.load_state_dict(values)
    assert torch.equal(torch.func.functional_call(module, values, (X,)), moved(X))


@LEARNABLE
def test_saved_and_loaded(entry):
    module, buffer = trained(entry), io.BytesIO()
    torch.save(module.state_dict(), buffer)
    buffer.seek(0)
    loaded = activation(entry.name)
    loaded.load_state_dict(torch.load(buffer))
    assert torch.equal(loaded(X), module(X))


@LEARNABLE
def test_a_checkpoint_with_single_numbers_loads(entry):
    module = trained(entry)
    loaded = activation(entry.name)
    loaded.load_state_dict({name: value.reshape(()) for name, value in module.state_dict().items()})
    assert torch.equal(loaded(X), module(X))


@pytest.mark.parametrize("channels", [1, 4])
def test_checkpoints_of_torchs_prelu_load(channels):
    theirs = nn.Sequential(nn.Linear(4, 4), nn.PReLU(channels, init=0.7))
    ours = nn.Sequential(nn.Linear(4, 4), activation("prelu", num_parameters=channels))
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(3, 4)
    assert torch.equal(ours(x), theirs(x))


def _fully_sharded(rank, port):
    """Compute with FSDP's defaults; return what the wrapped modules give."""
    import os
    import warnings

    import torch.distributed as dist
    from torch.distributed.fsdp import FullyShardedDataParallel

    warnings.simplefilter("ignore")
    os.environ.update(MASTER_ADDR="localhost", MASTER_PORT=str(port))
    dist.init_process_group("gloo", rank=rank, world_size=2)
    for entry in CATALOGUE:
        if any(p.learnable for p in entry.parameters):
            module = trained(entry)
            expected = copy.deepcopy(module)(X)
            wrapped = FullyShardedDataParallel(module, device_id=torch.device("cpu"))
            assert torch.equal(wrapped(X), expected), entry.name
            wrapped(X).sum().backward()
    dist.destroy_process_group()


@pytest.mark.slow
def test_fully_sharded_over_two_processes():
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    torch.multiprocessing.spawn(_fully_sharded, (port,), nprocs=2)
