"""Content to a compiled catalogue, for `explain` and for the wheel."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from errdex import catalogue, loader
from errdex.catalogue import Entry
from errdex.diagnostics import BuildFailedError, Diagnostics
from errdex.graph import SiteGraph, build_graph
from errdex.model import FIXED_BY, RETRY, Document, ErrorEntry, SiteConfig
from errdex.recognition import table_of
from errdex.store import Store
from errdex.urls import Urls, page_path


def compile_content(content: Path, shown: str, cache: Path | None, target: Path) -> None:
    """Read a content folder and write its compiled catalogue.

    Raises:
        BuildFailedError: the content has errors; `check` names them.
    """
    found = Diagnostics()
    config = loader.load_site(content, shown, found)
    if config is None:
        raise BuildFailedError
    found.levels = config.rules
    urls = Urls(config.base_url)
    with closing(Store(cache)) as store:
        options = loader.Options(urls, store, 1, f"compile-{catalogue.VERSION}")
        documents = loader.load(loader.walk(content, shown, found), options, found, lambda: None)
    found.stop_on_errors()
    graph = build_graph(documents)
    write_graph(graph, config, target)


def write_graph(graph: SiteGraph, config: SiteConfig, target: Path) -> None:
    """Write the compiled catalogue of a graph."""
    urls = Urls(config.base_url)
    entries = [_entry(document, graph, urls) for document in graph.errors.values()]
    catalogue.write(target, table_of(graph), entries)


def _entry(document: Document[ErrorEntry], graph: SiteGraph, urls: Urls) -> Entry:
    entry = document.entry
    related = [
        graph.errors[ref.target].entry for ref in entry.related if ref.target in graph.errors
    ]
    return Entry(
        id=entry.id,
        code=entry.code,
        title=entry.title,
        provider=graph.providers[entry.provider.target].entry.title,
        summary=entry.summary,
        url=urls.absolute(page_path("error", entry.id)),
        facts=tuple(_facts(entry)),
        meaning=_markdown(document, "meaning"),
        causes=_markdown(document, "causes"),
        fixes=_markdown(document, "fixes"),
        verify=_markdown(document, "verify"),
        sources=tuple((source.title, source.url) for source in entry.sources),
        related=tuple((item.id, item.title) for item in related),
    )


def _facts(entry: ErrorEntry) -> list[tuple[str, str]]:
    facts = [
        ("Service", entry.service),
        ("HTTP status", ", ".join(map(str, entry.http_status))),
        ("Retry", RETRY[entry.retry].lower() if entry.retry else ""),
        ("Fixed by", FIXED_BY[entry.fixed_by].lower() if entry.fixed_by else ""),
        ("Last reviewed", entry.last_reviewed.isoformat()),
    ]
    return [fact for fact in facts if fact[1]]


def _markdown(document: Document[ErrorEntry], key: str) -> str:
    section = document.body.section(key)
    return section.markdown if section else ""
