// @ts-check
/**
 * How surely words are a code, a status or a message: scores from 0 to 100, pure functions.
 *
 * Every number here stands in `errdex/evidence.py` too.
 */

/**
 * @typedef {import("./unmangle.js").Word} Word
 *
 * A run of a message in the text: its first and last word, and which run of the message it is.
 * @typedef {[first: number, last: number, feature: number]} Place
 */

/** @param {string} words */
const setOf = (words) => new Set(words.split(/\s+/));

const CODE_WORDS = setOf(
  `code error errorcode error_code reason status type err exception errortype error_type
  __type name occurred errors subcode result errcode statuscode kind`,
);
const STATUS_WORDS = setOf(
  `http https status statuscode status_code httpstatus httpcode http_code http_status
  httpstatuscode responsecode response_code httperror http_status_code sc`,
);
const SAID_WORDS = setOf("error code returned response responded got received with answered");
const UNITS = setOf(
  `ms s sec secs second seconds byte bytes b kb mb gb kib mib lines line items item rows row
  files file px times tests test passed requests users records entries percent minutes min
  hours days events packages objects points messages calls pages pods nodes w words`,
);
const GRPC_WORDS = setOf("rpc grpc statuscode statusruntimeexception grpcstatus grpc_status");

/* Characters, so that a gap of none is not among them. */
const BEFORE_OTHER_NUMBERS = new Set(".-#$@/+,<>~");
const INSIDE_OTHER_NUMBERS = new Set(".-:/,");
const BEFORE_CODES = [...":=('\"[>"];

/**
 * Lower-case letters and digits only: one key for every spelling of a code.
 * @param {string} text
 */
