"""Page views from the graph: pagination, facts, what to read first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdex.compose import category_views, error_view, provider_view
from errdex.diagnostics import Position
from errdex.graph import build_graph
from errdex.model import (
    Body,
    Category,
    CompareGuide,
    Document,
    Entry,
    ErrorEntry,
    Heading,
    Inline,
    Kind,
    OfficialIndex,
    Playbook,
    Provider,
    Ref,
    Section,
    SiteConfig,
)
from errdex.parts import Scene
from errdex.urls import Urls
from errdex.views import CategoryView

AT = Position("content/x.md")
DAY = date(2026, 11, 21)
CONFIG = SiteConfig(
    title="Errors",
    tagline="A line",
    description="A text.",
    base_url="https://x.example/",
    repository="https://github.com/example/errors",
    branch="main",
    content_path="content",
    page_size=3,
    review_interval_days=180,
    feedback="none",
    rules={},
)
BODY = Body(
    "",
    sections=(Section("belongs", "What belongs here", "belongs", "<p>x</p>"),),
    headings=(Heading(2, "What belongs here", "belongs"),),
)


def refs(*ids: str) -> tuple[Ref, ...]:
    return tuple(Ref(item, AT) for item in ids)


def document(kind: Kind, entry: Entry, body: Body = BODY) -> Document[Any]:
    return Document(kind, f"content/{entry.id}.md", "", entry, body, {})


def error(error_id: str, **more: Any) -> Document[Any]:
    provider, slug = error_id.split("/")
    values: dict[str, Any] = {
        "code": slug.upper(),
        "title": "T",
        "provider": Ref(provider, AT),
        "category": Ref("auth", AT),
        "summary": "S.",
        "last_reviewed": DAY,
    }
    return document("error", ErrorEntry(id=error_id, **(values | more)))


CATEGORY = document("category", Category("auth", "Authentication", "Who are you?", DAY))
PROVIDER = document("provider", Provider("http", "HTTP", "The protocol.", DAY))
GUIDE = document("compare", CompareGuide("g", "A vs B", "It.", refs("http/e0", "http/e1"), DAY, ()))
PLAYBOOK = document(
    "playbook",
    Playbook(
        id="p",
        title="Logins fail",
        summary="It.",
        categories=refs("auth"),
        errors=refs("http/e0"),
        last_reviewed=DAY,
        use_when=Inline(""),
        do_not_use_when=Inline(""),
        steps=(),
    ),
)


def scene(*documents: Document[Any], **settings: Any) -> Scene:
    graph = build_graph((CATEGORY, PROVIDER, *documents))
    return Scene(graph, replace(CONFIG, **settings), Urls(CONFIG.base_url), DAY)


def listing(count: int, size: int) -> list[CategoryView]:
    made = scene(GUIDE, PLAYBOOK, *(error(f"http/e{n}") for n in range(count)), page_size=size)
    return list(category_views(made, CATEGORY))


# --- pagination


@pytest.mark.parametrize(
    ("count", "size", "showing"),
    [
        (7, 15, ["1-7"]),
        (7, 7, ["1-7"]),
        (7, 3, ["1-3", "4-6", "7-7"]),
        (6, 3, ["1-3", "4-6"]),
        (2, 1, ["1-1", "2-2"]),
        (0, 3, ["0-0"]),
    ],
)
def test_pages_say_which_errors_they_show(count, size, showing):
    """The last page ends at the last error; an empty category has one page."""
    assert [view.showing for view in listing(count, size)] == [
        f"Provider-specific error pages mapped to this category ({count} total). Showing {part}."
        for part in showing
    ]


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 mapped errors"), (1, "1 mapped error"), (7, "7 mapped errors")]
)
def test_every_page_has_the_whole_count(count, text):
    """Not the count of the page."""
    assert {view.mapped for view in listing(count, 3)} == {text}


@given(st.integers(0, 40), st.integers(1, 12))
def test_every_error_stands_on_one_page(count, size):
    """In order, none twice, no page longer than its size or empty."""
    pages = [[card.id for card in view.cards] for view in listing(count, size)]
    expected = sorted(f"http/e{n}" for n in range(count))

    assert [item for page in pages for item in page] == expected
    assert all(1 <= len(page) <= size for page in pages) or count == 0


def test_pages_link_to_their_neighbors():
    """By one numbered list, and by previous and next in head and pager."""
    views = listing(7, 3)
    first, second, third = (f"/categories/auth/{tail}" for tail in ("", "page/2/", "page/3/"))

    assert [(view.pager.previous, view.pager.next) for view in views] == [
        ("", second),
        (first, third),
        (second, ""),
    ]
    assert [(v.meta.previous, v.meta.next) for v in views] == [
        (v.pager.previous, v.pager.next) for v in views
    ]
    assert [[link.is_current for link in view.pager.pages] for view in views] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert [(link.number, link.href) for link in views[1].pager.pages] == [
        (1, first),
        (2, second),
        (3, third),
    ]


def test_a_single_page_needs_no_pager():
    """A list of one number would be noise."""
    (view,) = listing(3, 3)

    assert (view.pager.pages, view.pager.previous, view.pager.next) == ((), "", "")


def test_each_page_is_its_own():
    """Canonical URL, title and breadcrumb tell the pages apart."""
    first, second = listing(4, 3)

    assert first.meta.canonical == "https://x.example/categories/auth/"
    assert second.meta.canonical == "https://x.example/categories/auth/page/2/"
    assert first.meta.title == "Authentication errors | Errors"
    assert second.meta.title == "Authentication errors, page 2 | Errors"
    assert [crumb.label for crumb in second.meta.crumbs] == [
        *("Home", "Categories", "Authentication", "Page 2"),
    ]


def test_prose_guides_and_playbooks_stand_on_the_first_page_only():
    """Further pages are a list and nothing else."""
    first, second = listing(4, 3)

    assert [card.title for card in (*first.guides, *first.playbooks)] == ["A vs B", "Logins fail"]
    assert [part.key for part in first.sections] == ["belongs"]
    assert (second.guides, second.playbooks, second.sections, second.meta.toc) == ((), (), (), ())
    assert (first.is_first, second.is_first) == (True, False)


# --- error pages


def test_facts_are_shown_where_they_are_known():
    """In a fixed order, with names for numbers; unknown ones are left out."""
    plain = error("http/a")
    full = error(
        "http/b",
        service="Proxy",
        http_status=(400, 401),
        grpc_code=16,
        number=0,
        retry="never",
        fixed_by="admin",
        since="1.1",
    )
    made = scene(plain, full)

    assert [(f.label, f.value, f.href) for f in error_view(made, plain).facts] == [
        ("Provider", "HTTP", "/errors/http/"),
        ("Category", "Authentication", "/categories/auth/"),
    ]
    assert [(f.label, f.value) for f in error_view(made, full).facts] == [
        ("Provider", "HTTP"),
        ("Service", "Proxy"),
        ("Category", "Authentication"),
        ("HTTP status", "400, 401"),
        ("gRPC code", "16 UNAUTHENTICATED"),
        ("Number", "0"),
        ("Retry", "Never"),
        ("Fixed by", "An administrator"),
        ("Since", "1.1"),
    ]


def test_a_page_says_what_to_read_first():
    """The guide, the playbook and the closest look-alike."""
    made = scene(GUIDE, PLAYBOOK, error("http/e0", related=refs("http/e1")), error("http/e1"))
    view = error_view(made, made.graph.errors["http/e0"])

    assert [(card.note, card.title) for card in view.start_here] == [
        ("Compare", "A vs B"),
        ("Playbook", "Logins fail"),
        ("Look-alike", "E1 T"),
    ]


def test_a_page_leads_to_its_neighbors_among_the_providers_errors():
    """The first has none before, the last none after."""
    made = scene(*(error(f"http/e{n}") for n in range(3)))
    views = [error_view(made, item) for item in made.graph.errors.values()]

    assert [(v.previous.id if v.previous else "", v.next.id if v.next else "") for v in views] == [
        ("", "http/e1"),
        ("http/e0", "http/e2"),
        ("http/e1", ""),
    ]


def test_contents_list_the_parts_that_are_there():
    """The generator's own parts stand before and after the prose."""
    plain = error("http/a")
    full = error("http/b", messages=("M",), related=refs("http/a"))
    made = scene(plain, full)

    assert [entry.title for entry in error_view(made, plain).meta.toc] == ["What belongs here"]
    assert [entry.title for entry in error_view(made, full).meta.toc] == [
        "Exact messages",
        "What belongs here",
        "Related errors",
    ]


