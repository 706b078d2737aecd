"""`errdex explain`: codes, texts and rules, from the compiled catalogue. Prints."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from errdex.catalogue import Catalogue, UnreadableError
from errdex.diagnostics import explain_rule, suggestion
from errdex.exits import FINE, NOTHING_RECOGNIZED, UsageError
from errdex.matcher import Match, Matcher
from errdex.rules import RULES
from errdex.terminal import Style, render

PACKAGED = Path(__file__).parent / "catalogue.jsonl"
"""The flagship catalogue; the wheel carries it."""

_RULE = re.compile(r"(?i)ED[0-9]{4}\Z")
_MAX_WIDTH = 100
_MAX_OTHERS = 5


def explain(options: argparse.Namespace) -> int:
    """Answer one text, or every line of JSON on standard input."""
    if options.rules:
        return _list_rules()
    if _RULE.match(" ".join(options.text)):
        return _explain_rule(options.text[0].upper())
    catalogue = _open(options.content)
    matcher = Matcher(catalogue.table)
    if options.jsonl:
        return _answer_lines(matcher)
    text = _text(options.text)
    # Asked for by name, a number is a code; within a text it must show that it is one.
    matches = matcher.match(text) or matcher.named(text)
    if options.json:
        print(json.dumps({"matches": [_as_json(match) for match in matches]}, indent=2))
    elif matches:
        _show(matches, catalogue)
    else:
        print("No known error is recognized in this text.", file=sys.stderr)
    return FINE if matches else NOTHING_RECOGNIZED


def _list_rules() -> int:
    for rule in RULES.values():
        print(f"{rule.code}  {rule.level:7}  {rule.name}")
    return FINE


def _explain_rule(code: str) -> int:
    if code not in RULES:
        help_ = suggestion(code, RULES, "`errdex explain --rules` lists them all")
        raise UsageError(f'there is no rule "{code}"; {help_}')
    print(explain_rule(RULES[code]))
    return FINE


def _show(matches: list[Match], catalogue: Catalogue) -> None:
    is_terminal = sys.stdout.isatty()
    is_colored = is_terminal and "NO_COLOR" not in os.environ
    columns = shutil.get_terminal_size().columns if is_terminal else _MAX_WIDTH
    width = min(_MAX_WIDTH, columns)
    others = [(match, catalogue.entry(match.error)) for match in matches[1 : _MAX_OTHERS + 1]]
    first = catalogue.entry(matches[0].error)
    print(render(first, others, matches[0].why, Style(width, is_colored)))


def _text(words: list[str]) -> str:
    if words == ["-"]:
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    text = " ".join(words)
    if not text.strip():
        raise UsageError("name a code, paste a text in quotes, or pipe one in: errdex explain -")
    return text


def _answer_lines(matcher: Matcher) -> int:
    """One line of JSON for each line of standard input, in its order."""
    is_found = False
    for line in _lines():
        matches = matcher.match(line["text"])
        is_found = is_found or bool(matches)
        answer = {"id": line["id"], "matches": [_as_json(match) for match in matches]}
        print(json.dumps(answer, ensure_ascii=False))
    return FINE if is_found else NOTHING_RECOGNIZED


def _lines() -> Iterator[dict[str, Any]]:
    for number, data in enumerate(sys.stdin.buffer, 1):
        if not data.strip():
            continue
        try:
            line = json.loads(data)
        except ValueError as error:
            raise UsageError(f"line {number} is not JSON: {error}") from error
        if not isinstance(line, dict) or not isinstance(line.get("text"), str) or "id" not in line:
            raise UsageError(f'line {number} is not of the form {{"id": ..., "text": "..."}}')
        yield line


def _as_json(match: Match) -> dict[str, object]:
    spans = [list(span) for span in match.spans]
    return {"error": match.error, "score": match.score, "spans": spans, "why": match.why}


def _open(content: str) -> Catalogue:
    try:
        if not content and PACKAGED.is_file():
            return Catalogue(PACKAGED)
        return Catalogue(
            _compiled(Path(content) if content else PACKAGED.parent.parent / "content")
        )
    except UnreadableError as error:
        raise UsageError(str(error)) from error


def _compiled(content: Path) -> Path:
    """A content folder compiled now; unchanged files come from the cache."""
    if not content.is_dir():
        raise UsageError(f"there is no folder {content}; name one with --content")
    # Imported here: only a checkout, not an installed errdex, has content to compile.
    from errdex.compiling import compile_content  # noqa: PLC0415
    from errdex.diagnostics import BuildFailedError  # noqa: PLC0415

    folder = Path.cwd() / ".errdex"
    target = folder / "catalogue.jsonl"
    try:
        compile_content(content.resolve(), str(content), folder / "compile.sqlite", target)
    except BuildFailedError as error:
        raise UsageError(f"{content} has errors; `errdex check` names them") from error
    return target
