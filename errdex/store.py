"""The build cache on disk: one SQLite file per content and output folder.

Losing it costs time, never correctness: a damaged file is dropped and made again.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB);
CREATE TABLE IF NOT EXISTS documents (
    path TEXT PRIMARY KEY, stamp TEXT, digest TEXT, data BLOB);
CREATE TABLE IF NOT EXISTS pages (
    path TEXT PRIMARY KEY, fingerprint TEXT, data BLOB);
CREATE TABLE IF NOT EXISTS outputs (
    path TEXT PRIMARY KEY, stamp TEXT, digest TEXT);
"""
_MODULES = frozenset({"errdex.model", "errdex.diagnostics", "errdex.linkcheck", "datetime"})


class _Unpickler(pickle.Unpickler):
    """Restores our own frozen types only, so that a planted cache cannot run code."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in _MODULES else None
        is_ours = isinstance(found, type) and found.__module__ == module
        if not is_ours or "." in name or (module == "datetime" and name != "date"):
            raise pickle.UnpicklingError(f"{module}.{name} does not belong in the cache")
        return found


def pack(value: object) -> bytes:
    """A value as bytes for the cache."""
    return pickle.dumps(value, protocol=5)


def unpack(data: bytes) -> Any:
    """The value again.

    Raises:
        pickle.UnpicklingError: the bytes hold anything but our own types.
    """
    return _Unpickler(io.BytesIO(data)).load()


def digest_of(*parts: bytes | str) -> str:
    """A short digest of the parts, each closed by its length."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hasher.update(len(data).to_bytes(8, "big"))
        hasher.update(data)
    return hasher.hexdigest()[:32]


class Store:
    """Rows of earlier builds: parsed documents, rendered pages, written files."""

    def __init__(self, path: Path | None) -> None:
        """Open or make the cache; None keeps it in memory (`--no-cache`)."""
        self._path = path
        try:
            self._db = self._open()
        except sqlite3.DatabaseError:
            self._drop()
            self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(
            self._path or ":memory:", timeout=30, isolation_level=None, check_same_thread=False
        )
        # A crash of the machine may lose the cache; a killed build may not.
        database.execute("PRAGMA synchronous=OFF")
        database.executescript(_SCHEMA)
        return database

    def _drop(self) -> None:
        if self._path:
            for suffix in ("", "-journal", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    self._path.with_name(self._path.name + suffix).unlink()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _run(self, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """Run one statement; a damaged file is dropped and the statement run on a new one."""
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._db.close()
            self._drop()
            self._db = self._open()
            return self._db.execute(statement, values).fetchall()

    def meta(self, key: str) -> str:
        """A named value; empty when it was never set."""
        rows = self._run("SELECT value FROM meta WHERE key=?", (key,))
        return str(rows[0][0]) if rows else ""

    def meta_bytes(self, key: str) -> bytes:
        """A named value as bytes; empty when it was never set."""
        rows = self._run("SELECT value FROM meta WHERE key=?", (key,))
        return bytes(rows[0][0]) if rows and isinstance(rows[0][0], bytes) else b""

    def set_meta(self, key: str, value: str | bytes) -> None:
        """Set a named value."""
        self._run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def expect(self, table: str, key: str) -> None:
        """Empty a table that was filled under another key."""
        name = f"{table}.key"
        if self.meta(name) != key:
            self._run(f"DELETE FROM {table}")  # noqa: S608 - our own table names
            self.set_meta(name, key)

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """Every row of a table."""
        return self._run(f"SELECT * FROM {table}")  # noqa: S608

    def replace(
        self, table: str, rows: Iterable[tuple[Any, ...]], gone: Iterable[str] = ()
    ) -> None:
        """Write rows and remove others, in one transaction."""
        self._run("BEGIN IMMEDIATE")
        try:
            for row in rows:
                marks = ",".join("?" * len(row))
                self._db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)  # noqa: S608
            for path in gone:
                self._db.execute(f"DELETE FROM {table} WHERE path=?", (path,))  # noqa: S608
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
