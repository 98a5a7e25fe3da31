/* Canned replies: "/" and a part of a name or the words, at the beginning or after a blank. */
import { calling } from "./calling.js";

const field = () => document.querySelector("#editor textarea[data-canned]");
const look = calling({
  id: "canned",
  field,
  call: /(^|\s)\/(?<words>[^\s/]{0,40})$/,
  put: (option, write) => write(option.dataset.text),
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-call-canned]") || !field()) return;
  event.preventDefault(); // the link leads to the same replies without script
  const text = field();
  const before = text.value.slice(0, text.selectionStart);
  text.focus();
  text.setRangeText(before && !/\s$/.test(before) ? " /" : "/", text.selectionStart, text.selectionEnd, "end");
  look();
});
