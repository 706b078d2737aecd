"""How an error reads in a terminal: its Markdown as wrapped lines, in color or plain."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from errdex.catalogue import Entry
from errdex.matcher import Match

_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`([^`]+)`")
_ITEM = re.compile(r"(\s*)([0-9]+\.|[-*])\s+(.*)")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_CODE_ON, _BOLD_ON, _OFF = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile("([\ue000\ue001\ue002])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Style:
    """Width in columns, and whether to use ANSI colors."""

    width: int
    is_colored: bool

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.is_colored else text

    def accent(self, text: str) -> str:
        return f"\x1b[36m{text}\x1b[0m" if self.is_colored else text

    def quiet(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.is_colored else text


def render(entry: Entry, others: Sequence[tuple[Match, Entry]], why: str, style: Style) -> str:
    """The page of an error; `others` are further codes found in the same text."""
    lines = [style.bold(style.accent(entry.code)) + style.bold(f"  {entry.title}")]
    facts = [entry.provider, *(f"{name}: {value}" for name, value in entry.facts)]
    lines += [style.quiet(line) for line in _wrap("  ".join(facts), style.width)]
    if why:
        lines.append(style.quiet(f"Recognized by its {why}."))
    lines += ["", *_wrap(entry.summary, style.width)]
    for title, markdown in (
        ("What it means", entry.meaning),
        ("Common causes", entry.causes),
        ("How to fix", entry.fixes),
        ("Verify the fix", entry.verify),
    ):
        if markdown:
            lines += ["", style.bold(title), "", *_markdown(markdown, style)]
    lines += _list("Related", [(key, title) for key, title in entry.related], style)
    lines += _list("Sources", [(url, title) for title, url in entry.sources], style)
    lines += _list("Also in this text", [(o.code, o.title) for _, o in others], style)
    lines += ["", style.accent(entry.url)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _list(title: str, rows: Sequence[tuple[str, str]], style: Style) -> list[str]:
    if not rows:
        return []
    return ["", style.bold(title), *(f"  {style.accent(name)}  {text}" for name, text in rows)]


def _markdown(text: str, style: Style) -> Iterator[str]:
    """Markdown as lines: code blocks as they are, paragraphs and items wrapped."""
    fence = ""
    paragraph: list[str] = []
    for line in [*text.split("\n"), ""]:
        mark = _FENCE.match(line)
        is_item = bool(_ITEM.match(line)) and not fence
        if not fence and (not line.strip() or mark or is_item):
            yield from _paragraph(paragraph, style)
            paragraph = []
        if mark and (not fence or line.strip() == fence):
            fence = "" if fence else mark[1]
        elif fence:
            yield style.accent("    " + line.strip("\n")) if line.strip() else ""
        elif line.strip().startswith(":::"):
            continue
        elif line.strip():
            paragraph.append(line)
        else:
            yield ""


def _paragraph(lines: list[str], style: Style) -> Iterator[str]:
    if not lines:
        return
    item = _ITEM.match(lines[0])
    indent = len(lines[0]) - len(lines[0].lstrip())
    words = " ".join(line.strip() for line in lines)
    hang = " " * (indent + (len(item[2]) + 1 if item else 0))
    # Wrapped with one mark on either side of a run, and styled afterwards: escape sequences
    # have no width, and a run may go on in the next line.
    marked = _LINK.sub(r"\1", _CONTROL.sub("", words))
    marked = _CODE.sub(rf"{_CODE_ON}\1{_OFF}", _BOLD.sub(rf"{_BOLD_ON}\1{_OFF}", marked))
    first = " " * indent
    state = ""
    for line in textwrap.wrap(marked, style.width, initial_indent=first, subsequent_indent=hang):
        text, state = _styled(line, state, style)
        yield text


def _styled(line: str, state: str, style: Style) -> tuple[str, str]:
    """A line with its runs styled, and the run that goes on in the next one."""
    parts = []
    for part in _MARKS.split(line):
        if part in (_CODE_ON, _BOLD_ON):
            state = part
        elif part == _OFF:
            state = ""
        elif part:
            blank = part[: len(part) - len(part.lstrip())]
            word = part.lstrip()
            styles = {_CODE_ON: style.accent, _BOLD_ON: style.bold}
            parts.append(blank + (styles[state](word) if state and word else word))
    return "".join(parts), state


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(_CONTROL.sub("", text), width)
