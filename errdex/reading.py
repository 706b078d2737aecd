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
from errdex.likeness import sentence_digest, sentences
from errdex.model import Example, Heading, Kind, Link, Sentence
from errdex.urls import RESERVED_ANCHORS, Urls, anchor, is_reserved, resolve
from errdex.wording import slips

SHELL = frozenset({"bash", "sh", "shell"})
"""Languages whose blocks must parse as commands."""


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
    commands: list[Example] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    is_swallowed: bool = False
    """Whether a block that is never closed holds the rest of the body."""
    _numbers: dict[str, int] = field(default_factory=dict)

    def at(self, token: Token) -> Position:
        """The place of a block: its first line without the indentation."""
        number = token.map[0] if token.map else 0
        line = self.lines[number] if number < len(self.lines) else ""
        return self.place(number, _indent(line), len(line.strip()))

    def place(self, line: int, column: int, length: int) -> Position:
        """A place in the file by line and column of the body, both from 0."""
        return Position(self.source.path, self.first_line + line, column + 1, max(1, length))

    def report(self, code: str, at: Position, what: str, **more: str) -> None:
        self.found.report(code, at, what, **more)

    def new_anchor(self, title: str) -> str:
        """An id for a heading that no other element of the page has."""
        base = anchor(title)
        if is_reserved(base):
            base = f"section-{base}"
        name = base
        while name in self.anchors:
            self._numbers[base] = self._numbers.get(base, 1) + 1
            name = f"{base}-{self._numbers[base]}"
        self.anchors.add(name)
        return name


class _Finder:
    """Places of texts in one block, each looked for from the last hit on.

    Texts are asked for in their order, so a block of thousands of links stays linear.
    """

    def __init__(self, token: Token, reader: Reader, inherited: int) -> None:
        first, last = token.map or (inherited, inherited + 1)
        self._reader = reader
        self._block = "\n".join(reader.lines[first:last])
        self._line = first
        self._start = self._line_start = 0

    def find(self, *needles: tuple[str, str]) -> Position:
        """The place of the first of the (lead, text) pairs that is found; of the text alone."""
        for lead, text in needles:
            place = self._block.find(lead + text, self._start)
            if place >= 0:
                return self._found(place + len(lead), len(text))
        return self._reader.place(self._line, self._start - self._line_start, 1)

    def _found(self, place: int, length: int) -> Position:
        self._line += self._block.count("\n", self._start, place)
        newline = self._block.rfind("\n", self._start, place)
        self._line_start = newline + 1 if newline >= 0 else self._line_start
        self._start = place + length
        return self._reader.place(self._line, place - self._line_start, length)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def check_blocks(tokens: list[Token], reader: Reader) -> None:
    """One walk over all tokens: report faults, set ids and hrefs, note links."""
    level, line = 1, 0
    for index, token in enumerate(tokens):
        line = token.map[0] if token.map else line
        if token.type == "heading_open":
            level = _check_heading(token, tokens[index + 1], level, reader)
            tokens[index + 2].meta.update(token.meta)
        elif token.type == "container_directive_open":
            _check_directive(token, reader)
        elif token.type == "inline":
            check_inline(token, reader, inherited=line)
            check_wording(markup.written_text(token), reader, line)
            if tokens[index - 1].type != "heading_open":
                _note_sentences(token, line, reader)
        else:
            _check_leaf(token, reader)


def _check_leaf(token: Token, reader: Reader) -> None:
    """Blocks that are judged by themselves."""
    if token.type == "fence":
        _check_fence(token, reader)
    elif token.type == "html_block":
        _refuse_html(token, reader.at(token), reader)
    elif token.type in ("th_open", "td_open"):
        _align_by_class(token)


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
        reader.is_swallowed = True
    if not is_known(info.language):
        reader.report(
            "ED0310",
            at,
            f'unknown language "{info.language}"' if info.language else "no language is named",
            help='name it after the backticks, "text" when there is none',
        )
    if info.language == "json":
        _check_json(token, info.checked, reader)
    elif info.language in SHELL and not reader.is_swallowed:
        reader.commands.append(Example(token.content, at))


def _check_json(token: Token, checked: bool, reader: Reader) -> None:
    start = (token.map or [0])[0] + 1
    try:
        load_json(token.content)
    except json.JSONDecodeError as error:
        line = min(start + error.lineno - 1, len(reader.lines) - 1)
        column = error.colno - 1 + max(0, reader.lines[start - 1].find(token.markup))
        at = reader.place(line, min(column, len(reader.lines[line])), 1)
        reader.report(
            "ED0306",
            at,
            f"this is not JSON: {error.msg}",
            help="correct it, or mark a fragment as `text`",
        )
        return
    if checked:
        reader.examples.append(Example(token.content, reader.at(token)))


def check_wording(text: str, reader: Reader, line: int, at: Position | None = None) -> None:
    """Report padding and outdated names; `at` is set for text from front matter."""
    for slip in slips(text):
        row = line + text.count("\n", 0, slip.start)
        written = reader.lines[row] if row < len(reader.lines) else ""
        column = max(0, written.find(slip.text.partition("\n")[0]))
        place = at or reader.place(row, column, len(slip.text.partition("\n")[0]))
        reader.report(slip.code, place, slip.what, help=slip.help)


def _note_sentences(token: Token, line: int, reader: Reader) -> None:
    # Code is part of what a sentence says: two commands make two sentences.
    text = markup.written_text(token, with_code=True)
    for start, sentence in sentences(text):
        digest = sentence_digest(sentence)
        if digest is not None:
            row = reader.first_line + line + text.count("\n", 0, start)
            reader.sentences.append(Sentence(digest, row))


def _align_by_class(token: Token) -> None:
    """The policy of the site allows no inline style."""
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrSet("class", f"align-{style.rpartition(':')[2]}")


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
        reader.is_swallowed = True


def check_inline(
    token: Token, reader: Reader, inherited: int = 0, at: Position | None = None
) -> None:
    """Judge the links of inline text; `at` is set for text from front matter."""
    if token.content.startswith(":::") and token.map and not at:
        help_ = "give the outer block more colons: `::::tabs` around `:::tab`"
        reader.report("ED0308", reader.at(token), "this `:::` closes no block", help=help_)
    finder = _Finder(token, reader, inherited)
    for child in token.children or ():
        if child.type == "code_inline":
            finder.find(("", child.content))
        elif child.type == "html_inline":
            _refuse_html(child, at or finder.find(("", child.content)), reader)
        elif child.type == "image":
            reader.report("ED0313", at or finder.find(("", "![")), "images are not allowed here")
        elif child.type == "link_open":
            href = str(child.attrs.get("href", ""))
            written = markup.written_href(href)
            place = at or finder.find(("](", written), ("](", href), ("", written))
            _check_link(child, href, place, reader)


def _refuse_html(token: Token, at: Position, reader: Reader) -> None:
    first = token.content.strip().split("\n", 1)[0]
    # A closing tag is the same fault as its opening one.
    if not first.startswith("</") or token.type == "html_block":
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
