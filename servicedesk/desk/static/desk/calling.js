/* A list that a character calls while one writes: "/" the canned replies, "@" the colleagues. */
import { listbox } from "./listbox.js";

/** `call` finds what is sought before the caret, `put` writes the chosen option over it. */
export function calling({ id, field, call, put }) {
  const place = () => document.getElementById(id);
  const { options, active, activate, move } = listbox(place, field);
  const called = () => call.exec(field().value.slice(0, field().selectionStart));
  const isOpen = () => Boolean(place()?.childElementCount) && options().length > 0;

  function close() {
    place()?.replaceChildren();
    field()?.removeAttribute("aria-activedescendant");
  }

  function look() {
    const found = called();
    if (!found) return close();
    const source = `${place().dataset.address}${encodeURIComponent(found.groups.words)}`;
    htmx.ajax("GET", source, { target: `#${id}`, swap: "innerHTML", source: place() });
  }

  function insert(option) {
    const text = field();
    const found = called();
    if (!found) return close();
    const from = text.selectionStart - found.groups.words.length - 1;
    put(option, (words) => text.setRangeText(words, from, text.selectionStart, "end"));
    close();
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const moves = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => insert(active()),
    Tab: () => insert(active()),
    Escape: close,
  };

  function press(event) {
    const isMine = event.target === field() && isOpen() && !event.isComposing && !event.ctrlKey && !event.metaKey;
    if (!isMine || !moves[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    moves[event.key]();
  }

  document.addEventListener("keydown", press, true);
  document.addEventListener("input", ({ target }) => target === field() && look());
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target?.id !== id) return;
    if (!called()) close();
    else activate(options()[0]);
  });
  document.addEventListener("click", ({ target }) => {
    const option = target.closest(`#${id} [role=option]`);
    if (option) insert(option);
  });
  return look;
}
