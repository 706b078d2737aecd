"""Find a browser for the tests: Chromium, Chrome, or one that Playwright keeps; or get one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
HELP = """\
No browser was found, and Playwright could not download one. Install one with either of:
    sudo apt-get install chromium            (Debian, Ubuntu)
    python -m playwright install chromium    (anywhere with access to its downloads)
or name one: ERRDEX_BROWSER=/path/to/chrome make test"""


def find() -> str | None:
    """The path of a browser on this machine, or None."""
    named = os.environ.get("ERRDEX_BROWSER")
    if named:
        return named
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    for place in PLACES:
        if Path(place).is_file():
            return place
    return _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def main() -> int:
    """Say which browser the tests will use; try to get one where there is none."""
    path = find()
    if path is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        done = subprocess.run(command, check=False)
        path = find() if done.returncode == 0 else None
    print(f"Browser tests use {path}" if path else HELP)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
