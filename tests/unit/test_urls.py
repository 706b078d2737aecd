"""URLs, anchors and output paths: one form of each, and none that leaves the site."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdex.model import FOLDERS
from errdex.urls import (
    RESERVED_ANCHORS,
    Urls,
    anchor,
    content_id,
    is_slug,
    numbered,
    output_path,
    page_path,
    resolve,
    slugify,
)

ROOT = Urls("https://errors.example/")
DOCS = Urls("https://example.com/docs/")
PAGE = ("errors", "azure", "aadsts7000215.md")
SLUGS = st.from_regex(r"[a-z0-9_][a-z0-9._-]{0,20}", fullmatch=True).filter(is_slug)


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("AADSTS7000215", "aadsts7000215"),
        ("invalid_client", "invalid_client"),
        ("0x80070005", "0x80070005"),
        ("HTTP 402", "http-402"),
        ("com.vmware.vapi.std.errors", "com.vmware.vapi.std.errors"),
        ("E::Denied/now", "e--denied-now"),
        (" 401 ", "401"),
        ("Größe", "gr--e"),
    ],
)
def test_a_slug_is_the_code_in_lower_case(code, slug):
    """Anything outside `a-z 0-9 . _ -` turns to `-`, one for one."""
    assert slugify(code) == slug


@given(st.text(max_size=40))
def test_slugs_of_any_text_use_the_small_alphabet(text):
    """A slug of a slug is itself."""
    slug = slugify(text)

    assert re.fullmatch(r"[a-z0-9._-]*", slug)
    assert slugify(slug) == slug


@pytest.mark.parametrize("name", ["401", "a", "_x", "a.b-c_d", "invalid_client", "a-"])
def test_good_slugs(name):
    """Codes of every provider make file names."""
    assert is_slug(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "a.",
        "-a",
        "A",
        "a b",
        "a/b",
        "a\\b",
        "é",
        "a\n",
        "a%2f",
        "\0",
        "x" * 300,
    ],
)
def test_names_that_are_no_slugs(name):
    """Nothing that could leave a folder, hide a file, need quoting or be too long for a disk."""
    assert not is_slug(name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What it means", "what-it-means"),
        ("Is it 401, or 403?", "is-it-401-or-403"),
        ("snake_case and kebab-case", "snake-case-and-kebab-case"),
        ("Café crème", "café-crème"),
        ("Cafe\u0301", "café"),
        ("日本語", "日本語"),
        ("...", "section"),
        ("", "section"),
    ],
)
def test_anchors_of_headings(title, name):
    """Letters and digits of any script; the rest is one `-`."""
    assert anchor(title) == name


def test_reserved_anchors_are_anchors():
    """A reserved id that no heading could get would reserve nothing."""
    assert [name for name in RESERVED_ANCHORS if anchor(name) != name] == []


@pytest.mark.parametrize(
    ("kind", "page_id", "path"),
    [
        ("error", "http/401", "/errors/http/401/"),
        ("provider", "http", "/errors/http/"),
        ("category", "authentication", "/categories/authentication/"),
        ("compare", "401-vs-403", "/compare/401-vs-403/"),
        ("playbook", "outage", "/playbooks/outage/"),
        ("table", "oauth", "/tables/oauth/"),
        ("page", "about", "/about/"),
    ],
)
def test_pages_have_one_path(kind, page_id, path):
    """Lower case, below the section of its kind, ending in a slash."""
    assert page_path(kind, page_id) == path


def test_only_further_pages_of_a_listing_are_numbered():
    """Page 1 has no second URL."""
    assert numbered("/categories/x/", 1) == "/categories/x/"
    assert numbered("/categories/x/", 12) == "/categories/x/page/12/"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("errors/http/401.md", ("error", "http/401")),
        ("providers/http.md", ("provider", "http")),
        ("categories/a.md", ("category", "a")),
        ("compare/a-vs-b.md", ("compare", "a-vs-b")),
        ("playbooks/a.md", ("playbook", "a")),
        ("tables/a.md", ("table", "a")),
        ("pages/about.md", ("page", "about")),
        ("errors/401.md", None),
        ("errors/http/4xx/401.md", None),
        ("pages/deep/about.md", None),
        ("pages/about.txt", None),
        ("pages/about", None),
        ("drafts/about.md", None),
        ("about.md", None),
    ],
)
def test_a_file_is_placed_by_its_path(path, found):
    """Kind and id are read from the path alone; anything else is misplaced."""
    assert content_id(tuple(path.split("/"))) == found


def test_no_parts_are_no_file():
    """The content folder itself is no page."""
    assert content_id(()) is None


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("aadsts7000222.md", ("/errors/azure/aadsts7000222/", "")),
        ("./aadsts7000222.md", ("/errors/azure/aadsts7000222/", "")),
        ("../http/401.md#how-to-fix", ("/errors/http/401/", "how-to-fix")),
        ("../../compare/401-vs-403.md", ("/compare/401-vs-403/", "")),
        ("../../pages/about.md", ("/about/", "")),
        ("#how-to-fix", ("/errors/azure/aadsts7000215/", "how-to-fix")),
        ("/errors/", ("/errors/", "")),
        ("/errors/http/401/#top", ("/errors/http/401/", "top")),
        ("../../../etc/passwd", None),
        ("../../../../pages/about.md", None),
        ("../http/", None),
        ("../http/401", None),
        ("../../site.yml", None),
        ("401.html", None),
    ],
)
def test_links_in_content_lead_to_site_paths(href, target):
    """A relative path to a content file, a path of the site, or an anchor of this page."""
    assert resolve(PAGE, href) == target


@given(st.text(alphabet="ab./.#", max_size=20))
def test_a_relative_link_never_leaves_the_site(href):
    """However it climbs, a link that resolves is a page's path without `..`."""
    target = resolve(PAGE, href)

    assert target is None or href.startswith("/") or ".." not in target[0].split("/")


