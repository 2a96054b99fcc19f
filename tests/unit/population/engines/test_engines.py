"""Which engine trains a plan, and that it is never silently another one."""

import pandas as pd
import pytest

from actlab.activations._module import ActivationModule
from actlab.errors import OwnFunctionError, UsageError
from actlab.population.engines import ENGINES, choose, estimate
from actlab.population.execute import _train_chunk
from actlab.population.members import Member


def test_the_fastest_that_can_is_taken(toy_plan) -> None:
    chosen = choose(toy_plan(batch_size=16))
    assert (chosen.engine.name, chosen.passed_over) == ("fused", ())
    assert chosen.line == "engine: fused"
    assert choose(toy_plan("dropout")).engine.name == "vmap"


@pytest.mark.parametrize(("net", "wanted"), [("branching", "auto"), ("branching", "vmap"), ("convolution", "auto")])
def test_the_reason_for_another_engine_is_said(toy_plan, net: str, wanted: str) -> None:
    shape = (1, 6, 6) if net == "convolution" else (3,)
    chosen = choose(toy_plan(net, shape=shape), wanted)
    assert chosen.engine.name == "loop"
    assert [name for name, _reason in chosen.passed_over] == (["fused", "vmap"] if wanted == "auto" else [wanted])
    assert all(reason in chosen.line for _name, reason in chosen.passed_over)


def test_a_named_engine_is_taken_even_where_it_gains_nothing(toy_plan) -> None:
    plan = toy_plan("convolution", shape=(1, 6, 6))
    assert choose(plan, "vmap").engine.name == "vmap"
    assert choose(plan, "loop").engine.name == "loop"


def test_an_unknown_engine_is_refused(toy_plan) -> None:
    with pytest.raises(UsageError, match="auto, fused, vmap, loop"):
        choose(toy_plan(), "warp")


def test_the_hash_covers_the_engine_and_not_the_chunks(toy_plan) -> None:
    loop, vmap = toy_plan(engine="loop"), toy_plan(engine="vmap")
    assert loop.hash != vmap.hash
    assert {chunk.name for chunk in loop.chunks()}.isdisjoint(chunk.name for chunk in vmap.chunks())


@pytest.mark.parametrize("name", ENGINES)
def test_chunks_of_any_size_give_the_same_records(toy_plan, name: str) -> None:
    plans = [toy_plan(engine=name, blocks=5, batch_size=16) for _ in range(2)]
    object.__setattr__(plans[1], "blocks_a_chunk", 2)
    frames = [
        pd.DataFrame([row for chunk in plan.chunks() for row in _train_chunk(plan, chunk)])
        .sort_values(["candidate", "block"], ignore_index=True)
        .drop(columns="seconds")
        for plan in plans
    ]
    pd.testing.assert_frame_equal(*frames, check_exact=True)


@pytest.mark.parametrize("name", ENGINES)
def test_a_chunk_does_not_depend_on_the_number_of_blocks(toy_plan, name: str) -> None:
    chunk = ENGINES[name].blocks_a_chunk
    assert chunk(toy_plan(engine=name, blocks=5)) == chunk(toy_plan(engine=name, blocks=500))


def test_networks_that_take_long_are_trained_in_small_chunks(toy_plan) -> None:
    chunk = ENGINES["fused"].blocks_a_chunk
    sizes = [chunk(toy_plan(hidden=(64, 64), epochs=epochs)) for epochs in (1, 1_000, 1_000_000)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (250, 10)


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
def test_training_may_take_a_parameter_out_of_its_domain(toy_plan, name, activation, optimizer, rate, status) -> None:
    plan = toy_plan(candidates=(activation, "relu"), engine=name, optimizer=optimizer, learning_rate=rate)
    engine, candidate = ENGINES[name], plan.candidates[0]
    assert engine.can_run(plan) is None
    rows = list(engine.train_blocks(plan, candidate, range(plan.blocks)))
    assert [row["block"] for row in rows] == [0, 1, 2]
    assert status in {row["status"] for row in rows}
    assert all(0 <= share <= 1 for row in rows for share in row["dead"] + row["saturated"])
    trained, _data = engine.replay(plan, candidate, Member(0, rate))
    assert any(_left(module) for module in trained.modules() if isinstance(module, ActivationModule)), "proves nothing"


def _left(module: ActivationModule) -> bool:
    values = {name: float(value.detach()) for name, value in module.values().items() if hasattr(value, "detach")}
    return any(p.name in values and values[p.name] not in p.interval for p in module.entry.parameters)


def fragile(x):
    """Fails where training takes it and the first checks do not."""
    if x.numel() > 300:
        raise ValueError("too many")
    return x


NAMED = "^fragile failed while training.*ValueError: too many$"


@pytest.mark.parametrize("name", ["auto", "fused", "vmap"])
def test_an_own_function_that_fails_on_trial_is_named(toy_plan, name) -> None:
    with pytest.raises(OwnFunctionError, match=NAMED):
        choose(toy_plan(candidates=("relu", fragile)), name)


@pytest.mark.parametrize("name", ENGINES)
def test_an_own_function_that_fails_while_time_is_taken_is_named(toy_plan, name) -> None:
    with pytest.raises(OwnFunctionError, match=NAMED):
        estimate(toy_plan(candidates=("relu", fragile), engine=name))
