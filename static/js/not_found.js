// @ts-check
/** The page that was not found: the nearest codes, and a draft of the one that is missing. */

import { draftHref, isSlug, slugOf } from "./draft.js";
import { base, element, link } from "./elements.js";
import { fold, loadLookup, wordsOf } from "./lookup.js";
import { asUnread, find, read } from "./pages.js";
import { resultFor } from "./search.js";

/**
 * @typedef {import("./lookup.js").Hit} Hit
 * @typedef {import("./lookup.js").Lookup} Lookup
 * @typedef {import("./lookup.js").Named} Named
 */

const SUGGESTED = 5;
/* Shorter words stand in too many codes to tell which one was meant. */
const LONG_WORD = 4;

/** @param {HTMLElement} root */
export async function suggest(root) {
  const segments = segmentsOf(location.pathname);
  const last = segments[segments.length - 1];
  if (!last) return;
  try {
    const lookup = await loadLookup(base);
    const path = otherSpelling(lookup, segments);
    if (path && path !== location.pathname) {
      location.replace(path + location.hash);
      return;
    }
    const near = nearest(lookup, segments).slice(0, SUGGESTED).map(asUnread);
    const pages = near.length ? near : await fromText(last);
    if (pages.length) {
      const list = element("ol", "results", ...pages.map(resultFor));
      root.append(element("h2", "results__title", `Near “${last}”`), list);
    }
    root.append(...missing(root.dataset.newError ?? "", lookup, segments));
  } catch {
    // The page already names the list of every code.
  }
}

/**
 * The page of an error whose address was written in another case: `/errors/azure/AadSts50058`.
 * @param {Lookup} lookup
 * @param {string[]} segments
 */
function otherSpelling(lookup, [section = "", provider = "", code = "", ...rest]) {
  if (section.toLowerCase() !== "errors" || !code || rest.length) return "";
  const id = `${provider.toLowerCase()}/${slugOf(code)}`;
  return lookup.find(code).some((hit) => hit.id === id) ? `${base}errors/${id}/` : "";
}

/**
 * The readable parts of an address below the site's root.
 * @param {string} path
 */
function segmentsOf(path) {
  const below = path.startsWith(base) ? path.slice(base.length) : path;
  const parts = below.split("/").filter(Boolean).map(decoded);
  return parts.map((part) => part.replace(/\.(html?|json|md)$/i, "").trim()).filter(Boolean);
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * Errors whose names are like the end of the address, by ever looser readings.
 * @param {Lookup} lookup
 * @param {string[]} segments
 * @returns {Hit[]}
 */
function nearest(lookup, segments) {
  const last = segments[segments.length - 1];
  const owner = segments[segments.length - 2] ?? "";
  const words = wordsOf(last).filter((word) => word.length >= LONG_WORD);
  for (const query of [`${last} ${owner}`, last, ...words]) {
    const hits = lookup.find(query);
    const own = hits.filter((hit) => hit.id.startsWith(`${owner}/`));
    if (own.length) return [...own, ...hits.filter((hit) => !own.includes(hit))];
    if (hits.length) return hits;
  }
  return [];
}

/** @param {string} words */
async function fromText(words) {
  const { pages } = await find(words);
  return read(pages.slice(0, SUGGESTED));
}

/**
 * The offer to write the page, where the address is that of an error.
 * @param {string} prefix
 * @param {Lookup} lookup
 * @param {string[]} segments
 */
function missing(prefix, lookup, [section, provider = "", code = "", ...rest]) {
  const isError = section === "errors" && isSlug(provider) && isSlug(slugOf(code));
  if (!prefix || !isError || rest.length) return [];
  const name = asWritten(lookup, provider, code);
  const draft = link(draftHref(prefix, provider, name), "", "Write it on GitHub");
  const text = `There is no page for ${name} yet. `;
  return [
    element("h2", "results__title", "Is it missing?"),
    element("p", "not-found__offer", text, draft, ", from a draft with everything filled in that can be known."),
  ];
}

/**
 * Addresses are in lower case: the letters as other codes of the provider have them.
 * @param {Lookup} lookup
 * @param {string} provider
 * @param {string} code
 */
function asWritten(lookup, provider, code) {
  const [letters = ""] = /^[a-z]{3,}/.exec(code) ?? [];
  const own = lookup.all.filter((named) => named.id.startsWith(`${provider}/`));
  const like = own.find((named) => letters && fold(named.code).startsWith(letters));
  const start = like?.code.slice(0, letters.length) ?? letters;
  return start.toLowerCase() === letters ? start + code.slice(letters.length) : code;
}
