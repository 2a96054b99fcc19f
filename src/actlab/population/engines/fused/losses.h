// Losses on a tile: the sum over its samples, and dL/dz written over the outputs z.
//
// `scale` is 1 / (number of terms of the mean); `samples` lanes are real, the others get no gradient.
#pragma once

struct Form {  // of the outputs
  int rows, tile;
  float huber_delta;
};

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
struct LogSum {
  int every;
  V product = splat(1.0f), total = V{};
  int pending = 0;
  INLINE_MEMBER void add(V factor) {
    product *= factor;
    if (++pending == every) flush();
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

struct CrossEntropy {
  typedef M Target;  // class indices
  static constexpr int target_rows(int) { return 1; }
  static constexpr int terms(int) { return 1; }  // of the mean, for each sample
  static int right(const V* z, const M* target, const Form& form, int samples, int count) {
    int total = 0;
    for (int s = 0; s < count; s++) {
      V top = z[s];
      M winner = M{};
      for (int o = 1; o < form.rows; o++) {
        M higher = z[o * form.tile + s] > top;
        winner = higher ? M{} + o : winner;
        top = higher ? z[o * form.tile + s] : top;
      }
      total += how_many((winner == target[s]) & real_lanes(s, samples));
    }
    return total;
  }
  static Sixteen apply(V* z, const M* target, const Form& form, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      LogSum logs{form.rows <= 128 ? 16 : 4};
      V total{};
      for (int s = part; s < count; s += PARTS) total += term(z, target, form, s, samples, scale, logs);
      logs.flush();
      return total + logs.total;
    });
  }
  INLINE_MEMBER static V term(V* z, const M* target, const Form& form, int s, int samples, float scale, LogSum& logs) {
    const M real = real_lanes(s, samples);
    V top = z[s];
    for (int o = 1; o < form.rows; o++) top = maximum(top, z[o * form.tile + s]);
    V sum{}, chosen{};
    for (int o = 0; o < form.rows; o++) {
      V shifted = z[o * form.tile + s] - top;
      chosen = select(target[s] == o, shifted, chosen);
      V e = exponential(shifted);
      sum += e;
      z[o * form.tile + s] = e;
    }
    const V inverse = 1.0f / sum;
    for (int o = 0; o < form.rows; o++) {
      const V probability = z[o * form.tile + s] * inverse;
      z[o * form.tile + s] = only(real, (probability - select(target[s] == o, splat(1.0f), V{})) * scale);
    }
    logs.add(select(real, sum, splat(1.0f)));
    return only(real, -chosen);
  }
};

// Two classes: only the difference of the two logits matters, and there is one row of it.
struct TwoClasses {
  typedef M Target;
  static constexpr int target_rows(int) { return 1; }
  static constexpr int terms(int) { return 1; }
  static int right(const V* z, const M* target, const Form& form, int samples, int count) {
    int total = 0;
    for (int s = 0; s < count; s++) total += how_many((-(z[s] > 0.0f) == target[s]) & real_lanes(s, samples));
    return total;
  }
  static Sixteen apply(V* z, const M* target, const Form& form, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      LogSum logs{64};
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

struct Logistic {  // torch.nn.BCEWithLogitsLoss
  typedef V Target;
  static constexpr int target_rows(int outputs) { return outputs; }
  static constexpr int terms(int outputs) { return outputs; }
  static int right(const V* z, const V* target, const Form& form, int samples, int count) {  // all outputs must be
    int total = 0;
    for (int s = 0; s < count; s++) {
      M all = real_lanes(s, samples);
      for (int o = 0; o < form.rows; o++) all &= (z[o * form.tile + s] > 0.0f) == (target[o * form.tile + s] == 1.0f);
      total += how_many(all);
    }
    return total;
  }
  static Sixteen apply(V* z, const V* target, const Form& form, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      LogSum logs{64};
      V total{};
      for (int o = 0; o < form.rows; o++)
        for (int s = part; s < count; s += PARTS) {
          V factor, *at = z + o * form.tile + s;
          total += logistic_term(*at, target[o * form.tile + s], real_lanes(s, samples), scale, *at, factor);
          logs.add(factor);
        }
      logs.flush();
      return total + logs.total;
    });
  }
};

struct Squared {  // torch.nn.MSELoss
  typedef V Target;
  static constexpr int target_rows(int outputs) { return outputs; }
  static constexpr int terms(int outputs) { return outputs; }
  static int right(const V*, const V*, const Form&, int, int) { return 0; }  // there are no classes
  static Sixteen apply(V* z, const V* target, const Form& form, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      V total{};
      for (int o = 0; o < form.rows; o++)
        for (int s = part; s < count; s += PARTS) {
          const V residual = only(real_lanes(s, samples), z[o * form.tile + s] - target[o * form.tile + s]);
          total = fma(residual, residual, total);
          z[o * form.tile + s] = residual * (2.0f * scale);
        }
      return total;
    });
  }
};

struct Huber {  // torch.nn.HuberLoss
  typedef V Target;
  static constexpr int target_rows(int outputs) { return outputs; }
  static constexpr int terms(int outputs) { return outputs; }
  static int right(const V*, const V*, const Form&, int, int) { return 0; }  // there are no classes
  static Sixteen apply(V* z, const V* target, const Form& form, int samples, int count, float scale) {
    return by_parts([&](int part) HERE {
      V total{};
      for (int o = 0; o < form.rows; o++)
        for (int s = part; s < count; s += PARTS) {
          const V residual = only(real_lanes(s, samples), z[o * form.tile + s] - target[o * form.tile + s]);
          const V size = absolute(residual);
          const V near = 0.5f * residual * residual, far = form.huber_delta * (size - 0.5f * form.huber_delta);
          total += select(size <= form.huber_delta, near, far);
          z[o * form.tile + s] = at_most(at_least(residual, -form.huber_delta), form.huber_delta) * scale;
        }
      return total;
    });
  }
};
