"""All documents to one graph: both directions of every link, lists in a fixed order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from errdex.diagnostics import Position
from errdex.graph import SiteGraph, build_graph, categories_of, code_key
from errdex.model import (
    Body,
    Category,
    CodeTable,
    CompareGuide,
    Document,
    Entry,
    ErrorEntry,
    Inline,
    Kind,
    PlainPage,
    Playbook,
    Provider,
    Ref,
    TableGroup,
)

DAY = date(2026, 11, 21)
AT = Position("content/x.md")
NO_TEXT = Inline("")


def refs(*ids: str) -> tuple[Ref, ...]:
    return tuple(Ref(item, AT) for item in ids)


def document(kind: Kind, entry: Entry) -> Document[Entry]:
    return Document(kind, f"content/{entry.id}.md", "", entry, Body(""), {})


def error(error_id: str, code: str = "", category: str = "auth", **more: Any) -> Document[Entry]:
    provider, slug = error_id.split("/")
    entry = ErrorEntry(
        id=error_id,
        code=code or slug,
        title="T",
        provider=Ref(provider, AT),
        category=Ref(category, AT),
        summary="S.",
        last_reviewed=DAY,
        **more,
    )
    return document("error", entry)


def provider(slug: str, **more: Any) -> Document[Entry]:
    return document("provider", Provider(slug, slug.upper(), "S.", DAY, **more))


def guide(slug: str, *errors: str) -> Document[Entry]:
    return document("compare", CompareGuide(slug, slug, "S.", refs(*errors), DAY, ()))


def playbook(slug: str, categories: tuple[str, ...], *errors: str) -> Document[Entry]:
    entry = Playbook(slug, slug, "S.", refs(*categories), refs(*errors), DAY, NO_TEXT, NO_TEXT, ())
    return document("playbook", entry)


def graph(*documents: Document[Entry]) -> SiteGraph:
    return build_graph(documents)


def paths(made: SiteGraph) -> dict[str, str]:
    return {redirect.source: redirect.target for redirect in made.redirects}


# --- order


def test_codes_are_ordered_as_people_look_them_up():
    """Numbers first, then letters without regard to case."""
    codes = ["b", "A", "a", "invalid_client", "INVALID", "500", "401", "0x1F"]

    assert sorted(codes, key=code_key) == [
        *("0x1F", "401", "500", "A", "a", "b", "INVALID", "invalid_client"),
    ]


def test_errors_are_listed_by_provider_and_code():
    """Whatever the order of the files."""
    documents = [error("http/500"), error("azure/b", "B"), error("http/401"), error("azure/a", "a")]
    expected = ["azure/a", "azure/b", "http/401", "http/500"]

    assert list(graph(*documents).errors) == expected
    assert list(graph(*reversed(documents)).errors) == expected


def test_categories_are_listed_by_title():
    """As a reader sees them."""
    categories = [
        document("category", Category(slug, title, "S.", DAY))
        for slug, title in (("a", "zeta"), ("b", "Alpha"), ("c", "beta"))
    ]

    assert list(graph(*categories).categories) == ["b", "c", "a"]


def test_documents_come_by_kind():
    """Errors first; nothing is lost."""
    page = document("page", PlainPage("about", "About", "S.", DAY))
    table = document("table", CodeTable("t", "T", "S.", DAY, ()))
    made = graph(page, table, guide("g"), provider("http"), error("http/401"))

    assert [doc.kind for doc in made.documents()] == [
        *("error", "provider", "compare", "table", "page"),
    ]


# --- membership


def test_an_error_belongs_to_its_home_and_to_further_categories():
    """The home comes first."""
    made = graph(
        error("http/402", category="billing", also_in=refs("auth")), error("http/401"),
        error("gcp/x", category="timeout"),
    )  # fmt: skip
    entry = made.errors["http/402"].entry

    assert categories_of(entry) == ("billing", "auth")
    assert made.members == {
        "auth": ("http/401", "http/402"),
        "billing": ("http/402",),
        "timeout": ("gcp/x",),
    }


def test_an_error_is_listed_once_in_a_category():
    """Even if home and further categories repeat it."""
    assert graph(error("http/401", also_in=refs("auth"))).members == {"auth": ("http/401",)}


def test_a_provider_has_its_errors():
    """In the order of their codes."""
    made = graph(error("http/500"), error("http/401"), error("azure/a"))

    assert made.of_provider == {"azure": ("azure/a",), "http": ("http/401", "http/500")}


def test_guides_and_playbooks_are_found_from_errors_and_categories():
    """A guide stands in every category of its errors, a playbook where it says."""
    made = graph(
        error("http/401", also_in=refs("extra")),
        error("http/403", category="authz"),
        guide("one", "http/401", "http/403"),
        guide("two", "http/403", "http/gone"),
        playbook("p", ("auth", "billing"), "http/401", "http/gone"),
    )

    assert made.guides_of["http/403"] == ("one", "two")
    assert made.guides_in == {"auth": ("one",), "authz": ("one", "two"), "extra": ("one",)}
    assert made.playbooks_of["http/401"] == ("p",)
    assert made.playbooks_in == {"auth": ("p",), "billing": ("p",)}


# --- links between errors


def test_a_one_sided_relation_becomes_a_backlink():
    """A page that names back, as related or as equivalent, needs none."""
    made = graph(
        error("http/401", related=refs("http/403", "http/407", "oauth/x", "http/gone")),
        error("http/403", related=refs("http/401")),
        error("http/407"),
        error("oauth/x", equivalents=refs("http/401")),
    )

    assert made.backlinks == {"http/407": ("http/401",)}


def test_equivalents_are_said_from_both_sides():
    """Once each, in order; unknown ids are left out."""
    made = graph(
        error("azure/a", equivalents=refs("gcp/a", "aws/gone")),
        error("gcp/a", equivalents=refs("azure/a")),
        error("http/401", equivalents=refs("gcp/a")),
    )

    assert made.equivalents == {
        "azure/a": ("gcp/a",),
        "gcp/a": ("azure/a", "http/401"),
        "http/401": ("gcp/a",),
    }


# --- table groups


@pytest.mark.parametrize(
    ("criteria", "chosen"),
    [
        ({}, ("azure/a", "http/401", "http/403")),
        ({"provider": refs("http")[0]}, ("http/401", "http/403")),
        ({"category": refs("extra")[0]}, ("http/401",)),
        ({"service": "Entra"}, ("azure/a",)),
        ({"provider": refs("http")[0], "category": refs("authz")[0]}, ("http/403",)),
        ({"provider": refs("http")[0], "service": "Entra"}, ()),
        ({"errors": refs("http/403", "gone/x", "azure/a")}, ("http/403", "azure/a")),
    ],
)
def test_a_group_selects_errors(criteria, chosen):
    """Criteria combine; an explicit list keeps its own order."""
    made = graph(
        error("http/401", also_in=refs("extra")),
        error("http/403", category="authz"),
        error("azure/a", service="Entra"),
    )

    assert made.group_errors(TableGroup("T", AT, **criteria)) == chosen


# --- redirects


def test_codes_redirect_in_their_own_spelling():
    """Unless that is the URL already."""
    made = graph(error("azure/aadsts50058", "AADSTS50058"), error("http/401"))

    assert paths(made) == {"/errors/azure/AADSTS50058/": "/errors/azure/aadsts50058/"}


def test_a_code_with_a_slash_has_no_redirect_of_its_own():
    """It would be two folders."""
    assert paths(graph(error("x/a-b", "A/B"))) == {}


def test_aliases_redirect_below_their_provider():
    """As slugs, with the place of the alias for messages."""
    made = graph(error("azure/a", aliases=refs("7000215", "Bad Secret")))

    assert paths(made) == {
        "/errors/azure/7000215/": "/errors/azure/a/",
        "/errors/azure/bad-secret/": "/errors/azure/a/",
    }
    assert [redirect.ref for redirect in made.redirects] == list(refs("7000215", "Bad Secret"))


def test_other_names_of_a_provider_redirect():
    """Not the one that differs by case only."""
    made = graph(provider("azure", aliases=refs("Azure", "Microsoft Entra")))

    assert paths(made) == {"/errors/microsoft-entra/": "/errors/azure/"}


def test_an_empty_catalogue_is_a_graph():
    """Nothing in it, nothing missing."""
    made = graph()

    assert list(made.documents()) == []
    assert (made.members, made.backlinks, made.redirects) == ({}, {}, ())
