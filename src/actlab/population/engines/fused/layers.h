// Linear layers on a tile of samples, with samples across the lanes.
//
// A matrix of activations is stored features x samples: row i holds TILE vectors of samples, PARTS of them for sixteen.
// Weights are row-major (out, in), as torch keeps them, and enter as broadcast scalars.
// A block of outputs x vectors of samples is held in registers while the inputs go by.
// Every sum runs over its terms in one fixed order, whatever the blocks: results do not depend on them.
// What is always inlined takes sizes as arguments, which are constants here and variables in the generic kernel.
#pragma once

typedef float Unaligned __attribute__((vector_size(4 * LANES), aligned(4)));
INLINE V load(const float* p) { return *(const Unaligned*)p; }
INLINE void store(float* p, V x) { *(Unaligned*)p = x; }

// Keeps a vector in a register, where the compiler would read it from memory once for each use.
#if defined(__AVX512F__)
#define HOLD(vector) asm("" : "+v"(vector))
#elif defined(__SSE__)
#define HOLD(vector) asm("" : "+x"(vector))
#elif defined(__aarch64__)
#define HOLD(vector) asm("" : "+w"(vector))
#else
#define HOLD(vector)
#endif

// One of the numbers that tiles.py lists, by the machine's registers: AVX-512, AVX2, NEON, the rest.
constexpr int by_registers(int avx512, int avx2, int neon, int sse) {
  return LANES == 16 ? avx512 : LANES == 8 ? avx2 : REGISTERS == 32 ? neon : sse;
}

constexpr int vectors(int floats) { return (floats + LANES - 1) / LANES; }

// N things, each a variable of its own: arrays of vectors are not always kept in registers.
template <int N, class T>
struct Several {
  T first;
  Several<N - 1, T> rest;
  template <class Visit>
  INLINE_MEMBER void each(Visit visit, int at = 0) {
    visit(at, first);
    rest.each(visit, at + 1);
  }
};
template <class T>
struct Several<0, T> {
  template <class Visit>
  INLINE_MEMBER void each(Visit, int = 0) {}
};
#define HERE __attribute__((always_inline))
#define LAYER __attribute__((noinline)) static void

template <int N>
INLINE void multiply_add(Several<N, V>& sum, V factor, const Several<N, V>& x) {
  if constexpr (N > 0) {
    sum.first = fma(factor, x.first, sum.first);
    multiply_add(sum.rest, factor, x.rest);
  }
}

template <int N>
INLINE void add(Several<N, V>& sum, const Several<N, V>& x) {
  if constexpr (N > 0) {
    sum.first = sum.first + x.first;
    add(sum.rest, x.rest);
  }
}

// ---- exchange between registers and lanes

#if defined(__clang__)
#define SHUFFLE(a, b, from) __builtin_shufflevector(a, b, EACH_LANE(from))
#else
#define SHUFFLE(a, b, from) __builtin_shuffle(a, b, M{EACH_LANE(from)})
#endif
#define LOW(lane) (lane & BIT ? LANES + (lane ^ BIT) : lane)
#define HIGH(lane) (lane & BIT ? LANES + lane : lane ^ BIT)
template <int BIT>
INLINE V low_half(V a, V b) {  // lanes without BIT from a; those with it from b, moved down
  return SHUFFLE(a, b, LOW);
}
template <int BIT>
INLINE V high_half(V a, V b) {
  return SHUFFLE(a, b, HIGH);
}
template <int BIT>
INLINE void exchange(V* rows) {
  UNROLL for (int r = 0; r < LANES; r++) {
    if (r & BIT) continue;
    V a = rows[r], b = rows[r | BIT];
    rows[r] = low_half<BIT>(a, b);
    rows[r | BIT] = high_half<BIT>(a, b);
  }
}
INLINE void transpose(V* rows) {
  if constexpr (LANES > 8) exchange<8>(rows);
  if constexpr (LANES > 4) exchange<4>(rows);
  exchange<2>(rows);
  exchange<1>(rows);
}
template <int BIT>
INLINE void fold(Sixteen* rows) {  // halves the number of rows; row r keeps the sums of rows r and r + BIT
  UNROLL for (int r = 0; r < BIT; r++) {
    Sixteen sum;
    UNROLL for (int p = 0; p < PARTS; p++) {
      if constexpr (BIT < LANES) {
        const V a = rows[r].part[p], b = rows[r + BIT].part[p];
        sum.part[p] = low_half<BIT>(a, b) + high_half<BIT>(a, b);
      } else {  // the halves are parts of their own
        const Sixteen& from = rows[p & (BIT / LANES) ? r + BIT : r];
        sum.part[p] = from.part[p & ~(BIT / LANES)] + from.part[p | (BIT / LANES)];
      }
    }
    rows[r] = sum;
  }
}
INLINE Sixteen lane_sums(Sixteen* rows) {  // lane r of the result is the sum of row r, of sixteen
  fold<8>(rows);
  fold<4>(rows);
  fold<2>(rows);
  fold<1>(rows);
  return rows[0];
}

