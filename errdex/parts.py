"""The parts that several page views share: cards, sections, review state, head data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup

from errdex import jsonld
from errdex.examples import types_in
from errdex.graph import SiteGraph
from errdex.marks import mark
from errdex.markup import code_block
from errdex.model import (
    RETRY,
    Body,
    Citation,
    Document,
    Entry,
    ErrorEntry,
    Field,
    Kind,
    Section,
    SiteConfig,
    TypeDef,
)
from errdex.urls import Urls, anchor, page_path, slugify
from errdex.views import (
    Card,
    Crumb,
    ErrorCard,
    FieldView,
    ItemView,
    MessagePart,
    MessageView,
    PageMeta,
    QuestionView,
    ReviewState,
    SectionView,
    SourceView,
    TocEntry,
    ValueView,
)

KIND_NAMES: dict[Kind, str] = {
    "error": "Error",
    "provider": "Provider",
    "category": "Category",
    "compare": "Compare guide",
    "playbook": "Playbook",
    "table": "Code table",
    "page": "Page",
}

_DEEPEST = 3
"""How far types are followed into each other: some contain themselves."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


@dataclass(frozen=True, slots=True)
class Scene:
    """What every view is composed from."""

    graph: SiteGraph
    config: SiteConfig
    urls: Urls
    today: date


def html(text: str) -> Markup:
    """HTML made by `prose`, marked as safe for templates."""
    return Markup(text)  # noqa: S704 - `prose` refuses raw HTML and escapes text


def highlighted(code: str, language: str, title: str = "") -> Markup:
    """A highlighted code block."""
    return html(code_block(code.rstrip("\n") + "\n", language, title))


def plural(count: int, one: str, many: str = "") -> str:
    """`1 error`, `7 errors`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day_text(day: date) -> str:
    """`November 21, 2026`."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def review_state(scene: Scene, reviewed: date) -> ReviewState:
    """When the page was read, and when that is due again."""
    last_day = date.max.toordinal()
    due = date.fromordinal(min(reviewed.toordinal() + scene.config.review_interval_days, last_day))
    return ReviewState(reviewed.isoformat(), day_text(reviewed), day_text(due), scene.today > due)


def error_card(scene: Scene, error_id: str) -> ErrorCard:
    """An error in a list."""
    entry = scene.graph.errors[error_id].entry
    provider = scene.graph.providers[entry.provider.target].entry
    category = scene.graph.categories[entry.category.target].entry
    return ErrorCard(
        id=entry.id,
        code=entry.code,
        title=entry.title,
        provider=provider.title,
        provider_slug=provider.id,
        href=scene.urls.href(page_path("error", entry.id)),
        summary=entry.summary,
        category=category.title,
        status=", ".join(map(str, entry.http_status)),
        retry=RETRY[entry.retry] if entry.retry else "",
        reviewed=entry.last_reviewed.isoformat(),
        retired=entry.retired,
    )


def error_cards(scene: Scene, ids: Iterable[str]) -> tuple[ErrorCard, ...]:
    """Cards of the errors that exist."""
    return tuple(error_card(scene, item) for item in ids if item in scene.graph.errors)


def card(scene: Scene, document: Document[Entry], note: str = "") -> Card:
    """A page of any other kind in a list."""
    entry = document.entry
    href = scene.urls.href(page_path(document.kind, entry.id))
    drawing = (
        mark(entry.id, entry.title) if document.kind in ("provider", "category") else Markup("")
    )
    return Card(entry.title, href, entry.summary, note, entry.id, drawing)


def provider_cards(scene: Scene) -> tuple[Card, ...]:
    """Every provider with its number of errors."""
    return tuple(
        card(scene, document, plural(len(scene.graph.of_provider.get(slug, ())), "error"))
        for slug, document in scene.graph.providers.items()
    )


def category_cards(scene: Scene) -> tuple[Card, ...]:
    """Every category with its number of mapped errors."""
    return tuple(
        card(scene, document, plural(len(scene.graph.members.get(slug, ())), "error"))
        for slug, document in scene.graph.categories.items()
    )


def section_view(section: Section) -> SectionView:
    """A part of a body for its template."""
    return SectionView(
        section.key,
        section.title,
        section.anchor,
        html(section.html),
        tuple(
            ItemView(html(item.lead_html), html(item.html), html(item.sign_html))
            for item in section.items
        ),
        tuple(
            QuestionView(question.title, question.anchor, html(question.html))
            for question in section.questions
        ),
    )


def section_views(body: Body) -> tuple[SectionView, ...]:
    """All parts of a body, in order."""
    return tuple(section_view(section) for section in body.sections)


def toc_of(body: Body) -> tuple[TocEntry, ...]:
    """A line for each `##` heading of a body."""
    return tuple(TocEntry(h.title, h.anchor, h.level) for h in body.headings if h.level == 2)


def source_host(url: str) -> str:
    """The host that says whose page it is."""
    return urlsplit(url).netloc.removeprefix("www.")


def source_views(sources: Iterable[Citation]) -> tuple[SourceView, ...]:
    """Official pages with the host that says whose they are."""
    return tuple(SourceView(item.title, item.url, source_host(item.url)) for item in sources)


def message_view(text: str) -> MessageView:
    """A message with its placeholders marked."""
    parts = []
    for index, part in enumerate(_PLACEHOLDER.split(text)):
        if part:
            parts.append(MessagePart(part, index % 2 == 1))
    return MessageView(text, tuple(parts))


