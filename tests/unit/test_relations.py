"""Differences of responses are marked, and only they."""

from __future__ import annotations

import re

import pytest

from errdex.model import Provider
from errdex.relations import marked_differences, relations_view

from .test_compose import DAY, document, error, refs, scene

ONE = 'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\n\n{"error": "invalid_token"}'
TWO = 'HTTP/1.1 403 Forbidden\n\n{"error": "insufficient_scope"}'


def marks(text: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", text)


def test_what_only_one_has_is_marked():
    first, second = marked_differences([ONE, TWO])

    assert marks(second) == ["403", "Forbidden", "insufficient_scope"]
    assert "WWW-Authenticate: Bearer" in marks(first)


@pytest.mark.parametrize("texts", [[ONE, TWO], [TWO, ONE, ONE], ["a & b", "a < b"], ["", "x"]])
def test_nothing_but_marks_is_added(texts: list[str]):
    for text, marked in zip(texts, marked_differences(texts), strict=True):
        plain = re.sub(r"</?mark>", "", marked)
        assert plain.replace("&lt;", "<").replace("&amp;", "&").replace("&#34;", '"') == text


def test_equal_texts_have_no_marks():
    assert not any(marks(text) for text in marked_differences([ONE, ONE]))


def test_one_text_alone_is_left_as_it_is():
    assert marked_differences(["<a>"]) == ("&lt;a&gt;",)
    assert marked_differences([]) == ()


def test_errors_of_a_category_are_tied_by_what_they_name():
    same = refs("grpc/c")
    made = scene(
        error("http/a", related=refs("http/b"), equivalents=same),
        error("http/b", related=refs("http/a", "http/gone")),
        error("http/alone"),
        document("provider", Provider("grpc", "gRPC", "Calls.", DAY)),
        error("grpc/c"),
    )
    view = relations_view(made, ("grpc/c", "http/a", "http/alone", "http/b"))

    assert view is not None
    assert [row.error.label for row in view.rows] == ["C", "A", "B"]
    (row,) = (row for row in view.rows if row.error.label == "A")
    assert [link.label for link in row.same] == ["C"]
    assert [link.label for link in row.related] == ["B"]
    assert view.picture.count("picture__arc--same") == 1


def test_two_errors_are_no_picture():
    made = scene(error("http/a", related=refs("http/b")), error("http/b"))

    assert relations_view(made, ("http/a", "http/b")) is None
