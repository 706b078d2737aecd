"""The table of the matchers: what it keeps of the catalogue, in what order, how small."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import random
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdex import graph, loader
from errdex.diagnostics import Diagnostics, Position
from errdex.matchtable import (
    VERSION,
    Source,
    compile_table,
    fold,
    is_status,
    layer_of,
    run_hash,
    runs_of,
    words_of_message,
)
from errdex.model import ErrorEntry, Provider, Ref
from errdex.store import Store
from errdex.urls import Urls

ROOT = Path(__file__).parent.parent.parent
AT = Position("content/x.md")
DAY = date(2026, 11, 21)


def error(error_id: str, code: str = "", *messages: str, **more: Any) -> ErrorEntry:
    slug = error_id.split("/")
    aliases = tuple(Ref(alias, AT) for alias in more.pop("aliases", ()))
    facts: dict[str, Any] = {"title": "T", "messages": messages, "aliases": aliases, **more}
    return ErrorEntry(
        id=error_id, code=code or slug[1], provider=Ref(slug[0], AT), category=Ref("c", AT),
        summary="S.", last_reviewed=DAY, **facts,
    )  # fmt: skip


def table(*errors: ErrorEntry, **providers: Provider) -> dict[str, Any]:
    return compile_table(Source(errors, providers))


def runs_in(made: dict[str, Any]) -> list[int]:
    packed = base64.b64decode(made["f"])
    return [int.from_bytes(packed[i : i + 3], "big") for i in range(0, len(packed), 3)]


# --- words and hashes


@pytest.mark.parametrize(
    "text",
    ["PermissionDenied", "PERMISSION_DENIED", "permission denied", "Permission-Denied",
     "permission.denied", "Permission::Denied"],
)  # fmt: skip
def test_every_spelling_has_one_key(text):
    """Case and delimiters are how somebody writes it, not what it is."""
    assert fold(text) == "permissiondenied"


@given(st.text(max_size=40))
def test_keys_are_plain(text):
    """A key of a key is itself."""
    assert re.fullmatch("[a-z0-9]*", fold(text))
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("words", "value"),
    # FNV-1a of 32 bits, its upper 8 bits folded into the lower 24.
    [
        ([], 0x811C9DC5),
        (["a"], 0xE40C292C),
        (["foobar"], 0xBF9CF968),
        (["invalid", "client", "secret"], None),
    ],
)
def test_hashes_are_fnv(words, value):
    """Published vectors; runs are joined by a space."""
    if value is None:
        assert run_hash(words) == run_hash([" ".join(words)]) != run_hash(words[:2])
    else:
        assert run_hash(words) == (value >> 24) ^ (value & 0xFFFFFF)


def test_words_of_a_message():
    """In small letters, parted where a placeholder stands; other braces are text."""
    parts = words_of_message("AADSTS50012: App '{app_name}' {Not} one, {} is {0}; {x}")

    assert parts == [["aadsts50012", "app"], ["not", "one", "is", "0"], []]


def test_runs_tell_something():
    """Two or three words with a rare one among them, longer than nothing."""
    words = "the provided client secret keys for app are expired".split()
    runs = [" ".join(words[start : start + length]) for start, length in runs_of(words)]

    assert "client secret" in runs
    assert "provided client secret" in runs
    assert not any(run in runs for run in ("the provided", "for app", "are expired"))


@pytest.mark.parametrize("text", ["", "error", "the error is", "a b c", "1 22 333", "is not in"])
def test_common_words_tell_nothing(text):
    """What any sentence may hold is no sign of one."""
    assert runs_of(text.split()) == []


# --- layers


@pytest.mark.parametrize(
    ("entry", "layer"),
    [
        (error("http/401"), 0),
        (error("cloudflare/522"), 0),
        (error("grpc/unknown", "UNKNOWN", grpc_code=2), 0),
        (error("grpc/unavailable", "UNAVAILABLE", grpc_code=14), 1),
        (error("oauth/invalid_client"), 1),
        (error("azure/aadsts7000215", "AADSTS7000215"), 2),
        (error("aws/accessdenied", "AccessDenied"), 2),
        (error("x/600"), 2),
        (error("x/0401"), 2),
    ],
)
def test_layers(entry, layer):
    """A bare status, a protocol's code, a service's own code."""
    assert layer_of(entry) == layer


@pytest.mark.parametrize(("code", "is_one"), [("100", 1), ("599", 1), ("600", 0), ("4010", 0)])
def test_statuses(code, is_one):
    """100 to 599."""
    assert is_status(error(f"x/{code}")) == bool(is_one)


# --- the table


def test_an_entry_that_has_nothing_special_is_three_values():
    """Defaults at the end of a row are left out."""
    made = table(error("oauth/invalid_client"))

    assert made["v"] == VERSION
    assert made["e"] == [["invalid_client", 0, 1]]
    assert (made["m"], made["f"]) == ("", "")


def test_an_entry_with_everything():
    """Code, provider, layer, keys, gRPC code, number."""
    entry = error(
        "gcp/unauthenticated", "UNAUTHENTICATED", http_status=(401,), grpc_code=16, number=16,
        aliases=["StatusCode.UNAUTHENTICATED", "GRPC_STATUS_UNAUTHENTICATED", "unauthenticated"],
    )  # fmt: skip

    assert table(error("aws/x"), entry)["e"][1] == [
        "UNAUTHENTICATED", 1, 1, ["GRPC_STATUS_UNAUTHENTICATED", "StatusCode.UNAUTHENTICATED"],
        16, 16,
    ]  # fmt: skip


def test_a_number_that_is_the_code_is_no_second_name():
    """It would say the same twice."""
    assert len(table(error("x/4711", number=4711))["e"][0]) == 3


def test_a_status_is_named_by_its_phrase():
    """Alone and behind its number."""
    assert table(error("http/401", title="Unauthorized"))["e"][0][3] == [
        "Unauthorized",
        "401 Unauthorized",
    ]


def test_hints_are_words_of_the_provider():
    """Its slug, title, aliases, services and what its page tells; nothing that all share."""
    azure = Provider(
        "azure", "Microsoft Azure and Entra ID", "S.", DAY,
        aliases=(Ref("Azure Active Directory", AT), Ref("AAD", AT)), hints=("MicrosoftOnline",),
    )  # fmt: skip
    [[slug, hints]] = table(error("azure/a", service="Resource Manager API"), azure=azure)["p"]

    assert slug == "azure"
    assert {"azure", "entra", "aad", "microsoftonline"} <= set(hints)
    assert not {"id", "and", "api", "microsoft", "active", "manager"} & set(hints)
    assert hints == sorted(set(hints))


def test_a_provider_without_a_page_has_its_slug():
    """As far as it has words that say something; nothing is made up."""
    assert table(error("harbor.registry/a"))["p"] == [["harbor.registry", ["harbor", "registry"]]]
    assert table(error("x.y/a"))["p"] == [["x.y", []]]


def test_the_order_of_files_does_not_matter():
    """Equal catalogues make equal tables, byte by byte."""
    errors = [
        error("http/401", "", "HTTP/1.1 401 Unauthorized", title="Unauthorized"),
        error(
            "azure/aadsts50012", "AADSTS50012", "AADSTS50012: Invalid client secret is provided."
        ),
        error(
            "azure/aadsts7000215", "AADSTS7000215", "AADSTS7000215: Invalid client secret provided."
        ),
    ]

    assert json.dumps(table(*errors)) == json.dumps(table(*reversed(errors)))
    assert [row[0] for row in table(*errors)["e"]] == ["AADSTS50012", "AADSTS7000215", "401"]


def test_runs_of_messages_are_kept_in_their_order():
    """Every message has its number of runs; together they are all there are."""
    message = "The security token included in the request is expired"
    made = table(error("aws/a"), error("aws/expiredtoken", "ExpiredToken", "Short one", message))
    words = message.lower().split()
    told = [run_hash(words[start : start + length]) for start, length in runs_of(words)]
    nothing, counts = made["m"].split(",")

    assert nothing == ""
    assert sum(int(count, 36) for count in counts) == len(runs_in(made))
    assert runs_in(made)[int(counts[0], 36) :] == told


def test_an_entry_has_so_many_runs_and_no_more():
    """However many messages it has; each keeps one at least, the first ones more."""
    texts = [" ".join(f"word{turn}of{place}" for place in range(40)) for turn in range(8)]
    made = table(
        *(error(f"x/code_{number}", "", *texts[: number % 8 + 1]) for number in range(800))
    )
    counts = [[int(count, 36) for count in entry] for entry in made["m"].split(",")]

    assert {len(entry) for entry in counts} == set(range(1, 9))
    assert all(min(entry) >= 1 for entry in counts)
    assert all(entry == sorted(entry, reverse=True) for entry in counts)
    assert all(sum(entry) <= max(7, len(entry)) for entry in counts)


def test_the_code_itself_is_no_message():
    """It is found as a code, and with a surer score."""
    entry = error("oauth/invalid_client", "", "Invalid client", aliases=["client invalid"])

    assert runs_in(table(entry)) == []


def test_a_message_with_its_code_is_left_out_where_room_is_short():
    """The code is enough; a small catalogue has room for both."""
    named = "AccessDenied: cannot reach the bucket of somebody else"
    others = [f"plain text number{turn} about buckets" for turn in range(3)]
    entry = error("aws/accessdenied", "AccessDenied", named, *others)
    many = [error(f"x/code_{number}") for number in range(2000)]
    run = run_hash(["somebody", "else"])

    assert run in runs_in(table(entry))
    assert len(table(entry, *many)["m"].split(",")[0]) == 3


def test_rare_runs_go_before_common_ones():
    """Where a long message must be cut, what no other entry has stays."""
    shared = " ".join(f"shared{number} words{number}" for number in range(60))
    errors = [
        error("x/one", "one", f"{shared} peculiar ending alpha"),
        error("x/two", "two", f"{shared} different finish omega"),
    ]
    made = table(*errors)

    assert run_hash(["peculiar", "ending", "alpha"]) in runs_in(made)
    assert run_hash(["different", "finish", "omega"]) in runs_in(made)


# --- size


def pastes() -> Source:
    """The entries beside the labeled pastes."""
    path = ROOT / "tests" / "pastes" / "catalogue.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["errors"]
    return Source(
        [
            error(
                row["id"], row["code"], *row.get("messages", ()), title=row["title"],
                aliases=row.get("aliases", ()), service=row.get("service") or "",
                http_status=tuple(row.get("http_status") or ()), number=row.get("number"),
                grpc_code=row.get("grpc_code"),
            )
            for row in rows
        ],
        {},
    )  # fmt: skip


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


PARTS = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{4,}")


def multiplied(source: Source, count: int) -> Source:
    """As many entries with codes and messages made of the real ones' words, and none twice."""
    rng = random.Random(7)
    # There are sixty statuses, not a thousand; the rest grows by codes of services.
    originals = [entry for entry in source.errors if not is_status(entry)]
    of_codes = [part for entry in originals for part in PARTS.findall(entry.code)]
    of_messages = [
        part for entry in originals for text in entry.messages for part in PARTS.findall(text)
    ]
    exchanged: dict[str, str] = {}

    def renamed(text: str, words: list[str]) -> str:
        return PARTS.sub(lambda found: exchange(found[0], words), text)

    def exchange(word: str, words: list[str]) -> str:
        new = exchanged.setdefault(word.lower(), rng.choice(words).lower())
        return new.upper() if word.isupper() else new.title() if word[0].isupper() else new

    made: dict[str, ErrorEntry] = {}
    for entry in itertools.cycle(originals):
        if len(made) == count:
            break
        exchanged.clear()
        number = str(rng.randrange(1000, 800_000))
        code = number.join(re.split(r"\d+", renamed(entry.code, of_codes), maxsplit=1))
        error_id = f"{entry.provider.target}/{code.lower()}"
        made[error_id] = error(
            error_id, code, *(renamed(message, of_messages) for message in entry.messages),
            aliases=[renamed(alias.target, of_codes) for alias in entry.aliases],
            title=entry.title, service=entry.service, http_status=entry.http_status,
            grpc_code=entry.grpc_code, number=int(number) if entry.number else None,
        )  # fmt: skip
    return Source(list(made.values()), source.providers)


@pytest.mark.parametrize(
    "source",
    [pastes, pytest.param(content, marks=pytest.mark.content)],
    ids=lambda made: made.__name__,
)
def test_a_thousand_entries_are_small_enough_for_a_phone(source):
    """Under 30 KB compressed, however many messages an entry has."""
    made = compile_table(multiplied(source(), 1000))
    data = gzip.compress(json.dumps(made, separators=(",", ":")).encode(), 9)

    assert len(made["e"]) == 1000  # type: ignore[arg-type]
    assert len(data) < 30_000


@pytest.mark.content
def test_the_table_is_json_and_plain():
    """Nothing in it needs more than ASCII and whole numbers."""
    made = compile_table(content())
    text = json.dumps(made, ensure_ascii=False)

    assert json.loads(text) == made
    assert "." not in re.sub(r'"[^"]*"', "", text)
