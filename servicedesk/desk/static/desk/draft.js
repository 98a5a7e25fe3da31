/* The draft's last words: what was typed within the moment before the page is left. */

let isTyped = false; // and not on its way yet

document.addEventListener("input", ({ target }) => {
  if (target.closest("#editor form")) isTyped = true;
});

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.closest("#editor")) isTyped = false; // sent, saved, or taken along to another tab
});

addEventListener("pagehide", () => {
  const form = document.querySelector("#editor form");
  if (!isTyped || !form) return;
  const words = new FormData(form);
  words.delete("attachments");
  navigator.sendBeacon(document.getElementById("draft").getAttribute("hx-post"), words);
});
