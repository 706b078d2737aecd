"""The real catalogue: it checks clean, and the errors it was made for are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.content

CONTENT = Path(__file__).parent.parent / "content"
TODAY = "2026-11-21"

LISTED = """
http/400 http/401 http/402 http/403 http/404 http/405 http/406 http/407
http/413 http/414 http/422 http/429 http/431 http/500 http/503
oauth/invalid_request oauth/invalid_client oauth/invalid_grant oauth/unauthorized_client
oauth/unsupported_grant_type oauth/invalid_scope oauth/access_denied oauth/server_error
oauth/temporarily_unavailable oauth/invalid_token oauth/insufficient_scope
azure/aadsts7000215 azure/invalidauthenticationtokentenant
gcp/cancelled gcp/unauthenticated vsphere/unauthenticated vsphere/unauthorized
""".split()

AUTHENTICATION = """
azure/aadsts7000215 azure/invalidauthenticationtokentenant gcp/cancelled gcp/unauthenticated
http/401 http/402 http/407
""".split()


@pytest.fixture
def catalogue(new_site):
    return new_site(CONTENT)


def test_the_catalogue_has_no_faults(catalogue):
    """Not one error, not one warning."""
    outcome = catalogue.check("--format", "json", "--strict")

    assert json.loads(outcome.out) == []
    assert outcome.code == 0


def test_the_catalogue_is_built(catalogue):
    """As it is published."""
    outcome = catalogue.build("--strict")

    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize("error_id", LISTED)
def test_every_listed_error_has_a_page(error_id):
    """None is lost; a page that is renamed leaves an alias and changes this list."""
    assert (CONTENT / "errors" / f"{error_id}.md").is_file()


def test_authentication_maps_its_errors(catalogue):
    """The category page links to each of them, on one of its pages."""
    assert catalogue.build().code == 0
    pages = [
        text.decode()
        for name, text in catalogue.tree().items()
        if name.startswith("categories/authentication/")
    ]

    assert [
        item for item in AUTHENTICATION if not any(f"/errors/{item}/" in p for p in pages)
    ] == []


def test_every_error_has_what_a_reader_needs(catalogue):
    """Causes with a sign to know them by, fixes, a way to verify, and when it is another error."""
    assert catalogue.build().code == 0
    wanted = [
        *("what-it-means", "common-causes", "how-to-fix", "step-by-step-diagnosis"),
        *("examples", "counterexamples", "verify-the-fix", "prevent-it", "questions"),
    ]
    missing = {
        (path.parent.name, path.stem, name)
        for path in (CONTENT / "errors").rglob("*.md")
        for name in wanted
        if f'id="{name}"' not in catalogue.page(f"errors/{path.parent.name}/{path.stem}/index.html")
    }

    assert missing == set()
