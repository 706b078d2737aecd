"""How surely words are a code, a status or a message: scores from 0 to 100, pure functions.

Every number here stands in `static/js/evidence.js` too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from errdex.matchtable import fold
from errdex.unmangle import Word

_CODE_WORDS = frozenset(
    "code error errorcode error_code reason status type err exception errortype error_type "
    "__type name occurred errors subcode result errcode statuscode kind".split()
)
_STATUS_WORDS = frozenset(
    "http https status statuscode status_code httpstatus httpcode http_code http_status "
    "httpstatuscode responsecode response_code httperror http_status_code sc".split()
)
_SAID_WORDS = frozenset("error code returned response responded got received with answered".split())
_UNITS = frozenset(
    "ms s sec secs second seconds byte bytes b kb mb gb kib mib lines line items item rows row "
    "files file px times tests test passed requests users records entries percent minutes min "
    "hours days events packages objects points messages calls pages pods nodes w words".split()
)
_GRPC_WORDS = frozenset("rpc grpc statuscode statusruntimeexception grpcstatus grpc_status".split())


def count_parts(key: str) -> int:
    """How many words a code is made of, by delimiters and capitals."""
    return len(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", key))


def code_score(
    key: str, words: Sequence[Word], lower: Sequence[str], first: int, last: int, size: int
) -> int:
    """How surely these words are that code."""
    folded = fold(key)
    form = _form(key, words, first, last)
    if folded.isdigit():
        return 80 if form == 0 else 0
    parts = count_parts(key)
    has_digit = any(char.isdigit() for char in key)
    if (has_digit and len(folded) > 4) or parts > 2:
        score = (96, 90, 84 if parts > 3 or has_digit else 72)[form]
    elif parts == 2:
        # In small letters two words are as good as any word: `backoff`, `notfound`.
        is_small = words[first].text.islower() and not key.islower()
        score = (92, 46 if is_small else 80, 40)[form]
    else:
        is_marked = key.isupper() or (key[:1].isupper() and len(key) > 9)
        score = (72 if is_marked else 34, 26, 0)[form]
    if score and _is_code_place(words, lower, first):
        bonus = 30 if parts == 1 else 24 if form == 2 else 6
        score = min(score + bonus, 97 if parts > 1 else 88)
    if first == 0 and last == size - 1:
        score = max(score, 95 - form)
    return score


def _form(key: str, words: Sequence[Word], first: int, last: int) -> int:
    """0 as written, 1 in another case or with other delimiters inside a word, 2 in words."""
    gaps = [word.gap for word in words[first + 1 : last + 1]]
    texts = [word.text for word in words[first : last + 1]]
    if any("\n" in gap or "[" in gap for gap in gaps):
        # A code broken by a line or by a link keeps its own case: the parts join to it.
        return 1 if "".join(texts) == key else 2
    if any(" " in gap for gap in gaps):
        return 2
    text = texts[0] + "".join(gap + part for gap, part in zip(gaps, texts[1:], strict=True))
    if text == key:
        return 0
    return 1 if first == last or text.lower() == key.lower() else 2


def _is_code_place(words: Sequence[Word], lower: Sequence[str], first: int) -> bool:
    """Whether the word stands where codes stand: after `code:`, in `error=`, in brackets."""
    if not first:
        return False
    gap = words[first].gap
    return lower[first - 1] in _CODE_WORDS and any(char in gap for char in ":=('\"[>")


def status_score(words: Sequence[Word], lower: Sequence[str], place: int) -> int:
    """How surely three digits are an HTTP status."""
    gap = words[place].gap
    after = words[place + 1].gap if place + 1 < len(words) else "\n"
    following = lower[place + 1] if place + 1 < len(words) else ""
    previous = lower[place - 1] if place else ""
    if _is_other_number(gap, after, following):
        return 0
    if gap[-2:] == '" ' and after[:1] == " " and (following.isdigit() or "-" in after):
        return 82 if int(words[place].text) >= 400 else 0
    if _follows_status_word(words, lower, place):
        return 78
    return 66 if previous in _SAID_WORDS and gap[-1:] != ":" else 0


def _is_other_number(gap: str, after: str, following: str) -> bool:
    """A version, an address, a part of an id, an amount of something."""
    if gap[-1:] in tuple(".-#$@/+,<>~") or after[:1] == "%":
        return True
    if after in (" ", "") and following in _UNITS:
        return True
    return after in (".", "-", ":", "/", ",") and following[:1].isdigit()


def _follows_status_word(words: Sequence[Word], lower: Sequence[str], place: int) -> bool:
    """`status 401`, `"statusCode": 401`, `status code: 401`, `HTTP/1.1 401`, `HTTP/2 401`."""
    previous = lower[place - 1] if place else ""
    if previous in _STATUS_WORDS:
        return len(words[place].gap) < 6
    before = lower[max(0, place - 3) : max(0, place - 1)]
    if previous == "code" and before[-1:] and before[-1] in _STATUS_WORDS | {"response"}:
        return True
    return previous in ("0", "1", "2", "3") and "http" in before


def grpc_score(lower: Sequence[str], place: int, present: frozenset[str]) -> int:
    """How surely a small number is a gRPC status."""
    previous = lower[place - 1] if place else ""
    before = lower[place - 2] if place > 1 else ""
    if previous in ("grpc_status", "grpcstatus") or (previous == "status" and before == "grpc"):
        return 82
    if previous == "code" and not present.isdisjoint(_GRPC_WORDS):
        return 74
    return 0


def is_grpc_place(lower: Sequence[str], place: int) -> bool:
    """Whether gRPC itself put a code there: `rpc error: code = X`, `Status(StatusCode="X"`."""
    return tuple(lower[max(0, place - 3) : place]) == ("rpc", "error", "code") or tuple(
        lower[max(0, place - 2) : place]
    ) == ("status", "statuscode")


def message_score(
    places: list[tuple[int, int, int]], count: int, size: int
) -> tuple[int, list[tuple[int, int, int]]]:
    """The best window of a message's runs: how much of the message stands there."""
    reach = 4 * count + 24
    best: list[tuple[int, int, int]] = []
    most = 0
    start = 0
    for end in range(len(places)):
        while places[end][0] - places[start][0] > reach:
            start += 1
        window = places[start : end + 1]
        distinct = len({feature for _, _, feature in window})
        if distinct > most:
            most, best = distinct, window
    if most < 2 and count > 1:
        return 30, best
    if count == 1:
        # One run is enough only where there is little else.
        return (52 if size <= 12 else 46), best
    return 48 + (40 * most) // (count + 1) + min(10, 2 * most), best
