"""How a candidate is read from text."""

import pytest

from actlab.errors import CandidateError, UnknownNameError
from actlab.population.candidates import read_candidate


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("timm:mish", "mish"),
        ("torch.nn.Tanh", "tanh"),
        ("timm:leaky_relu:negative_slope=0.2", "leaky_relu:negative_slope=0.2"),
        ("timm:mish,jax.nn.relu", "mish,relu"),
    ],
)
def test_a_name_in_another_library_is_the_entry(text, label):
    assert read_candidate(text, 2, {}).label == label


def test_an_unknown_name_in_another_library_is_named_whole():
    with pytest.raises(UnknownNameError, match="'timm:nothing'"):
        read_candidate("timm:nothing", 1, {})


def test_what_is_no_parameter_is_said_so():
    with pytest.raises(CandidateError, match="'steep' in 'relu:steep' is no parameter"):
        read_candidate("relu:steep", 1, {})
