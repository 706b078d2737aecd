"""The paste matcher in the browser gives the answers of the one in Python, to every text."""

from __future__ import annotations

import functools
import html
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from playwright.sync_api import BrowserContext, JSHandle, Page

from errdex import graph, loader, matchtable
from errdex.diagnostics import Diagnostics, Position
from errdex.matcher import Match, Matcher
from errdex.model import ErrorEntry, Provider, Ref
from errdex.store import Store
from errdex.urls import Urls

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

ROOT = Path(__file__).parent.parent.parent
PASTES = ROOT / "tests" / "pastes"
AT = Position("content/x.md")
BATCH = 250
HOSTILE_SIZE = 100_000


# --- the tables


def source_of_content() -> matchtable.Source:
    """The real catalogue."""
    found = Diagnostics()
    files = loader.walk(ROOT / "content", "content", found)
    options = loader.Options(Urls("https://errors.example/"), Store(None), 1, "parity")
    site = graph.build_graph(loader.load(files, options, found, lambda: None))
    errors = [document.entry for document in site.errors.values()]
    providers = {slug: document.entry for slug, document in site.providers.items()}
    return matchtable.Source(errors, providers)


def source_of_pastes() -> matchtable.Source:
    """The larger catalogue that stands beside the labeled pastes."""
    data = json.loads((PASTES / "catalogue.json").read_text(encoding="utf-8"))
    providers = {
        slug: Provider(slug, slug.title(), "S.", date(2026, 11, 21), hints=tuple(hints))
        for slug, hints in data["hints"].items()
    }
    return matchtable.Source([entry_of(row) for row in data["errors"]], providers)


def entry_of(row: dict[str, Any]) -> ErrorEntry:
    return ErrorEntry(
        row["id"], row["code"], row.get("title", ""), Ref(row["id"].split("/")[0], AT),
        Ref("category", AT), "S.", date(2026, 11, 21), service=row.get("service") or "",
        http_status=tuple(row.get("http_status") or ()), number=row.get("number"),
        grpc_code=row.get("grpc_code"), messages=tuple(row.get("messages", ())),
        aliases=tuple(Ref(str(alias), AT) for alias in row.get("aliases", ())),
    )  # fmt: skip


SOURCES = {"content": source_of_content, "pastes": source_of_pastes}


@functools.cache
def source_named(name: str) -> matchtable.Source:
    return SOURCES[name]()


@functools.cache
def table_named(name: str) -> dict[str, object]:
    return matchtable.compile_table(source_named(name))


