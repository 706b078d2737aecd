"""The Markdown dialect: parser set-up, directives, render rules, and token helpers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.container import container_plugin

from errdex.highlight import to_html

ADMONITIONS = {"note": "Note", "tip": "Tip", "warning": "Warning"}
DIRECTIVES = (*ADMONITIONS, "tabs", "tab")

_INFO = re.compile(r'(?P<key>[a-z]+)="(?P<value>[^"]*)"|(?P<flag>[^\s"]+)')


@dataclass(frozen=True, slots=True)
class FenceInfo:
    """The words after a fence: language, title, and whether `fields` must agree."""

    language: str
    title: str
    checked: bool


def parser() -> MarkdownIt:
    """A Markdown parser with tables, directives and our render rules."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # Every URL is judged by prose, with a place; the parser's own silent refusal is off.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    container_plugin(
        markdown,
        "directive",
        validate=lambda params, markup: bool(params.strip()),
        render=_directive,
    )
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("heading_open", _heading_open)
    markdown.add_render_rule("heading_close", _heading_close)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    markdown.add_render_rule("html_block", _nothing)
    markdown.add_render_rule("html_inline", _nothing)
    markdown.add_render_rule("image", _nothing)
    return markdown


def fence_info(info: str) -> FenceInfo:
    """Read `json title="Response" fields`."""
    language, title, checked = "", "", False
    for match in _INFO.finditer(info):
        if match["key"] == "title":
            title = match["value"]
        elif match["flag"] == "fields":
            checked = True
        elif match["flag"] and not language:
            language = match["flag"].lower()
    return FenceInfo(language, title, checked)


def code_block(code: str, language: str, title: str = "") -> str:
    """A highlighted block; scripts add a copy button to `data-code`."""
    caption = f"<figcaption>{escape(title)}</figcaption>" if title else ""
    label = escape(title or f"{language} example" if language != "text" else title or "Output")
    return (
        f'<figure class="code" data-code>{caption}<pre tabindex="0" aria-label="{label}">'
        f'<code class="language-{escape(language)}">{to_html(code, language)}</code>'
        "</pre></figure>\n"
    )