export function fold(text) {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** @param {string} text */
export function isNumber(text) {
  return /^[0-9]+$/.test(text);
}

/**
 * Whether all letters are capitals, and there are some.
 * @param {string} text
 */
function isUpper(text) {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

/** @param {string} text */
function isLower(text) {
  return /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

/**
 * How many words a code is made of, by delimiters and capitals.
 * @param {string} key
 */
export function countParts(key) {
  return key.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g)?.length ?? 0;
}

/**
 * How surely these words are that code.
 * @param {string} key
 * @param {readonly Word[]} words
 * @param {readonly string[]} lower
 * @param {number} first
 * @param {number} last
 */
export function codeScore(key, words, lower, first, last) {
  const form = formOf(key, words, first, last);
  if (isNumber(fold(key))) return form === 0 ? 80 : 0;
  const parts = countParts(key);
  let score = spellingScore(key, words[first].text, form);
  if (score && isCodePlace(words, lower, first)) {
    const bonus = parts === 1 ? 30 : form === 2 ? 24 : 6;
    score = Math.min(score + bonus, parts > 1 ? 97 : 88);
  }
  if (first === 0 && last === words.length - 1) score = Math.max(score, 95 - form);
  return score;
}

/**
 * What a code's own looks are worth, wherever it stands.
 * @param {string} key
 * @param {string} start the first word as written
 * @param {number} form
 */
function spellingScore(key, start, form) {
  const parts = countParts(key);
  const hasDigit = /\p{Nd}/u.test(key);
  if ((hasDigit && fold(key).length > 4) || parts > 2) {
    return [96, 90, parts > 3 || hasDigit ? 84 : 72][form];
  }
  if (parts === 2) {
    // In small letters two words are as good as any word: `backoff`, `notfound`.
    const isSmall = isLower(start) && !isLower(key);
    return [92, isSmall ? 46 : 80, 40][form];
  }
  const isMarked = isUpper(key) || (/^\p{Uppercase}/u.test(key) && key.length > 9);
  return [isMarked ? 72 : 34, 26, 0][form];
}

/**
 * 0 as written, 1 in another case or with other delimiters inside a word, 2 in words.
 * @param {string} key
 * @param {readonly Word[]} words
 * @param {number} first
 * @param {number} last
 */
function formOf(key, words, first, last) {
  const gaps = words.slice(first + 1, last + 1).map((word) => word.gap);
  const texts = words.slice(first, last + 1).map((word) => word.text);
  if (gaps.some((gap) => gap.includes("\n") || gap.includes("["))) {
    // A code broken by a line or by a link keeps its own case: the parts join to it.
    return texts.join("") === key ? 1 : 2;
  }
  if (gaps.some((gap) => gap.includes(" "))) return 2;
  const text = texts.map((part, place) => (place ? gaps[place - 1] : "") + part).join("");
  if (text === key) return 0;
  return first === last || text.toLowerCase() === key.toLowerCase() ? 1 : 2;
}

/**
 * Whether the word stands where codes stand: after `code:`, in `error=`, in brackets.
 * @param {readonly Word[]} words
 * @param {readonly string[]} lower
 * @param {number} first
 */
function isCodePlace(words, lower, first) {
  if (!first || !CODE_WORDS.has(lower[first - 1])) return false;
  return BEFORE_CODES.some((char) => words[first].gap.includes(char));
}

/**
 * How surely three digits are an HTTP status.
 * @param {readonly Word[]} words
 * @param {readonly string[]} lower
 * @param {number} place
 */
export function statusScore(words, lower, place) {
  const { gap, text } = words[place];
  const after = words[place + 1]?.gap ?? "\n";
  const following = lower[place + 1] ?? "";
  const previous = lower[place - 1] ?? "";
  if (isOtherNumber(gap, after, following)) return 0;
  if (gap.endsWith('" ') && after[0] === " " && (isNumber(following) || after.includes("-"))) {
    return Number(text) >= 400 ? 82 : 0;
  }
  if (followsStatusWord(words, lower, place)) return 78;
  return SAID_WORDS.has(previous) && !gap.endsWith(":") ? 66 : 0;
}

/**
 * A version, an address, a part of an id, an amount of something.
 * @param {string} gap
 * @param {string} after
 * @param {string} following
 */
function isOtherNumber(gap, after, following) {
  if (BEFORE_OTHER_NUMBERS.has(gap.slice(-1)) || after[0] === "%") return true;
  if ((after === " " || after === "") && UNITS.has(following)) return true;
  return INSIDE_OTHER_NUMBERS.has(after) && /^[0-9]/.test(following);
}

/**
 * `status 401`, `"statusCode": 401`, `status code: 401`, `HTTP/1.1 401`, `HTTP/2 401`.
 * @param {readonly Word[]} words
 * @param {readonly string[]} lower
 * @param {number} place
 */
function followsStatusWord(words, lower, place) {
  const previous = lower[place - 1] ?? "";
  if (STATUS_WORDS.has(previous)) return words[place].gap.length < 6;
  const before = lower.slice(Math.max(0, place - 3), Math.max(0, place - 1));
  const nearest = before.at(-1) ?? "";
  if (previous === "code" && (STATUS_WORDS.has(nearest) || nearest === "response")) return true;
  return ["0", "1", "2", "3"].includes(previous) && before.includes("http");
}

/**
 * How surely a small number is a gRPC status.
 * @param {readonly string[]} lower
 * @param {number} place
 * @param {ReadonlySet<string>} present
 */
export function grpcScore(lower, place, present) {
  const previous = lower[place - 1] ?? "";
  const before = lower[place - 2] ?? "";
  if (previous === "grpc_status" || previous === "grpcstatus") return 82;
  if (previous === "status" && before === "grpc") return 82;
  return previous === "code" && [...GRPC_WORDS].some((word) => present.has(word)) ? 74 : 0;
}

/**
 * Whether gRPC itself put a code there: `rpc error: code = X`, `Status(StatusCode="X"`.
 * @param {readonly string[]} lower
 * @param {number} place
 */
export function isGrpcPlace(lower, place) {
  const before = (/** @type {number} */ many) => lower.slice(Math.max(0, place - many), place).join(" ");
  return before(3) === "rpc error code" || before(2) === "status statuscode";
}

/**
 * The best window of a message's runs: how much of the message stands there.
 * @param {readonly Place[]} places
 * @param {number} count how many runs the message has
 * @param {number} size how many words the text has
 * @returns {{score: number, window: readonly Place[]}}
 */
export function messageScore(places, count, size) {
  const { most, window } = bestWindow(places, 4 * count + 24);
  if (most < 2 && count > 1) return { score: 30, window };
  // One run is enough only where there is little else.
  if (count === 1) return { score: size <= 12 ? 52 : 46, window };
  return { score: 48 + Math.floor((40 * most) / (count + 1)) + Math.min(10, 2 * most), window };
}

/**
 * The first stretch of the text with the most different runs, and how many they are.
 * @param {readonly Place[]} places
 * @param {number} reach
 */
function bestWindow(places, reach) {
  /** @type {Map<number, number>} */
  const held = new Map();
  let [start, most, from, to] = [0, 0, 0, 0];
  for (const [end, [first, , feature]] of places.entries()) {
    held.set(feature, (held.get(feature) ?? 0) + 1);
    for (; first - places[start][0] > reach; start += 1) {
      const gone = places[start][2];
      const left = (held.get(gone) ?? 0) - 1;
      if (left) held.set(gone, left);
      else held.delete(gone);
    }
    if (held.size > most) [most, from, to] = [held.size, start, end + 1];
  }
  return { most, window: places.slice(from, to) };
}
