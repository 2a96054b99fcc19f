"""Every activation of the libraries people come from leads to an entry; names with several meanings are refused."""

import importlib
import os
from importlib.metadata import version

import pytest
import torch

from actlab.activations import CATALOGUE
from actlab.errors import AmbiguousNameError, UnknownNameError

NOT_ACTIVATIONS = {"MultiheadAttention"}
TORCH = [name for name in torch.nn.modules.activation.__all__ if name not in NOT_ACTIVATIONS]
TIMM_1_0_31 = (
    "silu swish mish relu relu6 leaky_relu elu celu selu gelu gelu_tanh quick_gelu sigmoid tanh hard_sigmoid "
    "hard_swish hard_mish prelu hardsigmoid hardswish identity"
)
TRANSFORMERS_5_23_0 = (
    "gelu gelu_10 gelu_fast gelu_new gelu_python gelu_pytorch_tanh gelu_python_tanh gelu_accurate hardswish laplace "
    "leaky_relu linear mish quick_gelu relu relu2 relu6 sigmoid silu sqrtsoftplus swish tanh prelu xielu"
)
KERAS_3_15_1 = (
    "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear "
    "log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus "
    "sparse_sigmoid sparsemax squareplus swish tanh tanh_shrink threshold"
)
JAX_0_10_2 = (
    "celu elu gelu glu hard_sigmoid hard_silu hard_swish hard_tanh identity leaky_relu log_sigmoid log_softmax mish "
    "relu relu6 selu sigmoid silu soft_sign softmax softplus sparse_plus sparse_sigmoid squareplus swish tanh"
)
ELSEWHERE = [
    *(f"torch.nn.{name}" for name in TORCH),
    "torch.nn.functional.gumbel_softmax",
    *(f"timm:{name}" for name in TIMM_1_0_31.split()),
    *(f"transformers:{name}" for name in TRANSFORMERS_5_23_0.split()),
    *(f"keras.activations.{name}" for name in KERAS_3_15_1.split()),
    *(f"jax.nn.{name}" for name in JAX_0_10_2.split()),
]
AMBIGUOUS = ["hard sigmoid", "swish", "SReLU", "FReLU", "TeLU", "CReLU"]


def test_torch_has_the_twenty_eight_that_were_counted():
    assert len(TORCH) == 28


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_full_name_leads_to_an_entry(name):
    entry = CATALOGUE[name]
    assert name in [twin.where for twin in entry.twins]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_bare_name_leads_to_an_entry_or_is_refused_with_its_meanings(name):
    bare = name.replace(":", ".").rpartition(".")[2]
    if bare in CATALOGUE:
        return
    with pytest.raises(AmbiguousNameError, match=CATALOGUE[name].name):
        CATALOGUE[bare]


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_an_ambiguous_name_is_refused(name):
    with pytest.raises(AmbiguousNameError) as caught:
        CATALOGUE[name]
    meanings = [entry.name for entry in CATALOGUE if name in entry.shared_names]
    assert meanings
    assert all(meaning in str(caught.value) for meaning in meanings)


LIBRARIES = {
    "timm": ("timm", "1.0.31", TIMM_1_0_31),
    "transformers": ("transformers", "5.23.0", TRANSFORMERS_5_23_0),
    "keras": ("keras", "3.15.1", KERAS_3_15_1),
    "jax": ("jax", "0.10.2", JAX_0_10_2),
}
HELPERS = {
    "keras": {"deserialize", "get", "serialize"},
    "jax": {"dot_product_attention", "get_scaled_dot_general_config", "log1mexp", "logmeanexp", "logsumexp", "one_hot",
            "scaled_dot_general", "scaled_matmul", "standardize"},
}  # fmt: skip


def installed_names(library):
    """Return what the installed library has: the keys of its table, or the public functions of its module."""
    if library == "timm":
        from timm.layers.create_act import _ACT_LAYER_DEFAULT

        return {name for name, layer in _ACT_LAYER_DEFAULT.items() if not _is_ours(layer)}
    if library == "transformers":
        from transformers.activations import ACT2FN

        return {name for name, layer in ACT2FN.items() if not _is_ours(layer)}
    module = importlib.import_module({"keras": "keras.activations", "jax": "jax.nn"}[library])
    functions = {name for name in dir(module) if not name.startswith("_") and callable(getattr(module, name))}
    return functions - HELPERS[library]


def _is_ours(layer):
    """Tell whether another test has registered it."""
    return getattr(layer, "__module__", "").startswith("actlab")


@pytest.mark.extras
@pytest.mark.filterwarnings("ignore")  # the libraries' own
@pytest.mark.parametrize("library", LIBRARIES)
def test_the_recorded_names_are_the_installed_librarys(library):
    os.environ.setdefault("KERAS_BACKEND", "jax")
    package, recorded, names = LIBRARIES[library]
    pytest.importorskip(package, reason=f"{package} is not installed; actlab does not need it")
    if version(package) != recorded:
        pytest.skip(f"the names were recorded with {package} {recorded}, not with {version(package)}")
    assert installed_names(library) == set(names.split())


def test_an_unknown_name_is_refused():
    with pytest.raises(UnknownNameError):
        CATALOGUE["torch.nn.Linear"]


def test_the_shelf_holds_what_was_promised():
    assert len([entry for entry in CATALOGUE if entry.shelf == "core"]) >= 70
