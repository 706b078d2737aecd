// @ts-check
/**
 * Pages for a query: errors by their names first, then Pagefind's full text. The index loads
 * once, and queries never leave the browser.
 */

import { base } from "./elements.js";
import { loadLookup } from "./lookup.js";

/**
 * @typedef {import("./lookup.js").Named} Named
 * @typedef {import("./lookup.js").Hit} NameHit
 * @typedef {{url: string, content: string, meta: Record<string, string>,
 *   filters: Record<string, string[]>, sub_results?: {title: string, url: string}[]}} Data
 * @typedef {{id: string, data: () => Promise<Data>}} Result
 * @typedef {{search: (query: string | null, options: object) => Promise<{results: Result[]}>,
 *   filters: () => Promise<Record<string, Record<string, number>>>,
 *   options: (options: object) => Promise<void>}} Library
 *
 * A page that was found: by its names, in the full text, or both ways.
 * @typedef {{named?: NameHit, result?: Result}} Found
 *
 * What was found, for which words, and whether names are similar at best.
 * @typedef {{pages: Found[], used: string, isNear: boolean}} Answer
 *
 * A page as lists show it.
 * @typedef {{name: string, href: string}} Part
 * @typedef {{title: string, href: string, summary: string, kind: string, provider: string,
 *   isNear: boolean, parts: Part[]}} Page
 */

/* How many results are read to put the errors' own pages first. */
const RANKED = 12;
/* A pasted message is tried in phrases of this many words. */
const PIECE = 4;
const MOST_PIECES = 8;
/* How many errors may stand above the full text by their names, and by a code in a message. */
const MOST_NAMED = 12;
const MOST_CODES = 4;
const MOST_PER_CODE = 3;
/* An error's own page is among the first that Pagefind has for its code. */
const READ_FOR_PAGE = 3;
/* What counts how much: a piece that a page prints, the title itself. */
const FOR_PIECE = 10;
const FOR_TITLE = 1000;

