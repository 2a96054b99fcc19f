"""Every diagnostic finds its sick models and is silent about its healthy ones."""

import pytest
import torch

from actlab.diagnostics import CATALOGUE, diagnose

SEEDS = range(1, 7)


def outcome(diagnostic, case):
    batch = case.inputs if case.targets is None else (case.inputs, case.targets)
    return diagnose(case.model, [batch], case.loss, **case.options)[diagnostic.code]


@pytest.mark.slow
@pytest.mark.parametrize("diagnostic", CATALOGUE, ids=lambda each: each.code)
def test_sick_models_are_found_and_healthy_ones_are_not(diagnostic):
    for seed in SEEDS:
        found = outcome(diagnostic, diagnostic.sick(seed))
        assert found.status == diagnostic.severity, (seed, found)
        healthy = outcome(diagnostic, diagnostic.healthy(seed))
        assert healthy.status == "passed", (seed, healthy)


@pytest.mark.parametrize("diagnostic", CATALOGUE, ids=lambda each: each.code)
def test_looking_changes_nothing(diagnostic):
    case = diagnostic.sick(1)
    before = {name: value.clone() for name, value in case.model.state_dict().items()}
    state = torch.get_rng_state()
    outcome(diagnostic, case)
    assert all(torch.equal(value, before[name]) for name, value in case.model.state_dict().items())
    assert all(parameter.grad is None for parameter in case.model.parameters())
    assert torch.equal(torch.get_rng_state(), state)


def test_codes_are_unique_and_files_carry_them():
    codes = [diagnostic.code for diagnostic in CATALOGUE]
    assert len(set(codes)) == len(codes) == 26
    assert codes == sorted(codes)
