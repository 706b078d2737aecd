"""The walk over a body: faults at their place, ids for headings, hrefs for links."""

from __future__ import annotations

import pytest

from errdex.diagnostics import Diagnostics
from errdex.frontmatter import SplitFile
from errdex.model import Body
from errdex.prose import ProseParser
from errdex.reading import SourceFile
from errdex.urls import RESERVED_ANCHORS, Urls

PAGE = SourceFile("page", ("pages", "about.md"), "content/pages/about.md")
# The place of an error, but of a kind without required sections.
LOOSE = SourceFile("page", ("errors", "http", "401.md"), "content/errors/http/401.md")
FIRST_LINE = 10


def read(body: str, source: SourceFile = PAGE, base: str = "https://x.example/") -> Body:
    """The parsed body; every fault fails the test."""
    found = Diagnostics()
    parsed = ProseParser(Urls(base)).parse(SplitFile("", body, FIRST_LINE), source, found)
    assert found.sorted() == []
    return parsed


def faults(body: str, source: SourceFile = PAGE) -> list[tuple[str, int, int]]:
    """(code, line, column) of every fault, the body's first line being line 1."""
    found = Diagnostics()
    ProseParser(Urls("https://x.example/")).parse(SplitFile("", body, 1), source, found)
    return [(f.code, f.position.line, f.position.column) for f in found.sorted()]


# --- headings


def test_headings_get_ids_from_their_titles():
    """Level, title without markup, and anchor, in order."""
    body = read("## The `aud` claim\n\nx\n\n### Café *crème*\n\ny\n")

    assert [(h.level, h.title, h.anchor) for h in body.headings] == [
        (2, "The aud claim", "the-aud-claim"),
        (3, "Café crème", "café-crème"),
    ]


def test_ids_are_unique():
    """The second heading of one title is numbered, also where the number is taken."""
    body = read("## A\n\nx\n\n## A-2\n\nx\n\n## A\n\nx\n\n### A\n\nx\n")

    assert [h.anchor for h in body.headings] == ["a", "a-2", "a-3", "a-4"]


@pytest.mark.parametrize(
    "name", [*sorted(RESERVED_ANCHORS), "step-1", "group-http", "property-kind", "type-kind"]
)
def test_headings_never_get_an_id_of_a_template(name):
    """`## Sources` in prose and the list of sources are two places, each with its own id."""
    body = read(f"## {name.capitalize()}\n\nx\n\n## {name}\n\nx\n")
    one, two = (heading.anchor for heading in body.headings)

    assert one != two
    assert all(found != name and name in found for found in (one, two))


def test_a_heading_is_a_link_to_itself():
    """Its name stays its title; one that holds a link already is left as it is."""
    body = read("## One & two\n\n### Three\n\nx\n")

    assert body.sections[0].html.startswith(
        '<h3 id="three"><a class="self-link" href="#three">Three</a></h3>'
    )
    assert body.sections[0].anchor == "one-two"
    linked = read("## A\n\n### See [it](https://example.com/)\n\nx\n")
    assert "self-link" not in linked.sections[0].html


@pytest.mark.parametrize("text", ["# Top\n", "Top\n===\n"])
def test_the_top_heading_is_not_for_content(text):
    """It is made from front matter."""
    assert faults(f"x\n\n{text}\ny\n") == [("ED0311", 3, 1)]


@pytest.mark.parametrize(
    ("text", "line"),
    [("### First\n\nx\n", 1), ("## A\n\n#### B\n\nx\n", 3), ("## A\n\n### B\n\n##### C\n\nx\n", 5)],
)
def test_heading_levels_are_not_skipped(text, line):
    """Each level opens below the one above it."""
    assert faults(text) == [("ED0314", line, 1)]


def test_heading_levels_may_go_back():
    """`##` may follow `####`."""
    assert faults("## A\n\n### B\n\n#### C\n\nx\n\n## D\n\nx\n\n### E\n\nx\n") == []


# --- code


