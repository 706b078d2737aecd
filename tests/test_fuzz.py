"""Hostile files: whatever stands in one, it gives faults or a safe page, and soon.

Content arrives through pull requests from strangers. The pytest timeout is what "soon" means
here, with room for a busy machine: alone, the slowest of these files takes a few seconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from errdex.diagnostics import Diagnostic, format_report
from errdex.loader import MAX_BYTES, ContentFile, Loaded, parse_file
from errdex.model import Body, CompareGuide, ErrorEntry, Inline, Playbook
from errdex.urls import Urls

pytestmark = pytest.mark.timeout(120)

URLS = Urls("https://errors.example/docs/")
ERROR = ("errors", "http", "401.md")
PLAYBOOK = ("playbooks", "access.md")
GUIDE = ("compare", "access.md")

KEYS = """\
code: 401
title: Unauthorized
provider: http
category: authentication
summary: The server answers 401.
last_reviewed: 2026-11-01
related: [http/403]
sources: [{title: HTTP, url: "https://www.rfc-editor.org/rfc/rfc9110.html"}]
"""

# The same files on every run: what fails in one place fails in all.
fuzz = settings(max_examples=150, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of this module are written, one over the other."""
    return tmp_path_factory.mktemp("fuzz")


def read(folder: Path, data: str | bytes, parts: tuple[str, ...] = ERROR) -> Loaded:
    """One file of these bytes, cut to the size that is read, as the loader takes it."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    path = folder / parts[-1]
    path.write_bytes(raw[:MAX_BYTES])
    return parse_file(ContentFile(parts, path, "/".join(("content", *parts)), ""), URLS)


def with_body(body: str) -> str:
    """An error page with this body."""
    return f"---\n{KEYS}---\n\n{body}"


def with_keys(keys: str) -> str:
    """An error page with these lines after its own keys."""
    return f"---\n{KEYS}{keys}\n---\n\nText.\n"


# --- what may never come out


ELEMENTS = frozenset("script style iframe object embed svg math img form base meta link".split())
RUNNING = frozenset("srcdoc formaction xlink:href".split())


class Danger(HTMLParser):
    """Collects whatever could run a script."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ELEMENTS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = "".join(char for char in value or "" if char > " ").lower()
            is_link = name in ("href", "src", "action")
            if name in RUNNING or name.startswith("on") or (is_link and not is_harmless(address)):
                self.found.append(f"{tag} {name}={value!r}")


def is_harmless(address: str) -> bool:
    """Whether an address is https or stays on the site."""
    return address.startswith("https://") or not (":" in address or address.startswith("//"))


def html_of(loaded: Loaded) -> Iterator[str]:
    """Every piece of HTML that was made from a file."""
    if not loaded.document:
        return
    yield from html_of_body(loaded.document.body)
    entry = loaded.document.entry
    if isinstance(entry, Playbook):
        inlines: list[Inline] = [entry.use_when, entry.do_not_use_when, *entry.capture]
        for step in entry.steps:
            inlines += [step.check, step.expected, step.if_not]
        yield from (inline.html for inline in inlines)
    elif isinstance(entry, CompareGuide):
        yield from (value.html for row in entry.facts for value in row.values)


def html_of_body(body: Body) -> Iterator[str]:
    """The HTML of a body and of all that is read from it as data."""
    yield body.intro_html
    for section in body.sections:
        yield section.html
        for item in section.items:
            yield from (item.lead_html, item.html, item.sign_html)
        yield from (question.html for question in section.questions)


def assert_safe(loaded: Loaded) -> None:
    """No HTML of the file could run a script."""
    for html in html_of(loaded):
        assert "<script" not in html.lower()
        assert Danger(html).found == []


