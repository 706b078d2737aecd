// @ts-check
/**
 * Pasted text to errors: ranked, scored, with the places that gave them away.
 *
 * Reads the table that `errdex/matchtable.py` compiles. The same algorithm as
 * `errdex/matcher.py`, step by step, in whole numbers, so that both give the same answer to
 * every text; places count UTF-16 units here and characters there.
 */

import {
  codeScore,
  countParts,
  fold,
  grpcScore,
  isGrpcPlace,
  isNumber,
  messageScore,
  statusScore,
} from "./evidence.js";
import { widthAt, wordsOf } from "./unmangle.js";

/**
 * @typedef {import("./unmangle.js").Word} Word
 * @typedef {import("./evidence.js").Place} Place
 * @typedef {[start: number, end: number]} Span
 *
 * One answer: the error's id, a score from 0 to 1, places in the text, and why.
 * @typedef {{error: string, score: number, spans: Span[], why: string}} Match
 *
 * The table as fetched; see `compile_table`.
 * @typedef {{v: number, p: [slug: string, hints: string[]][], e: unknown[][],
 *   m: string, f: string}} Table
 *
 * @typedef {{slug: string, provider: number, layer: number, code: string, keys: string[],
 *   grpc: number, number: number}} Entry
 * @typedef {{slug: string, hints: string[]}} Provider
 *
 * Everything there is to know of a text before it is looked up.
 * @typedef {{words: Word[], lower: string[], present: Set<string>}} Reading
 * @typedef {{span: Span, score: number, why: string}} Code
 * @typedef {Map<number, Evidence>} Found evidence by the entry's number
 */

/** An answer below this score of 100 is no answer. */
export const THRESHOLD = 50;

const MAX_ANSWERS = 8;
const MAX_JOINED = 6;
const MAX_CODE_SPANS = 5;
const LAYER_WORTH = 12;
const SURE_CODE = 88;
const STATUS_ENOUGH = 66;
const PHRASE = 60;

/* What may stand between the parts of one code: a delimiter, a line wrapped with its quote
   marks, or the start of a link that a tool put inside. */