def test_a_fence_needs_a_known_language():
    """At the place of the fence, also within a list."""
    text = "```\nx\n```\n\n1. one\n\n   ```jsn\n   {}\n   ```\n"

    assert faults(text) == [("ED0310", 1, 1), ("ED0310", 7, 4)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x\n\n```text\ny\n\n## Z\n", ("ED0312", 3, 1)),
        ("- a\n\n  ~~~text\n  b\n\nc\n", ("ED0312", 3, 3)),
        ("````text\nx\n```\n", ("ED0312", 1, 1)),
    ],
)
def test_a_fence_must_be_closed(text, place):
    """By as many marks of the same kind."""
    assert faults(text) == [place]


@pytest.mark.parametrize(
    "text",
    ["~~~text\n```\n~~~\n", "````text\n```\n````\n", "> ```text\n> x\n> ```\n", "```text\n```"],
)
def test_closed_fences(text):
    """Longer marks, other marks, quoted blocks, the end of the file."""
    assert faults(text) == []


def test_json_must_parse():
    """At the character where it stops being JSON."""
    assert faults('x\n\n```json\n{\n  "a": 1,\n  b\n}\n```\n') == [("ED0306", 6, 3)]


def test_json_within_a_list_is_placed_as_well():
    """The list's indentation counts, the JSON's own is not counted twice."""
    text = '1. one\n\n   ```json\n   {\n     "a": 1,\n     b\n   }\n   ```\n'

    assert faults(text) == [("ED0306", 6, 6)]


def test_empty_json_is_no_json():
    """A block with nothing in it is reported, not skipped."""
    assert [code for code, _, _ in faults("```json\n```\n")] == ["ED0306"]


@pytest.mark.parametrize("text", ["{", "[1, 2", "{} {}", "{'a': 1}", "undefined", "{...}"])
def test_fragments_are_no_json(text):
    """People copy examples."""
    assert [code for code, _, _ in faults(f"```json\n{text}\n```\n")] == ["ED0306"]


@pytest.mark.parametrize("text", ["1" * 5000, "[" * 50_000])
def test_hostile_json_is_reported(text):
    """A number or a nesting that Python refuses is a fault in content, no traceback."""
    assert [code for code, _, _ in faults(f"```json\n{text}\n```\n")] == ["ED0306"]


def test_other_languages_are_not_parsed():
    """`jsonc` and `text` take fragments."""
    assert faults("```jsonc\n{ // x\n```\n\n```text\n{\n```\n") == []


def test_only_marked_json_is_held_against_fields():
    """The mark is the word `fields`."""
    body = read("```json\n{}\n```\n\n```json fields\n[1]\n```\n")

    assert [(e.text, e.at.line) for e in body.examples] == [("[1]\n", FIRST_LINE + 4)]


# --- directives


def test_an_unknown_directive_names_the_near_one():
    """The nearest known name is offered."""
    found = Diagnostics()
    source = SplitFile("", "x\n\n:::warnig\ny\n:::\n", 1)
    ProseParser(Urls("https://x.example/")).parse(source, PAGE, found)
    (fault,) = found.sorted()

    assert (fault.code, fault.position.line, fault.help) == (
        "ED0308",
        3,
        'did you mean "warning"?',
    )


@pytest.mark.parametrize("text", [":::note\nx\n", "::::tabs\n:::tab A\nx\n:::\n"])
def test_a_directive_must_be_closed(text):
    """Else it swallows the rest of the page."""
    assert faults(f"{text}\ny\n") == [("ED0312", 1, 1)]


def test_directives_may_stand_in_lists_and_hold_fences():
    """As fixes do."""
    assert faults("1. a\n\n   :::note\n   b\n\n   ```bash\n   ls\n   ```\n   :::\n") == []


# --- raw HTML and images


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a <b>bold</b>\n", ("ED0305", 1, 3)),
        ("<div>\nx\n</div>\n", ("ED0305", 1, 1)),
        ("a\nb <!-- c -->\n", ("ED0305", 2, 3)),
        ("- a\n\n  <script>x</script>\n", ("ED0305", 3, 3)),
        ("| a |\n|---|\n| é <br> |\n", ("ED0305", 3, 5)),
        ("x ![alt](y.png)\n", ("ED0313", 1, 3)),
    ],
)
def test_raw_html_and_images_are_refused(text, place):
    """At their place, in every block."""
    assert faults(text)[0] == place


