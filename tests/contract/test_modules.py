"""Every activation behaves as torch's users expect of a module."""

import copy
import io
import pickle

import pytest
import torch
from torch import nn

import actlab
from actlab.activations import CATALOGUE
from actlab.activations._module import module_class
from actlab.activations.code import pytorch_code
from actlab.activations.own import own_activation

X = torch.linspace(-4, 4, 24).reshape(4, 6)
ENTRIES = pytest.mark.parametrize("name", [entry.name for entry in CATALOGUE])


def make(name, **values):
    dim = {} if CATALOGUE[name].kind == "elementwise" else {"dim": -1}
    return actlab.activation(name, **dim, **values)


def same(first, second):
    with torch.no_grad():
        return torch.equal(first(X), second(X))


@ENTRIES
def test_repr_names_the_class_and_its_values(name):
    module, entry = make(name), CATALOGUE[name]
    assert repr(module).startswith(f"{entry.class_name}(")
    assert all(f"{parameter.name}=" in repr(module) for parameter in entry.parameters)
    assert getattr(actlab.activations, entry.class_name) is type(module)


@ENTRIES
def test_copies_pickles_and_state_dicts_are_the_same_function(name):
    module = make(name)
    assert same(copy.deepcopy(module), module)
    assert same(pickle.loads(pickle.dumps(module)), module)
    file = io.BytesIO()
    torch.save(nn.Sequential(module).state_dict(), file)
    file.seek(0)
    fresh = nn.Sequential(make(name))
    fresh.load_state_dict(torch.load(file))
    assert same(fresh, module)


@ENTRIES
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_each_dtype_is_kept_and_half_precision_is_rounded_once(name, dtype):
    module, x = make(name), X.to(dtype)
    y = module.to(dtype)(x)
    assert (y.dtype, y.shape) == (dtype, x.shape)
    if dtype.itemsize == 2:
        assert torch.equal(y, make(name)(x.float()).to(dtype))


@ENTRIES
def test_whole_numbers_are_refused_with_what_to_type(name):
    with pytest.raises(TypeError, match=r"needs? a floating dtype. Try `x.float\(\)`"):
        make(name)(torch.arange(3))


@ENTRIES
def test_the_input_stays_and_inplace_gives_the_same(name):
    x = X.clone()
    y = make(name)(x)
    assert torch.equal(x, X)
    assert torch.equal(make(name, inplace=True)(x), y)


@ENTRIES
def test_a_gradient_flows(name):
    x = X.clone().requires_grad_()
    make(name)(x).sum().backward()
    assert x.grad.isfinite().all()


@ENTRIES
def test_it_compiles_and_exports_whole(name):
    module = make(name)
    torch.compiler.reset()
    assert same(torch.compile(module, fullgraph=True, backend="eager"), module)
    assert same(torch.export.export(nn.Sequential(module), (X,)).module(), module)


@ENTRIES
def test_the_printed_code_runs(name, capsys):
    exec(pytorch_code(CATALOGUE[name]), {})
    printed = capsys.readouterr().out
    values = make(name) if CATALOGUE[name].kind == "elementwise" else actlab.activation(name, dim=0)
    assert printed == f"{values(torch.tensor([-1.0, 0.0, 1.0]))}\n"


def shifted(k):
    def function(x):
        return torch.tanh(x + k)

    return own_activation(function, name=f"shifted{k}")


def test_twenty_modules_compile_whole_in_one_process():
    """Dynamo caches by code object: with one shared forward the ninth module fails under fullgraph."""
    torch.compiler.reset()
    entries = [entry for entry in CATALOGUE if entry.kind == "elementwise"]
    modules = [make(entry.name) for entry in entries] + [module_class(shifted(k))() for k in range(20)]
    for module in modules[:20]:
        assert same(torch.compile(module, fullgraph=True, backend="eager"), module)
    codes = {type(module).forward.__code__ for module in modules}
    assert len(codes) == len(modules)
