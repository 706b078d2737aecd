"""The steps of a build in order. Stops at the first stage with errors; publishes last."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from errdex import cache, hosting, linkcheck, loader, recognition, search
from errdex.assets import Assets, load_assets
from errdex.checks import check_graph
from errdex.copies import check_copies
from errdex.diagnostics import BuildFailedError, Diagnostics
from errdex.graph import SiteGraph, build_graph
from errdex.model import SiteConfig
from errdex.output import Published, guard
from errdex.overview import site_view
from errdex.pages import PagePlan, plan_pages
from errdex.parts import Scene
from errdex.rendering import Rendered, Renderer, Spool, render_pages
from errdex.shells import check_commands, commands_of
from errdex.store import Store, digest_of, pack, unpack
from errdex.templating import Templates, values_of
from errdex.urls import Urls, output_path

Tick = Callable[[], None]


class Progress(Protocol):
    """Shows how far a stage is."""

    def __call__(self, stage: str, total: int) -> AbstractContextManager[Tick]: ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build is asked to do. Paths are absolute; messages leave out `root`."""

    root: Path
    content: Path
    templates: Path
    static: Path
    out: Path
    cache: Path
    today: date
    base_url: str = ""
    jobs: int = 1
    use_cache: bool = True
    with_search: bool = True
    is_preview: bool = False
    strict: bool = False
    why: str = ""

    def shown(self, path: Path) -> str:
        """A path as messages show it."""
        is_below = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if is_below else str(path)

    def read_line(self, path: str, line: int) -> str | None:
        """A line of a file that a message points into; None where it cannot be shown."""
        file = self.root / path
        if file.is_symlink():
            return None
        try:
            text = file.read_text(encoding="utf-8-sig", errors="replace")
            return text.split("\n")[line - 1]
        except (OSError, IndexError):
            return None


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    pages: int
    errors: int
    written: int = 0
    kept: int = 0
    removed: int = 0
    seconds: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Job:
    """One run: what it was asked, where it remembers, where faults go."""

    settings: Settings
    store: Store
    published: Published
    found: Diagnostics
    progress: Progress
    spool: Spool
    generator: str


@dataclass(frozen=True, slots=True)
class _Site:
    """Everything a site consists of, before search and publication."""

    scene: Scene
    plans: list[PagePlan]
    rendered: Rendered
    extras: dict[str, bytes]
    """Output path to bytes of every file that is not a page."""


def build(settings: Settings, found: Diagnostics, progress: Progress) -> Report:
    """Make the site and publish it.

    Raises:
        BuildFailedError: something is wrong; `found` says what, and nothing was published.
    """
    started = time.perf_counter()
    with _job(settings, found, progress) as job:
        guard(settings.out, settings.shown(settings.out), found)
        found.stop_on_errors()
        # Taken before anything is read, so that an edit made meanwhile is seen next time.
        folders = _folders(settings)
        report = _last_report(job, _inputs(job, folders))
        if report is None:
            site = _assemble(job, lambda path, digest: _is_published(job, path, digest))
            if settings.with_search:
                site.extras.update(_search(job, site))
            report = _publish(job, site)
            _remember(job, _inputs(job, folders), report)
        return replace(report, seconds=time.perf_counter() - started)


def check(settings: Settings, found: Diagnostics, progress: Progress) -> Report:
    """Everything `build` checks, without writing the site.

    Raises:
        BuildFailedError: something is wrong; `found` says what.
    """
    started = time.perf_counter()
    with _job(settings, found, progress) as job:
        site = _assemble(job, lambda path, digest: True)
        seconds = time.perf_counter() - started
        return Report(len(site.plans), len(site.scene.graph.errors), seconds=seconds)


@contextmanager
def _job(settings: Settings, found: Diagnostics, progress: Progress) -> Iterator[_Job]:
    name = digest_of(str(settings.content), str(settings.out))[:12]
    store = Store(settings.cache / f"build-{name}.sqlite" if settings.use_cache else None)
    with closing(store), closing(Spool()) as spool:
        published = Published(settings.out, settings.shown(settings.out), store)
        yield _Job(settings, store, published, found, progress, spool, cache.generator_digest())


