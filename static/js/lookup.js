// @ts-check
/**
 * Names to errors: whole codes, aliases and numbers, pieces of them, words of titles, in any
 * spelling and with one slip of the keyboard. Reads names.json; looks at nothing else.
 */

/**
 * @typedef {[id: string, code: string, title: string, provider: string, aliases: string[],
 *   number: number | null]} Row
 * @typedef {{v: number, errors: Row[]}} Names
 *
 * Why an error was found, the best reason first; the order is the ranking.
 * @typedef {"same" | "start" | "word" | "part" | "title" | "alias" | "slip"} How
 * @typedef {{id: string, code: string, title: string, provider: string}} Named
 * @typedef {Named & {how: How}} Hit
 *
 * A row, folded and cut in every way that is asked for.
 * @typedef {{named: Named, literal: string[], keys: string[], code: string, codeWords: string[],
 *   codeTails: string[], title: string, titleWords: string[], titleTails: string[],
 *   provider: Set<string>}} Entry
 *
 * A query, or what is left of it without the words that name a provider.
 * @typedef {{literal: string, folded: string, words: string[], isPiece: boolean,
 *   isProvider: boolean}} Query
 * @typedef {{entry: Entry, how: How, order: number}} Found
 */

/** @type {How[]} */
const HOWS = ["same", "start", "word", "part", "title", "alias", "slip"];

/* A slip is forgiven from this many letters on; inside of a longer name from more. */
const LETTERS_FOR_SLIP = 5;
const LONG_WORD = 6;
const LONGEST_QUERY = 120;
/* Words around a code that tell nothing: `error 401`, `status code 401`. */
const FILLERS = new Set(["a", "an", "the", "error", "errors", "exception", "code", "status"]);

/** Errors by their names. */
export class Lookup {
  /** @type {Entry[]} */
  #entries;
  /** @type {Map<string, Named>} */
  #named;
  /** @type {Set<string>[]} the words for each provider */
  #providers;

  /** @param {Names} names */
  constructor(names) {
    this.#entries = names.errors.map(entryOf);
    this.#named = new Map(this.#entries.map(({ named }) => [named.id, named]));
    this.#providers = [...new Set(this.#entries.map((entry) => entry.provider))];
  }

  /**
   * The error of an id.
   * @param {string} id
   */
  get(id) {
    return this.#named.get(id);
  }

