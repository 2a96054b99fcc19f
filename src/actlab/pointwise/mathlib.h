// Vector mathematics in float32, on the vectors of lanes.h.
//
// Every function is within 2 ulp of the exact value over all of float32 (tests/unit/pointwise/test_mathlib.py),
// and right at +-0, +-inf and NaN.  The code relies on the order in which it is written: compile it
// without -ffast-math, which would remove the rounding trick with ROUNDER.
//
// Polynomials were fitted for this file: weighted least squares driven to the minimax error (Lawson), 40 digits.
#pragma once

// ---- rounding

constexpr float ROUNDER = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
INLINE V nearest(V x) {  // ties to even, as torch.round
  V whole = with_sign_of((absolute(x) + 8388608.0f) - 8388608.0f, x);
  return absolute(x) < 8388608.0f ? whole : x;
}
INLINE V floor_of(V x) {
  V whole = nearest(x);
  return with_sign_of(absolute(whole > x ? whole - 1.0f : whole), x);
}
INLINE V ceil_of(V x) { return -floor_of(-x); }
INLINE V trunc_of(V x) { return with_sign_of(floor_of(absolute(x)), x); }

// ---- exponential

constexpr float LOG2_E = 1.44269504f;
constexpr float LN2_HIGH = 0.693359375f, LN2_LOW = -2.12194440e-4f;

struct Reduced {  // exp(x) = 2^n (1 + p)
  M n;
  V p;
};
INLINE V exp_minus_one_near_zero(V r) {  // |r| <= log(2) / 2
  V q = splat(0.001394653882f);
  q = fma(q, r, 0.008366644761f);
  q = fma(q, r, 0.04166628083f);
  q = fma(q, r, 0.1666654254f);
  q = fma(q, r, 0.5f);
  return fma(q, r * r, r);
}
INLINE Reduced reduce_exp(V x) {
  V shifted = fma(x, LOG2_E, ROUNDER), k = shifted - ROUNDER;
  return {bits(shifted) - bits(splat(ROUNDER)), exp_minus_one_near_zero(fma(k, -LN2_LOW, fma(k, -LN2_HIGH, x)))};
}
INLINE V power_of_two(M n) { return number((n + 127) << 23); }  // -126 <= n <= 127

INLINE Reduced reduce_far_exp(V x) { return reduce_exp(at_most(at_least(x, -150.0f), 89.5f)); }
INLINE V exponential(V x) {
  Reduced e = reduce_far_exp(x);
  M half = e.n >> 1;  // two steps: the result may be subnormal or overflow
  V first = power_of_two(half);
  return fma(e.p, first, first) * power_of_two(e.n - half);
}
// factor * exp(x) for x <= 0, rounded once into the subnormal numbers; shares its work with exponential(x)
INLINE V scaled_exponential(V factor, V x) {
  Reduced e = reduce_far_exp(x);
  M half = e.n >> 1;
  return select(x < -150.0f, factor * 0.0f, (fma(e.p, factor, factor) * power_of_two(half)) * power_of_two(e.n - half));
}
INLINE V exponential_minus_one(V x) {
  Reduced e = reduce_exp(at_most(at_least(x, -20.0f), 89.5f));
  M half = e.n >> 1;
  V first = power_of_two(half), second = power_of_two(e.n - half);
  V far = fma(fma(e.p, first, first), second, -1.0f);
  V scale = first * second;
  V near = fma(e.p, scale, scale - 1.0f);
  return select(absolute(x) < 1.0e-7f, x, select(x > 60.0f, far, near));
}
INLINE V sigmoid(V x) {  // 1 / (1 + exp(-x)), exact in the left tail too
  V e = exponential(x < -88.0f ? x : -absolute(x));
  V sum = 1.0f + e;
  V lost = e - (sum - 1.0f);  // by rounding the sum
  V q = select(x < 0.0f, e, splat(1.0f)) / sum;
  return fma(-q, lost * fma(e, -0.5f, 1.0f), q);  // 1 / sum, nearly
}

INLINE V quick_power_of_two(V y) {  // -126 <= y <= 127, relative error 1e-7 and that of y
  V shifted = y + ROUNDER;
  V f = y - (shifted - ROUNDER);
  V p = splat(0.0001535335595f);
  p = fma(p, f, 0.001339887706f);
  p = fma(p, f, 0.009618437403f);
  p = fma(p, f, 0.05550332463f);
  p = fma(p, f, 0.2402264791f);
  p = fma(p, f, 0.6931472029f);
  p = fma(p, f, 1.0f);
  return number(bits(p) + (bits(shifted) << 23));
}

// ---- logarithm

