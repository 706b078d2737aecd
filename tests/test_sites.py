"""Tiny whole sites: what a reader and a crawler find on the pages."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import SiteDriver

SITES = Path(__file__).parent / "sites"
CATEGORY = "categories/authentication"
SEVEN = [
    "AADSTS7000215",
    "InvalidAuthenticationTokenTenant",
    "CANCELLED",
    "UNAUTHENTICATED",
    "401",
    "402",
    "407",
]


@pytest.fixture
def seven(new_site):
    """A site of exactly seven errors, all mapped to one category."""
    return new_site(SITES / "authentication" / "content")


def built(site: SiteDriver, *arguments: str) -> SiteDriver:
    outcome = site.build(*arguments)
    assert outcome.code == 0, outcome.err
    assert outcome.err == ""
    return site


def text_of(html: str) -> str:
    """What a reader sees, blanks folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def head_link(html: str, rel: str) -> str:
    """The target of a link in the head; empty where there is none."""
    head = html.partition("</head>")[0]
    found = re.search(rf'<link rel="{rel}" href="([^"]*)">', head)
    return found[1] if found else ""


def codes_of(html: str) -> list[str]:
    """The codes of the error cards on a page, in order."""
    return re.findall(r'<code class="error-card__code">([^<]*)</code>', html)


def headings_of(html: str) -> list[str]:
    return [text_of(found).removesuffix(" #") for found in re.findall(r"<h2.*?</h2>", html)]


# --- one category, seven errors


def test_the_site_has_exactly_seven_errors(seven):
    """The command says so, and so does the list of all codes."""
    outcome = seven.build()

    assert ", 7 errors in public/: " in outcome.out
    assert "7 errors from 3 providers" in text_of(main_of(seven.page("errors/index.html")))


def test_the_category_lists_its_seven_errors(seven):
    """At home here or mapped from billing and timeouts, in the order of providers and codes."""
    html = main_of(built(seven).page(f"{CATEGORY}/index.html"))

    assert codes_of(html) == SEVEN
    assert "Last reviewed: November 5, 2026 | 7 mapped errors" in text_of(html)
    assert (
        "Provider-specific error pages mapped to this category (7 total). Showing 1-7."
        in text_of(html)
    )


def test_a_category_on_one_page_has_no_pager(seven):
    """And no neighbors in its head."""
    html = built(seven).page(f"{CATEGORY}/index.html")

    assert 'class="pager"' not in html
    assert (head_link(html, "prev"), head_link(html, "next")) == ("", "")
    assert not (seven.root / "public" / CATEGORY / "page").exists()


def test_further_categories_list_an_error_too(seven):
    """402 is at home in billing and CANCELLED in timeouts; both are found there as well."""
    built(seven)

    assert codes_of(seven.page("categories/billing/index.html")) == ["402"]
    assert codes_of(seven.page("categories/timeout/index.html")) == ["CANCELLED"]
    assert "1 mapped error" in text_of(seven.page("categories/billing/index.html"))


# --- static pagination


@pytest.fixture
def paged(seven):
    """The same with three errors on a page."""
    return built(seven.edit("content/site.yml", "page_size: 15", "page_size: 3"))


def pages_of(site: SiteDriver) -> list[str]:
    names = ("index.html", "page/2/index.html", "page/3/index.html")
    return [site.page(f"{CATEGORY}/{name}") for name in names]


def test_three_pages_show_all_seven(paged):
    """Each says which, and none is missing or repeated."""
    pages = pages_of(paged)
    showing = [re.findall(r"Showing \d+-\d+", text_of(main_of(html))) for html in pages]

    assert showing == [["Showing 1-3"], ["Showing 4-6"], ["Showing 7-7"]]
    assert [code for html in pages for code in codes_of(html)] == SEVEN
    assert all("7 mapped errors" in text_of(html) for html in pages)
    assert not (paged.root / "public" / CATEGORY / "page/1").exists()
    assert not (paged.root / "public" / CATEGORY / "page/4").exists()


def test_each_page_names_itself_and_its_neighbors(paged):
    """Canonical, prev and next in the head; the first page has no second URL."""
    base = "https://errors.example/categories/authentication/"
    path = "/categories/authentication/"
    links = [
        tuple(head_link(html, rel) for rel in ("canonical", "prev", "next"))
        for html in pages_of(paged)
    ]

    assert links == [
        (base, "", f"{path}page/2/"),
        (f"{base}page/2/", path, f"{path}page/3/"),
        (f"{base}page/3/", f"{path}page/2/", ""),
    ]


