// A pad for points of one's own: put by hand or by keyboard, in two classes, they become a table like one from a file.
"use strict";

const PAD = { size: 300, reach: 3, step: 0.25, apart: 0.15 };
let padded = [], cross = [0, 0];

// The table of the points, or undefined where they are too few or of one class.
function paddedTable(points) {
  const y = Int32Array.from(points, (point) => point.class), columns = ["x1", "x2", "class"];
  if (y.length < FEWEST_ROWS || new Set(y).size < 2) return undefined;
  return { columns, target: "class", x: Float64Array.from(points.flatMap(({ at }) => at)), y, features: 2, classes: 2, regression: false };
}

function put([x, y]) {
  const last = padded.at(-1)?.at ?? [Infinity, Infinity];
  if (padded.length >= MOST_ROWS || Math.hypot(x - last[0], y - last[1]) < PAD.apart) return;
  padded.push({ at: [x, y], class: $("pad-second").checked ? 1 : 0 });
  drawPad();
}

function drawPad() {
  const place = ([x, y]) => ({ cx: ((x + PAD.reach) / (2 * PAD.reach)) * PAD.size, cy: ((PAD.reach - y) / (2 * PAD.reach)) * PAD.size });
  const [x, y] = Object.values(place(cross)), counts = [0, 1].map((i) => padded.filter((point) => point.class === i).length);
  $("pad").replaceChildren(
    svg("path", { class: "cross", d: `M${x - 7} ${y}H${x + 7}M${x} ${y - 7}V${y + 7}` }),
    ...padded.map((point) => svg(point.class ? "rect" : "circle", shape(point, place(point.at)))),
  );
  $("pad").setAttribute("aria-label", say("pad_label", { x: cross[0].toFixed(2), y: cross[1].toFixed(2) }));
  $("pad-says").textContent = say("pad_says", { first: counts[0], second: counts[1], least: FEWEST_ROWS });
  $("pad-use").disabled = !paddedTable(padded);
}

// Classes differ in shape and in colour.
function shape(point, { cx, cy }) {
  return point.class ? { class: "behind", x: cx - 4, y: cy - 4, width: 8, height: 8 } : { class: "ahead", cx, cy, r: 4.5 };
}

function listenToPad(change) {
  const pad = $("pad"), inside = (value) => Math.max(-PAD.reach, Math.min(PAD.reach, value));
  const at = (event) => {
    const { left, top, width, height } = pad.getBoundingClientRect();
    return [inside((2 * (event.clientX - left)) / width * PAD.reach - PAD.reach), inside(PAD.reach - (2 * (event.clientY - top)) / height * PAD.reach)];
  };
  pad.addEventListener("pointerdown", (event) => put(at(event)));
  pad.addEventListener("pointermove", (event) => event.buttons & 1 && put(at(event)));
  pad.addEventListener("keydown", (event) => {
    const moved = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (moved) cross = cross.map((value, i) => inside(value + PAD.step * moved[i]));
    else if (event.key === " " || event.key === "Enter") put(cross);
    else return;
    event.preventDefault();
    drawPad();
  });
  $("pad-undo").addEventListener("click", () => {
    padded.pop();
    drawPad();
  });
  $("pad-clear").addEventListener("click", () => {
    padded = [];
    drawPad();
  });
  $("pad-use").addEventListener("click", () => {
    const table = paddedTable(padded);
    if (table) change({ table, ...usualFor({ table }) });
  });
}
