"""Links, anchors and ids over the whole set of pages, before anything is published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from errdex.diagnostics import Diagnostics, Position, suggestion
from errdex.graph import SiteGraph
from errdex.model import CompareGuide, Document, Entry, Link, Playbook
from errdex.store import digest_of
from errdex.urls import Urls

# Our own output is well formed: attributes are double-quoted, and `<` is escaped in text.
_TAG = re.compile(r"<[a-z][^<>]*>")
_HREF = re.compile(r'\s(?:href|src|action)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_MAIN = re.compile(r"<main[ >].*</main>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the check needs of a page: its ids, its links, a digest of its searched part."""

    ids: tuple[str, ...]
    hrefs: tuple[str, ...]
    search_digest: str


def facts_of(html: str, *, is_indexed: bool) -> PageFacts:
    """Read a rendered page."""
    main = searched_part(html) if is_indexed else ""
    tags = "".join(_TAG.findall(html))
    return PageFacts(
        tuple(map(unescape, _ID.findall(tags))),
        tuple(dict.fromkeys(map(unescape, _HREF.findall(tags)))),
        digest_of(main) if main else "",
    )


def searched_part(html: str) -> str:
    """The `main` element of a page; empty where it has none."""
    match = _MAIN.search(html)
    return match[0] if match else ""


@dataclass(frozen=True, slots=True)
class Site:
    """All that links can lead to."""

    urls: Urls
    ids: Mapping[str, frozenset[str]]
    """Site path of every page to its ids."""
    files: frozenset[str]
    """Site paths of everything else that is served."""
    redirects: Mapping[str, str]


def check_links(
    graph: SiteGraph, pages: Mapping[str, tuple[str, PageFacts]], site: Site, found: Diagnostics
) -> None:
    """Check links written in content with their places, then those that templates made.

    Args:
        graph: the catalogue, for the links of its documents.
        pages: site path to the template's shown path and the page's facts.
        site: what can be linked to.
        found: where faults go.
    """
    told: set[str] = set()
    for document in graph.documents():
        for link in links_of(document):
            if not _check_written(link, site, found):
                told.add(site.urls.href(link.path, link.anchor))
    for path, (template, facts) in pages.items():
        _check_page(path, template, facts, site, told, found)


def links_of(document: Document[Entry]) -> Iterator[Link]:
    """Every internal link of a document, front matter included."""
    yield from document.body.links
    entry = document.entry
    if isinstance(entry, CompareGuide):
        for decision in entry.decisions:
            yield from (*decision.signal.links, *decision.because.links)
        for row in entry.facts:
            for value in row.values:
                yield from value.links
    elif isinstance(entry, Playbook):
        yield from (*entry.use_when.links, *entry.do_not_use_when.links)
        for item in entry.capture:
            yield from item.links
        for step in entry.steps:
            yield from (*step.check.links, *step.expected.links, *step.if_not.links)


def _check_written(link: Link, site: Site, found: Diagnostics) -> bool:
    """Whether a link in content leads to a page itself; faults are reported at its place."""
    if link.path in site.redirects:
        found.report(
            "ED0604",
            link.at,
            f'"{link.written}" leads through a redirect',
            help=f"link to {site.redirects[link.path]}",
        )
        return False
    if link.path not in site.ids and link.path not in site.files:
        found.report(
            "ED0601",
            link.at,
            f'"{link.written}" leads to no page',
            label=f"there is no {link.path}",
            help=_near(link.path, site.ids),
        )
        return False
    if link.anchor and link.anchor not in site.ids.get(link.path, frozenset()):
        found.report(
            "ED0602",
            link.at,
            f'"{link.written.partition("#")[0] or "this page"}" has no anchor "{link.anchor}"',
            help=suggestion(link.anchor, site.ids.get(link.path, ()), "use one of its headings"),
        )
        return False
    return True


def _near(path: str, known: Iterable[str]) -> str:
    """The nearest page, looked for among its siblings first."""
    folder = path.rstrip("/").rpartition("/")[0]
    near = suggestion(path, [item for item in known if item.startswith(folder + "/")])
    return near or suggestion(path, known)


def _check_page(
    path: str,
    template: str,
    facts: PageFacts,
    site: Site,
    told: set[str],
    found: Diagnostics,
) -> None:
    at = Position(template)
    for name, count in Counter(facts.ids).items():
        if count > 1:
            found.report("ED0603", at, f'{path} has the id "{name}" {count} times')
    for href in facts.hrefs:
        if href not in told:
            fault = _fault(path, href, site)
            if fault:
                found.report("ED0603", at, f'{path} links to "{href}": {fault}')


def _fault(path: str, href: str, site: Site) -> str:
    """Why an href of a page leads nowhere; empty when it is fine."""
    target, _, fragment = href.partition("#")
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return ""
    local = site.urls.site_path(unquote(target)) if target else path
    if local is None:
        return "it leaves the site's base path"
    if local in site.redirects:
        return "it leads through a redirect"
    if local not in site.ids and local not in site.files:
        return "there is no such page"
    if fragment and unquote(fragment) not in site.ids.get(local, frozenset()):
        return "the page has no such id"
    return ""