def test_pages_are_linked_for_readers_as_well(paged):
    """By number, the current one marked, without a script."""
    path = "/categories/authentication/"
    for number, html in enumerate(pages_of(paged), 1):
        nav = html.partition('<nav class="pager"')[2].partition("</nav>")[0]
        numbers = re.findall(r'href="([^"]*)" aria-label="Page (\d)"( aria-current="page")?', nav)

        assert [(href, int(n)) for href, n, _ in numbers] == [
            (path, 1),
            (f"{path}page/2/", 2),
            (f"{path}page/3/", 3),
        ]
        assert [int(n) for _, n, current in numbers if current] == [number]
        assert ('rel="prev"' in nav, 'rel="next"' in nav) == (number > 1, number < 3)


def test_guides_playbooks_and_questions_stand_on_the_first_page_only(paged):
    """Further pages are the list and nothing else."""
    first, second, third = (main_of(html) for html in pages_of(paged))

    assert headings_of(first) == [
        *("Error pages", "How they relate", "Compare guides", "Playbooks", "What belongs here"),
        *("What does not", "Questions", "Sources"),
    ]
    assert headings_of(second) == headings_of(third) == ["Error pages"]
    assert "401 vs 407" in text_of(first)
    assert "Logins fail" in text_of(first)
    assert "Which one is it behind a proxy?" in text_of(first)


def test_questions_are_structured_data_on_the_first_page(paged):
    """With their answers as plain text."""
    blocks = [
        [
            json.loads(block)
            for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        ]
        for html in pages_of(paged)
    ]
    types = [[block["@type"] for block in found] for found in blocks]
    questions = blocks[0][-1]["mainEntity"]

    assert types[0] == ["BreadcrumbList", "TechArticle", "FAQPage"]
    assert types[1] == types[2] == ["BreadcrumbList"]
    assert [question["name"] for question in questions] == [
        "Is a 402 about logins?",
        "Which one is it behind a proxy?",
    ]
    assert questions[1]["acceptedAnswer"]["text"] == "Look for a Proxy-Authenticate header."


def test_page_size_of_one(seven):
    """Seven pages of one error each."""
    built(seven.edit("content/site.yml", "page_size: 15", "page_size: 1"))
    last = seven.page(f"{CATEGORY}/page/7/index.html")

    assert codes_of(last) == ["407"]
    assert "Showing 7-7" in text_of(last)
    assert head_link(last, "next") == ""


# --- below a path


def hrefs_of(html: str) -> list[str]:
    found = re.findall(r'\s(?:href|src|action)="([^"]*)"', html)
    found += re.findall(r'content="0; url=([^"]*)"', html)
    return [unescape(href) for href in found]


def test_below_a_path_every_link_stays_below_it(seven):
    """Whatever the page: links, forms, scripts, style sheets, redirects."""
    built(seven, "--base-url", "https://example.com/docs/")
    strays = {
        (path.relative_to(seven.root / "public").as_posix(), href)
        for path in (seven.root / "public").rglob("*.html")
        for href in hrefs_of(path.read_text("utf-8"))
        if not href.startswith(("/docs/", "#", "https://"))
    }

    assert strays == set()


def test_below_a_path_full_urls_carry_it(seven):
    """Canonical links, sitemap, feed and robots."""
    built(seven, "--base-url", "https://example.com/docs")
    own = "https://example.com/docs/"
    canonical = {
        head_link(path.read_text("utf-8"), "canonical")
        for path in (seven.root / "public").rglob("*.html")
    }
    listed = re.findall(r"<loc>([^<]*)</loc>", seven.page("sitemap.xml"))

    assert len(canonical) > 20
    assert [url for url in (*canonical, *listed) if not url.startswith(own)] == []
    assert f"Sitemap: {own}sitemap.xml" in seven.page("robots.txt")
    assert f"<id>{own}errors/http/401/</id>" in seven.page("feed.xml")
    assert seven.page("_headers").startswith("/docs/*\n")
    assert all(
        line.startswith("/docs/") and line.split()[-2].startswith("/docs/")
        for line in seven.page("_redirects").splitlines()
    )


def test_a_path_changes_links_and_nothing_else(seven):
    """The files of the site are the same."""
    plain = set(built(seven).tree())
    below = set(built(seven, "--base-url", "https://example.com/docs/").tree())

    assert below == plain


# --- the code table


