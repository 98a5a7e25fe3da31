/* Several tickets chosen in the queue. What is chosen outlives the list, which brings itself up to date. */
import { chosen } from "./desk.js";

const byId = (id) => document.getElementById(id);
const list = byId("list");
const bar = byId("bulk");
const boxes = () => [...list.querySelectorAll(".pick input")];
const ticked = () => boxes().filter((box) => box.checked);
const picked = new Set(); // the numbers of the tickets
let last = ""; // where a range begins

const has = (attribute, value) => attribute.split(" ").includes(value);

/* Only what may be done with all of them is offered. */
function offer(them) {
  for (const action of bar.querySelectorAll("[data-needs]")) {
    action.hidden = !them.every((box) => has(box.dataset.steps, action.dataset.needs));
  }
  for (const option of bar.querySelectorAll("option[data-branches]")) {
    option.hidden = option.disabled = !them.every((box) => has(option.dataset.branches, box.dataset.branch));
  }
}

function words(count) {
  const { none, one, more } = byId("picked-said").dataset;
  if (!count) return none;
  return count === 1 ? one : more.replace("{n}", count);
}

function changed() {
  const them = ticked();
  const was = picked.size;
  picked.clear();
  for (const box of them) picked.add(box.dataset.number);
  const all = list.querySelector(".pickall input");
  all.checked = them.length > 0 && them.length === boxes().length;
  all.indeterminate = them.length > 0 && !all.checked;
  offer(them);
  byId("bulk-count").textContent = them.length ? words(them.length) : "";
  if (was || picked.size) byId("picked-said").textContent = words(them.length);
}

/* The list has been replaced: what was chosen and is still there is chosen again. */
function again() {
  if (!picked.size) return;
  for (const box of boxes()) box.checked = picked.has(box.dataset.number);
  changed();
}

function pick(box, isRange) {
  const all = boxes();
  const from = all.findIndex((one) => one.dataset.number === last);
  const [start, end] = [from, all.indexOf(box)].sort((a, b) => a - b);
  if (isRange && from >= 0) all.slice(start, end + 1).forEach((one) => (one.checked = box.checked));
  last = box.dataset.number;
  changed();
}

const boxOf = (row) => row?.closest(".line")?.querySelector(".pick input");

/* The chosen row, by the keyboard; with a range, all from the last one on. */
export function pickChosen(isRange) {
  const box = boxOf(chosen());
  if (!box) return;
  box.checked = isRange || !box.checked;
  pick(box, isRange);
}

export function pickNone() {
  if (!picked.size) return;
  boxes().forEach((box) => (box.checked = false));
  changed();
}

/* Whom to give the chosen ones to; says whether there are any. */
export function give() {
  const menu = bar?.querySelector('[data-needs="owner"]');
  if (!picked.size || menu.hidden) return false;
  menu.open = true;
  byId("bulk-owner").focus();
  return true;
}

if (list && bar) {
  list.addEventListener("click", ({ target, shiftKey }) => {
    if (target.matches(".pick input")) pick(target, shiftKey);
    if (!target.matches(".pickall input")) return;
    boxes().forEach((box) => (box.checked = target.checked));
    changed();
  });
  byId("bulk-none").addEventListener("click", () => {
    pickNone();
    chosen()?.focus();
  });
  bar.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "owner" || byId("bulk-owner").value) return;
    event.preventDefault();
    byId("bulk-owner").focus();
  });
  document.addEventListener("click", ({ target }) => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(target)) menu.open = false;
  });
  new MutationObserver(again).observe(list, { childList: true });
  changed(); // what was chosen when the page was made, or when one comes back to it
}
