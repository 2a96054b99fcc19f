"""Each twin outside torch against its entry, value and gradient, where the other library is installed.

A twin that states a difference must show one.
"""

import importlib
import os

import numpy as np
import pytest
import torch

from actlab.activations import CATALOGUE, activation

LIBRARIES = {"jax": "jax", "keras": "keras", "timm": "timm.layers", "transformers": "transformers.activations"}
MARGIN = 2e-5  # of values of size 1 in float32, where some libraries use the textbook's formula
TWINS = [(entry, twin) for entry in CATALOGUE for twin in entry.twins if twin.library in LIBRARIES]
INPUT = np.concatenate(([0.0], np.linspace(-4.1, 4.0, 17), np.random.default_rng(3).normal(size=22))).astype(np.float32)
INPUT = INPUT.reshape(4, 10)


def ours(entry):
    """Return the entry as a function of one array."""
    return of_torch(activation(entry.name, **({} if entry.kind == "elementwise" else {"dim": -1})).eval())


def of_torch(function):
    """Return value and gradient of a torch function at the input."""
    x = torch.tensor(INPUT, requires_grad=True)
    value = function(x)
    (slope,) = torch.autograd.grad((value + value.square()).sum(), x)
    return value.detach().numpy(), slope.numpy()


def of_jax(function):
    """Return value and gradient of a JAX function at the input."""
    import jax

    slope = jax.grad(lambda x: (function(x) + function(x) ** 2).sum())(jax.numpy.asarray(INPUT))
    return np.asarray(function(jax.numpy.asarray(INPUT))), np.asarray(slope)


def theirs(twin, arguments):
    """Return value and gradient of the twin at the input."""
    if ":" in twin.where:
        name = twin.where.partition(":")[2]
        library = importlib.import_module(LIBRARIES[twin.library])
        layer = library.create_act_layer(name) if twin.library == "timm" else library.ACT2FN[name]
        return of_torch(layer.eval())
    module, _, name = twin.where.rpartition(".")
    found = getattr(importlib.import_module(module), name)
    settings = eval(f"dict({arguments})")
    if isinstance(found, type):
        return of_jax(found(**settings))
    return of_jax(lambda x: found(x, **settings))


@pytest.mark.extras
@pytest.mark.filterwarnings("ignore")  # the libraries' own
@pytest.mark.parametrize(
    ("entry", "twin"), TWINS, ids=[f"{twin.where}({twin.arguments})-{entry.name}" for entry, twin in TWINS]
)
def test_a_twin_elsewhere_is_the_same_or_differs_as_stated(entry, twin):
    os.environ.setdefault("KERAS_BACKEND", "jax")
    pytest.importorskip(twin.library, reason=f"{twin.library} is not installed; actlab does not need it")
    if twin.differs is None:
        assert agree(ours(entry), theirs(twin, twin.arguments))
    else:  # with these arguments, or in what it is without any
        assert not all(agree(ours(entry), theirs(twin, arguments)) for arguments in {twin.arguments, ""})


def agree(one, other):
    return all(np.allclose(a, b, rtol=MARGIN, atol=MARGIN) for a, b in zip(one, other, strict=True))
