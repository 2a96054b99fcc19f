// One kernel for all shapes and functions: sizes are known when it runs, functions are called through pointers.
//
// It adds in the order of the fused kernels, from the same pieces, so that its numbers are theirs to the bit.
extern "C" {
struct Shape {
  int32_t layers;                    // Linear layers
  const int32_t* sizes;              // layers + 1
  const int32_t* turned;             // whether a layer's inputs are turned for the gradient of its weights; see tiles.py
  const Function* const* functions;  // layers - 1
  int32_t loss, rule, tile;          // tile: groups of sixteen samples
  float huber_delta;
};
}

struct Layer {
  int inputs, outputs;
  bool turned;
  const Function* function;  // null for the last layer
  const float *weight, *bias, *learned;
  float *weight_gradient, *bias_gradient, *learned_gradient;
  V *value, *slope, *before, *flow;
};

// ---- blocks of all sizes that remain at an edge

#define ALONE __attribute__((noinline)) static
constexpr int BLOCK = 6, OUTS = 4, INS = 3, WIDTH = 2;  // twelve sums, in sixteen registers

struct StartAt {
  const float* bias;
  V* out;
  int tile;
  INLINE_MEMBER float start(int o) const { return bias[o]; }
  INLINE_MEMBER void finish(int o, int s, V z) const { out[o * tile + s] = z; }
};
struct TimesSlope {
  V *slope, *flow;  // flow: what comes from above, where parameters are learned
  int tile;
  INLINE_MEMBER float start(int) const { return 0.0f; }
  INLINE_MEMBER void finish(int o, int s, V sum) const {
    if (flow) flow[o * tile + s] = sum;
    slope[o * tile + s] = sum * slope[o * tile + s];
  }
};
template <int OUTPUTS, class Ends>
ALONE void product_rows(const Factors& f, int o, int count, const Ends& ends) {
  auto start = [&](int o) HERE { return ends.start(o); };
  auto finish = [&](int o, int s, V z) HERE { ends.finish(o, s, z); };
  int s = 0;
  for (; s + 2 <= count; s += 2) product_block<OUTPUTS, 2>(f, o, s, start, finish);
  if (s < count) product_block<OUTPUTS, 1>(f, o, s, start, finish);
}
// Calls the one of several functions that is made for so many rows.
template <int MOST, template <int> class Rows, class... Given>
INLINE void for_rows(int rows, Given&&... given) {
  if (rows == MOST)
    Rows<MOST>::call(given...);
  else if constexpr (MOST > 1)
    for_rows<MOST - 1, Rows>(rows, given...);
}
template <int OUTPUTS>
struct ProductRows {
  template <class Ends>
  static void call(const Factors& f, int o, int count, const Ends& ends) {
    product_rows<OUTPUTS>(f, o, count, ends);
  }
};
template <class Ends>
static void any_product(const Factors& f, int outputs, int count, const Ends& ends) {
  for (int o = 0; o < outputs; o += BLOCK) for_rows<BLOCK, ProductRows>(least(BLOCK, outputs - o), f, o, count, ends);
}

