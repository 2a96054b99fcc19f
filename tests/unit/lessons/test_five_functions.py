import pytest
import torch

from actlab.activations import CATALOGUE
from actlab.lessons.catalogue.five_functions import FIVE, FORMULAS, formulas


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
@pytest.mark.parametrize("x", [-3.0, 0.0, 2.5])
def test_a_formula_as_it_is_read_is_the_function(name, x):
    value = CATALOGUE[name](torch.tensor(x, dtype=torch.float64)).item()
    assert eval(FORMULAS[name], {"x": x, "max": max}) == pytest.approx(value, abs=1e-12)


def test_the_table_names_torchs_modules():
    calls = [row[-1] for row in formulas().rows]
    assert len(calls) == len(FIVE)
    assert calls == ["nn.Sigmoid()", "nn.Tanh()", "nn.ReLU()", "nn.LeakyReLU(0.01)", "nn.Softmax(dim=0)"]
