// Networks of one block: the same data and start weights for every candidate, as in the library.
"use strict";

// torch's start weights of Linear layers, all from the block's stream `init`; parameters of functions between them.
function startWeights(kernel, settings, sizes, functions, block) {
  const twister = new Twister(streamSeed(settings.seed, block, "init")), pieces = [];
  for (let i = 0; i + 1 < sizes.length; i++) {
    const fan = sizes[i];
    pieces.push(torchUniform(twister, fan * sizes[i + 1], Math.sqrt(3) * (Math.sqrt(2 / 6) / Math.sqrt(fan))));
    pieces.push(torchUniform(twister, sizes[i + 1], 1 / Math.sqrt(fan)));
    if (i + 2 < sizes.length) pieces.push(Float32Array.from(kernel.learned(functions[i])));
  }
  return pieces.reduce(joined);
}

function describe(settings, data, functions) {
  const regression = data.train.y instanceof Float32Array;
  const outputs = regression ? 1 : settings.classes || 2;
  const sizes = [data.scale.length, ...settings.hidden, outputs];
  return { sizes, functions, loss: regression ? "mean_squared_error" : "cross_entropy", optimizer: settings.optimizer, batch: data.train.rows };
}

// The score that is compared: accuracy in percent, or the natural logarithm of the mean squared error.
function scoreOf(outputs, part, width, rows = part.rows) {
  if (part.y instanceof Float32Array) return logLoss((row) => outputs[row], part.y);
  let right = 0;
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let c = 1; c < width; c++) if (outputs[row * width + c] > outputs[row * width + best]) best = c;
    right += best === part.y[row];
  }
  return (100 * right) / rows;
}

function logLoss(answer, y) {
  let sum = 0;
  for (let row = 0; row < y.length; row++) sum += (answer(row) - y[row]) ** 2;
  return Math.log(Math.max(sum / y.length, 1e-30));
}

// The best constant prediction: its score on the test part and its loss on the training part.
function constantOf(data) {
  if (data.train.y instanceof Float32Array) {
    const mean = data.train.y.reduce((sum, value) => sum + value, 0) / data.train.rows;
    return { score: logLoss(() => mean, data.test.y), loss: Math.exp(logLoss(() => mean, data.train.y)) };
  }
  const counts = [];
  for (const y of data.train.y) counts[y] = (counts[y] || 0) + 1;
  const best = counts.reduce((most, count, c) => (count > counts[most] ? c : most), counts.findIndex((count) => count));
  const entropy = counts.reduce((sum, count) => sum - (count / data.train.rows) * Math.log(count / data.train.rows), 0);
  return { score: (100 * data.test.y.filter((y) => y === best).length) / data.test.rows, loss: entropy };
}

// Trains one candidate's network of a block; `functions` holds one function for each hidden layer.
function trainNetwork(kernel, settings, data, functions, block) {
  const network = describe(settings, data, functions);
  const start = startWeights(kernel, settings, network.sizes, functions, block);
  const { epochs, rate } = settings, trained = kernel.train(network, data.train, start, { epochs, rate });
  const answers = kernel.answers(network, data.test.x, data.test.rows, trained.weights), width = network.sizes.at(-1);
  const loss = trained.losses.at(-1), whole = Number.isFinite(loss) && trained.weights.every(Number.isFinite);
  const constant = constantOf(data), failed = !whole || loss >= constant.loss;
  const scored = (rows) => (whole ? scoreOf(answers, data.test, width, rows) : constant.score);
  return { network, ...trained, loss, score: scored(), single: scored(data.single), failed };
}

// One row of the record: the block, and each candidate's score, last loss and whether its training failed.
function trainBlock(kernel, settings, block) {
  const data = blockData(settings, block);
  const networks = settings.candidates.map((functions) => trainNetwork(kernel, settings, data, functions, block));
  const each = (name) => networks.map((network) => network[name]);
  return { block, scores: each("score"), single: each("single"), losses: each("loss"), failed: each("failed") };
}

// Settings travel between threads as plain values; here a candidate's texts become its functions, one for each layer.
function withFunctions(settings, kernel) {
  kernel.own = [];
  const known = new Map();
  const functionOf = (text) => {
    if (!known.has(text)) known.set(text, kernel.numberOf(text) < 0 ? ownFunction(text) : text);
    return known.get(text);
  };
  return { ...settings, candidates: settings.candidates.map((texts) => layersOf(texts, settings.hidden).map(functionOf)) };
}

// A function that the page computes itself: printed for it, with its parameters' values, or typed.
function ownFunction(text) {
  const [name, ...given] = text.split(":");
  if (!Object.hasOwn(PRINTED, name)) return readFormula(text);
  const { parameters, call } = PRINTED[name], values = parameters.map((each) => each.start);
  for (const setting of given) {
    const [parameter, value] = setting.split("="), place = parameters.findIndex((each) => each.name === parameter);
    if (place < 0 || !isWithin(Number(value), parameters[place])) throw new FormulaError("parameter", { found: setting });
    values[place] = Number(value);
  }
  return (x) => call(x, values);
}

function isWithin(value, { low, high }) {
  return value >= low && value <= high;
}

// One text for each hidden layer: a single one stands for all of them.
function layersOf(texts, hidden) {
  return hidden.map((_, layer) => texts[Math.min(layer, texts.length - 1)]);
}
