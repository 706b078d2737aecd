"""Types of front matter values: what each takes, what it refuses, and its JSON Schema."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from errdex.diagnostics import Diagnostic, Diagnostics
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
    Text,
    WebUrl,
)
from errdex.frontmatter import parse
from errdex.model import Example, Inline
from errdex.prose import ProseParser
from errdex.reading import SourceFile
from errdex.urls import Urls

SOURCE = SourceFile("page", ("pages", "about.md"), "content/pages/about.md")
PROSE = ProseParser(Urls("https://x.example/"))


@dataclass(frozen=True)
class Pair:
    one: str
    two: int = 7


PAIR = Record(
    {"first": Key(Text(), "the first", True, to="one"), "two": Key(Integer(0, 9), "the second")},
    Pair,
    "a pair",
)
REFERENCE = Reference(r"[a-z]+/[a-z0-9]+", "http/401")
EVERY_TYPE: list[FieldType[Any]] = [
    *(Text(), Text(5), Text(multiline=True), Integer(1, 3), Boolean(), ReviewDate()),
    *(Choice(("a", "b")), REFERENCE, Alias(), WebUrl(), InlineMarkdown(), JsonText()),
    *(ListOf(Text()), ListOf(Integer(1, 3), single=True), PAIR),
]


def read(kind: FieldType[Any], value: str) -> tuple[Any, list[Diagnostic]]:
    """What the type reads from `key: value`, and the faults."""
    found = Diagnostics()
    root = parse(f"key: {value}\n", SOURCE.path, found)
    assert root is not None, found.sorted()
    node = root.get("key")
    assert node is not None
    return kind.read(node, Context(SOURCE, found, PROSE)), found.sorted()


def good(kind: FieldType[Any], value: str) -> Any:
    result, faults = read(kind, value)
    assert faults == []
    return result


def codes(kind: FieldType[Any], value: str) -> list[str]:
    result, faults = read(kind, value)
    assert result is None
    return [fault.code for fault in faults]


# --- what every type refuses


@pytest.mark.parametrize("kind", EVERY_TYPE[:11], ids=lambda kind: type(kind).__name__)
def test_a_single_value_is_neither_list_nor_mapping(kind):
    """The message names both shapes."""
    assert codes(kind, "[a]") == ["ED0106"]
    assert codes(kind, "{a: b}") == ["ED0106"]


@pytest.mark.parametrize("kind", EVERY_TYPE[:11], ids=lambda kind: type(kind).__name__)
@pytest.mark.parametrize("value", ["", '""', '"  "'])
def test_a_single_value_is_not_empty(kind, value):
    """A key without a value leaves a hole in the page."""
    assert codes(kind, value) == ["ED0116"]


@pytest.mark.parametrize("kind", EVERY_TYPE, ids=lambda kind: type(kind).__name__)
def test_every_type_has_a_valid_json_schema(kind):
    """Draft 2020-12, as editors read it."""
    Draft202012Validator.check_schema(kind.json_schema())
    Draft202012Validator.check_schema({"type": "object", "properties": {"x": kind.json_schema()}})


# --- text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("01000", "01000"),
        ("no", "no"),
        ("12:30", "12:30"),
        ('"  two   words "', "two words"),
        (">-\n  one\n  two", "one two"),
        ("|\n  one\n  two", "one two"),
    ],
)
def test_text_is_one_line_as_written(value, text):
    """Codes keep their zeros; blanks are folded."""
    assert good(Text(), value) == text


def test_multiline_text_keeps_its_lines():
    """Commands and responses."""
    assert good(Text(multiline=True), "|\n  one\n    two") == "one\n  two\n"


def test_text_has_a_greatest_length():
    """Counted in characters after folding."""
    assert good(Text(5), '" ééé  é "') == "ééé é"
    assert codes(Text(5), "sixsix") == ["ED0110"]


# --- numbers, truth, days, words


@pytest.mark.parametrize(("value", "number"), [("1", 1), ("3", 3), ('"2"', 2), ("002", 2)])
def test_whole_numbers(value, number):
    """Within bounds, both of them included."""
    assert good(Integer(1, 3), value) == number


@pytest.mark.parametrize(
    "value", ["0", "4", "-1", "1.0", "0x1", "1_0", "one", "١", "+1", "1e0", "9" * 5000]
)
def test_what_is_no_whole_number(value):
    """Other spellings and numbers outside the bounds, however long."""
    assert codes(Integer(1, 3), value) == ["ED0107"]


@pytest.mark.parametrize(("value", "truth"), [("true", True), ("false", False)])
def test_truth_has_two_words(value, truth):
    """Both are values: false is not absence."""
    assert good(Boolean(), value) is truth


@pytest.mark.parametrize("value", ["yes", "no", "True", "1"])
def test_other_words_are_no_truth(value):
    """YAML 1.1's many spellings are not guessed at."""
    assert codes(Boolean(), value) == ["ED0107"]


