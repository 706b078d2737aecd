// @ts-check
/** The field in the header and the results page: lists of what pages.js finds. */

import { element, link, stateOfPage, withState } from "./elements.js";
import { asUnread, find, findNamed, KINDS, loadIndex, read } from "./pages.js";

/**
 * @typedef {import("./pages.js").Answer} Answer
 * @typedef {import("./pages.js").Found} Found
 * @typedef {import("./pages.js").Page} Page
 */

const FAILED = "Search could not load. The A to Z list has every code.";
const WAIT_MS = 120;
const SHOWN_IN_FIELD = 7;
const SHOWN_AT_ONCE = 15;
/* A longer text is a message rather than a query. */
const LONGEST_QUERY = 60;
const FILTERS = { kind: "Kind", provider: "Provider", category: "Category" };

/** @param {Page} page */
function kindOf(page) {
  const kind = page.provider && page.kind === KINDS.error ? page.provider : page.kind;
  return page.isNear ? `Similar name, ${kind}` : kind;
}

/**
 * How many pages were found, and what for.
 * @param {Answer} answer
 * @param {string} query
 */
export function countText({ pages, used, isNear }, query) {
  const total = pages.length;
  if (!total) return `Nothing found for “${query}”. Try the code alone, without the rest of the message.`;
  const count = total === 1 ? "1 page" : `${total} pages`;
  if (!query) return count;
  if (isNear) return `No page has “${query}”. ${count} with a similar name.`;
  if (used !== query) return `No page has all of these words. ${count} for “${used}”.`;
  return `${count} for “${query}”`;
}

// --- the field in the header: a combobox with a list of pages

let fields = 0;

/** @param {HTMLFormElement} form */
export function enhanceField(form) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const id = `er-options-${++fields}`;
  const popup = element("div", "search-popup");
  const status = element("p", "search-popup__status");
  const list = element("div", "search-popup__list");
  /** @type {HTMLAnchorElement[]} */
  let options = [];
  let active = -1;
  let timer = 0;
  let asked = 0;
  // Escape closes the list until the next letter, also for an answer that is still to come.
  let isDismissed = false;

  popup.hidden = true;
  status.setAttribute("role", "status");
  list.id = id;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Pages");
  popup.append(list, status);
  form.append(popup);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
  })) {
    input.setAttribute(name, value);
  }

  /** @param {boolean} isOpen */
  const show = (isOpen) => {
    popup.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen && options.length > 0));
    if (!isOpen) activate(-1);
  };

  /** @param {number} index */
  const activate = (index) => {
    active = index;
    for (const [number, option] of options.entries()) {
      option.setAttribute("aria-selected", String(number === index));
    }
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", options[index].id);
      options[index].scrollIntoView({ block: "nearest" });
    }
  };

  /**
   * @param {HTMLAnchorElement[]} drawn
   * @param {string} text
   */
  const draw = (drawn, text) => {
    const kept = options[active]?.href;
    options = drawn.map((option, index) => asOption(option, `${id}-${index}`));
    list.replaceChildren(...options);
    status.textContent = text;
    activate(options.findIndex((option) => option.href === kept));
    show(document.activeElement === input && !isDismissed);
  };

  /** @param {string} query */
  const explainOption = (query) => {
    const href = withState(form.dataset.explain ?? "", { t: query });
    return query.length > LONGEST_QUERY ? [link(href, "search-option", "Explain this text")] : [];
  };

  const ask = async () => {
    const query = input.value.trim();
    const turn = ++asked;
    if (!query) {
      draw([], "");
      show(false);
      return;
    }
    const { names } = await findNamed(query);
    const named = names.slice(0, SHOWN_IN_FIELD).map(asUnread).map(optionFor);
    if (turn !== asked) return;
    // Names need no index: they are there at once, and the full text follows.
    if (named.length) draw([...explainOption(query), ...named], "");
    try {
      const answer = await find(query);
      const { pages } = answer;
      const shown = await read(pages.slice(0, SHOWN_IN_FIELD));
      if (turn !== asked) return;
      const drawn = [...explainOption(query), ...shown.map(optionFor)];
      if (pages.length > shown.length) {
        const href = withState(form.dataset.search ?? "", { q: query });
        drawn.push(link(href, "search-option", `All ${pages.length} pages`));
      }
      draw(drawn, countText(answer, query));
    } catch {
      if (turn === asked) draw(named, FAILED);
    }
  };

  input.addEventListener("input", () => {
    isDismissed = false;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("focus", () => show(options.length > 0));
  input.addEventListener("keydown", (event) => {
    const isOpen = !popup.hidden;
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      isDismissed = true;
      show(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options.length) return;
      event.preventDefault();
      if (!isOpen) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place before the first stands for the field itself.
      const places = options.length + 1;
      activate(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && isOpen && active >= 0) {
      event.preventDefault();
      options[active].click();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) show(false);
  });
  // A press on an option must not take the focus from the field before the click.
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  popup.addEventListener("click", () => show(false));

  loadIndex().catch(() => {});
  if (input.value) ask();
}

/** @param {Page} page */
function optionFor(page) {
  const kind = element("span", "search-option__kind", kindOf(page));
  const summary = element("span", "search-option__summary", kind, ` ${page.summary}`);
  return link(page.href, "search-option", element("span", "search-option__title", page.title), summary);
}

/**
 * @param {HTMLAnchorElement} option
 * @param {string} id
 */
function asOption(option, id) {
  option.id = id;
  option.tabIndex = -1;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  return option;
}

// --- the results page

/** @param {HTMLElement} root */
export async function enhancePage(root) {
  const pick = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(`[data-search-${name}]`));
  const [filters, status, list] = [pick("filters"), pick("status"), pick("results")];
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  /** @type {Map<string, HTMLSelectElement>} */
  const selects = new Map();
  let timer = 0;
  let asked = 0;

  const chosen = () =>
    Object.fromEntries([...selects].map(([name, field]) => [name, field.value]).filter(([, v]) => v));

  const readHash = () => {
    const state = stateOfPage();
    input.value = state.get("q") ?? "";
    for (const [name, field] of selects) field.value = state.get(name) ?? "";
  };

  const writeHash = () => {
    const query = input.value.trim();
    history.replaceState(null, "", withState("", { ...(query && { q: query }), ...chosen() }));
  };

  const ask = async () => {
    clearTimeout(timer);
    const query = input.value.trim();
    const turn = ++asked;
    if (!query && !Object.keys(chosen()).length) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const answer = await find(query, chosen());
      const { pages } = answer;
      const shown = await read(pages.slice(0, SHOWN_AT_ONCE));
      if (turn !== asked) return;
      list.replaceChildren(...shown.map(resultFor));
      status.textContent = countText(answer, query);
      offerMore(list, pages, shown.length, () => turn === asked);
    } catch {
      // Names are found without the index.
      const { names } = await findNamed(query, chosen());
      if (turn !== asked) return;
      list.replaceChildren(...names.map(asUnread).map(resultFor));
      status.textContent = FAILED;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    writeHash();
    ask();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      writeHash();
      ask();
    }, WAIT_MS);
  });
  addEventListener("hashchange", () => {
    readHash();
    ask();
  });

  readHash();
  if (!input.value) input.focus();
  try {
    const known = await (await loadIndex()).filters();
    for (const [name, label] of Object.entries(FILTERS)) {
      if (!known[name]) continue;
      const field = filterFor(name, label, known[name]);
      selects.set(name, field);
      field.addEventListener("change", () => {
        writeHash();
        ask();
      });
      filters.append(/** @type {HTMLElement} */ (field.parentElement));
    }
  } catch {
    status.textContent = FAILED;
  }
  const typed = input.value;
  readHash();
  input.value = typed || input.value;
  await ask();
}

