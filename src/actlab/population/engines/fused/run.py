"""Run a kernel over the members of a population."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actlab.errors import CouldNotFinishError
from actlab.i18n import _
from actlab.pointwise.compile import compile_library
from actlab.population.engines.fused.source import write_source
from actlab.population.engines.fused.spec import NetworkSpec, Optimizer

__all__ = ["Kernel", "State", "Trained"]

Floats = NDArray[np.float32]
_MEMBERS_AT_A_TIME = 8


class _Data(ctypes.Structure):
    _fields_ = (
        ("x", ctypes.c_void_p),
        ("y", ctypes.c_void_p),
        ("x_stride", ctypes.c_int64),
        ("y_stride", ctypes.c_int64),
        ("rows", ctypes.c_int64),
    )


class _Constants(ctypes.Structure):
    _fields_ = (
        ("beta1", ctypes.c_double),
        ("beta2", ctypes.c_double),
        ("epsilon", ctypes.c_double),
        ("weight_decay", ctypes.c_double),
        ("momentum", ctypes.c_double),
        ("dampening", ctypes.c_double),
        ("nesterov", ctypes.c_int32),
    )


class _Job(ctypes.Structure):
    _fields_ = (
        ("train", _Data),
        ("validation", _Data),
        ("order", ctypes.c_void_p),
        ("order_stride", ctypes.c_int64),
        ("rates", ctypes.c_void_p),
        ("factors", ctypes.c_void_p),
        ("factors_stride", ctypes.c_int64),
        ("batch", ctypes.c_int64),
        ("epochs", ctypes.c_int64),
        ("steps_done", ctypes.c_int64),
        ("parameters", ctypes.c_void_p),
        ("first", ctypes.c_void_p),
        ("second", ctypes.c_void_p),
        ("losses", ctypes.c_void_p),
        ("validation_losses", ctypes.c_void_p),
        ("validation_right", ctypes.c_void_p),
        ("patience", ctypes.c_int64),
        ("epochs_run", ctypes.c_void_p),
        ("constants", _Constants),
    )


@dataclass
class State:
    """Parameters (members, P) and the optimizer's averages, of the same shape or not kept; training changes them."""

    parameters: Floats
    first: Floats | None = None
    second: Floats | None = None
    steps_done: int = 0

    @classmethod
    def fresh(cls, parameters: Floats) -> State:
        """Return the state before the first step; the parameters are copied."""
        held = np.array(parameters, dtype=np.float32, order="C")
        return cls(held, np.zeros_like(held), np.zeros_like(held))

    @classmethod
    def once(cls, parameters: Floats) -> State:
        """Return the state before the first step of training that is not continued; the parameters are copied."""
        return cls(np.array(parameters, dtype=np.float32, order="C"))


@dataclass(frozen=True)
class Trained:
    """What training leaves beside the state.

    Args:
        losses: mean training loss of each epoch's samples as they were met (members, epochs); NaN after the end.
        epochs_run: epochs of each member (members).
        validation_losses: after each epoch (members, epochs), where there was a validation part.
        validation_right: how many validation samples were classified rightly, likewise.
    """

    losses: Floats
    epochs_run: NDArray[np.int32]
    validation_losses: Floats | None = None
    validation_right: NDArray[np.int32] | None = None

    @classmethod
    def empty(cls, members: int, epochs: int, validated: bool) -> Trained:
        """Return arrays for the kernel to fill."""
        held = cls(np.full((members, epochs), np.nan, np.float32), np.zeros(members, np.int32))
        if not validated:
            return held
        right = np.zeros((members, epochs), np.int32)
        return replace(held, validation_losses=np.full_like(held.losses, np.nan), validation_right=right)


