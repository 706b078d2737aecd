// @ts-check
/** The pasted text with the recognized parts marked, folded to the lines around them. */

import { element } from "./elements.js";

/**
 * @typedef {import("./match.js").Span} Span
 *
 * A run of the text: plain, part of the best answer, or of another one.
 * @typedef {"" | "best" | "other"} Mark
 * @typedef {{start: number, end: number, mark: Mark}} Run
 */

/* A text up to this size is shown whole. */
const WHOLE_LENGTH = 700;
const WHOLE_LINES = 8;
/* Around a mark the line is kept, its neighbors too, but no more than this many characters. */
const KEPT_AROUND = 180;
/* Folding fewer characters would save nothing. */
const LEAST_FOLDED = 60;

/**
 * @param {string} text
 * @param {Span[]} best
 * @param {Span[]} others
 */
export function markedText(text, best, others) {
  const runs = runsOf(text, best, others);
  const shown = shownParts(text, runs);
  const block = element("pre", "marked__text", ...draw(text, runs, shown));
  block.tabIndex = 0;
  block.setAttribute("role", "region");
  block.setAttribute("aria-label", "Your text");
  const isWhole = shown.length === 1 && shown[0][0] === 0 && shown[0][1] === text.length;
  if (isWhole) return element("div", "marked", block);
  const button = element("button", "button", "Show the whole text");
  button.type = "button";
  button.addEventListener("click", () => {
    block.replaceChildren(...draw(text, runs, [[0, text.length]]));
    button.remove();
    block.focus();
  });
  return element("div", "marked", block, button);
}

/**
 * The whole text as runs; where marks overlap, the best answer's shows.
 * @param {string} text
 * @param {Span[]} best
 * @param {Span[]} others
 * @returns {Run[]}
 */
export function runsOf(text, best, others) {
  const edges = [0, text.length, ...best.flat(), ...others.flat()];
  const places = [...new Set(edges)].sort((one, other) => one - other);
  /** @type {(spans: Span[], start: number) => boolean} */
  const isIn = (spans, start) => spans.some(([from, to]) => from <= start && start < to);
  /** @type {Run[]} */
  const runs = [];
  for (const [index, start] of places.slice(0, -1).entries()) {
    const mark = isIn(best, start) ? "best" : isIn(others, start) ? "other" : "";
    const last = runs[runs.length - 1];
    if (last?.mark === mark) last.end = places[index + 1];
    else runs.push({ start, end: places[index + 1], mark });
  }
  return runs;
}

/**
 * The parts of a text that are shown, in order and apart.
 * @param {string} text
 * @param {Run[]} runs
 * @returns {Span[]}
 */
function shownParts(text, runs) {
  const isShort = text.length <= WHOLE_LENGTH && text.split("\n").length <= WHOLE_LINES;
  if (isShort) return [[0, text.length]];
  /** @type {Span[]} */
  const parts = [];
  for (const { start, end } of runs.filter((run) => run.mark)) {
    const [from, to] = [startOfPart(text, start), endOfPart(text, end)];
    const last = parts[parts.length - 1];
    if (last && from - last[1] < LEAST_FOLDED) last[1] = Math.max(last[1], to);
    else parts.push([from, to]);
  }
  return parts.length ? parts : [[0, WHOLE_LENGTH]];
}

/**
 * The start of the line before, or a place nearby in a very long line.
 * @param {string} text
 * @param {number} start
 */
function startOfPart(text, start) {
  const line = text.lastIndexOf("\n", start - 1);
  const before = line < 0 ? -1 : text.lastIndexOf("\n", line - 1);
  const near = start - KEPT_AROUND;
  if (before + 1 >= near) return before + 1 < LEAST_FOLDED ? 0 : before + 1;
  return line + 1 >= near ? line + 1 : outsidePair(text, near);
}

/**
 * The end of the line after, or a place nearby in a very long line.
 * @param {string} text
 * @param {number} end
 */
function endOfPart(text, end) {
  const at = (/** @type {number} */ place) => (place < 0 ? text.length : place);
  const line = at(text.indexOf("\n", end));
  const after = at(text.indexOf("\n", line + 1));
  const near = end + KEPT_AROUND;
  if (after <= near) return text.length - after < LEAST_FOLDED ? text.length : after;
  return line <= near ? line : outsidePair(text, near);
}

/**
 * A place that does not cut a surrogate pair.
 * @param {string} text
 * @param {number} place
 */
function outsidePair(text, place) {
  const unit = text.charCodeAt(place);
  return unit >= 0xdc00 && unit < 0xe000 ? place - 1 : place;
}

/**
 * @param {string} text
 * @param {Run[]} runs
 * @param {Span[]} parts
 * @returns {Node[]}
 */
function draw(text, runs, parts) {
  const nodes = [];
  let done = 0;
  for (const [from, to] of parts) {
    if (from > done) nodes.push(gap(text.slice(done, from)));
    for (const run of runs) {
      const piece = text.slice(Math.max(run.start, from), Math.min(run.end, to));
      if (run.end > from && run.start < to) nodes.push(drawRun(piece, run.mark));
    }
    done = to;
  }
  if (done < text.length) nodes.push(gap(text.slice(done)));
  return nodes;
}

/**
 * @param {string} piece
 * @param {Mark} mark
 */
function drawRun(piece, mark) {
  if (!mark) return document.createTextNode(piece);
  const made = element("mark", "", piece);
  made.dataset.mark = mark;
  return made;
}

/** @param {string} folded */
function gap(folded) {
  const lines = folded.split("\n").filter((line) => line.trim()).length;
  const size = lines > 1 ? `${lines} lines` : `${folded.length} characters`;
  return element("span", "marked__gap", `… ${size} …`);
}
