"""The only place that makes a URL, an anchor or an output path. No I/O."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from errdex.model import FOLDERS, Kind

_SECTIONS: dict[Kind, str] = {
    "error": "/errors/",
    "provider": "/errors/",
    "category": "/categories/",
    "compare": "/compare/",
    "playbook": "/playbooks/",
    "table": "/tables/",
    "page": "/",
}
RESERVED_ANCHORS = frozenset(
    "main top messages start properties example elsewhere related sources contents search "
    "feedback errors guides playbooks decide facts responses steps capture backlinks types "
    "codes history coverage".split()
)
"""Ids that templates use for their own parts; headings in content get other ones."""

_RESERVED = re.compile(r"(step-[0-9]+|letter-.|(group|row|property|type)-.+)\Z")

_KIND_OF_FOLDER: dict[str, Kind] = {folder: kind for kind, folder in FOLDERS.items()}
MAX_SLUG = 100
"""Characters in one part of a URL; file systems take 255 bytes."""

_SLUG = re.compile(r"[a-z0-9_][a-z0-9._-]*\Z")


def slugify(code: str) -> str:
    """A code as the tail of its URL: lower case, anything outside `[a-z0-9._-]` a `-`."""
    return re.sub(r"[^a-z0-9._-]", "-", code.strip().lower())


def is_slug(text: str) -> bool:
    """Whether a file or alias name is safe as one part of a URL and of a path."""
    is_plain = bool(_SLUG.match(text)) and ".." not in text and not text.endswith(".")
    return is_plain and len(text) <= MAX_SLUG and text != "index.html"


def anchor(title: str) -> str:
    """A heading's id: letters and digits of any script, runs of the rest one `-`."""
    text = unicodedata.normalize("NFC", title).lower()
    return re.sub(r"[\W_]+", "-", text).strip("-") or "section"


def is_reserved(name: str) -> bool:
    """Whether templates give this id to parts that they number or name themselves."""
    return _RESERVED.match(name) is not None


def page_path(kind: Kind, page_id: str) -> str:
    """The site path of a content page, `/errors/http/401/`, without the base path."""
    return f"{_SECTIONS[kind]}{page_id}/"


def selection_path(*names: str) -> str:
    """The path of a list of the errors that answer to a choice, `/find/aws/quota/`."""
    return f"/find/{'/'.join(names)}/"


def numbered(path: str, page: int) -> str:
    """The path of the n-th page of a listing; the first has none of its own."""
    return path if page == 1 else f"{path}page/{page}/"


def content_id(parts: tuple[str, ...]) -> tuple[Kind, str] | None:
    """The kind and id of a file by its path below `content/`, None when misplaced."""
    if not parts or not parts[-1].endswith(".md"):
        return None
    kind = _KIND_OF_FOLDER.get(parts[0])
    if kind is None or len(parts) != (3 if kind == "error" else 2):
        return None
    return kind, "/".join(parts[1:]).removesuffix(".md")


def resolve(source: tuple[str, ...], href: str) -> tuple[str, str] | None:
    """Where a link in a content file leads: site path and anchor.

    Args:
        source: the file's path below `content/`, in parts.
        href: a relative path to a content file, a path of the site, or `#anchor`.

    Returns:
        The site path without base path and the anchor, or None when the link has
        neither form (an unknown folder, a path that leaves `content/`).
    """
    target, _, fragment = href.partition("#")
    if target.startswith("/"):
        return target, fragment
    parts = source if not target else _join(source[:-1], target)
    found = content_id(parts) if parts else None
    return (page_path(*found), fragment) if found else None


def _join(base: tuple[str, ...], relative: str) -> tuple[str, ...] | None:
    parts = list(base)
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Urls:
    """URLs of one deployment; `base_url` may carry a path (`https://x.example/docs/`)."""

    base_url: str

    @property
    def base_path(self) -> str:
        """The path of the site's root on its host, `/` or `/docs/`."""
        return urlsplit(self.base_url).path.rstrip("/") + "/"

    def href(self, path: str, fragment: str = "") -> str:
        """A link to a site path, right under any base path."""
        tail = f"#{quote(fragment, safe='-._~')}" if fragment else ""
        return self.base_path + quote(path.lstrip("/"), safe="/-._~") + tail

    def absolute(self, path: str) -> str:
        """The full URL of a site path, for canonical links, feeds and maps."""
        split = urlsplit(self.base_url)
        return f"{split.scheme}://{split.netloc}{self.href(path)}"

    def site_path(self, href: str) -> str | None:
        """The site path of one of our own hrefs; None when it leaves the base path."""
        if not href.startswith(self.base_path):
            return None
        return "/" + href[len(self.base_path) :]


def output_path(path: str) -> PurePosixPath:
    """The file a site path is served from, relative to the output folder.

    Raises:
        ValueError: the path could leave the output folder.
    """
    parts = path.lstrip("/").split("/")
    if any(part in ("..", ".") or "\\" in part or "\0" in part for part in parts):
        raise ValueError(f"not a site path: {path!r}")
    name = path.lstrip("/")
    return PurePosixPath(f"{name}index.html" if path.endswith("/") else name)
