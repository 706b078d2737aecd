"""SVG from shapes: elements, boxes of wrapped text, arrows. No colors: style sheets have them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from html import escape

LINE = 18
"""Height of a line of text, in pixels of the picture."""

_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[_./-])")


def element(name: str, *content: str, **attributes: object) -> str:
    """One element; `content` is SVG already, attribute values are escaped."""
    pairs = "".join(
        f' {key.strip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{pairs}>{''.join(content)}</{name}>"


def picture(width: float, height: float, parts: Iterable[str], *, label: str = "") -> str:
    """A drawing that scales down with its column; without a label it is only for the eye."""
    role = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return element(
        "svg",
        *parts,
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        width=width,
        height=height,
        class_="picture",
        **role,
    )


def lines_of(text: str, columns: int, most: int = 6) -> list[str]:
    """Text in lines of so many characters; a long code is broken where a reader would."""
    spaced = " ".join(
        word if len(word) <= columns else _broken(word, columns) for word in text.split()
    )
    lines = textwrap.wrap(spaced, columns, break_on_hyphens=False)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: columns - 2]} …"]
    return lines


def text_block(x: float, top: float, lines: Sequence[str], class_: str, anchor: str = "") -> str:
    """Lines of text; `top` is the upper edge of the first."""
    spans = (
        element("tspan", escape(line), x=x, dy=0 if number == 0 else LINE)
        for number, line in enumerate(lines)
    )
    return element(
        "text", *spans, x=x, y=top + 0.75 * LINE, class_=class_, text_anchor=anchor or None
    )


def box(x: float, y: float, width: float, height: float, class_: str) -> str:
    """A rectangle with round corners."""
    return element("rect", x=x, y=y, width=width, height=height, rx=6, class_=class_)


def arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """A line with a head, level or upright."""
    if x1 == x2:
        head = f"M{_number(x2 - 4)} {_number(y2 - 6)}L{_number(x2)} {_number(y2)}l4-6"
    else:
        head = f"M{_number(x2 - 6)} {_number(y2 - 4)}L{_number(x2)} {_number(y2)}l-6 4"
    points = " ".join(_number(value) for value in (x1, y1))
    return element("path", d=f"M{points}L{_number(x2)} {_number(y2)}{head}", class_="picture__line")


def _broken(word: str, columns: int) -> str:
    """A long word in pieces that fit, cut between its parts."""
    pieces: list[str] = []
    for part in _BREAK.split(word):
        if pieces and len(pieces[-1]) + len(part) <= columns:
            pieces[-1] += part
        else:
            pieces.append(part)
    return " ".join(pieces)


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
