"""Files for hosts, crawlers and feed readers."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from errdex.diagnostics import Position
from errdex.graph import build_graph
from errdex.hosting import (
    CSP,
    FeedView,
    feed_view,
    headers_file,
    redirect_html,
    redirect_pages,
    redirects_file,
    robots_file,
    sitemap_view,
)
from errdex.model import (
    Body,
    Category,
    Document,
    Entry,
    ErrorEntry,
    Kind,
    Provider,
    Ref,
    SiteConfig,
)
from errdex.pages import plan_pages
from errdex.parts import Scene
from errdex.urls import Urls

AT = Position("content/x.md")
DAY = date(2026, 11, 21)


def document(kind: Kind, entry: Entry) -> Document[Entry]:
    return Document(kind, f"content/x/{entry.id}.md", "", entry, Body(""), {})


def error(slug: str, day: date = DAY, *aliases: str) -> Document[Entry]:
    entry = ErrorEntry(
        id=f"azure/{slug}",
        code=slug.upper(),
        title="T",
        provider=Ref("azure", AT),
        category=Ref("auth", AT),
        summary="S.",
        last_reviewed=day,
        aliases=tuple(Ref(alias, AT) for alias in aliases),
    )
    return document("error", entry)


def scene(*documents: Document[Entry], base: str = "https://x.example/", **more: Any) -> Scene:
    settings: dict[str, Any] = {
        "title": "Errors",
        "tagline": "A line",
        "description": "A text.",
        "base_url": base,
        "repository": "https://github.com/example/errors",
        "branch": "main",
        "content_path": "content",
        "page_size": 2,
        "review_interval_days": 180,
        "feedback": "none",
        "rules": {},
    }
    shelf = (
        document("provider", Provider("azure", "Azure", "It.", date(2026, 1, 1))),
        document("category", Category("auth", "Auth", "It.", date(2026, 1, 1))),
    )
    graph = build_graph((*shelf, *documents))
    return Scene(graph, SiteConfig(**(settings | more)), Urls(base), DAY)


# --- _headers


def test_every_path_gets_the_security_headers():
    """Of the whole site, wherever it is served."""
    lines = headers_file(scene(base="https://x.example/docs/"), is_preview=False).split("\n")

    assert lines[0] == "/docs/*"
    assert f"  Content-Security-Policy: {CSP}" in lines
    assert "  X-Content-Type-Options: nosniff" in lines
    assert lines[-3:] == [
        "/docs/assets/*",
        "  Cache-Control: public, max-age=31536000, immutable",
        "",
    ]


def test_the_policy_allows_nothing_inline():
    """Scripts and styles come from files of this site; the default is nothing."""
    policy = dict(part.split(" ", 1) for part in CSP.split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["style-src"] == "'self'"
    assert policy["worker-src"] == "'self' blob:"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe-inline" not in CSP
    assert not re.search(r"https?:|\*", CSP)


def test_previews_ask_crawlers_to_stay_away():
    """In headers and in robots.txt; the published site does not."""
    assert "X-Robots-Tag: noindex" in headers_file(scene(), is_preview=True)
    assert "noindex" not in headers_file(scene(), is_preview=False)
    assert "\nDisallow: /\n" in robots_file(scene(), is_preview=True)
    assert "\nAllow: /\n" in robots_file(scene(), is_preview=False)


def test_robots_find_the_sitemap():
    """By its full URL."""
    text = robots_file(scene(base="https://x.example/docs/"), is_preview=False)

    assert text.startswith("User-agent: *\n")
    assert text.endswith("\nSitemap: https://x.example/docs/sitemap.xml\n")


# --- redirects


def lines_of(made: Scene) -> tuple[list[str], list[str]]:
    """The lines of `_redirects` for paths, and those for `/error?code=...`."""
    lines = redirects_file(made).splitlines()
    return [x for x in lines if " code=" not in x], [x for x in lines if " code=" in x]


def test_aliases_and_spellings_redirect_for_good():
    """Each on a line of its own, below the base path."""
    made = scene(error("a1", DAY, "0815", "Old Name"), base="https://x.example/docs/")
    paths, _ = lines_of(made)

    assert paths == [
        "/docs/errors/azure/A1/ /docs/errors/azure/a1/ 301!",
        "/docs/errors/azure/0815/ /docs/errors/azure/a1/ 301!",
        "/docs/errors/azure/old-name/ /docs/errors/azure/a1/ 301!",
    ]


def test_a_code_in_a_query_leads_to_its_page():
    """In any usual spelling; what is not known goes to the paste box, and comes last."""
    made = scene(error("a1", DAY, "0815", "Old Name"), base="https://x.example/docs/")
    _, codes = lines_of(made)

    assert sorted(codes[:-1]) == [
        f"/docs/error code={code} /docs/errors/azure/a1/ 301!" for code in ("0815", "A1", "a1")
    ]
    assert codes[-1] == "/docs/error code=:code /docs/explain/ 302!"


def test_a_code_of_two_errors_leads_to_neither():
    """Nobody can tell which one is meant."""
    _, codes = lines_of(scene(error("a1", DAY, "same"), error("a2", DAY, "SAME", "other")))

    assert [line for line in codes if "same" in line.lower()] == []
    assert "/error code=other /errors/azure/a2/ 301!" in codes


def test_an_empty_catalogue_has_no_other_redirect():
    """Every code goes to the paste box."""
    assert lines_of(scene()) == ([], ["/error code=:code /explain/ 302!"])


def test_no_redirect_stands_twice():
    """Two aliases may make one slug."""
    paths, codes = lines_of(scene(error("a1", DAY, "Old Name", "old-name", "OLD-NAME")))

    assert len(paths) == len(set(paths)) == 2
    assert len(codes) == len(set(codes))


def test_aliases_have_pages_for_other_hosts():
    """Spellings that differ by case only have none: some systems would overwrite the page."""
    assert redirect_pages(scene(error("a1", DAY, "0815")).graph) == {
        "/errors/azure/0815/": "/errors/azure/a1/"
    }


def test_a_redirect_page_sends_on_and_is_not_indexed():
    """At once, with a link for people and the canonical URL for crawlers."""
    html = redirect_html(scene(base="https://x.example/docs/"), "/errors/azure/a1/")

    assert '<meta http-equiv="refresh" content="0; url=/docs/errors/azure/a1/">' in html
    assert '<link rel="canonical" href="https://x.example/docs/errors/azure/a1/">' in html
    assert '<a href="/docs/errors/azure/a1/">' in html
    assert '<meta name="robots" content="noindex">' in html


# --- sitemap and feed


def test_the_sitemap_lists_pages_with_their_day():
    """Canonical URLs in a fixed order; lists have no day of their own."""
    urls = dict(sitemap_view(plan_pages(scene(error("a1")))).urls)

    assert list(urls) == sorted(urls)
    assert urls["https://x.example/errors/azure/a1/"] == "2026-11-21"
    assert urls["https://x.example/"] == ""


def test_the_sitemap_lists_what_search_engines_may_list():
    """No utility page, no queue, and no page that asks not to be indexed."""
    plans = plan_pages(scene(*(error(f"a{n}") for n in range(5))))
    listed = {url for url, _ in sitemap_view(plans).urls}

    assert listed == {plan.view.meta.canonical for plan in plans if plan.view.meta.is_indexed}


def test_the_feed_has_the_latest_reviews_first():
    """By day, then by path; each with its full URL and a time."""
    made = scene(error("b", date(2026, 11, 20)), error("a", date(2026, 11, 20)), error("c"))
    feed = feed_view(made, plan_pages(made))

    assert [entry.url.removeprefix("https://x.example") for entry in feed.entries] == [
        "/errors/azure/c/",
        "/errors/azure/a/",
        "/errors/azure/b/",
        "/categories/auth/",
        "/errors/azure/",
    ]
    assert feed.updated == feed.entries[0].updated == "2026-11-21T00:00:00Z"
    assert feed.entries[0].title == "C: T"
    assert feed.self_url == "https://x.example/feed.xml"


def test_the_feed_has_an_end():
    """Readers fetch it every hour."""
    made = scene(*(error(f"a{n:02}") for n in range(60)))

    assert len(feed_view(made, plan_pages(made)).entries) == 50


def test_an_empty_catalogue_has_a_feed():
    """With a time, as the format demands."""
    feed = feed_view(scene(), [])

    assert isinstance(feed, FeedView)
    assert (feed.entries, feed.updated) == ((), "1970-01-01T00:00:00Z")


# --- as published


@pytest.mark.parametrize(
    ("name", "root"),
    [
        ("sitemap.xml", "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"),
        ("feed.xml", "{http://www.w3.org/2005/Atom}feed"),
    ],
)
def test_feeds_are_well_formed(site, name, root):
    """Also with characters that XML would take for markup."""
    site.edit("content/errors/http/401.md", "title: Unauthorized", "title: 'A & B < \"C\"'")
    assert site.build().code == 0
    tree = ElementTree.fromstring(site.page(name))

    assert tree.tag == root
    assert "https://errors.example/errors/http/401/" in "".join(tree.itertext())


def test_host_files_stand_at_the_root(site):
    """Where Netlify and crawlers look for them; the headers of a preview differ."""
    assert site.build("--noindex").code == 0

    assert "X-Robots-Tag" in site.page("_headers")
    assert site.page("_redirects").splitlines()[-1] == "/error code=:code /explain/ 302!"
    assert "Disallow: /" in site.page("robots.txt")
