"""Make Pagefind's bundle the same for the same text: its filter files come in random order.

Pagefind writes gzip-compressed CBOR behind a short mark. The values of a filter are listed
in the order of a randomly seeded hash table; everything else is stable. Values are put in
order, and the files that name each other by content are named anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import cbor2

_MARK = b"pagefind_dcd"
_FILTERS = 3
"""Where the metadata lists its filters, as (name, file) pairs."""


class UnknownFormatError(Exception):
    """The bundle is not as this version of Pagefind writes it."""


def settle(bundle: Path) -> None:
    """Rewrite the filters of every language, and what refers to them.

    Raises:
        UnknownFormatError: the files are not of the known form.
    """
    entry_file = bundle / "pagefind-entry.json"
    try:
        entry = json.loads(entry_file.read_text(encoding="utf-8"))
        for language in entry["languages"].values():
            language["hash"] = _settle_language(bundle, language["hash"])
    except (OSError, KeyError, IndexError, TypeError, ValueError, cbor2.CBORDecodeError) as error:
        raise UnknownFormatError(f"{type(error).__name__}: {error}") from error
    entry_file.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")


def _settle_language(bundle: Path, name: str) -> str:
    meta_file = bundle / f"pagefind.{name}.pf_meta"
    meta = _read(meta_file)
    renamed = []
    for title, file_name in sorted(meta[_FILTERS]):
        old = bundle / "filter" / f"{file_name}.pf_filter"
        label, values = _read(old)
        data = _pack([label, sorted(values)])
        old.unlink()
        renamed.append([title, _named(file_name, data)])
        (old.parent / f"{renamed[-1][1]}.pf_filter").write_bytes(data)
    meta[_FILTERS] = renamed
    data = _pack(meta)
    meta_file.unlink()
    new_name = _named(name, data)
    (bundle / f"pagefind.{new_name}.pf_meta").write_bytes(data)
    return new_name


def _read(file: Path) -> Any:
    data = gzip.decompress(file.read_bytes())
    if not data.startswith(_MARK):
        raise ValueError(f"{file.name} lacks its mark")
    return cbor2.loads(data[len(_MARK) :])


def _pack(value: Any) -> bytes:
    return gzip.compress(_MARK + cbor2.dumps(value), compresslevel=9, mtime=0)


def _named(old: str, data: bytes) -> str:
    """`en_1b54bd4` with the language kept and the rest taken from the content."""
    language, _, mark = old.rpartition("_")
    return f"{language}_{hashlib.sha256(data).hexdigest()[: len(mark)]}"
