"""Markdown to a parsed body: sections, lists read as data, links with places, safe HTML.

The only room that hands over HTML made from content. Raw HTML is refused, not passed on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from errdex import markup
from errdex.diagnostics import Diagnostics, Position, nearest, suggestion
from errdex.frontmatter import Scalar, SplitFile
from errdex.highlight import is_known
from errdex.model import (
    Body,
    Example,
    Heading,
    Inline,
    Item,
    Kind,
    Link,
    Question,
    Section,
)
from errdex.urls import RESERVED_ANCHORS, Urls, anchor, resolve

_SIGN = ("How to recognize it:", "How to recognise it:")


@dataclass(frozen=True, slots=True)
class Known:
    """A heading that errdex reads as data."""

    title: str
    key: str
    required: bool = False
    items: bool = False
    questions: bool = False


_QUESTIONS = Known("Questions", "questions", questions=True)

KNOWN: dict[Kind, tuple[Known, ...]] = {
    "error": (
        Known("What it means", "meaning", required=True),
        Known("Common causes", "causes", required=True, items=True),
        Known("How to fix", "fixes", required=True, items=True),
        Known("Step-by-step diagnosis", "diagnosis"),
        Known("Examples", "examples"),
        Known("Counterexamples", "counterexamples"),
        Known("Verify the fix", "verify"),
        Known("Prevent it", "prevent"),
        Known("Security notes", "security"),
        _QUESTIONS,
    ),
    "provider": (_QUESTIONS,),
    "category": (
        Known("What belongs here", "belongs", required=True),
        Known("What does not", "not_here"),
        _QUESTIONS,
    ),
    "compare": (_QUESTIONS,),
    "playbook": (_QUESTIONS,),
    "table": (),
    "page": (),
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Which file a text comes from: its kind, path below `content/`, and shown path."""

    kind: Kind
    parts: tuple[str, ...]
    path: str


@dataclass(slots=True)
class _Reader:
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


class ProseParser:
    """Parses bodies and inline texts for one deployment's URLs."""

    def __init__(self, urls: Urls) -> None:
        self._urls = urls
        self._markdown: MarkdownIt = markup.parser()

    def parse(self, split: SplitFile, source: SourceFile, found: Diagnostics) -> Body:
        """Parse one file's body; every fault is reported with its place."""
        reader = _Reader(source, split.body.split("\n"), split.body_line, found, self._urls)
        tokens = self._markdown.parse(split.body)
        _check_blocks(tokens, reader)
        intro, parts = _split_sections(tokens)
        known = {item.title: item for item in KNOWN[source.kind]}
        sections = tuple(self._section(heading, rest, known, reader) for heading, rest in parts)
        _check_sections(sections, [heading for heading, _ in parts], reader)
        seed = f"{split.body}\0{'/'.join(source.parts)}\0{self._urls.base_path}"
        return Body(
            hashlib.sha256(seed.encode()).hexdigest()[:20],
            self._html(intro),
            sections,
            tuple(reader.headings),
            tuple(reader.links),
            tuple(reader.examples),
        )

    def inline(self, node: Scalar, source: SourceFile, found: Diagnostics) -> Inline:
        """One line of Markdown from front matter: code, emphasis and links only."""
        tokens = self._markdown.parseInline(node.value)
        reader = _Reader(source, [node.value], node.at.line, found, self._urls)
        for token in tokens:
            _check_inline(token, reader, at=node.at)
        return Inline(self._html(tokens).strip(), tuple(reader.links))

    def _html(self, tokens: Sequence[Token]) -> str:
        return str(self._markdown.renderer.render(tokens, self._markdown.options, {}))

    def _section(
        self, heading: Token, tokens: list[Token], known: dict[str, Known], reader: _Reader
    ) -> Section:
        title = markup.plain_text(heading)
        spec = known.get(title, Known(title, ""))
        name = heading.meta["anchor"]
        items = self._items(heading, tokens, spec, reader) if spec.items else ()
        questions = self._questions(tokens) if spec.questions else ()
        if not tokens:
            reader.report("ED0309", reader.at(heading), f'the section "{title}" is empty')
        return Section(spec.key, title, name, self._html(tokens), items, questions)

    def _items(
        self, heading: Token, tokens: list[Token], spec: Known, reader: _Reader
    ) -> tuple[Item, ...]:
        if tokens and not _is_one_list(tokens):
            reader.report(
                "ED0303",
                reader.at(tokens[0]),
                f'"{spec.title}" must be one list and nothing else',
                help="write each entry as `1. **Short sentence.** More.`",
            )
            return ()
        return tuple(
            item
            for start, inner in markup.list_items(tokens)
            if (item := self._item(start, inner, spec, reader, heading))
        )

    def _item(
        self, start: Token, inner: list[Token], spec: Known, reader: _Reader, heading: Token
    ) -> Item | None:
        lead, rest = markup.split_lead(inner)
        if lead is None:
            reader.report(
                "ED0304",
                reader.at(start),
                f'this entry of "{spec.title}" does not begin with a bold sentence',
                help="write `1. **Short sentence.** More.`",
            )
            return None
        sign, rest = markup.split_sign(rest, _SIGN)
        if spec.key == "causes" and not sign:
            reader.report(
                "ED0315",
                reader.at(start),
                "this cause does not say how to recognize it",
                help="add a paragraph to the item: `How to recognize it: ...`",
            )
        text = "".join(child.content for child in lead if child.type in ("text", "code_inline"))
        return Item(
            text,
            self._inline_html(lead),
            self._html(rest),
            self._inline_html(sign),
            reader.at(start),
        )

    def _inline_html(self, children: Sequence[Token]) -> str:
        wrapper = Token("inline", "", 0, children=list(children))
        return self._html([wrapper]).strip()

    def _questions(self, tokens: list[Token]) -> tuple[Question, ...]:
        return tuple(
            Question(
                markup.plain_text(heading),
                heading.meta["anchor"],
                self._html(answer),
                markup.block_text(answer),
            )
            for heading, answer in _split_at(tokens, "h3")[1]
        )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _split_sections(tokens: list[Token]) -> tuple[list[Token], list[tuple[Token, list[Token]]]]:
    return _split_at(tokens, "h2")


