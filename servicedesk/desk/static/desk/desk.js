/* The desk's live pages: what stays as it was while the list and the ticket bring themselves up to date. */

const WIDE = matchMedia("(width >= 64rem)");
const byId = (id) => document.getElementById(id);

/* --- queue: selection, preview, a list that does not move under the pointer --- */
let selected = null; // the id of the chosen row
const hasPreview = () => Boolean(byId("preview")?.offsetParent);

const rows = () => [...document.querySelectorAll("#list .ticket")];

export function choose(row, { focus = true } = {}) {
  if (!row) return;
  rows().forEach((other) => other.removeAttribute("aria-current"));
  row.setAttribute("aria-current", "true");
  selected = row.id;
  if (focus) row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (hasPreview()) htmx.trigger(row, "preview");
}

export function chosen() {
  return (selected && byId(selected)) || null;
}

export function step(distance) {
  const all = rows();
  const at = all.indexOf(chosen());
  choose(all[Math.min(Math.max(at + distance, 0), all.length - 1)]);
}

const order = (root) => [...root.querySelectorAll(".ticket")].map((row) => row.id).join();
let held = null; // a newer list that waits until the pointer and the focus are elsewhere

function showHeld() {
  const list = byId("list");
  if (held === null) return;
  list.innerHTML = held;
  held = null;
  htmx.process(list);
  marked();
}

function marked() {
  const row = chosen();
  if (row) row.setAttribute("aria-current", "true");
}

function beforeListSwap(event) {
  const list = byId("list");
  if (!event.detail.shouldSwap) return; // no news
  if (list.querySelector("details[open]")) {
    event.detail.shouldSwap = false; // somebody chooses columns; the next poll asks again
    return;
  }
  const coming = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
  const busy = list.contains(document.activeElement) || list.matches(":hover");
  if (!busy || order(coming) === order(list)) return;
  event.detail.shouldSwap = false;
  held = event.detail.serverResponse;
  byId("fresh").hidden = false;
  // the next poll asks from the new version on
  const pulse = list.querySelector(".pulse");
  pulse.setAttribute("hx-vals", coming.querySelector(".pulse").getAttribute("hx-vals"));
}

if (byId("list")) {
  const first = rows()[0];
  if (first && WIDE.matches) {
    first.setAttribute("aria-current", "true"); // its preview came with the page
    selected = first.id;
  }
  byId("list").addEventListener("click", (event) => {
    if (event.target.closest("#fresh")) showHeld();
    const row = event.target.closest(".ticket");
    const plain = !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
    if (!row || !plain || !hasPreview() || row.id === selected) return;
    event.preventDefault(); // the first click shows, the second opens
    choose(row);
  });
}

/* --- ticket: the newest entry in sight, nothing typed is lost --- */
const NEAR = 120;
const pane = () => document.querySelector(".case > .talk > .story");
const atEnd = () => {
  const story = pane();
  return !story || story.scrollHeight - story.scrollTop - story.clientHeight < NEAR;
};
const toEnd = () => {
  const story = pane();
  if (story && WIDE.matches) story.scrollTop = story.scrollHeight;
};

let before = { end: true, count: 0 };
let typed = "";
let typedFor = ""; // the kind of entry it was typed for

document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  if (event.detail.xhr?.status === 401) {
    event.detail.isError = false; // signed out: said in the page, and once, not at every poll
    if (document.querySelector("#toasts .signed-out")) event.detail.shouldSwap = false;
  }
  if (target?.id === "list") beforeListSwap(event);
  const isDraft = event.detail.requestConfig?.elt.id === "draft";
  if (isDraft && event.detail.isError) event.detail.shouldSwap = false; // nobody waits for it
  before = {
    end: atEnd(),
    count: document.querySelectorAll("#timeline > .entry").length,
  };
  if (target?.id !== "editor") return;
  typed = event.detail.requestConfig?.verb === "get" ? typedIn(target) : ""; // a tab, not a step
  typedFor = target.querySelector(".tabs [aria-current]")?.dataset.step ?? "";
});

/* The answer to a poll comes too late once a step has brought the page up to date. */
document.addEventListener("htmx:beforeRequest", ({ target: pulse }) => {
  if (pulse.id !== "pulse") return;
  const check = (answer) => pulse.isConnected || answer.preventDefault();
  pulse.addEventListener("htmx:beforeOnLoad", check, { once: true });
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.xhr.status < 400) document.querySelector("#toasts .signed-out")?.remove();
});

document.addEventListener("htmx:afterSettle", (event) => {
  marked();
  if (event.detail.target?.id === "editor" || event.target?.id === "editor") settleEditor(event);
  const count = document.querySelectorAll("#timeline > .entry").length;
  if (!byId("timeline") || count <= before.count) return;
  if (before.end) toEnd();
  else byId("newer").hidden = false;
  before.count = count;
});

/* What somebody has typed goes along to the next tab; a draft nobody has touched does not. */
function typedIn(editor) {
  const text = editor.querySelector("textarea");
  const isUntouched = "draft" in editor.dataset && text?.value === text?.defaultValue;
  return isUntouched ? "" : (text?.value ?? "");
}

/* The words, and the draft that is kept of them, go from the one kind of entry to the other. */
function follow(text) {
  if (!text.value.includes(typed)) text.value = text.value ? `${text.value}\n\n${typed}` : typed;
  text.form.querySelector('[name="moved_from"]').value = typedFor;
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function settleEditor() {
  const editor = byId("editor");
  const text = editor?.querySelector("textarea");
  if (text && typed) follow(text);
  typed = "";
  const wrong = editor?.querySelector('[aria-invalid="true"]');
  const first = editor?.querySelector('form :is(textarea, select, input:not([type="hidden"], [type="file"]))');
  text?.setSelectionRange(text.value.length, text.value.length); // one goes on writing at the end
  (wrong ?? first ?? editor?.querySelector("button"))?.focus({ preventScroll: WIDE.matches });
}

/* An entry that an address leads to may lie among small changes. */
function reveal() {
  const fold = byId(location.hash.slice(1))?.closest(".fold");
  if (!fold || fold.open) return;
  fold.open = true;
  byId(location.hash.slice(1)).scrollIntoView({ block: "nearest" });
}

if (byId("timeline")) {
  reveal();
  addEventListener("hashchange", reveal);
  if (!location.hash || location.hash === "#editor") toEnd();
  byId("newer").addEventListener("click", () => {
    toEnd();
    byId("newer").hidden = true;
  });
}

document.addEventListener("change", ({ target }) => {
  const said = target.closest(".attach")?.querySelector("output");
  if (said) said.textContent = [...target.files].map((file) => file.name).join(", ");
});
