"""Which engine trains, and that it is never silently another one."""

from dataclasses import replace

import pandas as pd
import pytest
import torch

from actlab.activations.module import ActivationModule
from actlab.errors import OwnFunctionError, UsageError
from actlab.population import losses
from actlab.population.engines import ENGINES, Choice, choose, estimate, loop
from actlab.population.execute import _train_chunk
from actlab.population.members import Member


def test_the_fastest_that_can_is_taken(toy_training) -> None:
    chosen = choose(toy_training(batch_size=16))
    assert (chosen.engine.name, chosen.passed_over) == ("generic", ())
    assert chosen.line == "engine: generic"
    assert choose(toy_training("dropout")).engine.name == "vmap"


@pytest.mark.parametrize(("net", "wanted"), [("branching", "auto"), ("branching", "vmap"), ("convolution", "auto")])
def test_the_reason_for_another_engine_is_said(toy_training, net: str, wanted: str) -> None:
    shape = (1, 6, 6) if net == "convolution" else (3,)
    chosen = choose(toy_training(net, shape=shape), wanted)
    assert chosen.engine.name == "loop"
    assert [name for name, _reason in chosen.passed_over] == (
        ["fused", "generic", "vmap"] if wanted == "auto" else [wanted]
    )
    assert "\n" not in chosen.line
    assert all(reason in chosen.line for _name, reason in chosen.passed_over)


def test_a_reason_that_all_candidates_share_is_said_once(toy_training) -> None:
    chosen = choose(toy_training("branching", candidates=("relu", "tanh", "gelu")), "fused")
    assert chosen.line.count("cannot be traced") == 1
    assert not any(label in chosen.line for label in ("relu", "tanh", "gelu"))


def test_a_named_engine_is_taken_even_where_it_gains_nothing(toy_training) -> None:
    training = toy_training("convolution", shape=(1, 6, 6))
    assert choose(training, "vmap").engine.name == "vmap"
    assert choose(training, "loop").engine.name == "loop"


def test_an_unknown_engine_is_refused(toy_training) -> None:
    with pytest.raises(UsageError, match="auto, fused, generic, vmap, loop"):
        choose(toy_training(), "warp")


def test_a_kernel_of_its_own_is_compiled_for_many_networks(toy_training) -> None:
    training = toy_training(epochs=100)
    assert choose(training, blocks=100).engine.name == "generic"
    assert choose(training, blocks=10_000_000).engine.name == "fused"


def mixed(toy_training):
    """Return a training of which the fast engines take two of four candidates, with engines assigned."""
    training = toy_training(candidates=("relu", "rrelu", "tanh", "softmax"), batch_size=16)
    return choose(training).assign(training)


def test_each_candidate_has_the_fastest_engine_that_can(toy_training) -> None:
    training = mixed(toy_training)
    engines = {each.label: training.engine_of(each) for each in training.candidates}
    assert engines["relu"] == engines["tanh"] == training.engine == "generic"
    assert {each.candidate for each in training.others} == {"rrelu", "softmax"}
    assert "generic" not in (engines["rrelu"], engines["softmax"])
    line = Choice.of(training).line
    assert "\n" not in line
    assert all(text in line for text in ("rrelu draws random numbers", "softmax mixes units", "agree to 1e-05"))


def test_records_name_each_candidate_s_engine_and_are_what_each_alone_has(toy_training) -> None:
    training = mixed(toy_training)
    chunks = list(training.chunks([5]))
    for candidate in training.candidates:
        mine = [row for chunk in chunks if chunk.candidate == candidate for row in _train_chunk(training, chunk)]
        assert {row["engine"] for row in mine} == {training.engine_of(candidate)}
        alone = training.alone(candidate)
        theirs = [row for chunk in alone.chunks([5]) for row in _train_chunk(alone, chunk)]
        assert [repr({**row, "seconds": 0}) for row in mine] == [repr({**row, "seconds": 0}) for row in theirs]


def test_an_odd_candidate_leaves_the_others_chunks_alone(toy_training) -> None:
    names = {chunk.name for chunk in mixed(toy_training).chunks([30]) if chunk.candidate.label in ("relu", "tanh")}
    training = toy_training(candidates=("relu", "tanh"), batch_size=16)
    assert names == {chunk.name for chunk in choose(training).assign(training).chunks([30])}


