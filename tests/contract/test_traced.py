"""Modules inside what traces models: torch.fx, torch.jit and quantization's preparation."""

import copy
import io
import pickle

import pytest
import torch
from torch import fx, nn

from actlab.activations import CATALOGUE, activation
from actlab.activations.own import own_activation
from actlab.errors import UsageError

ENTRIES = list(CATALOGUE)
ALL = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
X = torch.linspace(-3, 3, 24).reshape(4, 6)


def make(entry):
    return activation(entry.name, **({"dim": -1} if entry.kind == "vector" else {})).eval()


def same(found, expected):
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-7)


@ALL
def test_a_module_inside_a_model_is_one_node(entry):
    model = nn.Sequential(nn.Linear(6, 6), make(entry))
    traced = fx.symbolic_trace(model)
    assert [node.op for node in traced.graph.nodes] == ["placeholder", "call_module", "call_module", "output"]
    same(traced(X), model(X))
    same(pickle.loads(pickle.dumps(traced))(X), model(X))


@ALL
def test_a_module_alone_is_traced(entry):
    model = make(entry)
    traced = fx.symbolic_trace(model)
    same(traced(X), model(X))
    same(copy.deepcopy(traced)(X), model(X))


def test_a_function_of_the_users_own_is_traced_inside_a_model():
    from actlab.activations.module import module_class

    module = module_class(own_activation(torch.sin, name="wave"))()
    same(fx.symbolic_trace(nn.Sequential(module))(X), X.sin())
    with pytest.raises(UsageError, match=r"trace nn.Sequential\(wave\)"):
        fx.symbolic_trace(module)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch.jit says that torch.export comes after it
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
@ALL
def test_jit_trace_saves_and_loads(entry):
    model, buffer = make(entry), io.BytesIO()
    traced = torch.jit.trace(model, X)
    torch.jit.save(traced, buffer)
    buffer.seek(0)
    loaded = torch.jit.load(buffer)
    leaf, twin = X.clone().requires_grad_(), X.clone().requires_grad_()
    for given in (X, X[:3]):
        same(loaded(given), model(given))
    loaded(leaf).square().sum().backward()
    model(twin).square().sum().backward()
    torch.testing.assert_close(leaf.grad, twin.grad, rtol=1e-4, atol=1e-5)


@pytest.mark.filterwarnings("ignore:Please use quant_min")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch.ao is to move to torchao
@ALL
def test_quantization_prepares_a_model_with_it(entry):
    from torch.ao.quantization import get_default_qconfig_mapping
    from torch.ao.quantization.quantize_fx import prepare_fx

    model = nn.Sequential(nn.Linear(6, 6), make(entry)).eval()
    prepared = prepare_fx(copy.deepcopy(model), get_default_qconfig_mapping(), (X,))
    same(prepared(X), model(X))
