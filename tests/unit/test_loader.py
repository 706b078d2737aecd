"""Files to documents: what is read, what is refused, and when the cache may answer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from errdex import loader
from errdex.diagnostics import Diagnostic, Diagnostics
from errdex.loader import MAX_BYTES, ContentFile, Options, content_key, load, parse_file, walk
from errdex.model import Document, Entry
from errdex.store import Store
from errdex.urls import Urls

URLS = Urls("https://x.example/")
PAGE = "---\ntitle: {title}\nsummary: It.\nlast_reviewed: 2026-11-21\n---\n\n## A\n\nx\n"
LONG_AGO = 1_600_000_000


class Catalogue:
    """A content folder and its cache."""

    def __init__(self, root: Path) -> None:
        self.content = root / "content"
        self.content.mkdir()
        self.store = Store(root / "cache.sqlite")
        self.parsed: list[str] = []

    def write(self, files: Mapping[str, str | bytes], age: int = LONG_AGO) -> Catalogue:
        """Write files; unless told otherwise, as if they had been there for years."""
        for name, data in files.items():
            path = self.content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
            os.utime(path, (age, age))
        return self

    def walk(self) -> tuple[list[ContentFile], list[Diagnostic]]:
        found = Diagnostics()
        return walk(self.content, "content", found), found.sorted()

    def load(
        self, jobs: int = 1, version: str = "1"
    ) -> tuple[list[Document[Entry]], list[Diagnostic]]:
        """Every document; `parsed` has the files that the cache did not answer for."""
        found = Diagnostics()
        options = Options(URLS, self.store, jobs, version)
        self.parsed.clear()
        files = walk(self.content, "content", found)
        return load(files, options, found, lambda: None), found.sorted()

    def titles(self) -> list[str]:
        return [document.entry.title for document in self.load()[0]]


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    made = Catalogue(tmp_path)

    def parse(file: ContentFile, urls: Urls) -> loader.Loaded:
        made.parsed.append("/".join(file.parts))
        return parse_file(file, urls)

    monkeypatch.setattr(loader, "parse_file", parse)
    made.write({"site.yml": "title: x\n"})
    yield made
    made.store.close()


def page(title: str = "A") -> str:
    return PAGE.format(title=title)


# --- walking


def test_files_come_in_a_fixed_order(catalogue):
    """Sorted by name, whatever the file system says; shown below the content folder."""
    catalogue.write({f"pages/{name}.md": page() for name in ("b", "a", "c")})
    catalogue.write({"errors/http/401.md": page()})
    files, faults = catalogue.walk()

    assert faults == []
    assert [file.shown for file in files] == [
        "content/errors/http/401.md",
        "content/pages/a.md",
        "content/pages/b.md",
        "content/pages/c.md",
    ]


def test_hidden_files_and_backups_are_left_alone(catalogue):
    """Editors write them."""
    catalogue.write({"pages/.a.md.swp": "", "pages/a.md~": "", ".git/x": "", "pages/a.md": page()})
    files, faults = catalogue.walk()

    assert faults == []
    assert len(files) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("pages/notes.txt", "ED0120"),
        ("about.md", "ED0120"),
        ("errors/401.md", "ED0120"),
        ("drafts/a.md", "ED0120"),
        ("pages/deep/a.md", "ED0120"),
        ("pages/About.md", "ED0121"),
        ("pages/a b.md", "ED0121"),
        ("pages/é.md", "ED0121"),
        ("pages/a..b.md", "ED0121"),
        ("errors/HTTP/401.md", "ED0121"),
    ],
)
def test_files_that_make_no_page_are_reported(catalogue, name, code):
    """A file that is not where it belongs would never be read."""
    catalogue.write({name: page()})
    files, faults = catalogue.walk()

    assert files == []
    assert [(fault.code, fault.position.path) for fault in faults] == [(code, f"content/{name}")]


@pytest.mark.parametrize("target", ["/etc/passwd", "a.md", "nowhere", "."])
def test_symbolic_links_are_refused(catalogue, target):
    """To a file, to a folder, to nothing: they are never followed."""
    catalogue.write({"pages/a.md": page()})
    (catalogue.content / "pages/link.md").symlink_to(target)
    files, faults = catalogue.walk()

    assert [file.shown for file in files] == ["content/pages/a.md"]
    assert [(f.code, f.position.path) for f in faults] == [("ED0119", "content/pages/link.md")]


def test_a_linked_folder_is_not_entered(catalogue, tmp_path):
    """What is outside the catalogue stays outside."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(page())
    (catalogue.content / "pages").symlink_to(outside)
    files, faults = catalogue.walk()

    assert files == []
    assert [fault.code for fault in faults] == ["ED0119"]


# --- reading


