// @ts-check
/**
 * The box for anything that went wrong: it explains a paste and searches for a query, as one
 * types. The text stays here: no request carries it and nothing keeps it.
 */

import { answerCard, furtherErrors, reasonOf } from "./answer.js";
import { draftHref, isSlug, slugOf } from "./draft.js";
import { element, link, shortened, stateOfPage, withState } from "./elements.js";
import { fold } from "./lookup.js";
import { markedText } from "./marked.js";
import { asUnread, find, hrefOfError, isCodeLike, read } from "./pages.js";
import { load, LONGEST_QUERY, providerOf, replyTo, searchFor } from "./reply.js";
import { countText, resultFor } from "./search.js";

/**
 * @typedef {import("./lookup.js").Lookup} Lookup
 * @typedef {import("./lookup.js").Named} Named
 * @typedef {import("./match.js").Match} Match
 * @typedef {import("./reply.js").Explained} Explained
 * @typedef {import("./reply.js").Query} Query
 * @typedef {import("./reply.js").Reply} Reply
 * @typedef {() => boolean} IsWanted whether a newer text has taken the place of this one
 */

const WAIT_MS = 80;
const LONGEST_IN_LINK = 4000;
const LONGEST_LABEL = 48;
const MOST_RESULTS = 6;
const FAILED = "This could not load. The search and the A to Z list have every code.";
const ADVICE = "Try the line that names the error, or the code alone.";