INLINE V log_of_one_plus(V f) {  // sqrt(1/2) - 1 <= f <= sqrt(2) - 1; without the leading f
  V p = splat(-0.07859210273f);
  p = fma(p, f, 0.1288149331f);
  p = fma(p, f, -0.1312883293f);
  p = fma(p, f, 0.1418121759f);
  p = fma(p, f, -0.1662454859f);
  p = fma(p, f, 0.200022851f);
  p = fma(p, f, -0.2500081054f);
  p = fma(p, f, 0.3333331674f);
  V square = f * f;
  return fma(p * f, square, -0.5f * square);
}
INLINE M binary_exponent(V x) { return (bits(x) - 0x3f3504f3) >> 23; }  // x = 2^n m, sqrt(1/2) <= m < sqrt(2)
INLINE V assemble_log(V f, V n) { return fma(n, LN2_HIGH, fma(n, LN2_LOW, log_of_one_plus(f)) + f); }

INLINE V log_at_edges(V x, V result) {  // x < 0, 0, inf, NaN
  result = x == 0.0f ? splat(-INFINITY) : result;
  result = x < 0.0f ? splat(NAN) : result;
  return select(x == INFINITY, x, select(is_nan(x), x, result));
}
INLINE V logarithm(V x) {
  M tiny = x < 1.17549435e-38f;
  V scaled = tiny ? x * 16777216.0f : x;
  M n = binary_exponent(scaled);
  V f = number(bits(scaled) - (n << 23)) - 1.0f;
  V exponent = __builtin_convertvector(n, V) - select(tiny, splat(24.0f), splat(0.0f));
  return log_at_edges(x, assemble_log(f, exponent));
}
INLINE V log1p(V x) {
  V u = 1.0f + x;
  M n = binary_exponent(u);
  V lost = (x - (u - 1.0f)) * power_of_two(-n);  // what the rounding of 1 + x dropped
  V f = (number(bits(u) - (n << 23)) - 1.0f) + select(u < 1.0e9f, lost, splat(0.0f));
  V result = assemble_log(f, __builtin_convertvector(n, V));
  return select(absolute(x) < 1.0e-7f, x, log_at_edges(u, result));
}

// ---- hyperbolic tangent: (1 - e) / (1 + e) with e = exp(-2|x|) = scale (1 + p), which is exact near 0 as written here

INLINE V hyperbolic_tangent(V x) {
  V size = at_most(absolute(x), 20.0f);
  V shifted = fma(size, -2.0f * LOG2_E, ROUNDER);
  V r = fma(shifted - ROUNDER, -(LN2_HIGH + LN2_LOW), size * -2.0f);  // one constant will do: e matters less as it falls
  V scale = number((bits(shifted) << 23) + 0x3f800000);
  V p = exp_minus_one_near_zero(r);
  return with_sign_of(fma(-p, scale, 1.0f - scale) / fma(p, scale, 1.0f + scale), x);
}

// ---- error function: an odd polynomial near 0, 1 - exp(polynomial) beyond

INLINE V error_function(V x) {
  V t = absolute(x), s = x * x;
  V near = splat(-0.0005862066614f);
  near = fma(near, s, 0.004967503308f);
  near = fma(near, s, -0.02674886148f);
  near = fma(near, s, 0.112813206f);
  near = fma(near, s, -0.3761244593f);
  near = fma(near, s, 0.1283791423f);
  near = fma(near, x, x);
  V bounded = at_most(t, 4.0f);
  V far = splat(0.0002146004111f);
  far = fma(far, bounded, -0.003220016626f);
  far = fma(far, bounded, 0.02290615304f);
  far = fma(far, bounded, -0.1052870301f);
  far = fma(far, bounded, -0.6356992454f);
  far = fma(far, bounded, -1.128519986f);
  Reduced e = reduce_exp(far * bounded);
  V scale = power_of_two(e.n);
  far = fma(-e.p, scale, 1.0f - scale);
  return select(t < 0.95f, near, with_sign_of(far, x));
}

// ---- circular functions, in double precision inside

