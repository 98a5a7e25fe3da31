/* A visit on a bad connection: what is typed stays on the phone until the desk has answered, and is sent once. */

const OLD = 7 * 24 * 3600 * 1000; // a draft nobody came back to
const page = () => document.querySelector("main.visit");
const nameOf = (form) => `visit:${page().dataset.visit}:${form.dataset.step}`;
const isKept = (field) => field.name && field.type !== "file" && field.name !== "csrfmiddlewaretoken";
let waiting = null;

function keep(form) {
  const typed = [...form.elements].filter(isKept).filter((field) => field.type !== "radio" || field.checked);
  const values = Object.fromEntries(typed.map((field) => [field.name, field.value]));
  try {
    localStorage.setItem(nameOf(form), JSON.stringify({ at: Date.now(), values }));
  } catch {
    // a full or forbidden store: the page itself still holds what was typed
  }
}

/** The desk did the form before, or can do it no more: what is typed now is another one. */
function forgetKey(form) {
  const draft = JSON.parse(localStorage.getItem(nameOf(form)) ?? "{}");
  delete draft.values?.key;
  localStorage.setItem(nameOf(form), JSON.stringify(draft));
}

function restore(form) {
  const { values } = JSON.parse(localStorage.getItem(nameOf(form)) ?? "{}");
  if (!values) return;
  for (const field of [...form.elements].filter(isKept)) {
    if (field.type === "radio") field.checked = values[field.name] === field.value;
    else if (field.name in values) field.value = values[field.name];
  }
  form.closest("details")?.setAttribute("open", "");
}

function forgetOld() {
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith("visit:"))) {
    if (Date.now() - (JSON.parse(localStorage.getItem(name)).at ?? 0) > OLD) localStorage.removeItem(name);
  }
}

function draw(canvas, hidden) {
  const pen = canvas.getContext("2d");
  const place = ({ offsetX, offsetY }) => [
    (offsetX * canvas.width) / canvas.clientWidth,
    (offsetY * canvas.height) / canvas.clientHeight,
  ];
  Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#1c1e23" });
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...place(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    hidden.value = canvas.toDataURL("image/png");
    keep(hidden.form);
  });
  return pen;
}

async function showDrawing(pen, given) {
  const bytes = Uint8Array.from(atob(given.split(",")[1] ?? ""), (char) => char.charCodeAt(0));
  pen.drawImage(await createImageBitmap(new Blob([bytes], { type: "image/png" })), 0, 0);
}

/** Of the ways to sign off only the chosen one is shown. */
function showWay(form, pad) {
  const way = form.elements.how.value;
  pad.hidden = way !== "signature";
  form.elements.code.closest(".field").hidden = way !== "code";
  form.elements.reason.closest(".field").hidden = way !== "absent";
}

function prepareSignOff(form) {
  const pad = form.querySelector(".pad");
  if (!pad) return;
  const hidden = form.elements.signature;
  const canvas = pad.querySelector("canvas");
  const pen = draw(canvas, hidden);
  if (hidden.value) showDrawing(pen, hidden.value).catch(() => {});
  pad.querySelector("button").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    hidden.value = "";
    keep(form);
  });
  form.addEventListener("change", () => showWay(form, pad));
  showWay(form, pad);
}

function unsent(form) {
  waiting = form;
  document.getElementById("kept").hidden = false;
  document.getElementById("kept").scrollIntoView({ block: "center" });
}

/** The answer takes the place of the page, as it would without script. */
function show(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const part of ["main", "toasts"]) {
    const [now, next] = [document, answer].map((where) => where.getElementById(part));
    if (now && next) now.replaceWith(next);
  }
  if (page()) prepare();
  scrollTo(0, 0);
}

async function send(form) {
  keep(form);
  const button = form.querySelector("button:not([type])");
  button.disabled = true;
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (response.status >= 500) throw new Error(response.statusText);
    const isDone = response.redirected && new URL(response.url).pathname === location.pathname;
    if (response.redirected && !isDone) return location.reload(); // signed out: what was typed is kept
    const html = await response.text();
    if (isDone) localStorage.removeItem(nameOf(form));
    if (response.status === 409) forgetKey(form);
    waiting = null;
    show(html);
  } catch {
    button.disabled = false;
    unsent(form);
  }
}

function prepare() {
  for (const form of page().querySelectorAll("form[data-step]")) {
    if (!form.querySelector(".error")) restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
    prepareSignOff(form);
  }
  document.querySelector("#kept button").addEventListener("click", () => waiting && send(waiting));
}

forgetOld();
prepare();
addEventListener("online", () => waiting && send(waiting));
