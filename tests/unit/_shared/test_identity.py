"""An identity changes with whatever changes what is computed, and with nothing else."""
# ruff: noqa: E501  the tables keep one way per line

from __future__ import annotations

import subprocess
import sys
import textwrap
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from actlab._shared.identity import identify

PRELUDE = """
import enum, functools, math, operator
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
"""

# Each row: a name, the code that defines `thing`, and what is replaced by what in it.
CHANGES: dict[str, tuple[str, str, str]] = {
    "body": ("def thing(x): return torch.tanh(x)", "tanh", "sigmoid"),
    "operator": ("def thing(x): return x + torch.tanh(x)", "x +", "x *"),
    "constant": ("def thing(x): return 1.5 * x", "1.5", "1.6"),
    "sign of zero": ("def thing(x, c=0.0): return torch.copysign(x, torch.tensor(c))", "0.0", "-0.0"),
    "default": ("def thing(x, slope=0.1): return slope * x", "0.1", "0.2"),
    "keyword default": ("def thing(x, *, slope=0.1): return slope * x", "0.1", "0.2"),
    "order of defaults": ("def thing(x, a=1, b=2): return a * x + b", "a=1, b=2", "a=2, b=1"),
    "global": ("k = 1.0\ndef thing(x): return torch.tanh(k * x)", "1.0", "0.01"),
    "global list": ("ks = [1.0, 2.0]\ndef thing(x): return sum(k * x for k in ks)", "2.0", "3.0"),
    "global dictionary": ("c = {'k': 1}\ndef thing(x): return c['k'] * x", "'k': 1", "'k': 2"),
    "global set": ("c = {1, 2}\ndef thing(x): return max(c) * x", "{1, 2}", "{1, 3}"),
    "global array": ("a = np.arange(3.0)\ndef thing(x): return float(a[1]) * x", "arange(3.0)", "arange(3.0) + 1"),
    "global tensor": ("t = torch.tensor(2.0)\ndef thing(x): return t * x", "2.0", "2.5"),
    "dtype of a tensor": ("t = torch.ones(2)\ndef thing(x): return t.sum() * x", "ones(2)", "ones(2).double()"),
    "global of a generator expression": ("k = 2\ndef thing(x): return sum(k * x for _ in range(3))", "k = 2", "k = 3"),
    "helper function": ("def h(x): return 2 * x\ndef thing(x): return torch.tanh(h(x))", "2 * x", "3 * x"),
    "helper of a helper": ("k = 1\ndef g(x): return k * x\ndef h(x): return g(x)\ndef thing(x): return h(x)", "= 1", "= 2"),
    "mutual recursion": (
        "def thing(x, n=3): return x if n == 0 else other(x, n - 1)\ndef other(x, n): return thing(2 * x, n)",
        "2 * x", "3 * x",
    ),
    "helper class": (
        "class H:\n    def go(self, x): return 2 * x\ndef thing(x): return H().go(x)", "2 * x", "3 * x",
    ),
    "class attribute": ("class H:\n    k = 2\ndef thing(x): return H.k * x", "k = 2", "k = 3"),
    "base class": (
        "class B(nn.Module):\n    def forward(self, x): return torch.tanh(x)\nclass thing(B): pass", "tanh", "sin",
    ),
    "order of bases": (
        "class A:\n    k = 1\nclass B:\n    k = 2\nclass thing(A, B):\n    def __call__(self, x): return self.k * x",
        "(A, B)", "(B, A)",
    ),
    "static method": (
        "class thing(nn.Module):\n    @staticmethod\n    def forward(x): return torch.sin(x)", "sin", "cos",
    ),
    "class method": (
        "class H:\n    @classmethod\n    def go(cls, x): return 2 * x\nthing = H.go", "2 * x", "3 * x",
    ),
    "property": (
        "class H:\n    @property\n    def k(self): return 2\nh = H()\ndef thing(x): return h.k * x", "return 2", "return 3",
    ),
    "metaclass": (
        "class M(type):\n    def __call__(cls, x): return 2 * x\nclass thing(metaclass=M): pass", "2 * x", "3 * x",
    ),
    "closure": ("def make(k):\n    def act(x): return k * x\n    return act\nthing = make(1.0)", "make(1.0)", "make(2.0)"),
    "tensor in a closure": (
        "def make(k):\n    def act(x): return k * x\n    return act\nthing = make(torch.tensor(1.0))", "1.0", "1.5",
    ),
    "function in a closure": (
        "def make(f):\n    def act(x): return f(x)\n    return act\nthing = make(torch.tanh)", "tanh", "sin",
    ),
    "partial": ("def f(x, k): return k * x\nthing = functools.partial(f, k=1.0)", "1.0", "2.0"),
    "partial of a built-in": ("thing = functools.partial(operator.mul, 2)", "2", "3"),
    "partial of a partial": ("thing = functools.partial(functools.partial(F.elu, alpha=1.0))", "1.0", "2.0"),
    "settings of an instance": ("thing = nn.Hardtanh(-2, 2)", "-2, 2", "-0.01, 0.01"),
    "settings of a module inside": ("thing = nn.Sequential(nn.LeakyReLU(0.1))", "0.1", "0.2"),
    "buffer": (
        "class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.register_buffer('k', torch.tensor(1.0))\n    def forward(self, x): return self.k * x\nthing = A()",
        "1.0", "2.0",
    ),
    "weights": ("thing = nn.PReLU(init=0.1)", "0.1", "0.2"),
    "frozen weights": ("thing = nn.PReLU().requires_grad_(True)", "True", "False"),
    "forward hook": (
        "thing = nn.Tanh()\nthing.register_forward_hook(lambda m, i, o: 2 * o)", "2 * o", "3 * o",
    ),
    "bound object": (
        "class A:\n    def __init__(self, k): self.k = k\n    def act(self, x): return self.k * x\nthing = A(1).act",
        "A(1)", "A(2)",
    ),
    "callable object": (
        "class A:\n    def __init__(self, k): self.k = k\n    def __call__(self, x): return self.k * x\nthing = A(1)",
        "A(1)", "A(2)",
    ),
    "slots": (
        "class A:\n    __slots__ = ('k',)\n    def __init__(self, k): self.k = k\n"
        "    def __call__(self, x): return self.k * x\nthing = A(1)",
        "A(1)", "A(2)",
    ),
    "hidden by __getstate__": (
        "class A:\n    def __init__(self, k): self.k = k\n    def __getstate__(self): return {}\n"
        "    def __call__(self, x): return self.k * x\nthing = A(1)",
        "A(1)", "A(2)",
    ),
    "lambda in a list": ("fs = [lambda x: x, lambda x: 2 * x]\nthing = fs[1]", "2 * x", "3 * x"),
    "lambda in a global list": ("fs = [lambda x: 2 * x]\ndef thing(x): return fs[0](x)", "2 * x", "3 * x"),
    "decorated": (
        "def twice(f):\n    @functools.wraps(f)\n    def inner(x): return 2 * f(x)\n    return inner\n"
        "@twice\ndef thing(x): return torch.tanh(x)",
        "2 * f", "3 * f",
    ),
    "under a decorator": (
        "def twice(f):\n    @functools.wraps(f)\n    def inner(x): return 2 * f(x)\n    return inner\n"
        "@twice\ndef thing(x): return torch.tanh(x)",
        "tanh", "sin",
    ),
    "cached": ("@functools.lru_cache\ndef k(): return 2\ndef thing(x): return k() * x", "return 2", "return 3"),
    "dispatched": (
        "@functools.singledispatch\ndef f(x): return x\n@f.register\ndef _(x: torch.Tensor): return 2 * x\n"
        "def thing(x): return f(x)",
        "2 * x", "3 * x",
    ),
    "autograd.Function": (
        "class S(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x): return x.sign()\n"
        "    @staticmethod\n    def backward(ctx, g): return 2 * g\nthing = S.apply",
        "2 * g", "3 * g",
    ),
    "executed text": ("ns = {}\nexec('def f(x): return 2 * x', ns)\nthing = ns['f']", "2 * x", "3 * x"),
    "enum": ("class K(enum.Enum):\n    A = 1\n    B = 2\nk = K.A\ndef thing(x): return k.value * x", "k = K.A", "k = K.B"),
    "named by a string": (
        "class H:\n    a, b = 1, 2\ndef thing(x): return getattr(H, 'a') * x", "getattr(H, 'a')", "getattr(H, 'b')",
    ),
    "attribute of a function": ("def thing(x): return thing.k * x\nthing.k = 1", "thing.k = 1", "thing.k = 2"),
    "vectorized": ("thing = np.vectorize(lambda x: 2 * x)", "2 *", "3 *"),
    "another of torch's functions": ("thing = torch.tanh", "tanh", "sin"),
    "another class of torch": ("thing = nn.Tanh", "nn.Tanh", "nn.ReLU"),
    "network's global": (
        "GAIN = 1.0\ndef thing(f):\n    net = nn.Sequential(nn.Linear(2, 2), f())\n"
        "    net[0].weight.data.mul_(GAIN)\n    return net",
        "GAIN = 1.0", "GAIN = 2.0",
    ),
    "network's helper class": (
        "class Block(nn.Module):\n    def forward(self, x): return x + 1\n"
        "class thing(nn.Module):\n    def __init__(self, f):\n        super().__init__()\n        self.b = Block()",
        "x + 1", "x + 2",
    ),
    "own loss": ("w = 2.0\ndef thing(y, t): return (w * (y - t) ** 2).mean()", "w = 2.0", "w = 3.0"),
    "data": ("thing = (np.arange(6.0).reshape(3, 2), [0, 1, 0])", "[0, 1, 0]", "[0, 1, 1]"),
    "shape of the data": ("thing = np.arange(6.0).reshape(3, 2)", "3, 2", "2, 3"),
    "random state": ("g = np.random.default_rng(0)\ndef thing(x): return g.normal() * x", "default_rng(0)", "default_rng(1)"),
}  # fmt: skip