def field_views(  # noqa: PLR0913, PLR0917 - recursion carries what every level needs
    scene: Scene,
    fields: Iterable[Field],
    types: Sequence[TypeDef],
    provider: str,
    current: str = "",
    under: str = "property",
    depth: int = 0,
) -> tuple[FieldView, ...]:
    """Members with what their types say; `under` is the anchor of the whole they belong to."""
    views = []
    members_of = tuple(fields)
    for item, name in zip(members_of, unique_anchors(f.name for f in members_of), strict=True):
        place = f"{under}-{name}"
        shared = types_in(item.type, types) if depth < _DEEPEST else None
        members = item.fields or (shared.fields if shared else ())
        views.append(
            FieldView(
                item.name,
                place,
                item.type,
                item.required,
                item.description,
                item.since,
                shared.description if shared else "",
                field_views(scene, members, types, provider, current, place, depth + 1),
                _values(scene, shared, provider, current) if shared else (),
            )
        )
    return tuple(views)


def unique_anchors(titles: Iterable[str]) -> list[str]:
    """An anchor for each title, numbered where two would be the same."""
    taken: dict[str, int] = {}
    names = []
    for title in titles:
        base = name = anchor(title)
        while name in taken:
            taken[base] += 1
            name = f"{base}-{taken[base]}"
        taken[name] = 1
        names.append(name)
    return names


def type_views(scene: Scene, types: Sequence[TypeDef], provider: str) -> tuple[FieldView, ...]:
    """The shared types of a provider, as entries of its page."""
    names = unique_anchors(item.name for item in types)
    return tuple(
        FieldView(
            item.name,
            f"type-{name}",
            "Enumeration" if item.values else "Structure",
            False,
            item.description,
            "",
            "",
            field_views(scene, item.fields, types, provider, "", f"type-{name}", 1),
            _values(scene, item, provider, ""),
        )
        for item, name in zip(types, names, strict=True)
    )


def _values(scene: Scene, shared: TypeDef, provider: str, current: str) -> tuple[ValueView, ...]:
    views = []
    for value in shared.values:
        error_id = f"{provider}/{slugify(value.name)}"
        has_page = error_id in scene.graph.errors
        href = scene.urls.href(page_path("error", error_id)) if has_page else ""
        views.append(ValueView(value.name, value.description, href, value.name == current))
    return tuple(views)


def crumbs_of(scene: Scene, *steps: tuple[str, str]) -> tuple[Crumb, ...]:
    """Home, the steps given as (label, site path), the last without a link."""
    trail = (("Home", "/"), *steps)
    return tuple(
        Crumb(label, scene.urls.href(path) if number < len(trail) else "")
        for number, (label, path) in enumerate(trail, 1)
    )


def meta_of(  # noqa: PLR0913 - the head of a page has this many parts
    scene: Scene,
    kind: str,
    path: str,
    title: str,
    description: str,
    *,
    steps: tuple[tuple[str, str], ...] = (),
    toc: tuple[TocEntry, ...] = (),
    document: Document[Entry] | None = None,
    reviewed: date | None = None,
    is_indexed: bool = True,
    neighbors: tuple[str, str] = ("", ""),
    filters: tuple[tuple[str, str], ...] = (),
) -> PageMeta:
    """Everything a page says about itself."""
    urls, config = scene.urls, scene.config
    return PageMeta(
        kind=kind,
        title=title if path == "/" else f"{title} | {config.title}",
        description=description,
        path=path,
        canonical=urls.absolute(path),
        crumbs=crumbs_of(scene, *steps) if steps else (),
        toc=toc,
        json_ld=tuple(_structured(scene, path, title, description, steps, document, reviewed)),
        review=review_state(scene, reviewed) if reviewed else None,
        edit_href=_repository_href(scene, document, "edit") if document else "",
        history_href=_repository_href(scene, document, "commits") if document else "",
        report_href=_report_href(scene, title, urls.absolute(path)) if document else "",
        previous=neighbors[0],
        next=neighbors[1],
        is_indexed=is_indexed,
        search_title=title,
        filters=(("kind", kind), *filters),
    )


def _structured(  # noqa: PLR0913, PLR0917 - what the head of a page says
    scene: Scene,
    path: str,
    title: str,
    description: str,
    steps: tuple[tuple[str, str], ...],
    document: Document[Entry] | None,
    reviewed: date | None,
) -> Iterator[Markup]:
    """The structured data of a page: the way to it, the article, its questions."""
    absolute = scene.urls.absolute
    if steps:
        trail = (("Home", "/"), *steps)
        yield jsonld.breadcrumb_list([(name, absolute(step)) for name, step in trail])
    if document and reviewed:
        site = scene.config.title
        yield jsonld.tech_article(absolute(path), title, description, reviewed, site)
        questions = document.body.section("questions")
        if questions and questions.questions:
            yield jsonld.faq_page(questions.questions)


def source_path(document: Document[Entry]) -> str:
    """The path of a document below the content folder."""
    folder, _, name = document.path.rpartition("/")
    depth = 2 if isinstance(document.entry, ErrorEntry) else 1
    return "/".join((*folder.split("/")[-depth:], name))


def _repository_href(scene: Scene, document: Document[Entry], view: str) -> str:
    """A file in the repository: to `edit`, or its `commits`."""
    config = scene.config
    path = quote(f"{config.branch}/{config.content_path}/{source_path(document)}")
    return f"{config.repository.rstrip('/')}/{view}/{path}"


def _report_href(scene: Scene, title: str, url: str) -> str:
    query = urlencode(
        {"title": f"Correction: {title}", "body": f"Page: {url}\n\nWhat is wrong:\n\nSource:\n"}
    )
    return f"{scene.config.repository.rstrip('/')}/issues/new?{query}"
