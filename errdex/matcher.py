"""Pasted text to errors: ranked, scored, with the places that gave them away.

Reads the table that `matchtable` compiles. `static/js/match.js` is the same algorithm, step
by step, in whole numbers, so that both give the same answer to every text.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from errdex.matchtable import fold, run_hash
from errdex.unmangle import Word, words_of

THRESHOLD = 50
"""An answer below this score of 100 is no answer."""

_MAX_ANSWERS = 8
_MAX_JOINED = 6
_STRONG = 60
_LAYER_WORTH = 12

# What may stand between the parts of one code: a delimiter, a line wrapped with its quote
# marks, or the start of a link that a tool put inside.
_JOINS = re.compile(r"(?:[ _\-.:/]{1,2}|\[|[ \t]*\n[ \t>|]*)\Z")
_CODE_WORDS = frozenset(
    "code error errorcode error_code reason status type err exception errortype error_type "
    "__type name occurred errors subcode result errcode statuscode kind".split()
)
_STATUS_WORDS = frozenset(
    "http https status statuscode status_code httpstatus httpcode http_code http_status "
    "httpstatuscode responsecode response_code httperror http_status_code sc".split()
)
_SAID_WORDS = frozenset("error code returned response responded got received with answered".split())
_UNITS = frozenset(
    "ms s sec secs second seconds byte bytes b kb mb gb kib mib lines line items item rows row "
    "files file px times tests test passed requests users records entries percent minutes min "
    "hours days events packages objects points messages calls pages pods nodes w words".split()
)
_GRPC_WORDS = frozenset("rpc grpc statuscode statusruntimeexception grpcstatus grpc_status".split())


@dataclass(frozen=True, slots=True)
class Match:
    """One answer: the error's id, a score from 0 to 1, places in the text, and why."""

    error: str
    score: float
    spans: tuple[tuple[int, int], ...]
    why: str


@dataclass(frozen=True, slots=True)
class _Entry:
    slug: str
    provider: int
    layer: int
    code: str
    keys: tuple[str, ...]
    statuses: tuple[int, ...]
    grpc: int
    number: int


@dataclass(slots=True)
class _Evidence:
    """What speaks for one entry."""

    code: int = 0
    message: int = 0
    code_spans: list[tuple[int, int]] = field(default_factory=list)
    message_spans: list[tuple[int, int]] = field(default_factory=list)
    why: str = ""

    def add_code(self, score: int, span: tuple[int, int], why: str) -> None:
        if score > self.code:
            self.code, self.why = score, why
            self.code_spans = [span]
        elif score == self.code and span not in self.code_spans and len(self.code_spans) < 5:
            self.code_spans.append(span)


