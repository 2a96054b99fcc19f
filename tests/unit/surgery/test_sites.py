"""Every activation call is seen wherever it is written, and what cannot be seen is reported."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.errors import UsageError
from actlab.surgery import find_sites
from checkers.written_in import Checkpointed, LeNet, Loop, Methods, Residual

scripting = pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # models of today are scripted with it


def listed(model, x):
    return [(site.label, site.name, site.meaning.label, site.calls) for site in find_sites(model, x)]


@pytest.mark.parametrize(
    ("model", "shape", "want"),
    [
        (LeNet(), (1, 1, 10, 10), [(f"(model)[{n}]", "F.relu", "relu", 1) for n in range(3)]),
        (Residual(), (2, 6), [("act", "ReLU", "relu", 2)]),
        (
            Methods(),
            (2, 6),
            [
                ("(model)[0]", "Tensor.relu", "relu", 1),
                ("inner[0]", "torch.sigmoid", "sigmoid", 1),
                ("(model)[1]", "Tensor.tanh_", "tanh", 1),
            ],
        ),
        (Loop(), (2, 5, 6), [("(model)[0]", "torch.tanh", "tanh", 5)]),
        (Checkpointed(), (2, 6), [("(model)[0]", "F.gelu", "gelu", 1), ("(model)[1]", "F.gelu", "gelu", 1)]),
        (nn.Sequential(nn.LeakyReLU(0.2), nn.Softmax(1)), (2, 6), [
            ("0", "LeakyReLU", "leaky_relu:negative_slope=0.2", 1), ("1", "Softmax", "softmax", 1)]),
    ],
    ids=["functions", "one module twice", "methods", "a loop", "checkpoints", "parameters"],
)  # fmt: skip
def test_calls_are_named_by_module_path_and_index(model, shape, want):
    assert listed(model, torch.randn(shape)) == want


def test_paths_of_one_module_that_is_registered_twice_are_all_named():
    [site] = find_sites(Residual(), torch.randn(3, 6))
    assert site.path == "act"
    assert site.other_paths == ("again",)


class ByHand(nn.Module):
    def __init__(self, form):
        super().__init__()
        self.form = form

    def forward(self, x):
        return self.form(x)


@pytest.mark.parametrize(
    ("form", "like"),
    [
        (lambda x: x.clamp(min=0), "relu"),
        (lambda x: torch.clamp(x, 0, 6), "relu6"),
        (lambda x: x.clamp_min(0), "relu"),
        (lambda x: torch.maximum(x, torch.zeros_like(x)), "relu"),
        (lambda x: x * (x > 0), "relu"),
        (lambda x: (x > 0).float() * x, "relu"),
        (lambda x: torch.where(x > 0, x, 0.1 * x), None),
        (lambda x: x * torch.sigmoid(x), "silu"),
    ],
    ids=["clamp", "clamp to 6", "clamp_min", "maximum", "mask", "cast mask", "where", "silu"],
)
def test_forms_written_by_hand_are_reported(form, like):
    found = [unseen for unseen in find_sites(ByHand(form), torch.randn(3, 4)).unseen if unseen.reason == "by_hand"]
    assert [unseen.like for unseen in found] == [like]


@pytest.mark.parametrize(
    "form", [lambda x: x.clamp(min=-1), lambda x: x * (x.roll(1) > 0), lambda x: torch.where(x.isnan(), 0.0, x)],
    ids=["bound", "mask of another", "repair"],
)  # fmt: skip
def test_what_is_no_activation_is_not_reported(form):
    assert find_sites(ByHand(form), torch.randn(3, 4)).unseen == ()


@scripting
def test_below_python_is_looked_for():
    assert [unseen.what for unseen in find_sites(ByHand(torch.ops.aten.relu), torch.randn(3)).unseen] == ["aten.relu"]
    assert [unseen.reason for unseen in find_sites(nn.LSTM(3, 4), torch.randn(2, 3)).unseen] == ["recurrent"]
    inner = nn.Sequential(nn.Linear(3, 3), torch.jit.trace(nn.ReLU(), torch.zeros(1)))
    assert {unseen.reason for unseen in find_sites(inner, torch.randn(2, 3)).unseen} == {"scripted", "below_python"}


@pytest.mark.parametrize(
    "model", [LeNet(), Residual(), Methods(), Loop(), Checkpointed()], ids=lambda m: type(m).__name__
)
def test_the_count_is_that_of_the_operations_below(model):
    shape = {"LeNet": (2, 1, 10, 10), "Loop": (2, 4, 6)}.get(type(model).__name__, (2, 6))
    sites = find_sites(model, torch.randn(shape))
    assert sites.calls == sites.operations
    assert sites.unseen == ()


def test_looking_leaves_no_trace():
    model = Residual().train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    state = torch.get_rng_state()
    find_sites(model, torch.randn(4, 6, generator=torch.Generator().manual_seed(0)))
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert torch.equal(torch.get_rng_state(), state)
    assert model.training
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


class Failing(nn.Module):
    def forward(self, x):
        F.relu(x)
        raise RuntimeError("batch 3")


def test_hooks_are_removed_when_the_model_fails():
    model = nn.Sequential(Failing())
    with pytest.raises(RuntimeError, match="batch 3"):
        find_sites(model, torch.randn(3))
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    assert torch.overrides._get_current_function_mode_stack() == []


def test_compiled_models_are_looked_into():
    model = torch.compile(nn.Sequential(nn.Linear(3, 3), nn.SiLU()), backend="eager")
    assert [site.meaning.entry for site in find_sites(model, torch.randn(2, 3))] == ["silu"]


@scripting
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: torch.jit.trace(nn.ReLU(), torch.zeros(1)), "Pass the model before scripting"),
        (lambda: nn.LazyLinear(3), "Run the model once"),
        (lambda: nn.Linear(2, 2, device="meta"), "Load the weights first"),
        (lambda: torch.relu, "must be an nn.Module"),
    ],
    ids=["scripted", "lazy", "meta", "function"],
)
def test_models_that_cannot_be_looked_into_are_refused(make, said):
    model = make()
    with pytest.raises(UsageError, match=said):
        find_sites(model, torch.zeros(1, 2))
