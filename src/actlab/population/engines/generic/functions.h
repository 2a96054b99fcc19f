// An activation as the generic kernel calls it: through pointers, a row of vectors at a time.
#pragma once

extern "C" {
struct Function {
  int32_t parameters;  // how many are learned
  void (*value)(V* z, int vectors, const float* learned);
  void (*both)(V* z, V* slope, int vectors, const float* learned);  // z becomes f(z)
  void (*gradient)(const float* learned, const V* before, const V* flow, float* gradient, int outputs, int tile, int count);
};
}

template <class Activation>
struct Pointed {
  static void value(V* z, int vectors, const float* learned) {
    for (int i = 0; i < vectors; i++) z[i] = Activation::value(z[i], learned);
  }
  static void both(V* z, V* slope, int vectors, const float* learned) {
    for (int i = 0; i < vectors; i++) z[i] = Activation::both(z[i], learned, slope[i]);
  }
  static void gradient(const float* learned, const V* before, const V* flow, float* gradient, int outputs, int tile, int count) {
    if constexpr (Activation::PARAMETERS > 0)
      learned_gradient<Activation>(learned, before, flow, gradient, outputs, tile, count);
  }
  static constexpr Function FUNCTION{Activation::PARAMETERS, value, both, gradient};
};
