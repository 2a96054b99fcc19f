"""Every verifier rejects a planted liar, and says so with text that runs."""

import dataclasses

import pytest

from actlab.activations import CATALOGUE, Activation, Source, properties
from actlab.properties import Subject, verify
from actlab.properties.verifiers import VERIFIERS, check


def _entry(formula, **fields):
    return Activation(
        title="Liar", function=lambda x: x, name="liar", formula=formula, source=Source("A", "B", 2000), **fields
    )


def _vector(reference):
    return Activation(
        title="Liar",
        function=lambda x, *, dim: x,
        name="softmax",
        kind="vector",
        reference=reference,
        source=Source("A", "B", 2000),
    )


def _gated(formula):
    return Activation(
        title="Liar",
        function=lambda value, gate: value * gate,
        name="liar",
        kind="gated",
        formula=formula,
        source=Source("A", "B", 2000),
    )


def _clipped(x):
    return [min(max(value, 0), 1) for value in x]


LIARS = [
    (properties.Range("[0, 1]"), "Max(0, x)"),
    (properties.Range("(0, inf)"), "Max(0, x)"),  # 0 is reached
    (properties.Range("[-1, 1]"), "tanh(x)"),  # the ends are only limits
    (properties.Range("(-2, 1)"), "tanh(x)"),  # too wide
    (properties.Range("[-0.2784, inf)"), "x/(1 + exp(-x))"),  # cut off after the fourth digit
    (properties.NonLinear(), "2*x + 1"),
    (properties.Linear(), "x + 1"),
    (properties.Linear(), "Max(0, x)"),
    (properties.Odd(), "x/(1 + exp(-x))"),
    (properties.Odd(), "tanh(x) + exp(-x**2)/10**12"),
    (properties.Even(), "Max(0, x)"),
    (properties.ZeroCentred(), "tanh(x) + exp(-x**2)/1000"),
    (properties.Monotone(), "x/(1 + exp(-x))"),
    (properties.Monotone(), "x*exp(-exp(-x))"),
    (properties.Monotone(), "Piecewise((x, x < 1), (x - 1/10, True))"),  # a step down
    (properties.Monotone(strictly=True), "Max(0, x)"),
    (properties.Monotone(strictly=True), "Piecewise((x, x < 1), (1, x < 1 + 1/1000), (x - 1/1000, True))"),
    (properties.NonMonotone(), "Max(0, x)"),
    (properties.Smooth(), "Max(0, x)"),
    (properties.Smooth(), "Max(0, x)**3"),
    (properties.Smooth(), "x + Max(0, x - 1/7)/10**9"),  # a kink that no plot shows
    (properties.Differentiable(0), "Piecewise((1, x > 0), (0, True))"),
    (properties.Differentiable(0), "Max(0, x)**2"),  # it has one derivative more
    (properties.Differentiable(1), "Max(0, x)"),
    (properties.Differentiable(1), "tanh(x)"),
    (properties.Kink(0.0), "Max(0, x)**2"),
    (properties.Kink(1.0), "Max(0, x)"),
    (properties.Kink(0.0), "log(1 + exp(x))"),
    (properties.Jump(0.0), "Max(0, x)"),
    (properties.Jump(1.0), "Heaviside(x)"),
    (properties.Asymptote(slope=0, side="left"), "tanh(x)"),
    (properties.Asymptote(slope=1, side="right"), "x + log(1 + x**2)/1000"),
    (properties.Asymptote(slope=1, side="right"), "x/(1 + exp(-x)) + 1/1000"),
    (properties.PositivelyHomogeneous(), "x/(1 + exp(-x))"),
    (properties.PositivelyHomogeneous(), "Max(0, x - 1/1000)"),
]
VECTOR_LIARS = [
    (properties.Range("[0, 2]"), _clipped),
    (properties.Smooth(), _clipped),
    (properties.NonLinear(), lambda x: [2 * value for value in x]),
    (properties.OutputsSumToOne(), _clipped),
    (properties.ShiftInvariant(), _clipped),
    (properties.CouplesUnits(), _clipped),
    (properties.Odd(), _clipped),
    (properties.PositivelyHomogeneous(), _clipped),
]
HONEST = [
    (properties.Range("[0, inf)"), "Max(0, x)"),
    (properties.Range("[-0.2784645427610738, inf)"), "x/(1 + exp(-x))"),
    (properties.NonLinear(), "x + Max(0, x - 5)/1000"),
    (properties.Linear(), "3*x"),
    (properties.Odd(), "x/(1 + Abs(x))"),
    (properties.Even(), "x*tanh(x)"),
    (properties.ZeroCentred(), "erf(x)"),
    (properties.Monotone(), "Min(Max(0, x), 6)"),
    (properties.Monotone(strictly=True), "log(1 + exp(x))"),
    (properties.NonMonotone(), "x*exp(-exp(-x))"),
    (properties.Smooth(), "x*(1 + erf(x/sqrt(2)))/2"),
    (properties.Smooth(), "Max(0, x) + log(1 + exp(-Abs(x)))"),  # two branches of one analytic function
    (properties.Smooth(), "Piecewise((1, Eq(x, 0)), (sin(x)/x, True))"),
    (properties.Differentiable(0), "Max(0, x)"),
    (properties.Differentiable(1), "Piecewise((x, x > 0), (exp(x) - 1, True))"),
    (properties.Kink(0.0), "Piecewise((x, x > 0), (2*(exp(x) - 1), True))"),
    (properties.Jump(1.0), "Piecewise((x, x > 1), (0, True))"),
    (properties.Asymptote(slope=1, side="right"), "x/(1 + exp(-x))"),
    (properties.PositivelyHomogeneous(), "Abs(x)"),
]


