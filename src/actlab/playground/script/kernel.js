// The WebAssembly kernel: all mathematics of a network's training, the same to the bit on every machine.
"use strict";

const GROUP = 16, TILE_BYTES = 48000, FEWEST_GROUPS = 8; // as population/engines/fused/tiles.py has them
const LOSSES = ["cross_entropy", "binary_cross_entropy", "mean_squared_error", "huber"];
const OPTIMIZERS = ["sgd", "adam", "adamw"];

function tileOf(sizes, batch) {
  const groups = Math.ceil(batch / GROUP), hidden = sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const each = 4 * GROUP * (sizes[0] + 2 * hidden + sizes.at(-1));
  return Math.ceil(groups / Math.ceil(groups / Math.max(FEWEST_GROUPS, Math.floor(TILE_BYTES / each))));
}

function isTurned(inputs, outputs, tile) {
  const wide = Math.ceil(inputs / GROUP);
  return wide * outputs * GROUP * tile + wide * tile * 80 < inputs * outputs * (tile + 3);
}

// Functions that the page itself computes: up to four, each (float) => [value, slope].
class Kernel {
  static async load(packed, functions) {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const module = await WebAssembly.compile(await new Response(unpacked).arrayBuffer());
    return new Kernel(module, functions);
  }
  constructor(module, functions) {
    this.module = module; // workers are given it, so that it is compiled once
    this.own = [];
    this.functions = functions; // [{name, learned}], in the order of the module's table
    const imports = { page: { own: (...given) => this.callOwn(...given) } };
    for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] ??= () => 0;
    this.exports = new WebAssembly.Instance(module, imports).exports;
    this.exports._initialize?.();
  }
  callOwn(number, z, value, slope, count) {
    const memory = this.exports.memory.buffer, input = new Float32Array(memory, z, count);
    const values = new Float32Array(memory, value, count), slopes = slope ? new Float32Array(memory, slope, count) : null;
    for (let i = 0; i < count; i++) {
      const [y, d] = this.own[number](input[i]);
      values[i] = y;
      if (slopes) slopes[i] = d;
    }
  }
  numberOf(candidate) { // of a catalogue's function, or of one's own
    if (typeof candidate !== "function") return this.functions.findIndex(({ name }) => name === candidate);
    let place = this.own.indexOf(candidate);
    if (place < 0) place = this.own.push(candidate) - 1;
    return this.functions.length + place;
  }
  learned(candidate) {
    return typeof candidate === "function" ? [] : this.functions[this.numberOf(candidate)].learned;
  }
  // Runs `use` with arrays in the module's memory, and gives the memory back.
  holding(arrays, use) {
    const places = arrays.map((array) => this.exports.take(array.byteLength));
    try {
      arrays.forEach((array, i) => new array.constructor(this.exports.memory.buffer, places[i], array.length).set(array));
      const views = () => arrays.map((a, i) => new a.constructor(this.exports.memory.buffer, places[i], a.length).slice());
      return use(places, views);
    } finally {
      places.forEach((place) => this.exports.give_back(place));
    }
  }
  network({ sizes, functions, loss, optimizer, batch }) {
    const tile = tileOf(sizes, batch), rows = loss === "cross_entropy" && sizes.at(-1) === 2 ? 1 : sizes.at(-1);
    this.exports.begin_network(LOSSES.indexOf(loss), OPTIMIZERS.indexOf(optimizer), tile);
    for (let i = 0; i + 1 < sizes.length; i++) {
      const last = i === sizes.length - 2;
      this.exports.add_layer(sizes[i], sizes[i + 1], isTurned(sizes[i], last ? rows : sizes[i + 1], tile) ? 1 : 0,
        last ? -1 : this.numberOf(functions[i]));
    }
  }
  // Trains one network; returns {weights, losses}. `part` holds rows of inputs and targets.
  train(network, part, weights, { epochs, rate, decay = 0, momentum = 0, stepsDone = 0, first, second }) {
    this.network(network);
    first ??= new Float32Array(weights.length);
    second ??= new Float32Array(weights.length);
    const arrays = [part.x, part.y, Float64Array.of(rate), weights, first, second, new Float32Array(epochs)];
    return this.holding(arrays, ([x, y, , w, m, v, losses], views) => {
      this.exports.train_one(x, y, part.rows, 0, part.rows, epochs, stepsDone, rate, decay, momentum, w, m, v, losses);
      const [, , , after, first, second, curve] = views();
      return { weights: after, first, second, losses: curve };
    });
  }
  answers(network, x, rows, weights) {
    this.network(network);
    const arrays = [x, weights, new Float32Array(rows * network.sizes.at(-1))];
    return this.holding(arrays, ([at, w, out], views) => {
      this.exports.answer(at, rows, w, out);
      return views()[2];
    });
  }
  // f and f' of some numbers, whose count is padded to whole vectors.
  apply(candidate, numbers, parameters = this.learned(candidate)) {
    const z = new Float32Array(Math.ceil(numbers.length / 4) * 4), slope = new Float32Array(z.length);
    z.set(numbers);
    const learned = Float32Array.from([...parameters, 0]);
    return this.holding([z, slope, learned], ([at, to, held], views) => {
      this.exports.apply(this.numberOf(candidate), at, to, z.length, held);
      return views().slice(0, 2).map((each) => each.slice(0, numbers.length));
    });
  }
}
