"""Activations as people write them: what trains, what is refused, and the sentence that says what to do."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  its usual name

import actlab
from actlab.activations.module import module_class
from actlab.activations.own import own_activation, read_own
from actlab.errors import OwnFunctionError, ParameterError
from actlab.population.candidates import read_candidate, read_candidates
from actlab.population.networks import activation_module, activation_parameters

HEAD = "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n\n\n"

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a user's file and returns ``file.py:name``."""

    def written(body: str, name: str = "act", file: str = "mine.py") -> str:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + body)
        return f"{path}:{name}"

    return written


class Wobble(nn.Module):
    def forward(self, x):
        return torch.tanh(x) + torch.sin(3 * x) / 9


class Stretched(nn.Module):
    def __init__(self, inplace=False, factor=0.7):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return F.softsign(self.factor * x)


class Static(nn.Module):
    @staticmethod
    def forward(t):
        return torch.cos(t)


class Slope(nn.Module):
    """Learns one number."""

    def __init__(self, start=1.0):
        super().__init__()
        self.slope = nn.Parameter(torch.tensor(start))

    def forward(self, x):
        return x * torch.sigmoid(self.slope * x)


class PerUnit(nn.Module):
    """Learns a number for each unit, and must be told how many there are."""

    def __init__(self, num_parameters):
        super().__init__()
        self.slope = nn.Parameter(torch.ones(num_parameters))

    def forward(self, x):
        return x * torch.sigmoid(self.slope * x)


class StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.sign(x)

    @staticmethod
    def backward(ctx, gradient):
        return gradient


class Plain:
    def __init__(self, k=2.0):
        self.k = k

    def __call__(self, x):
        return torch.relu(x) ** self.k

    def method(self, x):
        return torch.tanh(self.k * x)


def with_keyword(x, alpha=1.0):
    return torch.where(x > 0, x, alpha * torch.expm1(x.clamp(max=0)))


def gate_by_halves(x):
    value, gate = x.chunk(2, dim=-1)
    return value * torch.sigmoid(gate)


def value_and_gate(value, gate):
    return value * torch.relu(gate)


def doubling(x):
    return torch.cat([torch.relu(x), torch.relu(-x)], dim=-1)


def shares(x):
    return F.softmax(x, dim=-1)


def shares_along(x, dim=-1):
    return F.softmax(x, dim=dim)


WELCOME: dict[str, Any] = {
    "class": Wobble,
    "class with defaults": Stretched,
    "static forward": Static,
    "learnable class": Slope,
    "learnable instance": Slope(),
    "class that asks for the width": PerUnit,
    "autograd.Function": StraightThrough,
    "its apply": StraightThrough.apply,
    "class of callables": Plain,
    "callable object": Plain(),
    "bound method": Plain().method,
    "keyword": with_keyword,
    "torch's class": nn.Softplus,
    "torch's instance": nn.Hardtanh(-2, 2),
    "torch's learnable": nn.PReLU(),
    "torch's function": torch.erf,
    "sequence of modules": nn.Sequential(nn.Tanh(), nn.Softplus()),
    "lambda": lambda x: x.clamp(-1, 1),
}


@pytest.mark.parametrize("way", WELCOME)
def test_each_way_of_writing_one_is_elementwise_and_makes_fresh_modules(way: str) -> None:
    entry = own_activation(WELCOME[way])
    assert entry.kind == "elementwise"
    (choice,) = read_candidate(entry, 1, {}).layers
    first, second = activation_module(choice, 5), activation_module(choice, 5)
    x = torch.randn(4, 5, generator=torch.Generator().manual_seed(0))
    assert torch.equal(first(x), second(x))
    assert not {id(p) for p in first.parameters()} & {id(p) for p in second.parameters()}
    assert entry(torch.ones(3, dtype=torch.float64)).shape == (3,)


