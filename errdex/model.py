"""The frozen types of the catalogue: what files say, once read. No I/O, no defaults guessed.

References keep the place they were written at, so that a later stage can point there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Literal, NamedTuple, TypeVar

from errdex.diagnostics import Position
from errdex.rules import Level

Kind = Literal["error", "provider", "category", "compare", "playbook", "table", "page"]
Retry = Literal["never", "after_fix", "backoff"]
FixedBy = Literal["caller", "admin", "provider"]

RETRY: Mapping[Retry, str] = {
    "never": "Never",
    "after_fix": "After a fix",
    "backoff": "With backoff",
}
FIXED_BY: Mapping[FixedBy, str] = {
    "caller": "The caller",
    "admin": "An administrator",
    "provider": "The provider",
}
"""What the values are called, on pages and in the terminal."""

FOLDERS: Mapping[Kind, str] = {
    "error": "errors",
    "provider": "providers",
    "category": "categories",
    "compare": "compare",
    "playbook": "playbooks",
    "table": "tables",
    "page": "pages",
}
"""The folder of `content/` that holds each kind of file."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to another page by id, and where it was written."""

    target: str
    at: Position = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """An official page that was read."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Field:
    """One member of a structured error body."""

    name: str
    type: str
    required: bool
    description: str
    since: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class EnumValue:
    """One value of an enumeration."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class TypeDef:
    """A type that several structured bodies of one provider share."""

    name: str
    description: str
    fields: tuple[Field, ...] = ()
    values: tuple[EnumValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body; level 2 or 3."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the body: the resolved site path and anchor (empty: none)."""

    path: str
    anchor: str
    at: Position
    written: str


@dataclass(frozen=True, slots=True)
class Item:
    """A list item of a known section: its bold lead, the sign to know it by, the rest."""

    lead: str
    """The lead as plain text, for tables and feeds."""
    lead_html: str
    html: str
    sign_html: str
    at: Position
    sketch: tuple[int, ...] = field(default=(), repr=False, compare=False)
    """What `likeness` compares items of different pages by."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question under a known heading and its answer."""

    title: str
    anchor: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One `##` part of a body; `key` is set for the headings errdex knows."""

    key: str
    title: str
    anchor: str
    html: str
    markdown: str = ""
    items: tuple[Item, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block that is checked: JSON against `fields`, or commands for their syntax."""

    text: str
    at: Position


class Sentence(NamedTuple):
    """A sentence of a body as its digest, and the line of the file it begins on."""

    digest: int
    line: int


@dataclass(frozen=True, slots=True)
class Body:
    """A parsed Markdown body; its digest stands for all of it in page fingerprints."""

    digest: str
    intro_html: str = field(default="", repr=False)
    sections: tuple[Section, ...] = field(default=(), repr=False)
    headings: tuple[Heading, ...] = field(default=(), repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False)
    examples: tuple[Example, ...] = field(default=(), repr=False)
    commands: tuple[Example, ...] = field(default=(), repr=False)
    sentences: tuple[Sentence, ...] = field(default=(), repr=False)

    def section(self, key: str) -> Section | None:
        """The section with a known key, or None."""
        return next((item for item in self.sections if item.key == key), None)


@dataclass(frozen=True, slots=True)
class Inline:
    """A line of inline Markdown from front matter, as safe HTML, with its links."""

    html: str
    links: tuple[Link, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One error code of one provider."""

    id: str
    code: str
    title: str
    provider: Ref
    category: Ref
    summary: str
    last_reviewed: date
    also_in: tuple[Ref, ...] = ()
    related: tuple[Ref, ...] = ()
    equivalents: tuple[Ref, ...] = ()
    service: str = ""
    http_status: tuple[int, ...] = ()
    number: int | None = None
    grpc_code: int | None = None
    retry: Retry | None = None
    fixed_by: FixedBy | None = None
    aliases: tuple[Ref, ...] = ()
    messages: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    example: Example | None = None
    sources: tuple[Citation, ...] = ()
    retired: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class OfficialIndex:
    """A provider's own list of codes: what there is to document."""

    title: str
    url: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """Who raises errors: a protocol, a product or a cloud."""

    id: str
    title: str
    summary: str
    last_reviewed: date
    aliases: tuple[Ref, ...] = ()
    hints: tuple[str, ...] = ()
    """Words in pasted text that speak for this provider."""
    types: tuple[TypeDef, ...] = ()
    indexes: tuple[OfficialIndex, ...] = ()
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """What an error is, across providers."""

    id: str
    title: str
    summary: str
    last_reviewed: date
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of a compare guide: this signal points to that error."""

    signal: Inline
    points_to: Ref
    because: Inline


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row of the side-by-side table, a value per compared error."""

    name: str
    values: tuple[Inline, ...]
    at: Position = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SampleResponse:
    """The raw response of one of the compared errors."""

    error: Ref
    language: str
    body: str


@dataclass(frozen=True, slots=True)
class CompareGuide:
    """Two or more errors that people confuse, and how to tell them apart."""

    id: str
    title: str
    summary: str
    errors: tuple[Ref, ...]
    last_reviewed: date
    decisions: tuple[Decision, ...]
    facts: tuple[FactRow, ...] = ()
    responses: tuple[SampleResponse, ...] = ()
    related: tuple[Ref, ...] = ()
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One check of a playbook, and where it leads when the answer is no."""

    check: Inline
    expected: Inline
    if_not: Inline
    command: str = ""
    language: str = "bash"
    errors: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Playbook:
    """An ordered way through an incident to the error behind it."""

    id: str
    title: str
    summary: str
    categories: tuple[Ref, ...]
    errors: tuple[Ref, ...]
    last_reviewed: date
    use_when: Inline
    do_not_use_when: Inline
    steps: tuple[Step, ...]
    capture: tuple[Inline, ...] = ()
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class TableGroup:
    """A query over the catalogue; given criteria combine with AND."""

    title: str
    at: Position = field(repr=False, compare=False)
    provider: Ref | None = None
    category: Ref | None = None
    service: str = ""
    errors: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Groups of errors shown as rows; the texts come from the errors' own pages."""

    id: str
    title: str
    summary: str
    last_reviewed: date
    groups: tuple[TableGroup, ...]
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page of prose: about, privacy and the like."""

    id: str
    title: str
    summary: str
    last_reviewed: date


Entry = ErrorEntry | Provider | Category | CompareGuide | Playbook | CodeTable | PlainPage


EntryT_co = TypeVar("EntryT_co", bound=Entry, covariant=True)


@dataclass(frozen=True, slots=True)
class Document(Generic[EntryT_co]):
    """One content file, read: its entry, its body, and where its keys stand."""

    kind: Kind
    path: str
    """As shown to people, for example `content/errors/http/401.md`."""
    digest: str
    entry: EntryT_co
    body: Body
    places: Mapping[str, Position] = field(repr=False, compare=False)

    def at(self, key: str) -> Position:
        """Where a front matter key's value stands; the file's first line if absent."""
        return self.places.get(key, Position(self.path))


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """`content/site.yml`."""

    title: str
    tagline: str
    description: str
    base_url: str
    repository: str
    branch: str
    content_path: str
    page_size: int
    review_interval_days: int
    feedback: Literal["netlify", "none"]
    """Whether pages carry the "was this page helpful?" form of Netlify Forms."""
    rules: Mapping[str, Level]
