"""Files for hosts, crawlers and feed readers: `_headers`, `_redirects`, sitemap, robots, feed."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from errdex.graph import SiteGraph
from errdex.pages import PagePlan
from errdex.parts import Scene
from errdex.urls import page_path

CSP = "; ".join(
    (
        "default-src 'none'",
        # Pagefind compiles WebAssembly and starts its worker from a blob.
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

SECURITY_HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
SPECULATION_FILE = "speculation.json"
_FEED_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A reviewed page in the Atom feed."""

    title: str
    url: str
    updated: str
    summary: str


@dataclass(frozen=True, slots=True)
class FeedView:
    """The Atom feed (RFC 4287) of reviewed pages, newest first."""

    title: str
    url: str
    self_url: str
    updated: str
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True)
class SitemapView:
    """The sitemap: (absolute URL, last review as an ISO date or empty)."""

    urls: tuple[tuple[str, str], ...]


def speculation_rules(scene: Scene) -> str:
    """What a browser may fetch before it is asked for: a page whose link is pointed at.

    Source: https://wicg.github.io/nav-speculation/speculation-rules.html
    """
    where = {"href_matches": f"{scene.urls.base_path}*"}
    rule = {"source": "document", "where": where, "eagerness": "moderate"}
    return json.dumps({"prefetch": [rule]}) + "\n"


def headers_file(scene: Scene, *, is_preview: bool) -> str:
    """Netlify's `_headers`: security for every path, long caching for fingerprinted files."""
    base = scene.urls.base_path
    lines = [f"{base}*"]
    lines += [f"  {name}: {value}" for name, value in SECURITY_HEADERS]
    if is_preview:
        lines.append("  X-Robots-Tag: noindex")
    lines.append(f'  Speculation-Rules: "{base}{SPECULATION_FILE}"')
    lines += [f"{base}{SPECULATION_FILE}", "  Content-Type: application/speculationrules+json"]
    lines += [f"{base}assets/*", "  Cache-Control: public, max-age=31536000, immutable"]
    return "\n".join(lines) + "\n"


def redirects_file(scene: Scene) -> str:
    """Netlify's `_redirects`: aliases, other spellings of codes, `/error?code=X`.

    Paths are compared with their case and the first match wins, as Netlify documents under
    "Redirect options"; a code that two providers share is left to the paste box.
    """
    href = scene.urls.href
    lines = [f"{href(item.source)} {href(item.target)} 301!" for item in scene.graph.redirects]
    for error_id in scene.graph.errors:
        provider, _, slug = error_id.partition("/")
        if slug.upper() != slug:
            target = href(page_path("error", error_id))
            lines.append(f"{href(f'/errors/{provider}/{slug.upper()}/')} {target} 301!")
    door = href("/error")
    for spelling, error_id in sorted(_spellings(scene.graph).items()):
        lines.append(f"{door} code={spelling} {href(page_path('error', error_id))} 301!")
    lines.append(f"{door} code=:code {href('/explain/')} 302!")
    return "\n".join(dict.fromkeys(lines)) + "\n"


def _spellings(graph: SiteGraph) -> dict[str, str]:
    """Every spelling of a code or alias that names one error and can stand in a query."""
    owners: dict[str, set[str]] = defaultdict(set)
    for error_id, document in graph.errors.items():
        names = (document.entry.code, *(alias.target for alias in document.entry.aliases))
        for name in names:
            if re.fullmatch(r"[\w.:-]+", name, re.ASCII):
                for spelling in (name, name.lower(), name.upper()):
                    owners[spelling].add(error_id)
    return {spelling: min(ids) for spelling, ids in owners.items() if len(ids) == 1}


def redirect_pages(graph: SiteGraph) -> dict[str, str]:
    """Paths of aliases that get a small page of their own, for hosts without `_redirects`.

    Other spellings of a code differ from its page by case only and would be the same
    file on some systems; those are left to `_redirects`.
    """
    return {item.source: item.target for item in graph.redirects if item.ref}


def redirect_html(scene: Scene, target: str) -> str:
    """A page that sends on at once and names its canonical URL."""
    href, url = scene.urls.href(target), scene.urls.absolute(target)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="refresh" content="0; url={href}">\n'
        f'<link rel="canonical" href="{url}">\n<meta name="robots" content="noindex">\n'
        f'<title>Moved</title>\n</head>\n<body>\n<p><a href="{href}">This page has moved.</a></p>\n'
        "</body>\n</html>\n"
    )


def robots_file(scene: Scene, *, is_preview: bool) -> str:
    """`robots.txt` (RFC 9309)."""
    rule = "Disallow: /" if is_preview else "Allow: /"
    return f"User-agent: *\n{rule}\n\nSitemap: {scene.urls.absolute('/sitemap.xml')}\n"


def sitemap_view(plans: Iterable[PagePlan]) -> SitemapView:
    """Every page that search engines may list."""
    metas = [plan.view.meta for plan in plans]
    return SitemapView(
        tuple(
            (meta.canonical, meta.review.day if meta.review else "")
            for meta in sorted(metas, key=lambda meta: meta.path)
            if meta.is_indexed
        )
    )


def feed_view(scene: Scene, plans: Sequence[PagePlan]) -> FeedView:
    """The latest reviewed pages."""
    metas = [
        plan.view.meta for plan in plans if plan.view.meta.review and plan.view.meta.is_indexed
    ]
    metas.sort(key=lambda meta: meta.path)
    metas.sort(key=lambda meta: meta.review.day if meta.review else "", reverse=True)
    entries = tuple(
        FeedEntry(
            meta.search_title,
            meta.canonical,
            f"{meta.review.day}T00:00:00Z" if meta.review else "",
            meta.description,
        )
        for meta in metas[:_FEED_ENTRIES]
    )
    return FeedView(
        scene.config.title,
        scene.urls.absolute("/"),
        scene.urls.absolute("/feed.xml"),
        entries[0].updated if entries else "1970-01-01T00:00:00Z",
        entries,
    )
