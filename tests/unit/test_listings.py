"""Filters as pages, and the matrix of the catalogue."""

from __future__ import annotations

from errdex.listings import choices, matrix_view, selection_views
from errdex.parts import Scene

from .test_compose import CATEGORY, error, refs, scene

QUOTA = CATEGORY.__class__(
    "category",
    "content/x.md",
    "",
    CATEGORY.entry.__class__("quota", "Quota", "Full.", CATEGORY.entry.last_reviewed),
    CATEGORY.body,
    {},
)


def made() -> Scene:
    quota = refs("quota")[0]
    return scene(
        QUOTA,
        error("http/a", http_status=(403, 429), retry="backoff"),
        error("http/b", http_status=(403,), retry="after_fix", category=quota),
    )


def test_every_choice_has_a_page_with_its_errors():
    found = {view.meta.path: [card.id for card in view.cards] for view in selection_views(made())}

    assert found == {
        "/find/http/auth/": ["http/a"],
        "/find/http/quota/": ["http/b"],
        "/find/status-403/": ["http/a", "http/b"],
        "/find/status-429/": ["http/a"],
        "/find/retry-after-fix/": ["http/b"],
        "/find/retry-backoff/": ["http/a"],
    }


def test_a_choice_offers_its_neighbors_and_not_itself():
    views = {view.meta.path: view for view in selection_views(made())}
    place, status = views["/find/http/quota/"], views["/find/status-429/"]

    assert [(g.title, [link.label for link in g.links]) for g in place.groups] == [
        ("HTTP, other categories", ["Authentication"])
    ]
    assert [[(link.label, link.note) for link in g.links] for g in status.groups] == [
        [("403", "2")]
    ]
    assert not place.meta.is_indexed


def test_the_list_of_all_errors_offers_statuses_and_retries():
    assert [(group.title, len(group.links)) for group in choices(made())] == [
        ("By HTTP status", 2),
        ("May it be retried?", 2),
    ]
    assert choices(scene()) == ()


def test_the_matrix_says_the_same_as_a_picture_and_as_rows():
    view = matrix_view(made())

    assert [column.label for column in view.columns] == ["Authentication", "Quota"]
    assert [(row.name.label, [cell.label for cell in row.cells]) for row in view.rows] == [
        ("HTTP", ["1", "1"])
    ]
    assert [cell.href for cell in view.rows[0].cells] == [
        "/find/http/auth/",
        "/find/http/quota/",
    ]
    assert view.picture.count("<a ") == 2