/**
 * @param {string} name
 * @param {string} label
 * @param {Record<string, number>} values
 */
function filterFor(name, label, values) {
  const wrapper = element("label", "search-filter", label);
  const field = element("select", "search-filter__select");
  field.append(new Option("Any", ""));
  for (const value of Object.keys(values).sort((one, other) => one.localeCompare(other))) {
    field.append(new Option(name === "kind" ? (KINDS[value] ?? value) : value, value));
  }
  wrapper.append(field);
  return field;
}

/** @param {Page} page */
export function resultFor(page) {
  const facts = [page.kind, page.provider, page.isNear ? "similar name" : ""];
  const item = element(
    "li",
    "result",
    link(page.href, "result__link", page.title),
    element("p", "result__summary", page.summary),
    element("p", "result__facts", facts.filter(Boolean).join(" · ")),
  );
  if (page.parts.length) {
    const parts = element("p", "result__parts", "On this page: ");
    for (const part of page.parts) parts.append(link(part.href, "", part.name), " ");
    item.append(parts);
  }
  return item;
}

/**
 * @param {HTMLElement} list
 * @param {Found[]} pages
 * @param {number} shown
 * @param {() => boolean} isCurrent
 */
function offerMore(list, pages, shown, isCurrent) {
  if (shown >= pages.length) return;
  const more = element("button", "button", "Show more");
  const item = element("li", "results__more", more);
  more.type = "button";
  more.addEventListener("click", async () => {
    const items = (await read(pages.slice(shown, shown + SHOWN_AT_ONCE))).map(resultFor);
    if (!isCurrent()) return;
    item.replaceWith(...items);
    items[0].querySelector("a")?.focus();
    offerMore(list, pages, shown + items.length, isCurrent);
  });
  list.append(item);
}
