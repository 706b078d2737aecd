// @ts-check
/**
 * Pasted text to words: undoes escapes, entities, colors and links, and keeps every place.
 *
 * One pass from left to right, no backtracking, so that no input can make it slow. The same
 * steps as in `errdex/unmangle.py`, except that places count UTF-16 units, which is what the
 * page highlights by.
 */

/**
 * A run of letters, digits and underscores, as written and where; `gap` is what stands
 * between it and the word before, shortened to its last characters.
 * @typedef {{text: string, start: number, end: number, gap: string}} Word
 *
 * The plain character at a place (empty: none) and how many units it took.
 * @typedef {[piece: string, length: number]} Step
 */

/* Longest constructs that are skipped or decoded; beyond these lengths text is taken as it is. */
const MAX_TAG = 300;
const MAX_URL = 400;
const MAX_BACKSLASHES = 16;
const GAP = 12;

/* What Python's \s matches; JavaScript's has a few others. */
const SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;

const ESCAPE_CODE = /\[[0-9;?]{0,20}[A-Za-z]/y;
const BARE_COLOR = /\[[0-9]{1,3}(?:;[0-9]{1,3}){0,4}m/y;
const WRITTEN_ESCAPE = /(?:u001[bB]|x1[bB]|033|e)\[[0-9;?]{0,20}[A-Za-z]/y;
const ENTITY = /&(?:amp;){0,3}(quot|apos|lt|gt|amp|nbsp|#[0-9]{1,5}|#[xX][0-9a-fA-F]{1,4});/y;
const PERCENT = /%(?:25){0,3}([0-9a-fA-F]{2})/y;
const UNICODE = /u([0-9a-fA-F]{4})/y;
const HEX = /x([0-9a-fA-F]{2})/y;
/* With the u flag lengths count characters, as they do in Python. */
const INLINE_TAG = new RegExp(
  `</?(?:a|b|i|em|strong|code|span|mark|wbr)(?:[${SPACE}][^<>]{0,${MAX_TAG}})?/?>`,
  "uy",
);
const LINK_TAIL = new RegExp(`\\]\\(https?://[^()${SPACE}]{0,${MAX_URL}}\\)`, "uy");
/* A color whose escape character was lost, a tag inside a line, the rest of a Markdown link. */
const SKIPPED = new Map([
  ["[", BARE_COLOR],
  ["<", INLINE_TAG],
  ["]", LINK_TAIL],
]);
const NAMED = new Map([
  ["quot", '"'],
  ["apos", "'"],
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["nbsp", " "],
]);
const SHORT = new Map([
  ["n", "\n"],
  ["r", "\n"],
  ["t", " "],
  ['"', '"'],
  ["'", "'"],
  ["/", "/"],
  ["`", "`"],
]);
const INVISIBLE = new Set("\u200b\u200c\u200d\u2060\ufeff\u00ad");
const WORD = /[A-Za-z0-9_]+/g;

/**
 * The words of a paste with their places in it.
 * @param {string} text
 * @returns {Word[]}
 */
export function wordsOf(text) {
  const { plain, starts, ends } = plainText(text);
  /** @type {Word[]} */
  const words = [];
  let before = 0;
  for (const match of plain.matchAll(WORD)) {
    const first = match.index;
    const last = first + match[0].length;
    const gap = plain.slice(Math.max(before, first - GAP), first);
    words.push({ text: match[0], start: starts[first], end: ends[last - 1], gap });
    before = last;
  }
  return words;
}

/**
 * The text without its mangling, all ASCII, and for every character the span it came from.
 * @param {string} text
 */
export function plainText(text) {
  let plain = "";
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const ends = [];
  let index = 0;
  while (index < text.length) {
    const [piece, length] = step(text, index);
    if (piece) {
      plain += piece;
      starts.push(index);
      ends.push(index + length);
    }
    index += length;
  }
  return { plain, starts, ends };
}

/**
 * @param {string} text
 * @param {number} index
 * @returns {Step}
 */
function step(text, index) {
  const char = text[index];
  if (char === "\\") return backslash(text, index);
  if (char === "&" || char === "%") return coded(text, index);
  if (char === "\x1b") return ["", 1 + (matchAt(ESCAPE_CODE, text, index + 1)?.[0].length ?? 0)];
  const skipped = SKIPPED.get(char);
  if (skipped) {
    const match = matchAt(skipped, text, index);
    return match ? ["", match[0].length] : [char, 1];
  }
  if (INVISIBLE.has(char)) return ["", 1];
  return char < "\x80" ? [char, 1] : [" ", widthAt(text, index)];
}

/**
 * An HTML entity or a percent-encoded character.
 * @param {string} text
 * @param {number} index
 * @returns {Step}
 */
function coded(text, index) {
  if (text[index] === "&") {
    const match = matchAt(ENTITY, text, index);
    return match ? [entity(match[1]), match[0].length] : ["&", 1];
  }
  const match = matchAt(PERCENT, text, index);
  return match ? [ascii(parseInt(match[1], 16)), match[0].length] : ["%", 1];
}

/**
 * An escape, however often it was escaped again.
 * @param {string} text
 * @param {number} index
 * @returns {Step}
 */
function backslash(text, index) {
  let end = index;
  while (text[end] === "\\" && end - index < MAX_BACKSLASHES) end += 1;
  const run = end - index;
  const written = matchAt(WRITTEN_ESCAPE, text, end);
  if (written) return ["", run + written[0].length];
  const short = SHORT.get(text[end]);
  if (short) return [short, run + 1];
  for (const pattern of [UNICODE, HEX]) {
    const match = matchAt(pattern, text, end);
    if (match) return [ascii(parseInt(match[1], 16)), run + match[0].length];
  }
  return ["\\", run];
}

/** @param {string} name */
function entity(name) {
  const named = NAMED.get(name);
  if (named) return named;
  const isHex = name[1] === "x" || name[1] === "X";
  return ascii(isHex ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10));
}

/**
 * The character of a code; beyond ASCII and for control codes a space.
 * @param {number} code
 */
function ascii(code) {
  if (code >= 0x20 && code < 0x7f) return String.fromCharCode(code);
  return code === 10 || code === 13 ? "\n" : " ";
}

/**
 * A sticky pattern's match at a place.
 * @param {RegExp} pattern
 * @param {string} text
 * @param {number} index
 */
function matchAt(pattern, text, index) {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

/**
 * How many UTF-16 units the character at a place takes.
 * @param {string} text
 * @param {number} index
 */
export function widthAt(text, index) {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}
