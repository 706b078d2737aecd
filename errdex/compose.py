"""SiteGraph to page views: the content pages, one function for each kind."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from errdex.graph import Ids
from errdex.marks import mark
from errdex.model import (
    FIXED_BY,
    RETRY,
    Category,
    Document,
    ErrorEntry,
    Item,
    OfficialIndex,
    PlainPage,
    Provider,
)
from errdex.parts import (
    Scene,
    card,
    category_cards,
    error_card,
    error_cards,
    field_views,
    highlighted,
    html,
    message_view,
    meta_of,
    plural,
    section_views,
    source_host,
    source_views,
    toc_of,
    type_views,
)
from errdex.relations import relations_view
from errdex.urls import numbered, page_path, slugify
from errdex.views import (
    Card,
    CategoryView,
    ErrorView,
    FactView,
    IndexView,
    PageLink,
    PageMeta,
    Pager,
    PlainView,
    ProviderView,
    TocEntry,
)

# Google's documentation of gRPC codes gives these names for the numbers.
_GRPC = (
    "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS "
    "PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE "
    "UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED"
).split()


def error_view(scene: Scene, document: Document[ErrorEntry]) -> ErrorView:
    """An error page."""
    entry, graph = document.entry, scene.graph
    provider = graph.providers[entry.provider.target]
    types = provider.entry.types
    siblings = graph.of_provider[provider.entry.id]
    place = siblings.index(entry.id)
    related = tuple(ref.target for ref in entry.related)
    cause, fix = _first(document, "causes"), _first(document, "fixes")
    return ErrorView(
        meta=_error_meta(scene, document, provider),
        code=entry.code,
        title=entry.title,
        summary=entry.summary,
        provider=card(scene, provider),
        retired=entry.retired,
        facts=_facts(scene, entry, provider.entry),
        first_cause=html(cause.lead_html) if cause else Markup(""),
        first_sign=html(cause.sign_html) if cause else Markup(""),
        first_fix=html(fix.lead_html) if fix else Markup(""),
        start_here=tuple(_start_here(scene, entry)),
        messages=tuple(message_view(text) for text in entry.messages),
        sections=section_views(document.body),
        properties=field_views(scene, entry.fields, types, provider.entry.id, entry.code),
        example=highlighted(entry.example.text, "json", "Example body")
        if entry.example
        else Markup(""),
        elsewhere=error_cards(scene, graph.equivalents.get(entry.id, ())),
        related=error_cards(scene, related),
        backlinks=error_cards(scene, graph.backlinks.get(entry.id, ())),
        also_known_as=tuple(alias.target for alias in entry.aliases),
        sources=source_views(entry.sources),
        previous=error_card(scene, siblings[place - 1]) if place else None,
        next=error_card(scene, siblings[place + 1]) if place + 1 < len(siblings) else None,
    )


def _error_meta(
    scene: Scene, document: Document[ErrorEntry], provider: Document[Provider]
) -> PageMeta:
    entry = document.entry
    category = scene.graph.categories[entry.category.target].entry
    path, title = page_path("error", entry.id), f"{entry.code}: {entry.title}"
    extra = [
        TocEntry(label, name)
        for label, name, present in (
            ("Exact messages", "messages", entry.messages),
            ("Properties", "properties", entry.fields),
            ("Example body", "example", entry.example),
            ("Same failure elsewhere", "elsewhere", scene.graph.equivalents.get(entry.id)),
            ("Related errors", "related", entry.related),
            ("Sources", "sources", entry.sources),
        )
        if present
    ]
    first = 1 if entry.messages else 0
    return meta_of(
        scene,
        "error",
        path,
        title,
        entry.summary,
        steps=(
            ("Errors", "/errors/"),
            (provider.entry.title, page_path("provider", provider.entry.id)),
            (entry.code, path),
        ),
        toc=(*extra[:first], *toc_of(document.body), *extra[first:]),
        document=document,
        reviewed=entry.last_reviewed,
        filters=(("provider", provider.entry.title), ("category", category.title)),
    )


def _facts(scene: Scene, entry: ErrorEntry, provider: Provider) -> tuple[FactView, ...]:
    href = scene.urls.href
    category = scene.graph.categories[entry.category.target].entry
    grpc = f"{entry.grpc_code} {_GRPC[entry.grpc_code]}" if entry.grpc_code is not None else ""
    facts = (
        FactView("Provider", provider.title, href(page_path("provider", provider.id))),
        FactView("Service", entry.service),
        FactView("Category", category.title, href(page_path("category", category.id))),
        FactView("HTTP status", ", ".join(map(str, entry.http_status))),
        FactView("gRPC code", grpc),
        FactView("Number", "" if entry.number is None else str(entry.number)),
        FactView("Retry", RETRY[entry.retry] if entry.retry else ""),
        FactView("Fixed by", FIXED_BY[entry.fixed_by] if entry.fixed_by else ""),
        FactView("Since", entry.since),
    )
    return tuple(fact for fact in facts if fact.value)


def _first(document: Document[ErrorEntry], key: str) -> Item | None:
    """The likeliest cause or fix."""
    section = document.body.section(key)
    return next(iter(section.items), None) if section else None


def _start_here(scene: Scene, entry: ErrorEntry) -> Iterator[Card]:
    graph = scene.graph
    for slug in graph.guides_of.get(entry.id, ())[:1]:
        yield card(scene, graph.guides[slug], "Compare")
    for slug in graph.playbooks_of.get(entry.id, ())[:1]:
        yield card(scene, graph.playbooks[slug], "Playbook")
    for look_alike in error_cards(scene, (ref.target for ref in entry.related[:1])):
        title = f"{look_alike.code} {look_alike.title}"
        yield Card(title, look_alike.href, look_alike.summary, "Look-alike", look_alike.id)


def provider_view(scene: Scene, document: Document[Provider]) -> ProviderView:
    """A provider's page with all its errors."""
    entry, graph = document.entry, scene.graph
    ids = graph.of_provider.get(entry.id, ())
    homes = {graph.errors[error_id].entry.category.target for error_id in ids}
    path = page_path("provider", entry.id)
    toc = (TocEntry("Error codes", "errors"), *toc_of(document.body))
    documented = _documented(scene, ids)
    return ProviderView(
        meta=meta_of(
            scene,
            "provider",
            path,
            f"{entry.title} errors",
            entry.summary,
            steps=(("Errors", "/errors/"), (entry.title, path)),
            toc=(
                *toc,
                *((TocEntry("Types", "types"),) if entry.types else ()),
                *((TocEntry("Coverage", "coverage"),) if entry.indexes else ()),
            ),
            document=document,
            reviewed=entry.last_reviewed,
            filters=(("provider", entry.title),),
        ),
        title=entry.title,
        mark=mark(entry.id, entry.title),
        summary=entry.summary,
        count=plural(len(ids), "error"),
        sections=section_views(document.body),
        cards=error_cards(scene, ids),
        categories=tuple(item for item in category_cards(scene) if item.slug in homes),
        types=type_views(scene, entry.types, entry.id),
        coverage=_coverage(entry, documented),
        indexes=tuple(_index_view(index, documented) for index in entry.indexes),
        sources=source_views(entry.sources),
    )