def assert_faults_are_places(loaded: Loaded, text: str) -> None:
    """Every fault lies on a line of the file and not behind its end."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for fault in loaded.faults:
        at = fault.position

        assert 1 <= at.line <= len(lines), fault
        assert 1 <= at.column <= len(lines[at.line - 1]) + 1, fault


def keys_faults(loaded: Loaded) -> list[Diagnostic]:
    """The faults of front matter; those of the short body are left out."""
    return [fault for fault in loaded.faults if not fault.code.startswith("ED03")]


# --- what is fed

HOSTILE_MARKDOWN = (
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\x01script:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](\\\\evil.example/)",
    "[x](../../../../etc/passwd)",
    '[x](https://ok.example/ "onclick=alert(1)")',
    '[x](https://ok.example/"onmouseover="alert(1))',
    '[x](403.md#"onmouseover="alert(1))',
    "<javascript:alert(1)>",
    "<https://ok.example/'onclick='x>",
    "[y]\n\n[y]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](x.png)',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<!-- <script> -->",
    "<![CDATA[<script>]]>",
    "<?php echo 1 ?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    '## <script>alert(1)</script> "onclick="x',
    '### "><img src=x onerror=alert(1)>',
    "# one",
    "Setext <script>\n===",
    ':::note "><script>alert(1)</script>',
    ':::note\n" onclick="x\n:::',
    ':::script" onload="x\n:::',
    "::::tabs\n:::tab <img src=x onerror=alert(1)>\nx\n:::\n::::",
    ':::tab"onclick="x y\nx\n:::',
    ":::",
    '```json title="<script>" onload="x"\n{}\n```',
    '```"><script>\nx\n```',
    "```html\n<script>alert(1)</script>\n```",
    "```json fields\n[1, {]\n```",
    "~~~bash\necho",
    "```",
    "> ```json\n> {\n>   x\n> }\n> ```",
    "1. ```json\n   {\n     x\n   ```",
    "| <script> | b |\n|---|---|\n| [x](javascript:1) | `a|b` |",
    "## Common causes\n\n1. **[x](javascript:alert(1))** <b>\n\n   How to recognize it: <script>",
    "## How to fix\n\n- **a**",
    "## Questions\n\n### <script>?\n\n<script>",
    "> " * 30 + "deep",
    "- " * 30 + "deep",
    "*" * 200 + "a" + "_" * 200,
    "[" * 200,
    "](" * 100,
    "\x00",
    "\u2028",
    "\u202e",
    "\x0b\x0c\x1c\x85",
    "\r",
    "\t",
    "    indented",
    "---",
)
FRAGMENTS = st.one_of(st.sampled_from(HOSTILE_MARKDOWN), st.text(max_size=20))
GLUE = st.sampled_from(("", " ", "\n", "\n\n", "\n\n   ", "\n> ", "\n- ", "\n1. "))
MARKDOWN = st.lists(st.tuples(FRAGMENTS, GLUE), max_size=12).map(
    lambda parts: "".join(text + glue for text, glue in parts)
)

YAML_PIECES = (
    *("title: ", "code: ", "related: ", "aliases: ", "fields: ", "example: ", "sources: "),
    *("- ", "  ", "\n", "\n  ", "\n  - ", "\t", "? ", ": ", ":", ", ", "# ", "---", "...", "%YAML"),
    *("{", "}", "[", "]", "|", ">-", "|2", '"', "'", "\\", "\\x00", "&a ", "*a", "!!python/x", "!"),
    *("<<: *a", "null", "~", "0o17", "1e999", "-", "2026-11-01", "http/401", "NaN"),
    *("\x00", "\x08", "\x1b", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "𝄞", "é"),
)
YAML = st.lists(st.one_of(st.sampled_from(YAML_PIECES), st.text(max_size=8)), max_size=25).map(
    "".join
)


@fuzz
@given(data=st.binary(max_size=400))
@example(data=b"")
@example(data=b"\xff\xfe-\x00-\x00")
@example(data=b"\xef\xbb\xbf---\n---\n")
@example(data=b"---\n\xed\xa0\x80\n---\n")
@example(data=b"---\r---\r")
def test_any_bytes_are_read(folder: Path, data: bytes) -> None:
    """No bytes raise: a file is a document or has faults that say why not."""
    loaded = read(folder, data)

    assert loaded.document or loaded.faults


@fuzz
@given(keys=YAML)
def test_any_front_matter_is_read(folder: Path, keys: str) -> None:
    """No YAML raises, whether it is the whole front matter or stands among good keys."""
    for text in (f"---\n{keys}\n---\n\nText.\n", with_keys(keys)):
        loaded = read(folder, text)

        assert loaded.document or loaded.faults
        assert_safe(loaded)


@fuzz
@given(keys=YAML)
@example(keys="summary: one\u2028two\nhttp_staus: 401")
@example(keys="since: \x08")
def test_faults_of_front_matter_lie_in_the_file(folder: Path, keys: str) -> None:
    """Lines and columns are those of the file as editors count them, by line feeds."""
    text = with_keys(keys)

    assert_faults_are_places(read(folder, text), text)


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85"])
def test_only_line_feeds_end_lines(folder: Path, char: str) -> None:
    """A separator pasted from a web page does not shift the places of the faults after it."""
    text = with_keys(f'since: "one{char}two"\nhttp_staus: 401')
    line = text[: text.index("since")].count("\n") + 1
    found = {fault.position.line for fault in keys_faults(read(folder, text))}

    assert found
    assert found <= {line, line + 1}


@pytest.mark.parametrize("char", ["\x00", "\x08", "\x7f", "\ufffe"])
def test_a_control_character_has_a_place(folder: Path, char: str) -> None:
    """A character that YAML refuses is shown where it stands, not on the first line."""
    text = with_keys(f"since: one{char}two")
    line = text[: text.index(char)].count("\n") + 1
    places = {
        (fault.position.line, fault.position.column) for fault in keys_faults(read(folder, text))
    }

    assert places == {(line, len("since: one") + 1)}


@fuzz
@given(body=MARKDOWN)
def test_any_body_is_read_and_safe(folder: Path, body: str) -> None:
    """No Markdown raises, and none comes out as a script, a bad link or an event handler."""
    loaded = read(folder, with_body(body))

    assert loaded.document
    assert_safe(loaded)


@pytest.mark.parametrize("body", HOSTILE_MARKDOWN)
def test_hostile_markdown_comes_out_safe(folder: Path, body: str) -> None:
    """Each way to smuggle a script in, alone, in a heading and in a list item."""
    for text in (
        body,
        f"## Notes\n\nText {body}",
        f"## How to fix\n\n1. **A** {body}",
        f"# {body}",
    ):
        loaded = read(folder, with_body(text))

        assert loaded.document
        assert_safe(loaded)


@fuzz
@given(body=MARKDOWN)
def test_faults_of_a_body_lie_in_the_file(folder: Path, body: str) -> None:
    """A fault of the body is placed on a line of the file, within it."""
    text = with_body(body)

    assert_faults_are_places(read(folder, text), text)


@fuzz
@given(line=FRAGMENTS)
def test_inline_markdown_of_front_matter_is_safe(folder: Path, line: str) -> None:
    """Markdown in the steps of a playbook and the facts of a guide is held to the same rules."""
    value = "'" + line.replace("'", "''").replace("\n", " ") + "'"
    head = f"---\ntitle: A\nsummary: {value}\nlast_reviewed: 2026-11-01\nerrors: [http/401]\n"
    steps = f"steps: [{{check: {value}, expected: {value}, if_not: {value}}}]\n"
    uses = f"category: access\nuse_when: {value}\ndo_not_use_when: {value}\n"
    rows = f"decisions: []\nfacts: [{{name: A, values: [{value}]}}]\n"

    assert_safe(read(folder, f"{head}{uses}{steps}---\n", PLAYBOOK))
    assert_safe(read(folder, f"{head}{rows}---\n", GUIDE))


@fuzz
@given(value=st.text(max_size=30))
@example(value="a\n::error::b")
@example(value="\x1b[2J")
def test_a_message_is_one_line_of_text(folder: Path, value: str) -> None:
    """What a message quotes cannot end its line or steer the terminal it is shown on."""
    quoted = "".join(f"\\U{ord(char):08x}" for char in value)
    for key in ("retry", "http_status", "last_reviewed", "related", "aliases", quoted):
        for fault in read(folder, with_keys(f'"{key}": ["{quoted}"]')).faults:
            text = fault.what + fault.label + fault.help

            assert not [char for char in text if unicodedata.category(char) in ("Cc", "Zl", "Zp")]


@fuzz
@given(body=MARKDOWN, keys=YAML)
def test_any_faults_can_be_shown(folder: Path, body: str, keys: str) -> None:
    """Every style shows the faults of any file, with or without the line they stand on."""
    faults = list(read(folder, with_keys(keys) + body).faults)
    for line in (None, "", "x" * 500, "\t\u202e" * 9):

        def read_line(_path: str, _line: int, line: str | None = line) -> str | None:
            return line

        assert format_report(faults, "text", read_line).count("error[") >= bool(faults)
        assert format_report(faults, "json", read_line).startswith("[")
        assert format_report(faults, "github", read_line).count("\n") == max(0, len(faults) - 1)


def test_aligned_columns_need_no_inline_style(folder: Path) -> None:
    """The site's policy (`style-src 'self'`) would drop a style attribute."""
    loaded = read(folder, with_body("| a | b |\n|:-:|--:|\n| 1 | 2 |\n"))

    assert [html for html in html_of(loaded) if "style=" in html] == []