def plain_text(inline: Token) -> str:
    """The text of an inline token without its markup."""
    if not inline.children:
        return inline.content
    parts = (
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
    return "".join(parts).strip()


def written_text(inline: Token, *, with_code: bool = False) -> str:
    """The prose of an inline token, its line ends kept; code spans only when asked for."""
    parts = {"softbreak": "\n", "hardbreak": "\n"}
    kept = ("text", "code_inline") if with_code else ("text",)
    return "".join(
        parts.get(child.type, child.content)
        for child in inline.children or ()
        if child.type in kept or child.type in parts
    )


def prose_of(tokens: Sequence[Token]) -> str:
    """The prose of blocks without code, one space between them."""
    return " ".join(written_text(token) for token in tokens if token.type == "inline")


def block_text(tokens: Sequence[Token]) -> str:
    """The text of blocks, one space between them."""
    parts = [
        plain_text(token) if token.type == "inline" else token.content.strip()
        for token in tokens
        if token.type in ("inline", "fence")
    ]
    return " ".join(parts)


def written_href(href: str) -> str:
    """How an author most likely wrote an href that the parser has normalized."""
    return unquote(href)


def list_items(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Each top item of a list: its opening token and what stands inside."""
    start: Token | None = None
    inner: list[Token] = []
    for token in tokens:
        if token.type == "list_item_open" and token.level == 1:
            start, inner = token, []
        elif token.type == "list_item_close" and token.level == 1 and start:
            yield start, inner
            start = None
        elif start:
            inner.append(token)


def split_lead(inner: list[Token]) -> tuple[list[Token] | None, list[Token]]:
    """The bold words that open an item, and the item without them."""
    is_paragraph = len(inner) > 1 and inner[0].type == "paragraph_open"
    children = (inner[1].children or []) if is_paragraph else []
    # An emphasis run at the very start may follow an empty text token.
    while children and children[0].type == "text" and not children[0].content:
        children = children[1:]
    if not children or children[0].type != "strong_open":
        return None, inner
    end = next(i for i, child in enumerate(children) if child.type == "strong_close")
    rest = children[end + 1 :]
    if any(child.content.strip() or child.type == "link_open" for child in rest):
        opening, closing = _visible(inner[0]), _visible(inner[2])
        remainder = Token("inline", "", 0, children=_strip_start(rest))
        return children[1:end], [opening, remainder, closing, *inner[3:]]
    return children[1:end], inner[3:]


def split_sign(inner: list[Token], prefixes: Sequence[str]) -> tuple[list[Token], list[Token]]:
    """The paragraph that opens with one of the prefixes, and the item without it."""
    for index, token in enumerate(inner):
        if token.type != "inline" or inner[index - 1].type != "paragraph_open":
            continue
        text = plain_text(token)
        prefix = next((item for item in prefixes if text.startswith(item)), None)
        if prefix and token.children:
            children = _without_prefix(token.children, prefix)
            return children, inner[: index - 1] + inner[index + 2 :]
    return [], inner


def _without_prefix(children: list[Token], prefix: str) -> list[Token]:
    left = len(prefix)
    result = []
    for child in children:
        if left and child.type == "text":
            taken = min(left, len(child.content))
            left -= taken
            text = child.content[taken:]
            if text:
                result.append(Token("text", "", 0, content=text))
        else:
            result.append(child)
    return _strip_start(_without_empty(result))


def _without_empty(children: list[Token]) -> list[Token]:
    """Drop emphasis whose words are gone."""
    while len(children) > 1 and children[0].nesting == 1 and children[1].nesting == -1:
        children = children[2:]
    return children


def _strip_start(children: list[Token]) -> list[Token]:
    while children and children[0].type in ("softbreak", "text"):
        text = children[0].content.lstrip() if children[0].type == "text" else ""
        if text:
            return [Token("text", "", 0, content=text), *children[1:]]
        children = children[1:]
    return children


def _visible(paragraph: Token) -> Token:
    # Tight lists hide their paragraphs; a detail below a lead is always a paragraph.
    return paragraph.copy(hidden=False)


def _fence(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    info = fence_info(tokens[index].info)
    return code_block(tokens[index].content, info.language or "text", info.title)


def _heading_open(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """A heading is the link to itself, so that its name stays its title; no link in a link."""
    token = tokens[index]
    name = escape(token.meta["anchor"])
    link = "" if _has_link(tokens[index + 1]) else f'<a class="self-link" href="#{name}">'
    return f'<{token.tag} id="{name}">{link}'


def _heading_close(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    return f"{'' if _has_link(tokens[index - 1]) else '</a>'}</{tokens[index].tag}>\n"


def _has_link(inline: Token) -> bool:
    return any(child.type == "link_open" for child in inline.children or ())


def _table_open(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    # What scrolls is reached by keyboard and so needs a name; the column heads are one.
    heads = []
    while tokens[index].type != "thead_close":
        if tokens[index].type == "inline":
            heads.append(plain_text(tokens[index]))
        index += 1
    label = escape(f"Table: {', '.join(filter(None, heads))}")
    return f'<div class="table-scroll" tabindex="0" role="group" aria-label="{label}"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _nothing(*_: Any) -> str:
    return ""


def _directive(_: Any, tokens: Sequence[Token], index: int, __: Any, env: EnvType) -> str:
    token, open_blocks = tokens[index], env.setdefault("directives", [])
    if token.nesting == -1:
        return "</aside>\n" if open_blocks.pop() in ADMONITIONS else "</div>\n"
    open_blocks.append(_name(token))
    name, title = _name(token), escape(token.info.strip().partition(" ")[2].strip())
    if name == "tabs":
        return '<div class="tabs" data-tabs>\n'
    if name == "tab":
        return f'<div class="tab" data-tab><p class="tab__label">{title}</p>\n'
    label = title or ADMONITIONS.get(name, "")
    return f'<aside class="callout callout--{escape(name)}"><p class="callout__title">{label}</p>\n'


def _name(token: Token) -> str:
    return token.info.strip().partition(" ")[0]
