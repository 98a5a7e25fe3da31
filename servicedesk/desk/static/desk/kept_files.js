/* Chosen files lie in the phone's own store until the desk has them, by the name of their form's draft. */

const chosen = (form) => [...form.elements].filter((field) => field.type === "file");
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** A full or forbidden store keeps nothing: the page itself still holds what was chosen. */
async function inStore(act) {
  try {
    const opening = indexedDB.open("visits", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    const base = await settled(opening);
    try {
      return await settled(act(base.transaction("files", "readwrite").objectStore("files")));
    } finally {
      base.close();
    }
  } catch {
    return undefined;
  }
}

export const forgetFiles = (name) => inStore((store) => store.delete(name));

export function keepFiles(name, form) {
  const files = Object.fromEntries(chosen(form).map((field) => [field.name, [...field.files]]));
  return inStore((store) => store.put({ at: Date.now(), files }, name));
}

/** By the name of their field. */
export const filesOf = async (name) => (await inStore((store) => store.get(name)))?.files ?? {};

/** No answer gives files back to a page, a refusal neither: what was chosen since stands. */
export async function restoreFiles(name, form) {
  const kept = await filesOf(name);
  for (const field of chosen(form).filter(({ files }) => !files.length)) {
    const all = new DataTransfer();
    for (const file of kept[field.name] ?? []) all.items.add(file);
    field.files = all.files;
  }
}

export async function forgetOldFiles(before) {
  for (const name of (await inStore((store) => store.getAllKeys())) ?? []) {
    const kept = await inStore((store) => store.get(name));
    if (kept && kept.at < before) await forgetFiles(name);
  }
}