def test_days_are_real():
    """Leap days exist in leap years."""
    assert good(ReviewDate(), "2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "value",
    ["2026-02-30", "2026-13-01", "2027-02-29", "20261121", "21.11.2026", "2026-11-21T10:00", "now"],
)
def test_what_is_no_day(value):
    """One spelling only, and the calendar's days."""
    assert codes(ReviewDate(), value) == ["ED0108"]


def test_a_choice_offers_its_words():
    """The label lists them, the help names the nearest."""
    _, (fault,) = read(Choice(("never", "after_fix", "backoff")), "after-fix")

    assert good(Choice(("never", "backoff")), "backoff") == "backoff"
    assert fault.code == "ED0107"
    assert fault.label == "one of never, after_fix, backoff"
    assert fault.help == 'did you mean "after_fix"?'


# --- references and addresses


def test_a_reference_keeps_its_place():
    """A later stage reports there."""
    ref = good(REFERENCE, "http/401")

    assert (ref.target, ref.at.line, ref.at.column) == ("http/401", 1, 6)


@pytest.mark.parametrize("value", ["401", "http/", "HTTP/401", "http/401/x", "http/401 x"])
def test_what_is_no_reference(value):
    """The help shows how one is written."""
    assert codes(REFERENCE, value) == ["ED0107"]


def test_an_alias_is_any_text_with_a_place():
    """Codes that look like numbers stay text."""
    alias = good(Alias(), '" 0070 "')

    assert (alias.target, alias.at.column) == ("0070", 6)


@pytest.mark.parametrize(
    "value", ["https://a.example/", "https://a.example/x?y=z#t", "https://a.example:8443/ü"]
)
def test_web_addresses(value):
    """Absolute and https."""
    assert good(WebUrl(), value) == value


@pytest.mark.parametrize(
    "value",
    [
        *("http://a.example/", "//a.example/", "/x", "a.example", "javascript:alert(1)"),
        *("https://", "https://localhost/", '"https://a.example/x y"', "https://[x/"),
        *("'https://a.example/\"x'", "https://a.example/<x>"),
    ],
)
def test_what_is_no_web_address(value):
    """Sources are official pages anybody can open."""
    assert codes(WebUrl(), value) == ["ED0118"]


# --- Markdown and JSON


def test_inline_markdown_is_rendered():
    """With its links noted."""
    assert good(InlineMarkdown(), "a `b` *c*") == Inline("a <code>b</code> <em>c</em>")


@pytest.mark.parametrize(
    "value",
    [
        '{"a": [1, true, null, "x"], "b": {}}',
        "{a: [1, true, null, 'x'], b: {}}",
        '\'{"a": [1, true, null, "x"], "b": {}}\'',
        '|\n  {"a": [1, true, null, "x"], "b": {}}',
    ],
)
def test_json_is_written_as_json_or_as_a_text_block(value):
    """Quoted words are text, plain ones JSON's own values."""
    example = good(JsonText(), value)

    assert isinstance(example, Example)
    assert json.loads(example.text) == {"a": [1, True, None, "x"], "b": {}}


@pytest.mark.parametrize("value", ["[{]", "{a: word}", '"{"', "{a: 0x1}", "{a: yes}"])
def test_what_is_no_json(value):
    """A plain word is a slip: text needs quotes."""
    found = Diagnostics()
    root = parse(f"key: {value}\n", SOURCE.path, found)
    node = root.get("key") if root else None
    if node:
        JsonText().read(node, Context(SOURCE, found, PROSE))

    assert {fault.code for fault in found.sorted()} <= {"ED0306", "ED0102"}
    assert found.count("error") == 1


@pytest.mark.parametrize("value", ["'" + "[" * 50_000 + "'", "'" + "1" * 5000 + "'", "1" * 5000])
def test_hostile_json_is_a_fault_in_content(value):
    """Numbers and nestings that Python refuses give no traceback."""
    assert codes(JsonText(), value) == ["ED0306"]


# --- lists and mappings


def test_a_list_keeps_its_order():
    """The likeliest first."""
    assert good(ListOf(Text()), "[b, a]") == ("b", "a")
    assert good(ListOf(Text()), "[]") == ()


