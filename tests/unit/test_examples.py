"""A JSON example against the members that `fields` describe."""

from __future__ import annotations

from typing import Any

import pytest

from errdex.examples import mismatches, types_in
from errdex.model import EnumValue, Field, TypeDef

MESSAGE = TypeDef(
    "LocalizableMessage",
    "A text.",
    (
        Field("id", "string", True, "The key."),
        Field("args", "List<string>", True, "The values."),
        Field("params", "Map", False, "More."),
    ),
)
KIND = TypeDef("Error.Type", "Which.", values=(EnumValue("UNAUTHENTICATED"), EnumValue("ERROR")))
TYPES = (MESSAGE, KIND)
FIELDS = (
    Field("messages", "List<LocalizableMessage>", True, "Texts."),
    Field("error_type", "Error.Type", False, "Which."),
    Field("code", "integer", False, "A number."),
)
GOOD: dict[str, Any] = {
    "messages": [{"id": "a", "args": ["x"]}],
    "error_type": "UNAUTHENTICATED",
    "code": 7,
}


def wrong(value: Any, fields: tuple[Field, ...] = FIELDS) -> list[str]:
    return list(mismatches(value, fields, TYPES))


def of_type(type_text: str) -> tuple[Field, ...]:
    return (Field("a", type_text, True, "It."),)


def test_a_body_that_agrees():
    """With and without its optional members."""
    assert wrong(GOOD) == []
    assert wrong({"messages": []}) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"extra": 1}, '"extra" is not among the properties'),
        ({"code": "7"}, '"code" should be of type integer'),
        ({"error_type": "OTHER"}, "\"error_type\" is 'OTHER', which is no value of Error.Type"),
        ({"messages": {}}, '"messages" should be a list (List<LocalizableMessage>)'),
        ({"error_type": ["ERROR"]}, '"error_type" should not be a list (Error.Type)'),
        ({"messages": [{"id": "a"}]}, '"messages[0].args" is required and missing'),
        (
            {"messages": [{"id": "a", "args": []}, {"id": 1, "args": []}]},
            '"messages[1].id" should be of type string',
        ),
        ({"messages": [{"id": "a", "args": [1]}]}, '"messages[0].args[0]" should be of type '),
        ({"messages": ["a"]}, "messages[0]. is not an object"),
    ],
)
def test_each_difference_is_a_sentence_with_its_place(change, sentence):
    """The place is the path within the example."""
    (found,) = wrong(GOOD | change)

    assert found.startswith(sentence)


def test_a_required_member_is_asked_for():
    """By its name."""
    assert wrong({}) == ['"messages" is required and missing']


@pytest.mark.parametrize("value", [[], "text", 1, None])
def test_a_body_is_an_object(value):
    """Anything else has no members."""
    assert wrong(value) == ["the example is not an object"]


def test_every_difference_is_found():
    """One slip does not hide the next."""
    assert len(wrong({"extra": 1, "code": "7", "error_type": "X"})) == 4


@pytest.mark.parametrize(
    ("type_text", "value"),
    [
        ("string", "x"),
        ("String", "x"),
        ("boolean", True),
        ("integer", 0),
        ("long", 1),
        ("int64", 1),
        ("number", 1.5),
        ("double", 2),
        ("string[]", ["x"]),
        ("List of string", ["x"]),
        ("array<string>", ["x"]),
        ("Listing", {"any": "thing"}),
        ("a type nobody described", {"any": "thing"}),
    ],
)
def test_values_of_their_type(type_text, value):
    """Types that nobody described take everything."""
    assert wrong({"a": value}, of_type(type_text)) == []


@pytest.mark.parametrize(
    ("type_text", "value"),
    [
        ("string", 1),
        ("string", None),
        ("boolean", "true"),
        ("boolean", 1),
        ("integer", 1.5),
        ("integer", True),
        ("number", True),
        ("number", "1"),
        ("string[]", "x"),
        ("array<integer>", ["x"]),
    ],
)
def test_values_of_another_type(type_text, value):
    """In JSON, true is no number and 1 is no truth."""
    assert len(wrong({"a": value}, of_type(type_text))) == 1


def test_false_is_no_number_either():
    """Both words of truth are of one type."""
    assert len(wrong({"a": False}, of_type("integer"))) == 1


def test_own_members_win_over_a_shared_type():
    """A field that lists its members is held against those."""
    own = (Field("a", "LocalizableMessage", True, "It.", fields=(Field("b", "long", True, ""),)),)

    assert wrong({"a": {"b": 1}}, own) == []
    assert wrong({"a": {"id": "x", "args": []}}, own) != []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LocalizableMessage", "LocalizableMessage"),
        ("List<LocalizableMessage>", "LocalizableMessage"),
        ("Error.Type", "Error.Type"),
        ("Error.TypeOther", None),
        ("MyLocalizableMessage", None),
        ("string", None),
    ],
)
def test_a_shared_type_is_found_by_its_whole_name(text, name):
    """A longer name that contains it is another type."""
    found = types_in(text, TYPES)

    assert (found.name if found else None) == name


def test_the_longest_name_wins():
    """`Error.Type` is not `Error`."""
    both = (TypeDef("Error", ""), TypeDef("Error.Type", ""))

    assert types_in("Error.Type", both) is both[1]
    assert types_in("Error", both) is both[0]
