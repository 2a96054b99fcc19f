// The pictures: paired differences, what one pair learned, its losses, and its functions.
"use strict";

const COLOURS = ["var(--c1)", "var(--c2)"];

// Dots stacked where their differences fall; `choose` is called with the block of the dot that is touched.
function drawDots(rows, { names, end, delta, unit, chosen, choose, all }) {
  const reach = Math.max(2 * delta, ...all.map((row) => Math.abs(row.difference))) * 1.08 || 1;
  const width = Math.max(320, Math.min(720, $("dots").clientWidth || 720)), steps = 90, stacks = new Map(), step = (2 * reach) / steps;
  const placed = rows.map((row) => {
    const column = Math.round(row.difference / step), level = stacks.get(column) || 0;
    stacks.set(column, level + 1);
    return { row, at: column * step, level };
  });
  const highest = Math.max(10, ...stacks.values()), size = Math.min(5, 85 / highest);
  const label = say("dots_label", { n: rows.length, ahead: rows.filter((r) => r.difference > 0).length, a: names[0], b: names[1],
    behind: rows.filter((r) => r.difference < 0).length, mean: signed(end.mean), low: signed(end.low), high: signed(end.high) });
  const { node, x } = frame("dots", label, { width, height: 230, xs: [-reach, reach], ys: [0, 1], left: 10 });
  node.prepend(svg("rect", { class: "band", x: x(-delta), width: x(delta) - x(-delta), y: 10, height: 198 }));
  node.append(svg("line", { class: "zero", x1: x(0), x2: x(0), y1: 10, y2: 208 }));
  for (const { row, at, level } of placed) {
    const side = row.difference > 0 ? "ahead" : row.difference < 0 ? "behind" : "level";
    const dot = svg("circle", { class: `${side}${row.failed.includes(true) ? " failed" : ""}${row.block === chosen ? " chosen" : ""}`,
      cx: x(at), cy: 196 - (2 * level + 1) * size, r: size });
    dot.addEventListener("click", () => choose(row.block));
    node.append(dot);
  }
  node.append(svg("text", { class: "side", x: 12, y: 22 }, `← ${say("favours", { name: names[1] })}`));
  node.append(svg("text", { class: "side", x: width - 12, y: 22, "text-anchor": "end" }, `${say("favours", { name: names[0] })} →`));
  if (Number.isFinite(end.low) && end.low <= end.high) {
    const inside = (value) => x(Math.max(-reach, Math.min(reach, value)));
    node.append(svg("line", { class: "interval", x1: inside(end.low), x2: inside(end.high), y1: 203, y2: 203 }));
    node.append(svg("circle", { class: "mean", cx: inside(end.mean), cy: 203, r: 5 }));
  }
  node.append(svg("text", { class: "tick", x: width - 10, y: 222, "text-anchor": "end" }, say(unit)));
}

// What a network answers over the plane, behind its training points.
function drawPlane(canvas, kernel, trained, data, label) {
  const size = 60, points = new Float32Array(2 * size * size), reach = 3.2, context = canvas.getContext("2d");
  for (let i = 0; i < size * size; i++) {
    points[2 * i] = (2 * reach * ((i % size) + 0.5)) / size - reach;
    points[2 * i + 1] = reach - (2 * reach * (Math.floor(i / size) + 0.5)) / size;
  }
  const width = trained.network.sizes.at(-1), answers = kernel.answers(trained.network, points, size * size, trained.weights);
  const colours = classColours(), side = canvas.width / size;
  for (let i = 0; i < size * size; i++) {
    const row = answers.subarray(i * width, (i + 1) * width), best = row.indexOf(Math.max(...row));
    context.globalAlpha = 0.25;
    context.fillStyle = colours[best % colours.length];
    context.clearRect((i % size) * side, Math.floor(i / size) * side, side, side);
    context.fillRect((i % size) * side, Math.floor(i / size) * side, side, side);
  }
  context.globalAlpha = 0.9;
  const place = (value, sign) => ((sign * value + reach) / (2 * reach)) * canvas.width;
  for (let i = 0; i < Math.min(data.train.rows, 400); i++) {
    context.fillStyle = colours[data.train.y[i] % colours.length];
    context.beginPath();
    context.arc(place(data.train.x[2 * i], 1), place(data.train.x[2 * i + 1], -1), 2, 0, 7);
    context.fill();
  }
  fill(canvas, { role: "img", "aria-label": label }, []);
}

function classColours() {
  const style = getComputedStyle(document.documentElement);
  return ["--c3", "--c4", "--c7", "--c6", "--c5", "--c8"].map((name) => style.getPropertyValue(name).trim());
}

// A curve of one variable through its training points.
function drawCurve(canvas, kernel, trained, data, label) {
  const count = 200, xs = Float32Array.from({ length: count }, (_, i) => -2 + (4 * i) / (count - 1)), context = canvas.getContext("2d");
  const ys = kernel.answers(trained.network, xs, count, trained.weights), size = canvas.width;
  const place = (x, y) => [((x + 2) / 4) * size, size / 2 - (y / 6) * size], [points, line] = classColours();
  context.clearRect(0, 0, size, size);
  context.fillStyle = points;
  for (let i = 0; i < data.train.rows; i++) context.fillRect(...place(data.train.x[i], data.train.y[i]), 2, 2);
  context.strokeStyle = line;
  context.lineWidth = 2;
  context.beginPath();
  xs.forEach((x, i) => context.lineTo(...place(x, ys[i])));
  context.stroke();
  fill(canvas, { role: "img", "aria-label": label }, []);
}