# Each row: a name and two texts that define the same `thing`.
SAME: dict[str, tuple[str, str]] = {
    "once more": ("def thing(x): return torch.tanh(x)", "def thing(x): return torch.tanh(x)"),
    "comment": ("def thing(x): return 2 * x", "def thing(x):\n    # twice\n    return 2 * x"),
    "docstring": ("def thing(x): return 2 * x", "def thing(x):\n    'Twice.'\n    return 2 * x"),
    "another docstring": ("def thing(x):\n    'a'\n    return 2 * x", "def thing(x):\n    'b'\n    return 2 * x"),
    "name of a local": ("def thing(x):\n    y = 2 * x\n    return y", "def thing(x):\n    z = 2 * x\n    return z"),
    "blank lines": ("def thing(x): return 2 * x", "\n\n\ndef thing(x):\n\n    return 2 * x"),
    "annotations": ("def thing(x): return 2 * x", "def thing(x: torch.Tensor) -> torch.Tensor: return 2 * x"),
    "order of definition": (
        "def a(x): return x\ndef b(x): return 2 * x\ndef thing(x): return a(x) + b(x)",
        "def thing(x): return a(x) + b(x)\ndef b(x): return 2 * x\ndef a(x): return x",
    ),
    "a global that is not used": ("def thing(x): return 2 * x", "k = 3\ndef thing(x): return 2 * x"),
    "a function that is not used": ("def thing(x): return 2 * x", "def f(x): return 3 * x\ndef thing(x): return 2 * x"),
    "an import that is not used": ("def thing(x): return 2 * x", "import json\ndef thing(x): return 2 * x"),
    "way a number is written": ("def thing(x): return 0.5 * x", "def thing(x): return 5e-1 * x"),
    "brackets": ("def thing(x): return 2 * x + 1", "def thing(x): return (2 * x) + 1"),
    "order of a set": ("s = {'a', 'b', 'c'}\ndef thing(x): return len(s) * x", "s = {'c', 'b', 'a'}\ndef thing(x): return len(s) * x"),
    "order of attributes": (
        "class A: pass\nthing = A()\nthing.a = 1\nthing.b = 2",
        "class A: pass\nthing = A()\nthing.b = 2\nthing.a = 1",
    ),
    "order of methods": (
        "class thing:\n    def a(self): return 1\n    def b(self): return 2",
        "class thing:\n    def b(self): return 2\n    def a(self): return 1",
    ),
    "mode of a module": ("thing = nn.Dropout(0.1)", "thing = nn.Dropout(0.1).eval()"),
    "hook that was removed": ("thing = nn.Tanh()", "thing = nn.Tanh()\nthing.register_forward_hook(print).remove()"),
    "number of a hook": (
        "thing = nn.Tanh()\nthing.register_forward_hook(print)",
        "nn.Tanh().register_forward_hook(print)\nthing = nn.Tanh()\nthing.register_forward_hook(print)",
    ),
    "calls before": ("def thing(x): return torch.tanh(x)", "def thing(x): return torch.tanh(x)\nthing(torch.ones(3))"),
    "one object or two equal ones": ("a = [1]\nb = a\ndef thing(x): return a[0] * b[0] * x", "a = [1]\nb = [1]\ndef thing(x): return a[0] * b[0] * x"),
    "gradient of weights": ("thing = nn.PReLU()", "thing = nn.PReLU()\nthing(torch.ones(3)).sum().backward()"),
    "logger": ("import logging\nlog = logging.getLogger('a')\ndef thing(x):\n    log.info('x')\n    return x",) * 2,
}  # fmt: skip


