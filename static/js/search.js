// @ts-check
/**
 * Search over Pagefind's index: the field in the header, the results page, and suggestions
 * on the page that was not found. The index loads once, and queries never leave the browser.
 */

/**
 * @typedef {{name: string, href: string}} Part
 * @typedef {{title: string, href: string, summary: string, kind: string, provider: string, parts: Part[]}} Hit
 * @typedef {{url: string, meta: Record<string, string>, filters: Record<string, string[]>,
 *   sub_results?: {title: string, url: string}[]}} Page
 * @typedef {{id: string, data: () => Promise<Page>}} Result
 * @typedef {{search: (query: string | null, options: object) => Promise<{results: Result[]}>,
 *   filters: () => Promise<Record<string, Record<string, number>>>,
 *   options: (options: object) => Promise<void>}} Library
 * @typedef {{results: Result[], used: string}} Answer
 */

const FAILED = "Search could not load. The A to Z list has every code.";
const WAIT_MS = 120;
const SHOWN_IN_FIELD = 7;
const SHOWN_AT_ONCE = 15;
const SUGGESTED = 5;
/* How many results are read to find the one whose code was asked for. */
const RANKED = 12;
/* A pasted message is tried in phrases of this many words. */
const PIECE = 4;
const MOST_PIECES = 8;
const MOST_CODES = 4;
const MOST_PER_CODE = 3;
/* What counts how much: a piece that a page prints, its code in the query, the query itself. */
const FOR_PIECE = 10;
const FOR_CODE = 15;
const FOR_ALL = 1000;
/** @type {Record<string, string>} */
const KINDS = {
  error: "Error",
  provider: "Provider",
  category: "Category",
  compare: "Compare guide",
  playbook: "Playbook",
  table: "Code table",
  page: "About this site",
  index: "List",
  home: "Front page",
};
const FILTERS = { kind: "Kind", provider: "Provider", category: "Category" };

const base = document.documentElement.dataset.base ?? "/";

// --- the index

/** @type {Promise<Library> | undefined} */
let loading;

/** @returns {Promise<Library>} */
function load() {
  loading ??= (async () => {
    /** @type {Library} */
    const library = await import(`${base}pagefind/pagefind.js`);
    await library.options({
      bundlePath: `${base}pagefind/`,
      baseUrl: "/",
      ranking: { termSimilarity: 9, pageLength: 0.1, termFrequency: 0.1, termSaturation: 2 },
    });
    await library.filters();
    return library;
  })();
  loading.catch(() => (loading = undefined));
  return loading;
}

/**
 * Pages for a query, the best first. A pasted message is also tried in pieces and by the
 * codes in it, so that the page that prints it is found although a name or a number in it
 * is the caller's own.
 * @param {string} query
 * @param {Record<string, string>} filters
 * @returns {Promise<Answer>}
 */
export async function find(query, filters = {}) {
  const library = await load();
  if (!query) return { results: (await library.search(null, { filters })).results, used: "" };
  /** @param {string} text */
  const search = async (text) => (await library.search(text, { filters })).results;
  const codes = codesIn(query);
  const [plain, pieces, coded] = await Promise.all([
    search(query),
    Promise.all(piecesOf(query).map(search)),
    Promise.all(codes.map(search)),
  ]);
  if (plain.length + pieces.flat().length > 0) {
    const guesses = coded.flatMap((results) => results.slice(0, MOST_PER_CODE));
    return { results: await ranked(query, codes, plain, pieces, guesses), used: query };
  }
  const known = coded.findIndex((results) => results.length > 0);
  if (known < 0) return { results: [], used: query };
  return { results: await ranked(codes[known], [], coded[known], [], []), used: codes[known] };
}

/**
 * Runs of a few words as exact phrases; none for a short query.
 * @param {string} text
 */
