/* The columns of the queue are put in order in their chooser: it sends them as they stand in the page. */

const list = document.getElementById("list");
const shown = (columns) => [...columns.children].filter((item) => item.querySelector("input").checked);

/* At the front nothing goes further to the front, at the back nothing further to the back. */
function mark(columns) {
  const them = shown(columns);
  for (const button of columns.querySelectorAll("button")) {
    const end = button.name === "earlier" ? them[0] : them.at(-1);
    button.setAttribute("aria-disabled", button.closest("li") === end);
  }
}

/* The other one steps aside, so that the focus stays where it is. */
function move(item, isEarlier) {
  const columns = item.parentElement;
  const them = shown(columns);
  const place = them.indexOf(item);
  const other = them[place + (isEarlier ? -1 : 1)];
  if (!other) return;
  if (isEarlier) item.after(other);
  else item.before(other);
  mark(columns);
  const said = columns.parentElement.querySelector("[data-said]");
  const words = { name: item.querySelector("label").innerText, place: place + (isEarlier ? 0 : 2), all: them.length };
  said.textContent = said.dataset.said.replace(/{(\w+)}/g, (_all, key) => words[key]);
}

list?.addEventListener("click", (event) => {
  const button = event.target.closest(".columns button");
  if (!button) return;
  event.preventDefault(); // nothing is kept before the table is asked for
  move(button.closest("li"), button.name === "earlier");
});
list?.addEventListener("change", ({ target }) => target.matches(".columns input") && mark(target.closest("ol")));
list?.addEventListener("toggle", ({ target }) => target.matches(".look") && mark(target.querySelector("ol")), true);