def _name(value):
    if isinstance(value, str):
        return value
    return type(value).__name__ if isinstance(value, properties.Property) else "vector"


@pytest.mark.parametrize(("declared", "formula"), LIARS, ids=_name)
def test_a_liar_is_refuted_with_a_counterexample_that_runs(declared, formula, capsys):
    outcome = check(declared, Subject(_entry(formula)))
    assert outcome.status == "refuted"
    exec(outcome.counterexample, {})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(("declared", "reference"), VECTOR_LIARS, ids=_name)
def test_a_liar_about_vectors_is_refuted(declared, reference, capsys):
    outcome = check(declared, Subject(_vector(reference)))
    assert outcome.status == "refuted"
    exec(outcome.counterexample, {})
    assert capsys.readouterr().out.strip()


@pytest.mark.slow
@pytest.mark.parametrize(("declared", "formula"), HONEST, ids=_name)
def test_the_honest_one_is_not(declared, formula):
    assert check(declared, Subject(_entry(formula))).status in ("proved", "supported")


def test_every_kind_of_claim_has_a_verifier_and_a_liar():
    kinds = {
        kind for kind in vars(properties).values() if isinstance(kind, type) and issubclass(kind, properties.Property)
    }
    kinds -= {properties.Property}
    assert set(VERIFIERS) == kinds
    assert {type(declared) for declared, _liar in LIARS + VECTOR_LIARS} == kinds


IMPLIED_LIARS = [
    ({"formula": "x/(1 + exp(-x)) + 1/10**7"}, "FormulaIsFunction"),
    ({"known_values": ((0.0, 0.5), (1.0, 0.7310585786))}, "KnownValues"),
    ({"at_infinity": (0.0, 2.0)}, "AtInfinity"),
    ({"at_infinity": (0.0, "inf")}, "AtInfinity"),
    ({"at_infinity": ("-inf", 1.0)}, "AtInfinity"),
]


def test_every_implied_statement_has_a_liar():
    stated = {kind.__name__ for kind in VERIFIERS}
    found = {finding.kind for name in ("sigmoid", "softmax", "glu") for finding in verify(name).findings}
    assert found - stated == {kind for _changed, kind in IMPLIED_LIARS}


@pytest.mark.parametrize(("changed", "kind"), IMPLIED_LIARS)
def test_a_false_implied_statement_is_refuted(changed, kind, capsys):
    report = verify(dataclasses.replace(CATALOGUE["sigmoid"], name="sigmoid", **changed))
    assert kind in {finding.kind for finding in report.refuted}
    exec(next(f for f in report.refuted if f.kind == kind).outcome.counterexample, {})
    assert capsys.readouterr().out.strip()


def test_a_vector_function_that_is_not_its_reference_is_refuted():
    swapped = dataclasses.replace(CATALOGUE["softmax"], name="softmax", reference=lambda x: list(reversed(x)))
    assert "FormulaIsFunction" in {finding.kind for finding in verify(swapped).refuted}


@pytest.mark.parametrize(("formula", "status"), [("value*gate", "supported"), ("value/(1 + exp(-gate))", "refuted")])
def test_a_gated_formula_that_is_not_its_function_is_refuted(formula, status):
    found = {finding.kind: finding.outcome.status for finding in verify(_gated(formula)).findings}
    assert found["FormulaIsFunction"] == status
