"""The development server: livereload's protocol, one rebuild a burst of saves, faults in the page.

Binds to loopback, answers only requests made to loopback names, and sends the headers of
production. A broken edit keeps the last good site and lays its faults over the page.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado import web
from watchfiles import awatch

from errdex import pipeline
from errdex.diagnostics import BuildFailedError, Diagnostics, format_report, summary
from errdex.hosting import SECURITY_HEADERS
from errdex.pipeline import Settings

HOST = "127.0.0.1"
_NAMES = frozenset(("127.0.0.1", "localhost", "::1"))
_SCRIPTS = (
    b'<script src="/livereload.js" defer></script>'
    b'<script src="/__errdex/overlay.js" defer></script>'
    b'<link rel="stylesheet" href="/__errdex/overlay.css"></head>'
)
# watchfiles gathers changes until none has come for this long.
_QUIET_MS = 50

Say = Callable[[str], None]


class PortTakenError(Exception):
    """Another program listens on the port."""


@dataclass(slots=True)
class State:
    """What the last build found; read by the overlay."""

    settings: Settings
    say: Say
    faults: str = ""
    builds: int = field(default=0)

    def rebuild(self) -> None:
        """Build once; faults are kept for the overlay, the site stays as it was."""
        found = Diagnostics(strict=self.settings.strict)
        self.builds += 1
        try:
            report = pipeline.build(self.settings, found, _quiet)
        except BuildFailedError:
            faults = found.sorted()
            self.faults = format_report(faults, "text", self.settings.read_line)
            self.say(f"{self.faults}\n\n{summary(faults)}; the last good site is still served")
        else:
            self.faults = ""
            self.say(f"{report.written} files written ({report.seconds:.2f} s)")


@contextmanager
def _quiet(stage: str, total: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


def is_loopback(host: str) -> bool:
    """Whether a Host or Origin names this machine; anything else may be another site's page."""
    try:
        return urlsplit(f"//{host}").hostname in _NAMES
    except ValueError:
        return False


class _Guarded(web.RequestHandler):
    """Refuses foreign hosts; sends production's headers."""

    def set_default_headers(self) -> None:
        for name, value in SECURITY_HEADERS:
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        if not is_loopback(self.request.host):
            raise web.HTTPError(403, "only loopback names are served")


class _Socket(LiveReloadHandler):
    """livereload's protocol, for pages of this server only."""

    def check_origin(self, origin: str) -> bool:
        return is_loopback(urlsplit(origin).netloc) and urlsplit(origin).netloc == self.request.host

    def prepare(self) -> None:
        if not is_loopback(self.request.host):
            raise web.HTTPError(403, "only loopback names are served")


class _Script(_Guarded, LiveReloadJSHandler):
    """livereload's client."""


class _Overlay(_Guarded):
    """The overlay's script, style and data."""

    def initialize(self, state: State) -> None:
        self._state = state

    def get(self, name: str) -> None:
        if name == "faults.json":
            self.set_header("Content-Type", "application/json")
            self.write(json.dumps({"faults": self._state.faults, "builds": self._state.builds}))
            return
        kind = "text/javascript" if name.endswith(".js") else "text/css"
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.write((Path(__file__).parent / name).read_bytes())


class _Page(_Guarded, web.StaticFileHandler):
    """Files of the built site; pages get the reload and overlay scripts."""

    def should_return_304(self) -> bool:
        return False

    async def get(self, path: str, include_body: bool = True) -> None:
        file = (
            Path(self.root) / path / "index.html" if path.endswith("/") or not path else None
        ) or (Path(self.root) / path)
        self._send(file, path)

    def _send(self, file: Path, path: str) -> None:
        root = Path(self.root).resolve()
        file = file.resolve()
        if file.is_dir() and file.is_relative_to(root):
            self.redirect(f"/{path}/")
            return
        if not file.is_relative_to(root) or not file.is_file() or file.name.startswith("."):
            self.set_status(404)
            file = root / "404.html"
        data = (
            file.read_bytes() if file.is_file() else b"<!doctype html><head></head>Not built yet."
        )
        self.path = str(file)
        self.absolute_path = str(file)
        self.set_header("Content-Type", self.get_content_type())
        if file.suffix == ".html":
            data = data.replace(b"</head>", _SCRIPTS, 1)
        self.write(data)


def application(state: State) -> web.Application:
    """The server's routes."""
    overlay = {"state": state}
    routes: list[Any] = [
        (r"/livereload", _Socket),
        (r"/livereload\.js", _Script),
        (r"/__errdex/(overlay\.js|overlay\.css|faults\.json)", _Overlay, overlay),
        (r"/(.*)", _Page, {"path": str(state.settings.out)}),
    ]
    return web.Application(routes)


def serve(settings: Settings, port: int, say: Say) -> None:
    """Build, watch and serve until stopped.

    Raises:
        PortTakenError: the port is in use.
    """
    settings = replace(
        settings, out=settings.cache / "serve", base_url=f"http://{HOST}:{port}/", jobs=1
    )
    asyncio.run(_serve(State(settings, say), port))


async def _serve(state: State, port: int) -> None:
    LiveReloadHandler.watcher = Watcher()
    try:
        server = application(state).listen(port, address=HOST)
    except OSError as error:
        raise PortTakenError(f"port {port} is taken; choose another with --port") from error
    try:
        await asyncio.to_thread(state.rebuild)
        state.say(f"http://{HOST}:{port}/ is served; edits show at once (Ctrl+C stops)")
        await _watch(state)
    finally:
        server.stop()


async def _watch(state: State) -> None:
    settings = state.settings
    folders = (settings.content, settings.templates, settings.static)
    async for _ in awatch(*folders, step=_QUIET_MS):
        await asyncio.to_thread(state.rebuild)
        # Browsers hear of it only now, when the whole site stands.
        LiveReloadHandler.reload_waiters("*")