template <int ROWS, int COLUMNS>
ALONE void in_lanes(const Gradient& g, int o, int i) {
  gradient_block<ROWS, COLUMNS, false>(g, o, i);
}
template <int ROWS, int COLUMNS>
ALONE void in_turned(const Gradient& g, int o, int from) {
  turned_block<ROWS, COLUMNS>(g, o, from);
}
template <int ROWS>
struct LanesRows {
  static void call(const Gradient& g, int o) {
    int i = 0;
    for (; i + INS <= g.inputs; i += INS) in_lanes<ROWS, INS>(g, o, i);
    if (g.inputs - i == 2) in_lanes<ROWS, 2>(g, o, i);
    if (g.inputs - i == 1) in_lanes<ROWS, 1>(g, o, i);
  }
};
template <int ROWS>
struct TurnedRows {
  static void call(const Gradient& g, int o) {
    const int wide = vectors(g.inputs);
    for (int from = 0; from + WIDTH <= wide; from += WIDTH) in_turned<ROWS, WIDTH>(g, o, from);
    if (wide % WIDTH) in_turned<ROWS, 1>(g, o, wide - 1);
  }
};
static void any_gradient(const Gradient& g, int outputs, V* turned) {
  if (turned) {
    turn(g.in, turned, g.inputs, g.tile, g.count);
    const Gradient of_turned{g.upstream, turned, g.weight, g.bias, g.inputs, g.tile, g.count};
    for (int o = 0; o < outputs; o += BLOCK) for_rows<BLOCK, TurnedRows>(least(BLOCK, outputs - o), of_turned, o);
  } else {
    for (int o = 0; o < outputs; o += OUTS) for_rows<OUTS, LanesRows>(least(OUTS, outputs - o), g, o);
  }
  bias_gradient(g.upstream, g.bias, outputs, g.tile, g.count);
}

// ---- losses and optimizers by number, in the order of spec.py; two classes come last

enum { CROSS_ENTROPY, TWO_CLASSES = 4 };
template <class Visit>
INLINE auto with_loss(int loss, Visit visit) {
  switch (loss) {
    case 0: return visit(CrossEntropy());
    case 1: return visit(Logistic());
    case 2: return visit(Squared());
    case 3: return visit(Huber());
    default: return visit(TwoClasses());
  }
}
struct AnyRule {
  int number;
  Sgd sgd;
  Adam<false> adam;
  Adam<true> adamw;
  template <int EACH, class... Given>
  void step(Given... given) {
    if (number == 0) sgd.step<EACH>(given...);
    if (number == 1) adam.step<EACH>(given...);
    if (number == 2) adamw.step<EACH>(given...);
  }
};

// ---- the network

struct Network {
  static constexpr int ACROSS = 1;
  static constexpr bool DECAYS_DIFFER = true;
  using Rule = AnyRule;
  const Shape& shape;
  int INPUTS, OUTPUTS, TILE, TARGET_ROWS, TERMS, PARAMETERS = 0;
  int loss_number, widest = 0;  // widest: of the inputs that are turned, in vectors
  Form form;

  struct Scratch {
    V *parameters, *gradient, *first, *second, *decay, *output, *answers, *turned;
    float *difference, *difference_gradient;  // of the last layer's two rows
    Layer* layers;
  };

  explicit Network(const Shape& shape) : shape(shape), INPUTS(shape.sizes[0]), OUTPUTS(shape.sizes[shape.layers]) {
    TILE = shape.tile * PARTS;
    loss_number = shape.loss == CROSS_ENTROPY && OUTPUTS == 2 ? TWO_CLASSES : shape.loss;
    form = {two_classes() ? 1 : OUTPUTS, TILE, shape.huber_delta};
    TARGET_ROWS = with_loss(loss_number, [&](auto loss) { return loss.target_rows(OUTPUTS); });
    TERMS = with_loss(loss_number, [&](auto loss) { return loss.terms(OUTPUTS); });
    for (int i = 0; i < shape.layers; i++) {
      PARAMETERS += (shape.sizes[i] + 1) * shape.sizes[i + 1] + learned(i);
      if (shape.turned[i] && vectors(shape.sizes[i]) > widest) widest = vectors(shape.sizes[i]);
    }
  }
  bool two_classes() const { return loss_number == TWO_CLASSES; }
  int last() const { return shape.layers - 1; }
  int learned(int layer) const { return layer < last() ? shape.functions[layer]->parameters : 0; }