const JOINS = /^(?:[ _\-.:/]{1,2}|\[|[ \t]*\n[ \t>|]*)$/;
const SUFFIXES = ["exception", "error", "fault"];

/** A compiled table, ready to answer. */
export class Matcher {
  /** @type {Provider[]} */
  #providers;
  /** @type {Entry[]} */
  #entries;
  /** @type {Map<string, [number: number, key: string][]>} */
  #keys;
  /** @type {number} the length of the longest key */
  #longest;
  /** @type {Map<number, number>} */
  #statuses;
  /** @type {Map<number, [message: number, feature: number][]>} */
  #runs;
  /** @type {[entry: number, count: number][]} */
  #messages;

  /** @param {Table} table */
  constructor(table) {
    this.#providers = table.p.map(([slug, hints]) => ({ slug, hints: [...new Set(hints)] }));
    this.#entries = table.e.map(entryOf);
    this.#keys = keyIndex(this.#entries);
    this.#longest = [...this.#keys.keys()].reduce((most, key) => Math.max(most, key.length), 0);
    this.#statuses = statusIndex(this.#entries);
    this.#messages = messagesOf(table.m);
    this.#runs = runIndex(table.f, this.#messages);
  }

  /**
   * The errors that a text speaks of, the likeliest first; empty when there is none.
   * @param {string} text
   * @returns {Match[]}
   */
  match(text) {
    const words = wordsOf(text);
    if (!words.length) return [];
    const lower = words.map((word) => word.text.toLowerCase());
    const reading = { words, lower, present: new Set(lower) };
    /** @type {Found} */
    const found = new Map();
    this.#findCodes(reading, found);
    this.#findStatuses(reading, found);
    this.#findGrpc(reading, found);
    this.#findMessages(reading, found);
    return this.#rank(found, reading.present, text);
  }

  /**
   * The id of an entry by its place in the table.
   * @param {number} number
   */
  idOf(number) {
    const entry = this.#entries[number];
    return `${this.#providers[entry.provider].slug}/${entry.slug}`;
  }

  // --- codes

  /**
   * @param {Reading} reading
   * @param {Found} found
   */
  #findCodes(reading, found) {
    const { words, lower } = reading;
    const folded = lower.map(fold);
    for (let first = 0; first < words.length; first += 1) {
      let joined = "";
      const end = Math.min(first + MAX_JOINED, words.length);
      for (let last = first; last < end; last += 1) {
        if (last > first && !JOINS.test(words[last].gap)) break;
        joined += folded[last];
        if (joined.length > this.#longest) break;
        const hits = this.#keys.get(joined) ?? [];
        const isPhrase = first < last && hits.some(([number]) => !this.#entries[number].layer);
        const isGrpc = isGrpcPlace(lower, first);
        for (const [number, key] of hits) {
          // `NotFound` is Kubernetes' too, but not there.
          if (isGrpc && this.#entries[number].grpc < 0) continue;
          let score = codeScore(key, words, lower, first, last);
          // `Too Many Requests` is the reason phrase first, a code second.
          if (isPhrase && this.#entries[number].layer) score = Math.min(score, PHRASE);
          const span = spanOf(words, first, last);
          if (score) evidenceFor(found, number).addCode(score, span, "code");
        }
      }
      this.#findStem(words[first], lower[first], folded[first], found);
    }
  }

  /**
   * A class name such as `AccessDeniedException` where the code is `AccessDenied`.
   * @param {Word} word
   * @param {string} lower
   * @param {string} folded
   * @param {Found} found
   */
  #findStem(word, lower, folded, found) {
    if (this.#keys.has(folded) || lower.includes("_")) return;
    for (const suffix of SUFFIXES) {
      if (!folded.endsWith(suffix)) continue;
      const stem = folded.slice(0, -suffix.length);
      if (stem.length <= 5) continue;
      for (const [number, key] of this.#keys.get(stem) ?? []) {
        const span = /** @type {Span} */ ([word.start, word.end]);
        if (countParts(key) > 1) evidenceFor(found, number).addCode(74, span, "code");
      }
    }
  }

  // --- statuses

  /**
   * @param {Reading} reading
   * @param {Found} found
   */
  #findStatuses({ words, lower }, found) {
    for (const [place, { text }] of words.entries()) {
      if (text.length !== 3 || !isNumber(text)) continue;
      const number = this.#statuses.get(Number(text));
      const score = number === undefined ? 0 : statusScore(words, lower, place);
      if (number === undefined || !score) continue;
      evidenceFor(found, number).addCode(score, spanOf(words, place, place), "HTTP status");
    }
  }

  /**
   * @param {Reading} reading
   * @param {Found} found
   */
  #findGrpc({ words, lower, present }, found) {
    /** @type {Map<number, number[]>} */
    const places = new Map();
    for (const [place, { text }] of words.entries()) {
      const isSmall = text.length <= 2 && isNumber(text);
      if (isSmall && grpcScore(lower, place, present)) listIn(places, Number(text)).push(place);
    }
    if (!places.size) return;
    for (const [number, entry] of this.#entries.entries()) {
      if (entry.layer !== 1 || entry.grpc <= 0) continue;
      for (const place of places.get(entry.grpc) ?? []) {
        const score = grpcScore(lower, place, present);
        evidenceFor(found, number).addCode(score, spanOf(words, place, place), "gRPC status");
      }
    }
  }

  // --- messages

  /**
   * @param {Reading} reading
   * @param {Found} found
   */
  #findMessages({ words, lower }, found) {
    /** @type {Map<number, Place[]>} */
    const hits = new Map();
    for (let first = 0; first < words.length - 1; first += 1) {
      for (const length of [2, 3]) {
        if (first + length > words.length) continue;
        const run = runHash(lower.slice(first, first + length));
        for (const [message, feature] of this.#runs.get(run) ?? []) {
          listIn(hits, message).push([first, first + length - 1, feature]);
        }
      }
    }
    for (const [message, places] of hits) {
      const [number, count] = this.#messages[message];
      const { score, window } = messageScore(places, count, words.length);
      const evidence = evidenceFor(found, number);
      if (score <= evidence.message) continue;
      evidence.message = score;
      evidence.messageSpans = window.map(([first, last]) => spanOf(words, first, last));
    }
  }

  // --- ranking

  /**
   * @param {Found} found
   * @param {Set<string>} present
   * @param {string} text
   * @returns {Match[]}
   */
  #rank(found, present, text) {
    dropContained([...found.values()]);
    dropOtherStatuses(found, this.#entries);
    const sure = [...found].filter(([, evidence]) => evidence.code >= SURE_CODE);
    const named = new Set(sure.map(([number]) => this.#entries[number].provider));
    const ranked = [];
    for (const [number, evidence] of found) {
      const entry = this.#entries[number];
      const held = this.#providers[entry.provider].hints.filter((hint) => present.has(hint));
      const hints = Math.min(3, held.length);
      const total = totalOf(evidence, hints);
      if (total < THRESHOLD) continue;
      const rank = total + LAYER_WORTH * depthOf(entry, evidence, hints, named);
      const last = Math.max(0, ...evidence.codeSpans().map((span) => span[1]));
      const order = [-Math.floor(rank / 4), -hints, -last, -rank, this.idOf(number)];
      ranked.push({ order, error: this.idOf(number), total, evidence });
    }
    ranked.sort((one, other) => compare(one.order, other.order));
    return ranked.slice(0, MAX_ANSWERS).map(({ error, total, evidence }) => ({
      error,
      score: Math.min(total, 99) / 100,
      spans: spansOf(evidence, text),
      why: whyOf(evidence),
    }));
  }
}

/** What speaks for one entry: places that may be its code, and the best message. */
class Evidence {
  /** @type {Map<string, Code>} by span */
  codes = new Map();
  message = 0;
  /** @type {Span[]} */
  messageSpans = [];

  /**
   * @param {number} score
   * @param {Span} span
   * @param {string} why
   */
  addCode(score, span, why) {
    const key = keyOf(span);
    if (score > (this.codes.get(key)?.score ?? 0)) this.codes.set(key, { span, score, why });
  }

  get code() {
    let best = 0;
    for (const { score } of this.codes.values()) best = Math.max(best, score);
    return best;
  }

  /** The codes with the best score. */
  bestCodes() {
    const best = this.code;
    return [...this.codes.values()].filter(({ score }) => score === best);
  }

  /** The places with the best score, the first five. */
  codeSpans() {
    return this.bestCodes()
      .map(({ span }) => span)
      .sort(compare)
      .slice(0, MAX_CODE_SPANS);
  }
}

/**
 * How near the cause an answer is: wrappers come second, and so does what is not sure.
 * @param {Entry} entry
 * @param {Evidence} evidence
 * @param {number} hints
 * @param {Set<number>} named
 */
function depthOf(entry, evidence, hints, named) {
  if (evidence.message >= 70 && evidence.code < SURE_CODE) {
    // Another code of this provider stands there by name; the message may be shared.
    return named.has(entry.provider) ? Math.max(0, entry.layer - 1) : entry.layer;
  }
  const isToldTwice = evidence.code > PHRASE && evidence.message >= 50;
  return hints || evidence.code >= 95 || isToldTwice ? entry.layer : 0;
}

/**
 * A code inside a longer one says nothing of its own: `Unauthorized` in `401 Unauthorized`.
 * @param {Evidence[]} evidences
 */
function dropContained(evidences) {
  /** @type {Map<string, Span>} */
  const spans = new Map();
  for (const { codes } of evidences) {
    for (const [key, { span }] of codes) spans.set(key, span);
  }
  const outerFirst = [...spans].sort(([, a], [, b]) => a[0] - b[0] || b[1] - a[1]);
  const inner = new Set();
  let reach = -1;
  for (const [key, [, end]] of outerFirst) {
    if (end > reach) reach = end;
    else inner.add(key);
  }
  for (const { codes } of evidences) {
    for (const key of codes.keys()) if (inner.has(key)) codes.delete(key);
  }
}

/**
 * `The requested URL returned error: 504` is the text of every status; the number decides.
 * @param {Found} found
 * @param {Entry[]} entries
 */
function dropOtherStatuses(found, entries) {
  const bare = [...found].filter(([number]) => entries[number].layer === 0);
  const sure = bare.filter(([, evidence]) => evidence.code >= STATUS_ENOUGH);
  const told = new Set(sure.map(([number]) => entries[number].provider));
  for (const [number, evidence] of bare) {
    if (told.has(entries[number].provider) && evidence.code < STATUS_ENOUGH) evidence.message = 0;
  }
}

// --- the table

/**
 * Puts back the defaults that the compiler left out at the end of a row.
 * @param {unknown[]} row
 * @returns {Entry}
 */
function entryOf(row) {
  const [code, provider, layer, keys = [], grpc = -1, number = -1] =
    /** @type {[string, number, number, string[]?, number?, number?]} */ (row);
  const slug = code
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9._-]/gu, "-");
  return { slug, provider, layer, code, keys, grpc, number };
}

/**
 * The messages of all entries: between commas, a base-36 digit a message.
 * @param {string} counts
 * @returns {[entry: number, count: number][]}
 */
function messagesOf(counts) {
  return counts
    .split(",")
    .flatMap((digits, number) =>
      [...digits].map((digit) => /** @type {[number, number]} */ ([number, parseInt(digit, 36)])),
    );
}

/** @param {Entry[]} entries */
function keyIndex(entries) {
  /** @type {Map<string, [number: number, key: string][]>} */
  const index = new Map();
  for (const [number, entry] of entries.entries()) {
    const keys = [entry.code, ...entry.keys];
    // `AADSTS7000215` is told as `7000215` as well.
    const tail = /[0-9]{5,}$/.exec(entry.code);
    if (entry.number > 9999) keys.push(String(entry.number));
    else if (tail) keys.push(tail[0]);
    for (const key of keys) {
      const folded = fold(key);
      const isShortNumber = isNumber(folded) && folded.length < 5;
      if (folded.length > 2 && !isShortNumber) listIn(index, folded).push([number, key]);
    }
  }
  return index;
}

/**
 * Bare statuses by their number; the first entry of a number has it.
 * @param {Entry[]} entries
 */
function statusIndex(entries) {
  /** @type {Map<number, number>} */
  const index = new Map();
  for (const [number, { layer, code }] of entries.entries()) {
    const isStatus = layer === 0 && isNumber(code);
    if (isStatus && !index.has(Number(code))) index.set(Number(code), number);
  }
  return index;
}

/**
 * @param {string} features
 * @param {[entry: number, count: number][]} messages
 */
function runIndex(features, messages) {
  const packed = atob(features);
  /** @type {Map<number, [message: number, feature: number][]>} */
  const runs = new Map();
  let place = 0;
  for (const [message, [, count]] of messages.entries()) {
    for (let feature = 0; feature < count; feature += 1) {
      const [high, middle, low] = [0, 1, 2].map((byte) => packed.charCodeAt(place + byte));
      listIn(runs, (high << 16) | (middle << 8) | low).push([message, feature]);
      place += 3;
    }
  }
  return runs;
}

/**
 * The 24-bit FNV-1a hash of a run of words.
 * @param {string[]} words
 */
export function runHash(words) {
  const text = words.join(" ");
  let value = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    value = Math.imul(value ^ text.charCodeAt(place), 0x01000193);
  }
  return (value >>> 24) ^ (value & 0xffffff);
}