def _split_at(tokens: list[Token], tag: str) -> tuple[list[Token], list[tuple[Token, list[Token]]]]:
    """Tokens before the first heading of a level, and each such heading with its rest."""
    before: list[Token] = []
    parts: list[tuple[Token, list[Token]]] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open" and token.tag == tag and token.level == 0:
            parts.append((tokens[index + 1], []))
            parts[-1][0].meta.update(token.meta)
            index += 3
            continue
        (parts[-1][1] if parts else before).append(token)
        index += 1
    return before, parts


def _is_one_list(tokens: list[Token]) -> bool:
    opens = [token for token in tokens if token.level == 0 and token.nesting != -1]
    return len(opens) == 1 and opens[0].type in ("ordered_list_open", "bullet_list_open")


def _check_sections(sections: tuple[Section, ...], heads: list[Token], reader: _Reader) -> None:
    titles = [section.title for section in sections]
    for known in KNOWN[reader.source.kind]:
        if known.required and known.title not in titles:
            near = nearest(known.title, titles)
            reader.report(
                "ED0301",
                reader.at(heads[titles.index(near)]) if near else Position(reader.source.path),
                f'the section "{known.title}" is missing',
                label="is this it?" if near else "",
                help=f"add a heading `## {known.title}` and its text",
            )
    keys = [section.key for section in sections]
    for index, key in enumerate(keys):
        if key and key in keys[:index]:
            reader.report(
                "ED0302",
                reader.at(heads[index]),
                f'the section "{titles[index]}" stands twice',
                help="merge the two",
            )


def _check_blocks(tokens: list[Token], reader: _Reader) -> None:
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
            _check_inline(token, reader, inherited=line)


def _check_heading(token: Token, inline: Token, level: int, reader: _Reader) -> int:
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


def _check_fence(token: Token, reader: _Reader) -> None:
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


def _check_json(token: Token, checked: bool, reader: _Reader) -> None:
    start = (token.map or [0])[0] + 1
    try:
        json.loads(token.content)
    except json.JSONDecodeError as error:
        row = reader.lines[start + error.lineno - 1] if token.content.strip() else ""
        at = Position(
            reader.source.path,
            reader.first_line + start + error.lineno - 1,
            error.colno + (_indent(row) if token.level else 0),
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


def _check_directive(token: Token, reader: _Reader) -> None:
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


def _check_inline(
    token: Token, reader: _Reader, inherited: int = 0, at: Position | None = None
) -> None:
    for child in _children(token):
        if child.type == "html_inline":
            _refuse_html(child, at or reader.at(token, child.content, inherited), reader)
        elif child.type == "image":
            place = at or reader.at(token, "![", inherited)
            reader.report("ED0313", place, "images are not allowed here")
        elif child.type == "link_open":
            href = str(child.attrs.get("href", ""))
            place = at or reader.at(token, markup.written_href(href), inherited)
            _check_link(child, href, place, reader)


def _children(token: Token) -> Iterator[Token]:
    yield from token.children or ()


def _refuse_html(token: Token, at: Position, reader: _Reader) -> None:
    first = token.content.strip().split("\n", 1)[0]
    reader.report(
        "ED0305",
        at,
        f"raw HTML is not allowed: {first[:60]}",
        help="use Markdown, or put the text in backticks",
    )
    token.content = ""


def _check_link(token: Token, href: str, at: Position, reader: _Reader) -> None:
    if href.startswith("https://"):
        token.attrs["rel"] = "noopener"
        return
    scheme = href.partition(":")[0]
    target = None if ":" in href.partition("/")[0] else resolve(reader.source.parts, href)
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
