"""How surely words are a code, a status, a message: what counts more than what, and what not."""

from __future__ import annotations

import pytest

from errdex import evidence
from errdex.unmangle import Word, words_of

SURE = 70
"""A score that makes an answer of its own, whatever else the text holds."""


def read(text: str) -> tuple[list[Word], list[str]]:
    words = words_of(text)
    return words, [word.text.lower() for word in words]


def code_score(key: str, text: str, before: str = "x ", after: str = " y") -> int:
    """The score of `text` as the code `key`; never the whole paste, unless one asks for it."""
    first = len(words_of(before))
    last = first + len(words_of(text)) - 1
    words, lower = read(before + text + after)
    return evidence.code_score(key, words, lower, first, last, len(words))


def status_score(text: str) -> int:
    """The score of the first number of three digits."""
    words, lower = read(text)
    place = next(i for i, word in enumerate(lower) if len(word) == 3 and word.isdigit())
    return evidence.status_score(words, lower, place)


def grpc_score(text: str) -> int:
    """The score of the last small number."""
    _, lower = read(text)
    place = max(i for i, word in enumerate(lower) if len(word) <= 2 and word.isdigit())
    return evidence.grpc_score(lower, place, frozenset(lower))


# --- codes


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("invalid_client", 2),
        ("AccessDenied", 2),
        ("PERMISSION_DENIED", 2),
        ("InvalidParameterValueException", 4),
        ("AADSTS7000215", 2),
        ("CrashLoopBackOff", 4),
        ("HTTPError", 2),
        ("com.vmware.vapi.std.errors.unauthenticated", 6),
        ("UNAUTHENTICATED", 1),
        ("ETIMEDOUT", 1),
        ("401", 1),
        ("401 Unauthorized", 2),
        ("", 0),
    ],
)
def test_parts_of_a_code(key, parts):
    """By delimiters, capitals and digits."""
    assert evidence.count_parts(key) == parts


@pytest.mark.parametrize(
    ("key", "as_written", "other_case", "in_words"),
    [
        ("AADSTS7000215", "AADSTS7000215", "aadsts7000215", "AADSTS 7000215"),
        ("InvalidParameterValue", "InvalidParameterValue", "invalidparametervalue",
         "invalid parameter value"),
        ("PERMISSION_DENIED", "PERMISSION_DENIED", "PermissionDenied", "permission denied"),
        ("invalid_client", "invalid_client", "INVALID_CLIENT", "invalid client"),
    ],
)  # fmt: skip
def test_the_nearer_the_spelling_the_surer(key, as_written, other_case, in_words):
    """As written, in another case, in words: each says less; in one word all say enough."""
    scores = [code_score(key, text) for text in (as_written, other_case, in_words)]

    assert scores == sorted(set(scores), reverse=True)
    assert scores[1] >= SURE


@pytest.mark.parametrize("words", ["permission denied", "access denied", "not found"])
def test_two_plain_words_are_no_code(words):
    """`Permission denied` may be said of anything."""
    assert code_score(words.replace(" ", "_").upper(), words) < 50


@pytest.mark.parametrize(("key", "text"), [("BackOff", "backoff"), ("NotFound", "notfound")])
def test_a_word_in_small_letters_is_no_code(key, text):
    """`backoff` is a word of its own; `BackOff` is a code."""
    assert code_score(key, text) < 50 <= code_score(key, key)


def test_one_word_is_a_code_where_it_looks_like_one():
    """In capitals or long and capitalized; as a plain word only where codes stand."""
    assert code_score("UNAUTHENTICATED", "UNAUTHENTICATED") >= SURE
    assert code_score("CrashLoopBackOff", "CrashLoopBackOff") >= SURE
    assert code_score("Throttling", "Throttling") >= SURE
    assert code_score("UNKNOWN", "unknown") < 50
    assert code_score("Throttling", "throttling") < 50
    assert code_score("UNKNOWN", "unknown", "rpc error: code = ") >= 50


@pytest.mark.parametrize(
    "before",
    ["code: ", "error=", 'error": "', '"error":"', "Code>", "errorCode: '", "error occurred (",
     "reason: ", "__type: ", "exception [", "status=", "(code:"],
)  # fmt: skip
def test_places_where_codes_stand(before):
    """A name, then a sign: what follows is a code, the surer the vaguer it looks."""
    gain = {
        key: code_score(key, text, f"x {before}") - code_score(key, text, "x ")
        for key, text in (("cancelled", "Cancelled"), ("invalid_grant", "invalid grant"))
    }

    assert all(gain.values())


@pytest.mark.parametrize("before", ["the error ", "code ", "reason, ", "name. ", "data: ", "= "])
def test_places_where_anything_may_stand(before):
    """A word without a sign, or a sign without a word, tells nothing."""
    assert code_score("cancelled", "Cancelled", f"x {before}") == code_score(
        "cancelled", "Cancelled"
    )


@pytest.mark.parametrize("text", ["invalid_grant", "INVALID_GRANT", "invalid grant"])
def test_a_text_that_is_a_code_and_nothing_else(text):
    """Whoever pastes nothing but a code means it, however it is spelled."""
    assert code_score("invalid_grant", text, "", "") > 90


def test_numbers_are_codes_only_as_they_are_written():
    """A long number is sure enough; parts of one are nothing."""
    assert code_score("7000215", "7000215") >= SURE
    assert code_score("7000215", "7000 215") == 0
    assert code_score("7000215", "7_000_215") == 0


