// Trains the members of a job one after the other; a member stays in cache from its first step to its last.
//
// A `Network` has sizes, scratch memory, forward, backward, loss and optimizer.  It is generated with sizes that are
// constants (network.cpp.j2), or made of a shape that is known when it runs (generic/kernel.cpp).
#pragma once
#include <stdlib.h>

extern "C" {
struct Data {  // rows x inputs, and rows x targets (int32 for class indices); a stride of 0 means: shared
  const float* x;
  const int32_t* y;
  int64_t x_stride, y_stride, rows;
};
struct Job {
  Data train, validation;
  const int32_t* order;  // (members, epochs, rows), or null: rows as they come
  int64_t order_stride;
  const double* rates;    // (members)
  const double* factors;  // (members, steps), or null
  int64_t factors_stride;
  int64_t batch, epochs, steps_done;
  float* parameters;       // (members, PARAMETERS)
  float *first, *second;   // the optimizer's averages, likewise; null: they begin at zero and are not kept
  float* losses;                       // (members, epochs)
  float* validation_losses;            // (members, epochs), or null
  int32_t* validation_right;           // samples classified rightly, likewise
  int64_t patience;                    // epochs without improvement before a member stops; negative: never
  int32_t* epochs_run;  // (members)
  Constants constants;
};
}

// Whether a product and a sum are rounded once, as the numbers of most machines are; others agree to 1e-5.
extern "C" int rounds_once() { return FUSED; }

template <class T>
struct Buffer {
  T* at;
  explicit Buffer(int64_t count) : at((T*)aligned_alloc(64, (count * sizeof(T) + 63) / 64 * 64 + 64)) {}
  ~Buffer() { free(at); }
  Buffer(const Buffer&) = delete;
};

INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
// Vectors that are worked on for so many samples: whole groups of sixteen, and whole blocks of ACROSS.
template <int ACROSS>
INLINE int vectors_of(int64_t samples) {
  constexpr int STEP = ACROSS % PARTS == 0 ? ACROSS : PARTS % ACROSS == 0 ? PARTS : ACROSS * PARTS;
  return (vectors(samples) + STEP - 1) / STEP * STEP;
}

template <class Network>
struct Training {
  const Network& net;
  const Job& job;
  const int64_t SPAN = net.TILE * LANES;  // samples of a full tile

  struct Tile {  // inputs x vectors, and targets x vectors
    V* x;
    M* y;
  };
  int64_t tile_vectors() const { return (int64_t)(net.INPUTS + net.TARGET_ROWS) * net.TILE; }
  Tile tile_at(V* tiles, int64_t index) const {
    V* x = tiles + index * tile_vectors();
    return {x, (M*)(x + net.INPUTS * net.TILE)};
  }

  // Lanes beyond the last sample repeat the first, so that they can overflow only where a real sample does.
  void gather(const Tile& tile, const float* x, const int32_t* y, const int32_t* order, int64_t start, int64_t samples) const {
    for (int s = 0; s < vectors_of<Network::ACROSS>(samples); s++) {
      const float* inputs[LANES];
      for (int lane = 0; lane < LANES; lane++) {
        const int sample = s * LANES + lane;
        int64_t row = start + (sample < samples ? sample : 0);
        if (order) row = order[row];
        inputs[lane] = x + row * net.INPUTS;
        for (int t = 0; y && t < net.TARGET_ROWS; t++) ((int32_t*)tile.y)[t * SPAN + sample] = y[row * net.TARGET_ROWS + t];
      }
      turn_rows(inputs, tile.x + s, net.INPUTS, net.TILE);
    }
  }

  // Calls visit(start, samples) for each tile of rows [begin, end).
  template <class Visit>
  void each_tile(int64_t begin, int64_t end, Visit visit) const {
    for (int64_t start = begin; start < end; start += SPAN) visit(start, least(SPAN, end - start));
  }
  template <class Visit>
  static void each_batch(int64_t rows, int64_t batch, Visit visit) {
    for (int64_t start = 0; start < rows; start += batch) visit(start, least(start + batch, rows));
  }

