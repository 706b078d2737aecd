"""The Markdown dialect: what each construct becomes, and the token helpers."""

from __future__ import annotations

import re

import pytest
from markdown_it.token import Token

from errdex import markup
from errdex.markup import FenceInfo, code_block, fence_info, parser

MARKDOWN = parser()


def html(text: str) -> str:
    return str(MARKDOWN.render(text))


def items_of(text: str) -> list[list[Token]]:
    return [inner for _, inner in markup.list_items(MARKDOWN.parse(text))]


def rendered(tokens: list[Token]) -> str:
    return str(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))


def words(children: list[Token]) -> str:
    return rendered([Token("inline", "", 0, children=children)])


# --- fences


@pytest.mark.parametrize(
    ("info", "read"),
    [
        ("", FenceInfo("", "", False)),
        ("json", FenceInfo("json", "", False)),
        ("JSON", FenceInfo("json", "", False)),
        ('json title="Response body"', FenceInfo("json", "Response body", False)),
        ('json fields title="Body"', FenceInfo("json", "Body", True)),
        ('title="Only a title"', FenceInfo("", "Only a title", False)),
        ("fields", FenceInfo("", "", True)),
        ("json extra words", FenceInfo("json", "", False)),
    ],
)
def test_the_words_after_a_fence(info, read):
    """Language, title and the mark for a body that `fields` describe."""
    assert fence_info(info) == read


def test_a_fence_becomes_a_figure_with_its_title():
    """The title is the caption and the name of the scrolling region."""
    assert html('```text title="A & B"\nx < y\n```\n') == (
        '<figure class="code" data-code><figcaption>A &amp; B</figcaption>'
        '<pre tabindex="0" aria-label="A &amp; B"><code class="language-text">'
        "x &lt; y\n</code></pre></figure>\n"
    )


@pytest.mark.parametrize(
    ("language", "title", "label"),
    [("json", "", "json example"), ("text", "", "Output"), ("bash", "Ask again", "Ask again")],
)
def test_every_code_block_has_a_name(language, title, label):
    """A keyboard user who lands in it hears what it is."""
    assert f'aria-label="{label}"' in code_block("x\n", language, title)


def test_a_title_cannot_break_out_of_its_attribute():
    """Front matter hands over titles that were never Markdown."""
    block = code_block("x\n", "text", '"><script>')

    assert "<script>" not in block
    assert 'aria-label="&quot;&gt;&lt;script&gt;"' in block


# --- directives, tables, raw HTML


@pytest.mark.parametrize(
    ("name", "title", "label"),
    [("note", "", "Note"), ("tip", "", "Tip"), ("warning", "Rotate <it>", "Rotate &lt;it&gt;")],
)
def test_admonitions_have_a_title(name, title, label):
    """Their own, or the name of the kind."""
    assert html(f":::{name} {title}\ntext\n:::\n") == (
        f'<aside class="callout callout--{name}"><p class="callout__title">{label}</p>\n'
        "<p>text</p>\n</aside>\n"
    )


def test_tabs_hold_their_panels():
    """Without scripts every panel stands below its label."""
    text = "::::tabs\n:::tab Azure CLI\none\n:::\n:::tab A < B\ntwo\n:::\n::::\n"

    assert html(text) == (
        '<div class="tabs" data-tabs>\n'
        '<div class="tab" data-tab><p class="tab__label">Azure CLI</p>\n<p>one</p>\n</div>\n'
        '<div class="tab" data-tab><p class="tab__label">A &lt; B</p>\n<p>two</p>\n</div>\n'
        "</div>\n"
    )


def test_an_admonition_may_stand_in_a_tab():
    """Each closing line closes what it opened."""
    text = ":::::tabs\n::::tab One\n:::note\nx\n:::\n::::\n:::::\n"
    tags = re.findall(r"</?(?:div|aside)", html(text))

    assert tags == ["<div", "<div", "<aside", "</aside", "</div", "</div"]


