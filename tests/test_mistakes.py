"""Mistakes that people make in the real catalogue, and the one message each of them gives.

`pattern` finds the text in the real file and `mistake` replaces it; the `¦` in it is no part of
the text but marks the place where the message must point. Patterns keep to what stays when
authors work on a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from errdex.cli import main

from .conftest import ROOT, TODAY, SiteDriver

pytestmark = pytest.mark.content

PLACE = "¦"
MESSAGE = re.compile(r"^(\S.*?):(\d+):(\d+): (?:error|warning)\[(ED\d{4})\]: ", re.MULTILINE)


@dataclass(frozen=True)
class Mistake:
    """A slip in one file of the catalogue, and the rule that must name it."""

    what: str
    code: str
    file: str
    pattern: str
    mistake: str

    def made_in(self, text: str) -> tuple[str, str]:
        """The text with the mistake in it, and `line:column` of the marked place."""
        wrong, count = re.subn(self.pattern, self.mistake, text, count=1, flags=re.MULTILINE)
        assert count == 1, f"{self.file} has no {self.pattern!r}"
        before, _, after = wrong.partition(PLACE)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return before + after, f"{line}:{column}"


NOT_FOUND = "errors/http/404.md"
UNAUTHORIZED = "errors/http/401.md"
SECRET = "errors/azure/aadsts7000215.md"
CANCELLED = "errors/gcp/cancelled.md"
PLAYBOOK = "playbooks/authentication-failures.md"
GUIDE = "compare/401-vs-403.md"

MISTAKES = (
    Mistake("the first line was lost", "ED0101", NOT_FOUND, r"\A---\n", PLACE),
    Mistake(
        "the line that closes the front matter was lost",
        "ED0101",
        "pages/about.md",
        r"\A---\n([\s\S]*?\n)---\n",
        rf"{PLACE}---\n\1",
    ),
    Mistake(
        "a title with a colon and no quotes",
        "ED0102",
        NOT_FOUND,
        r"^title: Not Found$",
        rf"title: Not Found{PLACE}: no such page",
    ),
    Mistake(
        "a tab for indentation",
        "ED0102",
        PLAYBOOK,
        r"^  - http/407$",
        rf"{PLACE}\t- http/407",
    ),
    Mistake(
        "a key pasted twice",
        "ED0103",
        SECRET,
        r"^status: active$",
        rf"status: active\n{PLACE}retry: never",
    ),
    Mistake(
        "an optional key misspelt",
        "ED0104",
        UNAUTHORIZED,
        r"^http_status: 401$",
        rf"{PLACE}http_staus: 401",
    ),
    Mistake(
        "a required key misspelt",
        "ED0104",
        CANCELLED,
        r"^category: ",
        rf"{PLACE}catagory: ",
    ),
    Mistake(
        "a required key forgotten",
        "ED0105",
        SECRET,
        r"\A---\ncode: (.*)\ntitle: .*\n",
        rf"---\n{PLACE}code: \1\n",
    ),
    Mistake(
        "text where a list belongs",
        "ED0106",
        "errors/http/406.md",
        r"^aliases: \[(.*)\]$",
        rf"aliases: {PLACE}\1",
    ),
    Mistake(
        "a word with another spelling",
        "ED0107",
        UNAUTHORIZED,
        r"^retry: after_fix$",
        rf"retry: {PLACE}after-fix",
    ),
    Mistake(
        "a date as people write it",
        "ED0108",
        "pages/privacy.md",
        r"^last_reviewed: .*$",
        rf"last_reviewed: {PLACE}21.11.2026",
    ),
    Mistake(
        "digits of the code swapped",
        "ED0111",
        SECRET,
        r"^code: AADSTS7000215$",
        rf"code: {PLACE}AADSTS7000251",
    ),
    Mistake(
        "a key left empty",
        "ED0116",
        SECRET,
        r"^service: .*$",
        rf"service:{PLACE}",
    ),
    Mistake(
        "an item listed twice",
        "ED0117",
        NOT_FOUND,
        r"^related: \[(http/\d+)(.*)\]$",
        rf"related: [\1\2, {PLACE}\1]",
    ),
    Mistake(
        "a source without encryption",
        "ED0118",
        NOT_FOUND,
        r'url: "https://www\.rfc-editor',
        rf'url: {PLACE}"http://www.rfc-editor',
    ),
    Mistake(
        "a category that does not exist",
        "ED0202",
        UNAUTHORIZED,
        r"^category: authentication$",
        rf"category: {PLACE}authentification",
    ),
    Mistake(
        "an id with a typing error",
        "ED0203",
        "errors/oauth/invalid_grant.md",
        r"^related: \[oauth/invalid_client,",
        rf"related: [{PLACE}oauth/invalid_cleint,",
    ),
    Mistake(
        "a heading in other words",
        "ED0301",
        UNAUTHORIZED,
        r"^## How to fix$",
        rf"{PLACE}## How to fix it",
    ),
    Mistake(
        "a fix without its bold sentence",
        "ED0304",
        NOT_FOUND,
        r"^(## How to fix\n\n)1\. \*\*(.*?)\*\*",
        rf"\1{PLACE}1. \2",
    ),
    Mistake(
        "a placeholder that reads as HTML",
        "ED0305",
        SECRET,
        r"^## What it means\n\n",
        rf"## What it means\n\nThe tenant {PLACE}<tenant-id> answered.\n\n",
    ),
    Mistake(
        "HTML after the same in backticks",
        "ED0305",
        SECRET,
        r"^## What it means\n\n",
        rf"## What it means\n\nThe portal writes `<br>` where a {PLACE}<br> stands.\n\n",
    ),
    Mistake(
        "a comment in an example of JSON",
        "ED0306",
        UNAUTHORIZED,
        r"^## Verify the fix\n\n",
        "## Verify the fix\n\n```json\n{\n  "
        rf'{PLACE}// the code\n  "error": "invalid_token"\n}}\n```\n\n',
    ),
    Mistake(
        "a code block that is never closed",
        "ED0312",
        CANCELLED,
        r"^## What it means\n\n",
        rf"## What it means\n\n{PLACE}~~~bash\ngcloud auth list\n\n",
    ),
    Mistake(
        "a screenshot pasted in",
        "ED0313",
        SECRET,
        r"^## What it means\n\n",
        rf"## What it means\n\nThe portal shows {PLACE}![the portal](portal.png) then.\n\n",
    ),
    Mistake(
        "a link to a page that is not written yet",
        "ED0601",
        UNAUTHORIZED,
        r"^## What it means\n\n",
        rf"## What it means\n\nIt differs from [420]({PLACE}420.md) a little.\n\n",
    ),
    Mistake(
        "a dead link whose target stands in the text before it",
        "ED0601",
        UNAUTHORIZED,
        r"^## What it means\n\n",
        "## What it means\n\nThe file 420.md is no more, so the link to "
        rf"[420]({PLACE}420.md) is dead.\n\n",
    ),
    Mistake(
        "a link to a heading that has another name",
        "ED0602",
        UNAUTHORIZED,
        r"^## What it means\n\n",
        rf"## What it means\n\nSee [the fixes]({PLACE}403.md#how-to-mend) as well.\n\n",
    ),
    Mistake(
        "a decision that points to an error outside the guide",
        "ED0209",
        GUIDE,
        r"^    points_to: http/401$",
        rf"    points_to: {PLACE}http/407",
    ),
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real catalogue in a folder of its own, built once."""
    root = tmp_path_factory.mktemp("catalogue")
    for file in sorted((ROOT / "content").rglob("*")):
        if file.is_file():
            copy = root / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    folders = ["--templates", str(ROOT / "templates"), "--static", str(ROOT / "static")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        words = ["build", "--no-search", "--today", TODAY, "--jobs", "1", *folders]
        assert main(words) == 0
    return root


@pytest.fixture
def real_site(
    catalogue: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[SiteDriver]:
    """The built catalogue; what a test changed in its content is put back."""
    monkeypatch.chdir(catalogue)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    driver = SiteDriver(catalogue, capsys)
    content = driver.tree("content")
    yield driver
    driver.write({f"content/{name}": data for name, data in content.items()})


def test_the_catalogue_is_sound(real_site: SiteDriver) -> None:
    """Without a mistake the real catalogue builds in silence."""
    outcome = real_site.build()

    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.what)
def test_a_mistake_gives_one_message_at_its_place(mistake: Mistake, real_site: SiteDriver) -> None:
    """One message at the exact place, exit code 1, and the published site as it was."""
    path = f"content/{mistake.file}"
    text, place = mistake.made_in((real_site.root / path).read_text(encoding="utf-8"))
    published = real_site.tree()
    real_site.write({path: text})
    outcome = real_site.build()
    messages = [":".join(match.groups()) for match in MESSAGE.finditer(outcome.err)]

    assert messages == [f"{path}:{place}:{mistake.code}"]
    assert outcome.code == 1
    assert real_site.tree() == published
    assert "\n1 error in 1 file. Nothing was written: public/ is as it was.\n" in outcome.err


def test_a_mended_mistake_leaves_no_trace(real_site: SiteDriver) -> None:
    """After the mistake is taken back, the next build succeeds and writes nothing new."""
    published = real_site.tree()
    name = f"content/{UNAUTHORIZED}"
    real_site.edit(name, "category: authentication\n", "category: authentification\n")
    broken = real_site.build()
    real_site.edit(name, "category: authentification\n", "category: authentication\n")
    mended = real_site.build()

    assert (broken.code, mended.code, mended.err) == (1, 0, "")
    assert real_site.tree() == published
    assert " 0 written, " in mended.out


def test_every_mistake_of_one_file_is_named_at_once(real_site: SiteDriver) -> None:
    """Three slips in one page give three messages, in the order of their lines."""
    name = f"content/{UNAUTHORIZED}"
    real_site.edit(name, "category: authentication\n", "category: authentification\n")
    real_site.edit(name, "\nretry: after_fix\n", "\nretry: after-fix\n")
    real_site.edit(name, "\n## What it means\n", "\n## What it means\n\nA <b>bold</b> claim.\n")
    outcome = real_site.build()
    codes = [match[4] for match in MESSAGE.finditer(outcome.err)]

    assert list(dict.fromkeys(codes)) == ["ED0202", "ED0107", "ED0305"]


PAGE = "---\ntitle: X\nsummary: Y.\nlast_reviewed: 2026-11-01\n---\n\n## What belongs here\n\nX.\n"


@pytest.mark.parametrize(
    "name",
    ["pages/search", "pages/index.html", "pages/404.html", "pages/_headers", "pages/robots.txt"],
)
def test_no_page_takes_the_place_of_a_generated_file(name: str, site: SiteDriver) -> None:
    """A file name that would replace the home page or a file for hosts is refused."""
    outcome = site.write({f"content/{name}.md": PAGE}).build()
    messages = [":".join(match.groups()) for match in MESSAGE.finditer(outcome.err)]

    rule = "ED0121" if name.endswith("index.html") else "ED0206"

    assert (outcome.code, messages) == (1, [f"content/{name}.md:1:1:{rule}"])


def test_no_alias_takes_the_place_of_a_provider(site: SiteDriver) -> None:
    """An alias that would replace the index of its provider is refused at its place."""
    name = "content/errors/http/401.md"
    site.edit(name, "related: [http/403]\n", "related: [http/403]\naliases: [index.html]\n")
    outcome = site.build()

    assert outcome.code == 1
    assert outcome.err.startswith(f"{name}:9:11: error[")
