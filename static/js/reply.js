// @ts-check
/** What to answer to a text: the error it is about, a search, or that it is unknown. */

import { base } from "./elements.js";
import { fold, loadLookup } from "./lookup.js";
import { Matcher } from "./match.js";
import { recognize } from "./slices.js";

/**
 * @typedef {import("./lookup.js").Hit} Hit
 * @typedef {import("./lookup.js").Lookup} Lookup
 * @typedef {import("./lookup.js").Named} Named
 * @typedef {import("./match.js").Match} Match
 *
 * The best error, others with the same name, others that the same words fit, and others that
 * stand elsewhere in the text.
 * @typedef {{kind: "explained", text: string, best: Match, twins: Named[], rivals: Match[],
 *   context: Match[]}} Explained
 * @typedef {{kind: "query", text: string, hits: Hit[]}} Query
 * @typedef {{kind: "unknown", text: string}} Unknown
 * @typedef {Explained | Query | Unknown} Reply
 */

export const LONGEST_QUERY = 60;
const MOST_TWINS = 8;
const LONGEST_SEARCH = 200;
const TIME = /^[\s[(]*\d{2,4}[-/:.]\d\d[-/:.]\d\d[\dT:.,Z+\s/\])-]*/;
const TELLING = /error|exception|fail|denied|invalid|refused|unauthori[sz]ed|forbidden|time[d -]*out/i;

/** @type {Promise<{matcher: Matcher, lookup: Lookup}> | undefined} */
let loading;

/** Fetches what is needed, once, when the box is first used. */
export function load() {
  loading ??= (async () => {
    const [response, lookup] = await Promise.all([
      fetch(`${base}explain/table.json`),
      loadLookup(base),
    ]);
    if (!response.ok) throw new Error(`table.json: ${response.status}`);
    const matcher = new Matcher(await response.json());
    warmUp(matcher);
    return { matcher, lookup };
  })();
  loading.catch(() => (loading = undefined));
  return loading;
}

/**
 * Cold code takes several times as long: a few made-up lines, a turn of the event loop each,
 * take that from the first paste.
 * @param {Matcher} matcher
 * @param {number} turns
 */
function warmUp(matcher, turns = 8) {
  if (!turns) return;
  setTimeout(() => {
    matcher.match("error code: 401 status Unauthorized (request failed) at path ".repeat(20));
    warmUp(matcher, turns - 1);
  });
}

/**
 * The rule: one line of at most 60 characters is a query. It is explained all the same when it
 * is the whole name of an error or when the matcher recognizes it; else it is searched for.
 * Anything longer is a paste: it is explained, or said to be unknown.
 * @param {string} text
 * @param {() => boolean} isWanted
 * @returns {Promise<Reply>}
 */
export async function replyTo(text, isWanted) {
  const { matcher, lookup } = await load();
  const line = text.trim();
  const isQuery = line.length <= LONGEST_QUERY && !line.includes("\n");
  const hits = isQuery ? lookup.find(line) : [];
  const same = hits.filter((hit) => hit.how === "same");
  const matches = await recognize(matcher, text, isWanted);
  if (same.length) return explained(text, bestOf(same, matches, text), same, matches);
  if (matches.length) return explained(text, matches[0], [], matches);
  return isQuery ? { kind: "query", text: line, hits } : { kind: "unknown", text };
}

/**
 * Of several pages with the name that was typed, the one that the matcher puts first.
 * @param {Hit[]} same
 * @param {Match[]} matches
 * @param {string} text
 * @returns {Match}
 */
function bestOf(same, matches, text) {
  const ids = new Set(same.map((hit) => hit.id));
  const agreed = matches.find((match) => ids.has(match.error));
  // The whole name leaves no doubt, whatever stands around it.
  if (agreed) return { ...agreed, score: 1 };
  const asked = fold(text);
  const why = asked.includes(fold(same[0].code)) ? "code" : /^\d+$/.test(asked) ? "number" : "name";
  return { error: same[0].id, score: 1, spans: [], why };
}

/**
 * @param {string} text
 * @param {Match} best
 * @param {Named[]} same
 * @param {Match[]} matches
 * @returns {Explained}
 */
function explained(text, best, same, matches) {
  const twins = same.filter((named) => named.id !== best.error).slice(0, MOST_TWINS);
  const shown = new Set([best.error, ...twins.map((named) => named.id)]);
  const others = matches.filter((match) => !shown.has(match.error));
  const isRival = (/** @type {Match} */ match) =>
    match.spans.every(([from, to]) => best.spans.some(([start, end]) => start < to && from < end));
  const rivals = others.filter(isRival);
  const context = others.filter((match) => !isRival(match));
  return { kind: "explained", text, best, twins, rivals, context };
}

/**
 * What to search for in the place of a text: itself, or the line of a paste that tells most,
 * without the time at its start.
 * @param {string} text
 */
export function searchFor(text) {
  const lines = text.split("\n").map((line) => line.replace(TIME, "").trim()).filter(Boolean);
  return (lines.find((line) => TELLING.test(line)) ?? lines[0] ?? "").slice(0, LONGEST_SEARCH);
}

/**
 * The provider whose codes begin like this one; none if that is not clear.
 * @param {Lookup} lookup
 * @param {string} code
 */
export function providerOf(lookup, code) {
  const [letters] = /^\p{L}{4,}/u.exec(fold(code)) ?? [];
  const alike = letters ? lookup.all.filter((named) => fold(named.code).startsWith(letters)) : [];
  const providers = new Set(alike.map((named) => named.id.split("/")[0]));
  return providers.size === 1 ? [...providers][0] : "";
}