def test_a_code_broken_by_a_line_or_a_link_keeps_its_case():
    """The halves put together are the code; words on two lines are words."""
    whole = code_score("AADSTS7000215", "aadsts7000215")

    assert code_score("AADSTS7000215", "AADSTS7000\n> 215") == whole
    assert code_score("AADSTS7000215", "AADSTS[7000215](https://example.com/)") == whole
    assert code_score("AccessDenied", "access\ndenied") < code_score("AccessDenied", "AccessDenied")


# --- statuses


@pytest.mark.parametrize(
    "text",
    [
        "HTTP/1.1 401 Unauthorized",
        "HTTP/2 401",
        "HTTP/1.0 503",
        "HTTP 401",
        "status 401",
        "status: 401",
        "status=401",
        "status code 401",
        "Status Code: 401;",
        "StatusCode=401",
        '"statusCode": 401,',
        '"status": 401',
        "http_status=429",
        "httpStatusCode: 404",
        "HTTP status code: 500",
        "HTTP response code: 503 for URL",
        "response code = 404",
        "HTTPError: 404",
        "Request failed with status code 500",
        "received HTTP status 401 with response",
        'localhost - - [21/Nov/2026:07:52:28 +0000] "GET / HTTP/1.1" 401 381 "-" "curl"',
        '"POST /token HTTP/1.1" 400 -',
    ],
)
def test_statuses(text):
    """A name of a status before it, a request line before it, an access log around it."""
    assert status_score(text) >= SURE


@pytest.mark.parametrize(
    "text", ["returned error 401 for", "The server responded with 503", "got 404"]
)
def test_numbers_that_somebody_answered(text):
    """Enough for an answer, and less than a status that is called one."""
    assert 50 <= status_score(text) < status_score("status 401")


@pytest.mark.parametrize(
    "text",
    [
        "took 401 ms",
        "returned 500 lines",
        "got 404 rows",
        "received 503 bytes",
        "with 500 items",
        "error 500 ms",
        "status 100% done",
        "code 4.401",
        "version 401.2",
        "error-404.html",
        "port 403",
        "10.0.0.1:443/x",
        "x:403 y",
        "#404",
        "$500",
        "http 127.0.0.401",
        "error -500",
        "status <500",
        "401",
        "401 Unauthorized",
        '"GET / HTTP/1.1" 200 381 "-"',
        "2026-11-21 07:52:28.503 INFO",
        "status 404:12",
    ],
)
def test_numbers_that_are_no_status(text):
    """Amounts, versions, addresses, prices, times; a bare number is nothing by itself."""
    assert status_score(text) == 0


# --- gRPC


@pytest.mark.parametrize(
    "text", ["grpc_status:4", "grpc-status: 16", "grpcStatus=7", "grpc status 4"]
)
def test_grpc_statuses_by_name(text):
    """The number alone is enough."""
    assert grpc_score(text) > grpc_score("rpc error: code = 14") >= SURE


@pytest.mark.parametrize(
    "text",
    ["code = 14", "code: 5", "rpc error 14", "status 14", "exit code 14 of the script", "14"],
)
def test_small_numbers_that_are_no_grpc_status(text):
    """Without a word of gRPC in the text `code 14` may be anybody's."""
    assert grpc_score(text) == 0


# --- messages


def test_a_message_is_the_surer_the_more_of_it_stands_there():
    """Up to a whole message, which is nearly sure."""
    scores = [
        evidence.message_score([(place, place + 1, place) for place in range(most)], 8, 100)[0]
        for most in range(1, 9)
    ]

    assert scores == sorted(set(scores))
    assert scores[0] < 50 <= scores[1]
    assert scores[-1] > 90


def test_a_run_that_stands_there_again_counts_once():
    """Repetition is no evidence."""
    one = evidence.message_score([(0, 1, 0), (1, 2, 1)], 8, 100)[0]

    assert evidence.message_score([(n, n + 1, n % 2) for n in range(9)], 8, 100)[0] == one


def test_a_message_of_one_run():
    """One run is the message where there is little else, and not in a long text."""
    score, window = evidence.message_score([(3, 4, 0)], 1, 5)

    assert window == [(3, 4, 0)]
    assert evidence.message_score([(3, 4, 0)], 1, 500)[0] < 50 <= score


def test_runs_far_apart_are_no_message():
    """The best stretch counts; what stands elsewhere does not."""
    near = [(50, 51, 0), (52, 53, 1), (54, 55, 2)]
    far = [(0, 1, 3), *near, (900, 901, 4)]

    assert evidence.message_score(far, 6, 999) == evidence.message_score(near, 6, 999)
    assert evidence.message_score(far, 6, 999)[1] == near


def test_the_first_of_equal_stretches_is_shown():
    """As a reader meets it."""
    runs = [(0, 1, 0), (1, 2, 1), (500, 501, 0), (501, 502, 1)]

    assert evidence.message_score(runs, 4, 999)[1] == runs[:2]


@pytest.mark.parametrize(
    ("text", "is_grpc"),
    [
        ("rpc error: code = NotFound desc = gone", True),
        ('Status(StatusCode="NotFound", Detail="gone")', True),
        ("error: code = NotFound", False),
        ("StatusCode: NotFound", False),
        ("NotFound", False),
    ],
)
def test_places_where_grpc_writes_its_codes(text: str, is_grpc: bool):
    lower = [word.text.lower() for word in words_of(text)]

    assert evidence.is_grpc_place(lower, lower.index("notfound")) is is_grpc