@pytest.mark.parametrize(
    ("path", "href", "url"),
    [
        ("/", "/docs/", "https://example.com/docs/"),
        ("/errors/", "/docs/errors/", "https://example.com/docs/errors/"),
        ("/a b/ü/", "/docs/a%20b/%C3%BC/", "https://example.com/docs/a%20b/%C3%BC/"),
    ],
)
def test_hrefs_are_right_below_a_base_path(path, href, url):
    """Links and canonical URLs carry the path the site is served below."""
    assert DOCS.href(path) == href
    assert DOCS.absolute(path) == url


def test_a_base_url_needs_no_slash_at_its_end():
    """Both spellings are one site."""
    assert Urls("https://example.com/docs").base_path == DOCS.base_path == "/docs/"
    assert Urls("https://example.com").base_path == ROOT.base_path == "/"


def test_fragments_are_quoted():
    """Anchors of any script make valid URLs."""
    assert ROOT.href("/a/", "café") == "/a/#caf%C3%A9"


def test_an_href_outside_the_base_path_is_not_ours():
    """A link that forgot the base path is not taken for a page."""
    assert DOCS.site_path("/docs/errors/") == "/errors/"
    assert DOCS.site_path("/errors/") is None
    assert DOCS.site_path("/docs-old/") is None


@given(SLUGS, SLUGS)
def test_an_href_gives_its_path_back(one, two):
    """Under any base path, href and site path are inverses."""
    path = page_path("error", f"{one}/{two}")

    assert ROOT.site_path(ROOT.href(path)) == path
    assert DOCS.site_path(DOCS.href(path)) == path


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/errors/http/401/", "errors/http/401/index.html"),
        ("/404.html", "404.html"),
        ("/assets/ab/css/site.css", "assets/ab/css/site.css"),
    ],
)
def test_paths_are_served_from_files(path, file):
    """A path that ends in a slash is a folder's index."""
    assert output_path(path) == PurePosixPath(file)


@pytest.mark.parametrize("path", ["/../x", "/a/../../x/", "/a/./b", "/a\\..\\b", "/a\0b"])
def test_paths_that_could_leave_the_output_folder_are_refused(path):
    """A fault in the code must not become a file elsewhere."""
    with pytest.raises(ValueError, match="not a site path"):
        output_path(path)


@given(st.sampled_from(sorted(FOLDERS)), SLUGS, SLUGS)
def test_every_content_file_is_written_below_the_output_folder(kind, one, two):
    """Any name that passes the loader makes a relative path without `..`."""
    file = output_path(page_path(kind, f"{one}/{two}" if kind == "error" else one))

    assert not file.is_absolute()
    assert ".." not in file.parts
    assert file.name == "index.html"
