"""Pasted text to errors: every spelling, several codes at once, messages, and no error at all."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errdex import graph, loader
from errdex.diagnostics import Diagnostics, Position
from errdex.matcher import THRESHOLD, Match, Matcher
from errdex.matchtable import Source, compile_table, fold, is_status, words_of_message
from errdex.model import ErrorEntry, Provider, Ref
from errdex.store import Store
from errdex.urls import Urls

ROOT = Path(__file__).parent.parent.parent
AT = Position("content/x.md")
DAY = date(2026, 11, 21)

HTTP = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def error(error_id: str, code: str = "", *messages: str, **more: Any) -> ErrorEntry:
    provider, slug = error_id.split("/")
    aliases = tuple(Ref(alias, AT) for alias in more.pop("aliases", ()))
    facts: dict[str, Any] = {"title": "T", "messages": messages, "aliases": aliases, **more}
    return ErrorEntry(
        id=error_id, code=code or slug, provider=Ref(provider, AT), category=Ref("c", AT),
        summary="S.", last_reviewed=DAY, **facts,
    )  # fmt: skip


SECRET = (
    "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request "
    "is the client secret value, not the client secret ID, for a secret added to app '{app}'."
)
ERRORS = [
    *(
        error(f"http/{status}", "", f"HTTP/1.1 {status} {phrase}",
              f"The requested URL returned error: {status}", title=phrase,
              aliases=[f"{status} {phrase}", f"HTTP {status}"], http_status=(status,))
        for status, phrase in HTTP.items()
    ),
    error("oauth/invalid_client", http_status=(401,)),
    error("oauth/invalid_grant", "", "The provided authorization grant is invalid, expired, "
          "revoked, or was issued to another client.", http_status=(400,)),
    error("azure/aadsts7000215", "AADSTS7000215", SECRET, number=7000215, aliases=["7000215"]),
    error("azure/aadsts7000222", "AADSTS7000222", "AADSTS7000222: The provided client secret keys "
          "for app '{app}' are expired.", number=7000222, aliases=["7000222"]),
    error("aws/accessdenied", "AccessDenied", "User: {arn} is not authorized to perform: {action} "
          "on resource: {resource}", http_status=(403,)),
    error("aws/invalidparametervalue", "InvalidParameterValue", http_status=(400,)),
    error("grpc/unknown", "UNKNOWN", grpc_code=2, aliases=["StatusCode.UNKNOWN"]),
    error("grpc/deadline_exceeded", "DEADLINE_EXCEEDED", "context deadline exceeded", grpc_code=4),
    error("grpc/permission_denied", "PERMISSION_DENIED", grpc_code=7,
          aliases=["StatusCode.PERMISSION_DENIED"]),
    error("grpc/unavailable", "UNAVAILABLE", 'rpc error: code = Unavailable desc = "transport: '
          'Error while dialing: {reason}"', grpc_code=14, aliases=["StatusCode.UNAVAILABLE"]),
    error("grpc/unauthenticated", "UNAUTHENTICATED", grpc_code=16),
    error("vsphere/unauthenticated", "UNAUTHENTICATED", http_status=(401,), aliases=[
        "com.vmware.vapi.std.errors.unauthenticated", "Std_Errors_Unauthenticated"]),
    error("kubernetes/crashloopbackoff", "CrashLoopBackOff"),
]  # fmt: skip
PROVIDERS = {
    "azure": Provider("azure", "Microsoft Azure", "S.", DAY, hints=("entra", "microsoftonline")),
    "grpc": Provider("grpc", "gRPC", "S.", DAY, hints=("rpc",)),
    "oauth": Provider("oauth", "OAuth 2.0", "S.", DAY, hints=("oauth2", "error_description")),
    "vsphere": Provider("vsphere", "VMware vSphere", "S.", DAY, hints=("vapi",)),
}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(compile_table(Source(ERRORS, PROVIDERS)))


def ids(matches: list[Match]) -> list[str]:
    return [match.error for match in matches]


def shown(match: Match, text: str) -> list[str]:
    """The parts of the text that gave an error away."""
    return [text[start:end] for start, end in match.spans]


# --- spellings


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("AADSTS7000215", "azure/aadsts7000215"),
        ("aadsts7000215", "azure/aadsts7000215"),
        ("AADSTS 7000215", "azure/aadsts7000215"),
        ("AADSTS-7000215 on sign-in", "azure/aadsts7000215"),
        ('"error_codes":[7000215]', "azure/aadsts7000215"),
        ("7000215 - [2023-03-06 08:11:34Z]: sign-in failed", "azure/aadsts7000215"),
        ("PERMISSION_DENIED", "grpc/permission_denied"),
        ("PermissionDenied", "grpc/permission_denied"),
        ("permission denied", "grpc/permission_denied"),
        ("permission-denied", "grpc/permission_denied"),
        ("rpc error: code = PermissionDenied desc = no", "grpc/permission_denied"),
        ("Error: 7 PERMISSION_DENIED: no access", "grpc/permission_denied"),
        ("io.grpc.StatusRuntimeException: PERMISSION_DENIED", "grpc/permission_denied"),
        ("StatusCode.PERMISSION_DENIED", "grpc/permission_denied"),
        ("com.google.api.gax.rpc.PermissionDeniedException: no", "grpc/permission_denied"),
        ("google.api_core.exceptions.PermissionDenied: 403 no", "grpc/permission_denied"),
        ('rpc error: code = Unavailable desc = "x"', "grpc/unavailable"),
        ("rpc error: code = 14 desc = x", "grpc/unavailable"),
        ("14 UNAVAILABLE: No connection established", "grpc/unavailable"),
        ("grpc_status:4", "grpc/deadline_exceeded"),
        ('{"grpc_status":4,"created":"@1612345"}', "grpc/deadline_exceeded"),
        ("grpc-status: 16", "grpc/unauthenticated"),
        ('ServiceError: RPC failed { "code": 16, "details": "x" }', "grpc/unauthenticated"),
        ("<Code>AccessDenied</Code>", "aws/accessdenied"),
        ("An error occurred (AccessDenied) when calling the PutObject", "aws/accessdenied"),
        ("AccessDeniedException: no", "aws/accessdenied"),
        ("Client.InvalidParameterValue", "aws/invalidparametervalue"),
        ("An error occurred (InvalidParameterValue)", "aws/invalidparametervalue"),
        ("InvalidParameterValueException: no", "aws/invalidparametervalue"),
        ("com.vmware.vapi.std.errors.unauthenticated", "vsphere/unauthenticated"),
        ("Com::Vmware::Vapi::Std::Errors::Unauthenticated", "vsphere/unauthenticated"),
        ("vapi error_type : UNAUTHENTICATED}", "vsphere/unauthenticated"),
        ("invalid_client", "oauth/invalid_client"),
        ("Invalid Client", "oauth/invalid_client"),
        ("error=invalid_client", "oauth/invalid_client"),
        ("urn:ietf:params:oauth:error:invalid_client", "oauth/invalid_client"),
        ("error=invalid_grant&error_description=Code+expired", "oauth/invalid_grant"),
        ("https://app.example.com/cb?error=invalid_grant&state=x", "oauth/invalid_grant"),
        ("CrashLoopBackOff", "kubernetes/crashloopbackoff"),
        ("web-1  0/1  CrashLoopBackOff  7 (2m ago)  14m", "kubernetes/crashloopbackoff"),
        ("back-off 5m0s: crash loop back off", "kubernetes/crashloopbackoff"),
        ("HTTP/1.1 401 Unauthorized", "http/401"),
        ("HTTP/2 401", "http/401"),
        ("HTTP/1.1 401", "http/401"),
        ("401 Unauthorized", "http/401"),
        ("status code 401", "http/401"),
        ("Request failed with status code 401", "http/401"),
        ('"statusCode": 401', "http/401"),
        ("{ statusCode: 429, body: '' }", "http/429"),
        ("HTTP 503", "http/503"),
        ("curl: (22) The requested URL returned error: 504", "http/504"),
        ('10.0.0.7 - - [21/Nov/2026:07:52:28 +0000] "GET / HTTP/1.1" 401 381 "-"', "http/401"),
        ("2026/11/21 07:52:28 upstream 502 Bad Gateway", "http/502"),
    ],
)
def test_spellings(matcher, text, first):
    """As tools, libraries and people write a code."""
    assert ids(matcher.match(text))[:1] == [first]


# --- manglings


MESSAGE = SECRET.replace("{app}", "00000000-0000-0000-0000-000000000001")
BODY = json.dumps({"error": "invalid_client", "error_description": MESSAGE})
MANGLED: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON in JSON": json.dumps,
    "JSON in JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "quotes escaped by hand": lambda text: text.replace('"', r"\""),
    "HTML": html.escape,
    "HTML in HTML": lambda text: html.escape(html.escape(text)),
    "URL": quote,
    "form": quote_plus,
    "URL in URL": lambda text: quote(quote(text)),
    "safe JSON": lambda text: text.replace("'", r"\u0027").replace('"', r"\u0022"),
    "mail": lambda text: "> > " + text.replace(" ", "\n> > "),
    "wrapped": lambda text: re.sub(r"(.{60}) ", r"\1\n", text),
    "box": lambda text: "╷\n│ Error: " + re.sub(r"(.{60}) ", r"\1\n│ ", text) + "\n╵",
    "colors": lambda text: re.sub(r"(\w{5,})", "\x1b[31m\\1\x1b[0m", text),
    "written colors": lambda text: re.sub(r"(\w{5,})", r"\\u001b[31m\1\\u001b[0m", text),
    "colors without escape": lambda text: re.sub(r"(\w{5,})", r"[31m\1[0m", text),
    "zero-width spaces": lambda text: re.sub(r"(\w)_?(\w{3})", "\\1\u200b\\2", text),
    "Python": lambda text: repr(json.loads(text)),
    "JavaScript": lambda text: re.sub(r'"(\w+)":', r"\1:", text),
    "XML": lambda text: (
        f"<Error><Code>{json.loads(text)['error']}</Code><Message>"
        f"{html.escape(json.loads(text)['error_description'])}</Message></Error>"
    ),
    "truncated": lambda text: text[:150],
    "localized": lambda text: f"Ошибка входа. Сервер ответил: {text} — 認証に失敗しました。",
    "log": lambda text: f"2026-11-21T07:52:28.503Z ERROR [main] c.e.Login - 400ms {text}",
}


@pytest.mark.parametrize("mangle", MANGLED.values(), ids=MANGLED.keys())
def test_a_mangled_body_still_tells(matcher, mangle):
    """The most specific code is first, the protocol's code behind it, both at their places."""
    text = mangle(BODY)
    first, second = matcher.match(text)[:2]

    assert first.error == "azure/aadsts7000215"
    assert first.why == "code and message"
    assert "7000215" in "".join(shown(first, text)).replace("\u200b", "")
    assert second.error == "oauth/invalid_client"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (r"{\"error\":\"invalid_client\"}", "invalid_client"),
        ("&quot;invalid_client&quot;", "invalid_client"),
        ("error%3Dinvalid%5Fclient%26x", "invalid%5Fclient"),
        ("\x1b[31minvalid_\x1b[1mclient\x1b[0m", "invalid_\x1b[1mclient"),
        ("the invalid\u200b_client of", "invalid\u200b_client"),
        ("Ошибка \U0001f600 invalid_client 错误", "invalid_client"),
        ("so it said invalid_\n> > client to me", "invalid_\n> > client"),
        ("see AADSTS[7000215](https://example.com/7000215) for it", "AADSTS[7000215"),
        ('AADSTS<a href="#x">7000215</a> for it', 'AADSTS<a href="#x">7000215'),
        ("see [AADSTS7000215](https://e.com/AADSTS1) for it", "AADSTS7000215"),
        ("AADSTS7000\n215: Invalid", "AADSTS7000\n215"),
        ("status code 401, sorry", "401"),
        (
            "(com.vmware.vapi.std.errors.unauthenticated): no",
            "com.vmware.vapi.std.errors.unauthenticated",
        ),
    ],
)
def test_places(matcher, text, part):
    """What is highlighted is what gave it away, from its first to its last character."""
    assert shown(matcher.match(text)[0], text) == [part]


