"""Laws of training with a kernel: independence to the bit, continuation, early stopping, prediction."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.pointwise import trace
from actlab.population.engines.fused import Kernel, NetworkSpec, State
from actlab.population.engines.fused import source as source_module
from actlab.population.engines.fused.tiles import layer_blocks

SPEC = NetworkSpec((3, 20, 9, 3), (trace(torch.tanh), trace(torch.relu)), "cross_entropy", "adam", 16)
ROWS, EPOCHS, MEMBERS = 37, 6, 21


@pytest.fixture(scope="module")
def kernel():
    return Kernel(SPEC)


@pytest.fixture(scope="module")
def data():
    draw = np.random.default_rng(0)
    x = draw.normal(size=(1, ROWS, 3)).astype(np.float32)
    order = np.stack([draw.permutation(ROWS) for _ in range(EPOCHS)])[None]
    return x, draw.integers(0, 3, (1, ROWS)), order


def start(members=MEMBERS):
    draw = np.random.default_rng(3)
    return State.fresh(draw.uniform(-0.5, 0.5, (members, SPEC.parameters)).astype(np.float32))


def rates(members=MEMBERS):
    return np.linspace(0.001, 0.02, members)


def trained(kernel, data, members=slice(None), **options):
    x, y, order = data
    state = start()
    state = State(state.parameters[members], state.first[members], state.second[members])
    state = State(*(np.ascontiguousarray(a) for a in (state.parameters, state.first, state.second)))
    options = {"epochs": EPOCHS, "order": order, **options}
    result = kernel.train(state, x, y, rates=rates()[members], **options)
    return state, result


@pytest.mark.slow
def test_independent_of_threads(kernel, data):
    alone, losses = trained(kernel, data)
    spread, spread_losses = trained(kernel, data, threads=3)
    np.testing.assert_array_equal(alone.parameters, spread.parameters)
    np.testing.assert_array_equal(losses.losses, spread_losses.losses)


@settings(max_examples=10, deadline=None)
@given(chosen=st.lists(st.integers(0, MEMBERS - 1), min_size=1, max_size=6, unique=True))
def test_independent_of_neighbours(kernel, data, chosen):
    everyone, _ = trained(kernel, data)
    some, _ = trained(kernel, data, members=chosen)
    np.testing.assert_array_equal(some.parameters, everyone.parameters[chosen])


@pytest.mark.slow
def test_independent_of_blocks(kernel, data, monkeypatch):
    """Other sizes of register blocks give the same sums in the same order."""
    monkeypatch.setattr(source_module, "across", lambda _tile: "1")

    def blocks(inputs, outputs, tile):
        _forward, _backward, _outputs, usual = layer_blocks(inputs, outputs, tile)
        return [str(min(outputs, 3)), str(min(inputs, 2)), "1", usual]

    monkeypatch.setattr(source_module, "layer_blocks", blocks)
    usual, _ = trained(kernel, data)
    other, _ = trained(Kernel(SPEC), data)
    np.testing.assert_array_equal(usual.parameters, other.parameters)


def test_shared_data_is_the_same_as_copies(kernel, data):
    x, y, order = data
    copies = tuple(np.repeat(array, MEMBERS, axis=0) for array in (x, y, order))
    np.testing.assert_array_equal(trained(kernel, data)[0].parameters, trained(kernel, copies)[0].parameters)


def test_rows_as_they_come_are_the_identity_order(kernel, data):
    x, y, _ = data
    identity = np.tile(np.arange(ROWS), (1, EPOCHS, 1))
    ordered, _ = trained(kernel, (x, y, identity))
    plain, _ = trained(kernel, (x, y, None))
    np.testing.assert_array_equal(ordered.parameters, plain.parameters)


def test_training_in_two_parts_is_training_in_one(kernel, data):
    x, y, order = data
    whole, losses = trained(kernel, data)
    state = start()
    first = kernel.train(state, x, y, rates=rates(), epochs=2, order=order[:, :2])
    second = kernel.train(state, x, y, rates=rates(), epochs=EPOCHS - 2, order=order[:, 2:])
    np.testing.assert_allclose(state.parameters, whole.parameters, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(np.hstack([first.losses, second.losses]), losses.losses, rtol=1e-6)


def test_averages_that_are_not_kept_change_nothing_else(kernel, data):
    x, y, order = data
    kept, _ = trained(kernel, data)
    state = State.once(start().parameters)
    kernel.train(state, x, y, rates=rates(), epochs=EPOCHS, order=order)
    np.testing.assert_array_equal(state.parameters, kept.parameters)
    with pytest.raises(ValueError, match="continued"):
        kernel.train(state, x, y, rates=rates(), epochs=EPOCHS, order=order)


@pytest.mark.slow
@pytest.mark.parametrize(("loss", "outputs"), [("cross_entropy", 2), ("binary_cross_entropy", 3)])
def test_right_answers_are_counted(loss, outputs):
    kernel = Kernel(NetworkSpec((3, 5, outputs), (trace(torch.tanh),), loss, "sgd", 8))
    draw = np.random.default_rng(2)
    x = draw.normal(size=(1, 21, 3)).astype(np.float32)
    classes = loss == "cross_entropy"
    y = draw.integers(0, 2, (1, 21) if classes else (1, 21, outputs))
    state = State.fresh(draw.normal(size=(4, kernel.spec.parameters)))
    result = kernel.train(state, x, y, rates=[0.1] * 4, epochs=1, validation=(x, y))
    z = kernel.predict(state.parameters, x)
    right = z.argmax(2) == y if classes else ((z > 0) == y).all(2)
    np.testing.assert_array_equal(result.validation_right[:, 0], right.sum(1))


def test_zero_rate_changes_nothing(kernel, data):
    x, y, order = data
    state = start()
    kernel.train(state, x, y, rates=np.zeros(MEMBERS), epochs=EPOCHS, order=order)
    np.testing.assert_array_equal(state.parameters, start().parameters)


def test_predictions_are_the_networks_outputs(kernel, data):
    parameters, x = start().parameters, data[0]
    weights, biases, _ = kernel.unpack(parameters)
    h = np.tanh(np.einsum("nrd,mod->mro", x, weights[0]) + biases[0][:, None])
    h = np.maximum(np.einsum("mrd,mod->mro", h, weights[1]) + biases[1][:, None], 0)
    expected = np.einsum("mrd,mod->mro", h, weights[2]) + biases[2][:, None]
    np.testing.assert_allclose(kernel.predict(parameters, x, threads=2), expected, rtol=1e-4, atol=1e-5)


def test_packing_is_undone_by_unpacking(kernel):
    parameters = start().parameters
    weights, biases, learned = kernel.unpack(parameters)
    np.testing.assert_array_equal(kernel.pack(weights, biases, learned), parameters)


def test_early_stopping_ends_with_the_best_epoch(kernel, data):
    """Replays each member epoch by epoch and compares."""
    x, y, order = data
    draw = np.random.default_rng(5)
    held_out = draw.normal(size=(1, 11, 3)).astype(np.float32), draw.integers(0, 3, (1, 11))
    epochs, patience = 30, 2
    order = np.stack([draw.permutation(ROWS) for _ in range(epochs)])[None]
    fast = np.linspace(0.05, 0.4, MEMBERS)
    state = start()
    result = kernel.train(state, x, y, rates=fast, epochs=epochs, order=order, validation=held_out, patience=patience)
    replay, parameters = start(), []
    for e in range(epochs):
        kernel.train(replay, x, y, rates=fast, epochs=1, order=order[:, e : e + 1])
        parameters.append(replay.parameters.copy())
    assert np.any(result.epochs_run < epochs)
    for m in range(MEMBERS):
        ran = result.epochs_run[m]
        history = result.validation_losses[m, :ran]
        best = int(np.argmin(history))
        assert ran == epochs or ran == best + 1 + patience
        assert np.all(np.isnan(result.losses[m, ran:]))
        np.testing.assert_allclose(state.parameters[m], parameters[best][m], rtol=2e-4, atol=2e-5)


def test_validation_loss_is_the_loss_of_the_predictions(kernel, data):
    x, y, order = data
    state = start()
    result = kernel.train(state, x, y, rates=rates(), epochs=1, order=order[:, :1], validation=(x, y))
    logits = torch.tensor(kernel.predict(state.parameters, x))
    labels = torch.tensor(y).expand(MEMBERS, -1)
    expected = torch.nn.functional.cross_entropy(logits.transpose(1, 2), labels, reduction="none").mean(1)
    np.testing.assert_allclose(result.validation_losses[:, 0], expected, rtol=1e-5)
    np.testing.assert_array_equal(result.validation_right[:, 0], (logits.argmax(2) == labels).sum(1))


def test_a_diverged_member_leaves_the_others_alone(kernel, data):
    x, y, order = data
    usual, _ = trained(kernel, data)
    state = start()
    state.parameters[4] = np.nan
    kernel.train(state, x, y, rates=rates(), epochs=EPOCHS, order=order)
    others = np.arange(MEMBERS) != 4
    np.testing.assert_array_equal(state.parameters[others], usual.parameters[others])
    assert np.all(np.isnan(state.parameters[4]))


@pytest.mark.parametrize(
    "wrong",
    [{"order": np.zeros((1, 2, ROWS))}, {"rates": np.ones(2)}, {"factors": np.ones((1, 3))}],
)
def test_wrong_shapes_are_refused(kernel, data, wrong):
    x, y, order = data
    options = {"order": order, "rates": rates(), "epochs": EPOCHS, **wrong}
    with pytest.raises(ValueError, match="shape"):
        kernel.train(start(), x, y, **options)
