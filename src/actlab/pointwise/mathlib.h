// Vector mathematics in float32: sixteen lanes, GCC vector extension, no intrinsics.
//
// Every function is within 2 ulp of the exact value over all of float32 (tests/unit/pointwise/test_mathlib.py),
// and right at +-0, +-inf and NaN.  The code relies on the order in which it is written: compile it
// without -ffast-math, which would remove the rounding trick in `round_to_int`.
//
// Polynomials were fitted for this file: weighted least squares driven to the minimax error (Lawson), 40 digits.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define INLINE_MEMBER inline __attribute__((always_inline))

constexpr int LANES = 16;
typedef float V __attribute__((vector_size(64)));    // sixteen numbers
typedef int32_t M __attribute__((vector_size(64)));  // sixteen truth values (0 or -1), or sixteen integers
typedef double D __attribute__((vector_size(128)));  // the same sixteen numbers in double precision
typedef int64_t L __attribute__((vector_size(128)));

INLINE V splat(float x) { return V{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
INLINE M bits(V x) { return (M)x; }
INLINE V number(M x) { return (V)x; }
INLINE V absolute(V x) { return number(bits(x) & 0x7fffffff); }
INLINE V with_sign_of(V magnitude, V x) { return number(bits(magnitude) | (bits(x) & (M{} + (int)0x80000000))); }
INLINE V select(M mask, V yes, V no) { return mask ? yes : no; }
INLINE M is_nan(V x) { return x != x; }
INLINE M is_infinite(V x) { return absolute(x) == INFINITY; }
INLINE V copy_sign(V magnitude, V x) { return with_sign_of(absolute(magnitude), x); }
INLINE bool any(M mask) {
  int found = 0;
  for (int lane = 0; lane < LANES; lane++) found |= mask[lane];
  return found != 0;
}

// As torch has them: a NaN on either side is returned.
INLINE V maximum(V a, V b) { return (a > b) | is_nan(a) ? a : b; }
INLINE V minimum(V a, V b) { return (a < b) | is_nan(a) ? a : b; }
// Bounds that are numbers; NaN goes through.
#if defined(__AVX512F__) && !defined(__clang__)  // one instruction, which the compiler does not find by itself
INLINE V at_least(V x, float low) { return (V)__builtin_ia32_maxps512_mask(splat(low), x, V{}, -1, 4); }
INLINE V at_most(V x, float high) { return (V)__builtin_ia32_minps512_mask(splat(high), x, V{}, -1, 4); }
#else
INLINE V at_least(V x, float low) { return x < low ? splat(low) : x; }
INLINE V at_most(V x, float high) { return x > high ? splat(high) : x; }
#endif
INLINE V sign(V x) { return select(x > 0.0f, splat(1.0f), select(x < 0.0f, splat(-1.0f), select(is_nan(x), x, x * 0.0f))); }

INLINE V square_root(V x) {
  V y;
  for (int lane = 0; lane < LANES; lane++) y[lane] = __builtin_sqrtf(x[lane]);
  return y;
}

// ---- rounding

constexpr float ROUNDER = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
struct Rounded {
  V whole;
  M integer;
};
INLINE Rounded round_to_int(V x) {  // |x| < 2^22
  V shifted = x + ROUNDER;
  return {shifted - ROUNDER, bits(shifted) - bits(splat(ROUNDER))};
}
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
  q = q * r + 0.008366644761f;
  q = q * r + 0.04166628083f;
  q = q * r + 0.1666654254f;
  q = q * r + 0.5f;
  return q * (r * r) + r;
}
INLINE Reduced reduce_exp(V x) {
  Rounded k = round_to_int(x * LOG2_E);
  return {k.integer, exp_minus_one_near_zero((x - k.whole * LN2_HIGH) - k.whole * LN2_LOW)};
}
INLINE V power_of_two(M n) { return number((n + 127) << 23); }  // -126 <= n <= 127

INLINE V exponential(V x) {
  Reduced e = reduce_exp(at_most(at_least(x, -104.5f), 89.5f));
  M half = e.n >> 1;  // two steps: the result may be subnormal or overflow
  V first = power_of_two(half);
  return (e.p * first + first) * power_of_two(e.n - half);
}
INLINE V exponential_minus_one(V x) {
  Reduced e = reduce_exp(at_most(at_least(x, -20.0f), 89.5f));
  M half = e.n >> 1;
  V first = power_of_two(half), second = power_of_two(e.n - half);
  V far = (e.p * first + first) * second - 1.0f;
  V scale = first * second;
  V near = e.p * scale + (scale - 1.0f);
  return select(absolute(x) < 1.0e-7f, x, select(x > 60.0f, far, near));
}
INLINE V sigmoid(V x) {  // 1 / (1 + exp(-x)), exact in the left tail too
  V e = exponential(x < -88.0f ? x : -absolute(x));
  V sum = 1.0f + e;
  V lost = e - (sum - 1.0f);  // by rounding the sum
  V q = select(x < 0.0f, e, splat(1.0f)) / sum;
  return q - q * (lost * (1.0f - 0.5f * e));  // 1 / sum, nearly
}

INLINE V quick_power_of_two(V y) {  // -126 <= y <= 127, relative error 1e-7 and that of y
  V shifted = y + ROUNDER;
  V f = y - (shifted - ROUNDER);
  V p = splat(0.0001535335595f);
  p = p * f + 0.001339887706f;
  p = p * f + 0.009618437403f;
  p = p * f + 0.05550332463f;
  p = p * f + 0.2402264791f;
  p = p * f + 0.6931472029f;
  p = p * f + 1.0f;
  return number(bits(p) + (bits(shifted) << 23));
}

// ---- logarithm

INLINE V log_of_one_plus(V f) {  // sqrt(1/2) - 1 <= f <= sqrt(2) - 1; without the leading f
  V p = splat(-0.07859210273f);
  p = p * f + 0.1288149331f;
  p = p * f - 0.1312883293f;
  p = p * f + 0.1418121759f;
  p = p * f - 0.1662454859f;
  p = p * f + 0.200022851f;
  p = p * f - 0.2500081054f;
  p = p * f + 0.3333331674f;
  V square = f * f;
  return (p * f) * square - 0.5f * square;
}
INLINE M binary_exponent(V x) { return (bits(x) - 0x3f3504f3) >> 23; }  // x = 2^n m, sqrt(1/2) <= m < sqrt(2)
INLINE V assemble_log(V f, V n) { return ((n * LN2_LOW + log_of_one_plus(f)) + f) + n * LN2_HIGH; }

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
  V shifted = ROUNDER - size * (2.0f * LOG2_E);
  V r = -(size + size) - (shifted - ROUNDER) * (LN2_HIGH + LN2_LOW);  // one constant will do: e matters less as it falls
  V scale = number((bits(shifted) << 23) + 0x3f800000);
  V rest = exp_minus_one_near_zero(r) * scale;
  return with_sign_of(((1.0f - scale) - rest) / ((1.0f + scale) + rest), x);
}

