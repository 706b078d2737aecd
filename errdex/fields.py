"""Types of front matter values: a node to a checked Python value, and its JSON Schema.

Every `read` reports what is wrong and returns None; it never raises for bad content.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from errdex.diagnostics import Diagnostics, nearest, suggestion
from errdex.examples import load_json
from errdex.frontmatter import Mapping as MappingNode
from errdex.frontmatter import Node, Scalar, Sequence
from errdex.model import Example, Inline, Ref
from errdex.prose import ProseParser
from errdex.reading import SourceFile

T = TypeVar("T")
Schema = dict[str, Any]

# Comparing names costs time; nobody misspells more keys than these in one mapping.
_MOST_MEANT = 30

_SHAPES = {Scalar: "text", Sequence: "a list", MappingNode: "a mapping"}


@dataclass(frozen=True, slots=True)
class Context:
    """What reading one file's values needs."""

    source: SourceFile
    found: Diagnostics
    prose: ProseParser

    def report(self, code: str, node: Node, what: str, **more: str) -> None:
        self.found.report(code, node.at, what, **more)


class FieldType(ABC, Generic[T]):
    """One type of value."""

    @abstractmethod
    def read(self, node: Node, context: Context) -> T | None:
        """The checked value, or None after reporting why there is none."""

    @abstractmethod
    def json_schema(self) -> Schema:
        """The JSON Schema (draft 2020-12) of this type."""


def _scalar(node: Node, context: Context, wanted: str = "text") -> Scalar | None:
    if not isinstance(node, Scalar):
        context.report("ED0106", node, f"expected {wanted}, found {_SHAPES[type(node)]}")
        return None
    if not node.value.strip():
        context.report("ED0116", node, "the value is empty", help=f"write {wanted}")
        return None
    return node


@dataclass(frozen=True)
class Text(FieldType[str]):
    """Plain text, folded to one line unless `multiline`."""

    max_length: int = 0
    multiline: bool = False

    def read(self, node: Node, context: Context) -> str | None:
        scalar = _scalar(node, context)
        if not scalar:
            return None
        text = scalar.value if self.multiline else " ".join(scalar.value.split())
        if self.max_length and len(text) > self.max_length:
            context.report(
                "ED0110",
                node,
                f"{len(text)} characters, {self.max_length} are allowed",
                help="shorten it; depth belongs in the body",
            )
            return None
        return text

    def json_schema(self) -> Schema:
        schema: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
        return schema | ({"maxLength": self.max_length} if self.max_length else {})


@dataclass(frozen=True)
class Integer(FieldType[int]):
    """A whole number within bounds."""

    low: int
    high: int

    def read(self, node: Node, context: Context) -> int | None:
        scalar = _scalar(node, context, "a whole number")
        if not scalar:
            return None
        is_number = re.fullmatch(r"-?[0-9]{1,18}", scalar.value) is not None
        if not is_number or not self.low <= int(scalar.value) <= self.high:
            context.report(
                "ED0107",
                node,
                f'"{scalar.value}" is not a whole number from {self.low} to {self.high}',
            )
            return None
        return int(scalar.value)

    def json_schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Boolean(FieldType[bool]):
    """`true` or `false`."""

    def read(self, node: Node, context: Context) -> bool | None:
        scalar = _scalar(node, context, "true or false")
        if scalar and scalar.value not in ("true", "false"):
            context.report("ED0107", node, f'"{scalar.value}" is neither true nor false')
            return None
        return scalar.value == "true" if scalar else None

    def json_schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class ReviewDate(FieldType[date]):
    """A real day; whether it lies in the future is the graph's question."""

    def read(self, node: Node, context: Context) -> date | None:
        scalar = _scalar(node, context, "a date like 2026-01-31")
        if not scalar:
            return None
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", scalar.value):
                raise ValueError
            return date.fromisoformat(scalar.value)
        except ValueError:
            help_ = "write a real day as YYYY-MM-DD, such as 2026-01-31"
            context.report("ED0108", node, f'"{scalar.value}" is not a date', help=help_)
            return None

    def json_schema(self) -> Schema:
        return {"type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}


@dataclass(frozen=True)
class Choice(FieldType[str]):
    """One of a few words."""

    values: tuple[str, ...]

    def read(self, node: Node, context: Context) -> str | None:
        scalar = _scalar(node, context)
        if scalar and scalar.value not in self.values:
            allowed = ", ".join(self.values)
            context.report(
                "ED0107",
                node,
                f'"{scalar.value}" is not allowed here',
                label=f"one of {allowed}",
                help=suggestion(scalar.value, self.values),
            )
            return None
        return scalar.value if scalar else None

    def json_schema(self) -> Schema:
        return {"enum": list(self.values)}


@dataclass(frozen=True)
class Reference(FieldType[Ref]):
    """The id of another page; whether it exists is the graph's question."""

    pattern: str
    example: str

    def read(self, node: Node, context: Context) -> Ref | None:
        scalar = _scalar(node, context, f"an id like {self.example}")
        if scalar and not re.fullmatch(self.pattern, scalar.value):
            context.report(
                "ED0107",
                node,
                f'"{scalar.value}" is not an id',
                help=f"write it like {self.example}, in lower case",
            )
            return None
        return Ref(scalar.value, scalar.at) if scalar else None

    def json_schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True)