def test_a_list_reports_each_item_and_keeps_the_good_ones():
    """One slip does not hide the next."""
    values, faults = read(ListOf(Integer(1, 3)), "[1, x, 9, 2]")

    assert values == (1, 2)
    assert [(f.code, f.position.column) for f in faults] == [("ED0107", 10), ("ED0107", 13)]


def test_an_item_stands_once():
    """The second is reported at its place."""
    values, faults = read(ListOf(Text()), "[a, b, a]")

    assert values == ("a", "b")
    assert [(f.code, f.position.column) for f in faults] == [("ED0117", 13)]


def test_a_list_by_place_may_repeat():
    """The same value for two errors is what a fact row says."""
    assert good(ListOf(Text(), repeats=True), "[a, b, a]") == ("a", "b", "a")
    assert ListOf(Text(), repeats=True).json_schema()["uniqueItems"] is False


def test_a_list_may_take_a_single_item():
    """Where the key says so; elsewhere brackets are asked for."""
    assert good(ListOf(Integer(1, 3), single=True), "2") == (2,)
    assert read(ListOf(Integer(1, 3), single=True), "9")[0] is None
    _, (fault,) = read(ListOf(Text()), "a")
    assert (fault.code, fault.help) == ("ED0106", "write `[a]`")


def test_a_record_is_built_from_its_keys():
    """Optional keys may be absent; a key may fill an attribute of another name."""
    assert good(PAIR, "{first: a, two: 3}") == Pair("a", 3)
    assert good(PAIR, "{first: a}") == Pair("a", 7)


def test_a_record_reports_unknown_missing_and_wrong_keys():
    """All of them at once, each at its place."""
    value, faults = read(PAIR, "{other: a, two: x}")

    assert value is None
    assert [(f.code, f.position.column) for f in faults] == [
        ("ED0105", 6),
        ("ED0104", 7),
        ("ED0107", 22),
    ]
    assert "(the first)" in faults[0].help
    assert faults[1].help == "a pair has: first, two"


def test_a_misspelled_key_is_one_fault():
    """The key that is meant is not missed as well; one that is there is not suggested."""
    _, (fault,) = read(PAIR, "{frist: a}")
    _, (other,) = read(PAIR, "{first: a, frist: b}")

    assert (fault.code, fault.help) == ("ED0104", 'did you mean "first"?')
    assert (other.code, other.help) == ("ED0104", "a pair has: first, two")


def test_a_record_is_a_mapping():
    """Text and lists are refused with the keys that are wanted."""
    _, (fault,) = read(PAIR, "text")

    assert (fault.code, fault.what) == (
        "ED0106",
        "expected a pair with first, two; found text",
    )


def test_a_wrong_optional_value_does_not_hide_the_record():
    """The rest is still read, so that later stages find more."""
    value, faults = read(PAIR, "{first: a, two: x}")

    assert value == Pair("a", 7)
    assert [f.code for f in faults] == ["ED0107"]


# --- schemas agree with the readers


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Text(5), "401"),
        (Text(5), "no"),
        (Text(5), "sixsix"),
        (Integer(1, 3), "2"),
        (Integer(1, 3), "4"),
        (Integer(1, 3), "word"),
        (Boolean(), "true"),
        (Boolean(), "word"),
        (ReviewDate(), '"2026-11-21"'),
        (ReviewDate(), '"21.11.2026"'),
        (Choice(("a", "b")), "a"),
        (Choice(("a", "b")), "c"),
        (REFERENCE, "http/401"),
        (REFERENCE, "401 x"),
        (Alias(), "7000215"),
        (Alias(), "[]"),
        (WebUrl(), "https://a.example/"),
        (WebUrl(), "http://a.example/"),
        (InlineMarkdown(), "word"),
        (ListOf(Text()), "[a, b]"),
        (ListOf(Text()), "[a, a]"),
        (ListOf(Text()), "a"),
        (ListOf(Integer(1, 3), single=True), "2"),
        (ListOf(Integer(1, 3), single=True), "[2, 3]"),
        (ListOf(Integer(1, 3), single=True), "[9]"),
        (PAIR, "{first: a}"),
        (PAIR, "{two: 1}"),
        (PAIR, "{first: a, three: 3}"),
    ],
)
def test_editors_and_the_build_agree(kind, value):
    """What the JSON Schema takes, the reader takes, and the other way round."""
    plain = yaml.safe_load(value)

    assert Draft202012Validator(kind.json_schema()).is_valid(plain) == (not read(kind, value)[1])
