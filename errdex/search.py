"""The search index: Pagefind's packaged binary over the searched part of each page.

Pagefind reads a folder of its own, `<cache>/search/site/`, where one file stands for one
page (`/errors/http/401/` is `errors/http/401.html`): no folder a page, and nothing of the
published site is touched until the index is whole.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from errdex.bundle import UnknownFormatError, settle
from errdex.diagnostics import Diagnostics, Position
from errdex.store import Store, digest_of

_TIMEOUT_SECONDS = 600
# The site has its own search box; Pagefind's user interfaces stay out of the bundle.
_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")


def staged_name(path: str) -> str:
    """The file that stands for a page: `/a/b/` is `a/b.html`, the home page `home.html`."""
    return (path.strip("/") or "home") + ".html"


def build_index(
    pages: Mapping[str, str],
    read_main: Callable[[str], str],
    folder: Path,
    store: Store,
    found: Diagnostics,
) -> Path | None:
    """The folder that holds the search bundle, made again only if searched text changed.

    Args:
        pages: site path to the digest of its searched part.
        read_main: gives that part of a page.
        folder: where to work.
        store: remembers which pages the bundle was made from.
        found: where faults of Pagefind go.
    """
    key = digest_of(*(part for item in sorted(pages.items()) for part in item))
    bundle = folder / "bundle"
    if store.meta("search") == key and (bundle / "pagefind-entry.json").is_file():
        return bundle
    store.set_meta("search", "")
    _stage(pages, read_main, folder / "site")
    shutil.rmtree(bundle, ignore_errors=True)
    if not _run(folder / "site", bundle, len(pages), found):
        return None
    store.set_meta("search", key)
    return bundle


def bundle_files(bundle: Path) -> dict[str, bytes]:
    """The files to publish below `pagefind/`."""
    return {
        f"pagefind/{path.relative_to(bundle).as_posix()}": path.read_bytes()
        for path in sorted(bundle.rglob("*"))
        if path.is_file() and not path.name.startswith(_UNUSED)
    }


def _stage(pages: Mapping[str, str], read_main: Callable[[str], str], site: Path) -> None:
    claimed = set()
    for path in sorted(pages):
        file = site / staged_name(path)
        claimed.add(file)
        html = (
            '<!doctype html><html lang="en"><head><title>page</title></head>'
            f"<body>{read_main(path)}</body></html>"
        )
        data = html.encode()
        if not file.is_file() or file.read_bytes() != data:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    for file in list(site.rglob("*.html")):
        if file not in claimed:
            file.unlink()


def _run(site: Path, bundle: Path, count: int, found: Diagnostics) -> bool:
    # Imported here: builds whose text did not change never need the binary.
    from pagefind_bin import get_executable  # noqa: PLC0415

    try:
        command = [
            str(get_executable()),
            *("--site", str(site), "--output-path", str(bundle), "--force-language", "en"),
        ]
        done = subprocess.run(  # noqa: S603 - the packaged binary, no shell
            command, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        found.report("ED0701", Position("pagefind"), f"Pagefind could not run: {error}")
        return False
    output = f"{done.stdout}\n{done.stderr}".strip()
    is_whole = f"Indexed {count} page" in output
    if done.returncode or not is_whole:
        tail = " / ".join(line.strip() for line in output.splitlines()[-5:] if line.strip())
        what = f"Pagefind ended with {done.returncode}, {count} pages were expected: {tail}"
        found.report("ED0701", Position("pagefind"), what, help="`--no-search` builds without it")
        return False
    try:
        settle(bundle)
    except UnknownFormatError as error:
        found.report("ED0701", Position("pagefind"), f"the bundle has an unknown form: {error}")
        return False
    return True
