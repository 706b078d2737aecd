// @ts-check
/**
 * Recognizing errors in a text of any length without holding up the page: a long one is read
 * in slices, and what surrounds the finds is then judged as one text.
 */

/**
 * @typedef {import("./match.js").Match} Match
 * @typedef {import("./match.js").Span} Span
 * @typedef {{match: (text: string) => Match[]}} Matcher
 */

/* A text of this length is matched at once: it takes less time than a frame or two. */
const LONGEST_AT_ONCE = 16_000;
/* Slices overlap, so that no message is cut in both. */
const OVERLAP = 600;
/* What is kept around a find, and of one error's finds in one slice. */
const AROUND = 240;
const SPANS_KEPT = 3;

/**
 * @param {Matcher} matcher
 * @param {string} text
 * @param {() => boolean} isWanted whether the answer is still waited for
 * @returns {Promise<Match[]>}
 */
export async function recognize(matcher, text, isWanted) {
  if (text.length <= LONGEST_AT_ONCE) return matcher.match(text);
  /** @type {Map<string, Span[][]>} the finds of each error, slice by slice */
  const finds = new Map();
  for (let start = 0; start < text.length; start += LONGEST_AT_ONCE - OVERLAP) {
    await new Promise((resume) => setTimeout(resume));
    if (!isWanted()) return [];
    for (const { error, spans } of matcher.match(text.slice(start, start + LONGEST_AT_ONCE))) {
      const placed = spans.slice(0, SPANS_KEPT).map(([from, to]) => asSpan(from + start, to + start));
      finds.set(error, [...(finds.get(error) ?? []), placed]);
    }
  }
  // The first time tells where it began, the last one how it stands.
  const kept = [...finds.values()].flatMap((found) => [found[0], found[found.length - 1]]).flat();
  return judge(matcher, text, join(kept.map(([from, to]) => asSpan(from - AROUND, to + AROUND))));
}

/**
 * Matches some parts of a text as if nothing stood between them.
 * @param {Matcher} matcher
 * @param {string} text
 * @param {Span[]} parts in order, without overlap
 */
function judge(matcher, text, parts) {
  /** @type {{at: number, from: number}[]} where a part stands in the excerpt and in the text */
  const places = [];
  let excerpt = "";
  for (const [from, to] of parts) {
    places.push({ at: excerpt.length, from: Math.max(0, from) });
    excerpt += `${text.slice(Math.max(0, from), to)}\n`;
  }
  const placeOf = (/** @type {number} */ at) => {
    const part = places.findLast((place) => place.at <= at) ?? places[0];
    return at - part.at + part.from;
  };
  return matcher.match(excerpt).map((match) => ({
    ...match,
    spans: match.spans.map(([from, to]) => asSpan(placeOf(from), placeOf(to - 1) + 1)),
  }));
}

/**
 * @param {Span[]} spans
 * @returns {Span[]}
 */
function join(spans) {
  /** @type {Span[]} */
  const joined = [];
  for (const [from, to] of spans.sort((one, other) => one[0] - other[0])) {
    const last = joined[joined.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/**
 * @param {number} from
 * @param {number} to
 * @returns {Span}
 */
const asSpan = (from, to) => [from, to];