def test_all_places_of_a_code_in_order(matcher):
    """The first five; what touches is joined."""
    text = "invalid_client; " * 7
    [match] = matcher.match(text)

    assert match.spans == tuple((place * 16, place * 16 + 14) for place in range(5))


# --- several codes at once


def test_wrappers_stand_behind_what_they_wrap(matcher):
    """HTTP 401 around invalid_client around AADSTS7000215."""
    text = f"clientCredentialsToken: received HTTP status 401 with response: {BODY}"
    matches = matcher.match(text)

    assert ids(matches)[:3] == ["azure/aadsts7000215", "oauth/invalid_client", "http/401"]
    assert [match.why for match in matches[1:3]] == ["code", "HTTP status"]
    assert shown(matches[2], text) == ["401"]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("400 Bad Request: {'error': 'invalid_grant'}", ["oauth/invalid_grant", "http/400"]),
        ("HTTP/1.1 403 Forbidden\n\n<Code>AccessDenied</Code>", ["aws/accessdenied", "http/403"]),
        ("rpc error: code = Unknown desc = AccessDenied: User: arn:aws:iam::1:user/x is not "
         "authorized to perform: s3:Get on resource: y", ["aws/accessdenied", "grpc/unknown"]),
        ("com.vmware.vapi.std.errors.unauthenticated, status: 401 Unauthorized",
         ["vsphere/unauthenticated", "http/401"]),
        ("rpc error: code = Unavailable desc = HTTP status code 502; transport: received the "
         "unexpected content-type text/html", ["grpc/unavailable", "http/502"]),
    ],
)  # fmt: skip
def test_the_most_specific_code_is_first(matcher, text, order):
    """A service's own code, a protocol's, a bare status."""
    found = ids(matcher.match(text))

    assert [error_id for error_id in found if error_id in order] == order
    assert found[0] == order[0]


