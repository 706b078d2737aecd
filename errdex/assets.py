"""Fingerprint `static/`: every file is served below one path that names their digest.

One digest for the whole folder keeps relative imports between modules working without a
bundler, and lets hosts cache every file for good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from errdex.diagnostics import Diagnostics, Position
from errdex.store import digest_of

_IMPORT = re.compile(r'^@import "([^"]+)" layer\(([\w.-]+)\);$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Assets:
    """The static files of a build: site path to bytes, and the path they share."""

    root: str
    """`/assets/3f9a.../`."""
    files: dict[str, bytes]

    def path(self, name: str) -> str:
        """The site path of a file by its logical name, `css/site.css`.

        Raises:
            LookupError: there is no such file.
        """
        path = self.root + name
        if path not in self.files:
            raise LookupError(f'there is no static file "{name}"')
        return path


def load_assets(static: Path, shown: str, found: Diagnostics) -> Assets:
    """Read every static file; style sheet imports are put in place of their line."""
    raw = {
        path.relative_to(static).as_posix(): path.read_bytes()
        for path in sorted(static.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.parts[len(static.parts) :])
    }
    imported: set[str] = set()
    bundled = {
        name: _bundle(name, data, raw, imported, found, shown) if name.endswith(".css") else data
        for name, data in raw.items()
    }
    kept = {name: data for name, data in bundled.items() if name not in imported}
    digest = digest_of(*(part for name in sorted(kept) for part in (name, kept[name])))
    root = f"/assets/{digest[:12]}/"
    return Assets(root, {root + name: data for name, data in kept.items()})


def _bundle(
    name: str,
    data: bytes,
    raw: dict[str, bytes],
    imported: set[str],
    found: Diagnostics,
    shown: str,
) -> bytes:
    text = data.decode("utf-8")
    folder = name.rpartition("/")[0]

    def inline(match: re.Match[str]) -> str:
        target = f"{folder}/{match[1]}".lstrip("/")
        if target not in raw:
            line = text[: match.start()].count("\n") + 1
            found.report(
                "ED0601", Position(f"{shown}/{name}", line), f'there is no style sheet "{match[1]}"'
            )
            return ""
        imported.add(target)
        return f"@layer {match[2]} {{\n{raw[target].decode('utf-8')}}}"

    return _IMPORT.sub(inline, text).encode()