  // Hands out memory piece by piece; with no memory it only counts.
  struct Hand {
    char* memory;
    size_t used = 0;
    template <class T>
    T* take(int64_t count) {
      T* piece = (T*)(memory + used);
      used += (count * sizeof(T) + 63) / 64 * 64;
      return piece;
    }
  };
  Scratch hand_out(Hand& hand) const {
    const int64_t all = vectors(PARAMETERS), ends = shape.sizes[last()] + 1;
    Scratch m;
    m.parameters = hand.take<V>(all);
    m.gradient = hand.take<V>(all);
    m.first = hand.take<V>(all);
    m.second = hand.take<V>(all);
    m.decay = hand.take<V>(all);
    m.output = hand.take<V>((int64_t)OUTPUTS * TILE);
    m.answers = hand.take<V>((int64_t)OUTPUTS * TILE);
    m.turned = hand.take<V>((int64_t)widest * LANES * TILE);
    m.difference = hand.take<float>(ends);
    m.difference_gradient = hand.take<float>(ends);
    m.layers = hand.take<Layer>(shape.layers);
    return m;
  }
  Scratch lay_out(char* memory) const {
    Hand hand{memory};
    Scratch m = hand_out(hand);
    float *p = (float*)m.parameters, *g = (float*)m.gradient;
    for (int i = 0; i < shape.layers; i++) {
      Layer& layer = m.layers[i];
      const int inputs = shape.sizes[i], outputs = shape.sizes[i + 1], weights = inputs * outputs;
      layer = {inputs, outputs, shape.turned[i] != 0, i < last() ? shape.functions[i] : nullptr, p, p + weights, p + weights + outputs,
               g, g + weights, g + weights + outputs, nullptr, nullptr, nullptr, nullptr};
      p += weights + outputs + learned(i);
      g += weights + outputs + learned(i);
      if (i == last()) break;
      const int64_t size = (int64_t)outputs * TILE;
      layer.value = hand.take<V>(size);
      layer.slope = hand.take<V>(size);
      if (learned(i)) {
        layer.before = hand.take<V>(size);
        layer.flow = hand.take<V>(size);
      }
    }
    if (two_classes()) {
      Layer& layer = m.layers[last()];
      layer.outputs = 1;
      layer.weight = m.difference, layer.bias = m.difference + layer.inputs;
      layer.weight_gradient = m.difference_gradient, layer.bias_gradient = m.difference_gradient + layer.inputs;
    }
    return m;
  }
  size_t bytes() const {
    Hand hand{nullptr};
    hand_out(hand);
    for (int i = 0; i < last(); i++)
      for (int piece = 0; piece < (learned(i) ? 4 : 2); piece++) hand.take<V>((int64_t)shape.sizes[i + 1] * TILE);
    return hand.used;
  }
  Rule rule(const Constants& c, int64_t steps_done) const {
    return {shape.rule, Sgd(c, steps_done), Adam<false>(c, steps_done), Adam<true>(c, steps_done)};
  }

  void set_decay(Scratch& m, float decay) const {
    for (int i = 0; i < vectors(PARAMETERS); i++) m.decay[i] = splat(decay);
    for (int i = 0; i < last(); i++)
      for (int k = 0; k < learned(i); k++) ((float*)m.decay)[m.layers[i].learned - (float*)m.parameters + k] = 0.0f;
  }
  // The two rows of a network with two classes, of which only the difference matters.
  const float* rows(const Scratch& m) const {
    return (float*)m.parameters + PARAMETERS - 2 * (m.layers[last()].inputs + 1);
  }
  void prepare(Scratch& m) const {
    if (!two_classes()) return;
    const int inputs = m.layers[last()].inputs;
    const float *weight = rows(m), *bias = weight + 2 * inputs;
    for (int i = 0; i < inputs; i++) m.difference[i] = weight[inputs + i] - weight[i];
    m.difference[inputs] = bias[1] - bias[0];
    memset(m.difference_gradient, 0, (inputs + 1) * sizeof(float));
  }
  void finish(Scratch& m) const {
    if (!two_classes()) return;
    const int inputs = m.layers[last()].inputs;
    float* weight = (float*)m.gradient + (rows(m) - (float*)m.parameters);
    for (int i = 0; i < inputs; i++) {
      weight[inputs + i] = m.difference_gradient[i];
      weight[i] = -m.difference_gradient[i];
    }
    weight[2 * inputs + 1] = m.difference_gradient[inputs];
    weight[2 * inputs] = -m.difference_gradient[inputs];
  }

