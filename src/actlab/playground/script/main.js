// The page's course: the state, the workers that train, and what is shown of their rows.
"use strict";

const WORKERS = new URLSearchParams(location.search).get("workers"); // for tests
const LINKED = new URLSearchParams(GIVEN.state).toString(), AT_ONCE = 4;
const TABLE = GIVEN.table && { ...GIVEN.table, x: Float64Array.from(GIVEN.table.x), y: asTargets(GIVEN.table) };
const REPLAY = { seconds: 6, every: 40 };
let START = freshState();
let explored = [], state = START, rows = [], chosen = null, guess = null, running = false, job = 0, next = 0, waiting = 0, kernel = null, pool = [], upTo = Infinity, player = 0;

function asTargets({ y, regression }) {
  return regression ? Float64Array.from(y) : Int32Array.from(y);
}

function settings() {
  const { data, noise, samples, hidden, epochs, rate, optimizer, seed, table, a, b } = state;
  const own = table && { x: table.x, y: table.y, features: table.features, regression: table.regression };
  return { data, noise, samples, hidden, epochs, rate, optimizer, seed, table: own, classes: table?.classes, candidates: [a, b] };
}

function isRegression() {
  return state.table ? state.table.regression : Boolean(SAMPLES[state.data].regression);
}

function names() {
  const [a, b] = [state.a.join(","), state.b.join(",")];
  return a === b ? [`${a} 1`, `${b} 2`] : [a, b];
}

// ---- training

function startWorkers() {
  const text = `${$("engine").textContent}\n${$("worker").textContent}`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const count = Math.max(1, Math.min(8, Number(WORKERS ?? navigator.hardwareConcurrency) || 2));
  pool = Array.from({ length: count }, () => {
    const worker = new Worker(address);
    worker.onmessage = ({ data }) => receive(worker, data);
    worker.onerror = (event) => showProblems([{ key: "crashed", values: { message: event.message ?? "" } }]);
    worker.postMessage({ module: kernel.module, functions: GIVEN.functions });
    return worker;
  });
}

function receive(worker, data) {
  if (data.ready) worker.ready = true;
  else {
    waiting -= data.job === job ? data.rows.length : 0;
    if (data.job === job) addRows(data.rows);
    worker.busy = false;
  }
  if (running) feed(worker);
}

// Workers ask for more when they are done, so that a page in the background goes on.
function feed(worker, most = rows.length ? AT_ONCE : 1) {
  if (!worker.ready || worker.busy || next >= state.blocks) return;
  const blocks = Array.from({ length: Math.min(most, state.blocks - next) }, () => next++);
  worker.busy = true;
  waiting += blocks.length;
  worker.postMessage({ job, blocks, settings: settings() });
}

function addRows(added) {
  const turned = isRegression() ? -1 : 1; // a lower loss is better
  for (const row of added) {
    row.difference = turned * (row.scores[0] - row.scores[1]);
    row.alone = Math.sign(turned * (row.single[0] - row.single[1]));
    rows.push(row);
  }
  if (rows.length >= state.blocks) setRunning(false);
  draw();
}

function setRunning(on) {
  running = on && next < state.blocks;
  $("play").textContent = say(running ? "pause" : "play");
  if (running) pool.forEach((worker) => feed(worker));
}

function restart(run) {
  [job, rows, chosen, next, waiting] = [job + 1, [], null, 0, 0];
  stopReplay();
  setRunning(run);
  draw();
}

// Shows the pairs once more as they came, one after the other; nothing is trained.
function replay() {
  setRunning(false);
  stopReplay();
  const step = (ordered().length * REPLAY.every) / (1000 * REPLAY.seconds);
  upTo = 0;
  player = setInterval(() => {
    upTo += step;
    if (upTo >= rows.length) stopReplay();
    draw();
  }, REPLAY.every);
}

function stopReplay() {
  clearInterval(player);
  upTo = Infinity;
}

// ---- what is shown

// Rows in order of blocks, as far as there is no gap: the interval looks at them one after the other.
function ordered() {
  const sorted = [...rows].sort((a, b) => a.block - b.block);
  return sorted.slice(0, sorted.findIndex((row, i) => row.block !== i) + 1 || sorted.length).filter((row, i) => row.block === i);
}

let drawing = false;
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    show();
  });
}

