/* What was pressed at a visit without a connection is sent from the list of visits, too. */
import { forget, forgetOld, isDone, post, putBack, read, waitingOf } from "./kept_steps.js";

const kept = document.getElementById("kept");
const visitOf = (name) => name.split(":")[2];
let isSending = false;

/** What is refused waits for its own page, which says why; of a visit that is his no more there is none. */
async function deliver(name) {
  const response = await post(name);
  if (response.status === 404) putBack(name, response.status);
  if (!isDone(response, name)) return false;
  forget(name);
  return true;
}

function show(names) {
  kept.hidden = !names.length;
  kept.querySelector("ul").replaceChildren(
    ...names.map((name) => {
      const { verb, about } = read(name);
      const link = Object.assign(document.createElement("a"), { href: `${visitOf(name)}/`, textContent: about });
      const line = document.createElement("li");
      line.append(link, ` · ${verb}`);
      return line;
    }),
  );
}

/** Of each visit in the order they were pressed, and none after one that could not be sent. */
async function send() {
  if (isSending) return;
  isSending = true;
  const names = waitingOf(`visit:${kept.dataset.user}:`);
  show(names);
  const stuck = new Set();
  for (const name of names) {
    if (!stuck.has(visitOf(name)) && !(await deliver(name).catch(() => false))) stuck.add(visitOf(name));
  }
  isSending = false;
  if (names.some((name) => !read(name).pressed && !stuck.has(visitOf(name)))) location.reload();
}

forgetOld();
addEventListener("online", send);
send();