def test_an_error_is_filtered_by_kind_provider_and_category():
    """As people read them."""
    made = scene(error("http/a"))

    assert error_view(made, made.graph.errors["http/a"]).meta.filters == (
        ("kind", "error"),
        ("provider", "HTTP"),
        ("category", "Authentication"),
    )


# --- providers


def test_a_provider_lists_its_errors_and_their_categories():
    """A provider without errors has an empty list."""
    made = scene(error("http/b"), error("http/a"))
    view = provider_view(made, PROVIDER)
    empty = provider_view(scene(), PROVIDER)

    assert (view.count, [card.code for card in view.cards]) == ("2 errors", ["A", "B"])
    assert [(card.title, card.note) for card in view.categories] == [("Authentication", "2 errors")]
    assert (empty.count, empty.cards, empty.categories) == ("0 errors", (), ())


def test_coverage_counts_pages_and_aliases_once():
    """A code on two lists is one code; an alias leads to a page, so it is documented."""
    first = OfficialIndex("First", "https://www.example.com/codes", ("A1", "B.2", "C3"))
    second = OfficialIndex("Second", "https://docs.example.com/", ("a1", "D4"))
    entry = replace(PROVIDER.entry, indexes=(first, second))
    provider = replace(PROVIDER, entry=entry)
    made = scene(provider, error("http/a1"), error("http/x9", aliases=refs("b.2")))

    view = provider_view(made, provider)

    assert view.coverage == "2 of 4"
    assert [(item.documented, item.known, item.missing) for item in view.indexes] == [
        (2, 3, ("C3",)),
        (1, 2, ("D4",)),
    ]
    assert [item.host for item in view.indexes] == ["example.com", "docs.example.com"]
    assert view.meta.toc[-1].anchor == "coverage"


def test_a_provider_without_official_lists_says_nothing_of_coverage():
    view = provider_view(scene(), PROVIDER)

    assert (view.coverage, view.indexes) == ("", ())