function show() {
  const all = ordered(), found = all.slice(0, upTo), regression = isRegression(), unit = regression ? "log_units" : "points";
  const tested = state.table ? Math.ceil(0.2 * state.table.y.length) : FRESH_TEST;
  const intervals = runningIntervals(found.map((row) => row.difference), regression ? 0 : 100 / tested);
  const end = intervals.at(-1) ?? { n: 0, mean: 0, low: -Infinity, high: Infinity };
  const verdict = decide(end, state.delta);
  showVerdict(found, end, verdict, unit);
  drawDots(found, { names: names(), end, delta: state.delta, unit, chosen, choose, all });
  showGuess(verdict);
  showTable(found);
  if (!running && found.length && chosen === null) choose(medianBlock(found), false);
  $("replay").disabled = all.length < 2;
  document.documentElement.dataset.pairs = found.length;
}

function showVerdict(found, end, verdict, unit) {
  const [a, b] = names(), count = (test) => found.filter(test).length;
  const said = say(verdict, { a, b, delta: state.delta, unit: say(unit) });
  const numbers = { said, mean: signed(end.mean), low: signed(end.low), high: signed(end.high), unit: say(unit), n: end.n };
  if (!kernel) $("verdict").textContent = say("starting");
  else if (end.n < FIRST_LOOK) $("verdict").textContent = say("waiting", { n: end.n, blocks: state.blocks, first: FIRST_LOOK });
  else $("verdict").textContent = say("verdict", numbers);
  const share = (sign) => (100 * count((row) => row.alone === sign)) / Math.max(1, found.length);
  $("single").textContent = found.length ? say("single_runs", { a, wins: share(1), ties: share(0), losses: share(-1) }) : "";
  const failed = [0, 1].map((i) => count((row) => row.failed[i]));
  $("failures").textContent = failed[0] + failed[1] ? say("failures", { a, b, failed_a: failed[0], failed_b: failed[1] }) : "";
  const own = [...state.a, ...state.b].some((text) => !isListed(text));
  $("own-runs").textContent = own ? say("own_runs") : "";
}

function showGuess(verdict) {
  const [a, b] = names(), asked = state.guess === "1" && guess === null;
  $("guessing").hidden = !asked;
  $("guess-a").textContent = a;
  $("guess-b").textContent = b;
  const says = { better: "a", better_by_delta: "a", worse: "b", worse_by_delta: "b", practically_equal: "none" }[verdict];
  const key = says === undefined ? "guess_open" : says === guess ? "guess_right" : "guess_wrong";
  const said = { a, b, none: say("guess_none") }[guess];
  $("guessed").textContent = guess === null || !rows.length ? "" : say(key, { guess: said });
}

function showTable(found) {
  const [a, b] = names(), head = [say("block"), a, b, say("difference")];
  const lines = found.map((row) => [row.block, ...row.scores.map((s) => s.toFixed(3)), row.difference.toFixed(3)]);
  const cells = (name, values) => element("tr", {}, ...values.map((value) => element(name, {}, String(value))));
  if ($("table").closest("details").open) $("table").replaceChildren(cells("th", head), ...lines.map((line) => cells("td", line)));
  $("save").href = `data:text/csv;charset=utf-8,${encodeURIComponent([head, ...lines].map((line) => line.join(",")).join("\n"))}`;
}

function medianBlock(found) {
  const sorted = [...found].sort((a, b) => a.difference - b.difference || a.block - b.block);
  return sorted[Math.floor((sorted.length - 1) / 2)].block;
}

// Trains the two networks of one pair again, and shows what they learned.
function choose(block, redraw = true) {
  const row = rows.find((each) => each.block === block);
  if (!row || !kernel) return;
  chosen = block;
  const full = withFunctions(settings(), kernel), data = blockData(full, block), unit = isRegression() ? "" : " %";
  const trained = full.candidates.map((functions) => trainNetwork(kernel, full, data, functions, block));
  const score = (i) => `${row.scores[i].toFixed(isRegression() ? 3 : 1)}${unit}`;
  $("block").value = block;
  $("pair-says").textContent = say("pair_says", { block, a: names()[0], b: names()[1], score_a: score(0), score_b: score(1), difference: signed(row.difference) });
  const features = data.scale.length;
  trained.forEach((network, i) => {
    const name = names()[i], planar = features === 2 && !isRegression(), curved = features === 1 && isRegression();
    $(`plane-${i}`).closest("figure").hidden = !planar && !curved;
    $(`plane-${i}-says`).textContent = say("boundary", { name });
    if (planar) drawPlane($(`plane-${i}`), kernel, network, data, say("boundary_label", { name, score: score(i) }));
    if (curved) drawCurve($(`plane-${i}`), kernel, network, data, say("curve_label", { name }));
    const lives = unitsOf(kernel, network, data.train);
    explored[i] = drawFunction(`function-${i}`, i, name, kernel, full.candidates[i][0], lives);
    $(`units-${i}`).textContent = say("units", { name, dead: lives.dead, saturated: lives.saturated });
  });
  drawLosses(trained.map((network) => network.losses), names());
  explore();
  if (redraw) draw();
}