function piecesOf(text) {
  const words = text.replace(/["“”]/g, " ").split(/\s+/).filter(Boolean);
  const pieces = [];
  for (let start = 0; start + PIECE <= words.length && pieces.length < MOST_PIECES; start += 2) {
    pieces.push(`"${words.slice(start, start + PIECE).join(" ")}"`);
  }
  return pieces;
}

/**
 * Pages with the code itself first, then those that print pieces of the query; Pagefind's
 * order otherwise. A guess counts only if its page is the one of a code in the query.
 * @param {string} query
 * @param {string[]} codes
 * @param {Result[]} plain
 * @param {Result[][]} pieces
 * @param {Result[]} guesses
 * @returns {Promise<Result[]>}
 */
async function ranked(query, codes, plain, pieces, guesses) {
  /** @type {Map<string, {result: Result, score: number}>} */
  const pages = new Map(plain.map((result) => [result.id, { result, score: 0 }]));
  for (const result of pieces.flat()) {
    const page = pages.get(result.id) ?? { result, score: 0 };
    page.score += FOR_PIECE;
    pages.set(result.id, page);
  }
  const byScore = (/** @type {{score: number}} */ one, /** @type {{score: number}} */ other) =>
    other.score - one.score;
  const order = [...pages.values()].sort(byScore);
  const doubtful = guesses.map((result) => pages.get(result.id) ?? { result, score: -1 });
  await Promise.all(
    [...new Set([...order.slice(0, RANKED), ...doubtful])].map(async (page) => {
      const { meta, filters } = await page.result.data();
      const title = (meta.title ?? "").toLowerCase();
      if (title === query.toLowerCase()) page.score += FOR_ALL;
      if (filters.kind?.[0] !== "error") return;
      const code = (meta.title ?? "").split(": ")[0];
      // The longer code is the more precise one.
      if (code.toLowerCase() === query.toLowerCase()) page.score += FOR_ALL;
      else if (codes.includes(code)) page.score += FOR_CODE + code.length / 10;
      // An error's own page goes before pages that quote it.
      else if (page.score > 0) page.score += 1;
    }),
  );
  for (const page of doubtful) {
    if (page.score > 0 && !pages.has(page.result.id)) {
      pages.set(page.result.id, page);
      order.push(page);
    }
  }
  return order.sort(byScore).map((page) => page.result);
}

/**
 * @param {string} text
 * @returns {string[]}
 */
function wordsOf(text) {
  return text.split(/[\s:;,"'`()[\]{}<>=|&]+/).map((word) => word.replace(/\.+$/, ""));
}

/**
 * Words of a pasted message that look like codes, the longest first.
 * @param {string} text
 */
function codesIn(text) {
  const codes = wordsOf(text).filter(
    (word) => /^(?=.*\d)[\w.-]{3,}$|_|^[A-Z]{4,}$|[a-z][A-Z]/.test(word) && word !== text.trim(),
  );
  return [...new Set(codes)].sort((one, other) => other.length - one.length).slice(0, MOST_CODES);
}

/**
 * @param {Result[]} results
 * @returns {Promise<Hit[]>}
 */
async function read(results) {
  const pages = await Promise.all(results.map((result) => result.data()));
  return pages.map((page) => ({
    title: page.meta.title ?? "",
    href: hrefOf(page.url),
    summary: page.meta.summary ?? "",
    kind: KINDS[page.filters.kind?.[0] ?? ""] ?? "",
    provider: page.filters.provider?.[0] ?? "",
    parts: (page.sub_results ?? [])
      .filter((part) => part.url.includes("#"))
      .slice(0, 3)
      .map((part) => ({ name: part.title.replace(/\s*#$/, ""), href: hrefOf(part.url) })),
  }));
}

/**
 * `/errors/http/401.html#x` in the index is `errors/http/401/#x` on the site.
 * @param {string} url
 */
function hrefOf(url) {
  const path = url.replace(/\.html(?=#|$)/, "/").replace(/^\//, "");
  return base + path.replace(/^home\//, "");
}

// --- small tools

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {string} [text]
 */
function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/**
 * @param {Hit} hit
 * @returns {string}
 */
function kindOf(hit) {
  return hit.provider && hit.kind === KINDS.error ? hit.provider : hit.kind;
}

/**
 * @param {number} total
 * @param {string} query
 * @param {string} used
 */
function countText(total, query, used) {
  if (!total) return `Nothing found for “${query}”. Try the code alone, without the rest of the message.`;
  const count = total === 1 ? "1 page" : `${total} pages`;
  if (!query) return count;
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

  const ask = async () => {
    const query = input.value.trim();
    const turn = ++asked;
    if (!query) {
      options = [];
      list.replaceChildren();
      show(false);
      return;
    }
    try {
      const { results, used } = await find(query);
      const hits = await read(results.slice(0, SHOWN_IN_FIELD));
      if (turn !== asked) return;
      options = hits.map((hit, index) => optionFor(hit, `${id}-${index}`));
      if (results.length > hits.length) {
        const all = element("a", "search-option", `All ${results.length} pages`);
        all.href = `${form.dataset.search}#q=${encodeURIComponent(query)}`;
        options.push(asOption(all, `${id}-all`));
      }
      list.replaceChildren(...options);
      status.textContent = countText(results.length, query, used);
    } catch {
      if (turn !== asked) return;
      options = [];
      list.replaceChildren();
      status.textContent = FAILED;
    }
    activate(-1);
    show(document.activeElement === input);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("focus", () => show(options.length > 0));
  input.addEventListener("keydown", (event) => {
    const isOpen = !popup.hidden;
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
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

  load().catch(() => {});
  if (input.value) ask();
}

/**
 * @param {Hit} hit
 * @param {string} id
 */
function optionFor(hit, id) {
  const option = element("a", "search-option");
  option.href = hit.href;
  const summary = element("span", "search-option__summary", ` ${hit.summary}`);
  summary.prepend(element("span", "search-option__kind", kindOf(hit)));
  option.append(element("span", "search-option__title", hit.title), summary);
  return asOption(option, id);
}

/**
 * @param {HTMLAnchorElement} link
 * @param {string} id
 */
function asOption(link, id) {
  link.id = id;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  return link;
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
    const state = new URLSearchParams(location.hash.slice(1));
    input.value = state.get("q") ?? "";
    for (const [name, field] of selects) field.value = state.get(name) ?? "";
  };

  const writeHash = () => {
    const query = input.value.trim();
    const state = new URLSearchParams({ ...(query && { q: query }), ...chosen() });
    history.replaceState(null, "", `#${state}`);
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
      const { results, used } = await find(query, chosen());
      const hits = await read(results.slice(0, SHOWN_AT_ONCE));
      if (turn !== asked) return;
      list.replaceChildren(...hits.map(resultFor));
      status.textContent = countText(results.length, query, used);
      offerMore(list, results, hits.length, () => turn === asked);
    } catch {
      list.replaceChildren();
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
    const known = await (await load()).filters();
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
    return;
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

/** @param {Hit} hit */
function resultFor(hit) {
  const item = element("li", "result");
  const link = element("a", "result__link", hit.title);
  link.href = hit.href;
  const facts = [hit.kind, hit.provider].filter(Boolean).join(" · ");
  item.append(link, element("p", "result__summary", hit.summary), element("p", "result__facts", facts));
  if (hit.parts.length) {
    const parts = element("p", "result__parts", "On this page: ");
    for (const part of hit.parts) {
      const anchor = element("a", "", part.name);
      anchor.href = part.href;
      parts.append(anchor, " ");
    }
    item.append(parts);
  }
  return item;
}

/**
 * @param {HTMLElement} list
 * @param {Result[]} results
 * @param {number} shown
 * @param {() => boolean} isCurrent
 */
function offerMore(list, results, shown, isCurrent) {
  if (shown >= results.length) return;
  const item = element("li", "results__more");
  const more = element("button", "button", "Show more");
  more.type = "button";
  more.addEventListener("click", async () => {
    const hits = await read(results.slice(shown, shown + SHOWN_AT_ONCE));
    if (!isCurrent()) return;
    const items = hits.map(resultFor);
    item.replaceWith(...items);
    items[0].querySelector("a")?.focus();
    offerMore(list, results, shown + hits.length, isCurrent);
  });
  item.append(more);
  list.append(item);
}

// --- the page that was not found

/** @param {HTMLElement} root */
export async function suggest(root) {
  const last = decodeURIComponent(location.pathname).replace(/\/+$/, "").split("/").pop() ?? "";
  const query = last.replace(/\.(html?|json|md)$/, "").trim();
  if (!query) return;
  try {
    const { results } = await find(query);
    const hits = await read(results.slice(0, SUGGESTED));
    if (!hits.length) return;
    const list = element("ol", "results");
    list.append(...hits.map((hit) => resultFor({ ...hit, parts: [] })));
    root.append(element("h2", "results__title", `Pages about “${query}”`), list);
  } catch {
    // The page already names the list of every code.
  }
}
