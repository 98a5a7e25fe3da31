/* The customer's pages: the browser's time zone, chosen files, one click is one request, the proof against robots. */

const PATIENCE = 8000; // milliseconds a click on Send waits for the proof
const FRESH = 15 * 60 * 1000; // a puzzle is good for twenty minutes

function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const cookie = `zone=${zone}`;
  if (!zone || document.cookie.split("; ").includes(cookie)) return;
  document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax`;
  document.body.dispatchEvent(new Event("zone-known"));
}

function listFiles({ parentElement: drop }) {
  const list = drop.querySelector(".chosen");
  const files = [...drop.querySelectorAll("input")].flatMap((input) => [...input.files]);
  const names = files.map((file) => Object.assign(document.createElement("li"), { textContent: file.name }));
  list.replaceChildren(...names);
  list.hidden = !names.length;
}

async function findProof(form) {
  const response = await fetch(form.dataset.challenge);
  const puzzle = await response.json();
  const worker = new Worker(form.dataset.worker);
  const number = await new Promise((resolve) => {
    worker.addEventListener("message", ({ data }) => resolve(data));
    worker.addEventListener("error", () => resolve(null));
    worker.postMessage({ ...puzzle, maxnumber: puzzle.max_number ?? puzzle.maxnumber });
  });
  worker.terminate();
  if (number === null) return;
  const { algorithm, challenge, salt, signature } = puzzle;
  form.elements.altcha.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}

function proveOnce(form) {
  const now = Date.now();
  if (!form.proof || now - form.provedAt > FRESH) {
    form.provedAt = now;
    form.proof = findProof(form).catch(() => {}); // without a proof the request is taken all the same
  }
  return form.proof;
}

async function send(event) {
  const form = event.currentTarget;
  const button = event.submitter ?? form.querySelector("button.primary, button");
  event.preventDefault();
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  button.dataset.label = button.textContent;
  button.textContent = form.dataset.busy;
  if (form.dataset.challenge) {
    await Promise.race([proveOnce(form), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }
  form.submit();
}

/** On a phone the next step opens when this one says what it must; the words are the server's. */
function check(event) {
  const needed = event.currentTarget.closest(".step").querySelectorAll("[data-needed]");
  const empty = [...needed].find((field) => !(field.querySelector(":checked") ?? field.querySelector("textarea")?.value.trim()));
  if (!empty) return;
  event.preventDefault();
  const control = empty.querySelector("textarea, input");
  control.setCustomValidity(empty.dataset.needed);
  control.reportValidity();
  empty.addEventListener("input", () => control.setCustomValidity(""), { once: true });
}

/** Who comes back by the browser's own button finds a form that can be sent again. */
function wake({ persisted }) {
  if (!persisted) return;
  document.querySelectorAll("button[aria-busy]").forEach((button) => {
    button.removeAttribute("aria-busy");
    button.textContent = button.dataset.label;
  });
}

tellZone();
document.querySelectorAll(".step .primary[href]").forEach((link) => link.addEventListener("click", check));
addEventListener("pageshow", wake);
document.querySelectorAll(".drop input").forEach((input) => input.addEventListener("change", () => listFiles(input)));
document.querySelectorAll("form[data-busy]").forEach((form) => form.addEventListener("submit", send));
document.querySelectorAll("form[data-challenge]").forEach((form) => {
  form.addEventListener("focusin", () => proveOnce(form), { once: true });
});
