"""The pictures of pages, each beside text that says the same: matrix, flow, arcs, bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from errdex.drawing import LINE, arrow, box, element, lines_of, picture, text_block

_STEP_COLUMNS, _CODE_COLUMNS, _LETTER = 30, 15, 7.6
_STEP_WIDTH, _CODE_WIDTH, _GAP, _PAD = 250, 132, 38, 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of a matrix: how many, and where they are listed."""

    count: int
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A check, and the codes it leads to when it answers; `tone` tells two ends apart."""

    text: str
    codes: tuple[str, ...]
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """Steps from top to bottom: `aside` names the way to the codes, `onward` the way down."""

    steps: tuple[FlowStep, ...]
    aside: str
    onward: str
    label: str


@dataclass(frozen=True, slots=True)
class Node:
    """A code in a picture of relations."""

    code: str
    group: str
    href: str


def matrix(
    rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[int, int], Cell]
) -> Markup:
    """Rows by columns, each square darker the more it holds; the twin is a table."""
    size = 34
    left = round(20 + _LETTER * max(map(len, rows), default=0))
    lean = round(0.72 * _LETTER * max(map(len, columns), default=0))
    top = lean + 24
    most = max((cell.count for cell in cells.values()), default=1)
    parts = [
        text_block(left - 12, top + row * size + 7, [name], "picture__name", "end")
        for row, name in enumerate(rows)
    ]
    for column, name in enumerate(columns):
        x, y = left + column * size + size / 2, top - 10
        parts.append(
            element(
                "text",
                escape(name),
                x=x,
                y=y,
                transform=f"rotate(-45 {x} {y})",
                class_="picture__name",
            )
        )
    for row in range(len(rows)):
        for column in range(len(columns)):
            x, y = left + column * size, top + row * size
            parts.append(_square(x, y, size, cells.get((row, column)), most))
    # The name of the last column leans out to the right.
    return _safe(picture(left + len(columns) * size + lean, top + len(rows) * size + 2, parts))


def _square(x: int, y: int, size: int, cell: Cell | None, most: int) -> str:
    inner = size - 3
    if cell is None:
        return box(x, y, inner, inner, "picture__cell picture__cell--empty")
    level = min(4, 1 + 4 * (cell.count - 1) // max(1, most))
    number = text_block(x + inner / 2, y + 6, [str(cell.count)], "picture__count", "middle")
    square = box(x, y, inner, inner, f"picture__cell picture__cell--{level}")
    title = element("title", escape(cell.label))
    return element("a", title, square, number, href=cell.href, tabindex=-1)


def flow(plan: Flow) -> Markup:
    """Checks one below the other, an arrow to the codes of each; the twin is the list."""
    parts: list[str] = []
    y = 1.0
    for number, step in enumerate(plan.steps, 1):
        lines = lines_of(f"{number}. {step.text}", _STEP_COLUMNS, 4)
        codes = [lines_of(code, _CODE_COLUMNS, 3) for code in step.codes[:4]]
        height = max(
            len(lines) * LINE + 2 * _PAD,
            sum(len(code) * LINE + 8 for code in codes) + 6 * (len(codes) - 1),
        )
        parts.append(box(1, y, _STEP_WIDTH, height, "picture__step"))
        top = y + (height - len(lines) * LINE) / 2
        parts.append(text_block(1 + _PAD, top, lines, "picture__text"))
        parts += _codes_beside(y, height, codes, plan.aside, step.tone)
        y += height
        if number < len(plan.steps):
            middle = _STEP_WIDTH / 2
            parts.append(arrow(middle, y, middle, y + 34))
            parts.append(text_block(middle + 8, y + 7, [plan.onward], "picture__way"))
            y += 34
    width = _STEP_WIDTH + _GAP + _CODE_WIDTH + 2
    return _safe(picture(width, y + 1, parts, label=plan.label))


def _codes_beside(
    y: float, height: float, codes: Sequence[Sequence[str]], way: str, tone: int
) -> list[str]:
    if not codes:
        return []
    start, end = 1 + _STEP_WIDTH, 1 + _STEP_WIDTH + _GAP
    middle = y + height / 2
    parts = [arrow(start, middle, end, middle)]
    parts.append(text_block((start + end) / 2, middle - LINE, [way], "picture__way", "middle"))
    total = sum(len(code) * LINE + 8 for code in codes) + 6 * (len(codes) - 1)
    top = middle - total / 2
    for code in codes:
        tall = len(code) * LINE + 8
        parts.append(box(end, top, _CODE_WIDTH, tall, f"picture__code picture__code--{tone % 3}"))
        parts.append(
            text_block(end + _CODE_WIDTH / 2, top + 4, code, "picture__code-text", "middle")
        )
        top += tall + 6
    return parts


def arcs(nodes: Sequence[Node], edges: Sequence[tuple[int, int, bool]]) -> Markup:
    """Codes in a column, an arc between two that are related; strong ones are the same failure."""
    row, reach = 24, 150
    names = round(reach + 28 + 8 * max((len(node.code) for node in nodes), default=0))
    width = round(names + _LETTER * max((len(node.group) for node in nodes), default=0))
    parts = []
    for one, other, is_same in edges:
        y1, y2 = (row * place + row / 2 for place in sorted((one, other)))
        bend = min(reach - 12, 18 + (y2 - y1) * 0.42)
        kind = "picture__arc picture__arc--same" if is_same else "picture__arc"
        curve = f"M{reach} {y1}C{reach - bend} {y1} {reach - bend} {y2} {reach} {y2}"
        parts.append(element("path", d=curve, class_=kind))
    for place, node in enumerate(nodes):
        y = row * place
        dot = element("circle", cx=reach, cy=y + row / 2, r=3.5, class_="picture__dot")
        label = text_block(reach + 12, y + 3, [node.code], "picture__code-text")
        group = text_block(names, y + 3, [node.group], "picture__way")
        parts.append(element("a", dot, label, group, href=node.href, tabindex=-1))
    return _safe(picture(width, row * len(nodes) or 1, parts))


def bars(values: Sequence[tuple[str, int, bool]], label: str) -> Markup:
    """A bar for each value, with its name and number; the marked ones stand out."""
    row, left, wide = 30, 120, 250
    most = max((count for _, count, _ in values), default=0) or 1
    parts = []
    for place, (name, count, is_marked) in enumerate(values):
        y = row * place
        length = wide * count / most
        kind = "picture__bar picture__bar--marked" if is_marked else "picture__bar"
        parts.append(text_block(left - 10, y + 6, [name], "picture__name", "end"))
        if count:
            parts.append(box(left, y + 4, max(2.0, length), row - 8, kind))
        parts.append(text_block(left + length + 8, y + 6, [f"{count:,}"], "picture__name"))
    return _safe(picture(left + wide + 50, row * len(values) or 1, parts, label=label))


def _safe(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - `drawing` escapes every text and attribute
