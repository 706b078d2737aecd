"""Code to HTML: every character survives, nothing is styled inline."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdex.highlight import is_known, to_html

LANGUAGES = ["bash", "powershell", "json", "jsonc", "http", "yaml", "python", "js", "nginx", "xml"]


def text_of(html: str) -> str:
    """What a browser shows of the HTML."""
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize("language", [*LANGUAGES, "text", "log", "plain", "txt", "kusto"])
def test_languages_that_authors_write_are_known(language):
    """The common names and our synonyms."""
    assert is_known(language)


@pytest.mark.parametrize("language", ["", "jsn", "no such language", "../x"])
def test_other_words_are_no_language(language):
    """A slip is noticed instead of shown without color."""
    assert not is_known(language)


@pytest.mark.parametrize("language", [*LANGUAGES, "text", "unknown"])
def test_markup_in_code_is_text(language):
    """A script in an example is shown and never run."""
    html = to_html("<script>alert('&')</script>\n", language)

    assert "<script" not in html
    assert text_of(html) == "<script>alert('&')</script>\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_colors_come_from_classes(language):
    """A strict content security policy forbids style attributes."""
    html = to_html('{"a": [1, "two"]} # x\ncurl -H "A: b"\n', language)

    assert set(re.findall(r"<(/?\w+)", html)) <= {"span", "/span"}
    assert set(re.findall(r'<span (\w+)="', html)) == {"class"}


def test_known_languages_are_highlighted():
    """Numbers, strings and keys carry their token's class; plain text has none."""
    assert '<span class="mi">1</span>' in to_html('{"a": 1}\n', "json")
    assert "<span" not in to_html("GET / HTTP/1.1\n", "text")


def test_blank_lines_before_code_are_kept():
    """The author meant them."""
    assert text_of(to_html("\n\nls\n", "bash")) == "\n\nls\n"


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=60))
def test_code_is_shown_as_written(code):
    """Copying a block gives the characters that were written."""
    for language in ("text", "json", "bash"):
        assert text_of(to_html(f"x{code}\n", language)) == f"x{code}\n"