def test_a_file_becomes_a_document(catalogue):
    """Kind, shown path, entry, body, and the places of its keys."""
    catalogue.write({"pages/about.md": page("About")})
    (document,), faults = catalogue.load()

    assert faults == []
    assert (document.kind, document.path) == ("page", "content/pages/about.md")
    assert (document.entry.id, document.entry.title) == ("about", "About")
    assert [heading.title for heading in document.body.headings] == ["A"]
    assert (document.at("title").line, document.at("title").column) == (2, 8)
    assert document.at("sources").line == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
    ],
    ids=["CRLF", "CR", "BOM"],
)
def test_line_ends_and_byte_order_marks_do_not_show(catalogue, change):
    """The same document with the same places, on every system."""
    catalogue.write({"pages/a.md": page() + "\nSee [x](x.md).\n"})
    (plain,), _ = catalogue.load()
    catalogue.write({"pages/a.md": change(page() + "\nSee [x](x.md).\n")})
    (changed,), faults = catalogue.load()

    assert faults == []
    assert changed.entry == plain.entry
    assert changed.body == plain.body
    assert changed.places == plain.places


@pytest.mark.parametrize(
    ("data", "line", "column", "byte"),
    [
        ("é".encode("latin-1"), 1, 1, "0xe9"),
        (b"---\ntitle: \xc3\xa9\xff\n---\n", 2, 9, "0xff"),
        ("---\n".encode("utf-16"), 1, 1, "0xff"),
        (b"---\n\xed\xa0\x80", 2, 1, "0xed"),
    ],
)
def test_other_encodings_are_reported(catalogue, data, line, column, byte):
    """At the first byte that is not UTF-8, columns in characters."""
    catalogue.write({"pages/a.md": data})
    documents, (fault,) = catalogue.load()

    assert documents == []
    assert (fault.code, fault.position.line, fault.position.column) == ("ED0115", line, column)
    assert byte in fault.what


def test_large_files_are_refused(catalogue):
    """At the limit a file is read, one byte above it not."""
    full = page().encode()
    full += b"x" * (MAX_BYTES - len(full))
    catalogue.write({"pages/full.md": full, "pages/over.md": full + b"x"})
    documents, (fault,) = catalogue.load()

    assert [document.entry.id for document in documents] == ["full"]
    assert (fault.code, fault.position.path) == ("ED0114", "content/pages/over.md")


def test_a_file_that_cannot_be_read_is_reported(catalogue):
    """It is gone, or forbidden: a fault and no traceback."""
    catalogue.write({"pages/a.md": page()})
    (file,), _ = catalogue.walk()
    file.path.unlink()
    loaded = parse_file(file, URLS)

    assert loaded.document is None
    assert [(f.code, f.position.path) for f in loaded.faults] == [("ED0115", "content/pages/a.md")]
    assert "cannot be read" in loaded.faults[0].what


def test_every_fault_of_a_file_is_reported(catalogue):
    """Front matter and body are both read, whatever is wrong with the other."""
    catalogue.write({"pages/a.md": page().replace("title", "titel") + "\n```\nx\n```\n"})

    assert [fault.code for fault in catalogue.load()[1]] == ["ED0104", "ED0310"]


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"---\n", b"---\n---\n", b"\0\0\0", b"---\n\0\n---\n"]
)
def test_a_file_without_a_page_is_reported(catalogue, data):
    """Never dropped in silence."""
    catalogue.write({"pages/a.md": data})
    documents, faults = catalogue.load()

    assert documents == []
    assert len(faults) == 1


# --- the cache


def test_unchanged_files_are_not_parsed_again(catalogue):
    """The documents and their faults are the same."""
    catalogue.write({"pages/a.md": page(), "pages/b.md": page("B") + "\n```\nx\n```\n"})
    first = catalogue.load()
    parsed_first = sorted(catalogue.parsed)
    second = catalogue.load()

    assert parsed_first == ["pages/a.md", "pages/b.md"]
    assert catalogue.parsed == []
    assert second == first
    assert [fault.code for fault in second[1]] == ["ED0310"]


def test_a_changed_file_is_parsed_again_and_no_other(catalogue):
    """By its size and time."""
    catalogue.write({"pages/a.md": page(), "pages/b.md": page("B")})
    catalogue.load()
    catalogue.write({"pages/b.md": page("C")}, age=LONG_AGO + 60)

    assert catalogue.titles() == ["A", "C"]
    assert catalogue.parsed == ["pages/b.md"]


def test_a_touched_file_is_known_by_its_digest(catalogue):
    """A checkout that sets new times costs a read and no parse; the next trusts them."""
    catalogue.write({"pages/a.md": page()})
    catalogue.load()
    catalogue.write({"pages/a.md": page()}, age=LONG_AGO + 60)
    catalogue.load()
    (_, stamp, _, _) = next(iter(catalogue.store.rows("documents")))

    assert catalogue.parsed == []
    assert stamp == catalogue.walk()[0][0].stamp


def test_a_change_within_one_tick_of_the_clock_is_seen(catalogue):
    """Same size, same time, same inode: a file just written is told by its digest."""
    path = catalogue.content / "pages/a.md"
    catalogue.write({"pages/a.md": page("A")})
    path.write_text(page("A"))
    written = path.stat().st_mtime_ns
    catalogue.load()
    with path.open("r+") as stream:
        stream.write(page("B"))
    os.utime(path, ns=(written, written))

    assert path.stat().st_mtime_ns == written
    assert catalogue.titles() == ["B"]


