/* A worker that finds the number behind a puzzle: sha256(salt + number) = challenge. Answers null when it cannot. */

const encoder = new TextEncoder();

async function solve({ salt, challenge, maxnumber }) {
  for (let number = 0; number <= maxnumber; number += 1) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(salt + number)));
    let hex = "";
    for (const byte of digest) hex += byte.toString(16).padStart(2, "0");
    if (hex === challenge) return number;
  }
  return null;
}

addEventListener("message", async ({ data }) => {
  const canHash = Boolean(globalThis.crypto?.subtle); // absent where the page came by plain http
  postMessage(canHash ? await solve(data) : null);
});