function drawLosses(curves, names) {
  const finite = curves.flatMap((curve) => [...curve]).filter(Number.isFinite), top = Math.max(...finite, 1e-6) * 1.05;
  const label = say("losses_label", { a: names[0], b: names[1], loss_a: curves[0].at(-1), loss_b: curves[1].at(-1) });
  const { node, x, y } = frame("losses", label, { width: 360, height: 200, xs: [0, curves[0].length], ys: [0, top] });
  for (const at of ticks(0, top, 4)) node.append(svg("text", { class: "tick", x: 34, y: y(at) + 4, "text-anchor": "end" }, shown(at)));
  curves.forEach((curve, i) => {
    node.append(svg("path", { class: "line", stroke: COLOURS[i], d: path([...curve].map((loss, epoch) => [x(epoch + 1), y(loss)])) }));
  });
}

// A function and its derivative, and the range of what enters the units of one network.
function drawFunction(id, number, name, kernel, candidate, lives) {
  const count = 161, xs = Float32Array.from({ length: count }, (_, i) => -4 + i / 20), [values, slopes] = kernel.apply(candidate, xs);
  const label = say("function_label", { name, low: lives.low, high: lives.high });
  const { node, x, y } = frame(id, label, { width: 360, height: 200, xs: [-4, 4], ys: [-2, 4], left: 24 });
  const inside = (value) => x(Math.max(-4, Math.min(4, value)));
  node.prepend(svg("rect", { class: "band", x: inside(lives.low), width: Math.max(1, inside(lives.high) - inside(lives.low)), y: 10, height: 168 }));
  node.append(svg("line", { class: "zero", x1: x(-4), x2: x(4), y1: y(0), y2: y(0) }));
  const drawn = (numbers) => path([...numbers].map((value, i) => [x(xs[i]), value > 4.2 || value < -2.2 ? NaN : y(value)]));
  node.append(svg("path", { class: "line", stroke: COLOURS[number], d: drawn(values) }));
  node.append(svg("path", { class: "line dashed", stroke: COLOURS[number], d: drawn(slopes) }));
  return { node, x, y, number, name, at: (value) => kernel.apply(candidate, [value]).map((each) => each[0]) };
}

// The point of a drawn function at x, with its tangent; returns what is said of it.
function drawTangent({ node, x, y, number, name, at }, value) {
  node.querySelector(".tangent")?.remove();
  const [f, slope] = at(value), line = [value - 1, value + 1].map((to) => [x(to), y(f + slope * (to - value))]);
  const point = svg("circle", { cx: x(value), cy: y(f), r: 4, fill: COLOURS[number] });
  node.append(svg("g", { class: "tangent" }, svg("path", { class: "line", stroke: "var(--ink)", d: path(line) }), point));
  return say("explored", { name, x: value.toFixed(2), f: f.toFixed(3), slope: slope.toFixed(3) });
}

// What enters the hidden units: 5 % and 95 % of it, the share of dead units and of saturated inputs, over all layers.
function unitsOf(kernel, trained, part) {
  const { sizes, functions } = trained.network, inputs = [], flat = { dead: 0, units: 0, saturated: 0, all: 0 };
  let values = part.x, at = 0;
  for (let layer = 0; layer + 2 < sizes.length; layer++) {
    const [fan, units] = [sizes[layer], sizes[layer + 1]], weights = trained.weights.subarray(at), bias = weights.subarray(fan * units);
    const z = new Float32Array(part.rows * units);
    for (let row = 0; row < part.rows; row++)
      for (let unit = 0; unit < units; unit++) {
        let sum = bias[unit];
        for (let i = 0; i < fan; i++) sum += weights[unit * fan + i] * values[row * fan + i];
        z[row * units + unit] = sum;
      }
    const learned = kernel.learned(functions[layer]).length, from = (fan + 1) * units;
    const [next, slopes] = kernel.apply(functions[layer], z, weights.slice(from, from + learned));
    const wide = Float32Array.from({ length: 800 }, (_, i) => i / 40 - 10);
    const steepest = kernel.apply(functions[layer], wide, weights.slice(from, from + learned))[1].reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    for (let unit = 0; unit < units; unit++) {
      let living = 0;
      for (let row = 0; row < part.rows; row++) living += slopes[row * units + unit] !== 0;
      flat.dead += living === 0;
    }
    flat.units += units;
    flat.saturated += slopes.filter((slope) => Math.abs(slope) < 0.1 * steepest).length;
    flat.all += slopes.length;
    inputs.push(...z.filter((_, i) => i % 7 === 0));
    values = next;
    at += from + learned;
  }
  inputs.sort((a, b) => a - b);
  const quantile = (share) => inputs[Math.floor(share * (inputs.length - 1))];
  return { low: quantile(0.05), high: quantile(0.95), dead: (100 * flat.dead) / flat.units, saturated: (100 * flat.saturated) / flat.all };
}
