"""Bodies: sections, lists read as data, questions; inline texts from front matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdex.diagnostics import Diagnostic, Diagnostics, Position
from errdex.frontmatter import Scalar, SplitFile
from errdex.model import Body, Inline
from errdex.prose import ProseParser
from errdex.reading import SourceFile
from errdex.urls import Urls

PAGE = SourceFile("page", ("pages", "about.md"), "content/pages/about.md")
CATEGORY = SourceFile("category", ("categories", "a.md"), "content/categories/a.md")
ERROR = SourceFile("error", ("errors", "http", "401.md"), "content/errors/http/401.md")

WHOLE = """\
Intro.

## What it means

Meaning.

## Common causes

1. **The token has expired.** More.

   How to recognize it: the `exp` claim lies in the past.

2. **No token was sent.**

   How to recognise it: there is no header.

## How to fix

1. **Get a new token.** Then send it.

## Something else

Kept as it is.

## Questions

### Is it a 403?

No, *never*.

### May I retry?

After a fix.
"""


def parse(body: str, source: SourceFile = ERROR) -> tuple[Body, list[Diagnostic]]:
    found = Diagnostics()
    parsed = ProseParser(Urls("https://x.example/")).parse(SplitFile("", body, 1), source, found)
    return parsed, found.sorted()


def codes(body: str, source: SourceFile = ERROR) -> list[tuple[str, int]]:
    return [(fault.code, fault.position.line) for fault in parse(body, source)[1]]


# --- sections


def test_known_headings_have_keys():
    """Others are kept in their place with their title."""
    body, faults = parse(WHOLE)

    assert faults == []
    assert [(s.key, s.title) for s in body.sections] == [
        ("meaning", "What it means"),
        ("causes", "Common causes"),
        ("fixes", "How to fix"),
        ("", "Something else"),
        ("questions", "Questions"),
    ]
    assert body.intro_html == "<p>Intro.</p>\n"


def test_a_section_is_found_by_its_key():
    """None where the page has none."""
    body, _ = parse(WHOLE)
    meaning = body.section("meaning")

    assert meaning is not None
    assert meaning.html == "<p>Meaning.</p>\n"
    assert body.section("security") is None


def test_required_sections_must_stand():
    """An error says what it means, why, and how to fix it; a category what belongs there."""
    assert codes("") == [("ED0301", 1)] * 3
    assert codes("## What it means\n\nx\n\n", CATEGORY) == [("ED0301", 1)]
    assert codes("", PAGE) == []


def test_a_missing_section_points_to_a_slip():
    """A heading that is nearly right is asked about at its line."""
    text = WHOLE.replace("## Common causes", "## Common cause")
    missing = [fault for fault in parse(text)[1] if fault.code == "ED0301"]

    assert [(f.position.line, f.label) for f in missing] == [(7, "is this it?")]
    assert '"Common causes"' in missing[0].what


def test_a_known_section_stands_once():
    """The second is reported; unknown headings may repeat."""
    assert codes(WHOLE + "\n## How to fix\n\n1. **Again.** x\n") == [("ED0302", 35)]
    assert codes("## A\n\nx\n\n## A\n\nx\n", PAGE) == []


def test_a_section_has_a_text():
    """A heading alone promises something that is not there."""
    assert codes("## One\n\n## Two\n\nx\n\n## Three\n", PAGE) == [("ED0309", 1), ("ED0309", 7)]


def test_deeper_headings_belong_to_their_section():
    """`###` is part of the text and of the list of headings."""
    body, _ = parse("## A\n\n### B\n\nx\n", PAGE)

    assert len(body.sections) == 1
    assert '<h3 id="b">' in body.sections[0].html
    assert [h.title for h in body.headings] == ["A", "B"]


# --- causes and fixes


def test_items_have_lead_sign_and_rest():
    """The three parts of a cause, with the place of the item."""
    body, _ = parse(WHOLE)
    causes = body.section("causes")
    assert causes is not None
    one, two = causes.items

    assert (one.lead, one.lead_html) == ("The token has expired.", "The token has expired.")
    assert one.html == "<p>More.</p>\n"
    assert one.sign_html == "the <code>exp</code> claim lies in the past."
    assert (two.html, two.sign_html) == ("", "there is no header.")
    assert (one.at.line, two.at.line) == (9, 13)


def test_a_lead_keeps_its_markup_in_html_and_loses_it_in_text():
    """Tables show code as code; feeds have none."""
    text = WHOLE.replace("**Get a new token.**", "**Set `aud` to *your* id.**")
    fixes = parse(text)[0].section("fixes")

    assert fixes is not None
    assert fixes.items[0].lead == "Set aud to your id."
    assert fixes.items[0].lead_html == "Set <code>aud</code> to <em>your</em> id."


def test_a_lead_over_two_lines_keeps_its_blank():
    """Where an author wraps a line does not join two words."""
    fixes = parse(WHOLE.replace("**Get a new token.**", "**Get a\n   new token.**"))[0].section(
        "fixes"
    )

    assert fixes is not None
    assert fixes.items[0].lead == "Get a new token."


def test_a_bullet_list_will_do():
    """Numbers are a recommendation."""
    text = WHOLE.replace("1. **Get a new token.** Then send it.", "- **Get a new token.** Then.")

    assert codes(text) == []


@pytest.mark.parametrize(
    "section",
    [
        "A sentence.\n",
        "A sentence.\n\n1. **Get a token.** x\n",
        "1. **Get a token.** x\n\nA sentence.\n",
        "1. **One.** x\n\n- **Two.** y\n",
        "```text\nx\n```\n",
    ],
)
def test_causes_and_fixes_are_one_list_and_nothing_else(section):
    """What stands beside the list would be lost in tables."""
    text = WHOLE.replace("1. **Get a new token.** Then send it.\n", section)

    assert codes(text) == [("ED0303", 19)]


def test_items_begin_with_a_bold_sentence():
    """At the item that has none; the others are read."""
    text = WHOLE.replace("2. **No token was sent.**\n", "2. No token was sent.\n")
    body, faults = parse(text)
    causes = body.section("causes")

    assert [(f.code, f.position.line) for f in faults] == [("ED0304", 13)]
    assert causes is not None
    assert len(causes.items) == 1


def test_a_cause_says_how_to_recognize_it():
    """A warning, for causes only."""
    text = WHOLE.replace("   How to recognise it: there is no header.\n", "")
    _, faults = parse(text)

    assert [(f.code, f.position.line, f.level) for f in faults] == [("ED0315", 13, "warning")]


# --- questions


def test_questions_have_title_anchor_answer_and_text():
    """Structured data gets plain text, the page HTML."""
    questions = parse(WHOLE)[0].section("questions")
    assert questions is not None

    assert [(q.title, q.anchor, q.html, q.text) for q in questions.questions] == [
        ("Is it a 403?", "is-it-a-403", "<p>No, <em>never</em>.</p>\n", "No, never."),
        ("May I retry?", "may-i-retry", "<p>After a fix.</p>\n", "After a fix."),
    ]


# --- digests


def test_the_digest_stands_for_text_place_and_base_path():
    """Whatever changes the HTML changes the digest; the rest of the file does not."""
    split = SplitFile("", "See [x](x.md).\n", 5)

    def digest(text: SplitFile, source: SourceFile, base: str) -> str:
        return ProseParser(Urls(base)).parse(text, source, Diagnostics()).digest

    one = digest(split, PAGE, "https://x.example/")

    assert digest(SplitFile("a: 1", split.body, 9), PAGE, "https://y.example/") == one
    assert digest(SplitFile("", "See [x](y.md).\n", 5), PAGE, "https://x.example/") != one
    assert digest(split, CATEGORY, "https://x.example/") != one
    assert digest(split, PAGE, "https://x.example/docs/") != one


# --- inline texts of front matter


def inline(text: str) -> tuple[Inline, list[Diagnostic]]:
    found = Diagnostics()
    node = Scalar(text, Position("content/compare/a.md", 7, 13, len(text)))
    source = SourceFile("compare", ("compare", "a.md"), "content/compare/a.md")
    return ProseParser(Urls("https://x.example/")).inline(node, source, found), found.sorted()


def test_front_matter_may_hold_code_emphasis_and_links():
    """Links are noted with the place of the value."""
    value, faults = inline("A `WWW-Authenticate` *challenge*, see [401](../errors/http/401.md)")

    assert faults == []
    assert value.html == (
        "A <code>WWW-Authenticate</code> <em>challenge</em>, see "
        '<a href="/errors/http/401/">401</a>'
    )
    assert [(link.path, link.at.line, link.at.column) for link in value.links] == [
        ("/errors/http/401/", 7, 13)
    ]


def test_front_matter_holds_no_blocks():
    """A dash or a number at the start is text."""
    assert inline("- one < two")[0].html == "- one &lt; two"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a <b>c</b>", "ED0305"),
        ("![x](y.png)", "ED0313"),
        ("[x](javascript:alert(1))", "ED0307"),
        ("[x](../../x.md)", "ED0601"),
    ],
)
def test_front_matter_is_judged_like_a_body(text, code):
    """With the place of the value."""
    value, faults = inline(text)

    assert {(f.code, f.position.line, f.position.column) for f in faults} == {(code, 7, 13)}
    assert "<b>" not in value.html
    assert "javascript" not in value.html


# --- anything at all


@given(
    st.lists(
        st.sampled_from(
            "# |## |### |- |1. |> |:::note|:::|::::tabs|```json|```|{|}|**b** |<b>|[x](|y.md)|\n"
            "|\n\n|   |How to recognize it: |Common causes|a|é|`|| |\\".split("|")
        ),
        max_size=25,
    )
)
def test_no_text_breaks_the_parser(parts):
    """Whatever an author is in the middle of typing gives a body and faults with places."""
    text = "".join(parts)
    body, faults = parse(text)
    anchors = [heading.anchor for heading in body.headings]

    assert len(anchors) == len(set(anchors))
    assert "<b>" not in body.intro_html + "".join(s.html for s in body.sections)
    assert all(1 <= f.position.line <= text.count("\n") + 2 for f in faults)