  /** Every error, in the order of ids. */
  get all() {
    return [...this.#named.values()];
  }

  /**
   * Errors that a query names, the best first; none for words that no name holds.
   * @param {string} text
   * @returns {Hit[]}
   */
  find(text) {
    const query = queryOf(text);
    if (!query.folded || query.folded.length > LONGEST_QUERY) return [];
    /** @type {Map<Set<string>, Query[]>} */
    const readings = new Map(this.#providers.map((names) => [names, readingsOf(query, names)]));
    /** @param {Entry} entry */
    const readingsFor = (entry) => readings.get(entry.provider) ?? [];
    /** @type {Found[]} */
    let found = [];
    for (const entry of this.#entries) {
      const [best] = readingsFor(entry)
        .flatMap((reading) => rank(entry, reading) ?? [])
        .sort((one, other) => HOWS.indexOf(one.how) - HOWS.indexOf(other.how));
      if (best) found.push({ entry, ...best });
    }
    if (!found.length) {
      // The last resort, because many words are one letter away from another one.
      found = this.#entries
        .filter((entry) => readingsFor(entry).some((reading) => hasSlipInside(entry, reading)))
        .map((entry) => ({ entry, how: "slip", order: 1 }));
    }
    return found.sort(compare).map(({ entry, how }) => ({ ...entry.named, how }));
  }
}

/** @type {Promise<Lookup> | undefined} */
let loading;

/**
 * The names of this site, fetched once.
 * @param {string} base
 * @returns {Promise<Lookup>}
 */
export function loadLookup(base) {
  loading ??= fetch(`${base}explain/names.json`).then(async (response) => {
    if (!response.ok) throw new Error(`names.json: ${response.status}`);
    return new Lookup(await response.json());
  });
  loading.catch(() => (loading = undefined));
  return loading;
}

// --- texts

/**
 * Letters and digits alone, in lower case: all spellings of one name are one.
 * @param {string} text
 */
export function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/**
 * The words of a name, folded: at punctuation, at capitals and where digits begin or end.
 * @param {string} name
 */
export function wordsOf(name) {
  const spaced = name
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/(\p{L})(\p{N})/gu, "$1 $2")
    .replace(/(\p{N})(\p{L})/gu, "$1 $2");
  return spaced.split(/[^\p{L}\p{N}]+/u).map(fold).filter(Boolean);
}

/** @param {string} text */
const plainWords = (text) => text.split(/[^\p{L}\p{N}]+/u).map(fold).filter(Boolean);

/**
 * What stands from each word on: `tokentenant` and `tenant` for `token`, `tenant`.
 * @param {string[]} words
 */
const tailsOf = (words) => words.map((_, index) => words.slice(index).join(""));

/**
 * @param {Row} row
 * @returns {Entry}
 */
function entryOf([id, code, title, provider, aliases, number]) {
  const literal = [code, ...aliases, ...(number === null ? [] : [String(number)])];
  const codeWords = wordsOf(code);
  const titleWords = plainWords(title);
  return {
    named: { id, code, title, provider },
    literal,
    keys: literal.map(fold),
    code: fold(code),
    codeWords,
    codeTails: tailsOf(codeWords),
    title: fold(title),
    titleWords,
    titleTails: tailsOf(titleWords),
    provider: providerWords(id, provider),
  };
}

/** @type {Map<string, Set<string>>} */
const providers = new Map();

/**
 * The words that name a provider; one set for all of its errors.
 * @param {string} id
 * @param {string} title
 */
function providerWords(id, title) {
  const slug = id.split("/")[0];
  const known = `${slug} ${title}`;
  const words = providers.get(known) ?? new Set([fold(slug), fold(title), ...plainWords(title)]);
  providers.set(known, words);
  return words;
}

/**
 * @param {string} text
 * @returns {Query}
 */
function queryOf(text) {
  const literal = text.trim();
  return {
    literal,
    folded: fold(literal),
    words: plainWords(literal),
    isPiece: literal.length > 2,
    isProvider: false,
  };
}

/**
 * `permission denied gcp` is also `permission denied` among the errors of gcp. Words that
 * name nothing but the provider are no reason to list its errors.
 * @param {Query} query
 * @param {Set<string>} names
 * @returns {Query[]}
 */
function readingsOf(query, names) {
  const words = query.words.filter((word) => !names.has(word) && !FILLERS.has(word));
  if (words.length === query.words.length) return [query];
  if (words.length === 0) return [{ ...query, isProvider: true }];
  return [query, queryOf(words.join(" "))];
}

// --- ranking

/**
 * @param {Entry} entry
 * @param {Query} query
 * @returns {{how: How, order: number} | undefined}
 */
function rank(entry, query) {
  const { folded } = query;
  if (entry.keys.includes(folded)) return { how: "same", order: closeness(entry, query) };
  if (folded.length < 2) return undefined;
  const order = punctuation(entry, query);
  if (entry.code.startsWith(folded)) return { how: "start", order };
  if (entry.codeTails.some((tail) => tail.startsWith(folded))) return { how: "word", order };
  if (query.isPiece && entry.code.includes(folded)) return { how: "part", order };
  if (query.isProvider) return undefined;
  if (hasTitleWords(entry, query)) return { how: "title", order: titleOrder(entry, query) };
  const isInAlias = query.isPiece && entry.keys.some((key) => key.includes(folded));
  if (isInAlias) return { how: "alias", order: 0 };
  const names = [...entry.keys, entry.title];
  const near = allowsSlip(folded) ? names.filter((name) => isOneSlip(folded, name)) : [];
  // A wrong letter is likelier than one that is missing or too many.
  const likeliness = near.some((name) => name.length === folded.length) ? 0 : 1;
  return near.length ? { how: "slip", order: likeliness } : undefined;
}

/**
 * Of names that differ by case or punctuation alone, the one that was typed comes first.
 * @param {Entry} entry
 * @param {Query} query
 */
function closeness(entry, query) {
  if (entry.literal.includes(query.literal)) return 0;
  const lower = query.literal.toLowerCase();
  return entry.literal.some((name) => name.toLowerCase() === lower) ? 1 : 2;
}

/**
 * Who types `grant_` means the codes with that underscore before the others.
 * @param {Entry} entry
 * @param {Query} query
 */
function punctuation(entry, query) {
  const lower = query.literal.toLowerCase();
  if (lower === query.folded) return 0;
  return entry.named.code.toLowerCase().includes(lower) ? 0 : 1;
}

/**
 * Whether every word begins one of the title or the code.
 * @param {Entry} entry
 * @param {Query} query
 */
function hasTitleWords(entry, query) {
  if (!query.words.some((word) => word.length > 2)) return false;
  if (entry.titleTails.some((tail) => tail.startsWith(query.folded))) return true;
  const words = [...entry.titleWords, ...entry.codeWords];
  return query.words.every((word) => words.some((own) => own.startsWith(word)));
}

/**
 * @param {Entry} entry
 * @param {Query} query
 */
function titleOrder(entry, query) {
  if (entry.title === query.folded) return 0;
  return entry.title.startsWith(query.folded) ? 1 : 2;
}

/**
 * @param {Found} one
 * @param {Found} other
 */
function compare(one, other) {
  const [first, second] = [one.entry.named, other.entry.named];
  return (
    HOWS.indexOf(one.how) - HOWS.indexOf(other.how) ||
    one.order - other.order ||
    first.code.length - second.code.length ||
    (first.id < second.id ? -1 : 1)
  );
}

// --- slips

/** @param {string} folded */
const allowsSlip = (folded) => (folded.match(/\p{L}/gu) ?? []).length >= LETTERS_FOR_SLIP;

/**
 * Whether one letter more, less, other or swapped makes one text of the other.
 * @param {string} one
 * @param {string} other
 */
export function isOneSlip(one, other) {
  const at = firstDifference(one, other);
  if (one.length + 1 === other.length) return one.slice(at) === other.slice(at + 1);
  if (one.length === other.length + 1) return one.slice(at + 1) === other.slice(at);
  if (one.length !== other.length) return false;
  if (one.slice(at + 1) === other.slice(at + 1)) return true;
  const isSwapped = one[at] === other[at + 1] && one[at + 1] === other[at];
  return isSwapped && one.slice(at + 2) === other.slice(at + 2);
}

/**
 * @param {string} one
 * @param {string} other
 */
function firstDifference(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/**
 * Whether a longer name begins with the text but for one slip. One in the first letter or
 * in the last would let in half of the dictionary.
 * @param {string} text
 * @param {string} name
 */
function startsWithSlip(text, name) {
  if (text.length < LONG_WORD || name.length < text.length) return false;
  const at = firstDifference(text, name);
  if (at === 0 || at >= text.length - 1) return false;
  return [-1, 0, 1].some((more) => isOneSlip(text, name.slice(0, text.length + more)));
}

/**
 * `stale` is no slip of `state`: short words must differ by more or fewer letters.
 * @param {string} word
 * @param {string} name
 */
function isSlipOfWord(word, name) {
  const isLong = word.length >= LONG_WORD;
  const isSwap = [...word].sort().join() === [...name].sort().join();
  return isOneSlip(word, name) && (isLong || isSwap || word.length !== name.length);
}

/**
 * A slip in one word of the title or the code, or in the first part of a longer code.
 * @param {Entry} entry
 * @param {Query} query
 */
function hasSlipInside(entry, query) {
  const { folded, words } = query;
  if (!allowsSlip(folded)) return false;
  if (entry.codeTails.some((tail) => startsWithSlip(folded, tail))) return true;
  const own = [...entry.titleWords, ...entry.codeWords];
  const unknown = words.filter((word) => !own.some((name) => name.startsWith(word)));
  if (unknown.length !== 1 || !allowsSlip(unknown[0])) return false;
  return own.some((name) => isSlipOfWord(unknown[0], name) || startsWithSlip(unknown[0], name));
}
