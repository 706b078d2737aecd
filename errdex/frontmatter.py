"""Split a file into front matter and body; YAML to a tree of nodes with places.

Scalars stay text: YAML's own guesses turn `01000` into 512 and `no` into False. Built on
libyaml's event stream, which does not recurse, so hostile nesting costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from errdex.diagnostics import Diagnostics, Position

MAX_DEPTH = 20

# PyYAML falls back to Python where its C parser was not compiled in.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_ODD_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_REMEDIES = {
    "mapping values are not allowed": 'quote the value: it holds ": "',
    "found character that cannot start any token": (
        "quote the value, and indent with spaces, not tabs"
    ),
    "found unexpected end of stream": "close the quote or bracket",
    "could not find expected ':'": "every line needs `key: value`; indent continued text",
    "did not find expected key": "check the indentation and the quotes of this line",
    "did not find expected ',' or": "close the bracket, or quote a value that holds one",
    "found unknown escape character": "use single quotes, or double the backslash",
    "did not find expected alphabetic or numeric character": (
        "quote a value that starts with `*` or `&`"
    ),
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text; `plain` when it stood without quotes."""

    value: str
    at: Position
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; keys are unique."""

    pairs: tuple[tuple[Scalar, Node], ...]
    at: Position

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        return next((value for name, value in self.pairs if name.value == key), None)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class SplitFile:
    """Front matter and body of one file, each with blank lines where the other stood."""

    front_matter: str
    body: str
    body_line: int
    """The 1-based line on which the body begins."""


class _RefusedError(Exception):
    """A construct that front matter may not hold."""

    def __init__(self, event: yaml.Event, what: str) -> None:
        super().__init__(what)
        self.line, self.column = _start(event)


def split(text: str, path: str, diagnostics: Diagnostics) -> SplitFile | None:
    """Find the front matter of a file, or report why there is none."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        diagnostics.report(
            "ED0101",
            Position(path),
            "the file does not begin with front matter",
            label="`---` expected on the first line",
            help="put `---`, the keys and `---` above the text",
        )
        return None
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == "---":
            front = "\n" + "\n".join(lines[1 : number - 1]) + "\n"
            return SplitFile(front, "\n".join(lines[number:]), number + 1)
    diagnostics.report(
        "ED0101",
        Position(path),
        "the front matter is never closed",
        label="opened here",
        help="add a line `---` below the last key",
    )
    return None


def parse(text: str, path: str, diagnostics: Diagnostics) -> Mapping | None:
    """YAML text to its root mapping; faults are reported and give None."""
    # YAML counts these as line ends and nobody else does; lines must agree with editors.
    text = _ODD_LINE_ENDS.sub(" ", text)
    refused = _CONTROL.search(text)
    if refused:
        line = text.count("\n", 0, refused.start()) + 1
        column = refused.start() - text.rfind("\n", 0, refused.start())
        what = f"the character U+{ord(refused[0]):04X} is not allowed"
        diagnostics.report("ED0102", Position(path, line, column), what, help="remove it")
        return None
    try:
        node = _document(yaml.parse(text, Loader=_LOADER), path, diagnostics)
    except _RefusedError as error:
        at = Position(path, error.line, error.column)
        diagnostics.report("ED0113", at, str(error), help="write the value out")
        return None
    except yaml.MarkedYAMLError as error:
        _report_syntax(error, path, diagnostics)
        return None
    except yaml.YAMLError as error:
        what = str(error).split("\n", 1)[0]
        diagnostics.report("ED0102", Position(path), f"this is not YAML: {what}")
        return None
    if isinstance(node, Mapping):
        return node
    at = node.at if node else Position(path, 2)
    diagnostics.report(
        "ED0106", at, "the front matter is not a list of keys", help="write `key: value` lines"
    )
    return None


def _report_syntax(error: yaml.MarkedYAMLError, path: str, found: Diagnostics) -> None:
    mark = error.problem_mark or error.context_mark
    at = Position(path, mark.line + 1, mark.column + 1) if mark else Position(path)
    problem = error.problem or "unreadable"
    help_ = next((text for key, text in _REMEDIES.items() if key in problem), "")
    context = ""
    if error.context and error.context_mark:
        context = f"{error.context}, which began on line {error.context_mark.line + 1}"
    found.report("ED0102", at, f"this is not YAML: {problem}", label=context, help=help_)


def _document(events: Iterator[yaml.Event], path: str, found: Diagnostics) -> Node | None:
    """Fold the event stream to one tree, with a stack of our own."""
    stack: list[tuple[yaml.Event, list[Node]]] = []
    root: Node | None = None
    for event in events:
        _refuse(event, len(stack))
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append((event, []))
            continue
        node = _node(event, stack, path, found)
        if node is None:
            continue
        if stack:
            stack[-1][1].append(node)
        elif root is None:
            root = node
        else:
            raise _RefusedError(event, "more than one YAML document")
    return root


def _node(
    event: yaml.Event,
    stack: list[tuple[yaml.Event, list[Node]]],
    path: str,
    found: Diagnostics,
) -> Node | None:
    """The node that an event completes, if it completes one."""
    if isinstance(event, yaml.ScalarEvent):
        if _CONTROL.search(event.value):
            raise _RefusedError(event, "control characters are not allowed")
        return Scalar(event.value, _place(event, path, event.value), not event.style)
    if isinstance(event, yaml.CollectionEndEvent):
        start, children = stack.pop()
        return _collection(start, children, path, found)
    return None


def _refuse(event: yaml.Event, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise _RefusedError(event, "aliases (`*name`) are not allowed")
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
        _refuse_anchor_and_tag(event)
    if isinstance(event, yaml.CollectionStartEvent) and depth >= MAX_DEPTH:
        raise _RefusedError(event, f"nested deeper than {MAX_DEPTH} levels")


def _refuse_anchor_and_tag(event: yaml.NodeEvent) -> None:
    if event.anchor:
        raise _RefusedError(event, f"anchors (`&{event.anchor}`) are not allowed")
    tag = getattr(event, "tag", None)
    if tag and tag != "!":
        raise _RefusedError(event, f"tags (`{tag}`) are not allowed")


def _collection(
    start: yaml.Event, children: list[Node], path: str, found: Diagnostics
) -> Sequence | Mapping:
    at = _place(start, path, "")
    if isinstance(start, yaml.SequenceStartEvent):
        return Sequence(tuple(children), at)
    seen: dict[str, Scalar] = {}
    pairs = []
    for key, value in zip(children[::2], children[1::2], strict=True):
        if not isinstance(key, Scalar):
            found.report("ED0106", key.at, "a key must be text")
            continue
        if key.value in seen:
            found.report(
                "ED0103",
                key.at,
                f'the key "{key.value}" stands twice',
                label=f"first on line {seen[key.value].at.line}",
                help="keep one of them, or merge the values",
            )
            continue
        seen[key.value] = key
        pairs.append((key, value))
    return Mapping(tuple(pairs), at)


def _start(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _place(event: yaml.Event, path: str, value: str) -> Position:
    line, column = _start(event)
    end = event.end_mark
    is_one_line = end is not None and end.line + 1 == line
    length = end.column + 1 - column if end and is_one_line else len(value) or 1
    return Position(path, line, column, max(1, length))