@pytest.mark.parametrize(
    ("function", "kind", "width"),
    [
        (gate_by_halves, "vector", (1, 2)),
        (value_and_gate, "gated", (1, 2)),
        (doubling, "vector", (2, 1)),
        (shares, "vector", (1, 1)),
        (shares_along, "vector", (1, 1)),
    ],
)
def test_functions_of_several_units_are_known_as_that_and_act_across_the_units(
    function: Any, kind: str, width: tuple[int, int]
) -> None:
    entry = own_activation(function)
    assert (entry.kind, entry.width) == (kind, width)
    module = activation_module(read_candidate(entry, 1, {}).layers[0], 8)
    images = torch.randn(2, 8, 3, generator=torch.Generator().manual_seed(0))
    assert module(images).shape == (2, 8 * width[0] // width[1], 3)
    assert torch.allclose(module(images)[:, :, 1], module(images[:, :, 1]))


def refuse(thing: Any, message: str) -> None:
    with pytest.raises(OwnFunctionError, match=message):
        own_activation(thing)


BETA = nn.Parameter(torch.tensor(1.0))


def captured(x):
    return x * torch.sigmoid(BETA * x)


def closed_over():
    b = nn.Parameter(torch.tensor(0.5))
    return lambda x: torch.tanh(b * x)


def test_a_parameter_that_no_network_owns_is_refused_by_name() -> None:
    refuse(captured, r"uses a parameter \(BETA\) that no network owns")
    refuse(closed_over(), r"uses a parameter \(b\) that no network owns")


class Greedy(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("largest", torch.tensor(1.0))

    def forward(self, x):
        self.largest = torch.maximum(self.largest, x.detach().abs().max())
        return torch.relu(x) / self.largest


def test_what_changes_from_call_to_call_is_called_that() -> None:
    calls: list[int] = []

    def counting(x):
        calls.append(1)
        return x * (1 + 0.1 * len(calls))

    refuse(counting, "^counting changes from call to call")
    refuse(Greedy(), "changes from call to call.* It changes its own largest")


class Evaluated(nn.Module):
    def forward(self, x):
        if not self.training:
            raise SystemError("now it is evaluated")
        return torch.relu(x + 0.1 * torch.randn_like(x))


class OnlyTraining(nn.Module):
    def forward(self, x):
        return torch.relu(x) + (1000.0 if self.training else 0.0)


def test_evaluation_mode_reaches_it(without_processes: None, tmp_path: Path) -> None:
    refuse(Evaluated, "now it is evaluated")
    found = actlab.compare(["relu", OnlyTraining], blocks=2, epochs=2, workers=1, engine="loop", out=tmp_path).frame()
    losses = found[found.candidate != "relu"]
    assert (losses.test_loss < 100).all()


def root(x):
    return torch.where(x > 0, torch.sqrt(x), torch.zeros_like(x))


def root_clamped(x):
    return torch.where(x > 0, torch.sqrt(x.clamp(min=1e-12)), torch.zeros_like(x))


def test_slopes_are_looked_at_everywhere() -> None:
    refuse(root, "The gradient of root at -6 is NaN, though its value is 0.* Clamp its argument first")
    refuse(lambda x: x / x.abs(), r"\(0\) is NaN")
    refuse(lambda x: x.abs().sqrt(), "The gradient of .* at 0 is")
    own_activation(root_clamped)
    assert own_activation(lambda x: torch.log(1 + torch.exp(x))).fails_at[0] == 100


def test_advice_is_the_right_one() -> None:
    import numpy as np

    def deciding(x):
        return x if x > 0 else 0.1 * x

    def in_numpy(x):
        return np.tanh(x)

    def factory(slope=0.1):
        return lambda x: slope * x

    def of_tables(x):
        _n, _d = x.shape
        return torch.relu(x)

    refuse(deciding, r"torch\.where\(x > 0, x, 0\.01 \* x\)")
    refuse(in_numpy, "use torch's function of that name")
    refuse(factory, r"write `act = factory\(\)` in the file, and give act")
    refuse(of_tables, "must take tensors of any")
    refuse(lambda x, slope: slope * x, r"needs slope; give it a default, such as slope=1\.0")
    refuse(lambda x: x - x.mean(0), "mixes samples")
    refuse(3, "3 is no activation")


def test_keywords_are_parameters(write: Write) -> None:
    own = {"act": read_own(write("def act(x, alpha=1.0, beta=2, inplace=False): return torch.tanh(alpha * x) * beta"))}
    assert own["act"].defaults == {"alpha": 1.0, "beta": 2.0}
    steep, flat = read_candidates(["act:alpha=2", "act:alpha=0.1"], 1, own)
    assert (steep.label, flat.label) == ("act:alpha=2", "act:alpha=0.1")
    assert steep.digest != flat.digest
    assert activation_module(steep.layers[0], 3)(torch.tensor([1.0])).item() == pytest.approx(
        2 * torch.tanh(torch.tensor(2.0))
    )
    with pytest.raises(ParameterError, match="act has no parameter 'gamma'; it has: alpha, beta"):
        read_candidate("act:gamma=1", 1, own)


def test_names_never_collide(write: Write) -> None:
    first, second = (
        write("def act(x): return torch.tanh(x)", file="a.py"),
        write("def act(x): return torch.relu(x)", file="b.py"),
    )
    relu = write("def relu(x): return x.clamp(0, 1)", name="relu", file="c.py")
    labels = [candidate.label for candidate in read_candidates(["relu", first, second, relu], 1)]
    assert labels == ["relu", "act (a.py)", "act (b.py)", "relu (c.py)"]
    assert [c.label for c in read_candidates([lambda x: 2 * x, lambda x: 3 * x], 1)] == ["lambda", "lambda#2"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("nn.GELU", "gelu"),
        ("F.silu", "silu"),
        ("torch.relu", "relu"),
        ("tf.nn.relu", "relu"),
        ("F.hardswish", "hardswish"),
    ],
)
def test_names_are_read_as_code_writes_them(text: str, label: str) -> None:
    assert read_candidate(text, 1, {}).label == label


def test_an_argument_of_torch_that_is_an_entry_leads_there() -> None:
    with pytest.raises(ParameterError, match="type gelu_tanh"):
        read_candidate("gelu:approximate=tanh", 1, {})


def test_the_package_s_modules_and_torch_s_classes_are_the_entries() -> None:
    assert read_candidate(nn.ReLU, 1, {}).label == "relu"
    assert read_candidate(actlab.activation("prelu"), 1, {}).label == "prelu"
    assert (
        read_candidate(actlab.activation("leaky_relu", negative_slope=0.3), 1, {}).label
        == "leaky_relu:negative_slope=0.3"
    )


def test_a_file_is_run_as_python_runs_it(write: Write, capsys: Any) -> None:
    write("def half(x): return 0.5 * x", file="neighbour.py")
    write("raise RuntimeError('not this one')", file="torch.py")
    body = """
import argparse
from neighbour import half
parser = argparse.ArgumentParser()
parser.add_argument("--k", type=float, default=3.0)
k = parser.parse_args().k
print("read")
def act(x): return half(k * x)
if __name__ == "__main__":
    raise RuntimeError("not as a script")
"""
    entry = read_own(write(body))
    assert entry(torch.tensor([2.0])).item() == 3.0
    assert capsys.readouterr().out == ""
    assert read_own("torch.nn.functional:mish").name == "mish (torch.nn.functional)"


def test_a_file_in_a_package_finds_its_relatives(write: Write) -> None:
    write("", file="pack/__init__.py")
    write("def third(x): return x / 3", file="pack/parts.py")
    place = write("from .parts import third\ndef act(x): return third(x)", file="pack/acts.py")
    assert read_own(place)(torch.tensor([3.0])).item() == 1.0


def test_two_projects_with_neighbours_of_one_name_do_not_mix(write: Write) -> None:
    places = []
    for factor in (2, 5):
        write(f"def scale(x): return {factor} * x", file=f"p{factor}/common.py")
        places.append(write("from common import scale\ndef act(x): return scale(x)", file=f"p{factor}/acts.py"))
    assert [read_own(place)(torch.ones(1)).item() for place in places] == [2.0, 5.0]


def test_a_changed_neighbour_is_another_activation(write: Write) -> None:
    write("def scale(x): return 1.0 * x", file="near.py")
    place = write("from near import scale\ndef act(x): return torch.tanh(scale(x))")
    before = read_own(place)
    assert read_own(place).content == before.content
    write("def scale(x): return 0.25 * x", file="near.py")
    assert read_own(place).content != before.content


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
def test_what_a_file_holds_travels_by_its_place_and_is_refused_when_it_has_changed(write: Write) -> None:
    body = "@torch.jit.script\ndef gate(x):\n    return x * torch.sigmoid(x)\n\n\ndef act(x): return 2.0 * x"
    place = write(body)
    sent = pickle.dumps(read_own(place))
    assert pickle.loads(sent)(torch.ones(1)).item() == 2.0
    write(body.replace("2.0", "3.0"))
    with pytest.raises(ValueError, match="has changed since it was read"):
        pickle.loads(sent)


@pytest.mark.parametrize("thing", [lambda x: x * torch.sigmoid(x), Slope, Slope(2.0), with_keyword])
def test_modules_of_own_functions_are_saved_and_copied(thing: Any) -> None:
    import copy

    module = module_class(own_activation(thing))()
    x = torch.linspace(-2, 2, 5)
    for again in (pickle.loads(pickle.dumps(module)), copy.deepcopy(module)):
        assert torch.equal(again(x), module(x))
        assert not {id(p) for p in again.parameters()} & {id(p) for p in module.parameters()}


def trained(candidate: Any, folder: Path, engine: str, **options: Any) -> Any:
    found = actlab.compare(
        ["identity", candidate], blocks=3, epochs=20, workers=1, engine=engine, seed=1, out=folder, **options
    )
    frame = found.frame()
    return frame[frame.candidate != "identity"].reset_index(drop=True), found


@pytest.mark.parametrize("engine", ["fused", "vmap"])
def test_a_learned_number_trains_alike_in_all_engines(engine: str, without_processes: None, tmp_path: Path) -> None:
    reference, _ = trained(Slope, tmp_path / "loop", "loop")
    other, found = trained(Slope, tmp_path / engine, engine)
    assert found.plan.engine == engine
    assert other.test_loss.tolist() == pytest.approx(reference.test_loss.tolist(), rel=1e-5)
    assert other.train_loss.tolist() == pytest.approx(reference.train_loss.tolist(), rel=1e-5)


def test_parameters_for_each_unit_train_too(without_processes: None, tmp_path: Path) -> None:
    one, _ = trained(PerUnit, tmp_path / "auto", "auto", hidden=(6,))
    assert set(one.engine) <= {"vmap", "loop"}
    loop, _ = trained(PerUnit, tmp_path / "loop", "loop", hidden=(6,))
    assert one.test_loss.tolist() == pytest.approx(loop.test_loss.tolist(), rel=1e-5)


def test_a_learnable_class_starts_as_its_fixed_twin_learns_in_each_network_and_is_not_decayed() -> None:
    from actlab.population.engines.loop import replay
    from actlab.population.members import Member
    from actlab.workloads import CATALOGUE

    x = torch.linspace(-3, 3, 50)
    assert torch.equal(module_class(own_activation(Slope))()(x), nn.functional.silu(x)) or torch.allclose(
        module_class(own_activation(Slope))()(x), nn.functional.silu(x), atol=1e-6
    )
    plan = actlab.plan(["silu", Slope], workload=CATALOGUE["moons"], blocks=2, epochs=30, engine="loop")
    candidate = plan.training.candidates[1]
    nets = [replay(plan.training, candidate, Member(block, 0.05))[0] for block in (0, 1)]
    names = activation_parameters(nets[0])
    assert names == {"1.own.slope"}
    slopes = [float(dict(net.named_parameters())["1.own.slope"].detach()) for net in nets]
    assert len({1.0, *slopes}) == 3
    assert own_activation(Slope)(torch.ones(1)).item() == pytest.approx(torch.sigmoid(torch.ones(1)).item())


def test_other_settings_are_other_runs(without_processes: None, tmp_path: Path) -> None:
    wide, first = trained(nn.Hardtanh(-2, 2), tmp_path / "a", "loop")
    narrow, second = trained(nn.Hardtanh(-0.01, 0.01), tmp_path / "b", "loop")
    assert first.plan.hash != second.plan.hash
    assert wide.test_loss.tolist() != narrow.test_loss.tolist()


def test_what_no_hash_covers_is_said_and_never_the_same_run(without_processes: None, tmp_path: Path) -> None:
    import os

    def of_the_surroundings(x):
        return float(os.environ.get("NO_SUCH_NAME", 2)) * torch.tanh(x)

    runs = [trained(of_the_surroundings, tmp_path / name, "loop")[1] for name in "ab"]
    assert runs[0].plan.hash != runs[1].plan.hash
    assert "W123" in [warning.code for warning in runs[0].warnings]