def row_of(html: str, code: str) -> list[str]:
    """The cells of the first row of a code."""
    rows = [row for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if f">{code}<" in row]
    return re.findall(r"<t[hd].*?</t[hd]>", rows[0], re.DOTALL)


def test_a_code_table_shows_the_texts_of_the_entries(seven):
    """Code, description, causes and fixes come from the error's own page."""
    built(seven)
    html = main_of(seven.page("tables/authentication/index.html"))
    code, description, causes, fixes = row_of(html, "AADSTS7000215")

    assert re.findall(r'<th scope="col">([^<]*)</th>', html)[:4] == [
        *("Error code", "Description", "Possible causes", "How to fix"),
    ]
    assert 'href="/errors/azure/aadsts7000215/"' in code
    assert text_of(description) == "The token endpoint does not accept the client secret."
    assert text_of(causes) == "The secret's ID was sent in place of its value."
    assert "Store the secret's <em>value</em> in <code>client_secret</code>." in unescape(fixes)


def test_a_code_table_has_its_groups(seven):
    """By provider and by category, in the order of the file."""
    html = main_of(built(seven).page("tables/authentication/index.html"))
    azure, mapped = html.split("<tbody>")[1:]

    assert headings_of(html)[:2] == ["Microsoft Entra ID", "Mapped to authentication"]
    assert azure.count("<tr id=") == 2
    assert [code for code in SEVEN if f"<code>{code}</code>" not in mapped] == []
    assert mapped.count("<tr id=") == 7


def test_a_text_changed_on_the_error_changes_in_the_table(seven):
    """There is no second copy."""
    built(seven)
    seven.edit("content/errors/http/407.md", "credentials are not configured", "password is old")
    built(seven)

    assert "password is old" in seven.page("tables/authentication/index.html")
    assert "password is old" in seven.page("errors/http/407/index.html")


# --- an error page


def test_an_error_page_answers_in_order(seven):
    """Code and title, summary, facts, first steps, messages, prose, and where else to look."""
    html = main_of(built(seven).page("errors/azure/aadsts7000215/index.html"))
    order = [
        "AADSTS7000215",
        "The token endpoint does not accept the client secret.",
        "Fixed by",
        *('id="start"', 'id="messages"', "Invalid client secret provided for app"),
        *('id="what-it-means"', 'id="common-causes"', 'id="how-to-fix"', 'id="related"'),
        *("Also known as", 'id="sources"'),
    ]
    places = [html.index(part) for part in order]

    assert places == sorted(places)
    assert "<var>{app}</var>" in html


def test_other_spellings_lead_to_the_error(seven):
    """The number by a page of its own, the code's own case by the host."""
    built(seven)

    assert "/errors/azure/7000215/ /errors/azure/aadsts7000215/ 301!" in seven.page("_redirects")
    assert "/errors/azure/AADSTS7000215/ " in seven.page("_redirects")
    assert "url=/errors/azure/aadsts7000215/" in seven.page("errors/azure/7000215/index.html")
    assert "url=/errors/azure/" in seven.page("errors/azure-ad/index.html")


def test_equivalents_are_shown_from_both_sides(seven):
    """401 names none itself."""
    html = built(seven).page("errors/http/401/index.html")
    part = html.partition('id="elsewhere"')[2].partition("</section>")[0]

    assert re.findall(r'href="(/errors/[^"]*)"', part) == [
        "/errors/azure/invalidauthenticationtokentenant/",
        "/errors/gcp/unauthenticated/",
    ]


# --- every page


def test_every_page_is_whole(seven):
    """One title, one top heading, one main part, a canonical URL, ids that are unique."""
    built(seven)
    for path in sorted((seven.root / "public").rglob("index.html")):
        html = path.read_text("utf-8")
        if "This page has moved." in html:
            continue
        ids = re.findall(r'\sid="([^"]*)"', html)

        assert html.startswith("<!DOCTYPE html>"), path
        assert [html.count(part) for part in ("<h1", "<main", "</html>")] == [1] * 3, path
        assert html.partition("</head>")[0].count("<title>") == 1, path
        assert head_link(html, "canonical").endswith("/"), path
        assert len(ids) == len(set(ids)), path


def test_no_page_needs_anything_inline(seven):
    """The strict policy holds: no inline script, style or handler anywhere."""
    built(seven)
    for path in (seven.root / "public").rglob("*.html"):
        html = path.read_text("utf-8")
        scripts = [tag for tag in re.findall(r"<script[^>]*>", html) if "ld+json" not in tag]

        assert [tag for tag in scripts if " src=" not in tag] == [], path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html), path


# --- odd content


