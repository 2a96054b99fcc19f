// The state of the page as it stands in a link: read, checked and written. A link can hold anything.
"use strict";

const LAYER_LIMIT = 4;
const NUMBERS = {
  blocks: { whole: true, low: 1, high: 2000, start: 200 },
  epochs: { whole: true, low: 1, high: 1000, start: 100 },
  rate: { low: 1e-6, high: 10, start: 0.01 },
  noise: { low: 0, high: 1, start: null },
  samples: { whole: true, low: 50, high: 4000, start: null },
  seed: { whole: true, low: 0, high: 4294967295, start: 0 },
  delta: { low: 0, high: 50, start: 0.5 },
};
const CHOICES = { data: Object.keys(SAMPLES), optimizer: OPTIMIZERS, lang: ["en", "es"], guess: ["0", "1"], run: ["0", "1"] };
const STARTS = { data: "moons", optimizer: "adam", lang: "en", guess: "0", run: "1", a: ["relu"], b: ["tanh"], hidden: [10], hide: [] };
const LONGEST_LINK = 4000;

function freshState(given = {}) {
  const numbers = Object.fromEntries(Object.entries(NUMBERS).map(([name, { start }]) => [name, start]));
  return { ...STARTS, ...numbers, ...given };
}

// Returns the state of a link and a message for each part of it that could not be used: {key, values}.
function readState(hash, start, isFunction) {
  const state = { ...start }, problems = [];
  const refuse = (key, values) => problems.push({ key, values });
  if (hash.length > LONGEST_LINK) {
    refuse("link_long", { most: LONGEST_LINK });
    return { state, problems };
  }
  for (const [name, given] of new URLSearchParams(hash.replace(/^#/, ""))) {
    const shown = given.slice(0, 40);
    if (Object.hasOwn(NUMBERS, name)) {
      const { low, high } = NUMBERS[name], number = checkedNumber(name, given);
      if (number === undefined) refuse("link_number", { name, given: shown, low, high });
      else state[name] = number;
    } else if (Object.hasOwn(CHOICES, name)) {
      if (CHOICES[name].includes(given)) state[name] = given;
      else refuse("link_choice", { name, given: shown, choices: CHOICES[name].join(", ") });
    } else if (name === "hidden") {
      const hidden = readHidden(given);
      if (hidden) state.hidden = hidden;
      else refuse("hidden", { given: shown });
    } else if (name === "a" || name === "b") {
      const names = layerNames(given), wrong = names.length > LAYER_LIMIT ? given : names.find((each) => !isFunction(each));
      if (wrong === undefined) state[name] = names;
      else refuse("link_function", { given: wrong.slice(0, 40) });
    } else if (name === "hide") state.hide = given.split(",").filter((each) => /^[a-z]+$/.test(each));
    else refuse("link_unknown", { name: name.slice(0, 40) });
  }
  return { state, problems };
}

function checkedNumber(name, given) {
  const { whole, low, high } = NUMBERS[name], number = Number(given);
  const fits = String(given).trim() !== "" && number >= low && number <= high && (!whole || Number.isInteger(number));
  return fits ? number : undefined;
}

function readHidden(text) {
  const widths = text.split(",").map((each) => Number(each.trim()));
  const fits = widths.length <= LAYER_LIMIT && widths.every((w) => Number.isInteger(w) && w >= 1 && w <= 64);
  return fits ? widths : undefined;
}

// `relu,tanh` names one function for each layer; a comma inside brackets belongs to a formula.
function layerNames(text) {
  const names = [""];
  let depth = 0;
  for (const letter of text) {
    depth += letter === "(" ? 1 : letter === ")" ? -1 : 0;
    if (letter === "," && depth === 0) names.push("");
    else names[names.length - 1] += letter;
  }
  return names.map((name) => name.trim());
}

// The link's text: only what differs from the start is in it.
function writeState(state, start) {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    const text = Array.isArray(value) ? value.join(",") : value;
    if (value !== null && String(text) !== String(Array.isArray(start[name]) ? start[name].join(",") : start[name])) written.set(name, text);
  }
  return `#${written}`;
}

// The command that gives the same verdict, or undefined where there is none: noise and size are the page's own.
function compareCommand(state) {
  const kind = SAMPLES[state.data];
  if (state.table || state.noise !== null || state.samples !== null) return undefined;
  const quoted = (text) => (/^[\w.,:=-]+$/.test(text) ? text : `"${text}"`);
  const parts = ["actlab compare", quoted(state.a.join(",")), quoted(state.b.join(","))];
  const option = (name, value, usual) => String(value) !== String(usual) && parts.push(`--${name} ${value}`);
  option("workload", state.data, "moons");
  option("blocks", state.blocks, 200);
  option("hidden", state.hidden.join(","), kind.hidden.join(","));
  option("epochs", state.epochs, kind.epochs);
  option("learning-rate", state.rate, 0.01);
  option("optimizer", state.optimizer, "adam");
  option("delta", state.delta, kind.regression ? 0.01 : 0.5);
  option("seed", state.seed, 0);
  return parts.join(" ");
}
