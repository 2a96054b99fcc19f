// Trains the members of a job one after the other; a member stays in cache from its first step to its last.
//
// `Network` is generated (network.cpp.j2): sizes, scratch memory, forward, backward, loss and optimizer.
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

template <class T>
struct Buffer {
  T* at;
  explicit Buffer(int64_t count) : at((T*)aligned_alloc(64, (count * sizeof(T) + 63) / 64 * 64 + 64)) {}
  ~Buffer() { free(at); }
  Buffer(const Buffer&) = delete;
};

constexpr int SPAN = Network::TILE * LANES;  // samples of a full tile
constexpr int least_common_multiple(int a, int b) {
  int multiple = a;
  while (multiple % b) multiple += a;
  return multiple;
}
INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int vectors_of(int64_t samples) {
  constexpr int STEP = least_common_multiple(Network::ACROSS, PARTS);
  static_assert(Network::TILE % STEP == 0, "a tile holds whole steps");
  return (vectors(samples) + STEP - 1) / STEP * STEP;
}

struct Tile {
  V x[Network::INPUTS * Network::TILE];
  M y[Network::TARGET_ROWS * Network::TILE];
};

// Lanes beyond the last sample repeat the first, so that they can overflow only where a real sample does.
static void gather(Tile& tile, const float* x, const int32_t* y, const int32_t* order, int64_t start, int64_t samples) {
  for (int s = 0; s < vectors_of(samples); s++) {
    const float* inputs[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      const int sample = s * LANES + lane;
      int64_t row = start + (sample < samples ? sample : 0);
      if (order) row = order[row];
      inputs[lane] = x + row * Network::INPUTS;
      for (int t = 0; t < Network::TARGET_ROWS; t++) ((int32_t*)tile.y)[t * SPAN + sample] = y[row * Network::TARGET_ROWS + t];
    }
    turn_rows<Network::INPUTS, Network::TILE>(inputs, tile.x + s);
  }
}

// Calls visit(start, samples) for each tile of rows [begin, end).
template <class Visit>
INLINE void each_tile(int64_t begin, int64_t end, Visit visit) {
  for (int64_t start = begin; start < end; start += SPAN) visit(start, least(SPAN, end - start));
}
template <class Visit>
INLINE void each_batch(int64_t rows, int64_t batch, Visit visit) {
  for (int64_t start = 0; start < rows; start += batch) visit(start, least(start + batch, rows));
}

// Data whose order never changes, laid out once as the sequence of its tiles.
struct Prepared {
  Buffer<Tile> tiles;
  int64_t batch;
  static int64_t count(int64_t rows, int64_t batch) {
    int64_t total = 0;
    each_batch(rows, batch, [&](int64_t begin, int64_t end) { total += (end - begin + SPAN - 1) / SPAN; });
    return total;
  }
  Prepared(int64_t rows, int64_t batch) : tiles(count(rows, batch)), batch(batch) {}
  void fill(const Data& data, int64_t member) {
    Tile* tile = tiles.at;
    each_batch(data.rows, batch, [&](int64_t begin, int64_t end) {
      each_tile(begin, end, [&](int64_t start, int64_t samples) {
        gather(*tile++, data.x + member * data.x_stride, data.y + member * data.y_stride, nullptr, start, samples);
      });
    });
  }
};

struct Member {
  const Job& job;
  int64_t index;
  Network::Scratch& scratch;
  Prepared &train, &validation;
  Network::Rule rule;
  int64_t steps = 0;

  double step(int64_t begin, int64_t end, const int32_t* order, const Tile*& ready) {
    const float scale = 1.0 / ((double)(end - begin) * Network::Loss::TERMS);
    double total = 0;
    memset(scratch.gradient, 0, sizeof scratch.gradient);
    Network::prepare(scratch);
    each_tile(begin, end, [&](int64_t start, int64_t samples) {
      const Tile* tile = ready;
      if (order) {
        gather(scratch_tile(), job.train.x + index * job.train.x_stride, job.train.y + index * job.train.y_stride, order, start,
               samples);
        tile = &scratch_tile();
      } else {
        ready++;
      }
      const int count = vectors_of(samples);
      Network::forward<true>(scratch, tile->x, count);
      total += lane_sum(Network::Loss::apply(scratch.output, (const Network::Loss::Target*)tile->y, samples, count, scale));
      Network::backward(scratch, tile->x, count);
    });
    Network::finish(scratch);
    const double factor = job.factors ? job.factors[index * job.factors_stride + steps] : 1.0;
    steps++;
    rule.template step<Network::DECAYS_DIFFER>(job.constants, job.rates[index] * factor, vectors(Network::PARAMETERS), scratch.decay,
                                               scratch.parameters, scratch.gradient, scratch.first, scratch.second);
    return total;
  }
  Tile& scratch_tile() { return *train.tiles.at; }

