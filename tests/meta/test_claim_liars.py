"""Every verifier rejects a planted liar, and says so with text that runs."""

import dataclasses

import pytest

from actlab.activations import CATALOGUE, Activation, Source, claims
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
    (claims.Range("[0, 1]"), "Max(0, x)"),
    (claims.Range("(0, inf)"), "Max(0, x)"),  # 0 is reached
    (claims.Range("[-1, 1]"), "tanh(x)"),  # the ends are only limits
    (claims.Range("(-2, 1)"), "tanh(x)"),  # too wide
    (claims.Range("[-0.2784, inf)"), "x/(1 + exp(-x))"),  # cut off after the fourth digit
    (claims.NonLinear(), "2*x + 1"),
    (claims.Linear(), "x + 1"),
    (claims.Linear(), "Max(0, x)"),
    (claims.Odd(), "x/(1 + exp(-x))"),
    (claims.Odd(), "tanh(x) + exp(-x**2)/10**12"),
    (claims.Even(), "Max(0, x)"),
    (claims.ZeroCentred(), "tanh(x) + exp(-x**2)/1000"),
    (claims.Monotone(), "x/(1 + exp(-x))"),
    (claims.Monotone(), "x*exp(-exp(-x))"),
    (claims.Monotone(), "Piecewise((x, x < 1), (x - 1/10, True))"),  # a step down
    (claims.Monotone(strictly=True), "Max(0, x)"),
    (claims.Monotone(strictly=True), "Piecewise((x, x < 1), (1, x < 1 + 1/1000), (x - 1/1000, True))"),
    (claims.NonMonotone(), "Max(0, x)"),
    (claims.Smooth(), "Max(0, x)"),
    (claims.Smooth(), "Max(0, x)**3"),
    (claims.Smooth(), "x + Max(0, x - 1/7)/10**9"),  # a kink that no plot shows
    (claims.Differentiable(0), "Piecewise((1, x > 0), (0, True))"),
    (claims.Differentiable(0), "Max(0, x)**2"),  # it has one derivative more
    (claims.Differentiable(1), "Max(0, x)"),
    (claims.Differentiable(1), "tanh(x)"),
    (claims.Kink(0.0), "Max(0, x)**2"),
    (claims.Kink(1.0), "Max(0, x)"),
    (claims.Kink(0.0), "log(1 + exp(x))"),
    (claims.Jump(0.0), "Max(0, x)"),
    (claims.Jump(1.0), "Heaviside(x)"),
    (claims.Asymptote(slope=0, side="left"), "tanh(x)"),
    (claims.Asymptote(slope=1, side="right"), "x + log(1 + x**2)/1000"),
    (claims.Asymptote(slope=1, side="right"), "x/(1 + exp(-x)) + 1/1000"),
    (claims.PositivelyHomogeneous(), "x/(1 + exp(-x))"),
    (claims.PositivelyHomogeneous(), "Max(0, x - 1/1000)"),
]
VECTOR_LIARS = [
    (claims.Range("[0, 2]"), _clipped),
    (claims.Smooth(), _clipped),
    (claims.NonLinear(), lambda x: [2 * value for value in x]),
    (claims.OutputsSumToOne(), _clipped),
    (claims.ShiftInvariant(), _clipped),
    (claims.CouplesUnits(), _clipped),
    (claims.Odd(), _clipped),
    (claims.PositivelyHomogeneous(), _clipped),
]
HONEST = [
    (claims.Range("[0, inf)"), "Max(0, x)"),
    (claims.Range("[-0.2784645427610738, inf)"), "x/(1 + exp(-x))"),
    (claims.NonLinear(), "x + Max(0, x - 5)/1000"),
    (claims.Linear(), "3*x"),
    (claims.Odd(), "x/(1 + Abs(x))"),
    (claims.Even(), "x*tanh(x)"),
    (claims.ZeroCentred(), "erf(x)"),
    (claims.Monotone(), "Min(Max(0, x), 6)"),
    (claims.Monotone(strictly=True), "log(1 + exp(x))"),
    (claims.NonMonotone(), "x*exp(-exp(-x))"),
    (claims.Smooth(), "x*(1 + erf(x/sqrt(2)))/2"),
    (claims.Smooth(), "Max(0, x) + log(1 + exp(-Abs(x)))"),  # two branches of one analytic function
    (claims.Smooth(), "Piecewise((1, Eq(x, 0)), (sin(x)/x, True))"),
    (claims.Differentiable(0), "Max(0, x)"),
    (claims.Differentiable(1), "Piecewise((x, x > 0), (exp(x) - 1, True))"),
    (claims.Kink(0.0), "Piecewise((x, x > 0), (2*(exp(x) - 1), True))"),
    (claims.Jump(1.0), "Piecewise((x, x > 1), (0, True))"),
    (claims.Asymptote(slope=1, side="right"), "x/(1 + exp(-x))"),
    (claims.PositivelyHomogeneous(), "Abs(x)"),
]


def _name(value):
    return value if isinstance(value, str) else type(value).__name__ if isinstance(value, claims.Claim) else "vector"


@pytest.mark.parametrize(("claim", "formula"), LIARS, ids=_name)
def test_a_liar_is_refuted_with_a_counterexample_that_runs(claim, formula, capsys):
    outcome = check(claim, Subject(_entry(formula)))
    assert outcome.status == "refuted"
    exec(outcome.counterexample, {})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(("claim", "reference"), VECTOR_LIARS, ids=_name)
def test_a_liar_about_vectors_is_refuted(claim, reference, capsys):
    outcome = check(claim, Subject(_vector(reference)))
    assert outcome.status == "refuted"
    exec(outcome.counterexample, {})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(("claim", "formula"), HONEST, ids=_name)
def test_the_honest_one_is_not(claim, formula):
    assert check(claim, Subject(_entry(formula))).status in ("proved", "supported")


def test_every_kind_of_claim_has_a_verifier_and_a_liar():
    kinds = {kind for kind in vars(claims).values() if isinstance(kind, type) and issubclass(kind, claims.Claim)}
    kinds -= {claims.Claim}
    assert set(VERIFIERS) == kinds
    assert {type(claim) for claim, _liar in LIARS + VECTOR_LIARS} == kinds


IMPLIED_LIARS = [
    ({"formula": "x/(1 + exp(-x)) + 1/10**7"}, "FormulaIsFunction"),
    ({"known_values": ((0.0, 0.5), (1.0, 0.7310585786))}, "KnownValues"),
    ({"at_infinity": (0.0, 2.0)}, "AtInfinity"),
    ({"at_infinity": (0.0, "inf")}, "AtInfinity"),
    ({"at_infinity": ("-inf", 1.0)}, "AtInfinity"),
]


def test_every_implied_statement_has_a_liar():
    claimed = {kind.__name__ for kind in VERIFIERS}
    found = {finding.kind for name in ("sigmoid", "softmax", "glu") for finding in verify(name).findings}
    assert found - claimed == {kind for _changed, kind in IMPLIED_LIARS}


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
