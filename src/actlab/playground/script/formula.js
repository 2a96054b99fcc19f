// A function that somebody typed, such as `x * sigmoid(x)`: read by a small parser, never run as code.
"use strict";

const MOST_LETTERS = 200, MOST_DEPTH = 40;

function logistic(x) {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

// Each function with its derivative, as (value, derivative) from (argument, value).
const FORMULA_FUNCTIONS = {
  exp: [Math.exp, (x, y) => y],
  expm1: [Math.expm1, (x, y) => y + 1],
  log: [Math.log, (x) => 1 / x],
  ln: [Math.log, (x) => 1 / x],
  log1p: [Math.log1p, (x) => 1 / (1 + x)],
  sqrt: [Math.sqrt, (x, y) => 0.5 / y],
  abs: [Math.abs, (x) => Math.sign(x)],
  sign: [Math.sign, () => 0],
  sin: [Math.sin, (x) => Math.cos(x)],
  cos: [Math.cos, (x) => -Math.sin(x)],
  tan: [Math.tan, (x, y) => 1 + y * y],
  atan: [Math.atan, (x) => 1 / (1 + x * x)],
  arctan: [Math.atan, (x) => 1 / (1 + x * x)],
  sinh: [Math.sinh, (x) => Math.cosh(x)],
  cosh: [Math.cosh, (x) => Math.sinh(x)],
  asinh: [Math.asinh, (x) => 1 / Math.hypot(1, x)],
  tanh: [Math.tanh, (x, y) => 1 - y * y],
  sigmoid: [logistic, (x, y) => y * (1 - y)],
  softplus: [(x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), (x) => logistic(x)],
  relu: [(x) => (x > 0 ? x : x < 0 ? 0 : x), (x) => (x > 0 ? 1 : 0)],
  silu: [(x) => x * logistic(x), (x) => logistic(x) * (1 + x * (1 - logistic(x)))],
  swish: [(x) => x * logistic(x), (x) => logistic(x) * (1 + x * (1 - logistic(x)))],
  elu: [(x) => (x > 0 ? x : Math.expm1(x)), (x) => (x > 0 ? 1 : Math.exp(x))],
  gelu: [(x) => x * normalBelow(x), (x) => normalBelow(x) + x * 0.3989422804014327 * Math.exp(-0.5 * x * x)],
  erf: [erf, (x) => 1.1283791670955126 * Math.exp(-x * x)],
};
const COMPARISONS = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };
const FORMULA_PAIRS = { max: (a, b) => a >= b, min: (a, b) => a <= b };
const FORMULA_CONSTANTS = { pi: Math.PI, e: Math.E };

class FormulaError extends Error {
  constructor(key, values) {
    super(key);
    this.values = values;
  }
}

// Returns (x) => [value, derivative]; raises FormulaError with the key of a message and what it names.
function readFormula(text) {
  if (text.length > MOST_LETTERS) throw new FormulaError("formula_long", { most: MOST_LETTERS });
  const tokens = text.match(/\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|[a-z_]\w*|\*\*|[<>]=?|[-+*/^(),]|\S/gi) || [];
  let place = 0, depth = 0;
  const fail = () => {
    throw new FormulaError(place < tokens.length ? "formula_unexpected" : "formula_ends", { found: tokens[place] });
  };
  const accept = (...wanted) => (wanted.includes(tokens[place]) ? tokens[place++] : undefined);
  const expect = (wanted) => accept(wanted) || fail();
  const deeper = (read) => {
    if (++depth > MOST_DEPTH) throw new FormulaError("formula_deep", { most: MOST_DEPTH });
    const found = read();
    depth--;
    return found;
  };

  function comparison() {
    const left = sum(), sign = accept(...Object.keys(COMPARISONS));
    if (!sign) return left;
    const right = sum();
    return (x) => [COMPARISONS[sign](left(x)[0], right(x)[0]) ? 1 : 0, 0];
  }
  function sum() {
    let left = product();
    for (let sign; (sign = accept("+", "-")); ) left = combined(sign, left, product());
    return left;
  }
  function product() {
    let left = signed();
    for (let sign; (sign = accept("*", "/")); ) left = combined(sign, left, signed());
    return left;
  }
  function signed() {
    if (accept("+")) return deeper(signed);
    if (!accept("-")) return power();
    const inner = deeper(signed);
    return (x) => inner(x).map((part) => -part);
  }
  function power() {
    const base = atom();
    return accept("^", "**") ? raised(base, deeper(signed)) : base;
  }
  function atom() {
    const token = tokens[place];
    if (accept("(")) {
      const inner = deeper(comparison);
      expect(")");
      return inner;
    }
    if (/^[\d.]/.test(token ?? "") && Number.isFinite(Number(token))) return fixed(Number(tokens[place++]));
    if (!/^[a-z_]/i.test(token ?? "")) return fail();
    place++;
    if (token === "x") return (x) => [x, 1];
    if (Object.hasOwn(FORMULA_CONSTANTS, token)) return fixed(FORMULA_CONSTANTS[token]);
    return called(token);
  }
  function called(name) {
    const count = name === "where" ? 3 : Object.hasOwn(FORMULA_PAIRS, name) ? 2 : Object.hasOwn(FORMULA_FUNCTIONS, name) ? 1 : 0;
    if (!count) throw new FormulaError("formula_unknown", { found: name });
    const given = [];
    expect("(");
    do given.push(deeper(comparison)); while (given.length < count && expect(","));
    expect(")");
    if (name === "where") return (x) => (given[0](x)[0] ? given[1](x) : given[2](x));
    return count === 2 ? picked(FORMULA_PAIRS[name], ...given) : chained(...FORMULA_FUNCTIONS[name], given[0]);
  }

  const found = comparison();
  if (place < tokens.length) fail();
  return found;
}

function fixed(number) {
  return () => [number, 0];
}

function chained(value, slope, inner) {
  return (x) => {
    const [a, d] = inner(x), y = value(a);
    return [y, d === 0 ? 0 : slope(a, y) * d];
  };
}

function picked(first, left, right) {
  return (x) => {
    const a = left(x), b = right(x);
    return first(a[0], b[0]) || Number.isNaN(a[0]) ? a : b;
  };
}

function combined(sign, left, right) {
  return (x) => {
    const [a, da] = left(x), [b, db] = right(x);
    if (sign === "+") return [a + b, da + db];
    if (sign === "-") return [a - b, da - db];
    if (sign === "*") return [a * b, da * b + a * db];
    return [a / b, (da - (a / b) * db) / b];
  };
}

function raised(base, exponent) {
  return (x) => {
    const [a, da] = base(x), [b, db] = exponent(x), y = a ** b;
    const byBase = da === 0 || b === 0 ? 0 : b * a ** (b - 1) * da;
    return [y, byBase + (db === 0 ? 0 : y * Math.log(a) * db)];
  };
}

// The error function: its series near 0, a continued fraction further out.
function erf(x) {
  const size = Math.abs(x);
  if (!(size < 2.5)) return Math.sign(x) * (1 - erfcFar(size));
  let sum = size, term = size;
  for (let n = 1; n < 60; n++) {
    term *= (-size * size) / n;
    sum += term / (2 * n + 1);
  }
  return Math.sign(x) * sum * 1.1283791670955126;
}

function erfcFar(size) {
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (size + fraction);
  return Math.exp(-size * size) / (size + fraction) / 1.772453850905516;
}

function normalBelow(x) {
  const far = -x * 0.7071067811865476;
  return 0.5 * (far > 2.5 ? erfcFar(far) : 1 - erf(far));
}
