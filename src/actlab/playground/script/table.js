// A table of one's own: a small CSV reader. Columns of numbers are inputs; the last column is predicted, or the one named.
"use strict";

const FILE_MB = 5, FEWEST_ROWS = 20, MOST_ROWS = 5000, MOST_CLASSES = 10;

class TableError extends Error {
  constructor(key, values) {
    super(key);
    this.values = values;
  }
}

function csvRows(text) {
  const first = text.slice(0, text.search(/\r?\n|$/)), count = (sign) => first.split(sign).length;
  const separator = [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i], row = rows.at(-1);
    if (letter === '"' && quoted && text[i + 1] === '"') row[row.length - 1] += text[++i];
    else if (letter === '"') quoted = !quoted;
    else if (letter === separator && !quoted) row.push("");
    else if (letter === "\n" && !quoted) rows.push([""]);
    else if (letter !== "\r" || quoted) row[row.length - 1] += letter;
  }
  return { separator, rows: rows.filter((row) => row.some((cell) => cell.trim() !== "")) };
}

function numberIn(cell, separator) {
  const text = (cell ?? "").trim().replace(separator === ";" ? "," : "\0", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

// Returns {columns, target, x, y, features, classes, regression, account}; raises TableError.
function readTable(text, wanted) {
  const { separator, rows } = csvRows(text.replace(/^\ufeff/, "")), parse = (cell) => numberIn(cell, separator);
  const header = rows[0]?.every((cell) => Number.isNaN(parse(cell))) ? rows.shift().map((name) => name.trim()) : undefined;
  const width = rows[0]?.length ?? 0, columns = header ?? Array.from({ length: width }, (_, i) => `${i + 1}`);
  const target = columns.includes(wanted) ? columns.indexOf(wanted) : columns.length - 1;
  const isNumeric = (column) => rows.filter((row) => !Number.isNaN(parse(row[column]))).length >= 0.9 * rows.length;
  const inputs = columns.map((_, i) => i).filter((i) => i !== target && isNumeric(i));
  if (!inputs.length) throw new TableError("file_columns", {});
  const numeric = isNumeric(target), whole = (row) => row.length === columns.length &&
    inputs.every((i) => !Number.isNaN(parse(row[i]))) && (numeric ? !Number.isNaN(parse(row[target])) : row[target].trim() !== "");
  const kept = rows.filter(whole).slice(0, MOST_ROWS);
  if (kept.length < FEWEST_ROWS) throw new TableError("file_rows", { rows: kept.length, least: FEWEST_ROWS });
  const values = kept.map((row) => (numeric ? parse(row[target]) : row[target].trim()));
  const names = [...new Set(values)].sort((a, b) => (a < b ? -1 : 1)), classes = names.length <= MOST_CLASSES;
  if (!numeric && !classes) throw new TableError("file_target", { name: columns[target], classes: MOST_CLASSES });
  const regression = !classes || (numeric && !names.every(Number.isInteger));
  const y = regression ? Float64Array.from(values) : Int32Array.from(values, (value) => names.indexOf(value));
  const account = { rows: kept.length, columns: inputs.length, target: columns[target], left: rows.length - kept.length,
    texts: columns.filter((_, i) => i !== target && !inputs.includes(i)) };
  const x = Float64Array.from(kept.flatMap((row) => inputs.map((i) => parse(row[i]))));
  return { columns, target: columns[target], x, y, features: inputs.length, classes: names.length, regression, account };
}
