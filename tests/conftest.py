"""A whole site in a temporary folder, driven through the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from errdex.cli import main

ROOT = Path(__file__).parent.parent
BASE = ROOT / "tests" / "invalid" / "_base"
TODAY = "2026-11-21"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--bless` writes every `expected.txt` of tests/invalid anew, to be read in the diff."""
    parser.addoption("--bless", action="store_true", help="rewrite tests/invalid/*/expected.txt")


@dataclass
class Outcome:
    """What one command did."""

    code: int
    out: str
    err: str


@dataclass
class SiteDriver:
    """Edits a site and runs commands on it; every method returns the driver or an outcome."""

    root: Path
    capture: pytest.CaptureFixture[str]
    templates: Path = ROOT / "templates"
    static: Path = ROOT / "static"
    extra: list[str] = field(default_factory=list)

    def write(self, files: Mapping[str, str | bytes]) -> SiteDriver:
        """Write files by their path below the root."""
        for name, data in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return self

    def edit(self, name: str, old: str, new: str) -> SiteDriver:
        """Replace a text that must be there."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def remove(self, name: str) -> SiteDriver:
        """Remove a file."""
        (self.root / name).unlink()
        return self

    def copy_templates(self) -> SiteDriver:
        """Give the site its own templates and static files, to be edited."""
        for name in ("templates", "static"):
            shutil.copytree(ROOT / name, self.root / name, dirs_exist_ok=True)
        self.templates, self.static = self.root / "templates", self.root / "static"
        return self

    def run(self, command: str, *arguments: str) -> Outcome:
        """Run one command in the site's root."""
        folders = ["--templates", str(self.templates), "--static", str(self.static)]
        words = [command, *folders, "--today", TODAY, "--jobs", "1", *self.extra, *arguments]
        self.capture.readouterr()
        code = main(words)
        out, err = self.capture.readouterr()
        return Outcome(code, out, err)

    def build(self, *arguments: str) -> Outcome:
        """Build without the search index."""
        return self.run("build", "--no-search", *arguments)

    def check(self, *arguments: str) -> Outcome:
        """Check."""
        return self.run("check", *arguments)

    def page(self, path: str) -> str:
        """A built file by its path below `public/`."""
        return (self.root / "public" / path).read_text(encoding="utf-8")

    def tree(self, folder: str = "public") -> dict[str, bytes]:
        """Every file of a folder with its bytes."""
        base = self.root / folder
        return {
            path.relative_to(base).as_posix(): path.read_bytes()
            for path in sorted(base.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def new_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., SiteDriver]:
    """Make a site from a content folder; the small base site where none is named."""

    def make(content: Path = BASE / "content") -> SiteDriver:
        shutil.copytree(content, tmp_path / "content", dirs_exist_ok=True)
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
        return SiteDriver(tmp_path, capsys)

    return make


@pytest.fixture
def site(new_site: Callable[..., SiteDriver]) -> SiteDriver:
    """The small base site: http/401 and http/403 in two categories."""
    return new_site()
