"""Entries inside timm and transformers; each library's tests skip where it is not installed."""

import sys

import pytest
import torch

from actlab.activations import CATALOGUE, activation
from actlab.errors import ParameterError, UsageError
from actlab.integrations import register_timm, timm, transformers
from actlab.integrations._names import layers

ELEMENTWISE = [entry.name for entry in CATALOGUE if entry.kind == "elementwise"]


def trains(model, loss):
    """Take one step and tell whether all gradients exist and are finite."""
    before = [parameter.detach().clone() for parameter in model.parameters()]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss.backward()
    optimizer.step()
    after = list(model.parameters())
    return loss.isfinite() and any(not torch.equal(a, b) for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_layer_takes_inplace_and_is_the_function(name):
    x = torch.linspace(-3, 3, 13)
    torch.testing.assert_close(timm(name)(inplace=True).eval()(x.clone()), activation(name).eval()(x))


def test_what_cannot_be_a_layer_is_refused_at_once():
    with pytest.raises(ParameterError, match="channels"):
        timm("glu")
    with pytest.raises(ParameterError, match="dim"):
        timm("softmax")
    with pytest.raises(ParameterError, match="negative_slope"):
        timm("leaky_relu", slope=1)
    with pytest.raises(UsageError, match="not elementwise"):
        layers(["softmax"], taken={})


def test_what_a_library_has_keeps_its_name_and_a_second_call_changes_nothing():
    registry = {"relu": torch.nn.ReLU}
    first = layers(ELEMENTWISE, taken=registry)
    registry.update(first)
    assert registry["relu"] is torch.nn.ReLU
    assert len(first) == len(ELEMENTWISE)
    assert layers(ELEMENTWISE, taken=registry) == first


@pytest.mark.parametrize(("register", "module"), [(register_timm, "timm"), (transformers, "transformers")])
def test_a_missing_library_is_named_with_the_command(register, module, monkeypatch):
    for loaded in [name for name in sys.modules if name.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(UsageError, match=rf"pip install .*\[{module}\]"):
        register()


@pytest.mark.extras
def test_a_model_of_timm_trains_with_an_entry():
    library = pytest.importorskip("timm", reason="timm is an extra, not installed here")
    x = torch.randn(2, 3, 32, 32)
    model = library.create_model("resnet18", act_layer=timm("golu"), num_classes=3)
    assert type(activation("golu")) in {type(module) for module in model.modules()}
    assert trains(model, model(x).square().mean())


@pytest.mark.extras
def test_timm_finds_every_entry_by_name():
    pytest.importorskip("timm", reason="timm is an extra, not installed here")
    from timm.layers import create_act_layer
    from timm.layers.create_act import _ACT_LAYER_DEFAULT, _ACT_LAYER_ME

    before = dict(_ACT_LAYER_DEFAULT)
    names = register_timm()
    assert len(names) == len(ELEMENTWISE)
    assert before.items() <= _ACT_LAYER_DEFAULT.items()
    assert not _ACT_LAYER_ME.keys() & set(names)
    assert {create_act_layer(name, inplace=True).entry.name for name in names} == set(ELEMENTWISE)


@pytest.mark.extras
def test_a_model_of_transformers_trains_with_an_entry_as_hidden_act():
    library = pytest.importorskip("transformers", reason="transformers is an extra, not installed here")
    names = transformers()
    assert len(names) == len(ELEMENTWISE)
    assert transformers("golu") == ("golu",)
    sizes = {"vocab_size": 30, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    model = library.BertModel(library.BertConfig(**sizes, intermediate_size=32, hidden_act="golu"))
    assert type(activation("golu")) in {type(module) for module in model.modules()}
    assert trains(model, model(torch.arange(8)[None]).last_hidden_state.square().mean())
