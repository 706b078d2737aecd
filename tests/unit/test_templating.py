"""Templates: what they may use, where their faults are, and what a page depends on."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup

from errdex.assets import Assets
from errdex.diagnostics import Diagnostics
from errdex.templating import Templates
from errdex.urls import Urls

TREE = {
    "layouts/base.html": "<title>{% block title %}{% endblock %}</title>\n"
    '{% include "partials/foot.html" %}\n',
    "partials/foot.html": "<footer></footer>\n",
    "macros/card.html": "{% macro card(title) %}<b>{{ title }}</b>{% endmacro %}\n",
    "macros/deep.html": '{% from "macros/card.html" import card %}\n'
    "{% macro deep(x) %}{{ card(x) }}{% endmacro %}\n",
    "pages/home.html": '{% extends "layouts/base.html" %}\n'
    '{%- import "macros/deep.html" as parts %}\n'
    "{% block title %}{{ parts.deep(page) }}{% endblock %}\n",
    "pages/plain.html": "{{ page }}\n",
    "feeds/feed.xml": "<feed>{{ page }}</feed>\n",
}


class Folder:
    """A folder of templates."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.found = Diagnostics()

    def write(self, **files: str) -> Folder:
        """Write templates by their name, `__` for `/` and `html` for the ending."""
        return self.put({name.replace("__", "/") + ".html": text for name, text in files.items()})

    def put(self, files: dict[str, str]) -> Folder:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return self

    def open(self) -> Templates:
        assets = Assets("/assets/ab/", {"/assets/ab/css/site.css": b""})
        return Templates(self.root, "templates", Urls("https://x.example/docs/"), assets)

    def render(self, name: str, page: object = "x") -> str | None:
        return self.open().render(name, {"page": page}, self.found)

    def faults(self) -> list[tuple[str, str, int]]:
        return [(f.code, f.position.path, f.position.line) for f in self.found.sorted()]

    def check(self) -> list[tuple[str, str, int]]:
        self.open().check(self.found)
        return self.faults()


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "templates").put(TREE)


# --- rendering


def test_a_page_is_rendered(folder):
    """With its layout, parts and macros."""
    assert folder.render("pages/home.html", "Hi") == (
        "<title><b>Hi</b></title>\n<footer></footer>\n"
    )
    assert folder.faults() == []


def test_text_is_escaped_and_markup_is_not(folder):
    """In pages and in feeds; only `prose` makes markup."""
    assert folder.render("pages/plain.html", "<a & 'b'>") == "&lt;a &amp; &#39;b&#39;&gt;\n"
    assert folder.render("feeds/feed.xml", "<b>") == "<feed>&lt;b&gt;</feed>\n"
    assert folder.render("pages/plain.html", Markup("<b>")) == "<b>\n"


def test_assets_have_their_fingerprinted_href(folder):
    """Below the base path."""
    folder.write(pages__x='{{ asset("css/site.css") }}')

    assert folder.render("pages/x.html") == "/docs/assets/ab/css/site.css"


def test_templates_have_no_clock_and_no_chance(folder):
    """Jinja's own globals are not there, so a page depends on its view alone."""
    folder.write(pages__x="{{ lipsum() }}", pages__y="{{ range(3) }}", pages__z="{{ cycler(1) }}")
    for name in "xyz":
        assert folder.render(f"pages/{name}.html") is None

    assert [code for code, _, _ in folder.faults()] == ["ED0402"] * 3


# --- faults


@pytest.mark.parametrize(
    "expression",
    ["{{ pag }}", "{{ page.nothing }}", "{% if page.nothing %}{% endif %}", "{{ page.a.b }}",
     "{% for x in nothing %}{% endfor %}", '{{ nothing ~ "x" }}'],
)  # fmt: skip
def test_a_name_that_the_view_does_not_have_is_a_fault(folder, expression):
    """Never an empty text; at its line of the template."""
    folder.write(pages__x=f"one\ntwo\n{expression}\nfour\n")

    assert folder.render("pages/x.html") is None
    assert folder.faults() == [("ED0402", "templates/pages/x.html", 3)]


def test_a_fault_in_a_macro_is_placed_in_the_macro(folder):
    """Not at the page that calls it."""
    folder.put({"macros/card.html": "{% macro card(title) %}\n\n{{ titel }}{% endmacro %}\n"})

    assert folder.render("pages/home.html") is None
    assert folder.faults() == [("ED0402", "templates/macros/card.html", 3)]


