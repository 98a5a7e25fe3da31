/* The print button; without script the browser has its own. */
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
