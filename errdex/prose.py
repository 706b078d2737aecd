"""Markdown to a parsed body: sections, lists read as data, links with places, safe HTML.

The only room that hands over HTML made from content. Raw HTML is refused, not passed on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from errdex import markup
from errdex.diagnostics import Diagnostics, Position, nearest
from errdex.frontmatter import Scalar, SplitFile
from errdex.likeness import sketch
from errdex.model import Body, Inline, Item, Kind, Question, Section
from errdex.reading import Reader, SourceFile, check_blocks, check_inline, check_wording
from errdex.urls import Urls

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


class ProseParser:
    """Parses bodies and inline texts for one deployment's URLs."""

    def __init__(self, urls: Urls) -> None:
        self._urls = urls
        self._markdown: MarkdownIt = markup.parser()

    def parse(self, split: SplitFile, source: SourceFile, found: Diagnostics) -> Body:
        """Parse one file's body; every fault is reported with its place."""
        reader = Reader(source, split.body.split("\n"), split.body_line, found, self._urls)
        tokens = self._markdown.parse(split.body)
        check_blocks(tokens, reader)
        intro, parts = _split_sections(tokens)
        known = {item.title: item for item in KNOWN[source.kind]}
        starts = [(heading.map or [0, 0])[0] for heading, _ in parts]
        ends = [*starts[1:], len(reader.lines)][: len(starts)]
        sections = tuple(
            replace(
                self._section(heading, rest, known, reader),
                markdown="\n".join(reader.lines[start + 1 : end]).strip(),
            )
            for (heading, rest), start, end in zip(parts, starts, ends, strict=True)
        )
        _check_sections(sections, [heading for heading, _ in parts], reader)
        seed = f"{split.body}\0{'/'.join(source.parts)}\0{self._urls.base_path}"
        return Body(
            hashlib.sha256(seed.encode()).hexdigest()[:20],
            self._html(intro),
            sections,
            tuple(reader.headings),
            tuple(reader.links),
            tuple(reader.examples),
            tuple(reader.commands),
            tuple(reader.sentences),
        )

    def inline(self, node: Scalar, source: SourceFile, found: Diagnostics) -> Inline:
        """One line of Markdown from front matter: code, emphasis and links only."""
        tokens = self._markdown.parseInline(node.value)
        reader = Reader(source, [node.value], node.at.line, found, self._urls)
        for token in tokens:
            check_inline(token, reader, at=node.at)
            check_wording(markup.written_text(token), reader, 0, node.at)
        return Inline(self._html(tokens).strip(), tuple(reader.links))

    def _html(self, tokens: Sequence[Token]) -> str:
        return str(self._markdown.renderer.render(tokens, self._markdown.options, {}))

    def _section(
        self, heading: Token, tokens: list[Token], known: dict[str, Known], reader: Reader
    ) -> Section:
        title = markup.plain_text(heading)
        spec = known.get(title, Known(title, ""))
        name = heading.meta["anchor"]
        items = self._items(heading, tokens, spec, reader) if spec.items else ()
        questions = self._questions(tokens) if spec.questions else ()
        if not tokens:
            reader.report("ED0309", reader.at(heading), f'the section "{title}" is empty')
        # What is read as data is shown from the data; rendering it twice would be waste.
        html = "" if items or questions else self._html(tokens)
        return Section(spec.key, title, name, html, "", items, questions)

    def _items(
        self, heading: Token, tokens: list[Token], spec: Known, reader: Reader
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
        self, start: Token, inner: list[Token], spec: Known, reader: Reader, heading: Token
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
        text = markup.plain_text(Token("inline", "", 0, children=lead))
        return Item(
            text,
            self._inline_html(lead),
            self._html(rest),
            self._inline_html(sign),
            reader.at(start),
            sketch(markup.prose_of(inner)),
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


def _check_sections(sections: tuple[Section, ...], heads: list[Token], reader: Reader) -> None:
    titles = [section.title for section in sections]
    if reader.is_swallowed:
        return
    for known in KNOWN[reader.source.kind]:
        if known.required and known.title not in titles:
            near = nearest(known.title, titles)
            reader.report(
                "ED0301",
                reader.at(heads[titles.index(near)]) if near else Position(reader.source.path),
                f'the section "{known.title}" is missing',
                label="is this it?" if near else "",
                help=f"{'rename it to' if near else 'add a heading'} `## {known.title}`",
            )
    keys = [section.key for section in sections]
    for index, key in enumerate(keys):
        if key and key in keys[:index]:
            first = reader.at(heads[keys.index(key)])
            reader.report(
                "ED0302",
                reader.at(heads[index]),
                f'the section "{titles[index]}" stands twice',
                label=f"first on line {first.line}",
                help="merge the two",
            )