// ---- error function: an odd polynomial near 0, 1 - exp(polynomial) beyond

INLINE V error_function(V x) {
  V t = absolute(x), s = x * x;
  V near = splat(-0.0005862066614f);
  near = near * s + 0.004967503308f;
  near = near * s - 0.02674886148f;
  near = near * s + 0.112813206f;
  near = near * s - 0.3761244593f;
  near = near * s + 0.1283791423f;
  near = near * x + x;
  V bounded = at_most(t, 4.0f);
  V far = splat(0.0002146004111f);
  far = far * bounded - 0.003220016626f;
  far = far * bounded + 0.02290615304f;
  far = far * bounded - 0.1052870301f;
  far = far * bounded - 0.6356992454f;
  far = far * bounded - 1.128519986f;
  Reduced e = reduce_exp(far * bounded);
  V scale = power_of_two(e.n);
  far = (1.0f - scale) - e.p * scale;
  return select(t < 0.95f, near, with_sign_of(far, x));
}

// ---- circular functions, in double precision inside

INLINE D widen(V x) { return __builtin_convertvector(x, D); }
INLINE V narrow(D x) { return __builtin_convertvector(x, V); }

struct Circular {
  D sine, cosine;
  L quadrant;
};
INLINE Circular reduce_circular(V x) {  // |x| < 2^20
  constexpr double ROUNDER_D = 6755399441055744.0;  // 1.5 * 2^52
  D wide = widen(x);
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
  Circular c = reduce_circular(x);
  L quadrant = (c.quadrant + TURN) & 3;
  D y = (quadrant & 1) != 0 ? c.cosine : c.sine;
  return narrow((quadrant & 2) != 0 ? -y : y);
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
  return {x * gate, ((bounded * inverse) * inverse) * (4.0f * (e * e + e)) + gate};
}

// gelu: the tail of the normal distribution beyond b = |x| is exp(-b^2 / 2) R(b), and R is smooth in 1 / (1 + p b)
INLINE ValueAndSlope gelu(V x) {
  constexpr float DENSITY_AT_ZERO = 0.3989422804f;
  V b = at_most(absolute(x), 13.2f);
  V t = 1.0f / (b * 0.3f + 1.0f);
  V r = splat(0.03567663731f);
  r = r * t - 0.1572105626f;
  r = r * t + 0.2063657794f;
  r = r * t - 0.0536942731f;
  r = r * t + 0.1285668556f;
  r = r * t + 0.09991203477f;
  r = r * t + 0.1207541688f;
  r = r * t + 0.1196292863f;
  V e = quick_power_of_two((b * -0.7213475204f) * b);
  V tail = e * (r * t);
  V left = tail - (b * DENSITY_AT_ZERO) * e;  // the slope at -b
  return {at_least(x, 0.0f) - b * tail, select(x < 0.0f, left, 1.0f - left)};
}
