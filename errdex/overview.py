"""SiteGraph to page views: home, indexes, review queue, and the pages with little content."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import groupby, pairwise

from errdex.graph import code_key
from errdex.listings import choices, matrix_view
from errdex.model import Document, Entry, ErrorEntry
from errdex.parts import (
    KIND_NAMES,
    Scene,
    card,
    category_cards,
    error_card,
    error_cards,
    meta_of,
    plural,
    provider_cards,
    review_state,
)
from errdex.pictures import bars
from errdex.urls import page_path
from errdex.views import (
    AgeView,
    Card,
    ErrorCard,
    ErrorIndexView,
    FactView,
    HomeView,
    LetterGroup,
    LinkView,
    ReviewRow,
    ReviewView,
    SectionIndexView,
    SiteView,
    TocEntry,
    UtilityView,
)

_RECENT = 8
_FEW = 5
_UPCOMING = 20


def site_view(scene: Scene) -> SiteView:
    """What every page shows of the site."""
    config, href = scene.config, scene.urls.href
    nav = [
        LinkView("Explain", href("/explain/")),
        LinkView("Errors", href("/errors/")),
        LinkView("Categories", href("/categories/")),
    ]
    nav += [
        LinkView(label, href(path))
        for label, path, present in (
            ("Compare", "/compare/", scene.graph.guides),
            ("Playbooks", "/playbooks/", scene.graph.playbooks),
            ("Tables", "/tables/", scene.graph.tables),
        )
        if present
    ]
    pages = [
        LinkView(document.entry.title, href(page_path("page", slug)))
        for slug, document in scene.graph.pages.items()
    ]
    return SiteView(
        title=config.title,
        tagline=config.tagline,
        description=config.description,
        home=href("/"),
        base_path=scene.urls.base_path,
        repository=config.repository,
        search_href=href("/search/"),
        explain_href=href("/explain/"),
        new_error_href=f"{config.repository.rstrip('/')}/new/{config.branch}"
        f"?filename={config.content_path}/errors/",
        search_fallback=href("/errors/"),
        feed_href=href("/feed.xml"),
        nav=tuple(nav),
        footer=(*pages, LinkView("Review queue", href("/review/"))),
        has_feedback=config.feedback == "netlify",
        thanks_href=href("/thanks/"),
    )


def home_view(scene: Scene) -> HomeView:
    """The front page."""
    graph, config = scene.graph, scene.config
    recent = sorted(graph.errors.values(), key=lambda doc: doc.entry.id)
    recent.sort(key=lambda doc: doc.entry.last_reviewed, reverse=True)
    counts = (
        FactView("Errors", f"{len(graph.errors):,}", scene.urls.href("/errors/")),
        FactView("Providers", f"{len(graph.providers):,}", scene.urls.href("/errors/")),
        FactView("Categories", f"{len(graph.categories):,}", scene.urls.href("/categories/")),
    )
    return HomeView(
        meta=meta_of(scene, "home", "/", f"{config.title}: {config.tagline}", config.description),
        counts=counts,
        matrix=matrix_view(scene),
        providers=provider_cards(scene),
        categories=category_cards(scene),
        guides=tuple(card(scene, document) for document in [*graph.guides.values()][:_FEW]),
        all_guides=_all(scene, "/compare/", "compare guides", len(graph.guides)),
        playbooks=tuple(card(scene, document) for document in [*graph.playbooks.values()][:_FEW]),
        all_playbooks=_all(scene, "/playbooks/", "playbooks", len(graph.playbooks)),
        tables=tuple(card(scene, document) for document in graph.tables.values()),
        recent=error_cards(scene, (doc.entry.id for doc in recent[:_RECENT])),
    )


def _all(scene: Scene, path: str, what: str, count: int) -> LinkView | None:
    """The way to the whole list, where the front page shows only the first of it."""
    return LinkView(f"All {count} {what}", scene.urls.href(path)) if count > _FEW else None


def error_index_view(scene: Scene) -> ErrorIndexView:
    """Every code, A to Z."""
    cards = [error_card(scene, error_id) for error_id in scene.graph.errors]
    cards.sort(key=lambda item: (code_key(item.code), item.id))
    letters = tuple(
        LetterGroup(
            letter, f"letter-{letter.lower()}" if letter != "0-9" else "letter-0", tuple(group)
        )
        for letter, group in groupby(cards, key=_letter)
    )
    title = "All errors, A to Z"
    return ErrorIndexView(
        meta=meta_of(
            scene,
            "index",
            "/errors/",
            title,
            f"Every error code of {scene.config.title}, from A to Z.",
            steps=(("Errors", "/errors/"),),
            toc=tuple(TocEntry(group.letter, group.anchor) for group in letters),
        ),
        title=title,
        count=plural(len(cards), "error"),
        letters=letters,
        providers=provider_cards(scene),
        categories=category_cards(scene),
        choices=choices(scene),
    )


def _letter(item: ErrorCard) -> str:
    first = item.code[:1].upper()
    return first if first.isascii() and first.isalpha() else "0-9"


def section_index_views(scene: Scene) -> Iterable[SectionIndexView]:
    """The lists of categories, compare guides, playbooks and tables that exist."""
    graph = scene.graph
    lists: tuple[tuple[str, str, str, tuple[Card, ...]], ...] = (
        ("/categories/", "Categories", "What kind of failure is it?", category_cards(scene)),
        (
            "/compare/",
            "Compare guides",
            "Two errors that look alike, and how to tell which one you have.",
            tuple(card(scene, document) for document in graph.guides.values()),
        ),
        (
            "/playbooks/",
            "Playbooks",
            "Ordered checks for an incident, each with the command to run.",
            tuple(card(scene, document) for document in graph.playbooks.values()),
        ),
        (
            "/tables/",
            "Code tables",
            "Codes side by side with their causes and fixes.",
            tuple(card(scene, document) for document in graph.tables.values()),
        ),
    )
    for path, title, intro, cards in lists:
        if cards:
            meta = meta_of(scene, "index", path, title, intro, steps=((title, path),))
            yield SectionIndexView(meta, title, intro, cards)


def review_view(scene: Scene) -> ReviewView:
    """What is due for review, oldest first, and what comes due next."""
    documents = sorted(scene.graph.documents(), key=lambda doc: (doc.entry.last_reviewed, doc.path))
    rows = [_review_row(scene, document) for document in documents]
    days = scene.config.review_interval_days
    ages = _ages(scene)
    return ReviewView(
        meta=meta_of(
            scene,
            "index",
            "/review/",
            "Review queue",
            f"Pages due for review after {days} days, oldest first.",
            steps=(("Review queue", "/review/"),),
            is_indexed=False,
        ),
        title="Review queue",
        intro=f"A page is due when its last review is more than {days} days old.",
        ages=ages,
        picture=bars([(age.name, age.count, age.is_due) for age in ages], "Pages by age of review"),
        due=tuple(row for row in rows if row.review.is_due),
        upcoming=tuple(row for row in rows if not row.review.is_due)[:_UPCOMING],
    )


def _ages(scene: Scene) -> tuple[AgeView, ...]:
    """Pages by the time since their last review, in thirds of the interval."""
    days = scene.config.review_interval_days
    steps = [0, -(-days // 3), -(-2 * days // 3), days + 1, 2 * days]
    names = [f"up to {steps[1] - 1} days"]
    names += [f"{low} to {high - 1} days" for low, high in pairwise(steps[1:])]
    names.append(f"{steps[-1]} days or more")
    counts = [0] * len(steps)
    for document in scene.graph.documents():
        age = (scene.today - document.entry.last_reviewed).days
        counts[max(0, bisect_right(steps, age) - 1)] += 1
    return tuple(
        AgeView(name, count, low > days)
        for name, count, low in zip(names, counts, steps, strict=True)
    )


def _review_row(scene: Scene, document: Document[Entry]) -> ReviewRow:
    entry = document.entry
    title = f"{entry.code} {entry.title}" if isinstance(entry, ErrorEntry) else entry.title
    return ReviewRow(
        title,
        scene.urls.href(page_path(document.kind, entry.id)),
        KIND_NAMES[document.kind],
        review_state(scene, entry.last_reviewed),
    )


def utility_view(scene: Scene, path: str, title: str, intro: str) -> UtilityView:
    """A page with a title, a sentence and what its template adds; not indexed."""
    steps = () if path.endswith(".html") else ((title, path),)
    meta = meta_of(scene, "utility", path, title, intro, steps=steps, is_indexed=False)
    return UtilityView(meta, title, intro)