def test_the_two_kernels_share_their_chunks(toy_training) -> None:
    fused, generic = toy_training(engine="fused"), toy_training(engine="generic")
    assert fused.digest == generic.digest


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy", "mean_squared_error", "huber", "absolute"])
def test_a_loss_that_an_engine_lacks_falls_back_with_one_line(toy_training, monkeypatch, name, loss) -> None:
    monkeypatch.setitem(losses._ELEMENTWISE, "absolute", torch.nn.functional.l1_loss)
    monkeypatch.setitem(losses._BEST, "absolute", lambda y: y.median(0).values if y.dim() > 1 else y.median())
    training = toy_training(loss=loss, engine=name)
    chosen = choose(training, name)
    kernel = name in ("fused", "generic")
    assert chosen.engine.name == ("loop" if kernel and loss == "absolute" else name)
    assert chosen.line.count("\n") == 0
    if chosen.passed_over:
        assert "no kernel knows absolute" in chosen.line
    assert len(list(chosen.engine.train_blocks(training, training.candidates[0], range(2)))) == 2


@pytest.mark.parametrize("name", ["auto", *ENGINES])
def test_an_optimizer_that_an_engine_lacks_falls_back_with_one_line(toy_training, monkeypatch, name) -> None:
    monkeypatch.setitem(loop._OPTIMIZERS, "rprop", lambda groups, _recipe: torch.optim.Rprop(groups[0]["params"]))
    chosen = choose(toy_training(optimizer="rprop"), name)
    assert chosen.engine.name == "loop"
    assert chosen.line.count("\n") == 0
    assert all("rprop" in reason for _name, reason in chosen.passed_over)


def test_the_digest_covers_the_engine_and_not_the_chunks(toy_training) -> None:
    loop, vmap = toy_training(engine="loop"), toy_training(engine="vmap")
    assert loop.digest != vmap.digest
    assert {chunk.name for chunk in loop.chunks([30])}.isdisjoint(chunk.name for chunk in vmap.chunks([30]))
    assert replace(loop, blocks_a_chunk=3).digest == loop.digest


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_chunks_of_any_size_give_the_same_records(toy_training, name: str) -> None:
    training = toy_training(engine=name, batch_size=16)
    trainings = [training, replace(training, blocks_a_chunk=2)]
    frames = [
        pd.DataFrame([row for chunk in training.chunks([5]) for row in _train_chunk(training, chunk)])
        .sort_values(["candidate", "block"], ignore_index=True)
        .drop(columns="seconds")
        for training in trainings
    ]
    pd.testing.assert_frame_equal(*frames, check_exact=True)


def test_networks_that_take_long_are_trained_in_small_chunks(toy_training) -> None:
    chunk = ENGINES["fused"].blocks_a_chunk
    sizes = [chunk(toy_training(hidden=(64, 64), epochs=epochs)) for epochs in (1, 1_000, 1_000_000)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (250, 10)


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("activation", "optimizer", "rate", "status"),
    [
        ("snake", "adam", 3.0, "no_better_than_constant"),
        ("snake_beta", "adam", 3.0, "no_better_than_constant"),
        ("xielu", "adam", 1e4, "no_better_than_constant"),  # softplus underflows: at the end of its domain
        ("snake_beta", "sgd", 1e15, "nonfinite"),
        ("prelu", "sgd", 1e15, "nonfinite"),
        ("star_relu", "sgd", 1e15, "nonfinite"),
    ],
)
def test_training_may_take_a_parameter_out_of_its_domain(
    toy_training, name, activation, optimizer, rate, status
) -> None:
    training = toy_training(candidates=(activation, "relu"), engine=name, optimizer=optimizer, learning_rate=rate)
    engine, candidate = ENGINES[name], training.candidates[0]
    assert engine.can_run(training) is None
    rows = list(engine.train_blocks(training, candidate, range(3)))
    assert [row["block"] for row in rows] == [0, 1, 2]
    assert status in {row["status"] for row in rows}
    assert all(0 <= share <= 1 for row in rows for share in row["dead"] + row["saturated"])
    trained, _data = engine.replay(training, candidate, Member(0, rate))
    assert any(_left(module) for module in trained.modules() if isinstance(module, ActivationModule)), "proves nothing"


def _left(module: ActivationModule) -> bool:
    values = {name: float(value.detach()) for name, value in module.values().items() if hasattr(value, "detach")}
    return any(p.name in values and values[p.name] not in p.interval for p in module.entry.parameters)


def fragile(x):
    """Fails where training takes it and the first checks do not."""
    if x.numel() > 500:
        raise ValueError("too many")
    return x


NAMED = "^fragile failed while training.*ValueError: too many$"


@pytest.mark.parametrize("name", ["auto", "fused", "generic", "vmap"])
def test_an_own_function_that_fails_on_trial_is_named(toy_training, name) -> None:
    with pytest.raises(OwnFunctionError, match=NAMED):
        choose(toy_training(candidates=("relu", fragile)), name)


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_an_own_function_that_fails_while_time_is_taken_is_named(toy_training, name) -> None:
    with pytest.raises(OwnFunctionError, match=NAMED):
        estimate(toy_training(candidates=("relu", fragile), engine=name))