class Alias(FieldType[Ref]):
    """Another spelling, kept with its place."""

    def read(self, node: Node, context: Context) -> Ref | None:
        scalar = _scalar(node, context)
        return Ref(scalar.value.strip(), scalar.at) if scalar else None

    def json_schema(self) -> Schema:
        return {"type": ["string", "number"], "minLength": 1}


@dataclass(frozen=True)
class WebUrl(FieldType[str]):
    """An absolute https URL."""

    def read(self, node: Node, context: Context) -> str | None:
        scalar = _scalar(node, context, "an https:// address")
        if not scalar:
            return None
        try:
            split = urlsplit(scalar.value)
            is_good = split.scheme == "https" and "." in (split.hostname or "")
        except ValueError:
            is_good = False
        if not is_good or re.search(r'[\s<>"]', scalar.value):
            context.report(
                "ED0118",
                node,
                f'"{scalar.value}" is not an https:// address',
                help="write the whole address, beginning with https://",
            )
            return None
        return scalar.value

    def json_schema(self) -> Schema:
        return {"type": "string", "format": "uri", "pattern": "^https://"}


@dataclass(frozen=True)
class InlineMarkdown(FieldType[Inline]):
    """A line of Markdown: code, emphasis and links."""

    def read(self, node: Node, context: Context) -> Inline | None:
        scalar = _scalar(node, context)
        return context.prose.inline(scalar, context.source, context.found) if scalar else None

    def json_schema(self) -> Schema:
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class JsonText(FieldType[Example]):
    """A JSON value, written as JSON (YAML's flow style) or as a text block of JSON."""

    def read(self, node: Node, context: Context) -> Example | None:
        if isinstance(node, Scalar):
            try:
                value = load_json(node.value)
            except json.JSONDecodeError as error:
                context.report("ED0306", node, f"this is not JSON: {error.msg}")
                return None
        else:
            value = self._plain(node, context)
        return Example(json.dumps(value, indent=2, ensure_ascii=False) + "\n", node.at)

    def _plain(self, node: Node, context: Context) -> Any:
        if isinstance(node, Sequence):
            return [self._plain(item, context) for item in node.items]
        if isinstance(node, MappingNode):
            return {key.value: self._plain(value, context) for key, value in node.pairs}
        if not node.plain:
            return node.value
        try:
            return load_json(node.value)
        except json.JSONDecodeError:
            context.report("ED0306", node, "this is not a JSON value", help="put text in quotes")
            return None

    def json_schema(self) -> Schema:
        return {}


