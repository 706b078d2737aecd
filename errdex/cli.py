"""The command line: which words are understood, which room does the work, which code ends it."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from typing import get_args

from errdex import __version__
from errdex.exits import FAULT, FINE, WRONG_USAGE, UsageError
from errdex.model import Kind

_COMMANDS = ("build", "serve", "check", "new", "schema", "explain")


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
    build = _site_command(commands, "build", "build the site (the default)", "build")
    build.add_argument("--why", default="", metavar="URL", help="tell what made a page new")
    _site_command(commands, "check", "check content and links, write nothing", "check")
    serve = _site_command(commands, "serve", "build, watch and serve with live reload", "serve")
    serve.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")
    new = commands.add_parser("new", help="write a draft of a new content file")
    new.add_argument("kind", choices=get_args(Kind))
    new.add_argument("name", help="azure/AADSTS50058 for an error, a slug otherwise")
    new.add_argument("--content", default="content", metavar="DIR")
    new.add_argument("--today", type=_day, default=None, metavar="DATE")
    new.set_defaults(run=_site_room("new"))
    shape = commands.add_parser("schema", help="print the JSON Schema of one kind of front matter")
    shape.add_argument("kind", choices=(*get_args(Kind), "site"))
    shape.set_defaults(run=_site_room("print_schema"))
    _explain_command(commands)
    return parser


def _site_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    help_: str,
    run: str,
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
    parser.set_defaults(run=_site_room(run))
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is not a date like 2026-01-31') from error


def _site_room(name: str) -> Callable[[argparse.Namespace], int]:
    """A command on a site; its rooms are loaded only when it runs."""

    def run(options: argparse.Namespace) -> int:
        # Imported here, so that `explain` starts without Markdown, YAML and Jinja.
        from errdex import commands  # noqa: PLC0415

        return int(getattr(commands, name)(options))

    return run


def _explain_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    explain = commands.add_parser(
        "explain", help="what an error means: a code, a text, or - for standard input"
    )
    explain.add_argument("text", nargs="*", help="a code, a pasted text, a rule (ED0203), or -")
    explain.add_argument("--json", action="store_true", help="the answers as JSON")
    explain.add_argument(
        "--jsonl", action="store_true", help="map lines {id, text} to {id, matches}"
    )
    explain.add_argument("--rules", action="store_true", help="list the rules of errdex")
    explain.add_argument("--content", default="", metavar="DIR", help="a content folder to ask")
    explain.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> int:
    from errdex.explaining import explain  # noqa: PLC0415 - not needed by the other commands

    return explain(options)


def run() -> None:
    """The `errdex` command."""
    sys.exit(main(sys.argv[1:]))
