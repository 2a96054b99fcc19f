"""A swapped model is the model that someone would have written by hand, in every use that a model is put to."""

import copy
import io
import pickle

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  its usual name

import actlab
from actlab.errors import UsageError
from actlab.surgery import find_sites, plan_swap, swap
from actlab.surgery.swapped import UnseenCallError
from checkers.written_in import Checkpointed, LeNet, Loop, Methods, Residual

pytestmark = pytest.mark.filterwarnings("ignore:None of the inputs have requires_grad")  # of reentrant checkpoints

CASES = {
    "functions": (LeNet, {}, {"relu": "gelu"}, {"act": F.gelu}, (3, 1, 10, 10)),
    "modules": (Residual, {}, {"relu": nn.SiLU}, {"act": lambda inplace: nn.SiLU()}, (5, 6)),
    "methods": (Methods, {}, {"tanh": "sigmoid", "relu": "silu"}, {"first": F.silu, "second": torch.sigmoid}, (5, 6)),
    "loops": (Loop, {}, {"tanh": "relu"}, {"act": torch.relu}, (2, 4, 6)),
    "checkpoints": (Checkpointed, {}, {"gelu": "silu"}, {"act": F.silu}, (5, 6)),
    "reentrant": (Checkpointed, {"reentrant": True}, {"gelu": "silu"}, {"act": F.silu, "reentrant": True}, (5, 6)),
}


@pytest.fixture(params=CASES, ids=str)
def pair(request):
    """A swapped model, the same written by hand, and an input."""
    kind, settings, rules, by_hand, shape = CASES[request.param]
    torch.manual_seed(1)
    model = kind(**settings)
    written = kind(**by_hand)
    written.load_state_dict(model.state_dict())
    x = torch.randn(shape)
    return model, rules, written, x


def gradients(model, x):
    x = x.clone().requires_grad_()
    model(x).square().mean().backward()
    return [x.grad, *(parameter.grad for parameter in model.parameters())]


@pytest.mark.parametrize("training", [True, False])
def test_outputs_and_gradients_are_those_of_the_model_written_by_hand(pair, training):
    model, rules, written, x = pair
    swap(model, rules, x)
    model.train(training)
    written.train(training)
    for ours, theirs in zip(gradients(model, x), gradients(written, x), strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=1e-6)
    assert list(model.state_dict()) == list(written.state_dict())


def test_undoing_gives_the_old_model_to_the_bit(pair):
    model, rules, _written, x = pair
    model.eval()
    before, classes = model(x), [type(module) for module in model.modules()]
    done = swap(model, rules, x)
    assert not torch.equal(model(x), before)
    assert torch.equal(done.undo()(x), before)
    assert [type(module) for module in model.modules()] == classes


def test_a_swapped_model_is_copied_pickled_and_saved(pair):
    model, rules, _written, x = pair
    swap(model, rules, x)
    model.eval()
    want = model(x)
    buffer = io.BytesIO()
    torch.save(model, buffer)
    buffer.seek(0)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model)), torch.load(buffer, weights_only=False)):
        assert torch.equal(other(x), want)


def test_planning_changes_nothing(pair):
    model, rules, _written, x = pair
    state = torch.get_rng_state()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    plan = plan_swap(model, rules, x)
    assert all(each.error > 0 for each in plan.replaced)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:While compiling, we found certain side effects")  # of any TorchFunctionMode
def test_a_swapped_model_compiles_exports_and_is_traced(pair):
    model, rules, _written, x = pair
    if isinstance(model, Checkpointed):
        pytest.skip("export does not trace through activation checkpoints, swapped or not")
    swap(model, rules, x)
    model.eval()
    want = model(x)
    torch._dynamo.reset()
    compiled = torch.compile(model, backend="aot_eager", fullgraph=True)
    torch.testing.assert_close(compiled(x), want)
    for strict in (True, False):
        torch.testing.assert_close(torch.export.export(model, (x,), strict=strict).module()(x), want)


def test_each_site_gets_parameters_of_its_own_and_they_train():
    torch.manual_seed(0)
    model, x = LeNet(), torch.randn(3, 1, 10, 10)
    before = list(model.state_dict())
    swap(model, {"relu": "prelu"}, x)
    added = [name for name in model.state_dict() if name not in before]
    assert added == [f"swapped_{n}.negative_slope" for n in range(3)]
    model(x).square().mean().backward()
    assert all(parameter.grad is not None and parameter.grad.abs() > 0 for name, parameter in model.named_parameters()
               if name in added)  # fmt: skip