/** @type {Record<string, string>} */
export const KINDS = {
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

/** @type {Promise<Library> | undefined} */
let loading;

/** @returns {Promise<Library>} */
export function loadIndex() {
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

// --- by name

/**
 * Errors that a query names as a whole or, in a pasted message, by the codes in it.
 * @param {string} query
 * @param {Record<string, string>} [filters]
 * @returns {Promise<{names: NameHit[], isWhole: boolean}>}
 */
export async function findNamed(query, filters = {}) {
  const lookup = await loadLookup(base).catch(() => undefined);
  const whole = lookup?.find(query) ?? [];
  const named = whole.length ? whole : codesIn(query).flatMap((code) => sameAs(code, lookup));
  const isWanted = (/** @type {NameHit} */ hit) =>
    (filters.kind ?? "error") === "error" && (filters.provider ?? hit.provider) === hit.provider;
  return { names: named.filter(isWanted).slice(0, MOST_NAMED), isWhole: whole.length > 0 };
}

/**
 * @param {string} code
 * @param {import("./lookup.js").Lookup | undefined} lookup
 */
function sameAs(code, lookup) {
  const hits = lookup?.find(code) ?? [];
  return hits.filter((hit) => hit.how === "same").slice(0, MOST_PER_CODE);
}

/**
 * Words of a pasted message that look like codes, the longest first.
 * @param {string} text
 */
function codesIn(text) {
  const words = text.split(/[\s:;,"'`()[\]{}<>=|&]+/).map((word) => word.replace(/\.+$/, ""));
  const codes = words.filter(
    (word) => /^(?=.*\d)[\w.-]{3,}$|_|^[A-Z]{4,}$|[a-z][A-Z]/.test(word) && word !== text.trim(),
  );
  return [...new Set(codes)].sort((one, other) => other.length - one.length).slice(0, MOST_CODES);
}

/** @param {Named} named */
export const hrefOfError = (named) => `${base}errors/${named.id}/`;

/**
 * The page of an error in the index; none where the filters leave it out.
 * @param {Library} library
 * @param {NameHit} named
 * @param {Record<string, string>} filters
 * @returns {Promise<Found>}
 */
async function pageOf(library, named, filters) {
  const own = { ...filters, kind: "error", provider: named.provider };
  const { results } = await library.search(named.code, { filters: own });
  const first = results.slice(0, READ_FOR_PAGE);
  const data = await Promise.all(first.map((result) => result.data()));
  const at = data.findIndex(({ url }) => hrefOf(url) === hrefOfError(named));
  return { named, result: first[at] };
}

// --- by full text

/**
 * Pages for a query, the best first.
 * @param {string} query
 * @param {Record<string, string>} [filters]
 * @returns {Promise<Answer>}
 */
export async function find(query, filters = {}) {
  const library = await loadIndex();
  if (!query) {
    const { results } = await library.search(null, { filters });
    return { pages: results.map((result) => ({ result })), used: "", isNear: false };
  }
  const { names, isWhole } = await findNamed(query, filters);
  const [text, ...named] = await Promise.all([
    fullText(library, query, filters),
    ...names.map((one) => pageOf(library, one, filters)),
  ]);
  const first = named.filter((page) => page.result || !filters.category);
  const known = new Set(first.map((page) => page.result?.id));
  const rest = text.filter((result) => !known.has(result.id)).map((result) => ({ result }));
  const isByCode = !text.length && first.length > 0 && !isWhole;
  const isNear = !rest.length && first.every((page) => page.named?.how === "slip");
  return { pages: [...first, ...rest], used: isByCode ? names[0].code : query, isNear };
}

/**
 * Pagefind's results. A pasted message is also tried in pieces, so that the page that prints
 * it is found although a name or a number in it is the caller's own.
 * @param {Library} library
 * @param {string} query
 * @param {Record<string, string>} filters
 * @returns {Promise<Result[]>}
 */
async function fullText(library, query, filters) {
  /** @param {string} text */
  const search = async (text) => (await library.search(text, { filters })).results;
  const [plain, ...pieces] = await Promise.all([query, ...piecesOf(query)].map(search));
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
  const wanted = query.toLowerCase();
  let isGuess = /^\S*\d\S*$/.test(query);
  await Promise.all(
    order.slice(0, RANKED).map(async (page) => {
      const { content, meta, filters: kinds } = await page.result.data();
      const title = (meta.title ?? "").toLowerCase();
      if (`${title} ${content}`.toLowerCase().includes(wanted)) isGuess = false;
      if (title === wanted) page.score += FOR_TITLE;
      // An error's own page goes before pages that quote it.
      else if (page.score > 0 && kinds.kind?.[0] === "error") page.score += 1;
    }),
  );
  // For an unknown word Pagefind gives pages with the start of it: other codes.
  return isGuess ? [] : order.sort(byScore).map((page) => page.result);
}

/**
 * One word with a digit, an underscore or a capital in it.
 * @param {string} text
 */
export function isCodeLike(text) {
  return /^\S*(\d|_|\p{Ll}\p{Lu})\S*$/u.test(text);
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

// --- as lists show them

/**
 * @param {Found[]} pages
 * @returns {Promise<Page[]>}
 */
export function read(pages) {
  return Promise.all(
    pages.map(async ({ named, result }) => {
      const isNear = named?.how === "slip";
      if (result) return { ...asPage(await result.data()), isNear };
      return asUnread(/** @type {NameHit} */ (named));
    }),
  );
}

/**
 * A page of which only the names are known yet.
 * @param {NameHit} named
 * @returns {Page}
 */
export function asUnread(named) {
  const { code, title, provider, how } = named;
  const seen = { href: hrefOfError(named), kind: KINDS.error, provider, summary: "", parts: [] };
  return { ...seen, title: `${code}: ${title}`, isNear: how === "slip" };
}

/** @param {Data} data */
function asPage(data) {
  const parts = (data.sub_results ?? []).filter((part) => part.url.includes("#")).slice(0, 3);
  return {
    title: data.meta.title ?? "",
    href: hrefOf(data.url),
    summary: data.meta.summary ?? "",
    kind: KINDS[data.filters.kind?.[0] ?? ""] ?? "",
    provider: data.filters.provider?.[0] ?? "",
    parts: parts.map(({ title, url }) => ({ name: title.replace(/\s*#$/, ""), href: hrefOf(url) })),
  };
}

/**
 * `/errors/http/401.html#x` in the index is `errors/http/401/#x` on the site.
 * @param {string} url
 */
function hrefOf(url) {
  const path = url.replace(/\.html(?=#|$)/, "/").replace(/^\//, "");
  return base + path.replace(/^home\//, "");
}