def test_a_young_file_has_no_stamp(catalogue):
    """A time that could still be the time of the next write proves nothing."""
    catalogue.write({"pages/old.md": page(), "pages/young.md": page()})
    (catalogue.content / "pages/young.md").write_text(page())
    (catalogue.content / "pages/future.md").write_text(page())
    os.utime(catalogue.content / "pages/future.md", (LONG_AGO * 3, LONG_AGO * 3))
    stamps = {file.parts[-1]: file.stamp for file in catalogue.walk()[0]}

    assert stamps["old.md"]
    assert (stamps["young.md"], stamps["future.md"]) == ("", "")


def test_a_replaced_file_is_noticed_by_its_inode(catalogue):
    """Time and size may be carried over, the inode is not."""
    catalogue.write({"pages/a.md": page("A")})
    catalogue.load()
    (catalogue.content / "new").write_text(page("B"))
    os.utime(catalogue.content / "new", (LONG_AGO, LONG_AGO))
    (catalogue.content / "new").replace(catalogue.content / "pages/a.md")

    assert catalogue.titles() == ["B"]


def test_a_deleted_file_is_forgotten(catalogue):
    """And parsed anew when it comes back."""
    catalogue.write({"pages/a.md": page(), "pages/b.md": page("B")})
    catalogue.load()
    (catalogue.content / "pages/b.md").unlink()
    without = catalogue.titles()

    assert without == ["A"]
    assert [row[0] for row in catalogue.store.rows("documents")] == ["content/pages/a.md"]


def test_another_parser_parses_everything(catalogue):
    """The cache belongs to one version of errdex, one base URL, one folder."""
    catalogue.write({"pages/a.md": page()})
    catalogue.load(version="1")
    catalogue.load(version="2")

    assert catalogue.parsed == ["pages/a.md"]


@pytest.mark.parametrize(
    "data", [b"", b"junk", b"\x80\x05\x95", b"\x80\x05N.", b"cos\nsystem\n(S'false'\ntR.", b"I"]
)
def test_a_damaged_row_is_parsed_again(catalogue, data):
    """Losing the cache costs time, never correctness."""
    catalogue.write({"pages/a.md": page()})
    catalogue.load()
    (row,) = catalogue.store.rows("documents")
    catalogue.store.replace("documents", [(*row[:3], data)])

    assert catalogue.titles() == ["A"]
    assert catalogue.parsed == ["pages/a.md"]


def test_a_file_that_could_not_be_read_is_read_again(catalogue, monkeypatch):
    """Permissions change without a trace in size, time or inode."""
    catalogue.write({"pages/a.md": page()})
    denied = PermissionError(13, "Permission denied")

    def deny(self: Path, *_: object) -> None:
        raise denied

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", deny)
        assert [fault.code for fault in catalogue.load()[1]] == ["ED0115"]

    documents, faults = catalogue.load()

    assert faults == []
    assert len(documents) == 1


def test_a_file_that_was_too_large_is_read_again_when_empty(catalogue):
    """The old fault is not the new one."""
    catalogue.write({"pages/a.md": b"x" * (MAX_BYTES + 1)})
    catalogue.load()
    catalogue.write({"pages/a.md": b""}, age=LONG_AGO + 60)

    assert [fault.code for fault in catalogue.load()[1]] == ["ED0101"]


def test_parallel_loading_gives_the_same(tmp_path):
    """Documents, faults and their order do not depend on the number of processes."""
    catalogue = Catalogue(tmp_path)
    text = page() + "\n```\nx\n```\n"
    catalogue.write({f"pages/p{n:03}.md": page(str(n)) if n % 7 else text for n in range(80)})
    outcomes = []
    for jobs in (1, 2):
        catalogue.store.close()
        catalogue.store = Store(None)
        outcomes.append(catalogue.load(jobs=jobs))
    catalogue.store.close()
    serial, parallel = outcomes

    assert parallel == serial
    assert len(serial[0]) == 80
    assert len(serial[1]) == 12


# --- the key of a whole folder


def test_the_key_of_content_is_certain_or_empty(catalogue):
    """It stays while nothing changes, and is empty while a file is young or unknown."""
    catalogue.write({"pages/a.md": page()})
    before = content_key(catalogue.content, "content", catalogue.store)
    catalogue.load()
    loaded = content_key(catalogue.content, "content", catalogue.store)
    (catalogue.content / "pages/a.md").write_text(page())
    young = content_key(catalogue.content, "content", catalogue.store)

    assert (before, young) == ("", "")
    assert loaded


@pytest.mark.parametrize("name", ["pages/b.md", "pages/notes.txt"])
def test_a_new_file_makes_the_key_uncertain(catalogue, name):
    """Also one that is only to be reported."""
    catalogue.write({"pages/a.md": page()})
    catalogue.load()
    catalogue.write({name: page()})

    assert content_key(catalogue.content, "content", catalogue.store) == ""