/** The box; `open` and `answer` are for keys that were pressed before it was there. */
export class Box {
  #form;
  #input;
  #status;
  #place;
  #timer = 0;
  #asked = 0;
  /** @type {Promise<Reply | undefined>} */
  #latest = Promise.resolve(undefined);

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.#form = form;
    this.#input = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    this.#status = /** @type {HTMLElement} */ (form.querySelector("[data-explain-status]"));
    this.#place = /** @type {HTMLElement} */ (document.querySelector("[data-explain-answer]"));
  }

  start() {
    this.#input.addEventListener("input", () => this.#wait());
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.#place.addEventListener("keydown", (event) => this.#onKeyInAnswer(event));
    addEventListener("hashchange", () => this.#fill());
    load().catch(() => {});
    this.#fill();
    if (this.#input.value && !this.#asked) this.#answer();
    return this;
  }

  // --- the field

  /** A link to this page may carry a text. */
  #fill() {
    const text = stateOfPage().get("t");
    if (text) this.#put(text);
  }

  /** @param {string} text */
  #put(text) {
    this.#input.value = text;
    this.#grow();
    this.#answer();
  }

  #wait() {
    this.#grow();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#answer(), WAIT_MS);
  }

  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#input.rows = 1;
    const line = Number.parseFloat(getComputedStyle(this.#input).lineHeight);
    this.#input.rows = Math.max(1, Math.floor(this.#input.scrollHeight / line));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const isLine = !this.#input.value.includes("\n");
    if (event.key === "ArrowDown" && isLine) this.#moveFocus(event, this.#input);
  }

  /** @param {KeyboardEvent} event */
  #onKeyInAnswer(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key === "Escape") this.#input.focus();
    else if (target.matches("a, button")) this.#moveFocus(event, target);
  }

  /**
   * Arrow keys lead through the links of an answer and back to the field.
   * @param {KeyboardEvent} event
   * @param {HTMLElement} from
   */
  #moveFocus(event, from) {
    /** @type {NodeListOf<HTMLElement>} */
    const links = this.#place.querySelectorAll("a, button");
    const stops = [this.#input, ...links];
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = stops[stops.indexOf(from) + step];
    if (!step || !next) return;
    event.preventDefault();
    next.focus();
  }

  /** Answers and leads there. */
  async answer() {
    await this.#answer();
    this.#place.querySelector("a")?.focus();
  }

  /** Opens the best page, or the search where several may be meant. */
  async open() {
    const reply = await (this.#timer ? this.#answer() : this.#latest);
    if (reply?.kind === "explained") {
      const named = (await load()).lookup.get(reply.best.error);
      if (named) location.href = hrefOfError(named);
    } else if (reply?.kind === "query") {
      const near = reply.hits.filter((hit) => hit.how !== "slip");
      const results = withState(this.#form.dataset.search ?? "", { q: reply.text });
      location.href = near.length === 1 ? hrefOfError(near[0]) : results;
    }
  }

  // --- the answer

  /** Answers what stands in the field now. */
  #answer() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const turn = ++this.#asked;
    this.#place.setAttribute("aria-busy", "true");
    this.#latest = this.#reply(this.#input.value, () => turn === this.#asked);
    return this.#latest;
  }

  /**
   * @param {string} text
   * @param {IsWanted} isWanted
   */
  async #reply(text, isWanted) {
    if (!text.trim()) {
      this.#show("");
      return undefined;
    }
    try {
      const { lookup } = await load();
      const reply = await replyTo(text, isWanted);
      if (!isWanted()) return undefined;
      if (reply.kind === "explained") this.#showExplained(reply, lookup);
      else if (reply.kind === "query") await this.#showResults(reply, lookup, isWanted);
      else this.#showUnknown(text, lookup);
      return reply;
    } catch {
      if (isWanted()) this.#show(FAILED, element("p", "", FAILED), this.#ways(text, []));
      return undefined;
    }
  }

  /**
   * @param {string} spoken what is announced
   * @param {...Node} nodes
   */
  #show(spoken, ...nodes) {
    this.#place.replaceChildren(...nodes);
    this.#place.removeAttribute("aria-busy");
    if (this.#status.textContent !== spoken) this.#status.textContent = spoken;
  }

  /**
   * @param {Explained} reply
   * @param {Lookup} lookup
   */
  #showExplained({ text, best, twins, rivals, context }, lookup) {
    const named = /** @type {Named} */ (lookup.get(best.error));
    const namesOf = (/** @type {Match[]} */ matches) =>
      matches.flatMap((match) => lookup.get(match.error) ?? []);
    const more = twins.length + rivals.length + context.length;
    const rest = more ? `; ${more} more ${more === 1 ? "code" : "codes"}` : "";
    this.#show(
      `${named.code}, ${named.title}, ${reasonOf(best, false)}${rest}`,
      answerCard(named, best, text.trim().includes("\n") ? "Ctrl + Enter" : "Enter"),
      ...furtherErrors("Other pages with this name", twins),
      ...furtherErrors("The same words also fit", namesOf(rivals)),
      ...furtherErrors("Also in this text", namesOf(context)),
      ...this.#marked(text, named, best, [...rivals, ...context]),
      this.#ways(text, [this.#copyLink(text), this.#clear()]),
    );
  }

  /**
   * The text itself; not where it is the code and nothing else.
   * @param {string} text
   * @param {Named} named
   * @param {Match} best
   * @param {Match[]} others
   */
  #marked(text, named, best, others) {
    if (!best.spans.length || fold(text) === fold(named.code)) return [];
    const marked = markedText(text, best.spans, others.flatMap((match) => match.spans));
    const heading = element("h3", "explain__heading", "Your text");
    return [element("section", "explain__further", heading, marked)];
  }

  /**
   * Names need no index: they are there at once, and the full text follows.
   * @param {Query} query
   * @param {Lookup} lookup
   * @param {IsWanted} isWanted
   */
  async #showResults({ text, hits }, lookup, isWanted) {
    const named = hits.slice(0, MOST_RESULTS).map(asUnread).map(resultFor);
    const list = element("ol", "results", ...named);
    if (named.length) this.#show("", element("p", "explain__count"), list);
    const answer = await find(text).catch(() => undefined);
    const shown = await read(answer?.pages.slice(0, MOST_RESULTS) ?? []);
    if (!isWanted()) return;
    if (!answer) {
      this.#show(FAILED, element("p", "explain__count", FAILED), list, this.#ways(text, []));
      return;
    }
    if (!shown.length) {
      this.#showUnknown(text, lookup);
      return;
    }
    const count = countText(answer, text);
    const isNew = isCodeLike(text) && hits.every((hit) => hit.how === "slip");
    const missing = isNew ? this.#documentIt(text, lookup) : undefined;
    this.#show(
      `${count.replace(/\.$/, "")}; the first is ${shown[0].title}`,
      element("p", "explain__count", count),
      element("ol", "results", ...shown.map((page) => resultFor({ ...page, parts: [] }))),
      this.#ways(text, [missing, this.#copyLink(text), this.#clear()]),
    );
  }

  /**
   * @param {string} text
   * @param {Lookup} lookup
   */
  #showUnknown(text, lookup) {
    const list = link(this.#form.dataset.list ?? "", "explain__way", "Every code, A to Z");
    this.#show(
      `Not recognized. ${ADVICE}`,
      element("h2", "explain__verdict", "Not recognized"),
      element("p", "", `No code or message of the catalogue is in this text. ${ADVICE}`),
      this.#ways(text, [list, this.#documentIt(text, lookup), this.#copyLink(text), this.#clear()]),
    );
  }

  // --- ways to go on

  /**
   * @param {string} text
   * @param {(Node | undefined)[]} further
   */
  #ways(text, further) {
    const words = searchFor(text);
    const results = withState(this.#form.dataset.search ?? "", { q: words });
    const search = link(results, "explain__way", `Search for “${shortened(words, LONGEST_LABEL)}”`);
    const rows = [search, ...further].flatMap((item) => (item ? [element("li", "", item)] : []));
    return element("ul", "explain__ways", ...rows);
  }

  /**
   * A single word may be a code, which the draft then holds; of a longer text it holds nothing.
   * @param {string} text
   * @param {Lookup} lookup
   */
  #documentIt(text, lookup) {
    const { newError } = this.#form.dataset;
    if (!newError) return undefined;
    const word = text.trim();
    const isCode = word.length <= LONGEST_QUERY && isSlug(slugOf(word)) && !/\s/.test(word);
    const provider = (isCode && providerOf(lookup, word)) || "provider";
    const label = isCode ? `Document ${word}` : "Document this error";
    return link(draftHref(newError, provider, isCode ? word : "CODE"), "explain__way", label);
  }

  /** @param {string} text */
  #copyLink(text) {
    if (!navigator.clipboard || text.length > LONGEST_IN_LINK) return undefined;
    const button = way("Copy link", async () => {
      const address = new URL(withState(this.#form.dataset.page ?? "", { t: text }), location.href);
      const done = await navigator.clipboard.writeText(address.href).then(
        () => true,
        () => false,
      );
      button.textContent = done ? "Copied: the text is in the link" : "Could not copy";
      this.#status.textContent = button.textContent;
    });
    return button;
  }

  #clear() {
    return way("Clear", () => {
      this.#put("");
      this.#input.focus();
    });
  }
}

/**
 * @param {string} label
 * @param {() => void} act
 */
function way(label, act) {
  const button = element("button", "explain__way", label);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}