class Kernel:
    """A compiled kernel for one network.

    >>> import numpy as np, torch
    >>> from actlab.pointwise import trace
    >>> kernel = Kernel(NetworkSpec((1, 4, 1), (trace(torch.tanh),), "mean_squared_error", "adam", batch=8))
    >>> x = np.linspace(-1, 1, 8, dtype=np.float32).reshape(1, 8, 1)
    >>> state = State.fresh(np.full((3, kernel.spec.parameters), 0.1, dtype=np.float32))
    >>> kernel.train(state, x, x, epochs=5, rates=[0.1, 0.1, 0.01]).losses.shape
    (3, 5)
    >>> kernel.predict(state.parameters, x).shape
    (3, 8, 1)
    """

    def __init__(self, spec: NetworkSpec, flags: tuple[str, ...] = ()) -> None:
        self.spec = spec
        self._library, self._shape = self._compiled(flags)

    def _compiled(self, flags: tuple[str, ...]) -> tuple[ctypes.CDLL, Any]:
        """Return a library with `train` and `predict`, and what they need to know of the network at run time."""
        return compile_library(write_source(self.spec), flags), None

    @property
    def rounds_once(self) -> bool:
        """Whether the machine has a fused multiply-add: without it, numbers agree with others' to 1e-5 alone."""
        return bool(self._library.rounds_once())

    def pack(self, weights: Sequence[Floats], biases: Sequence[Floats], learned: Sequence[Floats] = ()) -> Floats:
        """Return flat parameters.

        Args:
            weights: (members, out, in) of each layer.
            biases: (members, out) of each layer.
            learned: (members, k) of each activation that has parameters.
        """
        members = len(weights[0])
        flat = np.empty((members, self.spec.parameters), dtype=np.float32)
        held = iter(learned)
        counts = (*self.spec.learned, 0)
        for (weight, bias, after), w, b, count in zip(self.spec.places, weights, biases, counts, strict=True):
            flat[:, weight:bias] = np.asarray(w, dtype=np.float32).reshape(members, -1)
            flat[:, bias:after] = b
            if count:
                flat[:, after : after + count] = next(held)
        return flat

    def unpack(self, flat: Floats) -> tuple[list[Floats], list[Floats], list[Floats]]:
        """Return weights, biases and learned parameters, as `pack` takes them."""
        weights, biases, learned = [], [], []
        sizes, counts = self.spec.sizes, (*self.spec.learned, 0)
        for i, (weight, bias, after) in enumerate(self.spec.places):
            weights.append(flat[:, weight:bias].reshape(-1, sizes[i + 1], sizes[i]))
            biases.append(flat[:, bias:after])
            if counts[i]:
                learned.append(flat[:, after : after + counts[i]])
        return weights, biases, learned

    def train(
        self,
        state: State,
        x: Floats,
        y: NDArray[np.generic],
        *,
        epochs: int,
        rates: Sequence[float] | NDArray[np.float64],
        optimizer: Optimizer | None = None,
        order: NDArray[np.integer] | None = None,
        factors: NDArray[np.float64] | None = None,
        validation: tuple[Floats, NDArray[np.generic]] | None = None,
        patience: int | None = None,
        threads: int = 1,
    ) -> Trained:
        """Train all members, changing `state`.

        Args:
            state: parameters and averages of the members.
            x: inputs (members or 1, rows, inputs).
            y: class indices (members or 1, rows), or numbers (members or 1, rows, outputs).
            epochs: passes over the data.
            rates: learning rate of each member.
            optimizer: its constants.
            order: which row comes when (members or 1, epochs, rows); as they are when not given.
            factors: of the learning rate (members or 1, steps), one for each step of this call.
            validation: x and y on which the loss is computed after each epoch.
            patience: epochs without a lower validation loss before a member stops, to end with its best parameters.
            threads: members are spread over so many; results do not depend on it.
        """
        if state.first is None and state.steps_done:
            raise ValueError("this training cannot be continued: its averages were not kept")
        members, keep = len(state.parameters), _Kept(len(state.parameters))
        job = _Job(train=self._data(x, y, keep), epochs=epochs, steps_done=state.steps_done)
        job.batch = min(self.spec.batch, job.train.rows)
        job.patience = -1 if patience is None else patience
        job.constants = _constants(optimizer or Optimizer())
        job.rates, _ = keep.rows(np.broadcast_to(rates, (members,)), (), np.float64)
        steps = epochs * -(-job.train.rows // job.batch)
        if order is not None:
            job.order, job.order_stride = keep.rows(order, (epochs, job.train.rows), np.int32)
        if factors is not None:
            job.factors, job.factors_stride = keep.rows(factors, (steps,), np.float64)
        if validation is not None:
            job.validation = self._data(*validation, keep)
        trained = Trained.empty(members, epochs, validation is not None)
        for name, array in (*vars(state).items(), *vars(trained).items()):
            if isinstance(array, np.ndarray):
                setattr(job, name, array.ctypes.data)
        call, shape = self._library.train, self._shape
        _spread(members, threads, lambda begin, end: call(shape, ctypes.byref(job), _i64(begin), _i64(end)))
        state.steps_done += steps
        return trained

    def predict(self, parameters: Floats, x: Floats, *, threads: int = 1) -> Floats:
        """Return the networks' outputs (members, rows, outputs)."""
        members, keep = len(parameters), _Kept(len(parameters))
        held = np.ascontiguousarray(parameters, dtype=np.float32)
        data = _Data(rows=np.shape(x)[1])
        data.x, data.x_stride = keep.rows(x, (data.rows, self.spec.sizes[0]), np.float32)
        outputs = np.empty((members, data.rows, self.spec.sizes[-1]), np.float32)
        into, source = ctypes.c_void_p(outputs.ctypes.data), ctypes.c_void_p(held.ctypes.data)
        call, shape = self._library.predict, self._shape
        _spread(
            members, threads, lambda begin, end: call(shape, ctypes.byref(data), source, into, _i64(begin), _i64(end))
        )
        return outputs

    def _data(self, x: Floats, y: NDArray[np.generic], keep: _Kept) -> _Data:
        data = _Data(rows=np.shape(x)[1])
        data.x, data.x_stride = keep.rows(x, (data.rows, self.spec.sizes[0]), np.float32)
        classes = self.spec.loss == "cross_entropy"
        shape = (data.rows,) if classes else (data.rows, self.spec.sizes[-1])
        data.y, data.y_stride = keep.rows(y, shape, np.int32 if classes else np.float32)
        return data


_i64 = ctypes.c_int64


class _Kept:
    """Arrays whose addresses were handed out, alive as long as this is."""

    def __init__(self, members: int) -> None:
        self.members = members
        self.arrays: list[NDArray[Any]] = []

    def rows(self, array: ArrayLike, shape: tuple[int, ...], dtype: type) -> tuple[int, int]:
        """Return address and stride of an array (members or 1, *shape); the stride is 0 where it is shared."""
        held: NDArray[Any] = np.ascontiguousarray(array, dtype=dtype)
        if held.shape not in ((self.members, *shape), (1, *shape)):
            raise ValueError(f"got shape {held.shape}; needed {(self.members, *shape)} or {(1, *shape)}")
        self.arrays.append(held)
        return held.ctypes.data, 0 if len(held) == 1 else math.prod(shape)


def _constants(optimizer: Optimizer) -> _Constants:
    return _Constants(
        *optimizer.betas,
        optimizer.eps,
        optimizer.weight_decay,
        optimizer.momentum,
        optimizer.dampening,
        optimizer.nesterov,
    )


def _spread(members: int, threads: int, call: Callable[[int, int], int]) -> None:
    """Call on pieces of the members, from several threads; the calls leave Python's lock."""
    piece = max(_MEMBERS_AT_A_TIME, -(-members // (16 * threads)))
    starts = range(0, members, piece)
    if threads == 1:
        outcomes = [call(0, members)]
    else:
        with ThreadPoolExecutor(threads) as pool:
            outcomes = list(pool.map(lambda start: call(start, min(start + piece, members)), starts))
    if any(outcomes):
        raise CouldNotFinishError(
            _("The training kernel could not get the memory it needs. Try fewer --workers, or a smaller network.")
        )
