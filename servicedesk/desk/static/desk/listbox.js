/* A list of options beside a field that keeps the focus. */

const byId = (id) => document.getElementById(id);

/** `list` and `field` are functions: both may be replaced while the page stays. */
export function listbox(list, field) {
  const options = () => [...(list()?.querySelectorAll('[role="option"]') ?? [])];
  const active = () => byId(field()?.getAttribute("aria-activedescendant"));

  function activate(option) {
    options().forEach((other) => other.setAttribute("aria-selected", String(other === option)));
    field().setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  function move(distance) {
    const all = options();
    activate(all.at((all.indexOf(active()) + distance) % all.length));
  }

  return { options, active, activate, move };
}
