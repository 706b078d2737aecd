"""The matcher on texts that people pasted: a part it was tuned on, and one it was not.

`tests/pastes/` holds the texts with their label and where each came from; names, hosts and
ids are replaced, the tools' own wording is kept. The floors are what was measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from errdex.diagnostics import Position
from errdex.matcher import Matcher
from errdex.matchtable import Source, compile_table
from errdex.model import ErrorEntry, Provider, Ref

PASTES = Path(__file__).parent / "pastes"
NOWHERE = Position("catalogue.json")


@dataclass
class Score:
    """How many texts were answered rightly."""

    errors: int = 0
    first: int = 0
    third: int = 0
    others: int = 0
    silent: int = 0

    def __str__(self) -> str:
        return (
            f"{self.first} of {self.errors} first, {self.third} among the first three, "
            f"{self.silent} of {self.others} without an error answered by none"
        )


def read(name: str) -> Iterator[dict[str, Any]]:
    """The labeled texts of a part."""
    for line in (PASTES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """A catalogue that holds every entry the texts are about, and look-alikes."""
    data = json.loads((PASTES / "catalogue.json").read_text(encoding="utf-8"))
    day = date(2026, 1, 1)
    providers = {
        slug: Provider(slug, slug.title(), "", day, hints=tuple(hints))
        for slug, hints in data["hints"].items()
    }
    return Matcher(compile_table(Source([entry_of(row) for row in data["errors"]], providers)))


def entry_of(row: dict[str, Any]) -> ErrorEntry:
    """A row of the catalogue as an entry; only what matching reads."""
    provider = Ref(row["id"].partition("/")[0], NOWHERE)
    return ErrorEntry(
        id=row["id"],
        code=row["code"],
        title=row["title"],
        provider=provider,
        category=Ref("any", NOWHERE),
        summary="",
        last_reviewed=date(2026, 1, 1),
        service=row.get("service") or "",
        http_status=tuple(row.get("http_status") or ()),
        number=row.get("number"),
        grpc_code=row.get("grpc_code"),
        aliases=tuple(Ref(str(alias), NOWHERE) for alias in row.get("aliases", ())),
        messages=tuple(row.get("messages", ())),
    )


def measure(matcher: Matcher, name: str) -> Score:
    """Run every text of a part."""
    score = Score()
    for paste in read(name):
        answers = [match.error for match in matcher.match(paste["text"])]
        right = {paste["expected"], *paste.get("also_ok", ())}
        if paste["expected"] is None:
            score.others += 1
            score.silent += not answers
        else:
            score.errors += 1
            score.first += bool(answers) and answers[0] in right
            score.third += bool(right & set(answers[:3]))
    return score


def test_development_part(matcher: Matcher):
    """The part that the rules were tuned on."""
    score = measure(matcher, "development")
    print(f"development: {score}")

    assert score.first >= 218
    assert score.third >= 221
    assert score.silent >= 55


def test_held_out_part(matcher: Matcher):
    """Texts that were collected after the rules stood, and on which nothing was tuned."""
    score = measure(matcher, "held_out")
    print(f"held out: {score}")

    assert score.first >= 67
    assert score.third >= 70
    assert score.silent >= 19


def test_every_text_says_where_it_came_from():
    """A label without a source cannot be checked."""
    for name in ("development", "held_out"):
        for paste in read(name):
            assert paste["source"]
            assert paste["text"].strip()
