"use strict";
for (const head of document.querySelectorAll("thead th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => sort(head));
}
function sort(head) {
  const down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down === 1 ? "ascending" : "descending");
  const body = head.closest("table").tBodies[0];
  const rows = [...body.rows].sort((a, b) => down * compare(a.cells[head.cellIndex], b.cells[head.cellIndex]));
  body.append(...rows);
}
function compare(a, b) {
  const [x, y] = [value(a), value(b)];
  return typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
}
function value(cell) {
  const text = cell.querySelector("data")?.value ?? cell.innerText.trim();
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
for (const choice of document.getElementsByName("language")) {
  choice.addEventListener("change", () => { document.documentElement.lang = choice.value; });
}