  int64_t tiles(int64_t rows) const {
    int64_t total = 0;
    each_batch(rows, job.batch, [&](int64_t begin, int64_t end) { total += (end - begin + SPAN - 1) / SPAN; });
    return total;
  }
  // Data whose order never changes are laid out once, as the sequence of their tiles.
  void fill(V* tiles, const Data& data, int64_t member) const {
    int64_t index = 0;
    each_batch(data.rows, job.batch, [&](int64_t begin, int64_t end) {
      each_tile(begin, end, [&](int64_t start, int64_t samples) {
        const Tile tile = tile_at(tiles, index++);
        gather(tile, data.x + member * data.x_stride, data.y + member * data.y_stride, nullptr, start, samples);
      });
    });
  }
};

template <class Network>
struct Member {
  const Training<Network>& training;
  int64_t index;
  typename Network::Scratch& scratch;
  V *train, *validation;  // tiles; the first of `train` is scratch where there is an order
  typename Network::Rule rule;
  const Network& net = training.net;
  const Job& job = training.job;
  int64_t steps = 0;

  double step(int64_t begin, int64_t end, const int32_t* order, int64_t& ready) {
    const float scale = 1.0 / ((double)(end - begin) * net.TERMS);
    double total = 0;
    memset(scratch.gradient, 0, vectors(net.PARAMETERS) * sizeof(V));
    net.prepare(scratch);
    training.each_tile(begin, end, [&](int64_t start, int64_t samples) {
      const auto tile = training.tile_at(train, order ? 0 : ready++);
      if (order)
        training.gather(tile, job.train.x + index * job.train.x_stride, job.train.y + index * job.train.y_stride, order, start,
                        samples);
      const int count = vectors_of<Network::ACROSS>(samples);
      net.template forward<true>(scratch, tile.x, count);
      total += lane_sum(net.loss(scratch, tile.y, samples, count, scale));
      net.backward(scratch, tile.x, count);
    });
    net.finish(scratch);
    const double factor = job.factors ? job.factors[index * job.factors_stride + steps] : 1.0;
    steps++;
    rule.template step<Network::DECAYS_DIFFER>(job.constants, job.rates[index] * factor, vectors(net.PARAMETERS), scratch.decay,
                                               scratch.parameters, scratch.gradient, scratch.first, scratch.second);
    return total;
  }

  float epoch(int64_t number) {
    const int32_t* order = job.order ? job.order + index * job.order_stride + number * job.train.rows : nullptr;
    int64_t ready = 0;
    double total = 0;
    training.each_batch(job.train.rows, job.batch, [&](int64_t begin, int64_t end) { total += step(begin, end, order, ready); });
    return total / ((double)job.train.rows * net.TERMS);
  }

  float validate(int64_t number) {
    int64_t ready = 0;
    double total = 0;
    int right = 0;
    net.prepare(scratch);
    training.each_batch(job.validation.rows, job.batch, [&](int64_t begin, int64_t end) {
      training.each_tile(begin, end, [&](int64_t, int64_t samples) {
        const auto tile = training.tile_at(validation, ready++);
        const int count = vectors_of<Network::ACROSS>(samples);
        net.template forward<false>(scratch, tile.x, count);
        right += net.right(scratch, tile.y, samples, count);
        total += lane_sum(net.loss(scratch, tile.y, samples, count, 0.0f));
      });
    });
    job.validation_right[index * job.epochs + number] = right;
    return total / ((double)job.validation.rows * net.TERMS);
  }

