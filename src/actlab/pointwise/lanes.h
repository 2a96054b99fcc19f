// Vectors of float32 as wide as the machine's registers (GCC vector extension, which Clang has too).
//
// Sums run over sixteen logical lanes on every machine: one vector of sixteen, two of eight or four of four.
// Products are added by `fma` where a single rounding is meant, and nowhere else: compile with -ffp-contract=off.
// So machines with a fused multiply-add agree to the bit; others round twice there.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define INLINE_MEMBER inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

#if defined(__AVX512F__)
constexpr int LANES = 16, REGISTERS = 32;
#define EACH_LANE(f) f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9), f(10), f(11), f(12), f(13), f(14), f(15)
#elif defined(__AVX2__)
constexpr int LANES = 8, REGISTERS = 16;
#define EACH_LANE(f) f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7)
#else
#if defined(__aarch64__)
constexpr int LANES = 4, REGISTERS = 32;
#else
constexpr int LANES = 4, REGISTERS = 16;
#endif
#define EACH_LANE(f) f(0), f(1), f(2), f(3)
#endif

typedef float V __attribute__((vector_size(4 * LANES)));    // numbers
typedef int32_t M __attribute__((vector_size(4 * LANES)));  // truth values (0 or -1), or integers
typedef float H __attribute__((vector_size(2 * LANES)));    // half of the numbers
typedef double D __attribute__((vector_size(4 * LANES)));   // and the same in double precision, as wide as a register
typedef int64_t L __attribute__((vector_size(4 * LANES)));

INLINE V splat(float x) {
#define SAME(lane) x
  return V{EACH_LANE(SAME)};
#undef SAME
}
INLINE M bits(V x) { return (M)x; }
INLINE V number(M x) { return (V)x; }
INLINE V absolute(V x) { return number(bits(x) & 0x7fffffff); }
INLINE V with_sign_of(V magnitude, V x) { return number(bits(magnitude) | (bits(x) & (M{} + (int)0x80000000))); }
INLINE V copy_sign(V magnitude, V x) { return with_sign_of(absolute(magnitude), x); }
INLINE V select(M mask, V yes, V no) { return mask ? yes : no; }
INLINE M is_nan(V x) { return x != x; }
INLINE M is_infinite(V x) { return absolute(x) == INFINITY; }
INLINE bool any(M mask) {
  int64_t pairs[LANES / 2], found = 0;
  memcpy(pairs, &mask, sizeof mask);
  for (int pair = 0; pair < LANES / 2; pair++) found |= pairs[pair];
  return found != 0;
}

// a * b + c: rounded once where FUSED, twice where the machine cannot.
#if defined(__FMA__) || defined(__aarch64__)
constexpr int FUSED = 1;
#else
constexpr int FUSED = 0;
#endif
INLINE V fma(V a, V b, V c) {
#if !defined(__FMA__) && !defined(__aarch64__)
  return a * b + c;
#elif defined(__clang__)
  return __builtin_elementwise_fma(a, b, c);
#elif defined(__AVX512F__)
  return (V)__builtin_ia32_vfmaddps512_mask(a, b, c, -1, 4);
#elif defined(__AVX2__)
  return (V)__builtin_ia32_vfmaddps256(a, b, c);
#elif defined(__FMA__)
  return (V)__builtin_ia32_vfmaddps(a, b, c);
#else
  V sum;
  for (int lane = 0; lane < LANES; lane++) sum[lane] = __builtin_fmaf(a[lane], b[lane], c[lane]);
  return sum;
#endif
}
INLINE V fma(V a, V b, float c) { return fma(a, b, splat(c)); }
INLINE V fma(V a, float b, V c) { return fma(a, splat(b), c); }
INLINE V fma(V a, float b, float c) { return fma(a, splat(b), splat(c)); }

// As torch has them: a NaN on either side is returned.
INLINE V maximum(V a, V b) { return (a > b) | is_nan(a) ? a : b; }
INLINE V minimum(V a, V b) { return (a < b) | is_nan(a) ? a : b; }
// Bounds that are numbers; NaN goes through.  Each is one instruction, which GCC does not find by itself.
#if defined(__AVX512F__) && !defined(__clang__)
INLINE V at_least(V x, float low) { return (V)__builtin_ia32_maxps512_mask(splat(low), x, V{}, -1, 4); }
INLINE V at_most(V x, float high) { return (V)__builtin_ia32_minps512_mask(splat(high), x, V{}, -1, 4); }
#elif defined(__AVX2__) && !defined(__clang__)
INLINE V at_least(V x, float low) { return (V)__builtin_ia32_maxps256(splat(low), x); }
INLINE V at_most(V x, float high) { return (V)__builtin_ia32_minps256(splat(high), x); }
#else
INLINE V at_least(V x, float low) { return x < low ? splat(low) : x; }
INLINE V at_most(V x, float high) { return x > high ? splat(high) : x; }
#endif
INLINE V sign(V x) { return select(x > 0.0f, splat(1.0f), select(x < 0.0f, splat(-1.0f), select(is_nan(x), x, x * 0.0f))); }

INLINE V square_root(V x) {
#if defined(__clang__)
  return __builtin_elementwise_sqrt(x);
#else
  V y;
  for (int lane = 0; lane < LANES; lane++) y[lane] = __builtin_sqrtf(x[lane]);
  return y;
#endif
}

// ---- sixteen logical lanes

constexpr int GROUP = 16, PARTS = GROUP / LANES;
struct Sixteen {
  V part[PARTS];
};
INLINE float lane_sum(const Sixteen& x) {
  float total = 0;
  for (int lane = 0; lane < GROUP; lane++) total += x.part[lane / LANES][lane % LANES];
  return total;
}
// Adds up in each logical lane: vector s belongs to part s modulo PARTS; `sum(part)` adds those of one part.
template <class Sum>
INLINE Sixteen by_parts(Sum sum) {
  Sixteen all;
  for (int part = 0; part < PARTS; part++) all.part[part] = sum(part);
  return all;
}