// Shows both functions at the x that is chosen.
function explore() {
  $("explored").textContent = explored.map((each) => drawTangent(each, Number($("x").value))).join(" ");
}

// ---- the state

function change(changed) {
  state = { ...state, ...changed };
  showProblems([]);
  if ("guess" in changed || "a" in changed || "b" in changed) guess = null;
  settle(state.guess === "0" && Object.keys(changed).some((name) => !["delta", "blocks"].includes(name)) ? "again" : "on");
}

function settle(course) {
  const { table, perLayer, ...linked } = state;
  showState(state, change);
  drawPad();
  const hash = writeState(linked, freshState());
  history.replaceState(null, "", hash);
  $("link").value = location.href;
  $("other_language").href = writeState({ ...linked, lang: language === "en" ? "es" : "en" }, freshState());
  const command = compareCommand(state);
  $("command").textContent = command ?? say("no_command");
  $("copy-command").hidden = !command;
  if (course === "again") restart(true);
  else if (course === "on") setRunning(running || (rows.length > 0 && state.guess === "0"));
  draw();
}

function openLink(hash) {
  const opened = readState(LINKED, freshState(), isFunctionText);
  START = opened.state;
  const found = readState(hash, START, isFunctionText), sets = (name) => new RegExp(`[#&]${name}=`).test(`#${LINKED}&${hash}`);
  state = { ...found.state, table: TABLE, perLayer: found.state.a.length > 1 || found.state.b.length > 1 };
  const usual = usualFor(state);
  for (const name of Object.keys(usual)) if (!sets(name)) state[name] = usual[name];
  language = state.lang;
  speak();
  showProblems([...opened.problems, ...found.problems]);
  guess = null;
  restart(false);
  settle(state.run === "1" && state.guess === "0" ? "again" : "off");
}

// The network and the smallest difference that the library uses for these data where nothing else is said.
function usualFor({ data, table }) {
  if (table) return { hidden: [32, 32], epochs: 100, delta: table.regression ? 0.01 : 0.5 };
  const { hidden, epochs, regression } = SAMPLES[data];
  return { hidden, epochs, delta: regression ? 0.01 : 0.5 };
}

function copy(text) {
  navigator.clipboard?.writeText(text).then(() => ($("copied").textContent = say("copied")), () => {});
}

function connect() {
  listen(change, showProblems);
  listenToPad(change);
  $("play").addEventListener("click", () => setRunning(!running));
  $("step").addEventListener("click", () => {
    setRunning(false);
    feed(pool.find((worker) => worker.ready && !worker.busy) ?? pool[0], 1);
  });
  $("again").addEventListener("click", () => restart(true));
  $("replay").addEventListener("click", replay);
  $("block").addEventListener("change", () => choose(Number($("block").value)));
  $("median").addEventListener("click", () => rows.length && choose(medianBlock(ordered())));
  $("copy-link").addEventListener("click", () => copy($("link").value));
  $("copy-command").addEventListener("click", () => copy($("command").textContent));
  $("guessing").addEventListener("change", (event) => {
    guess = event.target.value;
    restart(true);
  });
  $("x").addEventListener("input", explore);
  $("table").closest("details").addEventListener("toggle", draw);
  $("file").addEventListener("change", () => $("file").files[0] && readFile($("file").files[0], undefined, change, showProblems));
  $("target").addEventListener("change", () => readFile($("file").files[0], $("target").value, change, showProblems));
  addEventListener("hashchange", () => openLink(location.hash));
}

async function begin() {
  openLink(location.hash);
  connect();
  try {
    kernel = await Kernel.load(GIVEN.packed, GIVEN.functions);
  } catch {
    $("verdict").textContent = say("no_simd");
    return;
  }
  startWorkers();
  draw();
}
begin();
