"""SVG from shapes: escaping, wrapping, breaking of codes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from errdex.drawing import arrow, box, element, lines_of, picture, text_block


def test_texts_and_attributes_are_escaped():
    drawn = element("a", text_block(1, 2, ['<b> & "c"'], "x"), href='/?a="&b')

    root = ET.fromstring(drawn)
    assert root.attrib == {"href": '/?a="&b'}
    assert "".join(root.itertext()) == '<b> & "c"'


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("CreateContainerConfigError", 15, ["CreateContainer", "ConfigError"]),
        ("insufficient_scope", 14, ["insufficient_", "scope"]),
        ("short", 14, ["short"]),
        ("", 14, []),
    ],
)
def test_lines_break_where_a_reader_would(text: str, columns: int, lines: list[str]):
    assert lines_of(text, columns) == lines


def test_a_long_text_ends_with_an_ellipsis():
    lines = lines_of("word " * 40, 20, 3)

    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_a_labeled_picture_is_an_image_and_any_other_is_hidden():
    named = picture(10, 20.5, [box(0, 0, 5, 5, "a"), arrow(0, 0, 0, 9)], label="Ages")
    silent = picture(10, 20, [])

    assert 'role="img" aria-label="Ages"' in named
    assert 'viewBox="0 0 10 20.5"' in named
    assert 'aria-hidden="true"' in silent
    assert "role=" not in silent