def test_a_fault_in_a_block_is_placed_in_the_page(folder):
    """Though the layout calls it."""
    folder.put({"pages/home.html": TREE["pages/home.html"].replace("parts.deep(page)", "pag")})

    assert folder.render("pages/home.html") is None
    assert folder.faults() == [("ED0402", "templates/pages/home.html", 3)]


def test_an_unknown_asset_is_a_fault(folder):
    """At the line that asks for it, with its name."""
    folder.write(pages__x='\n{{ asset("css/gone.css") }}')

    assert folder.render("pages/x.html") is None
    assert folder.faults() == [("ED0402", "templates/pages/x.html", 2)]
    assert "css/gone.css" in folder.found.sorted()[0].what


def test_whatever_a_template_raises_is_a_fault(folder):
    """A division by zero is no traceback."""
    folder.write(pages__x="{{ 1 / 0 }}")

    assert folder.render("pages/x.html") is None
    assert folder.faults() == [("ED0402", "templates/pages/x.html", 1)]


def test_a_missing_page_template_is_a_fault(folder):
    """The page's name is in the message."""
    assert folder.render("pages/gone.html") is None
    assert folder.faults() == [("ED0403", "templates/pages/gone.html", 1)]


@pytest.mark.parametrize("text", ["{% if %}", "{{ a b }}", "{% endfor %}", "{% block x %}", "{{ x"])
def test_syntax_is_checked_in_every_template(folder, text):
    """Also in those that no page reaches."""
    folder.write(partials__unused=f"one\n{text}\n")

    assert [(code, path) for code, path, _ in folder.check()] == [
        ("ED0401", "templates/partials/unused.html")
    ]
    assert 2 <= folder.faults()[0][2] <= 3


@pytest.mark.parametrize(
    "text",
    [
        '{% include "partials/fot.html" %}',
        '{%- include "partials/fot.html" %}',
        '{% extends "partials/fot.html" %}',
        '{% import "partials/fot.html" as x %}',
        '{% from "partials/fot.html" import x %}',
    ],
)
def test_templates_name_templates_that_exist(folder, text):
    """At the name, with the nearest one."""
    folder.write(pages__x=f"\n  {text}\n")
    folder.check()
    (fault,) = folder.found.sorted()

    assert (fault.code, fault.position.line) == ("ED0403", 2)
    assert fault.position.column == len("  ") + text.index("partials") + 1
    assert fault.help == 'did you mean "partials/foot.html"?'


def test_good_templates_have_no_faults(folder):
    """The whole tree."""
    assert folder.check() == []


@pytest.mark.parametrize("text", ["{% include page %}", '{% include ["a.html", "b.html"] %}'])
def test_names_of_templates_are_literals(folder, text):
    """A computed name is no part of the closure: the page would not be made again."""
    folder.write(pages__x=f"one\n{text}\n")

    assert [(path, line) for _, path, line in folder.check()] == [("templates/pages/x.html", 2)]


# --- what a page depends on


@pytest.mark.parametrize(
    "name",
    [
        *("pages/home.html", "layouts/base.html", "partials/foot.html"),
        *("macros/deep.html", "macros/card.html"),
    ],
)
def test_a_digest_covers_every_template_that_is_reached(folder, name):
    """By extends, include, import and from, however deep."""
    before = folder.open().digest("pages/home.html")
    folder.put({name: TREE[name] + " "})

    assert folder.open().digest("pages/home.html") != before


@pytest.mark.parametrize("name", ["pages/plain.html", "feeds/feed.xml", "partials/new.html"])
def test_a_digest_covers_nothing_else(folder, name):
    """Other pages' templates do not make this page again."""
    before = folder.open().digest("pages/home.html")
    folder.put({name: TREE.get(name, "") + " "})

    assert folder.open().digest("pages/home.html") == before


def test_single_quotes_reach_as_far_as_double_ones(folder):
    """Both are literals in Jinja."""
    folder.put({"pages/plain.html": "{% include 'partials/foot.html' %}\n"})
    before = folder.open().digest("pages/plain.html")
    folder.put({"partials/foot.html": "<footer>new</footer>\n"})

    assert folder.open().digest("pages/plain.html") != before


def test_templates_may_reach_each_other(folder):
    """A macro that calls itself by way of another file ends."""
    folder.put({"macros/card.html": '{% from "macros/deep.html" import deep %}\n'})

    assert folder.open().digest("macros/card.html")


def test_the_digest_of_all_covers_all(folder):
    """Any template, its name and its text; other files do not count."""
    before = folder.open().digest_of_all()
    folder.put({"notes.txt": "x"})
    with_notes = folder.open().digest_of_all()
    folder.put({"partials/new.html": ""})

    assert with_notes == before
    assert folder.open().digest_of_all() != before