  // With patience, the parameters end as they were after the epoch of the lowest validation loss; where that
  // never was a number, as they are after the last.
  void run(float* best) {
    const size_t bytes = net.PARAMETERS * sizeof(float);
    float lowest = INFINITY;
    int64_t waited = 0, number = 0;
    bool found = false;
    for (; number < job.epochs; number++) {
      job.losses[index * job.epochs + number] = epoch(number);
      if (!job.validation_losses) continue;
      const float loss = job.validation_losses[index * job.epochs + number] = validate(number);
      if (job.patience < 0) continue;
      const bool better = loss < lowest;
      waited = better ? 0 : waited + 1;
      if (better) {
        found = true;
        lowest = loss;
        memcpy(best, scratch.parameters, bytes);
      }
      if (waited >= job.patience) {
        number++;
        break;
      }
    }
    job.epochs_run[index] = number;
    if (found) memcpy(scratch.parameters, best, bytes);
  }
};

static void begin_with(V* average, const float* kept, size_t bytes) {
  if (kept)
    memcpy(average, kept, bytes);
  else
    memset(average, 0, bytes);
}

// Trains members [begin, end). Returns 0, or 1 where memory ran out.
template <class Network>
static int train_members(const Network& net, const Job& job, int64_t begin, int64_t end) {
  const Training<Network> training{net, job};
  const int64_t all = net.PARAMETERS;
  const size_t bytes = all * sizeof(float);
  Buffer<char> memory(net.bytes());
  Buffer<float> best(all);
  Buffer<V> train(training.tiles(job.train.rows) * training.tile_vectors());
  Buffer<V> validation(training.tiles(job.validation.rows) * training.tile_vectors());
  if (!memory.at || !best.at || !train.at || !validation.at) return 1;
  memset(memory.at, 0, net.bytes());
  auto&& scratch = net.lay_out(memory.at);
  net.set_decay(scratch, job.constants.weight_decay);
  for (int64_t index = begin; index < end; index++) {
    const bool fresh = index == begin;
    if (!job.order && (fresh || job.train.x_stride || job.train.y_stride)) training.fill(train.at, job.train, index);
    if (job.validation_losses && (fresh || job.validation.x_stride || job.validation.y_stride))
      training.fill(validation.at, job.validation, index);
    memcpy(scratch.parameters, job.parameters + index * all, bytes);
    begin_with(scratch.first, job.first ? job.first + index * all : nullptr, bytes);
    begin_with(scratch.second, job.second ? job.second + index * all : nullptr, bytes);
    Member<Network> member{training, index, scratch, train.at, validation.at, net.rule(job.constants, job.steps_done)};
    member.run(best.at);
    memcpy(job.parameters + index * all, scratch.parameters, bytes);
    if (!job.first) continue;
    memcpy(job.first + index * all, scratch.first, bytes);
    memcpy(job.second + index * all, scratch.second, bytes);
  }
  return 0;
}

// Writes the network's outputs for all rows: (members, rows, outputs).
template <class Network>
static int predict_members(const Network& net, const Data& data, const float* parameters, float* outputs, int64_t begin, int64_t end) {
  const Job job{};
  const Training<Network> training{net, job};
  Buffer<char> memory(net.bytes());
  Buffer<V> tiles(training.tile_vectors());
  if (!memory.at || !tiles.at) return 1;
  memset(memory.at, 0, net.bytes());
  auto&& scratch = net.lay_out(memory.at);
  const auto tile = training.tile_at(tiles.at, 0);
  for (int64_t index = begin; index < end; index++) {
    memcpy(scratch.parameters, parameters + index * net.PARAMETERS, net.PARAMETERS * sizeof(float));
    training.each_tile(0, data.rows, [&](int64_t start, int64_t samples) {
      training.gather(tile, data.x + index * data.x_stride, nullptr, nullptr, start, samples);
      net.answer(scratch, tile.x, vectors_of<Network::ACROSS>(samples));
      for (int64_t s = 0; s < samples; s++)
        for (int o = 0; o < net.OUTPUTS; o++)
          outputs[(index * data.rows + start + s) * net.OUTPUTS + o] = ((float*)scratch.answers)[o * training.SPAN + s];
    });
  }
  return 0;
}
