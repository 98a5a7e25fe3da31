/* Colleagues in an internal note: "@" and a part of a name, with or without a blank before it. */
import { calling } from "./calling.js";

const field = () => document.querySelector("#editor textarea[data-mentions]");

/* Which of several people of one name is meant. */
function remember(id) {
  const chosen = field().form.querySelector('[name="chosen"]');
  chosen.value = [...new Set([...chosen.value.split(","), id])].filter(Boolean).join(",");
}

calling({
  id: "mentions",
  field,
  call: /(^|[^a-z0-9._%+-])@(?<words>[^\s@]{0,40}(?: [^\s@]{1,40})?)$/i,
  put: (option, write) => {
    remember(option.dataset.person);
    write(`@${option.dataset.name} `);
  },
});