// As many rows of samples x features as there are lanes become a column of features x samples.
INLINE void turn_rows(const float* const* rows, V* column, int inputs, int tile) {
  const int whole = inputs / LANES * LANES;
  for (int i = 0; i < whole; i += LANES) {
    V block[LANES];
    UNROLL for (int r = 0; r < LANES; r++) block[r] = load(rows[r] + i);
    transpose(block);
    UNROLL for (int r = 0; r < LANES; r++) column[(i + r) * tile] = block[r];
  }
  for (int i = whole; i < inputs; i++)
    for (int lane = 0; lane < LANES; lane++) ((float*)(column + i * tile))[lane] = rows[lane][i];
}

// ---- forward

// out[o] = start(o) + sum over k of weight[o][k] in[k], for BLOCK outputs and ACROSS vectors; `finish(o, s, z)` stores.
struct Factors {  // a matrix of weights, by its strides, and the activations that it is multiplied with
  const float* weight;
  const V* in;
  int inputs, stride_out, stride_in, tile;
};
template <int BLOCK, int ACROSS, class Start, class Finish>
INLINE void product_block(const Factors& f, int o, int s, Start start, Finish finish) {
  using Row = Several<ACROSS, V>;
  Several<BLOCK, Row> sums;
  sums.each([&](int i, Row& row) HERE { row.each([&](int, V& sum) HERE { sum = splat(start(o + i)); }); });
  for (int k = 0; k < f.inputs; k++) {
    Row x;
    x.each([&](int j, V& value) HERE {
      value = f.in[k * f.tile + s + j];
      HOLD(value);
    });
    sums.each([&](int i, Row& row) HERE {
      multiply_add(row, splat(f.weight[(o + i) * f.stride_out + k * f.stride_in]), x);
    });
  }
  sums.each([&](int i, Row& row) HERE { row.each([&](int j, V& sum) HERE { finish(o + i, s + j, sum); }); });
}
// The same for all outputs and all vectors: a few vectors of all inputs stay in the first cache for all outputs.
template <int OUT, int BLOCK, int ACROSS, class Start, class Finish>
INLINE void product(const Factors& f, int count, Start start, Finish finish) {
  constexpr int WHOLE = OUT / BLOCK * BLOCK, REST = OUT - WHOLE;
  for (int s = 0; s < count; s += ACROSS) {
    for (int o = 0; o < WHOLE; o += BLOCK) product_block<BLOCK, ACROSS>(f, o, s, start, finish);
    if constexpr (REST > 0) product_block<REST, ACROSS>(f, WHOLE, s, start, finish);
  }
}

// Returns f(z); keeps f'(z) where it does not follow from the value, and z where parameters of f are learned.
template <class Activation, bool LEARN>
INLINE V activated(V z, const float* learned, V* slope, V* before) {
  if constexpr (LEARN && Activation::PARAMETERS > 0) *before = z;
  if constexpr (LEARN && !Activation::FROM_VALUE)
    return Activation::both(z, learned, *slope);
  else
    return Activation::value(z, learned);
}
// Several vectors at a time: one function is a long chain of operations that wait for each other.
template <class Activation, int OUT, int TILE, int ACROSS, bool LEARN>
LAYER activate(const float* learned, V* value, V* slope, V* before, int count) {
  for (int o = 0; o < OUT; o++)
    for (int s = 0; s < count; s += ACROSS) {
      const int at = o * TILE + s;
      V y[ACROSS], d[ACROSS];
      UNROLL for (int j = 0; j < ACROSS; j++) y[j] = activated<Activation, LEARN>(value[at + j], learned, d + j, before + at + j);
      UNROLL for (int j = 0; j < ACROSS; j++) {
        value[at + j] = y[j];
        if constexpr (LEARN && !Activation::FROM_VALUE) slope[at + j] = d[j];
      }
    }
}
// A hidden layer: value = f(W in + b).
template <class Activation, int IN, int OUT, int TILE, int BLOCK, int ACROSS, bool LEARN>
LAYER hidden_forward(const float* weight, const float* bias, const float* learned, const V* in, V* value, V* slope,
                     V* before, int count) {
  const Factors factors{weight, in, IN, IN, 1, TILE};
  auto start = [&](int o) { return bias[o]; };
  if constexpr (Activation::CHEAP) {
    product<OUT, BLOCK, ACROSS>(factors, count, start, [&](int o, int s, V z) {
      const int at = o * TILE + s;
      value[at] = activated<Activation, LEARN>(z, learned, slope + at, before + at);
    });
  } else {
    product<OUT, BLOCK, ACROSS>(factors, count, start, [&](int o, int s, V z) { value[o * TILE + s] = z; });
    activate<Activation, OUT, TILE, ACROSS, LEARN>(learned, value, slope, before, count);
  }
}
template <int IN, int OUT, int TILE, int BLOCK, int ACROSS>
LAYER output_forward(const float* weight, const float* bias, const V* in, V* out, int count) {
  product<OUT, BLOCK, ACROSS>({weight, in, IN, IN, 1, TILE}, count, [&](int o) { return bias[o]; },
                              [&](int o, int s, V z) { out[o * TILE + s] = z; });
}

