"""Walk `content/`, read, decode, parse; keep parsed documents between builds.

A file is fresh when size, mtime and inode are as recorded *and* the record is older than
the mtime's resolution; otherwise its digest decides, as git's index does it.
"""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from errdex import frontmatter, wording
from errdex.diagnostics import Diagnostic, Diagnostics, Position
from errdex.fields import Context
from errdex.frontmatter import Mapping, Sequence
from errdex.model import FOLDERS, Document, Entry, SiteConfig
from errdex.prose import ProseParser
from errdex.reading import SourceFile
from errdex.schema import read_entry, read_site
from errdex.store import Store, digest_of, pack, unpack
from errdex.urls import Urls, content_id, is_slug, slugify

MAX_BYTES = 256 * 1024
SITE_FILE = "site.yml"

# Below this many files a second process costs more than it saves.
_PARALLEL_FROM = 64
_RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file below `content/`: its path there in parts, on disk, and as shown."""

    parts: tuple[str, ...]
    path: Path
    shown: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome of one file, as kept in the cache."""

    digest: str
    document: Document[Entry] | None
    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """What else the loader needs: URLs, cache, processes, a name for the parser's version."""

    urls: Urls
    store: Store
    jobs: int
    version: str


def walk(content: Path, shown: str, diagnostics: Diagnostics) -> list[ContentFile]:
    """Every content file in a fixed order; misplaced ones and symbolic links reported."""
    files: list[ContentFile] = []
    now = time.time_ns()
    for parts, entry in _scan(content, ()):
        name = "/".join((shown, *parts))
        if entry.is_symlink():
            diagnostics.report(
                "ED0119",
                Position(name),
                "symbolic links are refused",
                help="put the file itself here",
            )
        elif parts == (SITE_FILE,):
            continue
        elif _is_placed(parts, name, diagnostics):
            files.append(ContentFile(parts, Path(entry.path), name, stamp(entry.stat(), now)))
    return files


def stamp(stat: os.stat_result, now: int) -> str:
    """What must be the same for a file to count as unchanged; empty when it proves nothing."""
    if stat.st_mtime_ns > now - _RACY_NS:
        return ""
    return f"{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ino}"


