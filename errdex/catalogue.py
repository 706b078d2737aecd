"""The compiled catalogue: the matcher's table and every error's text in one file.

JSON lines: the first holds the table and where each entry begins, every further line one
entry. An entry is read only when it is asked for, so that `explain` starts at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An error as the terminal shows it; sections are Markdown."""

    id: str
    code: str
    title: str
    provider: str
    summary: str
    url: str
    facts: tuple[tuple[str, str], ...]
    meaning: str
    causes: str
    fixes: str
    verify: str
    sources: tuple[tuple[str, str], ...]
    related: tuple[tuple[str, str], ...]
    """Ids and titles of related errors."""


class UnreadableError(Exception):
    """The file is no compiled catalogue of this version."""


class Catalogue:
    """An open catalogue; `table` is what the matcher reads."""

    def __init__(self, path: Path) -> None:
        """Read the table of a compiled catalogue.

        Raises:
            UnreadableError: the file is missing or of another form.
        """
        try:
            with path.open("rb") as stream:
                head = json.loads(stream.readline())
                self._start = stream.tell()
            if head["version"] != VERSION:
                raise UnreadableError(f"{path} is of version {head['version']}, not {VERSION}")
            self.table: dict[str, Any] = head["table"]
            self._places: dict[str, int] = head["places"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnreadableError(f"{path} cannot be read: {error}") from error
        self._path = path

    def entry(self, error_id: str) -> Entry:
        """The text of one error.

        Raises:
            KeyError: there is no such error.
        """
        with self._path.open("rb") as stream:
            stream.seek(self._start + self._places[error_id])
            data = json.loads(stream.readline())
        pairs = ("facts", "sources", "related")
        return Entry(**data | {name: tuple(map(tuple, data[name])) for name in pairs})


def write(path: Path, table: Mapping[str, Any], entries: list[Entry]) -> None:
    """Write a catalogue under a temporary name, then put it in place."""
    lines, places, place = [], {}, 0
    for entry in entries:
        line = json.dumps(asdict(entry), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        places[entry.id] = place
        place += len(line)
        lines.append(line)
    head = {"version": VERSION, "table": table, "places": places}
    data = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(data + b"".join(lines))
    temporary.replace(path)