// ---- backward

// upstream: dL/dz of the layer above (OUT rows). Writes dL/dz of this hidden layer (IN rows) over its slope (which may be where its value is).
template <class Activation, int IN, int OUT, int TILE, int BLOCK, int ACROSS>
LAYER backward(const float* weight, const float* learned, const V* upstream, const V* value, V* slope, V* flow, int count) {
  product<IN, BLOCK, ACROSS>(
      {weight, upstream, OUT, 1, IN, TILE}, count, [](int) { return 0.0f; },
      [&](int i, int s, V sum) {
        int at = i * TILE + s;
        if constexpr (Activation::PARAMETERS > 0) flow[at] = sum;
        if constexpr (Activation::FROM_VALUE)
          slope[at] = sum * Activation::slope_of_value(value[at], learned);
        else
          slope[at] = sum * slope[at];
      });
}

template <class Activation>
LAYER learned_gradient(const float* learned, const V* before, const V* flow, float* gradient, int outputs, int tile, int count) {
  Sixteen total[Activation::PARAMETERS] = {};
  for (int o = 0; o < outputs; o++)
    for (int s = 0; s < count; s += PARTS)
      UNROLL for (int part = 0; part < PARTS; part++) {
        V slopes[Activation::PARAMETERS];
        const int at = o * tile + s + part;
        Activation::parameter_slopes(before[at], learned, slopes);
        for (int p = 0; p < Activation::PARAMETERS; p++) total[p].part[part] = fma(flow[at], slopes[p], total[p].part[part]);
      }
  for (int p = 0; p < Activation::PARAMETERS; p++) gradient[p] += lane_sum(total[p]);
}

// ---- gradient of weights and biases, for few inputs: sums stay in lanes until the end

template <int N>
INLINE void collect(Sixteen* totals, int part, Several<N, V>& row) {
  row.each([&](int i, V& sum) HERE { totals[i].part[part] = sum; });
}
struct Gradient {  // of the weights (outputs x inputs) and biases of a layer
  const V *upstream, *in;
  float *weight, *bias;
  int inputs, tile, count;
};
template <int OUTS, int INS, bool BIAS>
INLINE void gradient_block(const Gradient& g, int o, int i) {
  using Row = Several<OUTS, V>;
  Sixteen totals[GROUP] = {};
  for (int part = 0; part < PARTS; part++) {
    Several<INS + BIAS, Row> sums{};  // one row for each input, and one for the bias
    for (int s = part; s < g.count; s += PARTS) {
      Row d;
      d.each([&](int a, V& value) HERE {
        value = g.upstream[(o + a) * g.tile + s];
        HOLD(value);
      });
      sums.each([&](int b, Row& row) HERE {
        if (b < INS)
          multiply_add(row, g.in[(i + b) * g.tile + s], d);
        else
          add(row, d);
      });
    }
    sums.each([&](int b, Row& row) HERE { collect(totals + b * OUTS, part, row); });
  }
  const Sixteen sums = lane_sums(totals);
  const float* total = (const float*)&sums;
  for (int a = 0; a < OUTS; a++) {
    for (int b = 0; b < INS; b++) g.weight[(o + a) * g.inputs + i + b] += total[b * OUTS + a];
    if constexpr (BIAS) g.bias[o + a] += total[INS * OUTS + a];
  }
}
template <int IN, int OUTS, int INS>
INLINE void gradient_rows(const Gradient& g, int o) {
  constexpr int FIRST = INS < IN ? INS : IN, WHOLE = FIRST + (IN - FIRST) / INS * INS, REST = IN - WHOLE;
  gradient_block<OUTS, FIRST, true>(g, o, 0);
  for (int i = FIRST; i < WHOLE; i += INS) gradient_block<OUTS, INS, false>(g, o, i);
  if constexpr (REST > 0) gradient_block<OUTS, REST, false>(g, o, WHOLE);
}
template <int IN, int OUT, int TILE, int OUTS, int INS>
LAYER gradient_in_lanes(const V* upstream, const V* in, float* weight, float* bias, int count) {
  constexpr int WHOLE = OUT / OUTS * OUTS, REST = OUT - WHOLE;
  const Gradient g{upstream, in, weight, bias, IN, TILE, count};
  for (int o = 0; o < WHOLE; o += OUTS) gradient_rows<IN, OUTS, INS>(g, o);
  if constexpr (REST > 0) gradient_rows<IN, REST, INS>(g, WHOLE);
}