def _scan(
    folder: Path, above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _scan(Path(entry.path), (*above, entry.name))
        else:
            yield (*above, entry.name), entry


def _is_placed(parts: tuple[str, ...], shown: str, diagnostics: Diagnostics) -> bool:
    if content_id(parts) is None:
        folders = ", ".join(sorted(set(FOLDERS.values()) - {"errors"}))
        diagnostics.report(
            "ED0120",
            Position(shown),
            "no page is made from this file",
            help=f"use errors/<provider>/<slug>.md or <folder>/<slug>.md of {folders}",
        )
        return False
    names = (*parts[1:-1], parts[-1].removesuffix(".md"))
    if all(is_slug(name) for name in names):
        return True
    diagnostics.report(
        "ED0121",
        Position(shown),
        f'"{"/".join(parts[1:])}" cannot be part of a URL',
        help=f'rename it to "{slugify(names[-1])}.md"',
    )
    return False


def load(
    files: list[ContentFile], options: Options, diagnostics: Diagnostics, tick: Callable[[], None]
) -> list[Document[Entry]]:
    """Every file as a Document, from the cache where it is fresh; faults are reported."""
    store = options.store
    store.expect("documents", options.version)
    known = {path: (mark, data, digest) for path, mark, digest, data in store.rows("documents")}
    fresh: dict[str, Loaded] = {}
    stale: list[ContentFile] = []
    for file in files:
        mark, data, _ = known.get(file.shown, ("", b"", ""))
        kept = _restore(data) if data and _is_fresh(file, mark, data) else None
        if kept:
            fresh[file.shown] = kept
            tick()
        else:
            stale.append(file)
    parsed = dict(_parse_all(stale, options, tick))
    results = fresh | {shown: Loaded(*unpack(data)) for shown, data in parsed.items()}
    _remember(files, parsed, results, known, store)
    for result in results.values():
        for fault in result.faults:
            diagnostics.add(fault)
    return [doc for file in files if (doc := results[file.shown].document)]


def content_key(content: Path, shown: str, store: Store) -> str:
    """A digest of all pages as last loaded; empty unless every file is surely the same."""
    known = {path: (mark, digest) for path, mark, digest, _ in store.rows("documents")}
    found = Diagnostics()
    files = walk(content, shown, found)
    is_same = [file.stamp and file.stamp == known.get(file.shown, ("",))[0] for file in files]
    if found.sorted() or len(files) != len(known) or not all(is_same):
        return ""
    rows = [part for path in sorted(known) for part in (path, known[path][1])]
    return digest_of(*rows)


def _is_fresh(file: ContentFile, mark: str, data: bytes) -> bool:
    if mark and mark == file.stamp:
        return True
    kept = _restore(data)
    try:
        return kept is not None and kept.digest == digest_of(file.path.read_bytes())
    except OSError:
        return False


def _restore(data: bytes) -> Loaded | None:
    try:
        return Loaded(*unpack(data))
    except (pickle.UnpicklingError, EOFError, TypeError, AttributeError):
        return None


def _remember(
    files: list[ContentFile],
    parsed: dict[str, bytes],
    results: dict[str, Loaded],
    known: dict[str, tuple[str, bytes, str]],
    store: Store,
) -> None:
    rows = []
    for file in files:
        data = parsed.get(file.shown)
        # What could not be read has no digest and is tried again.
        if data and results[file.shown].digest:
            rows.append((file.shown, file.stamp, results[file.shown].digest, data))
        elif not data and known[file.shown][0] != file.stamp:
            rows.append((file.shown, file.stamp, known[file.shown][2], known[file.shown][1]))
    gone = set(known) - {file.shown for file in files}
    if rows or gone:
        store.replace("documents", rows, gone)


def _parse_all(
    files: list[ContentFile], options: Options, tick: Callable[[], None]
) -> Iterator[tuple[str, bytes]]:
    if options.jobs < 2 or len(files) < _PARALLEL_FROM:
        for file in files:
            yield file.shown, _packed(file, options.urls)
            tick()
        return
    with ProcessPoolExecutor(options.jobs) as pool:
        urls = [options.urls] * len(files)
        packed = pool.map(_packed, files, urls, chunksize=16)
        for file, data in zip(files, packed, strict=True):
            yield file.shown, data
            tick()


def _packed(file: ContentFile, urls: Urls) -> bytes:
    """One parsed file as the cache keeps it; a worker hands over bytes only."""
    loaded = parse_file(file, urls)
    return pack((loaded.digest, loaded.document, loaded.faults))


@cache
def _prose(urls: Urls) -> ProseParser:
    return ProseParser(urls)


def parse_file(file: ContentFile, urls: Urls) -> Loaded:
    """Read and parse one file; a pure function of its bytes, path and URLs."""
    found = Diagnostics()
    data = _read(file.path, file.shown, found)
    document = None if data is None else _document(file, data, _prose(urls), found)
    return Loaded("" if data is None else digest_of(data), document, tuple(found.sorted()))


def _read(path: Path, shown: str, found: Diagnostics) -> bytes | None:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        found.report("ED0115", Position(shown), f"the file cannot be read: {error.strerror}")
        return None
    if len(data) > MAX_BYTES:
        found.report("ED0114", Position(shown), f"the file is larger than {MAX_BYTES // 1024} KiB")
        return None
    return data


def decode(data: bytes, shown: str, found: Diagnostics) -> str | None:
    """UTF-8 text with Unix line ends; other encodings are reported."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        found.report(
            "ED0115",
            Position(shown, line, column),
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            help="save the file as UTF-8",
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _document(
    file: ContentFile, data: bytes, prose: ProseParser, found: Diagnostics
) -> Document[Entry] | None:
    text = decode(data, file.shown, found)
    placed = content_id(file.parts)
    split = frontmatter.split(text, file.shown, found) if text is not None else None
    if split is None or placed is None:
        return None
    kind, page_id = placed
    source = SourceFile(kind, file.parts, file.shown)
    body = prose.parse(split, source, found)
    node = frontmatter.parse(split.front_matter, file.shown, found)
    entry = read_entry(node, page_id, Context(source, found, prose)) if node else None
    _check_secrets(text or "", file.shown, found)
    if entry is None or node is None:
        return None
    document = Document(kind, file.shown, digest_of(data), entry, body, _places(node))
    _check_words(document, found)
    return document


def _check_secrets(text: str, shown: str, found: Diagnostics) -> None:
    for slip in wording.secrets(text):
        before = text[: slip.start]
        line, column = before.count("\n") + 1, slip.start - before.rfind("\n")
        found.report(slip.code, Position(shown, line, column, len(slip.text)), slip.what)


def _check_words(document: Document[Entry], found: Diagnostics) -> None:
    """The texts of front matter that are shown as they are."""
    texts = {"title": document.entry.title, "summary": getattr(document.entry, "summary", "")}
    for key, text in texts.items():
        for slip in wording.slips(text):
            found.report(slip.code, document.at(key), slip.what, help=slip.help)


def _places(node: Mapping) -> dict[str, Position]:
    """Where every value stands: by key, and `messages[2]` for the items of lists."""
    places = {}
    for key, value in node.pairs:
        places[key.value] = value.at
        if isinstance(value, Sequence):
            for index, item in enumerate(value.items):
                places[f"{key.value}[{index}]"] = item.at
    return places


def load_site(content: Path, shown: str, diagnostics: Diagnostics) -> SiteConfig | None:
    """`site.yml` as settings; faults are reported."""
    path, name = content / SITE_FILE, f"{shown}/{SITE_FILE}"
    if path.is_symlink():
        diagnostics.report("ED0119", Position(name), "symbolic links are refused")
        return None
    if not path.is_file():
        diagnostics.report(
            "ED0901", Position(name), "site.yml is missing", help="name the folder with --content"
        )
        return None
    data = _read(path, name, diagnostics)
    text = decode(data, name, diagnostics) if data is not None else None
    node = frontmatter.parse(text, name, diagnostics) if text is not None else None
    if not isinstance(node, Mapping):
        return None
    prose = ProseParser(Urls("https://localhost/"))
    source = SourceFile("page", (SITE_FILE,), name)
    return read_site(node, Context(source, diagnostics, prose))