def test_the_provider_in_the_text_decides_between_equal_codes(matcher):
    """UNAUTHENTICATED is a code of gRPC and of vSphere."""
    assert ids(matcher.match("rpc error: code = Unauthenticated desc = x"))[0].startswith("grpc/")
    assert ids(matcher.match("vSphere API: UNAUTHENTICATED"))[0].startswith("vsphere/")


# --- messages


def test_a_code_that_grpc_wrote_is_grpcs():
    """`NotFound` is a reason of Kubernetes too, but not after `rpc error: code =`."""
    errors = [
        error("grpc/not_found", "NOT_FOUND", grpc_code=5),
        error("kubernetes/notfound", "NotFound"),
    ]
    made = Matcher(compile_table(Source(errors, PROVIDERS)))

    assert ids(made.match("kubectl: rpc error: code = NotFound desc = gone")) == ["grpc/not_found"]
    assert ids(made.match("Error from server (NotFound): pods not found"))[0] == (
        "kubernetes/notfound"
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (MESSAGE.partition(": ")[2], "azure/aadsts7000215"),
        ("the provided client secret keys for app 'contoso' are expired", "azure/aadsts7000222"),
        ("User: arn:aws:iam::111122223333:user/x is not authorized to perform: iam:PassRole on "
         "resource: arn:aws:iam::111122223333:role/y", "aws/accessdenied"),
        ("context deadline exceeded", "grpc/deadline_exceeded"),
        ("transport: Error while dialing: dial tcp 10.0.0.1:443: i/o timeout", "grpc/unavailable"),
    ],
)  # fmt: skip
def test_a_message_without_its_code(matcher, text, first):
    """The words are enough, whatever stands where the placeholders were."""
    match = matcher.match(text)[0]

    assert match.error == first
    assert match.why.endswith("message")


