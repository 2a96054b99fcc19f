"""The module that is checked in is what the sources give, and gives the same bits wherever it runs."""

import importlib.util
import json
import struct
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from actlab.workloads import CATALOGUE
from checkers import node

pytestmark = pytest.mark.extras

MODULE = (files("actlab.playground") / "kernel.wasm").read_bytes()
ROOT = Path(__file__).parents[3]


def _lacks(name):
    return importlib.util.find_spec(name) is None


@pytest.mark.slow
@pytest.mark.skipif(_lacks("ziglang"), reason="ziglang is not installed")
def test_the_sources_give_the_module_to_the_byte():
    ran = subprocess.run(
        [sys.executable, ROOT / "tools" / "build_wasm.py", "--check"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


class Wasmtime:
    """The module under wasmtime: what the page's `Kernel` does, for one network of one hidden layer."""

    def __init__(self):
        import wasmtime

        engine = wasmtime.Engine()
        module, store = wasmtime.Module(engine, MODULE), wasmtime.Store(engine)
        nothing = [wasmtime.Func(store, each.type, lambda *_: 0) for each in module.imports]
        self._store, self._exports = store, wasmtime.Instance(store, module, nothing).exports(store)

    def __getattr__(self, name):
        return lambda *given: self._exports[name](self._store, *given)

    def put(self, array):
        at = self.take(array.nbytes)
        self._exports["memory"].write(self._store, array.tobytes(), at)
        return at

    def get(self, at, count):
        return struct.unpack(f"<{count}f", self._exports["memory"].read(self._store, at, at + 4 * count))


@pytest.mark.skipif(_lacks("wasmtime"), reason="wasmtime is not installed")
@pytest.mark.skipif(node.find() is None, reason="Node is not installed")
@pytest.mark.parametrize("name", ["relu", "tanh", "mish", "prelu"])
def test_wasmtime_and_node_train_a_network_to_the_same_bits(name):
    (workload,) = (each for each in CATALOGUE if each.name == "moons")
    parts = workload.parts("fresh", 1, 2)
    x, y = parts.x_train, parts.y_train.astype(np.int32)
    rng, learned = np.random.default_rng(0), 1 if name == "prelu" else 0
    weights = rng.normal(size=52 + learned).astype(np.float32)
    given = {"x": x.ravel().tolist(), "y": y.tolist(), "weights": weights.tolist(), "name": name}
    body = """const network = { sizes: [2, 10, 2], functions: [given.name], loss: "cross_entropy",
        optimizer: "adam", batch: 800 };
      const part = { x: Float32Array.from(given.x), y: Int32Array.from(given.y), rows: 800 };
      return [...kernel.train(network, part, Float32Array.from(given.weights), { epochs: 30, rate: 0.01 }).weights];"""
    number = [each["name"] for each in node.functions()].index(name)
    machine = Wasmtime()
    machine._initialize()
    machine.begin_network(0, 1, 25)
    machine.add_layer(2, 10, 0, number)
    machine.add_layer(10, 2, 0, -1)
    places = [
        machine.put(each)
        for each in (x, y, weights, np.zeros_like(weights), np.zeros_like(weights), np.zeros(30, np.float32))
    ]
    at = SimpleNamespace(**dict(zip(("x", "y", "w", "m", "v", "losses"), places, strict=True)))
    assert machine.train_one(at.x, at.y, 800, 0, 800, 30, 0, 0.01, 0.0, 0.0, at.w, at.m, at.v, at.losses) == 0
    assert json.dumps(machine.get(at.w, len(weights))) == json.dumps(node.evaluate(body, given, kernel=True))
