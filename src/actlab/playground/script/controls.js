// The controls: what they show follows from the state, and what is typed is checked before it becomes the state.
"use strict";

// Writes the texts of the language that is spoken.
function speak() {
  document.documentElement.lang = language;
  document.title = `actlab: ${say("title")}`;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = say(node.dataset.t);
  $("other_language").textContent = say("other_language");
}

function showProblems(problems) {
  $("problems").replaceChildren(...problems.map(({ key, values }) => element("p", {}, say(key, values))));
}

function isListed(text) {
  return GIVEN.functions.some(({ name }) => name === text);
}

function isFunctionText(text) {
  try {
    if (isListed(text)) return true;
    checkGivesNumbers(ownFunction(text));
    return true;
  } catch (error) {
    if (error instanceof FormulaError) return false;
    throw error;
  }
}

// A function that is nowhere a number between -3 and 3 trains nothing.
function checkGivesNumbers(call) {
  if (![-3, -1, -0.3, 0.3, 1, 3].some((x) => call(x).every(Number.isFinite))) throw new FormulaError("formula_flat", {});
}

// The selects of one candidate, with sliders for the parameters of the function that is chosen.
function functionControls(side, state, change) {
  const layers = state.perLayer ? state.hidden.length : 1, group = element("div");
  for (let layer = 0; layer < layers; layer++) {
    const text = state[side][Math.min(layer, state[side].length - 1)], id = `${side}${layer}`, [name, ...settings] = text.split(":");
    const select = element("select", { id });
    const known = [...Object.keys(PRINTED).filter((each) => !isListed(each)), ...GIVEN.functions.map((each) => each.name)], shown = known.includes(name) ? name : text;
    for (const each of known.includes(shown) ? known : [text, ...known]) select.add(new Option(each, each, false, each === shown));
    const replaced = (value) => layersOf(state[side], Array(layers).fill(0)).map((each, i) => (i === layer ? value : each));
    select.addEventListener("change", () => change({ [side]: replaced(select.value) }));
    const title = say(side === "a" ? "first" : "second") + (layers > 1 ? `, ${say("layer", { layer: layer + 1 })}` : "");
    group.append(element("label", { for: id }, `${title} `, select));
    for (const parameter of (PRINTED[name]?.parameters ?? []).filter(({ low, high }) => low < high)) {
      const given = settings.find((each) => each.startsWith(`${parameter.name}=`)), value = given ? Number(given.split("=")[1]) : parameter.start;
      const slider = element("input", { type: "range", id: `${id}-${parameter.name}`, min: parameter.low, max: parameter.high, step: "any", value });
      const others = settings.filter((each) => !each.startsWith(`${parameter.name}=`));
      slider.addEventListener("change", () => {
        const moved = Number(Number(slider.value).toPrecision(3)), parts = moved === parameter.start ? others : [...others, `${parameter.name}=${moved}`];
        change({ [side]: replaced([name, ...parts].join(":")) });
      });
      group.append(element("label", { for: slider.id }, `${say("parameter", { function: name, name: parameter.name })} `, slider, ` ${threeDigits(value)}`));
    }
  }
  return group;
}

function threeDigits(value) {
  return String(Number(value.toPrecision(3)));
}

function options(select, names, chosen, title = (name) => name) {
  select.replaceChildren(...names.map((name) => new Option(title(name), name, false, name === chosen)));
}

// Shows the state in every control.
function showState(state, change) {
  const focused = document.activeElement?.id, kind = SAMPLES[state.data];
  $("functions").replaceChildren(functionControls("a", state, change), functionControls("b", state, change));
  options($("data"), [...Object.keys(SAMPLES), ...(state.table ? ["own_table"] : [])], state.table ? "own_table" : state.data, say);
  options($("optimizer"), OPTIMIZERS, state.optimizer);
  for (const name of ["rate", "blocks", "epochs", "delta", "seed"]) $(name).value = state[name];
  $("samples").value = state.samples ?? kind.count;
  $("noise").value = state.noise ?? kind.noise;
  $("noise-shown").textContent = threeDigits(state.noise ?? kind.noise);
  $("samples").disabled = $("noise").disabled = Boolean(state.table);
  $("hidden").value = state.hidden.join(",");
  $("per_layer").checked = Boolean(state.perLayer);
  $("per_layer").disabled = state.hidden.length < 2;
  $("guess").checked = state.guess === "1";
  for (const node of document.querySelectorAll("[data-hide]")) node.hidden = state.hide.includes(node.dataset.hide);
  if (focused && document.activeElement?.id !== focused) $(focused)?.focus();
}

// Reads a control and reports what cannot be used; a good value changes the state.
function listen(change, report) {
  for (const name of ["rate", "noise", "blocks", "epochs", "samples", "delta", "seed"])
    $(name).addEventListener("change", () => {
      const number = checkedNumber(name, $(name).value);
      if (number === undefined) report([{ key: "number", values: { ...NUMBERS[name], name: say(name) } }]);
      else change({ [name]: number });
    });
  $("hidden").addEventListener("change", () => {
    const hidden = readHidden($("hidden").value);
    if (hidden) change({ hidden });
    else report([{ key: "hidden_wrong", values: { given: $("hidden").value.slice(0, 40) } }]);
  });
  $("data").addEventListener("change", () => {
    const data = $("data").value;
    if (Object.hasOwn(SAMPLES, data)) change({ data, table: null, noise: null, samples: null, ...usualFor({ data }) });
  });
  $("optimizer").addEventListener("change", () => change({ optimizer: $("optimizer").value }));
  $("per_layer").addEventListener("change", () => change({ perLayer: $("per_layer").checked }));
  $("guess").addEventListener("change", () => change({ guess: $("guess").checked ? "1" : "0" }));
  for (const [button, side] of [["use_first", "a"], ["use_second", "b"]])
    $(button).addEventListener("click", () => {
      const text = $("formula").value.trim();
      try {
        checkGivesNumbers(readFormula(text));
        change({ [side]: [text] });
      } catch (error) {
        if (!(error instanceof FormulaError)) throw error;
        report([{ key: error.message, values: error.values }]);
      }
    });
}

// Reads a file into a table; `change` gets it, `report` what stands against it.
async function readFile(file, target, change, report) {
  if (file.size > FILE_MB * 1e6) {
    report([{ key: "file_large", values: { size: file.size / 1e6, most: FILE_MB } }]);
    return;
  }
  const text = await file.text();
  try {
    const table = readTable(text, target), { rows, columns, left, texts } = table.account;
    change({ table, ...usualFor({ table }) });
    options($("target"), table.columns, table.target);
    $("target-label").hidden = false;
    $("account").textContent = say("file_read", { rows, columns, target: table.target, left, texts: texts.join(", ") || say("none") });
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    report([{ key: error.message, values: error.values }]);
  }
}
