"""Commands, exit codes, progress: the only room that prints."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

from tqdm import tqdm

from errdex import __version__, pipeline, scaffold, schema
from errdex.diagnostics import (
    BuildFailedError,
    Diagnostics,
    explain_rule,
    format_report,
    suggestion,
    summary,
)
from errdex.model import Kind
from errdex.pipeline import Report, Settings
from errdex.rules import RULES

FINE, WRONG_CONTENT, WRONG_USAGE, FAULT = 0, 1, 2, 70
_COMMANDS = ("build", "serve", "check", "new", "schema", "explain")


class UsageError(Exception):
    """The command line or the environment cannot be used; the text says why."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    # Error codes and messages hold characters that a legacy console cannot show.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    words = list(arguments)
    if not words or words[0] not in (*_COMMANDS, "-h", "--help", "--version"):
        words.insert(0, "build")
    options = _parser().parse_args(words)
    try:
        return int(options.run(options))
    except UsageError as error:
        print(f"errdex: {error}", file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        print("\nstopped; the next build puts everything right", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stdout = None
        return FINE
    except Exception:  # noqa: BLE001 - the last resort: say whose fault it is
        traceback.print_exc()
        print("\nThis is a fault in errdex, not in your content.", file=sys.stderr)
        return FAULT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="errdex", description="The error reference and its static site generator."
    )
    parser.add_argument("--version", action="version", version=f"errdex {__version__}")
    commands = parser.add_subparsers(title="commands", required=True)
    build = _site_command(commands, "build", "build the site (the default)", _build)
    build.add_argument("--why", default="", metavar="URL", help="tell what made a page new")
    _site_command(commands, "check", "check content and links, write nothing", _check)
    serve = _site_command(commands, "serve", "build, watch and serve with live reload", _serve)
    serve.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")
    new = commands.add_parser("new", help="write a draft of a new content file")
    new.add_argument("kind", choices=get_args(Kind))
    new.add_argument("name", help="azure/AADSTS50058 for an error, a slug otherwise")
    new.add_argument("--content", default="content", metavar="DIR")
    new.add_argument("--today", type=_day, default=None, metavar="DATE")
    new.set_defaults(run=_new)
    shape = commands.add_parser("schema", help="print the JSON Schema of one kind of front matter")
    shape.add_argument("kind", choices=(*get_args(Kind), "site"))
    shape.set_defaults(run=_schema)
    explain = commands.add_parser("explain", help="explain a rule of errdex, for example ED0203")
    explain.add_argument("code", nargs="?", default="")
    explain.set_defaults(run=_explain)
    return parser


def _site_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    help_: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_)
    for folder, default in (
        ("content", "content"),
        ("templates", "templates"),
        ("static", "static"),
        ("out", "public"),
    ):
        parser.add_argument(f"--{folder}", default=default, metavar="DIR", help=f"({default})")
    parser.add_argument("--base-url", default="", metavar="URL", help="instead of site.yml's")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--no-cache", action="store_true", help="read and render everything")
    parser.add_argument("--no-search", action="store_true", help="leave out the search index")
    parser.add_argument("--noindex", action="store_true", help="ask crawlers to stay away")
    parser.add_argument("--strict", action="store_true", help="warnings are errors")
    parser.add_argument("--today", type=_day, default=None, metavar="DATE")
    parser.add_argument("--format", choices=("text", "json", "github"), default="text")
    parser.set_defaults(run=run)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is not a date like 2026-01-31') from error


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
        raise UsageError(f"--out {options.out} and the files the site is made from overlap")
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


def _build(options: argparse.Namespace) -> int:
    settings = settings_of(options)

    def said(report: Report) -> str:
        site = settings.shown(settings.out)
        parts = f"{report.written} written, {report.kept} unchanged, {report.removed} removed"
        why = f"{report.why}\n" if report.why else ""
        counts = f"{report.pages} pages, {report.errors} errors in {site}/: {parts}"
        return f"{why}{counts} ({report.seconds:.2f} s)"

    failed = f"Nothing was written: {settings.shown(settings.out)}/ is as it was."
    return _run(options, settings, pipeline.build, said, failed)


def _check(options: argparse.Namespace) -> int:
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
    # The process ends with the build; collecting its many small objects would cost a tenth.
    gc.disable()
    try:
        report = command(settings, found, progress)
    except BuildFailedError:
        _print_faults(found, options.format, settings)
        if options.format == "text":
            print(f"\n{summary(found.sorted())}. {failed}".rstrip(), file=sys.stderr)
        return WRONG_CONTENT
    _print_faults(found, options.format, settings)
    if options.format == "text":
        warned = summary(found.sorted())
        print(f"{warned}.\n{said(report)}" if warned else said(report))
    return FINE


def _print_faults(found: Diagnostics, style: str, settings: Settings) -> None:
    def read_line(path: str, line: int) -> str | None:
        file = settings.root / path
        if file.is_symlink():
            return None
        try:
            text = file.read_text(encoding="utf-8-sig", errors="replace")
            return text.split("\n")[line - 1]
        except (OSError, IndexError):
            return None

    faults = found.sorted()
    if faults or style == "json":
        stream = sys.stderr if style == "text" else sys.stdout
        print(format_report(faults, style, read_line), file=stream)  # type: ignore[arg-type]


@contextmanager
def progress(stage: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal; nothing elsewhere, so that logs stay short."""
    with tqdm(
        total=total, desc=stage, leave=False, disable=not sys.stderr.isatty(), file=sys.stderr
    ) as bar:

        def tick() -> None:
            bar.update()

        yield tick


def _serve(options: argparse.Namespace) -> int:
    # Imported here: only this command needs a server.
    from errdex.serve import PortTakenError, serve  # noqa: PLC0415

    settings = settings_of(options)
    try:
        serve(settings, options.port, lambda text: print(text, flush=True))
    except PortTakenError as error:
        raise UsageError(str(error)) from error
    return FINE


def _new(options: argparse.Namespace) -> int:
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


def _schema(options: argparse.Namespace) -> int:
    print(json.dumps(schema.json_schema(options.kind), indent=2))
    return FINE


def _explain(options: argparse.Namespace) -> int:
    if not options.code:
        for rule in RULES.values():
            print(f"{rule.code}  {rule.level:7}  {rule.name}")
        return FINE
    chosen = RULES.get(options.code.upper())
    if chosen is None:
        help_ = suggestion(options.code.upper(), RULES, "`errdex explain` lists all rules")
        raise UsageError(f'there is no rule "{options.code}"; {help_}')
    print(explain_rule(chosen))
    return FINE


def run() -> None:
    """The `errdex` command."""
    sys.exit(main(sys.argv[1:]))