class Matcher:
    """A compiled table, ready to answer."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._providers: list[tuple[str, frozenset[str]]] = [
            (slug, frozenset(hints)) for slug, hints in table["p"]
        ]
        self._entries = [_entry(row) for row in table["e"]]
        self._keys = _key_index(self._entries)
        self._longest = max((len(key) for key in self._keys), default=0)
        self._statuses = {
            int(entry.code): number
            for number, entry in reversed(list(enumerate(self._entries)))
            if entry.layer == 0 and entry.code.isdigit()
        }
        self._runs, self._messages = _run_index(table)

    def match(self, text: str) -> list[Match]:
        """The errors that a text speaks of, the likeliest first; empty when there is none."""
        words = words_of(text)
        if not words:
            return []
        lower = [word.text.lower() for word in words]
        present = frozenset(lower)
        found: dict[int, _Evidence] = defaultdict(_Evidence)
        self._find_codes(words, lower, found)
        self._find_statuses(words, lower, found)
        self._find_grpc(words, lower, present, found)
        self._find_messages(words, lower, found)
        return self._rank(found, present, len(words))

    def id_of(self, number: int) -> str:
        """The id of an entry by its place in the table."""
        entry = self._entries[number]
        return f"{self._providers[entry.provider][0]}/{entry.slug}"

    # --- codes

    def _find_codes(
        self, words: Sequence[Word], lower: Sequence[str], found: dict[int, _Evidence]
    ) -> None:
        for first in range(len(words)):
            folded = ""
            for last in range(first, min(first + _MAX_JOINED, len(words))):
                if last > first and not _JOINS.match(words[last].gap):
                    break
                folded += fold(lower[last])
                if len(folded) > self._longest:
                    break
                for number, key in self._keys.get(folded, ()):
                    score = _code_score(key, words, lower, first, last, len(words))
                    if score:
                        span = (words[first].start, words[last].end)
                        found[number].add_code(score, span, "code")
            self._find_stem(words, lower, first, found)

    def _find_stem(
        self, words: Sequence[Word], lower: Sequence[str], place: int, found: dict[int, _Evidence]
    ) -> None:
        """A class name such as `AccessDeniedException` where the code is `AccessDenied`."""
        folded = fold(lower[place])
        if folded in self._keys or "_" in lower[place]:
            return
        for suffix in ("exception", "error", "fault"):
            stem = folded.removesuffix(suffix)
            if stem != folded and len(stem) > 5:
                for number, key in self._keys.get(stem, ()):
                    if _parts(key) > 1:
                        span = (words[place].start, words[place].end)
                        found[number].add_code(74, span, "code")

    # --- statuses

    def _find_statuses(
        self, words: Sequence[Word], lower: Sequence[str], found: dict[int, _Evidence]
    ) -> None:
        for place, word in enumerate(words):
            if len(word.text) == 3 and word.text.isdigit() and int(word.text) in self._statuses:
                score = _status_score(words, lower, place)
                if score:
                    number = self._statuses[int(word.text)]
                    found[number].add_code(score, (word.start, word.end), "HTTP status")

    def _find_grpc(
        self,
        words: Sequence[Word],
        lower: Sequence[str],
        present: frozenset[str],
        found: dict[int, _Evidence],
    ) -> None:
        numbers: dict[int, list[int]] = defaultdict(list)
        for place, word in enumerate(words):
            is_small = len(word.text) <= 2 and word.text.isdigit()
            if is_small and _grpc_score(lower, place, present):
                numbers[int(word.text)].append(place)
        if not numbers:
            return
        for number, entry in enumerate(self._entries):
            for place in numbers.get(entry.grpc, ()) if entry.layer == 1 and entry.grpc > 0 else ():
                word = words[place]
                score = _grpc_score(lower, place, present)
                found[number].add_code(score, (word.start, word.end), "gRPC status")

    # --- messages

    def _find_messages(
        self, words: Sequence[Word], lower: Sequence[str], found: dict[int, _Evidence]
    ) -> None:
        hits: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for first in range(len(words) - 1):
            for length in (2, 3):
                if first + length <= len(words):
                    run = run_hash(lower[first : first + length])
                    for message, feature in self._runs.get(run, ()):
                        hits[message].append((first, first + length - 1, feature))
        for message, places in hits.items():
            number, count = self._messages[message]
            score, window = _message_score(places, count)
            evidence = found[number]
            if score > evidence.message:
                evidence.message = score
                evidence.message_spans = [(words[a].start, words[b].end) for a, b, _ in window]

    # --- ranking

    def _rank(
        self, found: Mapping[int, _Evidence], present: frozenset[str], size: int
    ) -> list[Match]:
        ranked = []
        for number, evidence in found.items():
            entry = self._entries[number]
            hints = len(self._providers[entry.provider][1] & present)
            score = _total(evidence, min(hints, 3))
            if score >= THRESHOLD:
                # The nearer a code is to the cause, the more it tells; wrappers come second.
                rank = score + (_LAYER_WORTH * entry.layer if score >= _STRONG else 0)
                last = max((span[1] for span in evidence.code_spans), default=0)
                order = (-(rank // 4), -hints, -last, self.id_of(number))
                ranked.append((order, number, score, evidence))
        ranked.sort(key=lambda item: item[0])
        return [
            Match(self.id_of(number), score / 100, _spans(evidence), _why(evidence))
            for _, number, score, evidence in ranked[:_MAX_ANSWERS]
        ]


def _entry(row: Sequence[Any]) -> _Entry:
    full = [*row, *["", (), (), -1, -1][len(row) - 3 :]]
    slug, provider, layer, code, keys, statuses, grpc, number = full
    return _Entry(slug, provider, layer, code or slug, tuple(keys), tuple(statuses), grpc, number)


def _key_index(entries: Sequence[_Entry]) -> dict[str, list[tuple[int, str]]]:
    index: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, entry in enumerate(entries):
        keys = [entry.code, *entry.keys]
        if entry.number > 9999:
            keys.append(str(entry.number))
        for key in keys:
            folded = fold(key)
            is_short_number = folded.isdigit() and len(folded) < 5
            if len(folded) > 2 and not is_short_number:
                index[folded].append((number, key))
    return dict(index)


def _run_index(
    table: Mapping[str, Any],
) -> tuple[dict[int, list[tuple[int, int]]], list[tuple[int, int]]]:
    packed = base64.b64decode(table["f"])
    runs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    messages: list[tuple[int, int]] = []
    place = 0
    for number, count in table["m"]:
        for feature in range(count):
            run = int.from_bytes(packed[place : place + 3], "big")
            runs[run].append((len(messages), feature))
            place += 3
        messages.append((number, count))
    return dict(runs), messages


def _parts(key: str) -> int:
    """How many words a code is made of, by delimiters and capitals."""
    return len(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", key))


def _code_score(
    key: str, words: Sequence[Word], lower: Sequence[str], first: int, last: int, size: int
) -> int:
    """How surely these words are that code."""
    folded = fold(key)
    form = _form(key, words, first, last)
    if folded.isdigit():
        return 80 if form == 0 else 0
    parts = _parts(key)
    has_digit = any(char.isdigit() for char in key)
    if (has_digit and len(folded) > 4) or parts > 2:
        score = (96, 90, 84 if parts > 3 or has_digit else 72)[form]
    elif parts == 2:
        score = (92, 80, 40)[form]
    else:
        is_marked = key.isupper() or (key[:1].isupper() and len(key) > 9)
        score = (72 if is_marked else 38, 26, 0)[form]
    if score and _is_code_place(words, lower, first):
        bonus = 30 if parts == 1 else 24 if form == 2 else 6
        score = min(score + bonus, 97 if parts > 1 else 88)
    if first == 0 and last == size - 1:
        score = max(score, 95 - form)
    return score


def _form(key: str, words: Sequence[Word], first: int, last: int) -> int:
    """0 as written, 1 in another case or with other delimiters inside a word, 2 in words."""
    text = words[first].text
    for word in words[first + 1 : last + 1]:
        text += (" " if "\n" in word.gap else word.gap) + word.text
    if text == key:
        return 0
    if first == last or text.lower() == key.lower():
        return 1
    # A code broken by a line or by a link keeps its own case: the parts join to it exactly.
    joined = "".join(word.text for word in words[first : last + 1])
    return 1 if joined == key else 2


def _is_code_place(words: Sequence[Word], lower: Sequence[str], first: int) -> bool:
    """Whether the word stands where codes stand: after `code:`, in `error=`, in brackets."""
    if not first:
        return False
    gap = words[first].gap
    return lower[first - 1] in _CODE_WORDS and any(char in gap for char in ":=('\"[")


def _status_score(words: Sequence[Word], lower: Sequence[str], place: int) -> int:
    """How surely three digits are an HTTP status."""
    gap = words[place].gap
    after = words[place + 1].gap if place + 1 < len(words) else "\n"
    following = lower[place + 1] if place + 1 < len(words) else ""
    previous = lower[place - 1] if place else ""
    if _is_other_number(gap, after, following):
        return 0
    if gap[-2:] == '" ' and after[:1] == " " and (following.isdigit() or "-" in after):
        return 82
    if _follows_status_word(words, lower, place):
        return 78
    return 66 if previous in _SAID_WORDS and gap[-1:] != ":" else 0


def _is_other_number(gap: str, after: str, following: str) -> bool:
    """A version, an address, a part of an id, an amount of something."""
    if gap[-1:] in tuple(".-#$@/+,<>~") or after[:1] == "%":
        return True
    if after in (" ", "") and following in _UNITS:
        return True
    return after in (".", "-", ":", "/", ",") and following[:1].isdigit()


def _follows_status_word(words: Sequence[Word], lower: Sequence[str], place: int) -> bool:
    """`status 401`, `"statusCode": 401`, `status code: 401`, `HTTP/1.1 401`, `HTTP/2 401`."""
    previous = lower[place - 1] if place else ""
    if previous in _STATUS_WORDS:
        return len(words[place].gap) < 6
    before = lower[max(0, place - 3) : max(0, place - 1)]
    if previous == "code" and before[-1:] and before[-1] in _STATUS_WORDS | {"response"}:
        return True
    return previous in ("0", "1", "2", "3") and "http" in before


def _grpc_score(lower: Sequence[str], place: int, present: frozenset[str]) -> int:
    """How surely a small number is a gRPC status."""
    previous = lower[place - 1] if place else ""
    before = lower[place - 2] if place > 1 else ""
    if previous in ("grpc_status", "grpcstatus") or (previous == "status" and before == "grpc"):
        return 82
    if previous == "code" and not present.isdisjoint(_GRPC_WORDS):
        return 74
    return 0


def _message_score(
    places: list[tuple[int, int, int]], count: int
) -> tuple[int, list[tuple[int, int, int]]]:
    """The best window of a message's runs: how much of the message stands there."""
    reach = 4 * count + 24
    best: list[tuple[int, int, int]] = []
    most = 0
    start = 0
    for end in range(len(places)):
        while places[end][0] - places[start][0] > reach:
            start += 1
        window = places[start : end + 1]
        distinct = len({feature for _, _, feature in window})
        if distinct > most:
            most, best = distinct, window
    if most < 2 and count > 1:
        return 30, best
    if count == 1:
        return 50, best
    return 48 + (40 * most) // count + min(8, 2 * most), best


def _total(evidence: _Evidence, hints: int) -> int:
    score = max(evidence.code, evidence.message)
    if evidence.code >= 25 and evidence.message >= 50:
        score = max(score, min(evidence.code, evidence.message) // 2 + 45) + 4
    if hints and evidence.code >= 25:
        score += 4 + 4 * hints if evidence.code < 85 else hints
    elif hints and evidence.message >= 50:
        score += 2
    return min(score, 99)


def _spans(evidence: _Evidence) -> tuple[tuple[int, int], ...]:
    """All places, in order, overlapping ones joined."""
    joined: list[tuple[int, int]] = []
    message = evidence.message_spans if evidence.message >= THRESHOLD else []
    for start, end in sorted([*evidence.code_spans, *message]):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _why(evidence: _Evidence) -> str:
    parts = [evidence.why] if evidence.code >= 25 else []
    if evidence.message >= THRESHOLD:
        parts.append("message")
    return " and ".join(parts)