@dataclass(frozen=True)
class ListOf(FieldType[tuple[T, ...]]):
    """A list without repeated items; `single` also takes one item without brackets.

    `repeats` are allowed where the place in the list is what an item means.
    """

    item: FieldType[T]
    single: bool = False
    at_least: int = 0
    repeats: bool = False

    def read(self, node: Node, context: Context) -> tuple[T, ...] | None:
        if self.single and not isinstance(node, Sequence):
            value = self.item.read(node, context)
            return None if value is None else (value,)
        if not isinstance(node, Sequence):
            self._refuse(node, context)
            return None
        values: list[T] = []
        seen: set[T] = set()
        for item in node.items:
            value = self.item.read(item, context)
            if value is None:
                continue
            if value in seen and not self.repeats:
                context.report("ED0117", item, "this item stands twice", help="remove one")
                continue
            seen.add(value)
            values.append(value)
        if len(node.items) < self.at_least:
            entries = "one entry is" if self.at_least == 1 else f"{self.at_least} entries are"
            what = f"at least {entries} needed, {len(node.items)} given"
            context.report("ED0107", node, what, help="add what is missing")
            return None
        return tuple(values)

    def _refuse(self, node: Node, context: Context) -> None:
        if isinstance(node, Scalar) and not node.value.strip():
            context.report("ED0116", node, "the value is empty", help="write `[one, two]`")
            return
        help_ = f"write `[{node.value}]`" if isinstance(node, Scalar) else ""
        context.report("ED0106", node, f"expected a list, found {_SHAPES[type(node)]}", help=help_)

    def json_schema(self) -> Schema:
        item = self.item.json_schema()
        many: Schema = {"type": "array", "items": item, "uniqueItems": not self.repeats}
        if self.at_least:
            many["minItems"] = self.at_least
        return {"anyOf": [item, many]} if self.single else many


@dataclass(frozen=True)
class Key:
    """One key of a mapping: its type, its meaning for authors, the attribute it fills."""

    type: FieldType[Any]
    doc: str
    required: bool = False
    to: str = ""


@dataclass(frozen=True)
class Record(FieldType[T]):
    """A mapping with known keys, built to one object."""

    keys: Mapping[str, Key]
    build: Callable[..., T]
    name: str
    with_place: bool = False

    def read(self, node: Node, context: Context) -> T | None:
        if not isinstance(node, MappingNode):
            context.report(
                "ED0106",
                node,
                f"expected {self.name} with {', '.join(self.keys)}; found {_SHAPES[type(node)]}",
            )
            return None
        values = self.read_values(node, context)
        if values is None:
            return None
        place = {"at": node.at} if self.with_place else {}
        return self.build(**values, **place)

    def read_values(self, node: MappingNode, context: Context) -> dict[str, Any] | None:
        """Attribute values by name; None when a required one is missing or wrong."""
        self._check_names(node, context)
        values: dict[str, Any] = {}
        is_whole = True
        for name, key in self.keys.items():
            value_node = node.get(name)
            value = None if value_node is None else key.type.read(value_node, context)
            if value is not None:
                values[key.to or name] = value
            elif key.required:
                is_whole = False
        return values if is_whole else None

    def _check_names(self, node: MappingNode, context: Context) -> None:
        present = {key.value for key, _ in node.pairs}
        absent = set(self.keys) - present
        meant: set[str] = set()
        for key, _ in node.pairs:
            if key.value not in self.keys:
                allowed = f"{self.name} has: {', '.join(self.keys)}"
                near = nearest(key.value, absent) if len(meant) < _MOST_MEANT else None
                meant.add(near or key.value)
                help_ = f'did you mean "{near}"?' if near else allowed
                context.report("ED0104", key, f'unknown key "{key.value}"', help=help_)
        for name, key_spec in self.keys.items():
            if key_spec.required and name in absent - meant:
                context.report(
                    "ED0105",
                    node,
                    f'{self.name} lacks the key "{name}"',
                    help=f"add `{name}:` ({key_spec.doc})",
                )

    def json_schema(self) -> Schema:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [name for name, key in self.keys.items() if key.required],
            "properties": {
                name: {"description": key.doc, **key.type.json_schema()}
                for name, key in self.keys.items()
            },
        }
