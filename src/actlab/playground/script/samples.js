// Data sets of one block, as the library draws, splits and scales them: equal to about 1e-7.
"use strict";

const TEST_SHARE = 0.2, FRESH_TEST = 2000;

function evenly(from, to, count, whole) {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (whole ? count - 1 : count));
}

// Two shapes of half the points each, shuffled, with normal noise: points in pairs, and the shape of each.
function twoShapes(first, second, noise, seed) {
  const points = [...first, ...second], random = new RandomState(seed), order = random.permutation(points.length);
  const x = new Float64Array(2 * points.length), y = new Int32Array(points.length);
  order.forEach((from, to) => {
    [x[2 * to], x[2 * to + 1]] = points[from];
    y[to] = from < first.length ? 0 : 1;
  });
  for (let i = 0; i < x.length; i++) x[i] += 0 + noise * random.normal();
  return { x, y };
}

function moons(count, seed, noise) {
  const half = Math.floor(count / 2);
  const outer = evenly(0, Math.PI, half, true).map((t) => [Math.cos(t), Math.sin(t)]);
  const inner = evenly(0, Math.PI, count - half, true).map((t) => [1 - Math.cos(t), 1 - Math.sin(t) - 0.5]);
  return twoShapes(outer, inner, noise, seed);
}

function circles(count, seed, noise) {
  const half = Math.floor(count / 2);
  const outer = evenly(0, 2 * Math.PI, half, false).map((t) => [Math.cos(t), Math.sin(t)]);
  const inner = evenly(0, 2 * Math.PI, count - half, false).map((t) => [0.5 * Math.cos(t), 0.5 * Math.sin(t)]);
  return twoShapes(outer, inner, noise, seed);
}

function spirals(count, seed, noise) {
  const random = new Pcg(seed), x = new Float64Array(2 * count);
  const y = Int32Array.from({ length: count }, (_, i) => i % 2);
  for (let i = 0; i < count; i++) {
    const t = 96 * random.uniform(), angle = (t * Math.PI) / 16, radius = (6.5 * (104 - t)) / 104;
    const side = y[i] ? -1 : 1;
    x[2 * i] = radius * Math.sin(angle) * side;
    x[2 * i + 1] = radius * Math.cos(angle) * side;
  }
  for (let i = 0; i < x.length; i++) x[i] += noise * random.normal();
  return { x, y };
}

function xor(count, seed, noise) {
  const random = new Pcg(seed), x = Float64Array.from({ length: 2 * count }, () => 2 * random.uniform() - 1);
  const y = Int32Array.from({ length: count }, (_, i) => i % 2);
  for (let i = 0; i < count; i++) x[2 * i + 1] = Math.abs(x[2 * i + 1]) * (x[2 * i] < 0 === Boolean(y[i]) ? -1 : 1);
  for (let i = 0; i < x.length; i++) x[i] += noise * random.normal();
  return { x, y };
}

// Further points of the same population, for a test part that is less noisy; see workloads/_fresh.py.
function withMore(draw, count, more, seed) {
  const base = draw(count, seed);
  if (!more) return base;
  const added = draw(more, seedWords([seed, 1], 1)[0]);
  return { x: joined(base.x, added.x), y: joined(base.y, added.y) };
}

function joined(a, b) {
  const both = new a.constructor(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function waves(count, more, seed, noise) {
  const random = new Pcg(seed), uniform = (low, high) => low + (high - low) * random.uniform();
  const several = (n, low, high) => Array.from({ length: n }, () => uniform(low, high));
  let x = several(count, -1, 1);
  const amplitudes = several(2, 0.5, 1), frequencies = several(2, 1, 3), phases = several(2, 0, 2 * Math.PI);
  const steep = several(2, 1, 3), signs = [random.bit(), random.bit()];
  const kinks = several(2, -0.8, 0.8);
  let errors = Array.from({ length: count }, () => random.normal());
  x = x.concat(several(more, -1, 1));
  errors = errors.concat(Array.from({ length: more }, () => random.normal()));
  const y = x.map((at, i) => {
    let sum = noise * errors[i];
    for (const k of [0, 1])
      sum += amplitudes[k] * Math.sin(Math.PI * frequencies[k] * at + phases[k]) +
        steep[k] * (signs[k] ? 1 : -1) * Math.abs(at - kinks[k]);
    return sum;
  });
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

const SAMPLES = {
  moons: { hidden: [10], epochs: 100, count: 1000, noise: 0.2, features: 2, draw: (n, m, s, e) => withMore((c, d) => moons(c, d, e), n, m, s) },
  circles: { hidden: [10], epochs: 100, count: 1000, noise: 0.15, features: 2, draw: (n, m, s, e) => withMore((c, d) => circles(c, d, e), n, m, s) },
  spirals: { hidden: [32, 32], epochs: 300, count: 1000, noise: 0.1, features: 2, draw: (n, m, s, e) => withMore((c, d) => spirals(c, d, e), n, m, s) },
  xor: { hidden: [10], epochs: 100, count: 1000, noise: 0.1, features: 2, draw: (n, m, s, e) => withMore((c, d) => xor(c, d, e), n, m, s) },
  waves: { hidden: [32, 32], epochs: 300, count: 500, noise: 0.1, features: 1, regression: true, draw: waves },
};

// Mean and standard deviation of each feature of some rows; a constant feature is left as it is.
function scaleOf(x, features, rows) {
  return Array.from({ length: features }, (_, feature) => {
    let mean = 0, square = 0;
    for (const row of rows) mean += x[row * features + feature];
    mean /= rows.length;
    for (const row of rows) square += (x[row * features + feature] - mean) ** 2;
    const deviation = Math.sqrt(square / rows.length);
    return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 1 };
  });
}

function partOf(x, y, features, rows, scale) {
  const inputs = new Float32Array(rows.length * features);
  rows.forEach((row, i) => {
    for (let f = 0; f < features; f++) inputs[i * features + f] = (x[row * features + f] - scale[f].mean) / scale[f].deviation;
  });
  return { x: inputs, y: y.constructor.from(rows, (row) => y[row]), rows: rows.length };
}

// The data of one block: {train, test, scale}. A set of one's own ({x, y, features}) is split anew in each block.
function blockData(settings, block) {
  const own = settings.table, kind = own ? null : SAMPLES[settings.data], seed = (use) => streamSeed(settings.seed, block, use);
  const features = own ? own.features : kind.features, count = own ? own.y.length : settings.samples || kind.count;
  const held = Math.ceil(TEST_SHARE * count), more = own ? 0 : Math.max(FRESH_TEST - held, 0);
  const drawn = own || kind.draw(count, more, seed("data"), settings.noise ?? kind.noise);
  const order = new RandomState(seed("split")).permutation(count);
  const train = order.slice(held), test = joined(order.slice(0, held), Int32Array.from({ length: more }, (_, i) => count + i));
  const scale = scaleOf(drawn.x, features, train);
  const targets = own?.regression || kind?.regression ? scaledTargets(drawn.y, train) : drawn.y;
  return { train: partOf(drawn.x, targets, features, train, scale), test: partOf(drawn.x, targets, features, test, scale), single: held, scale };
}

function scaledTargets(y, train) {
  const [{ mean, deviation }] = scaleOf(y, 1, train);
  return Float32Array.from(y, (value) => (value - mean) / deviation);
}