def made(code: str, name: str = "mine") -> Any:
    namespace: dict[str, Any] = {"__name__": name}
    exec(compile(PRELUDE + code, f"/somewhere/{name}.py", "exec"), namespace)
    return namespace["thing"]


@pytest.mark.parametrize("way", CHANGES)
def test_what_changes_the_behaviour_changes_the_identity(way: str) -> None:
    code, old, new = CHANGES[way]
    assert old in code
    before, after = identify(made(code)), identify(made(code.replace(old, new)))
    assert not before.doubts
    assert before != after


@pytest.mark.parametrize("way", SAME)
def test_what_changes_nothing_keeps_the_identity(way: str) -> None:
    before, after = (identify(made(code)) for code in SAME[way])
    assert before == after


def in_a_new_process(folder: Path, expression: str, *, seed: int = 0) -> str:
    code = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); from actlab._shared.identity import identify; " + expression
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONHASHSEED": str(seed), "PYTHONPATH": ":".join(filter(None, sys.path)), "PATH": ""},
    )  # fmt: skip
    return done.stdout


NEIGHBOURS = {
    "helper.py": "SCALE = {'a', 'b'}\ndef half(x): return 0.5 * x\ndef unused(x): return x\n",
    "mine.py": """
    import helper
    from helper import half
    def direct(x): return half(x) * len(helper.SCALE)
    def late(x):
        from helper import half as again
        return again(x)
    """,
}