def test_the_number_decides_between_messages_of_statuses(matcher):
    """All of them read `The requested URL returned error`."""
    found = ids(matcher.match("The requested URL returned error: 503"))

    assert found == ["http/503"]


# --- no error


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "…",
        "200 OK",
        "HTTP/1.1 200 OK",
        '10.0.0.7 - - [21/Nov/2026:07:52:28 +0000] "GET /error_404.html HTTP/1.1" 200 404 "-"',
        "took 401 ms",
        "GET /health took 401ms, 500 ms at most",
        "port 403",
        "listening on port 404",
        "http://localhost:403/",
        "500 lines",
        "wrote 500 lines, 404 bytes",
        "version 4.0.4",
        "v4.0.1, 4.0.3 and 5.0.0",
        "error_404.html",
        "open /var/www/error_404.html",
        "static/404.html 500.html",
        "trace id 4bf92f3577b34da6502",
        "trace-id: 4bf92f35-502-a3ce",
        "trace 502abc",
        "502",
        "4",
        "exit code 4",
        "exit status 2",
        "code 16 of the style guide",
        "job 503 of 504",
        "line 401, column 16",
        "2026-11-21 07:52:28.503 INFO 401 users online",
        "no errors, 0 warnings",
        "the client said that the grant was fine",
        "permission was not denied to anyone",
        "everything is available and authenticated",
        "the request is being sent",
        "import { invalid } from './client'",
        "def test_unknown(): pass",
    ],
)
def test_no_error(matcher, text):
    """Amounts, ports, versions, file names, ids and plain talk."""
    assert matcher.match(text) == []


# --- what an answer looks like


def test_scores_and_reasons(matcher):
    """From the threshold to 0.99; the reason names what was recognized."""
    code, message, both = (
        matcher.match(text)[0] for text in ("invalid_client", MESSAGE[15:], MESSAGE)
    )

    assert [code.why, message.why, both.why] == ["code", "message", "code and message"]
    assert THRESHOLD / 100 <= message.score <= both.score <= 0.99


