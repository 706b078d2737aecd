"""The matcher's table of a catalogue, the names beside it, and the check of every message."""

from __future__ import annotations

import json
from typing import Any

from errdex.diagnostics import Diagnostics
from errdex.graph import SiteGraph
from errdex.matcher import Matcher
from errdex.matchtable import Source, compile_table
from errdex.model import ErrorEntry

NAMES_VERSION = 1


def table_of(graph: SiteGraph) -> dict[str, Any]:
    """The table that both matchers read."""
    errors = [document.entry for document in graph.errors.values()]
    providers = {slug: document.entry for slug, document in graph.providers.items()}
    return compile_table(Source(errors, providers))


def names_of(graph: SiteGraph) -> dict[str, Any]:
    """Codes and titles for the search field.

    Rows of [id, code, title, provider's title, aliases, number or None], sorted by id.
    """
    rows = [
        _row(document.entry, graph.providers[document.entry.provider.target].entry.title)
        for _, document in sorted(graph.errors.items())
    ]
    return {"v": NAMES_VERSION, "errors": rows}


def _row(entry: ErrorEntry, provider: str) -> list[Any]:
    aliases = [alias.target for alias in entry.aliases]
    return [entry.id, entry.code, entry.title, provider, aliases, entry.number]


def as_json(value: object) -> bytes:
    """Compact JSON with a fixed order of keys."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def check_messages(graph: SiteGraph, table: dict[str, Any], found: Diagnostics) -> None:
    """Report every message that leads to another page first, or to none."""
    matcher = Matcher(table)
    for error_id, document in graph.errors.items():
        for index, text in enumerate(document.entry.messages):
            answers = matcher.match(text)
            first = answers[0].error if answers else ""
            if first != error_id:
                what = f'the message "{_short(text)}" leads to {first or "no page"}'
                found.report(
                    "ED0218",
                    document.at(f"messages[{index}]"),
                    what,
                    help="make it longer or more exact, or remove it",
                )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
