"""Rules over the words of all pages: sentences shared, causes and fixes that are near copies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from errdex.diagnostics import Diagnostics, Position
from errdex.graph import SiteGraph
from errdex.likeness import SKETCH_SIZE, likeness
from errdex.model import Item

NEAR = 0.35
"""Items that share this part of their runs of words say the same thing."""

# One run in common may be chance; fewer than this cannot reach NEAR.
_MIN_SHARED = SKETCH_SIZE // 4


def check_copies(graph: SiteGraph, found: Diagnostics) -> None:
    """Report every sentence and every cause or fix that stands on a page before this one."""
    _check_sentences(graph, found)
    _check_items(graph, found)


def _check_sentences(graph: SiteGraph, found: Diagnostics) -> None:
    first: dict[int, tuple[str, int]] = {}
    for document in graph.documents():
        for sentence in document.body.sentences:
            path, line = first.setdefault(sentence.digest, (document.path, sentence.line))
            if (path, line) != (document.path, sentence.line):
                found.report(
                    "ED0801",
                    Position(document.path, sentence.line),
                    f"this sentence stands in {path}:{line} too",
                )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cause or a fix of one page."""

    path: str
    what: str
    item: Item


def _pieces(graph: SiteGraph) -> Iterator[_Piece]:
    for document in graph.errors.values():
        for key, what in (("causes", "cause"), ("fixes", "fix")):
            section = document.body.section(key)
            for item in section.items if section else ():
                if item.sketch:
                    yield _Piece(document.path, what, item)


def _check_items(graph: SiteGraph, found: Diagnostics) -> None:
    seen: list[_Piece] = []
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for piece in _pieces(graph):
        shared = Counter(number for value in piece.item.sketch for number in holders[value])
        for number, count in shared.most_common(3):
            other = seen[number]
            if count >= _MIN_SHARED and likeness(piece.item.sketch, other.item.sketch) >= NEAR:
                found.report(
                    "ED0802",
                    piece.item.at,
                    f"this {piece.what} is nearly the {other.what} of "
                    f"{other.path}:{other.item.at.line}",
                )
                break
        for value in piece.item.sketch:
            holders[value].append(len(seen))
        seen.append(piece)
