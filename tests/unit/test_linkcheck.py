"""Links, anchors and ids over the whole site, before anything is published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from errdex.linkcheck import facts_of, searched_part

if TYPE_CHECKING:
    from tests.conftest import SiteDriver

PAGE = "content/errors/http/401.md"
LINK = "[the other one](403.md#how-to-fix)"


def faults(site: SiteDriver) -> list[tuple[str, str, int]]:
    """(code, path, line) of every fault of `check`."""
    report = json.loads(site.check("--format", "json").out)
    return [(fault["code"], fault["path"], fault["line"]) for fault in report]


# --- facts


def test_the_facts_of_a_page():
    """Its ids, its links without repeats, and a digest of what search reads."""
    html = (
        '<nav><a href="/a/?x=1&amp;y=2#z">a</a></nav>\n<main id="main">'
        '<h2 id="caf&eacute;">x</h2><a\nhref="/b/">b</a><img src="/c.svg"><a href="/b/">b</a>'
        '<form action="/d/"></form></main><p id="main">'
    )
    facts = facts_of(html, is_indexed=True)

    assert facts.ids == ("main", "café", "main")
    assert facts.hrefs == ("/a/?x=1&y=2#z", "/b/", "/c.svg", "/d/")
    assert facts.search_digest != ""


def test_only_the_searched_part_counts_for_search():
    """Another navigation does not make the index again."""
    one, two = (f'<nav>{x}</nav><main data-x="y">text</main><p>foot</p>' for x in "ab")

    assert searched_part(one) == '<main data-x="y">text</main>'
    assert facts_of(one, is_indexed=True) == facts_of(two, is_indexed=True)
    assert facts_of(one, is_indexed=False).search_digest == ""
    assert searched_part("<p>no main</p>") == ""


# --- links in content


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("[x](402.md)", "ED0601"),
        ("[x](../oauth/invalid_client.md)", "ED0601"),
        ("[x](/errors/http/402/)", "ED0601"),
        ("[x](/errors/http/401)", "ED0601"),
        ("[x](/errors)", "ED0601"),
        ("[x](403.md#how-to-fx)", "ED0602"),
        ("[x](#nowhere)", "ED0602"),
        ("[x](/robots.txt#x)", "ED0602"),
    ],
)
def test_a_broken_link_is_reported_where_it_is_written(site, link, code):
    """Once, and not again for the page that shows it."""
    site.edit(PAGE, LINK, link)

    assert faults(site) == [(code, PAGE, 15)]


@pytest.mark.parametrize(
    "link",
    [
        *("[x](403.md)", "[x](403.md#what-it-means)", "[x](#how-to-fix)", "[x](/errors/)"),
        *("[x](/errors/http/403/#main)", "[x](/robots.txt)", "[x](/)", "[x](/categories/)"),
        *("[x](../../categories/authorization.md)", "[x](../../providers/http.md)"),
    ],
)
def test_good_links(site, link):
    """Pages, anchors of prose and of templates, files."""
    site.edit(PAGE, LINK, link)

    assert faults(site) == []


def test_the_help_names_the_nearest_page_and_anchor(site):
    """Among the page's neighbors first."""
    site.edit(PAGE, LINK, "[x](404.md) [y](403.md#how-to-fx) [z](403.md#zzz)")
    report = json.loads(site.check("--format", "json").out)
    helps = {fault["what"].split('"')[-2]: fault["help"] for fault in report}

    assert helps["how-to-fx"] == 'did you mean "how-to-fix"?'
    assert helps["zzz"] == "use one of its headings"


def test_anchors_of_any_script_are_found(site):
    """A heading with accents can be linked to from its own and from another page."""
    site.edit(PAGE, "## How to fix", "## Café crème\n\nSee [x](#café-crème).\n\n## How to fix")
    site.edit("content/errors/http/403.md", "[the other one](401.md#how-to-fix)",
              "[x](401.md#café-crème)")  # fmt: skip

    assert faults(site) == []


def test_a_link_through_a_redirect_is_a_warning(site):
    """It works, and says where it leads."""
    site.edit(PAGE, "related:", 'aliases: ["Not Logged In"]\nrelated:')
    site.edit(PAGE, LINK, "[x](not-logged-in.md)")
    (fault,) = json.loads(site.check("--format", "json").out)

    assert (fault["code"], fault["level"]) == ("ED0604", "warning")
    assert fault["help"] == "link to /errors/http/401/"