def project(folder: Path, **changes: tuple[str, str]) -> Path:
    folder.mkdir()
    for name, text in NEIGHBOURS.items():
        old, new = changes.get(name.removesuffix(".py"), ("", ""))
        (folder / name).write_text(textwrap.dedent(text).replace(old, new) if old else textwrap.dedent(text))
    return folder


def test_an_identity_is_the_same_in_other_processes_and_folders_and_changes_with_a_neighbouring_file(
    tmp_path: Path,
) -> None:
    show = "import mine; mine.late(1); print([identify(f).digest for f in (mine.direct, mine.late)])"
    first = in_a_new_process(project(tmp_path / "a"), show)
    assert first == in_a_new_process(project(tmp_path / "b"), show, seed=1)
    assert first == in_a_new_process(project(tmp_path / "c", helper=("return x", "return 2 * x")), show, seed=2)
    changed = in_a_new_process(project(tmp_path / "d", helper=("0.5", "0.25")), show)
    assert not set(eval(first)) & set(eval(changed))


def test_the_version_of_an_installed_package_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = identify(torch.nn.Hardtanh(-2, 2))
    monkeypatch.setattr(torch, "__version__", "99")
    assert identify(torch.nn.Hardtanh(-2, 2)) != before


def test_a_function_put_into_an_installed_package_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def act(x: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.silu(x)

    before = identify(act)
    monkeypatch.setattr(torch.nn.functional, "silu", lambda x: 3 * x)
    assert identify(act) != before


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
def test_scripted_functions_are_told_apart() -> None:
    def scripted(name: str) -> Any:
        return torch.jit.trace(getattr(torch, name), torch.ones(3))

    assert identify(scripted("tanh")) == identify(scripted("tanh")) != identify(scripted("sin"))


@pytest.mark.parametrize(
    "code",
    [
        "def thing(x): return float(open('k.txt').read()) * x",
        "import os\ndef thing(x): return float(os.environ.get('K', 1)) * x",
        "import time\ndef thing(x): return time.time() * x",
        "from pathlib import Path\ndef thing(x): return float(Path('k').read_text()) * x",
        "def thing(x): return eval('2 * x')",
        "g = (i for i in range(3))\ndef thing(x): return next(g) * x",
        "def thing(x):\n    import no_such_module\n    return x",
    ],
)
def test_what_cannot_be_covered_is_doubted_and_never_the_same_twice(code: str) -> None:
    found = identify(made(code))
    assert len(found.doubts) == 1
    assert found.content() != found.content()


def test_what_is_covered_has_one_content_and_behaviour_counts() -> None:
    found = identify(made("def thing(x): return 2 * x"))
    assert found.content() == found.content() == found.digest
    assert found.with_behaviour(b"1") != found.with_behaviour(b"2")


def test_a_data_file_edited_in_place_is_other_data(tmp_path: Path) -> None:
    path = tmp_path / "data.npy"
    np.save(path, np.arange(4.0))
    before = identify(np.load(path))
    np.save(path, np.arange(4.0)[::-1])
    assert identify(np.load(path)) != before


def test_cycles_end() -> None:
    held: dict[str, Any] = {}
    held["me"] = [held]
    assert identify(held) == identify(held)
    module = types.ModuleType("made_up")
    module.me = module  # type: ignore[attr-defined]
    assert not identify(module).doubts
