/* Countdowns and the news that the connection is gone. Pages work without it: they only stop counting. */

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
const words = JSON.parse(meta("desk-words") ?? "{}");
const skew = Date.parse(meta("desk-now")) - Date.now(); // the server's clock is the true one

const pad = (number) => String(number).padStart(2, "0");

function unitOf(seconds, daysFrom) {
  if (seconds < 60) return "seconds";
  if (seconds < 3600) return "minutes";
  if (seconds >= daysFrom) return "days";
  return seconds % 3600 >= 60 ? "hours" : "sharp";
}

/** The same wording as core/spans.py, from the same patterns. */
function spanWords(seconds, form) {
  const facts = {
    days: Math.floor(seconds / 86400),
    all_hours: Math.floor(seconds / 3600),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  };
  return words[form][unitOf(seconds, words[`${form}DaysFrom`])].replace(/%\((\w+)\)(02)?d/g, (_, name, padded) => (padded ? pad(facts[name]) : facts[name]));
}

function countdown(element) {
  const { counts, form, pattern } = element.dataset;
  const seconds = Math.floor((Date.parse(element.dateTime) - Date.now() - skew) / 1000);
  const span = counts === "late" ? -seconds : seconds;
  const text = span < 0 ? words.due : pattern.replace("%s", spanWords(span, form));
  if (element.textContent !== text) element.textContent = text;
}

function tick() {
  document.querySelectorAll("time[data-counts]").forEach(countdown);
}

/* What was unfolded stays unfolded, and the focus stays where it was, when a part is replaced. */

function remember({ detail }) {
  const { target } = detail;
  target.unfolded = [...target.querySelectorAll("details[open][id]")].map((element) => element.id);
  const focused = target.contains(document.activeElement) ? document.activeElement : null;
  target.focusedIn = focused?.closest("[id]")?.id;
}

function restore(target) {
  for (const id of target.unfolded ?? []) document.getElementById(id)?.setAttribute("open", "");
  const place = target.focusedIn && document.getElementById(target.focusedIn);
  (place?.querySelector("summary") ?? place)?.focus({ preventScroll: true });
}

/* A toast stays eight seconds, and longer while somebody reads it. */

function expire(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? expire(toast) : toast.remove()), 8000);
}

function watchToasts() {
  const toasts = document.getElementById("toasts");
  const expireAll = (nodes) => nodes.forEach((node) => node.matches?.(".toast:not(.lost)") && expire(node));
  expireAll([...toasts.children]);
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => expireAll(addedNodes))).observe(toasts, {
    childList: true,
  });
}

function lost() {
  const toasts = document.getElementById("toasts");
  if (!toasts.childElementCount) toasts.append(document.getElementById("lost").content.cloneNode(true));
}

watchToasts();
tick();
setInterval(tick, 1000);
document.addEventListener("htmx:afterSwap", tick);
document.addEventListener("htmx:oobBeforeSwap", remember);
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => restore(detail.target));
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) document.querySelector("#toasts .lost")?.remove();
});
