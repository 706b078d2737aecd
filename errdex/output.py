"""Write the site: only what changed, each file whole or not at all; prune the rest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from errdex.diagnostics import BuildFailedError, Diagnostics, Position
from errdex.store import Store, digest_of

MARKER = ".errdex"
_STAGING = ".errdex-new"
_MARKER_TEXT = "Made by errdex. A build replaces and removes files in this folder.\n"


@dataclass(frozen=True, slots=True)
class Written:
    """What a publication did."""

    written: int
    kept: int
    removed: int


def guard(out: Path, shown: str, found: Diagnostics) -> None:
    """Refuse an output folder that errdex did not make."""
    if not out.exists() and not out.is_symlink():
        return
    what = ""
    if not out.is_dir():
        what = "it is not a folder"
    elif not (out / MARKER).is_file() and any(out.iterdir()):
        what = "it holds files that errdex did not make"
    if what:
        found.report(
            "ED0502",
            Position(shown),
            f"will not build into {shown}: {what}",
            help="name an empty or new folder with --out",
        )


class Published:
    """The files that earlier builds wrote, and whether they are still as written."""

    def __init__(self, out: Path, shown: str, store: Store) -> None:
        self._out = out
        self._shown = shown
        self._store = store
        self._rows = {path: (mark, digest) for path, mark, digest in store.rows("outputs")}

    def is_intact(self, path: str, digest: str) -> bool:
        """Whether the file stands there with this digest."""
        mark, known = self._rows.get(path, ("", ""))
        file = self._out / path
        if known == digest and mark and mark == _stamp(file):
            return True
        try:
            return digest_of(file.read_bytes()) == digest
        except OSError:
            return False

    def is_untouched(self) -> bool:
        """Whether the folder holds exactly what the last build wrote."""
        return (
            bool(self._rows)
            and set(_files(self._out)) == {*self._rows, MARKER}
            and all(mark == _stamp(self._out / path) for path, (mark, _) in self._rows.items())
        )

    def publish(
        self,
        files: Mapping[str, str],
        read: Callable[[str], bytes],
        found: Diagnostics,
        tick: Callable[[], None],
    ) -> Written:
        """Bring the folder to exactly these files.

        Args:
            files: output path to digest, of every file of the site.
            read: gives the bytes of a path that has to be written.
            found: where a fault of the file system goes.
            tick: called once a file.

        Raises:
            BuildFailedError: a file could not be written; it was reported.
        """
        stale = []
        for path, digest in files.items():
            if self.is_intact(path, digest):
                tick()
            else:
                stale.append(path)
        path, is_partial = "", False
        try:
            with self._staging() as folder:
                for path in stale:
                    _staged(folder, path).write_bytes(read(path))
                    tick()
                is_partial = True
                for path in stale:
                    self._clear_way(path)
                    _put(_staged(folder, path), self._out / path)
            removed = self._prune(set(files))
        except OSError as error:
            at = Position(f"{self._shown}/{path}".rstrip("/"))
            found.report("ED0501", at, f"cannot write: {error.strerror or error}")
            raise BuildFailedError(is_partial=is_partial) from error
        self._remember({path: (_stamp(self._out / path), files[path]) for path in files})
        return Written(len(stale), len(files) - len(stale), removed)

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        """A folder where new files are written first: a full disk leaves the site as it was."""
        folder = self._out / _STAGING
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        try:
            (self._out / MARKER).write_bytes(_MARKER_TEXT.encode())
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _clear_way(self, path: str) -> None:
        """Remove a file or link of earlier output that stands where a folder belongs now."""
        folder = self._out
        for part in path.split("/")[:-1]:
            folder = folder / part
            if folder.is_symlink() or folder.is_file():
                folder.unlink()

    def _remember(self, rows: dict[str, tuple[str, str]]) -> None:
        changed = [(path, *row) for path, row in rows.items() if self._rows.get(path) != row]
        gone = set(self._rows) - set(rows)
        if changed or gone:
            self._store.replace("outputs", changed, gone)

    def _prune(self, claimed: set[str]) -> int:
        removed = 0
        for path in list(_files(self._out)):
            if path not in claimed and path != MARKER:
                (self._out / path).unlink()
                removed += 1
        for folder, names, _ in os.walk(self._out, topdown=False):
            for link in (Path(folder, name) for name in names):
                if link.is_symlink():
                    link.unlink()
                    removed += 1
            if Path(folder) != self._out and not any(Path(folder).iterdir()):
                Path(folder).rmdir()
        return removed


def _stamp(file: Path) -> str:
    try:
        stat = file.stat(follow_symlinks=False)
    except OSError:
        return ""
    return f"{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ino}"


def _files(out: Path) -> Iterator[str]:
    for folder, _, names in os.walk(out):
        for name in names:
            yield Path(folder, name).relative_to(out).as_posix()


def _staged(folder: Path, path: str) -> Path:
    """Where a file waits: one flat folder, names that no two paths share."""
    return folder / f"{digest_of(path)[:16]}-{path.rpartition('/')[2]}"[:200]


def _put(staged: Path, file: Path) -> None:
    """Move a file into its place: readers see the old one or the new, never a part."""
    if file.is_dir() and not file.is_symlink():
        _clear(file)
    try:
        staged.replace(file)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(file)


def _clear(folder: Path) -> None:
    """Remove a folder of earlier output that stands where a file belongs now."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    folder.rmdir()
