"""The parts of views: messages, review state, counts, head data, shared types."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from errdex.diagnostics import Position
from errdex.graph import build_graph
from errdex.model import (
    Body,
    Category,
    Citation,
    Document,
    Entry,
    EnumValue,
    ErrorEntry,
    Field,
    Heading,
    Item,
    PlainPage,
    Provider,
    Question,
    Ref,
    Section,
    SiteConfig,
    TypeDef,
)
from errdex.parts import (
    Scene,
    crumbs_of,
    day_text,
    error_card,
    error_cards,
    field_views,
    message_view,
    meta_of,
    plural,
    review_state,
    section_view,
    source_path,
    source_views,
    toc_of,
    type_views,
)
from errdex.urls import Urls
from errdex.views import MessagePart

AT = Position("content/x.md")
TODAY = date(2026, 11, 21)
PAGE = Document("page", "content/pages/about.md", "", PlainPage("about", "About", "It.", TODAY),
                Body(""), {})  # fmt: skip
CONFIG = SiteConfig(
    title="Errors",
    tagline="A line",
    description="A text.",
    base_url="https://x.example/docs/",
    repository="https://github.com/example/errors/",
    branch="main",
    content_path="site/content",
    page_size=3,
    review_interval_days=180,
    feedback="none",
    rules={},
)


def scene(*documents: Document[Entry], today: date = TODAY) -> Scene:
    return Scene(build_graph(documents), CONFIG, Urls(CONFIG.base_url), today)


def error(error_id: str, **more: Any) -> Document[Entry]:
    provider, slug = error_id.split("/")
    entry = ErrorEntry(
        id=error_id,
        code=slug.upper(),
        title="T",
        provider=Ref(provider, AT),
        category=Ref("auth", AT),
        summary="S.",
        last_reviewed=TODAY,
        **more,
    )
    return Document("error", f"content/errors/{error_id}.md", "", entry, Body(""), {})


SHELF = (
    Document("provider", "content/providers/vsphere.md", "",
             Provider("vsphere", "vSphere", "It.", TODAY), Body(""), {}),
    Document("category", "content/categories/auth.md", "",
             Category("auth", "Authentication", "It.", TODAY), Body(""), {}),
)  # fmt: skip


# --- messages


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plain", [("plain", False)]),
        ("for app '{app}'.", [("for app '", False), ("app", True), ("'.", False)]),
        ("{a}{b_2}", [("a", True), ("b_2", True)]),
        ("{url}", [("url", True)]),
        ('{"error": "x"}', [('{"error": "x"}', False)]),
        ("{} {0} {A} {a-b} {a b}", [("{} {0} {A} {a-b} {a b}", False)]),
        ("{{a}}", [("{", False), ("a", True), ("}", False)]),
    ],
)
def test_placeholders_are_told_from_text(text, parts):
    """A name in lower case between braces; every other brace is literal."""
    assert [(p.text, p.is_placeholder) for p in message_view(text).parts] == parts


@given(st.text(alphabet="{}ab_1 X\"'", max_size=30))
def test_a_message_is_copied_as_written(text):
    """The parts with their braces are the text again; no part is empty."""
    view = message_view(text)
    again = "".join(f"{{{p.text}}}" if p.is_placeholder else p.text for p in view.parts)

    assert view.text == again == text
    assert MessagePart("", False) not in view.parts


# --- review state


@pytest.mark.parametrize(
    ("today", "is_due"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 6, 29), False),
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
    ],
)
def test_a_review_is_due_when_its_interval_has_passed(today, is_due):
    """180 days after January 1 is June 30; the day itself is still in time."""
    state = review_state(scene(today=today), date(2026, 1, 1))

    assert (state.day, state.text, state.due) == ("2026-01-01", "January 1, 2026", "June 30, 2026")
    assert state.is_due is is_due


@pytest.mark.parametrize(
    ("day", "text"),
    [(date(2026, 11, 21), "November 21, 2026"), (date(2027, 2, 3), "February 3, 2027")],
)
def test_days_are_written_out(day, text):
    """The same on every machine, whatever its locale."""
    assert day_text(day) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 errors"), (1, "1 error"), (7, "7 errors"), (12345, "12,345 errors")]
)
def test_counts_agree_with_their_word(count, text):
    """One error, seven errors."""
    assert plural(count, "error") == text
    assert plural(2, "entry", "entries") == "2 entries"


# --- cards, sections, sources


def test_an_error_card_has_what_lists_show():
    """Names of provider and category, statuses as text, the retry in words."""
    made = scene(
        error("vsphere/a", http_status=(400, 401), retry="after_fix", retired=True), *SHELF
    )
    card = error_card(made, "vsphere/a")

    assert (card.code, card.provider, card.provider_slug, card.category) == (
        "A",
        "vSphere",
        "vsphere",
        "Authentication",
    )
    assert (card.status, card.retry, card.reviewed, card.retired) == (
        "400, 401",
        "After a fix",
        "2026-11-21",
        True,
    )
    assert card.href == "/docs/errors/vsphere/a/"


def test_cards_of_unknown_errors_are_left_out():
    """Checks have reported them."""
    made = scene(error("vsphere/a"), *SHELF)

    assert [card.id for card in error_cards(made, ["vsphere/gone", "vsphere/a"])] == ["vsphere/a"]


def test_a_section_is_given_as_safe_html_and_as_data():
    """Items and questions keep their parts."""
    item = Item("Lead `x`.", "Lead <code>x</code>.", "<p>More</p>", "the log", AT)
    question = Question("Why?", "why", "<p>So.</p>", "So.")
    view = section_view(
        Section("causes", "Causes", "causes", "<ol></ol>", items=(item,), questions=(question,))
    )

    assert (view.key, view.title, view.anchor) == ("causes", "Causes", "causes")
    assert isinstance(view.html, Markup)
    assert view.html == "<ol></ol>"
    assert (view.items[0].lead, view.items[0].html, view.items[0].sign) == (
        "Lead <code>x</code>.",
        "<p>More</p>",
        "the log",
    )
    assert (view.questions[0].title, view.questions[0].anchor) == ("Why?", "why")


def test_contents_list_the_second_level():
    """Deeper headings would bury it."""
    body = Body("", headings=(Heading(2, "A", "a"), Heading(3, "B", "b"), Heading(2, "C", "c")))

    assert [(entry.title, entry.anchor) for entry in toc_of(body)] == [("A", "a"), ("C", "c")]


def test_sources_say_whose_they_are():
    """By the host, without `www.`."""
    (view,) = source_views([Citation("RFC 9110", "https://www.rfc-editor.org/rfc/rfc9110.html")])

    assert (view.title, view.host) == ("RFC 9110", "rfc-editor.org")


# --- structured bodies


def test_members_are_expanded_by_their_shared_types():
    """A type's members, its values, and a link where a value has a page."""
    kinds = TypeDef("Kind", "Which.", values=(EnumValue("A", "first"), EnumValue("NONE")))
    text = TypeDef("Text", "A text.", (Field("id", "string", True, "The key."),))
    fields = (
        Field("messages", "List<Text>", True, "Texts.", "7.0"),
        Field("kind", "Kind", False, "Which."),
    )
    made = scene(error("vsphere/a"), *SHELF)
    messages, kind = field_views(made, fields, (kinds, text), "vsphere", "NONE")

    assert (messages.anchor, messages.required, messages.since) == (
        "property-messages",
        True,
        "7.0",
    )
    assert messages.type_description == "A text."
    assert [member.name for member in messages.fields] == ["id"]
    assert [(v.name, v.href, v.is_current) for v in kind.values] == [
        ("A", "/docs/errors/vsphere/a/", False),
        ("NONE", "", True),
    ]


