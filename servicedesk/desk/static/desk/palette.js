/* The command palette: Ctrl and K, a word, Enter. The server says what there is; here one is chosen. */
import { chosen } from "./desk.js";
import { listbox } from "./listbox.js";

const byId = (id) => document.getElementById(id);
const dialog = byId("palette");
const box = byId("palette-words");
const { options, active, activate, move } = listbox(
  () => dialog,
  () => box,
);
let isTaken = false; // Enter came before the answer to what was typed

/* The ticket that is open, or chosen in the list. */
const atHand = () => document.querySelector("main.case")?.dataset.ticket ?? chosen()?.id.slice("t-".length) ?? "";

export function openPalette() {
  document.querySelectorAll("dialog[open]").forEach((open) => open.close());
  box.value = "";
  isTaken = false;
  byId("palette-found").replaceChildren();
  box.setAttribute("hx-vals", JSON.stringify({ ticket: atHand() }));
  dialog.showModal();
  htmx.trigger(box, "open");
}

const words = () => box.value.trim().replace(/\s+/g, " ");
const isAnswered = () => byId("palette-found").dataset.words === words();

function take() {
  isTaken = !isAnswered();
  if (!isTaken) active()?.click();
}

const MOVES = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: take };

box.addEventListener("keydown", (event) => {
  if (event.isComposing || !MOVES[event.key]) return; // the keys belong to the input method
  event.preventDefault();
  MOVES[event.key]();
});

dialog.addEventListener("htmx:afterSwap", () => {
  activate(options()[0]);
  box.setAttribute("aria-expanded", String(Boolean(active())));
  if (isTaken) take();
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // beside it
  const option = event.target.closest('[role="option"]');
  if (!option) return;
  dialog.close();
  // on the ticket's own page what is typed stays
  const tab = option.dataset.step && document.querySelector(`#editor .tabs a[data-step="${option.dataset.step}"]`);
  if (!tab) return;
  event.preventDefault();
  tab.click();
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  openPalette();
});
