"""Which pages must be made again: a page is the memo of its fingerprint.

The fingerprint covers the view, every template it reaches, the asset map, what all pages
share, and errdex itself; HTML is a pure function of these.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from errdex.linkcheck import PageFacts
from errdex.pages import PagePlan
from errdex.store import Store, digest_of, pack, unpack
from errdex.templating import Templates
from errdex.views import SiteView

# The versions of the libraries that shape HTML belong to the generator's digest.
_LIBRARIES = ("jinja2", "markdown-it-py", "mdit-py-plugins", "pygments", "pyyaml", "pagefind-bin")


@dataclass(frozen=True, slots=True)
class Shared:
    """Digests of what every page depends on."""

    generator: str
    assets: str
    site: str


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What an earlier build left of a page."""

    fingerprint: str
    parts: dict[str, str]
    digest: str
    facts: PageFacts


def generator_digest() -> str:
    """The digest of errdex's own source and of the libraries it renders with."""
    from importlib.metadata import version  # noqa: PLC0415 - slow to import, needed once

    folder = Path(__file__).parent
    parts: list[bytes | str] = [f"{name}=={version(name)}" for name in _LIBRARIES]
    for path in sorted(folder.glob("*.py")):
        parts += [path.name, path.read_bytes()]
    return digest_of(*parts)


def shared_of(site: SiteView, assets_root: str, generator: str) -> Shared:
    """The digests of one build's common inputs."""
    return Shared(generator, assets_root, digest_of(repr(site)))


def fingerprint(parts: dict[str, str]) -> str:
    """The digest of everything that shapes the page."""
    return digest_of(*parts.values())


def parts_of(plan: PagePlan, shared: Shared, templates: Templates) -> dict[str, str]:
    """Everything that shapes the page, each as a digest by its name."""
    parts = {
        "the generator": shared.generator,
        "static files": shared.assets,
        "site settings": shared.site,
        f"templates ({plan.template})": templates.digest(plan.template),
    }
    for field in fields(plan.view):
        parts[f"view: {field.name}"] = digest_of(repr(getattr(plan.view, field.name)))
    return parts


def known_pages(store: Store) -> dict[str, KnownPage]:
    """Every page the cache knows, by site path."""
    known = {}
    for path, print_, data in store.rows("pages"):
        parts, digest, facts = unpack(data)
        known[path] = KnownPage(print_, json.loads(parts), digest, PageFacts(*facts))
    return known


def remember(store: Store, pages: dict[str, KnownPage], gone: set[str]) -> None:
    """Keep new pages, forget those that are gone."""
    rows = []
    for path, page in pages.items():
        facts = (page.facts.ids, page.facts.hrefs, page.facts.search_digest)
        rows.append((path, page.fingerprint, pack((json.dumps(page.parts), page.digest, facts))))
    if rows or gone:
        store.replace("pages", rows, gone)


def explain(path: str, parts: dict[str, str], known: KnownPage | None, *, intact: bool) -> str:
    """Which inputs made a page new."""
    if known is None:
        return f"{path} is made for the first time, or the cache was lost."
    changed = [name for name in parts if parts[name] != known.parts.get(name)]
    if changed:
        return f"{path} is made again; changed: {', '.join(changed)}."
    if not intact:
        return f"{path} is made again; its file was missing or not as written."
    return f"{path} is kept: nothing it depends on has changed."
