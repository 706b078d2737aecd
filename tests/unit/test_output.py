"""Publication: only what changed is written, every file is whole, the rest is pruned."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from errdex import output
from errdex.diagnostics import BuildFailedError, Diagnostics
from errdex.output import MARKER, Published, Written, guard
from errdex.store import Store, digest_of


class Folder:
    """An output folder and what earlier builds remember of it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "public"
        self.store = Store(root / "cache.sqlite")
        self.read: list[str] = []
        self.found = Diagnostics()

    def publish(self, files: Mapping[str, str]) -> Written:
        """Publish texts by path; `read` has the paths whose bytes were asked for."""
        self.read.clear()

        def read(name: str) -> bytes:
            self.read.append(name)
            return files[name].encode()

        digests = {name: digest_of(text) for name, text in files.items()}
        published = Published(self.root, "public", self.store)
        return published.publish(digests, read, self.found, lambda: None)

    def tree(self) -> dict[str, str]:
        return {
            path.relative_to(self.root).as_posix(): path.read_text()
            for path in self.root.rglob("*")
            if path.is_file() and path.name != MARKER
        }

    def put(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def guard(self) -> list[tuple[str, str]]:
        found = Diagnostics()
        guard(self.root, "public", found)
        return [(fault.code, fault.what) for fault in found.sorted()]


@pytest.fixture
def folder(tmp_path):
    made = Folder(tmp_path)
    yield made
    made.store.close()


SITE = {"index.html": "home", "a/index.html": "a", "a/b/index.html": "b", "robots.txt": "r"}


# --- writing


def test_a_new_folder_gets_every_file(folder):
    """And the mark that says whose it is."""
    done = folder.publish(SITE)

    assert done == Written(4, 0, 0)
    assert folder.tree() == SITE
    assert (folder.root / MARKER).is_file()


def test_only_changed_files_are_written(folder):
    """Others keep their inode and their time, and their bytes are not even asked for."""
    folder.publish(SITE)
    before = {name: (folder.root / name).stat() for name in SITE}
    done = folder.publish(SITE | {"a/index.html": "new"})
    after = {name: (folder.root / name).stat() for name in SITE}
    same = [
        name
        for name in SITE
        if (before[name].st_ino, before[name].st_mtime_ns)
        == (after[name].st_ino, after[name].st_mtime_ns)
    ]

    assert done == Written(1, 3, 0)
    assert folder.read == ["a/index.html"]
    assert same == ["index.html", "a/b/index.html", "robots.txt"]
    assert folder.tree() == SITE | {"a/index.html": "new"}


def test_a_lost_cache_costs_reading_and_no_writing(folder, tmp_path):
    """Files are known by their digest."""
    folder.publish(SITE)
    folder.store.close()
    (tmp_path / "cache.sqlite").unlink()
    folder.store = Store(tmp_path / "cache.sqlite")

    assert folder.publish(SITE) == Written(0, 4, 0)


@pytest.mark.parametrize("text", ["damaged", "hom!", ""])
def test_a_damaged_file_is_put_right(folder, text):
    """Whatever its size."""
    folder.publish(SITE)
    folder.put("index.html", text)
    os.utime(folder.root / "index.html", (1, 1))

    assert folder.publish(SITE) == Written(1, 3, 0)
    assert folder.tree() == SITE


def test_a_removed_file_is_put_back(folder):
    """With its folder."""
    folder.publish(SITE)
    (folder.root / "a/b/index.html").unlink()
    (folder.root / "a/b").rmdir()

    assert folder.publish(SITE) == Written(1, 3, 0)
    assert folder.tree() == SITE


def test_a_touched_file_is_left_alone(folder):
    """Another time with the same bytes is the same file."""
    folder.publish(SITE)
    os.utime(folder.root / "index.html", (1, 1))

    assert folder.publish(SITE) == Written(0, 4, 0)


def test_each_file_ticks_once(folder):
    """Written or kept: the bar ends at its end."""
    ticks: list[int] = []
    digests = {name: digest_of(text) for name, text in SITE.items()}
    for _ in range(2):
        Published(folder.root, "public", folder.store).publish(
            digests, lambda name: SITE[name].encode(), folder.found, lambda: ticks.append(1)
        )

    assert len(ticks) == 2 * len(SITE)


# --- pruning


def test_what_nothing_claims_is_removed(folder):
    """Former pages, foreign files, hidden ones, and folders that become empty."""
    folder.publish(SITE)
    folder.put("a/b/c/foreign.html", "x")
    folder.put(".hidden", "x")
    (folder.root / "empty/deep").mkdir(parents=True)
    done = folder.publish({"index.html": "home"})

    assert done == Written(0, 1, 5)
    assert folder.tree() == {"index.html": "home"}
    assert sorted(path.name for path in folder.root.iterdir()) == [MARKER, "index.html"]


def test_a_foreign_link_is_removed_and_not_followed(folder, tmp_path):
    """What it points to is not ours."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep.txt").write_text("keep")
    folder.publish(SITE)
    (folder.root / "file").symlink_to(outside / "keep.txt")
    (folder.root / "folder").symlink_to(outside)
    folder.publish(SITE)

    assert (outside / "keep.txt").read_text() == "keep"
    assert not (folder.root / "file").is_symlink()
    assert not (folder.root / "folder").is_symlink()


def test_a_folder_where_a_file_belongs_gives_way(folder):
    """A page became a plain file of the same name."""
    folder.publish({"index.html": "home", "a/index.html": "a", "a/b/index.html": "b"})
    folder.publish({"index.html": "home", "a": "now a file"})

    assert folder.tree() == {"index.html": "home", "a": "now a file"}


def test_a_file_where_a_folder_belongs_gives_way(folder):
    """The other way round."""
    folder.publish({"index.html": "home", "a": "a file"})
    folder.publish({"index.html": "home", "a/index.html": "now a page"})

    assert folder.tree() == {"index.html": "home", "a/index.html": "now a page"}


def test_a_link_where_a_file_belongs_is_replaced(folder, tmp_path):
    """Never written through."""
    other = tmp_path / "other.txt"
    other.write_text("mine")
    folder.publish(SITE)
    (folder.root / "index.html").unlink()
    (folder.root / "index.html").symlink_to(other)
    folder.publish(SITE)

    assert other.read_text() == "mine"
    assert folder.tree() == SITE
    assert not (folder.root / "index.html").is_symlink()


# --- interruption


def test_an_interrupted_write_leaves_the_old_file(folder, monkeypatch):
    """The new text goes to another name first."""
    folder.publish(SITE)
    full = OSError(28, "No space left on device")
    write_bytes = Path.write_bytes

    def write_half(self: Path, data: bytes) -> int:
        if "html" not in self.name:
            return write_bytes(self, data)
        write_bytes(self, data[: len(data) // 2])
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write_half)
        with pytest.raises(BuildFailedError):
            folder.publish(SITE | {"a/index.html": "a new and longer text"})

    assert [(f.code, f.what) for f in folder.found.sorted()] == [
        ("ED0501", "cannot write: No space left on device")
    ]
    assert (folder.root / "a/index.html").read_text() == "a"
    assert folder.publish(SITE) == Written(0, 4, 0)
    assert folder.tree() == SITE


def test_after_an_interrupted_publication_the_next_one_puts_it_right(folder, monkeypatch):
    """Whichever file was the last to be written."""
    new = {name: f"new {text}" for name, text in SITE.items()}
    put = output._put
    for stop in range(len(new) + 1):
        folder.publish(SITE)
        left = stop

        def put_some(staged: Path, file: Path) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            put(staged, file)

        with monkeypatch.context() as patch:
            patch.setattr(output, "_put", put_some)
            if stop < len(new):
                with pytest.raises(KeyboardInterrupt):
                    folder.publish(new)
        mixed = folder.tree()
        folder.publish(new)

        assert all(mixed[name] in (SITE[name], new[name]) for name in SITE)
        assert folder.tree() == new


def test_pages_are_pruned_last(folder, monkeypatch):
    """An interrupted publication has removed nothing."""
    folder.publish(SITE)

    def fail(staged: Path, file: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output, "_put", fail)
    with pytest.raises(BuildFailedError):
        folder.publish({"new.html": "x"})

    assert folder.tree() == SITE


# --- what the last build wrote


def test_an_untouched_folder_is_known(folder):
    """A build with nothing to do can tell without reading a file."""
    assert not Published(folder.root, "public", folder.store).is_untouched()
    folder.publish(SITE)

    assert Published(folder.root, "public", folder.store).is_untouched()


@pytest.mark.parametrize(
    "touch",
    [
        lambda root: (root / "index.html").write_text("changed"),
        lambda root: (root / "index.html").unlink(),
        lambda root: (root / "foreign.txt").write_text("x"),
        lambda root: (root / MARKER).unlink(),
        lambda root: (root / ".errdex-new-index.html").write_text("half"),
    ],
    ids=["changed", "removed", "added", "unmarked", "interrupted"],
)
def test_a_touched_folder_is_known(folder, touch):
    """Any difference makes the build look at every file."""
    folder.publish(SITE)
    touch(folder.root)

    assert not Published(folder.root, "public", folder.store).is_untouched()


# --- guard


def test_new_and_empty_folders_may_be_used(folder):
    """Nothing there can be lost."""
    assert folder.guard() == []
    folder.root.mkdir()
    assert folder.guard() == []


def test_our_own_folder_may_be_used(folder):
    """It carries the mark, whatever else stands in it."""
    folder.publish(SITE)
    folder.put("foreign.txt", "x")

    assert folder.guard() == []


def test_a_foreign_folder_is_refused(folder):
    """A build would remove what it does not know."""
    folder.put("thesis.txt", "years of work")

    assert folder.guard() == [
        ("ED0502", "will not build into public: it holds files that errdex did not make")
    ]


def test_a_file_in_place_of_the_folder_is_refused(folder):
    """Also a link to nothing."""
    folder.root.write_text("x")
    file = folder.guard()
    folder.root.unlink()
    folder.root.symlink_to("nowhere")

    assert file == folder.guard() == [("ED0502", "will not build into public: it is not a folder")]
