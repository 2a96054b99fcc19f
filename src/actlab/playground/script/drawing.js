// Small helpers: texts of the language that is spoken, numbers, elements of HTML and SVG.
"use strict";

const GIVEN = JSON.parse(document.getElementById("given").textContent);
const $ = (id) => document.getElementById(id);
let language = GIVEN.state.lang;

// A text with its names filled in; always set as text, never as HTML.
function say(key, values = {}) {
  return GIVEN.texts[language][key].replace(/\{(\w+)(?::[^}]*)?\}/g, (_, name) => shown(values[name]));
}

function shown(value) {
  return typeof value === "number" ? String(Number(value.toPrecision(3))) : String(value);
}

// A difference as the command line writes it: a sign and two digits.
function signed(value) {
  return Number.isFinite(value) ? `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}` : "…";
}

function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Round numbers that divide a range into about so many parts.
function ticks(low, high, parts) {
  const rough = (high - low) / parts, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  return Array.from({ length: Math.floor(high / step) - Math.ceil(low / step) + 1 }, (_, i) => (Math.ceil(low / step) + i) * step);
}

// A frame with axes: {node, x, y}, where x and y place numbers.
function frame(id, label, { width, height, xs, ys, left = 40 }) {
  const x = (value) => left + ((value - xs[0]) / (xs[1] - xs[0])) * (width - left - 14);
  const y = (value) => height - 22 - ((value - ys[0]) / (ys[1] - ys[0])) * (height - 32);
  const node = fill($(id), { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, []);
  node.replaceChildren();
  for (const at of ticks(...xs, 6)) {
    node.append(svg("line", { class: "grid", x1: x(at), x2: x(at), y1: 10, y2: height - 22 }));
    node.append(svg("text", { class: "tick", x: x(at), y: height - 6, "text-anchor": "middle" }, shown(at)));
  }
  return { node, x, y };
}

function path(points) {
  return points.filter(([, y]) => Number.isFinite(y)).map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}
