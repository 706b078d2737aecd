"""Pasted text to words: undoes escapes, entities, colors and links, and keeps every place.

One pass from left to right, no backtracking, so that no input can make it slow. The same
steps stand in `static/js/unmangle.js`; shared vectors hold the two together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Longest constructs that are skipped or decoded; beyond these lengths text is taken as it is.
_MAX_TAG = 300
_MAX_URL = 400

_ESCAPE_CODE = re.compile(r"\[[0-9;?]{0,20}[A-Za-z]")
_BARE_COLOR = re.compile(r"\[[0-9]{1,3}(?:;[0-9]{1,3}){0,4}m")
_WRITTEN_ESCAPE = re.compile(r"(?:u001[bB]|x1[bB]|033|e)\[[0-9;?]{0,20}[A-Za-z]")
_ENTITY = re.compile(r"&(?:amp;){0,3}(quot|apos|lt|gt|amp|nbsp|#[0-9]{1,5}|#[xX][0-9a-fA-F]{1,4});")
_PERCENT = re.compile(r"%(?:25){0,3}([0-9a-fA-F]{2})")
_UNICODE = re.compile(r"u([0-9a-fA-F]{4})")
_HEX = re.compile(r"x([0-9a-fA-F]{2})")
_INLINE_TAG = re.compile(
    rf"</?(?:a|b|i|em|strong|code|span|mark|wbr)(?:\s[^<>]{{0,{_MAX_TAG}}})?/?>"
)
_LINK_TAIL = re.compile(rf"\]\(https?://[^()\s]{{0,{_MAX_URL}}}\)")
# A color whose escape character was lost, a tag inside a line, the rest of a Markdown link.
_SKIPPED = {"[": _BARE_COLOR, "<": _INLINE_TAG, "]": _LINK_TAIL}
_NAMED = {"quot": '"', "apos": "'", "lt": "<", "gt": ">", "amp": "&", "nbsp": " "}
_SHORT = {"n": "\n", "r": "\n", "t": " ", '"': '"', "'": "'", "/": "/", "`": "`"}
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_WORD = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters, digits and underscores, as written and where."""

    text: str
    start: int
    end: int
    """Places in the pasted text, in characters."""
    gap: str
    """What stands between this word and the one before, shortened to its last characters."""


def words_of(text: str) -> list[Word]:
    """The words of a paste with their places in it."""
    plain, starts, ends = plain_text(text)
    words: list[Word] = []
    before = 0
    for match in _WORD.finditer(plain):
        first, last = match.start(), match.end()
        gap = plain[max(before, first - 12) : first]
        words.append(Word(match[0], starts[first], ends[last - 1], gap))
        before = last
    return words


def plain_text(text: str) -> tuple[str, list[int], list[int]]:
    """The text without its mangling, and for every character the span it came from."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    index, size = 0, len(text)
    while index < size:
        piece, length = _step(text, index)
        if piece:
            out.append(piece)
            starts.append(index)
            ends.append(index + length)
        index += length
    return "".join(out), starts, ends


def _step(text: str, index: int) -> tuple[str, int]:
    """The plain character at a place (empty: none) and how many characters it took."""
    char = text[index]
    if char == "\\":
        return _backslash(text, index)
    if char in "&%":
        return _coded(text, index)
    if char == "\x1b":
        match = _ESCAPE_CODE.match(text, index + 1)
        return "", 1 + (len(match[0]) if match else 0)
    if char in _SKIPPED:
        match = _SKIPPED[char].match(text, index)
        return ("", len(match[0])) if match else (char, 1)
    if char in _INVISIBLE:
        return "", 1
    return (char if char < "\x80" else " "), 1


def _coded(text: str, index: int) -> tuple[str, int]:
    """An HTML entity or a percent-encoded character."""
    if text[index] == "&":
        match = _ENTITY.match(text, index)
        return (_entity(match[1]), len(match[0])) if match else ("&", 1)
    match = _PERCENT.match(text, index)
    return (_ascii(int(match[1], 16)), len(match[0])) if match else ("%", 1)


def _backslash(text: str, index: int) -> tuple[str, int]:
    """An escape, however often it was escaped again."""
    end = index
    while end < len(text) and text[end] == "\\" and end - index < 16:
        end += 1
    run = end - index
    char = text[end : end + 1]
    match = _WRITTEN_ESCAPE.match(text, end)
    if match:
        return "", run + len(match[0])
    if char in _SHORT:
        return _SHORT[char], run + 1
    for pattern in (_UNICODE, _HEX):
        match = pattern.match(text, end)
        if match:
            return _ascii(int(match[1], 16)), run + len(match[0])
    return "\\", run


def _entity(name: str) -> str:
    if name in _NAMED:
        return _NAMED[name]
    is_hex = name[1] in "xX"
    return _ascii(int(name[2:], 16) if is_hex else int(name[1:]))


def _ascii(code: int) -> str:
    """The character of a code; beyond ASCII and for control codes a space."""
    return chr(code) if 0x20 <= code < 0x7F else "\n" if code in (10, 13) else " "