def test_tables_scroll_on_their_own():
    """A wide table never widens the page, and can be reached by keyboard."""
    table = html("| a | b |\n|---|---|\n| 1 | 2 |\n")

    named = 'role="group" aria-label="Table: a, b"'
    assert table.startswith(f'<div class="table-scroll" tabindex="0" {named}')
    assert table.endswith("</table></div>\n")


@pytest.mark.parametrize(
    "text", ["<div onclick=x>\ny\n</div>\n", "a <b>c</b>\n", "![x](y.png)\n", "<!-- x -->\n"]
)
def test_raw_html_and_images_are_never_rendered(text):
    """Even if a report were missed, nothing of it reaches the page."""
    assert not re.search(r"<(div|b|img|!--)", html(text))


def test_html_in_code_is_text():
    """That is the way to write about it."""
    assert html("`<b>`\n") == "<p><code>&lt;b&gt;</code></p>\n"


# --- lists read as data


def test_items_of_a_list_are_its_top_level():
    """A nested list belongs to its item."""
    inner = items_of("1. one\n   - a\n   - b\n2. two\n")

    assert len(inner) == 2
    assert "<li>a</li>" in rendered(inner[0]).replace("\n", "")


@pytest.mark.parametrize(
    ("item", "lead", "rest"),
    [
        ("**It has expired.** More.", "It has expired.", "<p>More.</p>\n"),
        ("**It has expired.**", "It has expired.", ""),
        ("**It has expired.**\n   More.", "It has expired.", "<p>More.</p>\n"),
        ("**It has expired.**\n\n   More.", "It has expired.", "<p>More.</p>\n"),
        ("**The `aud` is *wrong*.** x", "The <code>aud</code> is <em>wrong</em>.", "<p>x</p>\n"),
        ("**Lead.** [x](https://a.example)", "Lead.", '<p><a href="https://a.example">x</a></p>\n'),
        ("**Lead.** `code` first", "Lead.", "<p><code>code</code> first</p>\n"),
    ],
)
def test_the_bold_words_that_open_an_item_are_its_lead(item, lead, rest):
    """The lead goes to tables; what is left starts without a gap."""
    (inner,) = items_of(f"1. {item}\n")
    found, left = markup.split_lead(inner)

    assert found is not None
    assert words(found) == lead
    assert rendered(left) == rest


@pytest.mark.parametrize(
    "item", ["No bold words.", "First words **then bold**.", "*Emphasis.* x", "```text\nx\n```"]
)
def test_an_item_without_a_lead(item):
    """Bold words further on are no lead; the item is left as it is."""
    (inner,) = items_of(f"- {item}\n")

    assert markup.split_lead(inner) == (None, inner)


def test_the_sign_is_a_paragraph_of_its_own():
    """It is cut out wherever it stands, its words without the prefix."""
    (inner,) = items_of("1. one\n\n   Known by: the `x` header.\n\n   two\n")
    sign, rest = markup.split_sign(inner, ("Known by:",))

    assert words(sign) == "the <code>x</code> header."
    assert rendered(rest) == "<p>one</p>\n<p>two</p>\n"


def test_a_sign_within_a_paragraph_is_none():
    """Only a paragraph that opens with the words counts."""
    (inner,) = items_of("1. one. Known by: x\n")

    assert markup.split_sign(inner, ("Known by:",)) == ([], inner)


def test_a_bold_prefix_leaves_no_empty_element():
    """`**Known by:** x` is a sign like any other."""
    (inner,) = items_of("1. one\n\n   **Known by:** the header.\n")
    sign, _ = markup.split_sign(inner, ("Known by:",))

    assert words(sign) == "the header."


# --- plain text


def test_plain_text_has_no_markup():
    """Titles and leads as tables of contents show them; line ends are blanks."""
    (_, inline, _) = MARKDOWN.parse("The `aud` *claim*\nis [wrong](https://a.example) &amp; old")

    assert markup.plain_text(inline) == "The aud claim is wrong & old"


def test_the_text_of_blocks_is_joined():
    """Answers become one line in structured data."""
    tokens = MARKDOWN.parse("One.\n\n- two\n- three\n\n```text\nfour\n```\n")

    assert markup.block_text(tokens) == "One. two three four"
