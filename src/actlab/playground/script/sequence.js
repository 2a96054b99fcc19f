// The interval that may be looked at after every block, and the verdict; src/actlab/statistics/sequential.py has the source.
"use strict";

const PRIOR_VARIANCE = 0.3, FIRST_LOOK = 30, FLOOR_ITEMS = 4, FEWEST = 5, FEWEST_EQUAL = 10;

function unitHalfWidth(n, alpha) {
  const k = 1 + PRIOR_VARIANCE * n, r = (Math.sqrt(k) / alpha) ** (2 / n), left = 1 - r / k;
  return left > 0 && n > 1 ? Math.sqrt(((n - 1) * (r - 1)) / left / n) : Infinity;
}

// The running intersection after each difference: [{n, mean, low, high}]; ends are infinite before the first look.
function runningIntervals(differences, item, alpha = 0.05) {
  let sum = 0, squares = 0, low = -Infinity, high = Infinity;
  const centre = differences.reduce((total, value) => total + value, 0) / differences.length;
  return differences.map((value, i) => {
    const n = i + 1, away = value - centre;
    sum += away;
    squares += away * away;
    const mean = centre + sum / n, unit = unitHalfWidth(n, alpha);
    if (n >= FIRST_LOOK && Number.isFinite(unit)) {
      const deviation = Math.sqrt(Math.max(squares - (sum * sum) / n, 0) / (n - 1));
      const half = Math.max(deviation * unit, (FLOOR_ITEMS * item) / n);
      low = Math.max(low, mean - half);
      high = Math.min(high, mean + half);
    }
    return { n, mean, low, high };
  });
}

// As statistics/verdict.py decides: no candidate is called better inside the band of what does not matter.
function decide({ low, high, n }, delta) {
  if (n < FEWEST || low > high) return "undecided";
  if (low > delta) return "better_by_delta";
  if (high < -delta) return "worse_by_delta";
  if (-delta <= low && high <= delta) return n >= FEWEST_EQUAL ? "practically_equal" : "undecided";
  if (low > 0) return "better";
  return high < 0 ? "worse" : "undecided";
}
