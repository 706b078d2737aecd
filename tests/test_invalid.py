"""One case for every rule: `tests/invalid/<CODE>-<name>/` and the text that authors get.

A case is laid over `_base`: its `content/`, `templates/` and `public/` files replace or join
those of the base, `remove.txt` lists files of the base to leave out, `command.txt` is the
command where it is not `check`, and `expected.txt` is what the command says on standard error.
`pytest tests/test_invalid.py --bless` writes `expected.txt` anew: read the difference.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pagefind_bin
import pytest

from errdex.loader import MAX_BYTES
from errdex.rules import RULES

from .conftest import BASE, Outcome, SiteDriver

INVALID = BASE.parent
CASES = sorted(path.name for path in INVALID.iterdir() if path.is_dir() and path != BASE)
WARNINGS = [name for name in CASES if RULES[name[:6]].level == "warning"]
OVERLAYS = ("content", "templates", "public")
MESSAGE = re.compile(r"^(\S.*?):(\d+):(\d+): (error|warning)\[(ED\d{4})\]: (.+)$", re.MULTILINE)

# --- what git would not keep on every machine


def make_large_file(site: SiteDriver, _: pytest.MonkeyPatch) -> None:
    """A page one byte too large."""
    front = "---\ntitle: About\nsummary: All of it.\nlast_reviewed: 2026-11-01\n---\n\n"
    site.write({"content/pages/about.md": front.ljust(MAX_BYTES + 1, "a")})


def make_latin_file(site: SiteDriver, _: pytest.MonkeyPatch) -> None:
    """A page that an editor saved as Latin-1."""
    text = "---\ntitle: About\nsummary: Große Fehler.\nlast_reviewed: 2026-11-01\n---\n\nText.\n"
    site.write({"content/pages/about.md": text.encode("latin-1")})


def make_link(site: SiteDriver, _: pytest.MonkeyPatch) -> None:
    """A symbolic link where a page belongs."""
    link = site.root / "content" / "pages" / "about.md"
    link.parent.mkdir()
    link.symlink_to(site.root / "content" / "providers" / "http.md")


def fill_disk(_: SiteDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for the first page."""
    write_bytes = Path.write_bytes

    def write(path: Path, data: bytes) -> int:
        if path.name.endswith("index.html"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)


def break_pagefind(site: SiteDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Pagefind that says why it stops."""
    script = site.root / ("pagefind.bat" if os.name == "nt" else "pagefind.sh")
    start = "@" if os.name == "nt" else "#!/bin/sh\n"
    script.write_text(f"{start}echo Cannot read the pages\nexit 3\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: str(script))


PREPARE: dict[str, Callable[[SiteDriver, pytest.MonkeyPatch], None]] = {
    "ED0114": make_large_file,
    "ED0115": make_latin_file,
    "ED0119": make_link,
    "ED0501": fill_disk,
    "ED0701": break_pagefind,
}


def run_case(
    name: str, site: SiteDriver, monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> Outcome:
    """Lay a case over the base site and run its command."""
    folder = INVALID / name
    if (folder / "templates").is_dir():
        site.copy_templates()
    for part in OVERLAYS:
        if (folder / part).is_dir():
            shutil.copytree(folder / part, site.root / part, dirs_exist_ok=True)
    for line in words_of(folder / "remove.txt"):
        site.remove(line)
    if name[:6] in PREPARE:
        PREPARE[name[:6]](site, monkeypatch)
    command, *words = words_of(folder / "command.txt") or ["check"]
    return site.run(command, *words, *arguments)


def words_of(file: Path) -> list[str]:
    """The words of a file; none where there is no file."""
    return file.read_text(encoding="utf-8").split() if file.is_file() else []


def messages_of(text: str) -> list[tuple[str, ...]]:
    """Path, line, column, level, code and text of every message."""
    return [match.groups() for match in MESSAGE.finditer(text)]


def test_every_rule_has_one_case() -> None:
    """There is one folder for each rule, named after its code and name, and no other."""
    assert [f"{rule.code}-{rule.name}" for rule in RULES.values()] == CASES


def test_the_base_is_sound(site: SiteDriver) -> None:
    """What the cases are laid over has no fault and no warning of its own."""
    outcome = site.check("--strict")

    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize("name", CASES)
def test_case(
    name: str, site: SiteDriver, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    """A fault gives its one message, word for word; errors end with 1, warnings with 0."""
    expected = INVALID / name / "expected.txt"
    outcome = run_case(name, site, monkeypatch)
    if pytestconfig.getoption("--bless"):
        expected.write_text(outcome.err, encoding="utf-8")

    assert outcome.err == expected.read_text(encoding="utf-8")
    assert outcome.code == (0 if name in WARNINGS else 1)


@pytest.mark.parametrize("name", CASES)
def test_expected_text_shows_one_fault(name: str) -> None:
    """`expected.txt` begins with the place of the rule's fault and holds no second one."""
    text = (INVALID / name / "expected.txt").read_text(encoding="utf-8")
    ((path, line, column, level, code, _),) = messages_of(text)

    assert text.startswith(f"{path}:{line}:{column}: {level}[{code}]: ")
    assert (code, level) == (name[:6], RULES[name[:6]].level)
    assert not Path(path).is_absolute()


@pytest.mark.parametrize("name", WARNINGS)
def test_strict_makes_a_warning_an_error(
    name: str, site: SiteDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `--strict` the same place and words are an error, and the command ends with 1."""
    text = (INVALID / name / "expected.txt").read_text(encoding="utf-8")
    outcome = run_case(name, site, monkeypatch, "--strict")

    assert outcome.code == 1
    assert outcome.err.startswith(text.replace(": warning[", ": error["))
    assert len(messages_of(outcome.err)) == 1


def test_a_full_disk_leaves_the_site_as_it_was(
    site: SiteDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up between two pages: not one of them is published."""
    site.build()
    before = site.tree()
    site.edit("content/site.yml", "title: Base", "title: Another")
    write_bytes = Path.write_bytes
    written: list[str] = []

    def write(path: Path, data: bytes) -> int:
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        if path.name.endswith("index.html"):
            written.append(path.name)
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)
    outcome = site.build()

    assert outcome.code == 1
    assert "Nothing was written: public/ is as it was." in outcome.err
    assert site.tree() == before


@pytest.mark.parametrize("operation", ["write_bytes", "replace"])
def test_a_half_written_site_is_not_called_untouched(
    operation: str, site: SiteDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The summary says that nothing was written exactly when the site is as it was."""
    site.build()
    before = site.tree()
    site.edit("content/site.yml", "title: Base", "title: Another")
    original: Callable[[Path, Any], Any] = getattr(Path, operation)
    done: list[Path] = []

    def fail_after_three(path: Path, value: Any) -> Any:
        if len(done) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(path)
        return original(path, value)

    monkeypatch.setattr(Path, operation, fail_after_three)
    outcome = site.build()

    assert [code for *_, code, _ in messages_of(outcome.err)] == ["ED0501"]
    assert outcome.code == 1
    assert (site.tree() == before) == ("is as it was" in outcome.err)