# --- files made to exhaust a machine


def filled(unit: str) -> str:
    """A text of one thing over and over, as large as a file may be."""
    return unit * (MAX_BYTES // len(unit.encode()))


HUGE_BODIES = {
    "quotes": "> ",
    "nested lists": "- ",
    "opening brackets": "[",
    "opening images": "![",
    "closing brackets": "](",
    "empty links": "[]()",
    "half links": "[a](",
    "reference links": "[a][",
    "definitions": "[a]: b\n",
    "emphasis": "*a_ ",
    "strong": "**a",
    "strikethrough": "~~a",
    "tags": "<a ",
    "comments": "<!--",
    "declarations": "<!",
    "backticks": "`",
    "spans": "`a``b",
    "entities": "&amp;",
    "backslashes": "\\",
    "bars": "|a",
    "tables": "a|b\n-|-\n\n",
    "list items": "- a\n",
    "equal headings": "### a\n",
    "setext headings": "a\n===\n",
    "unclosed fences": ">```\n",
    "empty fences": "```\n",
    "unclosed directives": ":::note\n",
    "nested tabs": "::::tabs\n:::tab a\n",
    "links that are written another way": "[a](%41)\n",
    "links": "[a](403.md)\n",
    "raw HTML": "<br>\n",
    "images": "![a](b)\n",
    "hard breaks": "a  \n",
    "tabs": "\t",
    "NUL": "\x00",
    "blank lines": "\n",
}


@pytest.mark.parametrize("unit", HUGE_BODIES.values(), ids=HUGE_BODIES)
def test_a_huge_body_is_read_soon(folder: Path, unit: str) -> None:
    """The largest file of one construct is read within the timeout, and comes out safe."""
    loaded = read(folder, with_body(filled(unit)))

    assert loaded.document
    assert_safe(loaded)


HUGE_FENCES = {
    "json brackets": ("json", "["),
    "json braces": ("json", '{"a":'),
    "a json number": ("json", "1"),
    "a json string": ("json", '"\\'),
    "javascript quotes": ("js", '"\\'),
    "python indentation": ("python", "\t \n"),
    "html comments": ("html", "<!--"),
    "bash substitutions": ("bash", "$("),
    "yaml flow": ("yaml", "[{"),
    "http": ("http", "a: b\n"),
}


@pytest.mark.parametrize(("language", "unit"), HUGE_FENCES.values(), ids=HUGE_FENCES)
def test_a_huge_code_block_is_read_soon(folder: Path, language: str, unit: str) -> None:
    """A code block made to hang its highlighter, or JSON too deep to read, is refused or shown."""
    body = f"```{language}\n{unit * (MAX_BYTES // len(unit) // 2)}\n```\n"
    loaded = read(folder, with_body(body))

    assert loaded.document
    assert_safe(loaded)


HUGE_KEYS = {
    "deep flow lists": "since: " + "[" * 100_000,
    "deep flow mappings": "since: " + "{a: " * 50_000,
    "deep block mappings": "since:\n" + "".join(" " * n + "a:\n" for n in range(1, 600)),
    "deep block lists": "since:\n " + "- " * 100_000,
    "complex keys": "? " * 100_000,
    "an alias bomb": "a: &a [x, x]\n"
    + "".join(f"{chr(n + 1)}: &{chr(n + 1)} [*{chr(n)}, *{chr(n)}]\n" for n in range(97, 121)),
    "a huge scalar": "since: " + "9" * 240_000,
    "a huge number": "number: " + "9" * 240_000,
    "a huge block scalar": "since: |\n" + "  a\n" * 60_000,
    "a huge quoted scalar": 'since: "' + "\\\n" * 120_000 + '"',
    "an unclosed quote": 'since: "' + "a\n" * 120_000,
    "an unclosed list": "since: [" + "a,\n" * 80_000,
    "equal keys": "since: 1\n" * 25_000,
    "unknown keys": "".join(f"k{n}: 1\n" for n in range(24_000)),
    "misspelt keys": "".join(f"http_statu{n}: 1\n" for n in range(12_000)),
    "many aliases": f"aliases: [{','.join(f'a{n}' for n in range(35_000))}]",
    "many equal aliases": f"aliases: [{','.join(['a'] * 120_000)}]",
    "many messages": f"messages: [{','.join(f'm{n}' for n in range(35_000))}]",
    "many related": f"related: [{','.join(f'h/{n}' for n in range(28_000))}]",
    "many members": "fields: ["
    + "{name: a, type: b, required: true, description: c}," * 4_500
    + "]",
    "a deep json text": "example: '" + "[" * 100_000 + "'",
    "a long json number": "example: " + "1" * 5_000,
    "a long json number in text": "example: '[" + "1" * 5_000 + "]'",
    "tabs": "\t" * 100_000,
    "comments": "#\n" * 100_000,
    "documents": "---\n" * 50_000,
    "control characters": "since: " + "\x08" * 100_000,
    "NUL": "since: " + "\x00" * 100_000,
}


@pytest.mark.parametrize("keys", HUGE_KEYS.values(), ids=HUGE_KEYS)
def test_hostile_yaml_is_read_soon(folder: Path, keys: str) -> None:
    """Front matter made to exhaust memory, stack or time gives faults within the timeout."""
    loaded = read(folder, with_keys(keys))

    assert loaded.document or loaded.faults


def test_half_a_character_never_reaches_the_pages(folder: Path) -> None:
    """JSON can escape a lone surrogate, which no UTF-8 file can hold."""
    loaded = read(folder, with_keys(r"""example: '{"error": "\ud800"}'"""))

    entry = loaded.document.entry if loaded.document else None

    assert isinstance(entry, ErrorEntry)
    assert not entry.example or entry.example.text.isascii()