def _documented(scene: Scene, ids: Ids) -> frozenset[str]:
    """Slugs that lead to a page of a provider, aliases included."""
    entries = [scene.graph.errors[error_id].entry for error_id in ids]
    aliases = (slugify(alias.target) for entry in entries for alias in entry.aliases)
    return frozenset(aliases) | {entry.id.partition("/")[2] for entry in entries}


def _index_view(index: OfficialIndex, documented: frozenset[str]) -> IndexView:
    """An official list held against a provider's pages."""
    missing = tuple(code for code in index.codes if slugify(code) not in documented)
    known = len(index.codes)
    host = source_host(index.url)
    return IndexView(index.title, index.url, host, known - len(missing), known, missing)


def _coverage(entry: Provider, documented: frozenset[str]) -> str:
    """Codes with a page, of all that the official lists have; a code on two lists counts once."""
    known = {slugify(code) for index in entry.indexes for code in index.codes}
    return f"{len(known & documented):,} of {len(known):,}" if known else ""


def category_views(scene: Scene, document: Document[Category]) -> Iterator[CategoryView]:
    """Every page of a category's listing; an empty category has one."""
    ids, size = scene.graph.members.get(document.entry.id, ()), scene.config.page_size
    last = max(1, -(-len(ids) // size))
    for number in range(1, last + 1):
        yield _category_page(scene, document, ids, number, last)


def _category_page(
    scene: Scene, document: Document[Category], ids: Ids, number: int, last: int
) -> CategoryView:
    entry, graph, size = document.entry, scene.graph, scene.config.page_size
    base, is_first = page_path("category", entry.id), number == 1
    links = tuple(
        PageLink(n, scene.urls.href(numbered(base, n)), n == number) for n in range(1, last + 1)
    )
    previous = links[number - 2].href if number > 1 else ""
    following = links[number].href if number < last else ""
    start = (number - 1) * size
    shown = ids[start : start + size]
    guides = tuple(card(scene, graph.guides[s]) for s in graph.guides_in.get(entry.id, ()))
    playbooks = tuple(card(scene, graph.playbooks[s]) for s in graph.playbooks_in.get(entry.id, ()))
    return CategoryView(
        meta=_category_meta(scene, document, number, (previous, following)),
        title=entry.title,
        mark=mark(entry.id, entry.title),
        summary=entry.summary,
        mapped=plural(len(ids), "mapped error"),
        showing=f"Provider-specific error pages mapped to this category ({len(ids)} total). "
        f"Showing {min(start + 1, len(ids))}-{start + len(shown)}.",
        cards=error_cards(scene, shown),
        pager=Pager(links if last > 1 else (), previous, following),
        is_first=is_first,
        relations=relations_view(scene, ids) if is_first else None,
        guides=guides if is_first else (),
        playbooks=playbooks if is_first else (),
        sections=section_views(document.body) if is_first else (),
        sources=source_views(entry.sources) if is_first else (),
    )


def _category_meta(
    scene: Scene, document: Document[Category], number: int, neighbors: tuple[str, str]
) -> PageMeta:
    entry = document.entry
    base = page_path("category", entry.id)
    path = numbered(base, number)
    steps: tuple[tuple[str, str], ...] = (("Categories", "/categories/"), (entry.title, base))
    title = f"{entry.title} errors"
    if number > 1:
        steps, title = (*steps, (f"Page {number}", path)), f"{title}, page {number}"
    toc = (TocEntry("Error pages", "errors"), *toc_of(document.body)) if number == 1 else ()
    return meta_of(
        scene,
        "category",
        path,
        title,
        entry.summary,
        steps=steps,
        toc=toc,
        document=document if number == 1 else None,
        reviewed=entry.last_reviewed,
        neighbors=neighbors,
        is_indexed=number == 1,
        filters=(("category", entry.title),),
    )


def plain_view(scene: Scene, document: Document[PlainPage]) -> PlainView:
    """A page of prose."""
    entry = document.entry
    path = page_path("page", entry.id)
    return PlainView(
        meta=meta_of(
            scene,
            "page",
            path,
            entry.title,
            entry.summary,
            steps=((entry.title, path),),
            toc=toc_of(document.body),
            document=document,
            reviewed=entry.last_reviewed,
        ),
        title=entry.title,
        summary=entry.summary,
        intro=html(document.body.intro_html),
        sections=section_views(document.body),
    )
