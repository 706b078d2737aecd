"""The build cache: only our own types come out of it, and damage costs time only."""

from __future__ import annotations

import os
import pickle
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from errdex import model
from errdex.diagnostics import Diagnostic, Position
from errdex.linkcheck import PageFacts
from errdex.store import Store, digest_of, pack, unpack


class Runs:
    """Restoring this would run a command."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self.command,)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "build.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(path)
    yield opened
    opened.close()


# --- what may come out


@pytest.mark.parametrize(
    "value",
    [
        ("digest", None, ()),
        (Diagnostic(Position("a.md", 3, 4, 5), "ED0104", "x"),),
        PageFacts(("main",), ("/",), "d"),
        model.Category("a", "A", "It.", date(2026, 11, 21)),
        model.Document("page", "p.md", "d", model.PlainPage("p", "P", "It.", date(2026, 1, 2)),
                       model.Body("d", headings=(model.Heading(2, "é", "é"),)), {}),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_our_own_types_come_back(value):
    """Equal to what was put in."""
    assert unpack(pack(value)) == value


@pytest.mark.parametrize(
    "value", [Path("x"), subprocess.Popen, os.system, eval, pickle.loads, digest_of, Store]
)
def test_foreign_classes_and_functions_are_refused(value):
    """A cache planted by somebody else cannot run code."""
    with pytest.raises(pickle.UnpicklingError, match="does not belong in the cache"):
        unpack(pickle.dumps(value))


def test_a_planted_command_does_not_run(tmp_path):
    """It is refused before it is called."""
    proof = tmp_path / "proof"
    planted = pickle.dumps(Runs(f"touch {proof}"))

    with pytest.raises(pickle.UnpicklingError):
        unpack(planted)
    assert not proof.exists()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("errdex.model", "dataclass.__globals__"),
        ("errdex.diagnostics", "json.loads"),
        ("errdex.diagnostics", "_fold"),
        ("errdex.linkcheck", "__builtins__"),
        ("datetime", "sys"),
        ("errdex.linkcheck", "re"),
        ("errdex.diagnostics", "SequenceMatcher"),
        ("errdex.diagnostics", "dataclass"),
        ("errdex.diagnostics", "field"),
    ],
)
def test_names_within_our_modules_are_no_way_out(module, name):
    """What a module imports is not one of our types."""
    planted = b"\x80\x04\x8c" + bytes([len(module)]) + module.encode()
    planted += b"\x8c" + bytes([len(name)]) + name.encode() + b"\x93."

    with pytest.raises(pickle.UnpicklingError):
        unpack(planted)


# --- digests


def test_digests_tell_parts_apart():
    """Where one part ends and the next begins counts, and text is its UTF-8."""
    assert digest_of("ab", "c") != digest_of("a", "bc") != digest_of("abc")
    assert digest_of("é") == digest_of("é".encode())
    assert digest_of("") != digest_of() != digest_of("", "")


# --- rows


def test_rows_are_there_when_the_file_is_opened_again(path):
    """The cache outlives the build."""
    first = Store(path)
    first.replace("pages", [("/a/", "print", b"data"), ("/b/", "print", b"data")])
    first.replace("pages", [("/a/", "other", b"data")], gone=["/b/"])
    first.set_meta("key", "text")
    first.set_meta("bytes", b"\0\1")
    first.close()

    again = Store(path)

    assert list(again.rows("pages")) == [("/a/", "other", b"data")]
    assert (again.meta("key"), again.meta("none")) == ("text", "")
    assert (again.meta_bytes("bytes"), again.meta_bytes("none")) == (b"\0\1", b"")
    again.close()


def test_rows_are_written_all_or_none(store):
    """A fault midway leaves the rows of before."""
    store.replace("pages", [("/a/", "1", b"")])

    def rows() -> Iterator[tuple[object, ...]]:
        yield ("/b/", "2", b"")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.replace("pages", rows(), gone=["/a/"])

    assert list(store.rows("pages")) == [("/a/", "1", b"")]
    store.replace("pages", [("/c/", "3", b"")])


def test_a_table_is_emptied_when_its_key_changes(store):
    """Documents parsed by another errdex are parsed again."""
    store.expect("documents", "one")
    store.replace("documents", [("a.md", "stamp", "digest", b"")])
    store.expect("documents", "one")
    kept = list(store.rows("documents"))
    store.expect("documents", "two")

    assert len(kept) == 1
    assert list(store.rows("documents")) == []


def test_a_cache_in_memory_leaves_no_file(tmp_path, monkeypatch):
    """`--no-cache` writes none."""
    monkeypatch.chdir(tmp_path)
    store = Store(None)
    store.set_meta("key", "text")

    assert store.meta("key") == "text"
    store.close()
    assert list(tmp_path.iterdir()) == []


# --- damage


@pytest.mark.parametrize("data", [b"no database at all", b"\0" * 8192, b"SQLite format 3\0junk"])
def test_a_damaged_file_is_dropped(path, data):
    """It is made again, empty and usable."""
    path.parent.mkdir()
    path.write_bytes(data)
    store = Store(path)

    assert list(store.rows("pages")) == []
    store.set_meta("key", "text")
    assert store.meta("key") == "text"
    store.close()


def test_a_file_damaged_in_its_middle_is_dropped(path):
    """The first page may be whole and the rows behind it not."""
    store = Store(path)
    store.replace("pages", [(f"/{n}/", "print", b"x" * 3000) for n in range(100)])
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(2 * 4096)
        stream.write(b"\xff" * (size - 2 * 4096))
    again = Store(path)

    assert list(again.rows("documents")) == []
    assert list(again.rows("pages")) == []
    again.close()


def test_what_a_dead_build_left_beside_the_file_is_dropped_with_it(path):
    """A journal of the damaged file does not come back into the new one."""
    path.parent.mkdir()
    path.write_bytes(b"no database at all")
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).write_bytes(b"old")
    Store(path).close()

    assert [name.name for name in path.parent.iterdir()] == [path.name]


def test_an_empty_file_is_a_new_cache(path):
    """A disk that was full leaves one."""
    path.parent.mkdir()
    path.write_bytes(b"")
    store = Store(path)

    assert list(store.rows("documents")) == []
    store.close()
