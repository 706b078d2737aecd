"""Drafts of new files: valid from the start, and never over something that exists."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from errdex.model import Kind
from errdex.scaffold import DraftRefusedError, Request, create
from errdex.schema import KEYS

if TYPE_CHECKING:
    from tests.conftest import SiteDriver

TODAY = date(2026, 11, 21)
NAMES: dict[Kind, str] = {
    "error": "http/418",
    "provider": "smtp",
    "category": "teapots",
    "compare": "401-vs-403",
    "playbook": "login-fails",
    "table": "all-codes",
    "page": "about",
}


def draft(site: SiteDriver, kind: Kind, name: str) -> Path:
    return create(Request(kind, name, TODAY), site.root / "content")


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_draft_is_valid_at_once(site, kind):
    """`check` has nothing to say but warnings, and the page can be built."""
    path = draft(site, kind, NAMES[kind])
    outcome = site.build()

    assert "TODO" in path.read_text("utf-8")
    assert outcome.code == 0, outcome.err
    assert "error[" not in outcome.err


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_draft_has_the_required_keys(site, kind):
    """And the day it was made."""
    text = draft(site, kind, NAMES[kind]).read_text("utf-8")

    assert [
        key for key, spec in KEYS[kind].items() if spec.required and f"\n{key}:" not in text
    ] == []
    assert "\nlast_reviewed: 2026-11-21\n" in text


def test_all_drafts_together_are_valid(site):
    """They do not stand in each other's way."""
    for kind, name in NAMES.items():
        draft(site, kind, name)

    assert site.check().code == 0


@pytest.mark.parametrize(
    ("name", "file", "lines"),
    [
        ("http/418", "418.md", ["code: 418", "http_status: 418"]),
        ("http/AADSTS50058", "aadsts50058.md", ["code: AADSTS50058", 'aliases: ["50058"]']),
        ("http/invalid_client", "invalid_client.md", ["code: invalid_client"]),
        ("http/E: Denied", "e--denied.md", ['code: "E: Denied"']),
        ('http/a "b" \\c', "a--b---c.md", ['code: "a \\"b\\" \\\\c"']),
        ("http/no", "no.md", ["code: no"]),
        ("http/0x80070005", "0x80070005.md", ["code: 0x80070005"]),
    ],
)
def test_a_draft_knows_what_the_code_says(site, name, file, lines):
    """File name, status and number are filled in; the code is quoted where YAML asks for it."""
    path = draft(site, "error", name)
    text = path.read_text("utf-8").split("\n")

    assert path == site.root / "content/errors/http" / file
    assert [line for line in lines if line not in text] == []
    assert site.check().code == 0


def test_a_number_that_is_no_status_is_none(site):
    """Only 100 to 599 are."""
    assert "http_status" not in draft(site, "error", "http/1042").read_text("utf-8")


def test_a_draft_names_the_categories_there_are(site):
    """The author picks one without looking them up."""
    text = draft(site, "error", "http/418").read_text("utf-8")

    assert "category: authentication  # one of authentication, authorization\n" in text


def test_guides_and_playbooks_name_errors_that_exist(site):
    """So that the draft can be looked at."""
    assert "errors: [http/401, http/403]\n" in draft(site, "compare", "x").read_text("utf-8")
    assert "errors: [http/401]\n" in draft(site, "playbook", "x").read_text("utf-8")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("error", "418"),
        ("error", "http/"),
        ("error", "/418"),
        ("error", "http/ "),
        ("error", "http/..."),
        ("error", "http/é"),
        ("error", "../x/418"),
        ("error", "HTTP/418"),
        ("error", "smtp/418"),
        ("page", "About"),
        ("page", "a b"),
        ("page", "../about"),
        ("page", "a/b"),
        ("page", ""),
        ("page", ".."),
        ("provider", "a..b"),
    ],
)
def test_names_that_make_no_file_are_refused(site, kind, name):
    """With what to do; nothing is written."""
    before = site.tree("content")
    with pytest.raises(DraftRefusedError, match=r"name|provider"):
        draft(site, kind, name)

    assert site.tree("content") == before


def test_an_unknown_provider_is_to_be_made_first(site):
    """The message has the command."""
    with pytest.raises(DraftRefusedError, match="errdex new provider smtp"):
        draft(site, "error", "smtp/550")


def test_nothing_is_overwritten(site):
    """Not even by another spelling of the code."""
    before = site.tree("content")
    with pytest.raises(DraftRefusedError, match="exists already"):
        draft(site, "error", "http/401")

    assert site.tree("content") == before


def test_drafts_have_unix_line_ends(site):
    """On every system."""
    assert b"\r" not in draft(site, "page", "about").read_bytes()
