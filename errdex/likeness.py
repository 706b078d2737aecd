"""How alike two texts are: a digest for each sentence, a sketch for each paragraph.

A sketch is the smallest hashes of a text's runs of words (bottom-k of MinHash; Broder,
"On the resemblance and containment of documents", 1997): two sketches tell how many runs
two texts share without keeping the texts.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence

MIN_WORDS = 10
"""A shorter sentence can be common property: "Nothing was sent."."""
SKETCH_SIZE = 24
_RUN = 3
_MIN_RUNS = 20

_END = re.compile(r"(?<=[.!?:;])[\"')\]]*\s+")
_WORD = re.compile(r"[^\W_]+(?:[_.'/-][^\W_]+)*")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text and where each begins."""
    start = 0
    for match in _END.finditer(text):
        yield start, text[start : match.start()]
        start = match.end()
    yield start, text[start:]


def sentence_digest(sentence: str) -> int | None:
    """One number for a sentence, whatever its case and marks; None for a short one."""
    words = _words(sentence)
    if len(words) < MIN_WORDS:
        return None
    data = " ".join(words).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of a text's runs of words, ascending; empty for a short text."""
    words = _words(text)
    runs = {" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}
    if len(runs) < _MIN_RUNS:
        return ()
    return tuple(sorted(zlib.crc32(run.encode("utf-8", "replace")) for run in runs)[:SKETCH_SIZE])


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of runs that two texts have in common, 0 to 1, estimated from sketches."""
    both = sorted(set(one) | set(other))[: min(SKETCH_SIZE, max(len(one), len(other)))]
    shared = set(one) & set(other)
    return sum(value in shared for value in both) / len(both) if both else 0.0


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