  float epoch(int64_t number) {
    const int32_t* order = job.order ? job.order + index * job.order_stride + number * job.train.rows : nullptr;
    const Tile* ready = train.tiles.at;
    double total = 0;
    each_batch(job.train.rows, job.batch, [&](int64_t begin, int64_t end) { total += step(begin, end, order, ready); });
    return total / ((double)job.train.rows * Network::Loss::TERMS);
  }

  float validate(int64_t number) {
    const Tile* tile = validation.tiles.at;
    double total = 0;
    int right = 0;
    Network::prepare(scratch);
    each_batch(job.validation.rows, job.batch, [&](int64_t begin, int64_t end) {
      each_tile(begin, end, [&](int64_t, int64_t samples) {
        const int count = vectors_of(samples);
        Network::forward<false>(scratch, tile->x, count);
        right += Network::Loss::right(scratch.output, (const Network::Loss::Target*)tile->y, samples, count);
        total += lane_sum(Network::Loss::apply(scratch.output, (const Network::Loss::Target*)tile->y, samples, count, 0.0f));
        tile++;
      });
    });
    job.validation_right[index * job.epochs + number] = right;
    return total / ((double)job.validation.rows * Network::Loss::TERMS);
  }

  // With patience, the parameters end as they were after the epoch of the lowest validation loss; where that
  // never was a number, as they are after the last.
  void run(V* best) {
    constexpr int64_t ALL = Network::PARAMETERS;
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
        memcpy(best, scratch.parameters, ALL * sizeof(float));
      }
      if (waited >= job.patience) {
        number++;
        break;
      }
    }
    job.epochs_run[index] = number;
    if (found) memcpy(scratch.parameters, best, ALL * sizeof(float));
  }
};

static void begin_with(V* average, const float* kept, int64_t member) {
  constexpr size_t BYTES = Network::PARAMETERS * sizeof(float);
  if (kept)
    memcpy(average, kept + member * Network::PARAMETERS, BYTES);
  else
    memset(average, 0, BYTES);
}

// Trains members [begin, end). Returns 0, or 1 where memory ran out.
extern "C" int train(const Job* job, int64_t begin, int64_t end) {
  constexpr int64_t ALL = Network::PARAMETERS;
  Buffer<Network::Scratch> scratch(1);
  Buffer<V> best(vectors(ALL));
  Prepared train(job->train.rows, job->batch), validation(job->validation.rows, job->batch);
  if (!scratch.at || !best.at || !train.tiles.at || !validation.tiles.at) return 1;
  memset((void*)scratch.at, 0, sizeof(Network::Scratch));
  Network::set_decay(*scratch.at, job->constants.weight_decay);
  for (int64_t index = begin; index < end; index++) {
    const bool fresh = index == begin;
    if (!job->order && (fresh || job->train.x_stride || job->train.y_stride)) train.fill(job->train, index);
    if (job->validation_losses && (fresh || job->validation.x_stride || job->validation.y_stride))
      validation.fill(job->validation, index);
    memcpy(scratch.at->parameters, job->parameters + index * ALL, ALL * sizeof(float));
    begin_with(scratch.at->first, job->first, index);
    begin_with(scratch.at->second, job->second, index);
    Member member{*job, index, *scratch.at, train, validation, Network::Rule(job->constants, job->steps_done)};
    member.run(best.at);
    memcpy(job->parameters + index * ALL, scratch.at->parameters, ALL * sizeof(float));
    if (!job->first) continue;
    memcpy(job->first + index * ALL, scratch.at->first, ALL * sizeof(float));
    memcpy(job->second + index * ALL, scratch.at->second, ALL * sizeof(float));
  }
  return 0;
}

// Writes the network's outputs for all rows: (members, rows, OUTPUTS).
extern "C" int predict(const Data* data, const float* parameters, float* outputs, int64_t begin, int64_t end) {
  Buffer<Network::Scratch> scratch(1);
  Buffer<Tile> tile(1);
  Buffer<int32_t> nothing(data->rows * Network::TARGET_ROWS);
  if (!scratch.at || !tile.at || !nothing.at) return 1;
  memset((void*)scratch.at, 0, sizeof(Network::Scratch));
  memset(nothing.at, 0, data->rows * Network::TARGET_ROWS * sizeof(int32_t));
  for (int64_t index = begin; index < end; index++) {
    memcpy(scratch.at->parameters, parameters + index * Network::PARAMETERS, Network::PARAMETERS * sizeof(float));
    each_tile(0, data->rows, [&](int64_t start, int64_t samples) {
      gather(*tile.at, data->x + index * data->x_stride, nothing.at, nullptr, start, samples);
      Network::answer(*scratch.at, tile.at->x, vectors_of(samples));
      for (int64_t s = 0; s < samples; s++)
        for (int o = 0; o < Network::OUTPUTS; o++)
          outputs[(index * data->rows + start + s) * Network::OUTPUTS + o] = ((float*)scratch.at->answers)[o * SPAN + s];
    });
  }
  return 0;
}