struct Circular {
  D sine, cosine;
  L quadrant;
};
INLINE Circular reduce_circular(H x) {  // |x| < 2^20
  constexpr double ROUNDER_D = 6755399441055744.0;  // 1.5 * 2^52
  D wide = __builtin_convertvector(x, D);
  D shifted = wide * 0.63661977236758134308 + ROUNDER_D;
  D k = shifted - ROUNDER_D;
  D r = (wide - k * 1.57079632679489655800) - k * 6.12323399573676603587e-17;
  D s = r * r;
  D sine = ((((s * 2.7557319e-6 - 1.98412698e-4) * s + 8.33333333333e-3) * s - 0.166666666666667) * s) * r + r;
  D cosine = ((((s * -2.7557319e-7 + 2.48015873e-5) * s - 1.388888888889e-3) * s + 4.16666666666667e-2) * s - 0.5) * s + 1.0;
  return {sine, cosine, (L)shifted & 3};
}
template <double (*EXACT)(double)>
INLINE V lane_by_lane(V x) {
  V y = x;
  for (int lane = 0; lane < LANES; lane++) y[lane] = (float)EXACT(x[lane]);
  return y;
}
template <double (*EXACT)(double), int TURN>
INLINE V circular(V x) {
  if (__builtin_expect(any(~(absolute(x) < 1048576.0f)), 0)) return lane_by_lane<EXACT>(x);
  H half[2];
  memcpy(half, &x, sizeof x);
  for (H& each : half) {
    Circular c = reduce_circular(each);
    L quadrant = (c.quadrant + TURN) & 3;
    D y = (quadrant & 1) != 0 ? c.cosine : c.sine;
    each = __builtin_convertvector((quadrant & 2) != 0 ? -y : y, H);
  }
  V y;
  memcpy(&y, half, sizeof y);
  return y;
}
INLINE V sine(V x) { return select(x == 0.0f, x, circular<::sin, 0>(x)); }
INLINE V cosine(V x) { return circular<::cos, 1>(x); }

// ---- functions that are rare in networks: the C library's, in double precision, lane by lane

INLINE V tangent(V x) { return lane_by_lane<::tan>(x); }
INLINE V arc_sine(V x) { return lane_by_lane<::asin>(x); }
INLINE V arc_cosine(V x) { return lane_by_lane<::acos>(x); }
INLINE V arc_tangent(V x) { return lane_by_lane<::atan>(x); }
INLINE V hyperbolic_sine(V x) { return lane_by_lane<::sinh>(x); }
INLINE V hyperbolic_cosine(V x) { return lane_by_lane<::cosh>(x); }
INLINE V area_sine(V x) { return lane_by_lane<::asinh>(x); }
INLINE V area_cosine(V x) { return lane_by_lane<::acosh>(x); }
INLINE V area_tangent(V x) { return lane_by_lane<::atanh>(x); }
INLINE V complementary_error_function(V x) { return lane_by_lane<::erfc>(x); }
INLINE V exponential_base_two(V x) { return lane_by_lane<::exp2>(x); }
INLINE V logarithm_base_two(V x) { return lane_by_lane<::log2>(x); }
INLINE V logarithm_base_ten(V x) { return lane_by_lane<::log10>(x); }
INLINE V hypotenuse(V x, V y) {  // no square overflows in double precision
  V z = x;
  for (int lane = 0; lane < LANES; lane++) {
    const double a = x[lane], b = y[lane];
    z[lane] = (float)__builtin_sqrt(a * a + b * b);
  }
  return select(is_infinite(x) | is_infinite(y), splat(INFINITY), z);
}
INLINE V power(V x, V y) {
  V z = x;
  for (int lane = 0; lane < LANES; lane++) z[lane] = (float)::pow((double)x[lane], (double)y[lane]);
  return z;
}

// ---- common activations whose value and slope share more than the operations that define them
//
// Accurate to a few units of the last place times the conditioning of the function; below 1e-37 they are not
// followed into the subnormal numbers.

struct ValueAndSlope {
  V value, slope;
};

// mish: with e = exp(x), tanh(log(1 + e)) = w / (w + 2) where w = e (e + 2)
INLINE ValueAndSlope mish(V x) {
  x = at_least(x, -87.0f);
  V bounded = at_most(x, 20.0f);
  V e = quick_power_of_two(bounded * LOG2_E);
  V w = e * (e + 2.0f);
  V inverse = 1.0f / (w + 2.0f);
  V gate = w * inverse;
  return {x * gate, fma((bounded * inverse) * inverse, 4.0f * fma(e, e, e), gate)};
}

// gelu: the tail of the normal distribution beyond b = |x| is exp(-b^2 / 2) R(b), and R is smooth in 1 / (1 + p b)
INLINE ValueAndSlope gelu(V x) {
  constexpr float DENSITY_AT_ZERO = 0.3989422804f;
  V b = at_most(absolute(x), 13.2f);
  V t = 1.0f / fma(b, 0.3f, 1.0f);
  V r = splat(0.03567663731f);
  r = fma(r, t, -0.1572105626f);
  r = fma(r, t, 0.2063657794f);
  r = fma(r, t, -0.0536942731f);
  r = fma(r, t, 0.1285668556f);
  r = fma(r, t, 0.09991203477f);
  r = fma(r, t, 0.1207541688f);
  r = fma(r, t, 0.1196292863f);
  V e = quick_power_of_two((b * -0.7213475204f) * b);
  V tail = e * (r * t);
  V left = fma(b * -DENSITY_AT_ZERO, e, tail);  // the slope at -b
  return {fma(-b, tail, at_least(x, 0.0f)), select(x < 0.0f, left, 1.0f - left)};
}
