"""What the commands on a site do: settings, progress, messages, exit codes. Prints."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from tqdm import tqdm

from errdex import pipeline, scaffold, schema
from errdex.diagnostics import BuildFailedError, Diagnostics, format_report, summary
from errdex.exits import FINE, WRONG_CONTENT, UsageError
from errdex.pipeline import Report, Settings


def today(chosen: date | None) -> date:
    """The day reviews are measured against: `--today`, `SOURCE_DATE_EPOCH`, or the clock (UTC)."""
    if chosen:
        return chosen
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch}") from error


def settings_of(options: argparse.Namespace) -> Settings:
    """The command line as settings.

    Raises:
        UsageError: a folder is missing, or a value cannot be used.
    """
    root = Path.cwd()
    folders = {name: root / getattr(options, name) for name in ("content", "templates", "static")}
    for name, folder in folders.items():
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder}; name it with --{name}")
    if options.jobs < 1:
        raise UsageError("--jobs takes a number from 1")
    if options.base_url and not schema.is_base_url(options.base_url):
        raise UsageError(f"--base-url is not a URL a site can be served from: {options.base_url}")
    out = (root / options.out).resolve()
    inputs = [folder.resolve() for folder in folders.values()]
    if root == out or any(f.is_relative_to(out) or out.is_relative_to(f) for f in inputs):
        raise UsageError(
            f"--out {options.out} holds the files the site is made from, or lies among them"
        )
    return Settings(
        root=root,
        **folders,
        out=out,
        cache=root / ".errdex",
        today=today(options.today),
        base_url=options.base_url.rstrip("/") + "/" if options.base_url else "",
        jobs=options.jobs,
        use_cache=not options.no_cache,
        with_search=not options.no_search,
        is_preview=options.noindex,
        strict=options.strict,
        why=getattr(options, "why", ""),
    )


def build(options: argparse.Namespace) -> int:
    """Build the site and say what was done."""
    settings = settings_of(options)

    def said(report: Report) -> str:
        site = settings.shown(settings.out)
        parts = f"{report.written} written, {report.kept} unchanged, {report.removed} removed"
        why = f"{report.why}\n" if report.why else ""
        counts = f"{report.pages} pages, {report.errors} errors in {site}/: {parts}"
        return f"{why}{counts} ({report.seconds:.2f} s)"

    failed = f"Nothing was written: {settings.shown(settings.out)}/ is as it was."
    return _run(options, settings, pipeline.build, said, failed)


def check(options: argparse.Namespace) -> int:
    """Check content and links."""

    def said(report: Report) -> str:
        return f"{report.pages} pages, {report.errors} errors checked ({report.seconds:.2f} s)"

    return _run(options, settings_of(options), pipeline.check, said, "")


def _run(
    options: argparse.Namespace,
    settings: Settings,
    command: Callable[[Settings, Diagnostics, pipeline.Progress], Report],
    said: Callable[[Report], str],
    failed: str,
) -> int:
    found = Diagnostics(strict=settings.strict)
    try:
        with _no_collection():
            report = command(settings, found, progress)
    except BuildFailedError as error:
        _print_faults(found, options.format, settings)
        site = settings.shown(settings.out)
        said_last = f"{site}/ is half-written: build again." if error.is_partial else failed
        if options.format == "text":
            print(f"\n{summary(found.sorted())}. {said_last}".rstrip(), file=sys.stderr)
        return WRONG_CONTENT
    _print_faults(found, options.format, settings)
    if options.format == "text":
        warned = summary(found.sorted())
        print(f"{warned}.\n{said(report)}" if warned else said(report))
    return FINE


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leave a build's many small objects alone: looking for cycles would cost a tenth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _print_faults(found: Diagnostics, style: str, settings: Settings) -> None:
    faults = found.sorted()
    if faults or style == "json":
        stream = sys.stderr if style == "text" else sys.stdout
        print(format_report(faults, style, settings.read_line), file=stream)  # type: ignore[arg-type]


@contextmanager
def progress(stage: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal; nothing elsewhere, so that logs stay short."""
    with tqdm(
        total=total, desc=stage, leave=False, disable=not sys.stderr.isatty(), file=sys.stderr
    ) as bar:

        def tick() -> None:
            bar.update()

        yield tick


def serve(options: argparse.Namespace) -> int:
    """Serve the site until stopped."""
    # Imported here: only this command needs a server.
    from errdex.serve import PortTakenError, serve  # noqa: PLC0415

    settings = settings_of(options)
    try:
        serve(settings, options.port, lambda text: print(text, flush=True))
    except PortTakenError as error:
        raise UsageError(str(error)) from error
    return FINE


def new(options: argparse.Namespace) -> int:
    """Write a draft."""
    content = Path(options.content)
    if not content.is_dir():
        raise UsageError(f"there is no folder {content}; name it with --content")
    request = scaffold.Request(options.kind, options.name, today(options.today))
    try:
        path = scaffold.create(request, content)
    except scaffold.DraftRefusedError as error:
        raise UsageError(str(error)) from error
    print(f"{path.as_posix()} is a valid draft: fill in every TODO, then run `errdex check`")
    return FINE


def print_schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of one kind."""
    print(json.dumps(schema.json_schema(options.kind), indent=2))
    return FINE