def test_links_of_front_matter_are_checked(site):
    """In every inline text of guides and playbooks, at the value."""
    site.write(
        {
            "content/compare/a.md": """\
---
title: 401 vs 403
summary: Two.
last_reviewed: 2026-11-01
errors: [http/401, http/403]
decisions:
  - {signal: "[x](gone.md)", points_to: http/401, because: "b"}
  - {signal: "s", points_to: http/403, because: "[x](gone.md)"}
facts:
  - {name: N, values: ["[x](gone.md)", "v"]}
---
""",
            "content/playbooks/a.md": """\
---
title: P
summary: One.
last_reviewed: 2026-11-01
category: authentication
errors: [http/401]
use_when: "[x](gone.md)"
do_not_use_when: "[x](gone.md)"
capture: ["[x](gone.md)"]
steps:
  - check: "[x](gone.md)"
    expected: "[x](gone.md)"
    if_not: "[x](gone.md)"
---
""",
        }
    )

    assert faults(site) == [
        *(("ED0601", "content/compare/a.md", line) for line in (7, 8, 10)),
        *(("ED0601", "content/playbooks/a.md", line) for line in (7, 8, 9, 11, 12, 13)),
    ]


# --- links that templates make


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ('<a href="/gone/">x</a>', 'links to "/gone/": there is no such page'),
        ('<img src="/gone.svg">', 'links to "/gone.svg": there is no such page'),
        ('<form action="/errors"></form>', 'links to "/errors": there is no such page'),
        ('<a href="#gone">x</a>', 'links to "#gone": the page has no such id'),
        ('<a href="/errors/#gone">x</a>', 'links to "/errors/#gone": the page has no such id'),
        ('<a href="about/">x</a>', 'links to "about/": it leaves the site\'s base path'),
        ('<p id="main">x</p>', 'has the id "main" 2 times'),
    ],
)
def test_a_template_that_links_to_nothing_is_reported(site, html, what):
    """At the template, with the page it was seen on."""
    site.copy_templates()
    site.edit("templates/pages/thanks.html", "</h1>", f"</h1>{html}")
    (fault,) = json.loads(site.check("--format", "json").out)

    assert (fault["code"], fault["path"]) == ("ED0603", "templates/pages/thanks.html")
    assert fault["what"] == f"/thanks/ {what}"


@pytest.mark.parametrize(
    "html", ['<a href="https://a.example/">x</a>', '<a href="mailto:a@b.example">x</a>',
             '<a href="/errors/http/401/#how-to-fix">x</a>', '<a href="#main">x</a>']
)  # fmt: skip
def test_other_sites_are_not_asked(site, html):
    """Only our own pages are looked up."""
    site.copy_templates()
    site.edit("templates/pages/thanks.html", "</h1>", f"</h1>{html}")

    assert faults(site) == []


def test_a_template_must_not_leave_the_base_path(site):
    """An href that forgot it works at home and breaks below a path."""
    site.copy_templates()
    site.edit("templates/pages/thanks.html", "</h1>", '</h1><a href="/errors/">x</a>')
    (fault,) = json.loads(
        site.check("--format", "json", "--base-url", "https://x.example/docs/").out
    )

    assert fault["what"] == '/thanks/ links to "/errors/": it leaves the site\'s base path'


@pytest.mark.parametrize("language", ["text", "http", "yaml", "html"])
def test_markup_shown_in_code_is_no_link(site, language):
    """An example with an id and an address is text."""
    block = f'```{language}\n<form id="main" action="/login" src="/x.js">\n  href="/y/"\n```\n'
    site.edit(PAGE, "## Common causes", f"{block}\n## Common causes")

    assert faults(site) == []


def test_markup_shown_in_text_is_no_link(site):
    """In messages, titles and prose."""
    site.edit(PAGE, "related:", """messages: ['x id="main" href="/gone/" y']\nrelated:""")
    site.edit(PAGE, LINK, '`a id="main" href="/gone/" b` and " href="/gone/" c')

    assert faults(site) == []
