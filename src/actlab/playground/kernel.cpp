// The generic kernel as a WebAssembly module: what the page calls, with functions by number.
//
// Printed functions come first, in the table FUNCTIONS; after them OWN numbers, which the page computes itself.
extern "C" {
__attribute__((import_module("page"), import_name("own"))) void own(int number, const float* z, float* value, float* slope, int n);
}
template <int NUMBER>
struct OwnFunction {
  static void value(V* z, int vectors, const float*) { own(NUMBER, (float*)z, (float*)z, nullptr, vectors * LANES); }
  static void both(V* z, V* slope, int vectors, const float*) {
    own(NUMBER, (float*)z, (float*)z, (float*)slope, vectors * LANES);
  }
  static void gradient(const float*, const V*, const V*, float*, int, int, int) {}
  static constexpr Function FUNCTION{0, value, both, gradient};
};
constexpr const Function* OWN[] = {&OwnFunction<0>::FUNCTION, &OwnFunction<1>::FUNCTION, &OwnFunction<2>::FUNCTION,
                                   &OwnFunction<3>::FUNCTION, &OwnFunction<4>::FUNCTION, &OwnFunction<5>::FUNCTION,
                                   &OwnFunction<6>::FUNCTION, &OwnFunction<7>::FUNCTION};
static const Function* function_of(int number) { return number < PRINTED ? FUNCTIONS[number] : OWN[number - PRINTED]; }

constexpr int MOST_LAYERS = 8;
static struct {
  int32_t sizes[MOST_LAYERS + 1], turned[MOST_LAYERS];
  const Function* functions[MOST_LAYERS];
} given;
static Shape shape{0, given.sizes, given.turned, given.functions, CROSS_ENTROPY, 0, 0, 1.0f};

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))
EXPORT(take) void* take(int bytes) { return aligned_alloc(64, (bytes + 63) / 64 * 64); }
EXPORT(give_back) void give_back(void* at) { free(at); }
EXPORT(begin_network) void begin_network(int loss, int rule, int tile) {
  shape.layers = 0, shape.loss = loss, shape.rule = rule, shape.tile = tile;
}
EXPORT(add_layer) void add_layer(int inputs, int outputs, int turned, int function) {
  const int layer = shape.layers++;
  given.sizes[layer] = inputs, given.sizes[layer + 1] = outputs, given.turned[layer] = turned;
  if (function >= 0) given.functions[layer] = function_of(function);  // the last layer has none
}
EXPORT(parameters) int parameters() { return Network(shape).PARAMETERS; }

// Trains one network in place; returns 1 where memory ran out. `losses` has one number for each epoch.
EXPORT(train_one) int train_one(const float* x, const int32_t* y, int rows, const int32_t* order, int batch, int epochs,
                                int steps_done, double rate, double decay, double momentum, float* weights, float* first,
                                float* second, float* losses) {
  int32_t epochs_run;
  Job job{};
  job.train = {x, y, 0, 0, rows};
  job.order = order;
  job.rates = &rate;
  job.batch = batch, job.epochs = epochs, job.steps_done = steps_done, job.patience = -1;
  job.parameters = weights, job.first = first, job.second = second, job.losses = losses, job.epochs_run = &epochs_run;
  job.constants = {0.9, 0.999, 1e-8, decay, momentum, 0, 0};
  return train(&shape, &job, 0, 1);
}
// Writes the outputs for all rows: (rows, outputs); returns 1 where memory ran out.
EXPORT(answer) int answer(const float* x, int rows, const float* weights, float* outputs) {
  const Data data{x, nullptr, 0, 0, rows};
  return predict(&shape, &data, weights, outputs, 0, 1);
}
// Writes f and f' of n numbers over z and slope; n is a multiple of the lanes.
EXPORT(apply) void apply(int function, float* z, float* slope, int n, const float* learned) {
  function_of(function)->both((V*)z, (V*)slope, n / LANES, learned);
}