// ---- the same for many inputs: the inputs are turned to samples x features, features across the lanes

LAYER turn(const V* in, V* turned, int inputs, int tile, int count) {
  const int wide = vectors(inputs);
  for (int block = 0; block < wide; block++)
    for (int s = 0; s < count; s++) {
      V rows[LANES];
      UNROLL for (int r = 0; r < LANES; r++)
        rows[r] = block * LANES + r < inputs ? in[(block * LANES + r) * tile + s] : V{};
      transpose(rows);
      UNROLL for (int r = 0; r < LANES; r++) turned[(s * LANES + r) * wide + block] = rows[r];
    }
}
INLINE void add_to(float* total, V x, int floats) {
  if (floats >= LANES)
    store(total, load(total) + x);
  else
    for (int lane = 0; lane < floats; lane++) total[lane] += x[lane];
}
template <int OUTS, int WIDTH>
INLINE void turned_block(const Gradient& g, int o, int from) {  // `in` is turned
  const float* upstream = (const float*)g.upstream;
  const int wide = vectors(g.inputs);
  using Row = Several<WIDTH, V>;
  Several<OUTS, Row> sums{};
  for (int s = 0; s < g.count * LANES; s++) {
    Row x;
    x.each([&](int b, V& value) HERE {
      value = g.in[s * wide + from + b];
      HOLD(value);
    });
    sums.each([&](int a, Row& row) HERE { multiply_add(row, splat(upstream[(o + a) * g.tile * LANES + s]), x); });
  }
  sums.each([&](int a, Row& row) HERE {
    row.each([&](int b, V& sum) HERE { add_to(g.weight + (o + a) * g.inputs + (from + b) * LANES, sum, g.inputs - (from + b) * LANES); });
  });
}
template <int IN, int OUT, int OUTS, int FROM, int WIDTH>
INLINE void turned_columns(const Gradient& g) {
  constexpr int WHOLE = OUT / OUTS * OUTS, REST = OUT - WHOLE, LEFT = vectors(IN) - FROM - WIDTH;
  for (int o = 0; o < WHOLE; o += OUTS) turned_block<OUTS, WIDTH>(g, o, FROM);
  if constexpr (REST > 0) turned_block<REST, WIDTH>(g, WHOLE, FROM);
  if constexpr (LEFT > 0) turned_columns<IN, OUT, OUTS, FROM + WIDTH, (LEFT < WIDTH ? LEFT : WIDTH)>(g);
}
LAYER bias_gradient(const V* upstream, float* bias, int outputs, int tile, int count) {
  for (int o = 0; o < outputs; o += GROUP) {
    Sixteen sum[GROUP] = {};
    const int rows = outputs - o < GROUP ? outputs - o : GROUP;
    for (int r = 0; r < rows; r++)
      sum[r] = by_parts([&](int part) HERE {
        V total{};
        for (int s = part; s < count; s += PARTS) total += upstream[(o + r) * tile + s];
        return total;
      });
    const Sixteen totals = lane_sums(sum);
    for (int r = 0; r < rows; r++) bias[o + r] += ((const float*)&totals)[r];
  }
}
template <int IN, int OUT, int TILE, int OUTS, int WIDTH>
LAYER gradient_turned(const V* upstream, const V* turned, float* weight, float* bias, int count) {
  turned_columns<IN, OUT, OUTS, 0, WIDTH>({upstream, turned, weight, bias, IN, TILE, count});
  bias_gradient(upstream, bias, OUT, TILE, count);
}