def _assemble(job: _Job, is_intact: Callable[[str, str], bool]) -> _Site:
    """Load, link, plan, render and check links; ends the build on any error."""
    scene = _scene(job)
    assets = load_assets(job.settings.static, job.settings.shown(job.settings.static), job.found)
    templates = _templates(job, scene, assets)
    job.found.stop_on_errors()
    plans = plan_pages(scene)
    rendered = _render(job, scene, plans, assets, templates, is_intact)
    extras = _extras(job, scene, plans, assets, templates) | _recognition(job, scene.graph)
    job.found.stop_on_errors()
    _check_links(job, scene.graph, scene.urls, plans, rendered, extras)
    job.found.stop_on_errors()
    _remember_pages(job, rendered)
    return _Site(scene, plans, rendered, extras)


def _scene(job: _Job) -> Scene:
    """Content to a checked graph."""
    settings, found = job.settings, job.found
    config = _config(job)
    urls = Urls(config.base_url)
    files = loader.walk(settings.content, settings.shown(settings.content), found)
    version = digest_of(job.generator, urls.base_url, settings.shown(settings.content))
    options = loader.Options(urls, job.store, settings.jobs, version)
    with job.progress("Reading content", len(files)) as tick:
        documents = loader.load(files, options, found, tick)
    if len(documents) < len(files):
        # A page that could not be read would look like a missing one to every other page.
        found.stop_on_errors()
    graph = build_graph(documents)
    check_graph(graph, settings.today, found)
    check_copies(graph, found)
    _check_commands(job, graph)
    found.stop_on_errors()
    return Scene(graph, config, urls, settings.today)


def _check_commands(job: _Job, graph: SiteGraph) -> None:
    """Commands are read again only when one of them changed."""
    blocks = commands_of(graph)
    key = digest_of(job.generator, *(block.text for block in blocks))
    if job.store.meta("commands") != key:
        before = job.found.count("error")
        check_commands(blocks, job.found)
        if job.found.count("error") == before:
            job.store.set_meta("commands", key)


def _config(job: _Job) -> SiteConfig:
    settings, found = job.settings, job.found
    config = loader.load_site(settings.content, settings.shown(settings.content), found)
    if config is None:
        raise BuildFailedError
    found.levels = config.rules
    return replace(config, base_url=settings.base_url) if settings.base_url else config


def _templates(job: _Job, scene: Scene, assets: Assets) -> Templates:
    folder = job.settings.templates
    templates = Templates(folder, job.settings.shown(folder), scene.urls, assets)
    key = templates.digest_of_all()
    if job.store.meta("templates") != key:
        templates.check(job.found)
        if not job.found.count("error"):
            job.store.set_meta("templates", key)
    return templates


def _render(
    job: _Job,
    scene: Scene,
    plans: list[PagePlan],
    assets: Assets,
    templates: Templates,
    is_intact: Callable[[str, str], bool],
) -> Rendered:
    site = site_view(scene)
    shared = cache.shared_of(site, assets.root, job.generator)
    known = cache.known_pages(job.store)
    why, spool = job.settings.why, job.spool
    renderer = Renderer(site, shared, templates, known, is_intact, why, spool, job.found)
    with job.progress("Rendering pages", len(plans)) as tick:
        return render_pages(plans, renderer, tick)


def _extras(
    job: _Job, scene: Scene, plans: list[PagePlan], assets: Assets, templates: Templates
) -> dict[str, bytes]:
    """Feeds, host files, redirect pages and static files by output path."""
    preview = job.settings.is_preview
    texts = {
        "_headers": hosting.headers_file(scene, is_preview=preview),
        "_redirects": hosting.redirects_file(scene),
        hosting.SPECULATION_FILE: hosting.speculation_rules(scene),
        "robots.txt": hosting.robots_file(scene, is_preview=preview),
    }
    feeds = {
        "sitemap.xml": hosting.sitemap_view(plans),
        "feed.xml": hosting.feed_view(scene, plans),
    }
    for name, view in feeds.items():
        values = values_of(None, view)
        texts[name] = templates.render(f"feeds/{name}", values, job.found) or ""
    for source, target in hosting.redirect_pages(scene.graph).items():
        texts[str(output_path(source))] = hosting.redirect_html(scene, target)
    extras = {name: text.encode() for name, text in texts.items()}
    return extras | {str(output_path(path)): data for path, data in assets.files.items()}


def _recognition(job: _Job, graph: SiteGraph) -> dict[str, bytes]:
    """What the paste box loads; messages are checked again only when the table changed."""
    table = recognition.table_of(graph)
    data = recognition.as_json(table)
    key = digest_of(job.generator, data)
    if job.store.meta("messages") != key and job.found.levels.get("ED0218") != "off":
        before = job.found.count("error")
        recognition.check_messages(graph, table, job.found)
        if job.found.count("error") == before:
            job.store.set_meta("messages", key)
    names = recognition.as_json(recognition.names_of(graph))
    return {"explain/table.json": data, "explain/names.json": names}