def test_one_site_alone_is_replaced_by_its_label():
    torch.manual_seed(0)
    model, x = LeNet().eval(), torch.randn(3, 1, 10, 10)
    h = F.max_pool2d(F.relu(model.conv1(x)), 2)
    want = model.fc2(F.relu(model.fc1(torch.flatten(torch.tanh(model.conv2(h)), 1))))
    plan = plan_swap(model, [(lambda site: site.index == 1, "tanh")], x)
    assert plan.summary == "1 of 3 activations are replaced. Kept: relu."
    plan.apply()
    torch.testing.assert_close(model(x), want)


def test_inner_modules_keep_their_own_calls():
    """A rule for the outer module does not reach what its children call."""
    torch.manual_seed(0)
    model, x = Methods(), torch.randn(5, 6)
    want = model.inner(F.gelu(model.a(x))).tanh() + 1
    swap(model, [(lambda site: site.meaning.entry == "relu", "gelu")], x)
    torch.testing.assert_close(model(x), want)
    again = Methods()
    again.load_state_dict(model.state_dict())
    swap(again, [(lambda site: site.path == "" and site.meaning.entry == "tanh", "sigmoid")], x)
    torch.testing.assert_close(again(x), torch.sigmoid(again.inner(again.a(x).relu())) + 1)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("activation", [F.relu, nn.ReLU(), "gelu"], ids=["function", "module", "name"])
def test_transformer_layers_do_not_keep_their_fused_activation(training, activation):
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True, activation=activation).train(training)
    x = torch.randn(2, 3, 8)
    swap(layer, {"relu": "tanh", "gelu": "tanh"}, x)
    written = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True, activation=torch.tanh)
    written.load_state_dict(layer.state_dict())
    written.train(training)
    with torch.no_grad():
        torch.testing.assert_close(layer(x), written(x), atol=1e-6, rtol=1e-6)


def test_recalibration_estimates_batch_norm_on_what_now_arrives():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.BatchNorm1d(6)).eval()
    batches = [(torch.randn(50, 4), torch.zeros(50)) for _ in range(4)]
    swap(model, {"relu": "softplus"}, batches[0][0], recalibrate=batches)
    through = torch.cat([F.softplus(model[0](x)) for x, _y in batches])
    torch.testing.assert_close(model[2].running_mean, through.mean(0))
    assert not any(module.training for module in model.modules())


def test_the_layer_before_is_rescaled_by_the_ratio_of_gains():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2))
    first, last = model[0].weight.clone(), model[2].weight.clone()
    swap(model, {"relu": "tanh"}, torch.randn(5, 4), rescale_init=True)
    torch.testing.assert_close(model[0].weight, first * actlab.gain("tanh") / actlab.gain("relu"))
    assert torch.equal(model[2].weight, last)


class Switching(nn.Module):
    """Another call in training than in evaluation."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(6, 6)

    def forward(self, x):
        x = F.relu(self.a(x))
        return F.relu(self.a(x)) if self.training else x


def test_a_call_that_was_not_seen_gets_the_same_function_or_is_an_error():
    x = torch.randn(3, 6)
    plain, learned = Switching().eval(), Switching().eval()
    swap(plain, {"relu": "tanh"}, x)
    plain.train()
    torch.testing.assert_close(plain(x), torch.tanh(plain.a(torch.tanh(plain.a(x)))))
    two = nn.Sequential(learned)
    learned.train()
    swap(two, {"relu": "prelu"}, x)
    learned.extra = True
    learned.forward_again = None
    assert learned(x).shape == (3, 6)
    learned._actlab_swap.calls.pop(1)
    with pytest.raises(UnseenCallError, match="not seen when the swap was planned"):
        learned(x)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"gelu": "relu"}, "Nothing in the model matches gelu; it has: relu, sigmoid, tanh"),
        ({"relu": "softmax"}, "only one of them is elementwise"),
        ({"relu": "leaky_relu:0.2"}, "Write it like leaky_relu:negative_slope=0.2"),
        ({"relu": 3}, "a name, a module, a module class or a function"),
    ],
)
def test_rules_that_mean_nothing_are_refused(rules, said):
    with pytest.raises(UsageError, match=said):
        swap(Methods(), rules, torch.randn(5, 6))


def test_a_second_swap_of_the_same_calls_asks_to_undo_the_first():
    model, x = LeNet(), torch.randn(3, 1, 10, 10)
    swap(model, {"relu": "gelu"}, x)
    assert {site.meaning.entry for site in find_sites(model, x)} == {"gelu"}
    with pytest.raises(UsageError, match="undo"):
        swap(model, [(lambda site: site.kind == "call", "tanh")], x)
