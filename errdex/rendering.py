"""Plans to HTML: what the cache does not hold is rendered, into a spool and not in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile

from errdex import cache
from errdex.cache import KnownPage, Shared
from errdex.diagnostics import Diagnostics
from errdex.linkcheck import facts_of
from errdex.pages import PagePlan
from errdex.store import digest_of
from errdex.templating import Templates, values_of
from errdex.views import SiteView

_SPOOL_BYTES = 64 * 1024 * 1024


class Spool:
    """Bytes by name, on disk past a limit."""

    def __init__(self) -> None:
        self._file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(_SPOOL_BYTES)  # noqa: SIM115
        self._places: dict[str, tuple[int, int]] = {}

    def close(self) -> None:
        """Give the space back."""
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def put(self, name: str, data: bytes) -> None:
        """Keep the bytes of a name."""
        self._places[name] = (self._file.seek(0, 2), len(data))
        self._file.write(data)

    def get(self, name: str) -> bytes:
        """The bytes again.

        Raises:
            KeyError: nothing was put under that name.
        """
        start, length = self._places[name]
        self._file.seek(start)
        return self._file.read(length)


@dataclass(slots=True)
class Rendered:
    """Pages of this build by site path, and the bytes of those made new."""

    fresh: Spool
    pages: dict[str, KnownPage] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Renderer:
    """What rendering needs beside the plans."""

    site: SiteView
    shared: Shared
    templates: Templates
    known: dict[str, KnownPage]
    is_intact: Callable[[str, str], bool]
    """Whether a site path stands published with this digest."""
    why: str
    spool: Spool
    found: Diagnostics


def render_pages(
    plans: Iterable[PagePlan], renderer: Renderer, tick: Callable[[], None]
) -> Rendered:
    """Render every page whose fingerprint or published file is not as it was."""
    rendered = Rendered(renderer.spool)
    for plan in plans:
        parts = cache.parts_of(plan, renderer.shared, renderer.templates)
        known = renderer.known.get(plan.path)
        is_same = known is not None and known.fingerprint == cache.fingerprint(parts)
        intact = known is not None and renderer.is_intact(plan.path, known.digest)
        if renderer.why == plan.path:
            rendered.why = cache.explain(plan.path, parts, known, intact=intact)
        if known and is_same and intact:
            rendered.pages[plan.path] = known
        else:
            _render(plan, parts, renderer, rendered)
        tick()
    return rendered


def _render(plan: PagePlan, parts: dict[str, str], renderer: Renderer, rendered: Rendered) -> None:
    values = values_of(renderer.site, plan.view)
    html = renderer.templates.render(plan.template, values, renderer.found)
    if html is None:
        return
    data = html.encode()
    rendered.fresh.put(plan.path, data)
    rendered.pages[plan.path] = KnownPage(
        cache.fingerprint(parts),
        parts,
        digest_of(data),
        facts_of(html, is_indexed=plan.view.meta.is_indexed),
    )
