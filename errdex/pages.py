"""The list of every page to be made: site path, template, view."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from errdex import compose, guides, listings, overview
from errdex.parts import Scene
from errdex.views import View


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page to be made."""

    path: str
    template: str
    view: View


def plan_pages(scene: Scene) -> list[PagePlan]:
    """Every page of the site, in the order of the catalogue."""
    plans = [PagePlan("/", "pages/home.html", overview.home_view(scene))]
    plans += _content(scene)
    plans += _listings(scene)
    plans += _utilities(scene)
    return plans


def _content(scene: Scene) -> Iterable[PagePlan]:
    graph = scene.graph
    makers: tuple[tuple[str, Iterable[View]], ...] = (
        ("error", (compose.error_view(scene, item) for item in graph.errors.values())),
        ("provider", (compose.provider_view(scene, item) for item in graph.providers.values())),
        (
            "category",
            (
                view
                for item in graph.categories.values()
                for view in compose.category_views(scene, item)
            ),
        ),
        ("compare", (guides.compare_view(scene, item) for item in graph.guides.values())),
        ("playbook", (guides.playbook_view(scene, item) for item in graph.playbooks.values())),
        ("table", (guides.table_view(scene, item) for item in graph.tables.values())),
        ("plain", (compose.plain_view(scene, item) for item in graph.pages.values())),
    )
    for name, views in makers:
        for view in views:
            yield _plan(f"pages/{name}.html", view)


def _listings(scene: Scene) -> Iterable[PagePlan]:
    yield _plan("pages/errors.html", overview.error_index_view(scene))
    for view in overview.section_index_views(scene):
        yield _plan("pages/section_index.html", view)
    for selection in listings.selection_views(scene):
        yield _plan("pages/selection.html", selection)
    yield _plan("pages/review.html", overview.review_view(scene))


def _utilities(scene: Scene) -> Iterable[PagePlan]:
    for path, template, title, intro in (
        ("/search/", "pages/search.html", "Search", "Search every page of the catalogue."),
        (
            "/explain/",
            "pages/explain.html",
            "Explain an error",
            "Paste what broke: a log line, a response, a screenful of output.",
        ),
        ("/thanks/", "pages/thanks.html", "Thank you", "Your answer was received."),
        (
            "/404.html",
            "pages/not_found.html",
            "Page not found",
            "There is no page at this address.",
        ),
    ):
        yield _plan(template, overview.utility_view(scene, path, title, intro))


def _plan(template: str, view: View) -> PagePlan:
    return PagePlan(view.meta.path, template, view)
