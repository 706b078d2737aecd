"""Pasted text to errors: ranked, scored, with the places that gave them away.

Reads the table that `matchtable` compiles. `static/js/match.js` is the same algorithm, step
by step, in whole numbers, so that both give the same answer to every text.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from errdex.evidence import (
    code_score,
    count_parts,
    grpc_score,
    is_grpc_place,
    message_score,
    status_score,
)
from errdex.matchtable import fold, run_hash
from errdex.unmangle import Word, words_of
from errdex.urls import slugify

THRESHOLD = 50
"""An answer below this score of 100 is no answer."""

_MAX_ANSWERS = 8
_MAX_JOINED = 6
_LAYER_WORTH = 12
_SURE_CODE = 88
_PHRASE = 60

# What may stand between the parts of one code: a delimiter, a line wrapped with its quote
# marks, or the start of a link that a tool put inside.
_JOINS = re.compile(r"(?:[ _\-.:/]{1,2}|\[|[ \t]*\n[ \t>|]*)\Z")


# `AADSTS7000215` is told as `7000215` as well.
_LONG_NUMBER = re.compile(r"[0-9]{5,}\Z")


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
    grpc: int
    number: int


Span = tuple[int, int]


@dataclass(slots=True)
class _Evidence:
    """What speaks for one entry: places that may be its code, and the best message."""

    codes: dict[Span, tuple[int, str]] = field(default_factory=dict)
    message: int = 0
    message_spans: list[Span] = field(default_factory=list)

    def add_code(self, score: int, span: Span, why: str) -> None:
        if score > self.codes.get(span, (0, ""))[0]:
            self.codes[span] = (score, why)

    @property
    def code(self) -> int:
        return max((score for score, _ in self.codes.values()), default=0)

    def code_spans(self) -> list[Span]:
        """The places with the best score, the first five."""
        best = self.code
        return sorted(span for span, (score, _) in self.codes.items() if score == best)[:5]


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
        return self._rank(found, present)

    def named(self, text: str) -> list[Match]:
        """The errors whose code is all of the text, bare numbers included: `403`."""
        wanted = text.strip()
        span = (text.find(wanted), text.find(wanted) + len(wanted))
        return [
            Match(self.id_of(number), 1.0, (span,), "code")
            for number, entry in enumerate(self._entries)
            if entry.code.lower() == wanted.lower()
        ]

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
                hits = self._keys.get(folded, ())
                if hits:
                    self._add_hits(hits, words, lower, first, last, found)
            self._find_stem(words, lower, first, found)

    def _add_hits(
        self,
        hits: Sequence[tuple[int, str]],
        words: Sequence[Word],
        lower: Sequence[str],
        first: int,
        last: int,
        found: dict[int, _Evidence],
    ) -> None:
        """What the words from `first` to `last` say for each entry that has them as a code."""
        is_phrase = first < last and any(self._entries[n].layer == 0 for n, _ in hits)
        is_grpc = is_grpc_place(lower, first)
        for number, key in hits:
            if is_grpc and self._entries[number].grpc < 0:
                continue  # `NotFound` is Kubernetes' too, but not there.
            score = code_score(key, words, lower, first, last, len(words))
            if is_phrase and self._entries[number].layer:
                # `Too Many Requests` is the reason phrase first, a code second.
                score = min(score, _PHRASE)
            if score:
                found[number].add_code(score, (words[first].start, words[last].end), "code")

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
                    if count_parts(key) > 1:
                        span = (words[place].start, words[place].end)
                        found[number].add_code(74, span, "code")

    # --- statuses

    def _find_statuses(
        self, words: Sequence[Word], lower: Sequence[str], found: dict[int, _Evidence]
    ) -> None:
        for place, word in enumerate(words):
            if len(word.text) == 3 and word.text.isdigit() and int(word.text) in self._statuses:
                score = status_score(words, lower, place)
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
            if is_small and grpc_score(lower, place, present):
                numbers[int(word.text)].append(place)
        if not numbers:
            return
        for number, entry in enumerate(self._entries):
            for place in numbers.get(entry.grpc, ()) if entry.layer == 1 and entry.grpc > 0 else ():
                word = words[place]
                score = grpc_score(lower, place, present)
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
            score, window = message_score(places, count, len(words))
            evidence = found[number]
            if score > evidence.message:
                evidence.message = score
                evidence.message_spans = [(words[a].start, words[b].end) for a, b, _ in window]

    # --- ranking

    def _rank(self, found: Mapping[int, _Evidence], present: frozenset[str]) -> list[Match]:
        _drop_contained(found.values())
        _drop_other_statuses(found, self._entries)
        named = {self._entries[n].provider for n, held in found.items() if held.code >= _SURE_CODE}
        ranked = []
        for number, evidence in found.items():
            entry = self._entries[number]
            hints = min(3, len(self._providers[entry.provider][1] & present))
            total = _total(evidence, hints)
            if total >= THRESHOLD:
                rank = total + _LAYER_WORTH * _depth(entry, evidence, hints, named)
                last = max((span[1] for span in evidence.code_spans()), default=0)
                order = (-(rank // 4), -hints, -last, -rank, self.id_of(number))
                ranked.append((order, number, total, evidence))
        ranked.sort(key=lambda item: item[0])
        return [
            Match(self.id_of(number), min(total, 99) / 100, _spans(evidence), _why(evidence))
            for _, number, total, evidence in ranked[:_MAX_ANSWERS]
        ]


def _depth(entry: _Entry, evidence: _Evidence, hints: int, named: set[int]) -> int:
    """How near the cause an answer is: wrappers come second, and so does what is not sure."""
    if evidence.message >= 70 and evidence.code < _SURE_CODE:
        # Another code of this provider stands there by name; the message may be shared.
        return max(0, entry.layer - 1) if entry.provider in named else entry.layer
    is_told_twice = evidence.code > _PHRASE and evidence.message >= 50
    return entry.layer if hints or evidence.code >= 95 or is_told_twice else 0


def _drop_contained(evidences: Iterable[_Evidence]) -> None:
    """A code inside a longer one says nothing of its own: `Unauthorized` in `401 Unauthorized`."""
    held = list(evidences)
    spans = {span for evidence in held for span in evidence.codes}
    inner: set[Span] = set()
    reach = (-1, -1)
    for span in sorted(spans, key=lambda item: (item[0], -item[1])):
        if span[1] <= reach[1]:
            inner.add(span)
        else:
            reach = span
    for evidence in held:
        for span in inner.intersection(evidence.codes):
            del evidence.codes[span]


def _drop_other_statuses(found: Mapping[int, _Evidence], entries: Sequence[_Entry]) -> None:
    """`The requested URL returned error: 504` is the text of every status; the number decides."""
    bare = [number for number in found if entries[number].layer == 0]
    told = {entries[number].provider for number in bare if found[number].code >= 66}
    for number in bare:
        if entries[number].provider in told and found[number].code < 66:
            found[number].message = 0


def _entry(row: Sequence[Any]) -> _Entry:
    defaults: list[Any] = [(), -1, -1]
    code, provider, layer, keys, grpc, number = [*row, *defaults[len(row) - 3 :]]
    return _Entry(slugify(code), provider, layer, code, tuple(keys), grpc, number)


def _key_index(entries: Sequence[_Entry]) -> dict[str, list[tuple[int, str]]]:
    index: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, entry in enumerate(entries):
        keys = [entry.code, *entry.keys]
        tail = _LONG_NUMBER.search(entry.code)
        if entry.number > 9999:
            keys.append(str(entry.number))
        elif tail:
            keys.append(tail[0])
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
    for number, counts in enumerate(table["m"].split(",")):
        for digit in counts:
            for feature in range(int(digit, 36)):
                run = int.from_bytes(packed[place : place + 3], "big")
                runs[run].append((len(messages), feature))
                place += 3
            messages.append((number, int(digit, 36)))
    return dict(runs), messages


def _total(evidence: _Evidence, hints: int) -> int:
    score = max(evidence.code, evidence.message)
    if evidence.code >= 25 and evidence.message >= 50:
        score = max(score, min(evidence.code, evidence.message) // 2 + 45) + 4
    if hints and evidence.code >= 25:
        score += 4 + 4 * hints if evidence.code < 85 else hints
    elif hints and evidence.message >= 46:
        score += 6
    return score


def _spans(evidence: _Evidence) -> tuple[tuple[int, int], ...]:
    """All places, in order, overlapping ones joined."""
    joined: list[tuple[int, int]] = []
    message = evidence.message_spans if evidence.message >= THRESHOLD else []
    for start, end in sorted([*evidence.code_spans(), *message]):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _why(evidence: _Evidence) -> str:
    best = evidence.code
    parts = sorted({why for score, why in evidence.codes.values() if score == best})[:1]
    if evidence.message >= THRESHOLD:
        parts.append("message")
    return " and ".join(parts)
