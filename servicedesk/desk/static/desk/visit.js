/* A visit on a bad connection: what is typed and pressed stays on the phone until the desk has answered, and is sent once. */
import { forgetFiles, keepFiles, restoreFiles } from "./kept_files.js";
import { forget, forgetOld, isDone, post, putBack, read, waitingOf, write } from "./kept_steps.js";

const page = () => document.querySelector("main.visit");
const whose = () => `visit:${page().dataset.user}:${page().dataset.visit}:`;
const nameOf = (form) => whose() + form.dataset.step;
const buttonOf = (form) => form.querySelector("button:not([type])");
const ofTheSending = ["csrfmiddlewaretoken", "ago", "seen"];
const isKept = (field) => field.name && field.type !== "file" && !ofTheSending.includes(field.name);
const waiting = waitingOf(whose()); // names of what was pressed and not yet answered, in that order
const here = new Map(); // of what was pressed on this page: its form, and when by the clock that nobody sets
let isSending = false;

function keep(form) {
  const typed = [...form.elements].filter(isKept).filter((field) => field.type !== "radio" || field.checked);
  write(nameOf(form), { ...read(nameOf(form)), values: Object.fromEntries(typed.map((field) => [field.name, field.value])) });
}

function restore(form) {
  const { values } = read(nameOf(form));
  if (!values) return;
  for (const field of [...form.elements].filter(isKept)) {
    if (field.type === "radio") field.checked = values[field.name] === field.value;
    else if (field.name in values) field.value = values[field.name];
  }
  form.closest("details")?.setAttribute("open", "");
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

function showWaiting() {
  const kept = document.getElementById("kept");
  kept.hidden = !waiting.length;
  kept.querySelector("strong").textContent = waiting.map((name) => read(name).verb).join(" · ");
}

/** The answer takes the place of the page, as it would without script. */
function show(answer) {
  for (const part of ["main", "toasts"]) {
    const [now, next] = [document, answer].map((where) => where.getElementById(part));
    if (now && next) now.replaceWith(next);
  }
  prepare();
  scrollTo(0, 0);
}

/** Answered by another page than the visit's: what was typed stays, beside why. */
function showRefusal(answer) {
  const refused = document.getElementById("refused");
  refused.hidden = false;
  refused.querySelector("strong").textContent = answer.querySelector(".lead, h1, title")?.textContent ?? "";
  refused.scrollIntoView({ block: "center" });
}

/** Whether the step after it may be sent. */
async function deliver(name) {
  const response = await post(name, here.get(name));
  const done = isDone(response, name);
  if (response.redirected && !done) return location.reload(); // signed out: all of it is kept
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  const isVisit = answer.querySelector("main.visit");
  if (!isVisit && response.status === 403) return showRefusal(answer); // a page from before somebody signed in
  waiting.shift();
  here.delete(name);
  if (done) forget(name);
  else putBack(name, response.status);
  if (isVisit) show(answer);
  else showRefusal(answer);
  return done;
}

/** One after the other, as they were pressed, and none after one that the desk has refused. */
async function send() {
  if (isSending) return;
  isSending = true;
  document.getElementById("refused").hidden = true;
  try {
    while (waiting.length && (await deliver(waiting[0])));
  } catch {
    document.getElementById("kept").scrollIntoView({ block: "center" });
  } finally {
    isSending = false;
  }
  for (const form of page().querySelectorAll("form[data-step]")) buttonOf(form).disabled = false;
  showWaiting();
}

function press(form) {
  const name = nameOf(form);
  const { pressed } = waiting.includes(name) ? read(name) : {};
  const after = Math.max(0, ...waiting.map((other) => read(other).pressed ?? 0)); // a clock set back changes no order
  keep(form);
  write(name, {
    ...read(name),
    pressed: pressed ?? Math.max(Date.now(), after + 1),
    to: form.action,
    seen: form.elements.seen?.value,
    verb: buttonOf(form).textContent.trim(),
    about: document.querySelector("h1").textContent,
  });
  here.set(name, { since: pressed ? here.get(name)?.since : performance.now(), form });
  if (!waiting.includes(name)) waiting.push(name);
  buttonOf(form).disabled = true;
  send();
}

function prepare() {
  for (const form of page().querySelectorAll("form[data-step]")) {
    if (!form.querySelector(".error")) restore(form);
    restoreFiles(nameOf(form), form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("change", ({ target }) => target.type === "file" && keepFiles(nameOf(form), form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      press(form);
    });
    prepareSignOff(form);
  }
  document.querySelector("#kept button").addEventListener("click", send);
  showWaiting();
}

forgetOld();
prepare();
addEventListener("online", send);
send();