// --- what is said of an answer

/**
 * @param {Evidence} evidence
 * @param {number} hints
 */
function totalOf(evidence, hints) {
  const { code, message } = evidence;
  let score = Math.max(code, message);
  if (code >= 25 && message >= 50) {
    score = Math.max(score, Math.floor(Math.min(code, message) / 2) + 45) + 4;
  }
  if (hints && code >= 25) score += code < 85 ? 4 + 4 * hints : hints;
  else if (hints && message >= 46) score += 6;
  return score;
}

/**
 * All places, in order, overlapping ones and neighbors joined.
 * @param {Evidence} evidence
 * @param {string} text
 */
function spansOf(evidence, text) {
  const message = evidence.message >= THRESHOLD ? evidence.messageSpans : [];
  /** @type {Span[]} */
  const joined = [];
  for (const [start, end] of [...evidence.codeSpans(), ...message].sort(compare)) {
    const last = joined.at(-1);
    if (last && start <= last[1] + widthAt(text, last[1])) last[1] = Math.max(end, last[1]);
    else joined.push([start, end]);
  }
  return joined;
}

/** @param {Evidence} evidence */
function whyOf(evidence) {
  const parts = evidence
    .bestCodes()
    .map(({ why }) => why)
    .sort()
    .slice(0, 1);
  if (evidence.message >= THRESHOLD) parts.push("message");
  return parts.join(" and ");
}

// --- small tools

/**
 * @param {Found} found
 * @param {number} number
 */
function evidenceFor(found, number) {
  const held = found.get(number) ?? new Evidence();
  found.set(number, held);
  return held;
}

/**
 * The list under a key, made when it is first asked for.
 * @template K, V
 * @param {Map<K, V[]>} lists
 * @param {K} key
 */
function listIn(lists, key) {
  const held = lists.get(key) ?? [];
  lists.set(key, held);
  return held;
}

/**
 * @param {readonly Word[]} words
 * @param {number} first
 * @param {number} last
 * @returns {Span}
 */
function spanOf(words, first, last) {
  return [words[first].start, words[last].end];
}

/** @param {Span} span */
function keyOf([start, end]) {
  return `${start}-${end}`;
}

/**
 * Element by element, as Python compares tuples.
 * @param {readonly (number | string)[]} one
 * @param {readonly (number | string)[]} other
 */
function compare(one, other) {
  const place = one.findIndex((value, index) => value !== other[index]);
  if (place < 0) return 0;
  return one[place] < other[place] ? -1 : 1;
}