def test_types_that_contain_themselves_end():
    """A tree of nodes is expanded a few levels deep."""
    node = TypeDef("Node", "A node.", (Field("child", "Node", False, "Below."),))
    (view,) = field_views(scene(), (Field("root", "Node", True, "Top."),), (node,), "x")
    depth = 0
    while view.fields:
        (view,) = view.fields
        depth += 1

    assert 1 <= depth <= 4


def test_a_provider_lists_its_types():
    """Structures and enumerations, each with an anchor."""
    types = (
        TypeDef("Error.Type", "Which.", values=(EnumValue("A"),)),
        TypeDef("Text", "A text.", (Field("id", "string", True, "The key."),)),
    )
    views = type_views(scene(), types, "vsphere")

    assert [(view.name, view.anchor, view.type) for view in views] == [
        ("Error.Type", "type-error-type", "Enumeration"),
        ("Text", "type-text", "Structure"),
    ]


# --- head data


def test_breadcrumbs_end_without_a_link():
    """The page does not link to itself."""
    crumbs = crumbs_of(scene(), ("Errors", "/errors/"), ("401", "/errors/http/401/"))

    assert [(crumb.label, crumb.href) for crumb in crumbs] == [
        ("Home", "/docs/"),
        ("Errors", "/docs/errors/"),
        ("401", ""),
    ]


def test_a_page_knows_its_title_url_and_source():
    """The site's name in the title, the full URL, the file to edit, a form to report."""
    meta = meta_of(scene(), "page", "/about/", "About", "It.", document=PAGE, reviewed=TODAY)

    assert (meta.title, meta.search_title) == ("About | Errors", "About")
    assert meta.canonical == "https://x.example/docs/about/"
    assert meta.edit_href == (
        "https://github.com/example/errors/edit/main/site/content/pages/about.md"
    )
    assert meta.report_href.startswith("https://github.com/example/errors/issues/new?title=")
    assert "https%3A%2F%2Fx.example%2Fdocs%2Fabout%2F" in meta.report_href
    assert meta.filters == (("kind", "page"),)


def test_a_file_is_named_below_the_content_folder():
    """Wherever that lies on this machine."""
    assert source_path(PAGE) == "pages/about.md"
    assert source_path(error("http/401")) == "errors/http/401.md"


def test_structured_data_cannot_end_its_script():
    """A summary that shows markup stays within the JSON."""
    text = '</script><script>alert("x")'
    question = Question(text, "a", "", text)
    body = Body("", sections=(Section("questions", "Q", "q", "", questions=(question,)),))
    document = Document("page", PAGE.path, "", PAGE.entry, body, {})
    meta = meta_of(
        scene(),
        "page",
        "/a/",
        text,
        text,
        steps=((text, "/a/"),),
        document=document,
        reviewed=TODAY,
    )
    data = [json.loads(block) for block in meta.json_ld]

    assert [item["@type"] for item in data] == ["BreadcrumbList", "TechArticle", "FAQPage"]
    assert "<" not in "".join(meta.json_ld)
    assert data[1]["description"] == text
    assert data[2]["mainEntity"][0]["acceptedAnswer"]["text"] == text
    assert data[0]["itemListElement"][1]["item"] == "https://x.example/docs/a/"
