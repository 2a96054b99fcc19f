// Losses on a tile: the sum over its samples, and dL/dz written over the outputs z.
//
// `scale` is 1 / (number of terms of the mean); `samples` lanes are real, the others get no gradient.
#pragma once

INLINE M real_lanes(int s, int samples) {
  M lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  return lane < samples - s * LANES;
}
INLINE V only(M real, V x) { return number(bits(x) & real); }

INLINE int how_many(M mask) {
  int total = 0;
  for (int lane = 0; lane < LANES; lane++) total -= mask[lane];
  return total;
}

// A sum of logarithms is the logarithm of a product, taken before the product can overflow.
template <int EVERY>
struct LogSum {
  V product = splat(1.0f), total = V{};
  int pending = 0;
  INLINE_MEMBER void add(V factor) {
    product *= factor;
    if (++pending == EVERY) flush();
  }
  INLINE_MEMBER void flush() {
    total += logarithm(product);
    product = splat(1.0f);
    pending = 0;
  }
};

// One logit z for the class 1: log(1 + exp(z)) - y z, where y is 0, 1 or a probability.
INLINE V logistic_term(V z, V y, M real, float scale, V& gradient, V& factor) {
  V e = exponential(-absolute(z));
  V sum = 1.0f + e;
  V probability = select(z < 0.0f, e, splat(1.0f)) / sum;
  gradient = only(real, (probability - y) * scale);
  factor = select(real, sum, splat(1.0f));
  return only(real, fma(-z, y, at_least(z, 0.0f)));
}

template <int OUT, int TILE>
struct CrossEntropy {
  typedef M Target;  // class indices
  static constexpr int TARGET_ROWS = 1;
  static constexpr int TERMS = 1;  // of the mean, for each sample
  static int right(const V* z, const M* target, int samples, int count) {
    int total = 0;
    for (int s = 0; s < count; s++) {
      V top = z[s];
      M winner = M{};
      for (int o = 1; o < OUT; o++) {
        M higher = z[o * TILE + s] > top;
        winner = higher ? M{} + o : winner;
        top = higher ? z[o * TILE + s] : top;
      }
      total += how_many((winner == target[s]) & real_lanes(s, samples));
    }
    return total;
  }
  static Sixteen apply(V* z, const M* target, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      LogSum<(OUT <= 128 ? 16 : 4)> logs;
      V total{};
      for (int s = part; s < count; s += PARTS) total += term(z, target, s, samples, scale, logs);
      logs.flush();
      return total + logs.total;
    });
  }
  template <class Logs>
  INLINE_MEMBER static V term(V* z, const M* target, int s, int samples, float scale, Logs& logs) {
    const M real = real_lanes(s, samples);
    V top = z[s];
    for (int o = 1; o < OUT; o++) top = maximum(top, z[o * TILE + s]);
    V sum{}, chosen{};
    for (int o = 0; o < OUT; o++) {
      V shifted = z[o * TILE + s] - top;
      chosen = select(target[s] == o, shifted, chosen);
      V e = exponential(shifted);
      sum += e;
      z[o * TILE + s] = e;
    }
    const V inverse = 1.0f / sum;
    for (int o = 0; o < OUT; o++) {
      const V probability = z[o * TILE + s] * inverse;
      z[o * TILE + s] = only(real, (probability - select(target[s] == o, splat(1.0f), V{})) * scale);
    }
    logs.add(select(real, sum, splat(1.0f)));
    return only(real, -chosen);
  }
};

// Two classes: only the difference of the two logits matters, and there is one row of it.
template <int OUT, int TILE>
struct TwoClasses {
  typedef M Target;
  static constexpr int TARGET_ROWS = 1;
  static constexpr int TERMS = 1;
  static int right(const V* z, const M* target, int samples, int count) {
    int total = 0;
    for (int s = 0; s < count; s++) total += how_many((-(z[s] > 0.0f) == target[s]) & real_lanes(s, samples));
    return total;
  }
  static Sixteen apply(V* z, const M* target, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      LogSum<64> logs;
      V total{};
      for (int s = part; s < count; s += PARTS) {
        V factor, y = __builtin_convertvector(target[s], V);
        total += logistic_term(z[s], y, real_lanes(s, samples), scale, z[s], factor);
        logs.add(factor);
      }
      logs.flush();
      return total + logs.total;
    });
  }
};

template <int OUT, int TILE>
struct Logistic {  // torch.nn.BCEWithLogitsLoss
  typedef V Target;
  static constexpr int TARGET_ROWS = OUT;
  static constexpr int TERMS = OUT;
  static int right(const V* z, const V* target, int samples, int count) {  // all outputs must be
    int total = 0;
    for (int s = 0; s < count; s++) {
      M all = real_lanes(s, samples);
      for (int o = 0; o < OUT; o++) all &= (z[o * TILE + s] > 0.0f) == (target[o * TILE + s] == 1.0f);
      total += how_many(all);
    }
    return total;
  }
  static Sixteen apply(V* z, const V* target, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      LogSum<64> logs;
      V total{};
      for (int o = 0; o < OUT; o++)
        for (int s = part; s < count; s += PARTS) {
          V factor, *at = z + o * TILE + s;
          total += logistic_term(*at, target[o * TILE + s], real_lanes(s, samples), scale, *at, factor);
          logs.add(factor);
        }
      logs.flush();
      return total + logs.total;
    });
  }
};

template <int OUT, int TILE>
struct Squared {  // torch.nn.MSELoss
  typedef V Target;
  static constexpr int TARGET_ROWS = OUT;
  static constexpr int TERMS = OUT;
  static int right(const V*, const V*, int, int) { return 0; }  // there are no classes
  static Sixteen apply(V* z, const V* target, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      V total{};
      for (int o = 0; o < OUT; o++)
        for (int s = part; s < count; s += PARTS) {
          const V residual = only(real_lanes(s, samples), z[o * TILE + s] - target[o * TILE + s]);
          total = fma(residual, residual, total);
          z[o * TILE + s] = residual * (2.0f * scale);
        }
      return total;
    });
  }
};

template <int OUT, int TILE>
struct Huber {  // torch.nn.HuberLoss
  typedef V Target;
  static constexpr int TARGET_ROWS = OUT;
  static constexpr int TERMS = OUT;
  static int right(const V*, const V*, int, int) { return 0; }  // there are no classes
  static Sixteen apply(V* z, const V* target, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      V total{};
      for (int o = 0; o < OUT; o++)
        for (int s = part; s < count; s += PARTS) {
          const V residual = only(real_lanes(s, samples), z[o * TILE + s] - target[o * TILE + s]);
          const V size = absolute(residual);
          const V near = 0.5f * residual * residual, far = HUBER_DELTA * (size - 0.5f * HUBER_DELTA);
          total += select(size <= HUBER_DELTA, near, far);
          z[o * TILE + s] = at_most(at_least(residual, -HUBER_DELTA), HUBER_DELTA) * scale;
        }
      return total;
    });
  }
};