def test_there_are_few_answers(matcher):
    """Never more than eight, whatever is pasted."""
    assert len(matcher.match("\n".join(entry.code for entry in ERRORS) * 3)) == 8


def test_an_empty_table_answers_nothing():
    """A catalogue without errors is no fault."""
    assert Matcher(compile_table(Source([], {}))).match(BODY) == []


PIECES = st.sampled_from(
    [BODY, MESSAGE, "HTTP/1.1 401 Unauthorized", "grpc_status:4", "invalid_", "client", "\n> ", "[",
     "](https://e.com/)", "\\", '"', "code: ", " 503 ", "\U0001f600", "AccessDenied", "Exception"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join))
@settings(max_examples=200, deadline=None)
def test_answers_to_any_text_are_sound(matcher, text):
    """Known ids, each once; places in the text, in order, apart; equal texts, equal answers."""
    matches = matcher.match(text)
    known = {entry.id for entry in ERRORS}

    assert len(set(ids(matches))) == len(matches)
    assert set(ids(matches)) <= known
    assert matches == matcher.match(text)
    for match in matches:
        assert THRESHOLD / 100 <= match.score <= 0.99
        assert match.why
        assert match.spans
        assert all(0 <= start < end <= len(text) for start, end in match.spans)
        assert all(a[1] < b[0] for a, b in zip(match.spans, match.spans[1:], strict=False))


# --- the real catalogue


@pytest.fixture(scope="module")
def content() -> Source:
    """The real catalogue."""
    found = Diagnostics()
    files = loader.walk(ROOT / "content", "content", found)
    options = loader.Options(Urls("https://errors.example/"), Store(None), 1, "unit")
    site = graph.build_graph(loader.load(files, options, found, lambda: None))
    return Source(
        [document.entry for document in site.errors.values()],
        {slug: document.entry for slug, document in site.providers.items()},
    )


def misses(
    source: Source, change: Callable[[str], str], least: int = 0
) -> list[tuple[str, str, list[str]]]:
    """Messages of so many words that do not lead to their own page first."""
    matcher = Matcher(compile_table(source))
    answers = [
        (entry.id, change(message), ids(matcher.match(change(message))))
        for entry in source.errors
        for message in entry.messages
        if sum(map(len, words_of_message(message))) >= least
    ]
    return [(error_id, text, found) for error_id, text, found in answers if found[:1] != [error_id]]


def filled(message: str) -> str:
    """The message as it is met, with something of the caller's own in every placeholder."""
    return re.sub(r"\{[a-z][a-z0-9_]*\}", "contoso", message)


CHANGES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "filled in": filled,
    "in JSON": lambda message: json.dumps({"message": message}),
    "quoted": lambda message: "> " + message.replace(" ", "\n> ", 4),
}


@pytest.mark.content
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_message_finds_its_own_page(content, change):
    """First, and whatever it is wrapped in."""
    assert misses(content, change) == []


@pytest.mark.content
def test_every_longer_message_finds_its_own_page_in_a_log(content):
    """With six words of its own a message is known among others; `Cannot GET {path}` is not."""

    def in_a_log(message: str) -> str:
        lines = [f"2026-11-21T07:52:28Z INFO step {number} is done" for number in range(20)]
        return "\n".join([*lines, f"ERROR {filled(message)}", *lines])

    assert misses(content, in_a_log, least=6) == []


@pytest.mark.content
def test_every_code_and_alias_finds_its_own_page(content):
    """Pasted alone; where pages share a spelling but for case and marks, one of them is first."""
    matcher = Matcher(compile_table(content))
    owners: dict[str, set[str]] = {}
    for entry in content.errors:
        phrase = [entry.title] if is_status(entry) else []
        for name in (entry.code, *phrase, *(alias.target for alias in entry.aliases)):
            owners.setdefault(fold(name), set()).add(entry.id)
    # A bare number may be anything; the search field knows it, the matcher does not.
    names = {
        name
        for entry in content.errors
        for name in (entry.code, *(alias.target for alias in entry.aliases))
        if not re.fullmatch(r"\d{1,4}", name)
    }
    wrong = {name: ids(matcher.match(name))[:2] for name in sorted(names)}

    assert {
        name: found for name, found in wrong.items() if not {*found[:1]} & owners[fold(name)]
    } == {}
