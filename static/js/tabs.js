// @ts-check
/** Stacked alternatives become tabs (the ARIA tabs pattern, selection follows focus). */

let count = 0;

/** @param {ParentNode} root */
export function enhanceTabs(root) {
  /** @type {NodeListOf<HTMLElement>} */
  const groups = root.querySelectorAll("[data-tabs]");
  for (const group of groups) enhance(group);
}

/** @param {HTMLElement} group */
function enhance(group) {
  const panels = /** @type {HTMLElement[]} */ (
    [...group.children].filter((child) => child.hasAttribute("data-tab"))
  );
  if (panels.length < 2) return;
  const list = document.createElement("div");
  list.className = "tabs__list";
  list.setAttribute("role", "tablist");
  const tabs = panels.map((panel) => tabFor(panel));
  list.append(...tabs);

  /** @param {number} chosen */
  const select = (chosen) => {
    for (const [index, tab] of tabs.entries()) {
      const isChosen = index === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      // "until-found" keeps the text within reach of find-in-page.
      if (isChosen) panels[index].removeAttribute("hidden");
      else panels[index].setAttribute("hidden", "until-found");
    }
  };
  const showTarget = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    const index = panels.findIndex((panel) => target && panel.contains(target));
    if (target && index >= 0) {
      select(index);
      target.scrollIntoView();
    }
  };

  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => select(index));
    panels[index].addEventListener("beforematch", () => select(index));
  }
  list.addEventListener("keydown", (event) => {
    const now = tabs.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const last = tabs.length - 1;
    /** @type {Record<string, number>} */
    const moves = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: last };
    if (!(event.key in moves)) return;
    event.preventDefault();
    const next = (moves[event.key] + tabs.length) % tabs.length;
    select(next);
    tabs[next].focus();
  });

  group.prepend(list);
  group.dataset.ready = "";
  select(0);
  showTarget();
  addEventListener("hashchange", showTarget);
}

/** @param {HTMLElement} panel */
function tabFor(panel) {
  const label = /** @type {HTMLElement} */ (panel.querySelector(".tab__label"));
  const tab = document.createElement("button");
  const id = `er-tab-${++count}`;
  tab.type = "button";
  tab.className = "tabs__tab";
  tab.id = id;
  tab.textContent = label.textContent;
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", `${id}-panel`);
  panel.id = `${id}-panel`;
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", id);
  label.hidden = true;
  return tab;
}