@functools.cache
def pastes() -> Sequence[str]:
    """The texts of the labeled pastes."""
    lines = [
        line
        for path in sorted(PASTES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [json.loads(line)["text"] for line in lines]


# --- both sides


@dataclass(frozen=True)
class Pair:
    """One table read by both matchers."""

    source: matchtable.Source
    python: Matcher
    page: Page
    browser: JSHandle

    def compare(self, texts: Sequence[str]) -> int:
        """How many texts had an answer; all answers are the same."""
        answered = 0
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            answers = self.page.evaluate(
                "([matcher, texts]) => texts.map((text) => matcher.match(text))",
                [self.browser, list(batch)],
            )
            for text, answer in zip(batch, answers, strict=True):
                matches = self.python.match(text)
                answered += bool(matches)
                assert answer == in_units(matches, text), f"for {text[:2000]!r}"
        return answered


def in_units(matches: Sequence[Match], text: str) -> list[dict[str, Any]]:
    """Matches as the browser tells them: places count UTF-16 units, not characters."""
    units = [0]
    for char in text:
        units.append(units[-1] + (2 if char > "\uffff" else 1))
    return [
        {
            "error": match.error,
            "score": match.score,
            "spans": [[units[start], units[end]] for start, end in match.spans],
            "why": match.why,
        }
        for match in matches
    ]


@pytest.fixture
def page(context: BrowserContext, catalogue: str) -> Page:
    opened = context.new_page()
    opened.goto(catalogue + "/")
    return opened


@pytest.fixture(params=SOURCES)
def pair(page: Page, request: pytest.FixtureRequest) -> Pair:
    """The matchers as they are published: the page's own fingerprinted modules."""
    table = table_named(request.param)
    entry = page.locator("script[type=module][src$='/js/site.js']").get_attribute("src") or ""
    browser = page.evaluate_handle(
        """async ([url, table]) => {
          const { Matcher } = await import(url);
          return new Matcher(table);
        }""",
        [entry.replace("site.js", "match.js"), table],
    )
    return Pair(source_named(request.param), Matcher(table), page, browser)


# --- texts


def test_labeled_pastes(pair):
    """Real pastes, and whatever their catalogues say of each error."""
    own = [text for entry in pair.source.errors for text in (entry.code, *entry.messages)]

    assert pair.compare([*pastes(), *own]) > len(own) // 2


class Garbage:
    """Texts from true pieces, mangled in every way we know and mixed with noise."""

    NOISE: tuple[str, ...] = (
        "\N{COLLISION SYMBOL}", "\U0001f469\u200d\U0001f4bb", "\U00020000", "请求失败", "エラー",
        "Größe", "\u0130\u017f\u212a", "\x00\x07\x1b", "\x1c\x1d\x1e\x1f", "\x85\xa0\ufeff\u3000",
        "\u2028\u2029", "\u200b", "\x7f\x80", "│", "╵", "[", "](", "[31m", "\x1b[0", "\\", "\\u",
        "\\u00", "\\x4", "\\u001b[", "&", "&amp;", "&#", "&#99999;", "&#xfffe;", "&#10;", "%", "%2",
        "%25%3A", "%252525252041", "%E9", "<", "<a", "</span>", "<b/>", "<wbr>", "a" * 3000,
        "9" * 400, "x_" * 200, "_", "__", "0x", "-1", "\r\n", "\t", "...", "a.b.c.d", "ſtatus",
    )  # fmt: skip
    PLACES: tuple[str, ...] = (
        "HTTP/1.1 {n}", "HTTP {n}", "status code {n}", "statusCode: {n}", '"status": {n},', "({n})",
        '"GET / HTTP/1.1" {n} 12', '" {n} -', "error: {n}", "returned error {n}", "took {n} ms",
        "port:{n}", "{n}%", "4.{n}", "{n}.html", "#{n}", "with {n}", "code {n}", "code = {g}",
        "grpc_status:{g}", "grpc-status: {g}", "rpc code: {g}", "{g} UNAVAILABLE",
    )  # fmt: skip
    JOINTS = (
        "",
        "",
        " ",
        " ",
        " ",
        "\n",
        "\n> ",
        "\n  | ",
        ": ",
        ", ",
        '"',
        "'",
        "=",
        "[",
        "](",
        "\t",
    )

    def __init__(self, source: matchtable.Source) -> None:
        self.rng = random.Random(7)
        errors = source.errors
        self.codes = [name for e in errors for name in (e.code, *(a.target for a in e.aliases))]
        self.messages = [message for entry in errors for message in entry.messages]
        self.hints = [hint for provider in source.providers.values() for hint in provider.hints]
        self.pastes = pastes()

    def text(self) -> str:
        """One text of a few pieces, sometimes mangled or cut as a whole."""
        pieces = [self.piece() for _ in range(self.rng.randint(1, 10))]
        text = "".join(piece + self.rng.choice(self.JOINTS) for piece in pieces)
        if self.rng.random() < 0.3:
            text = self.mangled(text)
        if self.rng.random() < 0.2:
            start = self.rng.randrange(len(text) + 1)
            text = text[start : start + self.rng.randint(1, 400)]
        return text

    def piece(self) -> str:
        makers: list[tuple[int, Callable[[], str]]] = [
            (5, lambda: self.rng.choice(self.codes)),
            (4, lambda: self.filled(self.rng.choice(self.messages))),
            (2, lambda: self.part(self.rng.choice(self.messages))),
            (3, self.status),
            (4, lambda: self.rng.choice(self.NOISE)),
            (1, lambda: self.rng.choice(self.hints or [""])),
            (1, lambda: self.part(self.rng.choice(self.pastes))),
            (2, self.edge),
            (1, self.echo),
            (1, self.stretched),
        ]
        weights = [weight for weight, _ in makers]
        [(_, make)] = self.rng.choices(makers, weights)
        piece = make()
        return self.mangled(piece) if self.rng.random() < 0.5 else piece

    def filled(self, message: str) -> str:
        value = self.rng.choice([self.rng.choice(self.codes), self.rng.choice(self.NOISE), "x"])
        return message.replace("{", value).replace("}", "")

    def part(self, text: str) -> str:
        """A run of its words."""
        words = text.split(" ")
        start = self.rng.randrange(len(words))
        return " ".join(words[start : start + self.rng.randint(1, 12)])

    def status(self) -> str:
        number = self.rng.choice([self.rng.randint(100, 599), 401, 403, 404, 429, 500, 503])
        return self.rng.choice(self.PLACES).format(n=number, g=self.rng.randint(0, 17))

    def edge(self) -> str:
        """A code broken by a thing just within or just beyond the length that is known."""
        char = self.rng.choice(["x", "\U0001f642", "é"])
        near = self.rng.randint(-3, 3)
        blank = self.rng.choice(" \t\n\x1c\x85\ufeff\xa0")
        thing = self.rng.choice(
            [
                f"<a{blank}{char * (300 + near)}>",
                f"](https://{char * (400 + near)})",
                f"](http://a{blank}b)",
                "\\" * (16 + near) + "n",
                f"\x1b[{'1' * (20 + near)}m",
                f"\n{' ' * (11 + near)}",
                f"&{'amp;' * abs(near)}#32;%{'25' * abs(near)}20",
            ]
        )
        code = self.rng.choice(self.codes)
        place = self.rng.randrange(len(code) + 1)
        return f'error: "{code[:place]}{thing}{code[place:]}"'

    def echo(self) -> str:
        """A code again and again, with next to nothing between."""
        code = self.rng.choice(self.codes)
        return self.rng.choice([" ", "\U0001f642", "\u200b", "é", "; "]).join(
            [code] * self.rng.randint(2, 8)
        )

    def stretched(self) -> str:
        """The runs of a message further and further apart."""
        words = self.rng.choice(self.messages).split(" ")
        filler = " a" * self.rng.randint(5, 60)
        place = self.rng.randrange(len(words) + 1)
        return " ".join(words[:place]) + filler + " " + " ".join(words[place:])

    def mangled(self, text: str) -> str:
        manglers: list[Callable[[str], str]] = [
            json.dumps,
            lambda text: json.dumps(json.dumps({"error": text})),
            lambda text: json.dumps(text, ensure_ascii=False)[:-2],
            repr,
            html.escape,
            lambda text: html.escape(html.escape(text)),
            quote,
            quote_plus,
            lambda text: quote(quote(text)),
            lambda text: "".join(f"\\u{ord(c):04x}" if c in "<>'&" else c for c in text),
            lambda text: f"\x1b[31m{text}\x1b[0m",
            lambda text: f"\\u001b[1;31m{text}\\x1b[0m\\033[0m",
            lambda text: f"[31m{text}[0m",
            lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
            lambda text: "\n".join(f"│ {line}" for line in text.split("\n")),
            lambda text: text.replace(" ", "\n> ", 3),
            lambda text: text.replace(" ", "_"),
            lambda text: text.replace("_", " "),
            lambda text: text.replace("_", "-").replace(" ", ""),
            str.upper,
            str.lower,
            str.title,
            lambda text: self.inserted(text, "\u200b"),
            lambda text: self.inserted(text, "\U0001f4a5"),
            lambda text: self.inserted(text, "\n> "),
            lambda text: self.inserted(text, "<wbr>"),
            lambda text: self.inserted(text, "["),
            self.linked,
            lambda text: f"code: {text}",
            lambda text: f"{text}Exception",
        ]
        return self.rng.choice(manglers)(text)

    def inserted(self, text: str, piece: str) -> str:
        place = self.rng.randrange(len(text) + 1)
        return text[:place] + piece + text[place:]

    def linked(self, text: str) -> str:
        place = self.rng.randrange(len(text) + 1)
        if self.rng.random() < 0.5:
            return f"{text[:place]}[{text[place:]}](https://example.com/{text[:5]})"
        return f'{text[:place]}<a href="https://example.com/{text[:9]}">{text[place:]}</a>'


def test_garbage(pair):
    """Two thousand texts that no one would write, most of them with something to find."""
    garbage = Garbage(pair.source)
    texts = [garbage.text() for _ in range(2000)]

    assert pair.compare(texts) > 1000


HOSTILE = (
    "\\", "&amp;amp;", "[[[[", "<a ", "7", "a_", "a ", "](https://", "]", "<a b", "&#", "%25", "%",
    "\x1b[", "\\u001b[1;", "[1;1;", "401 ", "status 503\n", "a.", "[", "error: [", "\U0001f642",
    "invalid client secret provided ", "Unauthorized ", "code=16 rpc ", "\n>",
    "HTTP/1.1 401 Unauthorized ",
)  # fmt: skip


def test_hostile_texts(pair):
    """One piece over and over: the time grows with the length, and both agree."""
    for piece in HOSTILE:
        text = (piece * (HOSTILE_SIZE // len(piece) + 1))[:HOSTILE_SIZE]
        pair.compare([text, f"invalid_client {text} invalid_client"])
