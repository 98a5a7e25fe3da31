/* The desk's keys. Single letters are off while one types, and for whoever has switched them off. */
import "./canned.js";
import "./columns.js";
import "./draft.js";
import "./drop.js";
import "./mentions.js";
import { chosen, step } from "./desk.js";
import { openPalette } from "./palette.js";
import { give, pickChosen, pickNone } from "./picking.js";

const FIELD = "input, textarea, select, [contenteditable]";
const byId = (id) => document.getElementById(id);
const inTicket = () => Boolean(document.querySelector("main.case"));
const dialog = byId("keys");
const hasSingles = dialog.dataset.single !== "off";

function openTab(key) {
  if (inTicket()) document.querySelector(`#editor .tabs a[data-key="${key}"]`)?.click();
  else if (chosen()) goTo(chosen().href, "editor", key);
}

function goTo(address, place, key) {
  const url = new URL(address);
  if (key) url.searchParams.set("tab", key);
  url.hash = place;
  location.assign(url);
}

function assign() {
  if (give()) return;
  if (inTicket()) byId("owner_owner")?.focus();
  else if (chosen()) goTo(chosen().href, "handling");
}

function search() {
  const boxes = [...document.querySelectorAll('input[name="search"]')];
  const box = boxes.find((one) => one.offsetParent);
  if (box) box.select();
  else openPalette();
}

/* What was done to several is taken back by its toast, or by the page that lists it. */
function undo() {
  if (byId("undo")) byId("undo").click();
  else location.assign(dialog.dataset.undo);
}

const ACTIONS = {
  j: () => (inTicket() ? byId("next-ticket").click() : step(1)),
  k: () => (inTicket() ? byId("previous-ticket").click() : step(-1)),
  o: () => chosen() && location.assign(chosen().href),
  x: ({ shiftKey }) => pickChosen(shiftKey),
  z: undo,
  u: () => byId("back")?.click(),
  a: assign,
  g: () => (goesUntil = Date.now() + TO_GO),
  "/": search,
  "?": () => dialog.showModal(),
};
for (const { dataset } of dialog.querySelectorAll("[data-step]")) ACTIONS[dataset.step] = () => openTab(dataset.step);

/* G begins a way to go, the next key says where to. */
const TO_GO = 1500; // milliseconds
let goesUntil = 0;

function going(key) {
  if (Date.now() > goesUntil) return null;
  goesUntil = 0;
  return () => document.querySelector(`[data-go="${key}"]`)?.click();
}

function send(event) {
  const form = event.target.closest?.("#editor form");
  if (!form) return;
  event.preventDefault();
  form.querySelector(event.shiftKey ? "[name=then]" : "#send")?.click(); // htmx asks which button it was
}

/* One step back: out of a menu of the bar, else out of what is chosen. */
function leave(target) {
  const menu = target.closest?.(".menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (!target.closest?.(FIELD) || target.matches(".pick input")) {
    pickNone();
  }
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (key === "Escape" && target.closest?.("#editor, .searchbox")) target.blur();
  if (key === "Escape") leave(target);
  if (!hasSingles || target.closest?.(FIELD) || document.querySelector("dialog[open]")) return;
  const letter = key.toLowerCase();
  const action = going(letter) ?? ACTIONS[letter];
  if (!action) return;
  event.preventDefault();
  action(event);
});

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-open]");
  if (opener) byId(opener.dataset.open).showModal();
});

// the browser itself takes the focus away when it scrolls to the place an address names
addEventListener("load", () => location.hash === "#handling" && byId("owner_owner")?.focus());
