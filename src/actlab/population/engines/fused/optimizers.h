// Update rules, in the order of operations of torch.optim; one vector of parameters at a time.
//
// `first` and `second` are the running averages (momentum uses the first); `decay` is each parameter's weight
// decay, none for the parameters of activations, or with EACH = 0 one for all.
#pragma once

struct Constants {
  double beta1, beta2, epsilon, weight_decay, momentum, dampening;
  int32_t nesterov;
};

template <bool DECOUPLED>
struct Adam {  // torch.optim.Adam; DECOUPLED: torch.optim.AdamW
  double power1, power2;
  Adam(const Constants& c, int64_t steps_done) : power1(pow(c.beta1, steps_done)), power2(pow(c.beta2, steps_done)) {}
  template <int EACH>
  void step(const Constants& c, double rate, int count, const V* decay, V* parameter, const V* gradient, V* first, V* second) {
    power1 *= c.beta1;
    power2 *= c.beta2;
    const float size = rate / (1 - power1), root = sqrt(1 - power2), epsilon = c.epsilon;
    const float fresh1 = 1 - c.beta1, old2 = c.beta2, fresh2 = 1 - c.beta2;
    const float unroot = 1 / root, whole = rate;
    for (int i = 0; i < count; i++) {
      V g = gradient[i], p = parameter[i];
      if (DECOUPLED)
        p *= fma(decay[i * EACH], -whole, 1.0f);
      else
        g = fma(decay[i * EACH], p, g);
      V m = fma(g - first[i], fresh1, first[i]);
      V v = fma(second[i], old2, (g * fresh2) * g);
      parameter[i] = p - size * m / fma(square_root(v), unroot, epsilon);
      first[i] = m;
      second[i] = v;
    }
  }
};

struct Sgd {  // torch.optim.SGD
  bool started;
  Sgd(const Constants&, int64_t steps_done) : started(steps_done > 0) {}
  template <int EACH>
  void step(const Constants& c, double rate, int count, const V* decay, V* parameter, const V* gradient, V* first, V*) {
    const float momentum = c.momentum, fresh = started && c.momentum != 0 ? 1 - c.dampening : 1, size = rate;
    for (int i = 0; i < count; i++) {
      V g = fma(decay[i * EACH], parameter[i], gradient[i]);
      V direction = fma(first[i], momentum, fresh * g);
      first[i] = direction;
      if (c.nesterov) direction = fma(direction, momentum, g);
      parameter[i] = fma(direction, -size, parameter[i]);
    }
    started = true;
  }
};
