"""The keys of each kind of file: node tree to model, and the JSON Schema for editors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from errdex import model
from errdex.diagnostics import suggestion
from errdex.fields import (
    Alias,
    Boolean,
    Choice,
    Context,
    FieldType,
    InlineMarkdown,
    Integer,
    JsonText,
    Key,
    ListOf,
    Record,
    Reference,
    ReviewDate,
    Schema,
    Text,
    WebUrl,
)
from errdex.frontmatter import Mapping, Scalar
from errdex.model import Entry, Kind
from errdex.rules import RULES
from errdex.urls import is_slug, slugify

TITLE_LENGTH = 80
SUMMARY_LENGTH = 300

_SLUG = r"[a-z0-9_][a-z0-9._-]*"
_ERROR = Reference(rf"{_SLUG}/{_SLUG}", "http/401")
_PAGE = Reference(_SLUG, "authentication")
_INLINE = InlineMarkdown()

_TITLE = Key(Text(TITLE_LENGTH), f"the title, at most {TITLE_LENGTH} characters", True)
_SUMMARY = Key(
    Text(SUMMARY_LENGTH), f"one or two sentences, at most {SUMMARY_LENGTH} characters", True
)
_REVIEWED = Key(ReviewDate(), "the day the page was last read against its sources", True)

_SOURCE = Record(
    {
        "title": Key(Text(), "the official page's title", True),
        "url": Key(WebUrl(), "its https address", True),
    },
    model.Citation,
    "a source",
)
_SOURCES = Key(ListOf(_SOURCE), "official pages that were read")


_INDEX = Record(
    {
        "title": Key(Text(), "the list's title", True),
        "url": Key(WebUrl(), "its https address", True),
        "codes": Key(ListOf(Text(), at_least=1), "every code it has", True),
    },
    model.OfficialIndex,
    "an index",
)


class _NestedFields(FieldType[tuple[model.Field, ...]]):
    """Members of a member; the type refers to itself."""

    def read(self, node: Any, context: Context) -> tuple[model.Field, ...] | None:
        return ListOf(_FIELD).read(node, context)

    def json_schema(self) -> Schema:
        return {"type": "array", "items": {"type": "object"}}


_FIELD = Record(
    {
        "name": Key(Text(), "the member's name", True),
        "type": Key(Text(), "its type as the API names it", True),
        "required": Key(Boolean(), "whether it is always present", True),
        "description": Key(Text(), "what it holds", True),
        "since": Key(Text(), "the version that added it"),
        "fields": Key(_NestedFields(), "its own members"),
    },
    model.Field,
    "a field",
)
_FIELDS = Key(ListOf(_FIELD), "members of the structured error body")

_VALUE = Record(
    {
        "name": Key(Text(), "the value", True),
        "description": Key(Text(), "when it is used"),
    },
    model.EnumValue,
    "a value",
)
_TYPE = Record(
    {
        "name": Key(Text(), "the type's name as fields write it", True),
        "description": Key(Text(), "what it is", True),
        "fields": Key(ListOf(_FIELD), "its members"),
        "values": Key(ListOf(_VALUE), "its values, for an enumeration"),
    },
    model.TypeDef,
    "a type",
)

_ERROR_KEYS = {
    "code": Key(Text(120), "the code exactly as engineers see it", True),
    "title": _TITLE,
    "provider": Key(_PAGE, "the folder's name: who raises the error", True),
    "category": Key(_PAGE, "the home category: what the error is", True),
    "also_in": Key(ListOf(_PAGE), "further categories where people look for it"),
    "summary": _SUMMARY,
    "last_reviewed": _REVIEWED,
    "related": Key(ListOf(_ERROR), "ids of the closest look-alikes", True),
    "service": Key(Text(), "the part of the provider that raises it"),
    "http_status": Key(ListOf(Integer(100, 599), single=True), "HTTP status or statuses"),
    "number": Key(Integer(-(10**12), 10**12), "the numeric code"),
    "grpc_code": Key(Integer(0, 16), "the gRPC status code, 0 to 16"),
    "retry": Key(
        Choice(("never", "after_fix", "backoff")), "may the caller send the same request again?"
    ),
    "fixed_by": Key(Choice(("caller", "admin", "provider")), "who can mend it"),
    "aliases": Key(ListOf(Alias()), "other spellings: found by search, redirected"),
    "messages": Key(ListOf(Text()), "texts as seen in the wild, with {placeholders}"),
    "equivalents": Key(ListOf(_ERROR), "the same failure at another provider"),
    "fields": _FIELDS,
    "example": Key(JsonText(), "a JSON body that agrees with `fields`"),
    "sources": Key(
        ListOf(_SOURCE, at_least=1), "official pages that were read, at least one", True
    ),
    "status": Key(Choice(("active", "retired")), "`retired` when it is no longer raised"),
    "since": Key(Text(), "the version or date it first appeared"),
}

_DECISION = Record(
    {
        "signal": Key(_INLINE, "what the reader sees", True),
        "points_to": Key(_ERROR, "the compared error it means", True),
        "because": Key(_INLINE, "why", True),
    },
    model.Decision,
    "a decision",
)
_FACT_ROW = Record(
    {
        "name": Key(Text(), "what is compared", True),
        "values": Key(ListOf(_INLINE, repeats=True), "one value per compared error", True),
    },
    model.FactRow,
    "a row of facts",
    with_place=True,
)
_RESPONSE = Record(
    {
        "error": Key(_ERROR, "one of the compared errors", True),
        "language": Key(Text(), "the language of the body, for highlighting", True),
        "body": Key(Text(multiline=True), "the raw response", True),
    },
    model.SampleResponse,
    "a response",
)
_STEP = Record(
    {
        "check": Key(_INLINE, "the question this step answers", True),
        "command": Key(Text(multiline=True), "a command that answers it"),
        "language": Key(Text(), "the command's language; bash when absent"),
        "expected": Key(_INLINE, "what a good answer looks like", True),
        "if_not": Key(_INLINE, "what another answer means and what to do", True),
        "errors": Key(ListOf(_ERROR), "the errors this branch ends in"),
    },
    model.Step,
    "a step",
)
_GROUP = Record(
    {
        "title": Key(Text(TITLE_LENGTH), "the group's heading", True),
        "provider": Key(_PAGE, "errors of this provider"),
        "category": Key(_PAGE, "errors mapped to this category"),
        "service": Key(Text(), "errors of this service"),
        "errors": Key(ListOf(_ERROR), "exactly these, in this order"),
    },
    model.TableGroup,
    "a group",
    with_place=True,
)

_COMMON = {"title": _TITLE, "summary": _SUMMARY, "last_reviewed": _REVIEWED}

KEYS: dict[Kind, dict[str, Key]] = {
    "error": _ERROR_KEYS,
    "provider": {
        **_COMMON,
        "aliases": Key(ListOf(Alias()), "other names, redirected"),
        "hints": Key(ListOf(Text()), "words in pasted text that speak for this provider"),
        "types": Key(ListOf(_TYPE), "types shared by the provider's error bodies"),
        "indexes": Key(ListOf(_INDEX), "official lists of codes, for the page's coverage"),
        "sources": _SOURCES,
    },
    "category": {**_COMMON, "sources": _SOURCES},
    "compare": {
        **_COMMON,
        "errors": Key(
            ListOf(_ERROR, at_least=2), "the errors that are compared, two or more", True
        ),
        "decisions": Key(
            ListOf(_DECISION, at_least=1), "signals, and the error each points to", True
        ),
        "facts": Key(ListOf(_FACT_ROW), "the side-by-side table"),
        "responses": Key(ListOf(_RESPONSE), "the raw responses side by side"),
        "related": Key(ListOf(_PAGE), "slugs of further compare guides"),
        "sources": _SOURCES,
    },
    "playbook": {
        **_COMMON,
        "category": Key(
            ListOf(_PAGE, single=True), "the categories it serves", True, to="categories"
        ),
        "errors": Key(ListOf(_ERROR), "the errors it covers", True),
        "use_when": Key(_INLINE, "when to use it", True),
        "do_not_use_when": Key(_INLINE, "when another page is right", True),
        "capture": Key(ListOf(_INLINE), "what to note before touching anything"),
        "steps": Key(ListOf(_STEP, at_least=1), "the checks, in order", True),
        "sources": _SOURCES,
    },
    "table": {
        **_COMMON,
        "groups": Key(ListOf(_GROUP, at_least=1), "groups of rows", True),
        "sources": _SOURCES,
    },
    "page": _COMMON,
}

_TYPES: dict[Kind, Callable[..., Entry]] = {
    "error": model.ErrorEntry,
    "provider": model.Provider,
    "category": model.Category,
    "compare": model.CompareGuide,
    "playbook": model.Playbook,
    "table": model.CodeTable,
    "page": model.PlainPage,
}


def read_entry(node: Mapping, page_id: str, context: Context) -> Entry | None:
    """The front matter of one file as a model object; faults are reported."""
    kind = context.source.kind
    record: Record[Entry] = Record(KEYS[kind], _TYPES[kind], _NAMES[kind])
    values = record.read_values(node, context)
    _check_aliases(node, page_id, context)
    if kind == "error":
        _check_identity(node, page_id, context)
        if values is not None:
            values["retired"] = values.pop("status", "active") == "retired"
    return None if values is None else record.build(id=page_id, **values)


def json_schema(kind: str) -> Schema:
    """The JSON Schema (draft 2020-12) of one kind of front matter, or of `site`."""
    keys = SITE_KEYS if kind == "site" else KEYS[kind]  # type: ignore[index]
    record: Record[Any] = Record(keys, dict, kind)
    title = "site.yml" if kind == "site" else f"Front matter of {_NAMES[kind]}"  # type: ignore[index]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **record.json_schema(),
    }


_NAMES: dict[Kind, str] = {
    "error": "an error",
    "provider": "a provider",
    "category": "a category",
    "compare": "a compare guide",
    "playbook": "a playbook",
    "table": "a code table",
    "page": "a page",
}


def _check_identity(node: Mapping, page_id: str, context: Context) -> None:
    """The path is the id, so code and provider must agree with it."""
    folder, slug = page_id.split("/")
    code, provider = node.get("code"), node.get("provider")
    if isinstance(code, Scalar) and code.value.strip() and slugify(code.value) != slug:
        context.report(
            "ED0111",
            code,
            f'the code "{code.value}" does not fit the file name "{slug}.md"',
            help=f'rename the file to "{slugify(code.value)}.md", or correct the code',
        )
    if isinstance(provider, Scalar) and provider.value.strip() not in ("", folder):
        context.report(
            "ED0112",
            provider,
            f'the file stands in the folder of "{folder}"',
            help=f"write `provider: {folder}`, or move the file",
        )


def _check_aliases(node: Mapping, page_id: str, context: Context) -> None:
    """Every alias becomes a URL."""
    for alias in getattr(node.get("aliases"), "items", ()):
        if not isinstance(alias, Scalar) or not alias.value.strip():
            continue
        name = slugify(alias.value)
        if not is_slug(name):
            context.report("ED0107", alias, f'the alias "{alias.value}" cannot be part of a URL')
        elif context.source.kind == "error" and name == page_id.partition("/")[2]:
            what = f'the alias "{alias.value}" has the same URL as the code'
            context.report("ED0117", alias, what, help="remove it; any case redirects anyway")


# --- site.yml


class _BaseUrl(FieldType[str]):
    """The URL the site is served from; http is allowed for local use."""

    def read(self, node: Any, context: Context) -> str | None:
        if isinstance(node, Scalar) and is_base_url(node.value):
            return node.value.rstrip("/") + "/"
        what = "this is not a URL that a site can be served from"
        context.report("ED0118", node, what, help="write it like https://errors.example/docs/")
        return None

    def json_schema(self) -> Schema:
        return {"type": "string", "format": "uri", "pattern": "^https?://[^?#]+$"}


class _RuleLevels(FieldType[dict[str, Any]]):
    """Rule codes and the level this site gives them."""

    def read(self, node: Any, context: Context) -> dict[str, Any] | None:
        if not isinstance(node, Mapping):
            context.report("ED0106", node, "expected a mapping of rule codes to levels")
            return None
        levels = {}
        for key, value in node.pairs:
            level = Choice(("error", "warning", "off")).read(value, context)
            if key.value not in RULES:
                help_ = suggestion(key.value, RULES, "see `errdex explain --rules`")
                context.report("ED0902", key, f'no rule "{key.value}"', help=help_)
            elif level and RULES[key.value].is_fixed:
                what = f"the level of {key.value} cannot be changed"
                context.report("ED0107", key, what, help="remove the line")
            elif level:
                levels[key.value] = level
        return levels

    def json_schema(self) -> Schema:
        level = {"enum": ["error", "warning", "off"]}
        codes = [code for code, rule in RULES.items() if not rule.is_fixed]
        return {"type": "object", "properties": dict.fromkeys(codes, level)}


SITE_KEYS = {
    "title": _TITLE,
    "tagline": Key(Text(120), "the line under the title on the home page", True),
    "description": Key(Text(SUMMARY_LENGTH), "what the site is, for search engines", True),
    "base_url": Key(_BaseUrl(), "where the site is served; may carry a path", True),
    "repository": Key(WebUrl(), "the public repository, for edit links", True),
    "branch": Key(Text(), "the branch that edit links use", True),
    "content_path": Key(Text(), "the content folder within the repository", True),
    "page_size": Key(Integer(1, 500), "entries on one page of a listing", True),
    "review_interval_days": Key(Integer(1, 3650), "days until a review comes due", True),
    "feedback": Key(Choice(("netlify", "none")), "who receives the page feedback form"),
    "rules": Key(_RuleLevels(), "levels of single rules"),
}


def read_site(node: Mapping, context: Context) -> model.SiteConfig | None:
    """`site.yml` as settings; faults are reported."""

    def build(**values: Any) -> model.SiteConfig:
        return model.SiteConfig(**{"rules": {}, "feedback": "none", **values})

    return Record(SITE_KEYS, build, "site.yml").read(node, context)


def is_base_url(text: str) -> bool:
    """Whether a site can be served from this URL: http or https, a host, no query."""
    try:
        split = urlsplit(text)
    except ValueError:
        return False
    return (
        split.scheme in ("http", "https")
        and bool(split.hostname)
        and not (split.query or split.fragment or ".." in PurePosixPath(split.path).parts)
    )