  template <bool LEARN>
  const V* hidden(Scratch& m, const V* in, int count) const {
    for (int i = 0; i < last(); i++) {
      const Layer& layer = m.layers[i];
      any_product({layer.weight, in, layer.inputs, layer.inputs, 1, TILE}, layer.outputs, count, StartAt{layer.bias, layer.value, TILE});
      if (LEARN && layer.before) memcpy(layer.before, layer.value, (size_t)layer.outputs * TILE * sizeof(V));
      const bool whole = count == TILE;
      for (int o = 0; o < (whole ? 1 : layer.outputs); o++) {
        V *value = layer.value + o * TILE, *slope = layer.slope + o * TILE;
        const int all = whole ? layer.outputs * TILE : count;
        if (LEARN)
          layer.function->both(value, slope, all, layer.learned);
        else
          layer.function->value(value, all, layer.learned);
      }
      in = layer.value;
    }
    return in;
  }
  template <bool LEARN>
  void forward(Scratch& m, const V* x, int count) const {
    const V* in = hidden<LEARN>(m, x, count);
    const Layer& layer = m.layers[last()];
    any_product({layer.weight, in, layer.inputs, layer.inputs, 1, TILE}, layer.outputs, count, StartAt{layer.bias, m.output, TILE});
  }
  void answer(Scratch& m, const V* x, int count) const {
    const V* in = hidden<false>(m, x, count);
    const int inputs = m.layers[last()].inputs;
    const float* weight = (float*)m.parameters + PARAMETERS - OUTPUTS * (inputs + 1);
    any_product({weight, in, inputs, inputs, 1, TILE}, OUTPUTS, count, StartAt{weight + OUTPUTS * inputs, m.answers, TILE});
  }
  void backward(Scratch& m, const V* x, int count) const {
    for (int i = last(); i >= 0; i--) {
      const Layer& layer = m.layers[i];
      const V* upstream = i == last() ? m.output : layer.slope;
      const V* in = i ? m.layers[i - 1].value : x;
      any_gradient({upstream, in, layer.weight_gradient, layer.bias_gradient, layer.inputs, TILE, count}, layer.outputs,
                   layer.turned ? m.turned : nullptr);
      if (!i) break;
      const Layer& below = m.layers[i - 1];
      any_product({layer.weight, upstream, layer.outputs, 1, layer.inputs, TILE}, layer.inputs, count,
                  TimesSlope{below.slope, below.flow, TILE});
      if (below.flow)
        below.function->gradient(below.learned, below.before, below.flow, below.learned_gradient, below.outputs, TILE, count);
    }
  }
  Sixteen loss(Scratch& m, const M* y, int samples, int count, float scale) const {
    return with_loss(loss_number, [&](auto loss) {
      return loss.apply(m.output, (const typename decltype(loss)::Target*)y, form, samples, count, scale);
    });
  }
  int right(Scratch& m, const M* y, int samples, int count) const {
    return with_loss(loss_number, [&](auto loss) {
      return loss.right(m.output, (const typename decltype(loss)::Target*)y, form, samples, count);
    });
  }
};

extern "C" int train(const Shape* shape, const Job* job, int64_t begin, int64_t end) {
  return train_members(Network(*shape), *job, begin, end);
}
extern "C" int predict(const Shape* shape, const Data* data, const float* parameters, float* outputs, int64_t begin, int64_t end) {
  return predict_members(Network(*shape), *data, parameters, outputs, begin, end);
}
