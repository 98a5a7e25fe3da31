/* The desk's keys. Off while one types, and with Ctrl, Alt or Meta held. */
import { chosen, step } from "./desk.js";

const TABS = { r: "reply", d: "update", s: "solution", p: "plan", c: "call", n: "note", w: "question", e: "resolve", t: "task", v: "visit" };
const FIELD = "input, textarea, select, [contenteditable]";
const byId = (id) => document.getElementById(id);
const inTicket = () => Boolean(document.querySelector("main.case"));

function openTab(key) {
  if (inTicket()) document.querySelector(`#editor .tabs a[data-key="${key}"]`)?.click();
  else if (chosen()) location.assign(`${chosen().href}?tab=${TABS[key]}#editor`);
}

function assign() {
  if (inTicket()) byId("owner_owner")?.focus();
  else if (chosen()) location.assign(`${chosen().href}#handling`);
}

function search() {
  const boxes = [...document.querySelectorAll('input[name="search"]')];
  boxes.find((box) => box.offsetParent)?.select();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => chosen() && location.assign(chosen().href),
  u: () => byId("back")?.click(),
  a: assign,
  "/": search,
  "?": () => byId("keys").showModal(),
};
for (const key of Object.keys(TABS)) ACTIONS[key] = () => openTab(key);

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = target.closest?.("#editor form");
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (key === "Escape" && target.closest?.("#editor, .searchbox")) target.blur();
  if (target.closest?.(FIELD) || document.querySelector("dialog[open]")) return;
  const action = ACTIONS[key] ?? ACTIONS[key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action();
});
