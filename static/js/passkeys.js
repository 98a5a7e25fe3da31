// Why no passkey came about, in words: the sign-in library would only tell the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const sentences = [...document.querySelectorAll("#passkey-trouble > p")];
  const { name } = event.detail.exception;
  const said = sentences.find((sentence) => sentence.dataset.trouble === name) ?? sentences.at(-1);
  for (const sentence of sentences) sentence.hidden = sentence !== said;
});
