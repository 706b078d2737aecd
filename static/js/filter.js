// @ts-check
/** A field that narrows the lists below it to the entries that hold every word. */

/** @param {HTMLElement} part */
export function enhanceFilter(part) {
  const field = /** @type {HTMLInputElement} */ (part.querySelector("input"));
  const status = /** @type {HTMLElement} */ (part.querySelector("[role=status]"));
  const groups = [...document.querySelectorAll("[data-filter-group]")].map((group) => ({
    group: /** @type {HTMLElement} */ (group),
    entries: [...group.querySelectorAll("[data-filter-entry]")].map((entry) => ({
      entry: /** @type {HTMLElement} */ (entry),
      text: (entry.textContent ?? "").toLowerCase(),
    })),
  }));
  const apply = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { group, entries } of groups) {
      let left = 0;
      for (const { entry, text } of entries) {
        entry.hidden = !words.every((word) => text.includes(word));
        left += entry.hidden ? 0 : 1;
      }
      group.hidden = !left;
      shown += left;
    }
    if (words.length) status.textContent = shown ? `${shown} shown` : "Nothing has all these words";
    else status.textContent = "";
  };
  field.addEventListener("input", apply);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !field.value) return;
    event.preventDefault();
    field.value = "";
    apply();
  });
  // A browser may have put an old text back.
  if (field.value) apply();
}