def _check_links(
    job: _Job,
    graph: SiteGraph,
    urls: Urls,
    plans: list[PagePlan],
    rendered: Rendered,
    extras: dict[str, bytes],
) -> None:
    shown = job.settings.shown(job.settings.templates)
    pages = {
        plan.path: (f"{shown}/{plan.template}", rendered.pages[plan.path].facts) for plan in plans
    }
    ids = {path: frozenset(facts.ids) for path, (_, facts) in pages.items()}
    redirects = {item.source: item.target for item in graph.redirects}
    site = linkcheck.Site(urls, ids, frozenset(f"/{name}" for name in extras), redirects)
    linkcheck.check_links(graph, pages, site, job.found)


def _search(job: _Job, site: _Site) -> dict[str, bytes]:
    pages = {
        path: page.facts.search_digest
        for path, page in site.rendered.pages.items()
        if page.facts.search_digest
    }

    def read_main(path: str) -> str:
        return linkcheck.searched_part(_page_bytes(job, site.rendered, path).decode())

    folder = job.settings.cache / f"search-{digest_of(str(job.settings.out))[:12]}"
    with job.progress("Indexing for search", 1) as tick:
        bundle = search.build_index(pages, read_main, folder, job.store, job.found)
        tick()
    job.found.stop_on_errors()
    return search.bundle_files(bundle) if bundle else {}


def _page_bytes(job: _Job, rendered: Rendered, path: str) -> bytes:
    if path in rendered.fresh:
        return rendered.fresh.get(path)
    return (job.settings.out / output_path(path)).read_bytes()


def _is_published(job: _Job, path: str, digest: str) -> bool:
    return job.published.is_intact(str(output_path(path)), digest)


def _publish(job: _Job, site: _Site) -> Report:
    names = {str(output_path(path)): path for path in site.rendered.pages}
    files = {name: site.rendered.pages[path].digest for name, path in names.items()}
    files |= {name: digest_of(data) for name, data in site.extras.items()}

    def read(name: str) -> bytes:
        extra = site.extras.get(name)
        return site.rendered.fresh.get(names[name]) if extra is None else extra

    with job.progress("Publishing", len(files)) as tick:
        done = job.published.publish(files, read, job.found, tick)
    errors = len(site.scene.graph.errors)
    why = site.rendered.why
    return Report(len(site.plans), errors, done.written, done.kept, done.removed, why=why)


def _remember_pages(job: _Job, rendered: Rendered) -> None:
    known = {path for path, _, _ in job.store.rows("pages")}
    fresh = {path: page for path, page in rendered.pages.items() if path in rendered.fresh}
    cache.remember(job.store, fresh, known - set(rendered.pages))


# --- nothing changed: the whole build is a memo on its inputs


def _folders(settings: Settings) -> str:
    """The digest of the settings, templates and static files."""
    site = settings.content / loader.SITE_FILE
    parts = [*_folder_parts(settings.templates), *_folder_parts(settings.static)]
    return digest_of(site.read_bytes() if site.is_file() else b"", *parts)


def _inputs(job: _Job, folders: str) -> str:
    """The digest of everything a build reads; empty when that is not certain."""
    settings = job.settings
    content = loader.content_key(settings.content, settings.shown(settings.content), job.store)
    options = repr(replace(settings, cache=Path(), jobs=0, why=""))
    return digest_of(job.generator, options, content, folders) if content else ""


def _folder_parts(folder: Path) -> Iterator[bytes | str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from (path.relative_to(folder).as_posix(), path.read_bytes())


def _last_report(job: _Job, inputs: str) -> Report | None:
    """The last report when nothing changed since; its warnings are reported again."""
    if not inputs or job.settings.why or job.store.meta("inputs") != inputs:
        return None
    if not job.published.is_untouched():
        return None
    pages, errors, kept = json.loads(job.store.meta("report"))
    for warning in unpack(job.store.meta_bytes("warnings")):
        job.found.add(warning)
    return Report(pages, errors, kept=kept)


def _remember(job: _Job, inputs: str, report: Report) -> None:
    kept = report.written + report.kept
    job.store.set_meta("report", json.dumps([report.pages, report.errors, kept]))
    job.store.set_meta("warnings", pack(tuple(job.found.sorted())))
    job.store.set_meta("inputs", inputs)
