"""The development server with a browser on it."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from errdex.hosting import SECURITY_HEADERS

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
ERROR = "content/errors/http/401.md"


class Served:
    """A running `serve` on a copy of the base site."""

    def __init__(self, root: Path, port: int, process: subprocess.Popen[str]) -> None:
        self.root = root
        self.url = f"http://127.0.0.1:{port}"
        self.process = process

    def edit(self, name: str, old: str, new: str) -> None:
        """Save a file with a text replaced."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Start the server and wait for its first build."""
    shutil.copytree(ROOT / "tests" / "invalid" / "_base" / "content", tmp_path / "content")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, str(ROOT / "build.py"), "serve", "--port", str(port), "--no-search"),
        *("--templates", str(ROOT / "templates"), "--static", str(ROOT / "static")),
        *("--today", "2026-11-21"),
    ]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if "is served" in line:
            break
    yield Served(tmp_path, port, process)
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


def test_an_edit_shows_without_a_reload_by_hand(served: Served, context: BrowserContext):
    """Saving a file rebuilds the site, then reloads the open page."""
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.goto(served.url + "/errors/http/401/", wait_until="networkidle")
    served.edit(ERROR, "The server answers 401.", "The server wants a name.")
    expect(page.locator("main")).to_contain_text("The server wants a name.", timeout=10_000)

    assert problems == []


def test_a_broken_edit_shows_its_faults_and_keeps_the_site(served: Served, context: BrowserContext):
    """Faults lie over the last good page and go away with the next good edit."""
    page = context.new_page()
    page.goto(served.url + "/errors/http/401/", wait_until="networkidle")
    served.edit(ERROR, "title: Unauthorized", "titel: Unauthorized")
    overlay = page.locator("dialog.errdex-overlay")
    expect(overlay).to_be_visible(timeout=10_000)
    expect(overlay).to_contain_text("ED0104")
    expect(page.locator("h1")).to_contain_text("Unauthorized")
    served.edit(ERROR, "titel: Unauthorized", "title: Unauthorized")
    expect(overlay).to_have_count(0, timeout=10_000)


def test_headers_are_those_of_production(served: Served):
    """Every response carries the security headers."""
    for path in ("/", "/errors/http/401/", "/livereload.js", "/nothing/"):
        try:
            response = urllib.request.urlopen(served.url + path)
        except urllib.error.HTTPError as error:
            response = error
        headers = {name: response.headers[name] for name, _ in SECURITY_HEADERS}
        response.close()

        assert headers == dict(SECURITY_HEADERS), path


def test_foreign_hosts_and_origins_are_refused(served: Served):
    """A page of another site can neither read pages nor open the socket."""
    socket_fields = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    own = served.url.removeprefix("http://")

    assert status(served, "/", {"Host": "evil.example"}) == 403
    assert status(served, "/livereload", {"Host": "evil.example", **socket_fields}) == 403
    assert status(served, "/livereload", {"Origin": "http://evil.example", **socket_fields}) == 403
    assert status(served, "/livereload", {"Origin": f"http://{own}", **socket_fields}) == 101


def status(served: Served, path: str, fields: dict[str, str]) -> int:
    """The status of one request with exactly these fields."""
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=10)
    connection.request("GET", path, headers=fields)
    code = connection.getresponse().status
    connection.close()
    return code


def test_paths_outside_the_site_are_not_served(served: Served):
    """No path leads out of the built folder."""
    for path in ("/../../content/site.yml", "/..%2f..%2fcontent/site.yml", "/.errdex"):
        with pytest.raises(urllib.error.HTTPError) as failure:
            urllib.request.urlopen(served.url + path)
        failure.value.close()

        assert failure.value.code == 404, path
