"""A build is a memo on its inputs: whatever was built before, the site is that of a clean build.

Every edit is built on top of what is there and held, byte by byte, against a clean build of
the same state. Files that were written just now are told by their digest, older ones by size,
time and inode; both ways are gone: `age` makes files look as if they had been there for years.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from errdex import commands, output

if TYPE_CHECKING:
    from tests.conftest import SiteDriver

ROOT = Path(__file__).parent.parent
SEVEN = Path(__file__).parent / "sites" / "authentication" / "content"
LONG_AGO = count(1_600_000_000)
PAGE = "content/errors/http/401.md"

NEW_ERROR = """\
---
code: 511
title: Network Authentication Required
provider: http
category: authentication
summary: The network wants a login first.
last_reviewed: 2026-11-20
related: [http/407]
aliases: ["Captive portal"]
sources:
  - {title: RFC 6585, url: "https://www.rfc-editor.org/rfc/rfc6585.html"}
---

## What it means

A captive portal answers in place of the server; see [407](407.md).

## Common causes

1. **Nobody has logged in to the network.** It asks once.

   How to recognize it: the answer is a login page.

## How to fix

1. **Log in to the network.** Then try again.
"""

Edit = Callable[["SiteDriver"], tuple[str, ...] | None]


@pytest.fixture
def seven(new_site):
    """The site of seven errors with templates and static files of its own."""
    return age(new_site(SEVEN).copy_templates())


def age(site: SiteDriver) -> SiteDriver:
    """Give every young input a past of its own; a later edit gets a later past."""
    an_hour_ago, then = time.time() - 3600, next(LONG_AGO)
    for folder in ("content", "templates", "static"):
        for path in (site.root / folder).rglob("*"):
            if path.is_file() and path.stat().st_mtime > an_hour_ago:
                os.utime(path, (then, then))
    return site


def built(site: SiteDriver, *arguments: str) -> tuple[int, int]:
    """Build on top of what is there; how many files were written and removed."""
    outcome = site.build(*arguments)
    assert outcome.code == 0, outcome.err
    said = re.search(r"(\d+) written, (\d+) unchanged, (\d+) removed", outcome.out)
    assert said, outcome.out
    return int(said[1]), int(said[3])


def clean(site: SiteDriver, *arguments: str) -> dict[str, bytes]:
    """The files of a clean build of the same state."""
    shutil.rmtree(site.root / "clean", ignore_errors=True)
    outcome = site.build("--no-cache", "--out", "clean", *arguments)
    assert outcome.code == 0, outcome.err
    return site.tree("clean")


def differences(site: SiteDriver, *arguments: str) -> set[str]:
    """The files in which the published site is not that of a clean build."""
    published, wanted = site.tree(), clean(site, *arguments)
    return {
        name for name in published.keys() | wanted.keys() if published.get(name) != wanted.get(name)
    }


def marks(site: SiteDriver) -> dict[str, tuple[int, int]]:
    """Inode and time of every published file."""
    base = site.root / "public"
    return {
        path.relative_to(base).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in base.rglob("*")
        if path.is_file()
    }


# --- a list of edits


def add_error(site: SiteDriver) -> None:
    site.write({"content/errors/http/511.md": NEW_ERROR})


def change_error(site: SiteDriver) -> None:
    site.edit(PAGE, "## What it means", "## What it means\n\nA new sentence.")


def change_error_to_the_same_size(site: SiteDriver) -> None:
    site.edit(PAGE, "header is missing", "header is deleted")


def change_summary(site: SiteDriver) -> None:
    site.edit(PAGE, "summary: The request carries", "summary: A request without")


def delete_error(site: SiteDriver) -> None:
    site.remove("content/errors/gcp/cancelled.md")


def rename_error(site: SiteDriver) -> None:
    site.edit("content/errors/http/402.md", "code: 402", "code: 499")
    (site.root / "content/errors/http/402.md").rename(site.root / "content/errors/http/499.md")
    site.edit(PAGE, "http/402", "http/499")


def move_to_another_category(site: SiteDriver) -> None:
    site.edit(PAGE, "category: authentication", "category: billing")


def add_alias(site: SiteDriver) -> None:
    site.edit(PAGE, "related:", 'aliases: ["Not logged in"]\nrelated:')


def remove_alias(site: SiteDriver) -> None:
    site.edit("content/errors/azure/aadsts7000215.md", 'aliases: ["7000215"]\n', "")


def change_relation(site: SiteDriver) -> None:
    site.edit(PAGE, "related: [http/407", "related: [gcp/unauthenticated")


def retire_error(site: SiteDriver) -> None:
    site.edit(PAGE, "related:", "status: retired\nrelated:")


def rename_provider(site: SiteDriver) -> None:
    site.edit("content/providers/http.md", "title: HTTP", "title: Hypertext Transfer Protocol")


def rename_category(site: SiteDriver) -> None:
    site.edit("content/categories/billing.md", "title: Billing", "title: Money")


def delete_guide(site: SiteDriver) -> None:
    site.remove("content/compare/401-vs-407.md")


def delete_playbook(site: SiteDriver) -> None:
    site.remove("content/playbooks/logins-fail.md")


def change_table(site: SiteDriver) -> None:
    site.edit("content/tables/authentication.md", "provider: azure", "provider: gcp")


def add_page(site: SiteDriver) -> None:
    text = "---\ntitle: Privacy\nsummary: None.\nlast_reviewed: 2026-11-01\n---\n\n## A\n\nx\n"
    site.write({"content/pages/privacy.md": text})


def save_with_other_line_ends(site: SiteDriver) -> None:
    path = site.root / PAGE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def touch_everything(site: SiteDriver) -> None:
    for path in (site.root / "content").rglob("*.md"):
        path.touch()


def replace_by_a_copy(site: SiteDriver) -> None:
    path = site.root / PAGE
    copy = path.with_suffix(".copy")
    shutil.copy2(path, copy)
    copy.replace(path)


def change_page_template(site: SiteDriver) -> None:
    site.edit("templates/pages/error.html", "<h1", '<h1 data-new="x"')


def change_layout(site: SiteDriver) -> None:
    site.edit("templates/layouts/base.html", "<body>", '<body class="new">')


def change_macro(site: SiteDriver) -> None:
    site.edit("templates/macros/error_card.html", 'class="error-card"', 'class="error-card new"')


def change_feed(site: SiteDriver) -> None:
    site.edit("templates/feeds/feed.xml", "</title>", " news</title>")


def change_css(site: SiteDriver) -> None:
    path = next((site.root / "static/css").glob("tokens.css"))
    path.write_text(path.read_text("utf-8") + "\n:root { --new: 1 }\n", "utf-8")


def add_static_file(site: SiteDriver) -> None:
    site.write({"static/icons/new.svg": "<svg/>"})


def change_title(site: SiteDriver) -> None:
    site.edit("content/site.yml", "title: Seven", "title: Renamed")


def change_page_size(site: SiteDriver) -> None:
    site.edit("content/site.yml", "page_size: 15", "page_size: 3")


def change_review_interval(site: SiteDriver) -> None:
    site.edit("content/site.yml", "review_interval_days: 180", "review_interval_days: 10")


def change_feedback(site: SiteDriver) -> None:
    site.edit("content/site.yml", "feedback: netlify", "feedback: none")


def change_base_url(site: SiteDriver) -> None:
    site.edit("content/site.yml", "https://errors.example/", "https://errors.example/docs/")


def pass_the_review_date(_: SiteDriver) -> tuple[str, ...]:
    return ("--today", "2027-06-01")


def serve_elsewhere(_: SiteDriver) -> tuple[str, ...]:
    return ("--base-url", "https://preview.example/x/", "--noindex")


def change_nothing(_: SiteDriver) -> None:
    pass


EDITS: tuple[Edit, ...] = (
    *(add_error, change_error, change_error_to_the_same_size, change_summary, rename_error),
    *(add_alias, remove_alias, change_relation, move_to_another_category, delete_error),
    *(retire_error, rename_provider, rename_category, delete_guide, delete_playbook),
    *(change_table, add_page, save_with_other_line_ends, touch_everything, replace_by_a_copy),
    *(change_page_template, change_layout, change_macro, change_feed, change_css),
    *(add_static_file, change_title, change_page_size, change_review_interval, change_feedback),
    *(pass_the_review_date, serve_elsewhere, change_base_url, change_nothing),
)
QUIET = {"save_with_other_line_ends", "touch_everything", "replace_by_a_copy", "change_nothing"}


def name_of(edit: Edit) -> str:
    return edit.__name__


@pytest.mark.parametrize("edit", EDITS, ids=name_of)
def test_an_edit_gives_the_site_of_a_clean_build(seven, edit):
    """And takes effect, unless it changes nothing that a reader sees."""
    built(seven)
    before = seven.tree()
    arguments = edit(age(seven)) or ()
    built(age(seven), *arguments)

    assert differences(seven, *arguments) == set()
    assert (seven.tree() == before) is (name_of(edit) in QUIET)


@pytest.mark.parametrize("is_aged", [True, False], ids=["aged", "young"])
def test_edits_add_up(seven, is_aged):
    """One after another on the same cache; what an option changed is changed back."""
    built(seven)
    wrong = {}
    for number, edit in enumerate(EDITS, 1):
        arguments = edit(seven) or ()
        built(age(seven) if is_aged else seven, *arguments)
        if number % 3 == 0 or number == len(EDITS):
            wrong[name_of(edit)] = differences(seven, *arguments)

    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    "edit",
    [add_error, change_error_to_the_same_size, rename_error, change_css, change_title,
     pass_the_review_date, serve_elsewhere],
    ids=name_of,
)  # fmt: skip
def test_an_edit_taken_back_gives_the_old_site(seven, edit):
    """The old files come back with their old times, as from a backup."""
    built(seven)
    before = seven.tree()
    inputs = ("content", "templates", "static")
    for folder in inputs:
        shutil.copytree(seven.root / folder, seven.root / "kept" / folder)
    arguments = edit(seven) or ()
    built(age(seven), *arguments)
    for folder in inputs:
        shutil.rmtree(seven.root / folder)
        shutil.copytree(seven.root / "kept" / folder, seven.root / folder)
    built(seven)

    assert seven.tree() == before


def test_a_small_edit_writes_little(seven):
    """The page itself, and the pages that show its text."""
    built(seven)
    before = seven.tree()
    change_error(seven)
    said = built(seven)
    after = seven.tree()
    changed = {name for name in after if after[name] != before.get(name)}

    assert changed == {"errors/http/401/index.html"}
    assert said == (1, 0)


# --- nothing to do


def test_a_build_without_changes_writes_nothing(seven):
    """Not one file, not even its time."""
    built(seven)
    before = marks(seven)
    said = built(seven)

    assert marks(seven) == before
    assert said == (0, 0)


def test_a_build_right_after_writing_changes_nothing_either(seven):
    """Though young files have to be read again."""
    touch_everything(seven)
    built(seven)
    before = marks(seven)
    touch_everything(seven)
    said = built(seven)
    after = marks(seven)

    assert {name for name in after if after[name] != before[name]} <= {output.MARKER}
    assert said == (0, 0)


def test_a_build_without_changes_repeats_its_warnings(seven):
    """They are as true as before, and fatal with `--strict`."""
    seven.remove("content/errors/gcp/cancelled.md")
    first = seven.build()
    again = seven.build()

    assert "ED0214" in first.err
    assert again.err == first.err
    assert seven.build("--strict").code == 1


def test_check_does_not_stand_in_for_build(seven):
    """What was only checked is not published."""
    built(seven)
    before = seven.tree()
    change_error(seven)
    assert seven.check().code == 0
    unwritten = seven.tree()
    built(age(seven))

    assert unwritten == before
    assert differences(seven) == set()


def test_two_output_folders_do_not_share_a_memory(seven):
    """Each is brought to the present state on its own."""
    built(seven)
    built(seven, "--out", "other")
    change_error(seven)
    built(age(seven), "--out", "other")
    built(seven)

    assert seven.tree() == seven.tree("other")
    assert differences(seven) == set()


# --- what happens to the published folder


def test_a_foreign_file_is_pruned(seven):
    """With the folder it stands in."""
    built(seven)
    seven.write({"public/foreign/file.txt": "x", "public/errors/.hidden": "x"})
    said = built(seven)

    assert differences(seven) == set()
    assert not (seven.root / "public/foreign").exists()
    assert said == (0, 2)


@pytest.mark.parametrize(
    "name",
    ["index.html", "errors/http/401/index.html", "_headers", "errors/azure/7000215/index.html"],
)
@pytest.mark.parametrize("harm", ["removed", "damaged", "emptied", "same size"])
def test_a_published_file_is_restored(seven, name, harm):
    """Pages, host files and redirects, whatever was done to them."""
    built(seven)
    path = seven.root / "public" / name
    if harm == "removed":
        path.unlink()
    else:
        data = path.read_bytes()
        path.write_bytes({"damaged": data + b"x", "emptied": b""}.get(harm, b"x" * len(data)))
        os.utime(path, (1, 1))
    said = built(seven)

    assert differences(seven) == set()
    assert said == (1, 0)


def test_a_removed_folder_is_made_again(seven):
    """All of it."""
    built(seven)
    shutil.rmtree(seven.root / "public")
    built(seven)

    assert differences(seven) == set()


@pytest.mark.parametrize("harm", ["removed", "damaged", "emptied", "rows"])
def test_a_lost_cache_costs_time_only(seven, harm):
    """The next build makes it again, and still writes only what changed."""
    built(seven)
    for path in (seven.root / ".errdex").glob("*.sqlite"):
        data = path.read_bytes()
        if harm == "removed":
            path.unlink()
        else:
            broken = {"damaged": b"x" * len(data), "emptied": b""}
            path.write_bytes(broken.get(harm, data[:8192] + b"\xff" * (len(data) - 8192)))
    change_error(seven)
    said = built(seven)

    assert differences(seven) == set()
    assert said == (1, 0)


# --- interruption


@contextmanager
def interrupted(fault: BaseException, after: int) -> Iterator[None]:
    """Publication ends with a fault after some files."""
    put = output._put
    left = after

    def put_some(staged: Path, file: Path) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise fault
        put(staged, file)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "_put", put_some)
        yield


@pytest.mark.parametrize("after", [0, 1, 12])
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device"), 1),
        (RuntimeError("a bug"), 70),
    ],
    ids=["stopped", "disk full", "bug"],
)
def test_an_interrupted_publication_is_put_right(seven, fault, code, after):
    """By the next build, whether the edit stands or is taken back."""
    built(seven)
    before = seven.tree()
    change_layout(seven)
    with interrupted(fault, after):
        assert seven.build().code == code
    mixed = seven.tree()
    built(seven)

    assert differences(seven) == set()
    assert mixed.keys() == before.keys()

    with interrupted(fault, after):
        assert seven.build("--today", "2027-06-01").code == code
    built(seven)

    assert differences(seven) == set()


def test_an_interrupted_first_publication_is_put_right(seven):
    """The folder is ours from the first file on."""
    with interrupted(KeyboardInterrupt(), 5):
        assert seven.build().code == 130
    built(seven)

    assert differences(seven) == set()


@pytest.mark.parametrize("edit", [change_layout, change_css, change_title, change_error, add_error],
                         ids=name_of)  # fmt: skip
def test_an_edit_made_while_a_build_runs_is_picked_up_by_the_next(seven, monkeypatch, edit):
    """The build that did not see it does not count as a build of it."""
    progress, edits = commands.progress, []

    @contextmanager
    def edit_while_publishing(stage: str, total: int) -> Iterator[Callable[[], None]]:
        if stage == "Publishing":
            edits.append(edit(seven))
            age(seven)
        with progress(stage, total) as tick:
            yield tick

    with monkeypatch.context() as patch:
        patch.setattr(commands, "progress", edit_while_publishing)
        built(seven)
    built(seven)

    assert len(edits) == 1
    assert differences(seven) == set()


# --- nothing is written when anything is wrong


FAULTS: dict[str, tuple[str, str, str]] = {
    "front matter": (PAGE, "title: Unauthorized", "titel: Unauthorized"),
    "reference": (PAGE, "related: [http/407", "related: [http/408"),
    "link": (
        "content/categories/authentication.md",
        "../errors/http/401.md",
        "../errors/http/4.md",
    ),
    "anchor": ("content/compare/401-vs-407.md", "#how-to-fix", "#how-to-fx"),
    "settings": ("content/site.yml", "page_size: 15", "page_size: none"),
    "template syntax": ("templates/pages/review.html", "{% block content %}", "{% block %}"),
    "template name": ("templates/pages/review.html", "page.title", "page.titel"),
    "feed": ("templates/feeds/sitemap.xml", "page.urls", "page.uls"),
    "asset": ("templates/partials/head.html", "favicon.svg", "gone.svg"),
    "template link": ("templates/pages/thanks.html", "<h1", '<a href="/gone/">x</a><h1'),
    "style sheet": ("static/css/site.css", "tokens.css", "gone.css"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_nothing_is_written_when_anything_is_wrong(seven, kind):
    """The published folder is as it was, also for what is fine; the next good build catches up."""
    built(seven)
    before, unread = seven.tree(), marks(seven)
    name, old, new = FAULTS[kind]
    add_error(seven)
    seven.edit(name, old, new)
    outcome = seven.build()
    after = seven.tree()

    assert outcome.code == 1
    assert "Nothing was written: public/ is as it was." in outcome.err
    assert after == before
    assert marks(seven) == unread

    seven.edit(name, new, old)
    built(age(seven))

    assert differences(seven) == set()


def test_a_first_build_that_fails_makes_no_folder(seven):
    """Nothing half-done to deploy."""
    seven.edit(PAGE, "title: Unauthorized", "titel: Unauthorized")

    assert seven.build().code == 1
    assert not (seven.root / "public").exists()


def test_a_fault_stays_a_fault(seven):
    """Building again without mending it changes nothing."""
    built(seven)
    seven.edit(PAGE, "related: [http/407", "related: [http/408")
    first, again = seven.build(), age(seven).build()

    assert (first.code, again.code) == (1, 1)
    assert again.err == first.err


# --- why


URL = "/errors/http/401/"


def why(site: SiteDriver, edit: Edit = change_nothing) -> str:
    """What `--why` says of a page after an edit."""
    edit(site)
    outcome = age(site).build("--why", URL)
    assert outcome.code == 0, outcome.err
    return outcome.out.splitlines()[0]


def test_why_a_page_is_kept_or_made_for_the_first_time(seven):
    """The two answers without a cause."""
    assert why(seven) == f"{URL} is made for the first time, or the cache was lost."
    assert why(seven) == f"{URL} is kept: nothing it depends on has changed."


@pytest.mark.parametrize(
    ("edit", "causes"),
    [
        (change_error, {"view: sections"}),
        (change_summary, {"view: meta", "view: summary"}),
        (change_macro, {"templates (pages/error.html)"}),
        (change_layout, {"templates (pages/error.html)"}),
        (change_css, {"static files"}),
        (change_title, {"site settings", "view: meta"}),
        (delete_guide, {"site settings", "view: start_here"}),
        (add_alias, {"view: also_known_as"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_why_a_page_is_made_again(seven, edit, causes):
    """The parts of its input that changed, and no others."""
    built(seven)
    answer = why(seven, edit)

    assert answer.startswith(f"{URL} is made again; changed: ")
    assert set(answer.rstrip(".").partition("changed: ")[2].split(", ")) == causes


def test_why_a_page_is_written_again(seven):
    """It was damaged by hand."""
    built(seven)
    (seven.root / "public/errors/http/401/index.html").write_text("x")

    assert why(seven) == f"{URL} is made again; its file was missing or not as written."


def test_why_other_pages_do_not_matter(seven):
    """An edit elsewhere leaves the page alone."""
    built(seven)

    assert why(seven, add_page).startswith(f"{URL} is made again; changed: site settings")
    assert why(seven, change_table) == f"{URL} is kept: nothing it depends on has changed."


# --- determinism


def test_two_clean_builds_are_the_same(seven):
    """Byte by byte, and the same as the published site."""
    built(seven)

    assert clean(seven) == clean(seven) == seven.tree()


def test_the_number_of_processes_does_not_show(seven):
    """With enough files to be worth a second one."""
    for number in range(600, 670):
        text = NEW_ERROR.replace("code: 511", f"code: {number}")
        text = text.replace('aliases: ["Captive portal"]\n', "")
        seven.write({f"content/errors/http/{number}.md": text})

    assert clean(seven, "--jobs", "2") == clean(seven, "--jobs", "1")


def test_the_machine_does_not_show(seven):
    """Neither the hash seed, the time zone, the locale, nor the folder it is built in."""
    trees = []
    for number, (zone, locale) in enumerate((("UTC", "C"), ("Pacific/Auckland", "C.UTF-8"))):
        copy = seven.root.parent / f"machine{number}"
        shutil.copytree(seven.root, copy)
        environment = {
            **os.environ,
            "PYTHONHASHSEED": str(number + 1),
            "TZ": zone,
            "LC_ALL": locale,
            "SOURCE_DATE_EPOCH": "1795219200",
        }
        command = [sys.executable, str(ROOT / "build.py"), "build", "--no-search", "--jobs", "1"]
        subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
        base = copy / "public"
        trees.append(
            {
                path.relative_to(base): path.read_bytes()
                for path in base.rglob("*")
                if path.is_file()
            }
        )

    assert trees[0] == trees[1]
    assert len(trees[0]) > 40
