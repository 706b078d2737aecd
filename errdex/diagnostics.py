"""Faults as data: where, what, why and how to mend it. Nothing here prints.

Rooms that meet faulty content report to a `Diagnostics` collector and go on, so that
an author sees every fault of a stage at once.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from errdex.rules import RULES, Level, Rule

Format = Literal["text", "json", "github"]
ReadLine = Callable[[str, int], str | None]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MAX_OF_ONE_RULE = 20
_MAX_EXCERPT = 160


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in an author's file; line and column are 1-based, columns in characters."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 0
    """Characters that the fault spans; 0 for a fault of the whole file or line."""


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One fault: `what` is wrong, the `label` under the caret, the `help` to mend it."""

    position: Position
    code: str
    what: str
    label: str = ""
    help: str = ""
    level: Level = "error"


class BuildFailedError(Exception):
    """The build stopped because of faults; they are in the collector."""

    def __init__(self, *, is_partial: bool = False) -> None:
        super().__init__()
        self.is_partial = is_partial
        """Whether the published site is no longer as it was."""


@dataclass(slots=True)
class Diagnostics:
    """Collects faults; a rule's level may be changed by `site.yml` or `--strict`."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    strict: bool = False
    _found: set[Diagnostic] = field(default_factory=set)

    def report(
        self, code: str, at: Position, what: str, *, label: str = "", help: str = ""
    ) -> None:
        """Record a fault of the rule `code` at a place.

        Raises:
            KeyError: `code` is not in the catalogue of rules (a fault in errdex).
        """
        rule = RULES[code]
        words = (_visible(what), _visible(label), _visible(help or rule.remedy))
        self.add(Diagnostic(at, code, words[0], words[1], words[2], rule.level))

    def add(self, diagnostic: Diagnostic) -> None:
        """Record a fault found elsewhere, at the level this site gives its rule."""
        level = self.levels.get(diagnostic.code, RULES[diagnostic.code].level)
        if level == "off":
            return
        if self.strict and level == "warning":
            level = "error"
        found = diagnostic
        self._found.add(
            Diagnostic(found.position, found.code, found.what, found.label, found.help, level)
        )

    def sorted(self) -> list[Diagnostic]:
        """All faults by path, line, column; exact duplicates dropped."""
        return sorted(self._found)

    def count(self, level: Level) -> int:
        """The number of faults at one level."""
        return sum(found.level == level for found in self._found)

    def stop_on_errors(self) -> None:
        """End the stage.

        Raises:
            BuildFailedError: at least one error was reported.
        """
        if self.count("error"):
            raise BuildFailedError


def _visible(text: str) -> str:
    """Text from a file without what could end a line or steer a terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def nearest(wanted: str, known: Iterable[str]) -> str | None:
    """The one known name clearly meant by `wanted`, or None.

    Case and the delimiters `-_./ ` are ignored first; then the similarity ratio of
    difflib must reach 0.8 and lead the runner-up by a margin.
    """
    folded = _fold(wanted)
    scored = sorted(
        (
            (1.0 if _fold(name) == folded else _similarity(folded, _fold(name)), name)
            for name in known
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    if not scored or scored[0][0] < 0.8:
        return None
    if len(scored) > 1 and scored[0][0] < 1 and scored[0][0] - scored[1][0] < 0.02:
        return None
    return scored[0][1]


def suggestion(wanted: str, known: Iterable[str], otherwise: str = "") -> str:
    """A help sentence naming the nearest known name, or `otherwise`."""
    match = nearest(wanted, known)
    return f'did you mean "{match}"?' if match else otherwise


def _fold(name: str) -> str:
    return name.lower().translate(str.maketrans("", "", "-_./ "))


def _similarity(one: str, other: str) -> float:
    if not one or not other or abs(len(one) - len(other)) > max(3, len(one) // 2):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def format_report(found: list[Diagnostic], style: Format, read_line: ReadLine) -> str:
    """The faults as text for people, JSON for tools, or GitHub annotations."""
    if style == "json":
        return json.dumps([_as_json(item) for item in found], indent=2)
    if style == "github":
        return "\n".join(_as_github(item) for item in found)
    shown, more = _cap_repeats(found)
    blocks = [_as_text(item, read_line) for item in shown]
    blocks += [f"... and {n} more of {code}" for code, n in sorted(more.items())]
    return "\n\n".join(blocks)


def summary(found: list[Diagnostic]) -> str:
    """`2 errors, 1 warning in 2 files`; empty when there are none."""
    if not found:
        return ""
    levels = Counter(item.level for item in found)
    parts = [
        f"{levels[level]} {level}{'s' if levels[level] != 1 else ''}"
        for level in ("error", "warning")
        if levels[level]
    ]
    files = len({item.position.path for item in found})
    return f"{', '.join(parts)} in {files} file{'s' if files != 1 else ''}"


def explain_rule(rule: Rule) -> str:
    """The page of one rule for the terminal."""
    return f"{rule.code} {rule.name} ({rule.level})\n\n{rule.why}\n\nTo mend it: {rule.remedy}"


def _cap_repeats(found: list[Diagnostic]) -> tuple[list[Diagnostic], Counter[str]]:
    seen: Counter[str] = Counter()
    shown, more = [], Counter[str]()
    for item in found:
        seen[item.code] += 1
        if seen[item.code] <= _MAX_OF_ONE_RULE:
            shown.append(item)
        else:
            more[item.code] += 1
    return shown, more


def _as_text(item: Diagnostic, read_line: ReadLine) -> str:
    at = item.position
    lines = [f"{at.path}:{at.line}:{at.column}: {item.level}[{item.code}]: {item.what}"]
    gutter = " " * len(str(at.line))
    is_whole_file = at == Position(at.path)
    source = None if is_whole_file else read_line(at.path, at.line)
    if source is not None:
        lines += _excerpt(at, source, item.label)
    elif item.label:
        lines.append(f" {gutter} = note: {item.label}")
    if item.help:
        lines.append(f" {gutter} = help: {item.help}")
    return "\n".join(lines)


def _excerpt(at: Position, source: str, label: str) -> list[str]:
    gutter = " " * len(str(at.line))
    start = max(0, at.column - 1 - _MAX_EXCERPT // 2) if len(source) > _MAX_EXCERPT else 0
    shown = _CONTROL.sub(_placeholder, source[start : start + _MAX_EXCERPT])
    # Tabs keep their width under the caret only when they are repeated there.
    before = shown[: at.column - 1 - start]
    pad = "".join("\t" if char == "\t" else " " for char in before)
    carets = "^" * max(1, min(at.length, len(shown) - len(before)))
    return [
        f" {gutter} |",
        f" {at.line} | {shown}",
        f" {gutter} | {pad}{carets} {label}".rstrip(),
    ]


def _placeholder(match: re.Match[str]) -> str:
    return match[0] if match[0] == "\t" else "\N{REPLACEMENT CHARACTER}"


def _as_json(item: Diagnostic) -> dict[str, object]:
    at = item.position
    return {
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "length": at.length,
        "level": item.level,
        "code": item.code,
        "rule": RULES[item.code].name,
        "what": item.what,
        "label": item.label,
        "help": item.help,
    }


def _as_github(item: Diagnostic) -> str:
    """One workflow command; GitHub documents the escapes under "workflow commands"."""
    at = item.position
    text = ". ".join(part for part in (item.what, item.label, item.help) if part)
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    path = at.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    place = f"file={path},line={at.line},col={at.column},endColumn={at.column + max(1, at.length)}"
    return f"::{item.level} {place},title={item.code}::{text}"