@pytest.mark.parametrize("text", ["`<b>`\n", "a < b > c\n", "```html\n<b>\n```\n", "\\<b>\n"])
def test_angle_brackets_as_text(text):
    """Code, comparisons and escapes are no HTML."""
    assert faults(text) == []


# --- links


@pytest.mark.parametrize(
    ("href", "leads"),
    [
        ("403.md", ("/errors/http/403/", "")),
        ("403.md#how-to-fix", ("/errors/http/403/", "how-to-fix")),
        ("../oauth/invalid_client.md", ("/errors/oauth/invalid_client/", "")),
        ("../../compare/401-vs-403.md", ("/compare/401-vs-403/", "")),
        ("#questions", ("/errors/http/401/", "questions")),
        ("/errors/", ("/errors/", "")),
    ],
)
def test_links_to_the_catalogue(href, leads):
    """By the relative path of the file, as on GitHub, or by a path of the site."""
    body = read(f"See [it]({href}).", LOOSE, "https://x.example/docs/")
    (link,) = body.links
    path, fragment = leads

    assert (link.path, link.anchor, link.written) == (path, fragment, href)
    assert f'href="/docs{path}{"#" + fragment if fragment else ""}"' in body.intro_html
    assert (link.at.line, link.at.column, link.at.length) == (FIRST_LINE, 10, len(href))


@pytest.mark.parametrize(
    "text",
    [
        "[it](403.md)",
        '[it](403.md "title")',
        "[it](<403.md>)",
        "[it][one]\n\n[one]: 403.md",
        "[it]\n\n[it]: 403.md",
        "[**bold** `code`](403.md)",
        "| a |\n|---|\n| [it](403.md) |",
        "- a\n  - [it](403.md)",
        "> [it](403.md)",
        ":::note\n[it](403.md)\n:::",
    ],
)
def test_links_in_every_form(text):
    """However it is written, a link is found and made right."""
    body = read(text + "\n", LOOSE)

    assert [link.path for link in body.links] == ["/errors/http/403/"]
    assert 'href="/errors/http/403/"' in body.intro_html


def test_https_links_are_kept():
    """They open no window of ours to the other site."""
    body = read("[it](https://a.example/x?y=1&z=%20) and <https://b.example/>\n")

    assert body.links == ()
    assert '<a href="https://a.example/x?y=1&amp;z=%20" rel="noopener">' in body.intro_html
    assert '<a href="https://b.example/" rel="noopener">' in body.intro_html


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:someone@example.com",
        "http://a.example/",
        "//evil.example/x",
    ],
)
def test_other_schemes_are_refused(href):
    """And the href does not reach the page."""
    found = Diagnostics()
    text = SplitFile("", f"[it]({href})\n", 1)
    body = ProseParser(Urls("https://x.example/")).parse(text, PAGE, found)

    assert [f.code for f in found.sorted()] == ["ED0307"]
    assert 'href=""' in body.intro_html


@pytest.mark.parametrize("href", ["../../../etc/passwd", "401", "../x/", "x.html", "../site.yml"])
def test_paths_that_are_no_content_file(href):
    """A relative link names a content file."""
    assert faults(f"[it]({href})\n") == [("ED0601", 1, 6)]


def test_each_link_has_its_own_line():
    """In a paragraph, a table row, an item."""
    text = "a\n[b](x.md)\nc [d](y.md)\n\n| a |\n|---|\n| [e](z.md) |\n\n- f\n- [g](w.md)\n"
    links = read(text).links

    assert [(link.path, link.at.line - FIRST_LINE + 1, link.at.column) for link in links] == [
        ("/x/", 2, 5),
        ("/y/", 3, 7),
        ("/z/", 7, 7),
        ("/w/", 10, 7),
    ]


def test_columns_of_links_count_characters():
    """Letters outside ASCII before a link are one column each."""
    (link,) = read("né 😀 [it](x.md)\n").links

    assert link.at.column == 11


def test_anchors_in_any_script_are_compared_as_written():
    """A link to a heading with accents finds it, and its href is quoted once."""
    body = read("## Café crème\n\nSee [it](#café-crème).\n")

    assert body.links[0].anchor == body.headings[0].anchor
    assert 'href="/about/#caf%C3%A9-cr%C3%A8me"' in body.sections[0].html
