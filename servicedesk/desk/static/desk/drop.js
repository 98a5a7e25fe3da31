/* Files pasted into the words of an entry, or dropped on its form, are attached as if they had been chosen. */

const editorOf = (target) => target.closest?.("#editor form");

function attach(form, files) {
  const input = form.querySelector("input[type=file]");
  if (!input || !files.length) return false;
  const all = new DataTransfer();
  for (const file of [...input.files, ...files]) all.items.add(file);
  input.files = all.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

document.addEventListener("paste", (event) => {
  const form = editorOf(event.target);
  if (form && attach(form, event.clipboardData.files)) event.preventDefault();
});

document.addEventListener("dragover", (event) => {
  const form = editorOf(event.target);
  if (!form?.querySelector("input[type=file]") || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("dropping");
});

document.addEventListener("dragleave", ({ target, relatedTarget }) => {
  const form = editorOf(target);
  if (form && !form.contains(relatedTarget)) form.classList.remove("dropping");
});

document.addEventListener("drop", (event) => {
  const form = editorOf(event.target);
  if (!form) return;
  form.classList.remove("dropping");
  if (attach(form, event.dataTransfer.files)) event.preventDefault();
});
