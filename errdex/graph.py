"""All documents to one immutable SiteGraph: ids resolved, both directions of every link."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from errdex.model import (
    Category,
    CodeTable,
    CompareGuide,
    Document,
    Entry,
    ErrorEntry,
    PlainPage,
    Playbook,
    Provider,
    Ref,
    TableGroup,
)
from errdex.urls import page_path, slugify

E = TypeVar("E", bound=Entry)
Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Redirect:
    """A path that leads to a page of the site."""

    source: str
    target: str
    ref: Ref | None = None
    """The alias it comes from; None for another spelling of a code."""


@dataclass(frozen=True, slots=True)
class SiteGraph:
    """The catalogue as one thing. Every mapping is sorted by id; ids are resolved."""

    errors: Mapping[str, Document[ErrorEntry]]
    providers: Mapping[str, Document[Provider]]
    categories: Mapping[str, Document[Category]]
    guides: Mapping[str, Document[CompareGuide]]
    playbooks: Mapping[str, Document[Playbook]]
    tables: Mapping[str, Document[CodeTable]]
    pages: Mapping[str, Document[PlainPage]]
    members: Mapping[str, Ids]
    """Category to the errors mapped to it, at home or by `also_in`."""
    of_provider: Mapping[str, Ids]
    backlinks: Mapping[str, Ids]
    """Error to the errors that name it as related and are not named back."""
    equivalents: Mapping[str, Ids]
    """The same failure elsewhere, said from either side."""
    guides_of: Mapping[str, Ids]
    playbooks_of: Mapping[str, Ids]
    guides_in: Mapping[str, Ids]
    """Category to the compare guides of its errors."""
    playbooks_in: Mapping[str, Ids]
    redirects: tuple[Redirect, ...]

    def documents(self) -> Iterable[Document[Entry]]:
        """Every document, errors first."""
        yield from self.errors.values()
        yield from self.providers.values()
        yield from self.categories.values()
        yield from self.guides.values()
        yield from self.playbooks.values()
        yield from self.tables.values()
        yield from self.pages.values()

    def group_errors(self, group: TableGroup) -> Ids:
        """The errors that a table's group selects, in their order."""
        if group.errors:
            return tuple(ref.target for ref in group.errors if ref.target in self.errors)
        return tuple(
            error_id
            for error_id, document in self.errors.items()
            if (not group.provider or document.entry.provider.target == group.provider.target)
            and (not group.service or document.entry.service == group.service)
            and (not group.category or group.category.target in categories_of(document.entry))
        )


def categories_of(entry: ErrorEntry) -> Ids:
    """The home category first, then the further ones."""
    return (entry.category.target, *(ref.target for ref in entry.also_in))


def code_key(code: str) -> tuple[bool, str, str]:
    """The order of codes in lists: by letter, without regard to case; numbers first."""
    return (not code[:1].isdigit(), code.lower(), code)


def build_graph(documents: Iterable[Document[Entry]]) -> SiteGraph:
    """Resolve all references; dangling ones are left out here and reported by `checks`."""
    everything = tuple(documents)
    errors = _of(everything, ErrorEntry, lambda e: (e.provider.target, code_key(e.code)))
    guides = _of(everything, CompareGuide)
    playbooks = _of(everything, Playbook)
    guides_of = _mentions(
        (ref.target, slug) for slug, doc in guides.items() for ref in doc.entry.errors
    )
    members = _members(errors)
    providers = _of(everything, Provider)
    return SiteGraph(
        errors=errors,
        providers=providers,
        categories=_of(everything, Category, lambda c: c.title.lower()),
        guides=guides,
        playbooks=playbooks,
        tables=_of(everything, CodeTable),
        pages=_of(everything, PlainPage),
        members=members,
        of_provider=_mentions((doc.entry.provider.target, key) for key, doc in errors.items()),
        backlinks=_backlinks(errors),
        equivalents=_equivalents(errors),
        guides_of=guides_of,
        playbooks_of=_mentions(
            (ref.target, slug) for slug, doc in playbooks.items() for ref in doc.entry.errors
        ),
        guides_in=_mentions(
            (category, slug)
            for slug, doc in guides.items()
            for ref in doc.entry.errors
            if ref.target in errors
            for category in categories_of(errors[ref.target].entry)
        ),
        playbooks_in=_mentions(
            (ref.target, slug) for slug, doc in playbooks.items() for ref in doc.entry.categories
        ),
        redirects=tuple(_redirects(errors, providers)),
    )


def _of(
    documents: Iterable[Document[Entry]],
    entry_type: type[E],
    key: Callable[[E], object] | None = None,
) -> dict[str, Document[E]]:
    found: list[Document[E]] = [
        document  # type: ignore[misc]
        for document in documents
        if isinstance(document.entry, entry_type)
    ]
    found.sort(key=lambda doc: (key(doc.entry) if key else doc.entry.id, doc.entry.id))
    return {doc.entry.id: doc for doc in found}


def _mentions(pairs: Iterable[tuple[str, str]]) -> dict[str, Ids]:
    grouped: dict[str, dict[str, None]] = defaultdict(dict)
    for key, value in pairs:
        grouped[key][value] = None
    return {key: tuple(values) for key, values in sorted(grouped.items())}


def _members(errors: Mapping[str, Document[ErrorEntry]]) -> dict[str, Ids]:
    return _mentions(
        (category, error_id)
        for error_id, document in errors.items()
        for category in categories_of(document.entry)
    )


def _backlinks(errors: Mapping[str, Document[ErrorEntry]]) -> dict[str, Ids]:
    related = {
        key: {ref.target for ref in (*doc.entry.related, *doc.entry.equivalents)}
        for key, doc in errors.items()
    }
    return _mentions(
        (ref.target, key)
        for key, doc in errors.items()
        for ref in doc.entry.related
        if ref.target in errors and key not in related[ref.target]
    )


def _equivalents(errors: Mapping[str, Document[ErrorEntry]]) -> dict[str, Ids]:
    pairs = [
        (key, ref.target)
        for key, doc in errors.items()
        for ref in doc.entry.equivalents
        if ref.target in errors
    ]
    return _mentions(sorted({*pairs, *((two, one) for one, two in pairs)}))


def _redirects(
    errors: Mapping[str, Document[ErrorEntry]], providers: Mapping[str, Document[Provider]]
) -> Iterable[Redirect]:
    for error_id, document in errors.items():
        entry, target = document.entry, page_path("error", error_id)
        provider = entry.provider.target
        if entry.code != error_id.split("/")[1] and "/" not in entry.code:
            yield Redirect(f"/errors/{provider}/{entry.code}/", target)
        for alias in entry.aliases:
            slug = slugify(alias.target)
            yield Redirect(page_path("error", f"{provider}/{slug}"), target, alias)
    for slug, provider_document in providers.items():
        for alias in provider_document.entry.aliases:
            source = page_path("provider", slugify(alias.target))
            # A name that differs from the slug by case only needs no page of its own.
            if source != page_path("provider", slug):
                yield Redirect(source, page_path("provider", slug), alias)