def faults_of(site: SiteDriver) -> list[dict[str, str]]:
    """Every fault of `check`; a traceback fails the test."""
    outcome = site.check("--format", "json")
    assert outcome.code in (0, 1), outcome.err
    return list(json.loads(outcome.out))


@pytest.mark.parametrize(
    "name", ["robots.txt", "sitemap.xml", "feed.xml", "404.html", "_headers", "_redirects"]
)
def test_a_page_cannot_take_the_place_of_a_file(seven, name):
    """A page of that name would be published over by the file, or keep it from being written."""
    (seven.root / "content/pages/about.md").rename(seven.root / f"content/pages/{name}.md")

    assert [(fault["code"], fault["path"]) for fault in faults_of(seven)] == [
        ("ED0206", f"content/pages/{name}.md")
    ]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("playbooks/logins-fail.md", "Step 1"),
        ("tables/authentication.md", "Group Microsoft Entra ID"),
        ("errors/http/401.md", "Property kind"),
        ("providers/http.md", "Type kind"),
    ],
)
def test_a_heading_never_gets_the_id_of_a_part(seven, name, heading):
    """Steps, groups, properties and types have ids of their own."""
    member = "{name: kind, type: string, required: true, description: It.}"
    seven.edit("content/errors/http/401.md", "sources:", f"fields:\n  - {member}\nsources:")
    seven.edit(
        "content/providers/http.md",
        "last_reviewed:",
        f"types:\n  - {{name: kind, description: It., fields: [{member}]}}\nlast_reviewed:",
    )
    path = seven.root / "content" / name
    path.write_text(f"{path.read_text('utf-8')}\n## {heading}\n\nText.\n", "utf-8")

    assert faults_of(seven) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (
            "tables/authentication.md",
            "title: Mapped to authentication",
            "title: Microsoft Entra ID",
        ),
        (
            "errors/http/401.md",
            "sources:",
            "fields:\n"
            "  - {name: kind, type: string, required: true, description: One.}\n"
            "  - {name: Kind, type: string, required: true, description: Two.}\n"
            "sources:",
        ),
    ],
)
def test_two_parts_of_one_name_are_no_fault_of_a_template(seven, name, old, new):
    """They get two ids, or the author is told where."""
    seven.edit(f"content/{name}", old, new)

    assert [fault for fault in faults_of(seven) if not fault["path"].startswith("content/")] == []


def test_two_providers_do_not_share_an_alias(seven):
    """A redirect leads to one page."""
    seven.edit(
        "content/providers/gcp.md", "last_reviewed:", 'aliases: ["azure ad"]\nlast_reviewed:'
    )
    codes = [fault["code"] for fault in faults_of(seven)]

    assert codes in (["ED0205"], ["ED0206"])


def test_a_name_that_no_disk_can_hold_is_a_fault_in_content(seven):
    """An alias becomes a folder."""
    seven.edit("content/errors/azure/aadsts7000215.md", '"7000215"', f'"{"x" * 300}"')
    outcome = seven.build()

    assert outcome.code == 1
    assert "error[ED" in outcome.err


@pytest.mark.parametrize(
    ("rules", "name", "old", "new"),
    [
        ("ED0201: warning", "errors/http/401.md", "provider: http", "provider: httpx"),
        ("ED0202: warning", "errors/http/401.md", "category: auth", "category: x"),
        ("ED0203: off", "compare/401-vs-407.md", "http/407", "http/408"),
        ("ED0203: warning, ED0209: off", "compare/401-vs-407.md", "[http/401,", "[http/402,"),
        ("ED0217: off", "compare/401-vs-407.md", "facts:", "related: [nothing]\nfacts:"),
        ("ED0109: off", "errors/http/401.md", "2026-11-10", "9999-12-01"),
        ("ED0111: off, ED0112: off", "errors/http/401.md", "code: 401", "code: 4xx"),
        ("ED0206: off", "pages/about.md", "title: About", "title: About"),
    ],
)
def test_no_level_of_a_rule_ends_in_a_traceback(seven, rules, name, old, new):
    """A site may make a rule milder: the build then stops for another reason, or copes."""
    seven.edit("content/site.yml", "feedback: netlify", f"rules: {{{rules}}}")
    seven.edit(f"content/{name}", old, new)
    if "ED0206" in rules:
        (seven.root / "content/pages/about.md").rename(seven.root / "content/pages/search.md")
    outcome = seven.build()

    assert "This is a fault in errdex" not in outcome.err
    assert outcome.code in (0, 1, 2)
