// @ts-check
/** What a recognized error looks like: a card with the meaning and the first fix of its page. */

import { addCopyButtons } from "./copy.js";
import { element, link } from "./elements.js";
import { hrefOfError } from "./pages.js";
import { enhanceTabs } from "./tabs.js";

/**
 * @typedef {import("./lookup.js").Named} Named
 * @typedef {import("./match.js").Match} Match
 *
 * @typedef {{notice: Element | null, meaning: Element | null, fix: Element | null}} Excerpt
 */

/* From these scores on, what is known by its code or message is called so. */
const SURE = 0.85;
const LIKELY = 0.65;

/** @type {Map<string, Promise<Excerpt>>} */
const excerpts = new Map();

/**
 * Why an error was chosen, in words.
 * @param {Match} match
 * @param {boolean} [isStart] of a sentence
 */
export function reasonOf({ score, why }, isStart = true) {
  const likely = score >= LIKELY ? "probably this" : "possibly this";
  const how = score >= SURE ? `recognized by its ${why}` : `${likely}, by its ${why}`;
  return isStart ? how[0].toUpperCase() + how.slice(1) : how;
}

/**
 * @param {Named} named
 * @param {Match} match
 * @param {string} key what opens the page from the keyboard
 */
export function answerCard(named, match, key) {
  const href = hrefOfError(named);
  const code = element("code", "answer__code", named.code);
  const name = element("span", "answer__name", named.title);
  const excerpt = element("div", "answer__excerpt");
  const card = element(
    "article",
    "answer",
    element("p", "answer__why", reasonOf(match)),
    element("h2", "answer__title", link(href, "answer__link", code, " ", name)),
    element("p", "answer__provider", named.provider),
    excerpt,
    element(
      "p",
      "answer__open",
      link(href, "answer__more", "All causes, fixes and diagnosis"),
      element("kbd", "answer__key", key),
    ),
  );
  readPage(href).then(
    (parts) => excerpt.append(...drawExcerpt(parts)),
    () => {}, // The card leads to the page, which has it all.
  );
  return card;
}

/**
 * The parts of an error's own page, read once.
 * @param {string} href
 */
function readPage(href) {
  const known = excerpts.get(href);
  if (known) return known;
  const reading = fetch(href).then(async (response) => {
    if (!response.ok) throw new Error(`${href}: ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const pick = (/** @type {string} */ selector) => cleaned(page.querySelector(selector), href);
    return {
      notice: pick("[data-explain=notice]"),
      meaning: pick("[data-explain=meaning] > p"),
      fix: pick("[data-explain=fix]"),
    };
  });
  reading.catch(() => excerpts.delete(href));
  excerpts.set(href, reading);
  return reading;
}

/**
 * A part that can stand on another page: no ids of its own, and links that still lead there.
 * @param {Element | null} part
 * @param {string} href
 */
function cleaned(part, href) {
  if (!part) return null;
  for (const named of [part, ...part.querySelectorAll("[id]")]) named.removeAttribute("id");
  for (const inner of part.querySelectorAll("a[href^='#']")) {
    inner.setAttribute("href", href + inner.getAttribute("href"));
  }
  return part;
}

/** @param {Excerpt} excerpt */
function drawExcerpt({ notice, meaning, fix }) {
  const nodes = [];
  if (notice) nodes.push(document.importNode(notice, true));
  if (meaning) {
    const text = element("div", "prose", document.importNode(meaning, true));
    nodes.push(element("h3", "answer__heading", "What it means"), text);
  }
  if (fix) {
    const text = element("div", "answer__fix prose", ...document.importNode(fix, true).childNodes);
    addCopyButtons(text);
    enhanceTabs(text);
    nodes.push(element("h3", "answer__heading", "First fix"), text);
  }
  return nodes;
}

/**
 * Further errors in one line each.
 * @param {string} title
 * @param {Named[]} errors
 */
export function furtherErrors(title, errors) {
  if (!errors.length) return [];
  const rows = errors.map((named) => {
    const code = element("code", "error-row__code", named.code);
    const name = element("span", "error-row__title", named.title);
    const fact = element("span", "error-row__fact", named.provider);
    return element("li", "error-row", link(hrefOfError(named), "error-row__link", code, " ", name), fact);
  });
  const list = element("ul", "error-rows", ...rows);
  return [element("section", "explain__further", element("h3", "explain__heading", title), list)];
}
