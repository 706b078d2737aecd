"""The walk over a body's tokens: faults with places, ids for headings, hrefs for links."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it.token import Token

from errdex import markup
from errdex.diagnostics import Diagnostics, Position, suggestion
from errdex.examples import load_json
from errdex.highlight import is_known
from errdex.model import Example, Heading, Kind, Link
from errdex.urls import RESERVED_ANCHORS, Urls, anchor, resolve


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Which file a text comes from: its kind, path below `content/`, and shown path."""

    kind: Kind
    parts: tuple[str, ...]
    path: str


@dataclass(slots=True)
class Reader:
    """What one body's walk gathers."""

    source: SourceFile
    lines: list[str]
    first_line: int
    found: Diagnostics
    urls: Urls
    anchors: set[str] = field(default_factory=lambda: set(RESERVED_ANCHORS))
    links: list[Link] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)

    def at(self, token: Token, needle: str = "", inherited: int = 0) -> Position:
        """The place of a token, or of the first `needle` within its lines."""
        start, end = token.map or (inherited, inherited + 1)
        for number in range(start, min(end, len(self.lines))):
            column = self.lines[number].find(needle) if needle else 0
            if column >= 0:
                text = needle or self.lines[number].strip()
                offset = column if needle else _indent(self.lines[number])
                return Position(
                    self.source.path, self.first_line + number, offset + 1, len(text) or 1
                )
        return Position(self.source.path, self.first_line + start)

    def report(self, code: str, at: Position, what: str, **more: str) -> None:
        self.found.report(code, at, what, **more)

    def new_anchor(self, title: str) -> str:
        """An id for a heading that no other element of the page has."""
        base = anchor(title)
        name, number = base, 2
        while name in self.anchors:
            name, number = f"{base}-{number}", number + 1
        self.anchors.add(name)
        return name


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def check_blocks(tokens: list[Token], reader: Reader) -> None:
    """One walk over all tokens: report faults, set ids and hrefs, note links."""
    level, line = 1, 0
    for index, token in enumerate(tokens):
        line = token.map[0] if token.map else line
        if token.type == "heading_open":
            level = _check_heading(token, tokens[index + 1], level, reader)
        elif token.type == "fence":
            _check_fence(token, reader)
        elif token.type == "container_directive_open":
            _check_directive(token, reader)
        elif token.type == "html_block":
            _refuse_html(token, reader.at(token), reader)
        elif token.type == "inline":
            check_inline(token, reader, inherited=line)


def _check_heading(token: Token, inline: Token, level: int, reader: Reader) -> int:
    own = int(token.tag[1])
    title = markup.plain_text(inline)
    if own == 1:
        reader.report("ED0311", reader.at(token), "`#` is kept for the page's title")
    elif own > level + 1:
        reader.report(
            "ED0314",
            reader.at(token),
            f"a level {own} heading follows level {level}",
            help=f"use `{'#' * (level + 1)}`",
        )
    name = reader.new_anchor(title)
    token.meta["anchor"] = name
    token.meta["title"] = title
    reader.headings.append(Heading(own, title, name))
    return own


def _check_fence(token: Token, reader: Reader) -> None:
    at = reader.at(token)
    info = markup.fence_info(token.info)
    last = reader.lines[(token.map or [0, 1])[1] - 1].strip().lstrip("> ")
    if not last.startswith(token.markup):
        reader.report("ED0312", at, "this code block is never closed", help="add a line ```")
    if not is_known(info.language):
        reader.report(
            "ED0310",
            at,
            f'unknown language "{info.language}"' if info.language else "no language is named",
            help='name it after the backticks, "text" when there is none',
        )
    if info.language == "json":
        _check_json(token, info.checked, reader)


def _check_json(token: Token, checked: bool, reader: Reader) -> None:
    start = (token.map or [0])[0] + 1
    try:
        load_json(token.content)
    except json.JSONDecodeError as error:
        at = Position(
            reader.source.path,
            reader.first_line + start + error.lineno - 1,
            error.colno + max(0, reader.lines[start - 1].find(token.markup)),
        )
        reader.report(
            "ED0306",
            at,
            f"this is not JSON: {error.msg}",
            help="correct it, or mark a fragment as `text`",
        )
        return
    if checked:
        reader.examples.append(Example(token.content, reader.at(token)))


def _check_directive(token: Token, reader: Reader) -> None:
    name = token.info.strip().partition(" ")[0]
    end = (token.map or [0, 0])[1]
    closing = reader.lines[end].strip() if end < len(reader.lines) else ""
    if name not in markup.DIRECTIVES:
        reader.report(
            "ED0308",
            reader.at(token),
            f'unknown directive "{name}"',
            help=suggestion(name, markup.DIRECTIVES, f"one of {', '.join(markup.DIRECTIVES)}"),
        )
    if not closing.startswith(":::"):
        reader.report(
            "ED0312",
            reader.at(token),
            f"this `{token.markup}` block is never closed",
            help=f"add a line `{token.markup}`",
        )


def check_inline(
    token: Token, reader: Reader, inherited: int = 0, at: Position | None = None
) -> None:
    """Judge the links of inline text; `at` is set for text from front matter."""
    for child in token.children or ():
        if child.type == "html_inline":
            _refuse_html(child, at or reader.at(token, child.content, inherited), reader)
        elif child.type == "image":
            place = at or reader.at(token, "![", inherited)
            reader.report("ED0313", place, "images are not allowed here")
        elif child.type == "link_open":
            href = str(child.attrs.get("href", ""))
            place = at or reader.at(token, markup.written_href(href), inherited)
            _check_link(child, href, place, reader)


def _refuse_html(token: Token, at: Position, reader: Reader) -> None:
    first = token.content.strip().split("\n", 1)[0]
    reader.report(
        "ED0305",
        at,
        f"raw HTML is not allowed: {first[:60]}",
        help="use Markdown, or put the text in backticks",
    )
    token.content = ""


def _check_link(token: Token, href: str, at: Position, reader: Reader) -> None:
    if href.startswith("https://"):
        token.attrs["rel"] = "noopener"
        return
    scheme = href.partition(":")[0]
    written = unquote(href)
    target = None if ":" in href.partition("/")[0] else resolve(reader.source.parts, written)
    if target is None or href.startswith("//"):
        is_scheme = scheme != href and "/" not in scheme
        what = f'links cannot use "{scheme}:"' if is_scheme else f'"{href}" leads to no page'
        reader.report(
            "ED0307" if is_scheme or href.startswith("//") else "ED0601",
            at,
            what,
            help="use https://, a relative path to a content file, or a path of this site",
        )
        token.attrs["href"] = ""
        return
    path, fragment = target
    reader.links.append(Link(path, fragment, at, href))
    token.attrs["href"] = reader.urls.href(path, fragment)
