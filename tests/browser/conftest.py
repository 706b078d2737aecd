"""A built site behind production's headers, and a browser to look at it."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from errdex.cli import main

ROOT = Path(__file__).parent.parent.parent


def _read_headers(path: Path) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rules of a Netlify `_headers` file: path pattern and header fields."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            rules[-1][1].append((name, value))
        elif line:
            rules.append((line, []))
    return rules


_TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt"}


class _Host(http.server.SimpleHTTPRequestHandler):
    """Serves a folder the way a static host does: `_headers`, `404.html`, no cache."""

    protocol_version = "HTTP/1.1"
    rules: Sequence[tuple[str, list[tuple[str, str]]]] = ()

    def end_headers(self) -> None:
        for pattern, fields in self.rules:
            if self.path.startswith(pattern.rstrip("*")):
                for name, value in fields:
                    self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        data = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        """Text is compressed, as every host does."""
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        takes = "gzip" in self.headers.get("Accept-Encoding", "")
        if not takes or not file.is_file() or file.suffix not in _TEXT:
            super().do_GET()
            return
        data = gzip.compress(file.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        # A browser that leaves a page early closes the connection.
        with contextlib.suppress(ConnectionError):
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


def _serve(folder: Path) -> Iterator[str]:
    class Handler(_Host):
        rules = _read_headers(folder / "_headers")

    handler = functools.partial(Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _build(content: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(out.parent)
    folders = ["--templates", str(ROOT / "templates"), "--static", str(ROOT / "static")]
    words = ["build", "--content", str(content), "--out", str(out), "--no-cache", *folders]
    assert main(words) == 0


@pytest.fixture(scope="session")
def catalogue_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real catalogue, built with its search index."""
    out = tmp_path_factory.mktemp("catalogue") / "public"
    with pytest.MonkeyPatch.context() as monkeypatch:
        _build(ROOT / "content", out, monkeypatch)
    return out


@pytest.fixture(scope="session")
def catalogue(catalogue_folder: Path) -> Iterator[str]:
    """The URL of the real catalogue."""
    yield from _serve(catalogue_folder)


@pytest.fixture(scope="session")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the site of seven authentication errors, three on a page."""
    import shutil

    base = tmp_path_factory.mktemp("paged")
    shutil.copytree(ROOT / "tests" / "sites" / "authentication" / "content", base / "content")
    settings = base / "content" / "site.yml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("page_size")]
    settings.write_text("\n".join([*kept, "page_size: 3", ""]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        _build(base / "content", base / "public", monkeypatch)
    yield from _serve(base / "public")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, Chrome, or Playwright's own; see find_browser.py."""
    import importlib.util

    spec = importlib.util.spec_from_file_location(
        "find_browser", Path(__file__).with_name("find_browser.py")
    )
    assert spec
    assert spec.loader
    finder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(finder)
    path = finder.find()
    assert path, finder.HELP
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@dataclass
class Watched:
    """A page and what went wrong on it."""

    page: Page
    origin: str
    problems: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def _on_request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.origin, "blob:", "data:")):
            self.problems.append(f"request to another host: {request.url}")

    def watch(self) -> Watched:
        """Note console errors, page errors, policy violations and foreign requests."""
        page = self.page
        page.on("request", self._on_request)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on(
            "console",
            lambda message: (
                self.problems.append(f"console: {message.text}")
                if message.type in ("error", "warning")
                else None
            ),
        )
        return self


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh context at desktop width."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def watched(context: BrowserContext, catalogue: str) -> Watched:
    """A page on the real catalogue that notes every problem."""
    return Watched(context.new_page(), catalogue).watch()
