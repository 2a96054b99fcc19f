"""Each twin that is installed is compared with its entry, and each difference that is stated is measured."""

import importlib
import io
from contextlib import redirect_stdout

import pytest
import torch

from actlab.activations import CATALOGUE, activation
from actlab.activations.code import pytorch_code

TORCH = [(entry, twin) for entry in CATALOGUE for twin in entry.twins if twin.where.startswith("torch.nn.")]
ALL = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)


def rival(twin, arguments):
    """Return the twin as a function of one tensor."""
    module, _, name = twin.where.rpartition(".")
    found = getattr(importlib.import_module(module), name)
    if not isinstance(found, type):
        return found
    return eval(f"found({arguments})", {"found": found}).eval()


def same(entry, other, x):
    """Tell whether value and gradient agree."""
    settings = {"dim": 0} if entry.kind == "vector" else {}
    results = []
    for function in (activation(entry.name, **settings).eval(), other):
        leaf = x.clone().requires_grad_()
        try:
            result = function(leaf)
        except (TypeError, ValueError):
            return False
        (slope,) = torch.autograd.grad(result.square().sum(), leaf)
        results.append((result, slope))
    return all(torch.allclose(a, b, rtol=1e-5, atol=1e-6) for a, b in zip(*results, strict=True))


@pytest.mark.parametrize(("entry", "twin"), TORCH, ids=lambda case: getattr(case, "where", getattr(case, "name", "")))
def test_a_twin_in_torch_is_the_same_or_differs_as_stated(entry, twin):
    x = torch.cat((torch.linspace(-4.1, 4.1, 19), torch.randn(21, generator=torch.Generator().manual_seed(3))))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        agrees = same(entry, rival(twin, twin.arguments), x)
    assert agrees == (twin.differs is None)


@ALL
def test_the_printed_code_runs_and_is_the_function(entry):
    code = pytorch_code(entry)
    namespace, printed = {}, io.StringIO()
    with redirect_stdout(printed):
        exec(compile(code, entry.name, "exec"), namespace)
    assert printed.getvalue().startswith("tensor(")
    callee = namespace.get(entry.name) or namespace.get("activation") or namespace["function"]
    if isinstance(callee, torch.nn.Module):
        callee.eval()
    settings = {} if entry.kind == "elementwise" else {"dim": 0}
    x = torch.randn(12, generator=torch.Generator().manual_seed(5))
    if entry.noise is None:
        theirs = callee(x, **settings) if "function" in namespace else callee(x)
        torch.testing.assert_close(theirs, activation(entry.name, **settings)(x), rtol=1e-4, atol=1e-5)
