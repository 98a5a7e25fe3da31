/* What is typed and pressed at visits stays on the phone, each person's own, until the desk has answered.

A draft is named `visit:<person>:<visit>:<step>`. One that was pressed waits to be sent, since the instant of
the wall clock in `pressed`; whoever pressed it on this very page also knows it by the clock that nobody sets. */
import { filesOf, forgetFiles, forgetOldFiles } from "./kept_files.js";

const OLD = 7 * 24 * 3600 * 1000; // a draft nobody came back to
const IS_BUSY = 429;

export const read = (name) => JSON.parse(localStorage.getItem(name) ?? "{}");

export function write(name, draft) {
  try {
    localStorage.setItem(name, JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // a full or forbidden store: the page itself still holds what was typed
  }
}

export function forget(name) {
  localStorage.removeItem(name);
  forgetFiles(name);
}

/** The desk has refused it: it is a draft again. One that it has done before, or can do no more, is another form. */
export function putBack(name, status) {
  const { pressed, ...draft } = read(name);
  if (status === 409) delete draft.values?.key;
  if (pressed) write(name, draft);
}

/** Names of what waits, as it was pressed; `whose` is how they begin. */
export function waitingOf(whose) {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(whose) && read(name).pressed);
  return names.sort((one, other) => read(one).pressed - read(other).pressed);
}

export function forgetOld() {
  forgetOldFiles(Date.now() - OLD);
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith("visit:"))) {
    if (Date.now() - (read(name).at ?? 0) > OLD) localStorage.removeItem(name);
  }
}

async function asKept(name) {
  const body = new FormData();
  for (const [field, value] of Object.entries(read(name).values ?? {})) body.set(field, value);
  for (const [field, files] of Object.entries(await filesOf(name))) for (const file of files) body.append(field, file);
  return body;
}

/** Send it once more; throws where the desk was not reached. `here`: its form and when, if pressed on this page.
 *
 * Measured anew at each sending. A phone that slept may count less, never more: a step is not dated too early. */
export async function post(name, here) {
  const { to, seen, pressed } = read(name);
  const body = here ? new FormData(here.form) : await asKept(name);
  const ago = here?.since ? performance.now() - here.since : Math.max(0, Date.now() - pressed);
  body.set("ago", Math.floor(ago / 1000));
  if (seen) body.set("seen", seen);
  const headers = JSON.parse(document.body.getAttribute("hx-headers")); // this page's: its reader's, and nobody else's
  const response = await fetch(here?.form.action ?? to, { method: "POST", body, headers });
  if (response.status >= 500 || response.status === IS_BUSY) throw new Error(response.statusText);
  return response;
}

/** It is done where the desk leads on to the visit: anywhere else is the sign-in. */
export function isDone({ redirected, url }, name) {
  return redirected && new URL(url).pathname.endsWith(`/visits/${name.split(":")[2]}/`);
}
