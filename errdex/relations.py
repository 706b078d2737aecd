"""How things stand to each other: errors of a category, two responses line by line."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from errdex.graph import Ids, SiteGraph
from errdex.parts import Scene
from errdex.pictures import Node, arcs
from errdex.urls import page_path
from errdex.views import LinkView, RelationRow, RelationsView

_MOST_NODES = 28
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class _Tie:
    """Two errors that belong together; `is_same` when they are one failure at two providers."""

    one: str
    other: str
    is_same: bool


def relations_view(scene: Scene, ids: Ids) -> RelationsView | None:
    """The errors of a category that name each other; None when fewer than three do."""
    ties = _ties(scene.graph, ids)
    shown = _best_connected(ties, ids)
    if len(shown) < 3:
        return None
    ties = [tie for tie in ties if tie.one in shown and tie.other in shown]
    place = {error_id: number for number, error_id in enumerate(shown)}
    edges = [(place[tie.one], place[tie.other], tie.is_same) for tie in ties]
    rows = tuple(_row(scene, error_id, ties) for error_id in shown)
    return RelationsView(arcs([_node(scene, item) for item in shown], edges), rows)


def _ties(graph: SiteGraph, ids: Ids) -> list[_Tie]:
    members = set(ids)
    found: dict[tuple[str, str], bool] = {}
    for error_id in ids:
        entry = graph.errors[error_id].entry
        related = [(ref.target, False) for ref in entry.related]
        same = [(other, True) for other in graph.equivalents.get(error_id, ())]
        for other, is_same in (*related, *same):
            if other in members and other != error_id:
                pair = (min(error_id, other), max(error_id, other))
                found[pair] = found.get(pair, False) or is_same
    return [_Tie(*pair, is_same) for pair, is_same in sorted(found.items())]


def _best_connected(ties: Sequence[_Tie], ids: Ids) -> list[str]:
    """The errors with most ties, in the order of the listing."""
    degree = Counter(error_id for tie in ties for error_id in (tie.one, tie.other))
    best = sorted(degree, key=lambda item: (-degree[item], item))[:_MOST_NODES]
    kept = set(best)
    # One whose partners were all left out would stand alone.
    tied = {x for tie in ties if {tie.one, tie.other} <= kept for x in (tie.one, tie.other)}
    return [error_id for error_id in ids if error_id in tied]


def _node(scene: Scene, error_id: str) -> Node:
    link = _link(scene, error_id)
    return Node(link.label, link.note, link.href)


def _row(scene: Scene, error_id: str, ties: Sequence[_Tie]) -> RelationRow:
    def partners(*, is_same: bool) -> tuple[LinkView, ...]:
        return tuple(
            _link(scene, tie.other if tie.one == error_id else tie.one)
            for tie in ties
            if error_id in (tie.one, tie.other) and tie.is_same == is_same
        )

    return RelationRow(_link(scene, error_id), partners(is_same=True), partners(is_same=False))


def _link(scene: Scene, error_id: str) -> LinkView:
    entry = scene.graph.errors[error_id].entry
    provider = scene.graph.providers[entry.provider.target].entry.title
    return LinkView(entry.code, scene.urls.href(page_path("error", error_id)), provider)


def marked_differences(texts: Sequence[str]) -> tuple[Markup, ...]:
    """Each text with what the first one (for the first: the second) does not have marked."""
    if len(texts) < 2:
        return tuple(escape(text) for text in texts)
    first = _marked(texts[1], texts[0])
    return (first, *(_marked(texts[0], text) for text in texts[1:]))


def _marked(base: str, text: str) -> Markup:
    """`text` with `<mark>` around what `base` has not, line by line and then word by word."""
    old, new = base.splitlines(), text.splitlines()
    result: list[Markup] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for number, line in enumerate(new[j1:j2]):
            if tag == "equal":
                result.append(escape(line))
            else:
                partner = old[i1 + number] if i1 + number < i2 else ""
                result.append(_marked_line(partner, line))
    return Markup("\n").join(result)


def _marked_line(base: str, line: str) -> Markup:
    old, new = _WORD.findall(base), _WORD.findall(line)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _NEAR:
        return Markup("<mark>{}</mark>").format(line) if line.strip() else escape(line)
    parts = Markup("")
    for tag, _, _, j1, j2 in matcher.get_opcodes():
        piece = "".join(new[j1:j2])
        if piece:
            parts += escape(piece) if tag == "equal" else Markup("<mark>{}</mark>").format(piece)
    return parts
