"""Front matter: split off, read as text with places, and refused where it could mislead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdex.diagnostics import Diagnostics
from errdex.frontmatter import MAX_DEPTH, Mapping, Scalar, Sequence, SplitFile, parse, split

PATH = "content/errors/http/401.md"


def read(text: str) -> tuple[Mapping | None, list[tuple[str, int, int]]]:
    """The root mapping, and (code, line, column) of every fault."""
    found = Diagnostics()
    node = parse(text, PATH, found)
    return node, [(f.code, f.position.line, f.position.column) for f in found.sorted()]


def good(text: str) -> Mapping:
    node, faults = read(text)
    assert faults == []
    assert node is not None
    return node


def scalar(node: object) -> Scalar:
    assert isinstance(node, Scalar)
    return node


def cut(text: str) -> tuple[SplitFile | None, list[str]]:
    found = Diagnostics()
    return split(text, PATH, found), [f.what for f in found.sorted()]


# --- splitting


def test_a_file_is_front_matter_and_body():
    """The body begins below the second line of dashes, and says on which line."""
    parts, faults = cut("---\ncode: 401\n---\n\n## What it means\n")

    assert faults == []
    assert parts == SplitFile("\ncode: 401\n", "\n## What it means\n", 4)


def test_lines_of_front_matter_keep_their_numbers():
    """YAML places are places in the file: line 1 holds the dashes."""
    parts, _ = cut("---\na: 1\nb: 2\n---\n")
    node = good(parts.front_matter) if parts else None

    assert node is not None
    assert [key.at.line for key, _ in node.pairs] == [2, 3]


def test_carriage_returns_do_not_hide_front_matter():
    """A file saved on Windows splits at the same lines."""
    parts, faults = cut("---\r\ncode: 401\r\n---\r\nbody\r\n")

    assert faults == []
    assert parts is not None
    assert parts.body_line == 4
    assert scalar(good(parts.front_matter).get("code")).value == "401"


def test_blanks_after_the_dashes_do_not_count():
    """Nobody sees them in an editor."""
    assert cut("---  \na: 1\n---\t\nbody")[1] == []


def test_only_dashes_at_the_line_start_close_front_matter():
    """A text block may hold dashes, and a body may have a rule."""
    parts, _ = cut("---\na: |\n  ---\n  x\n---\none\n\n---\n\ntwo\n")

    assert parts is not None
    assert scalar(good(parts.front_matter).get("a")).value == "---\nx\n"
    assert parts.body == "one\n\n---\n\ntwo\n"


@pytest.mark.parametrize("text", ["", "code: 401\n", "\n---\na: 1\n---\n", "----\na: 1\n----\n"])
def test_a_file_must_open_with_dashes(text):
    """Anything before the dashes would be neither key nor text."""
    assert cut(text) == (None, ["the file does not begin with front matter"])


def test_front_matter_must_be_closed():
    """Otherwise the whole body would be read as YAML."""
    assert cut("---\ncode: 401\n\n## What it means\n") == (
        None,
        ["the front matter is never closed"],
    )


# --- scalars stay text


@pytest.mark.parametrize(
    "value",
    [
        *("01000", "0x1F", "1_000", "12:30", "12:30:45", "1e3", ".inf", "-0", "0o17"),
        *("no", "off", "y", "true", "null", "~", "2026-01-31", "=", "<<", "401"),
    ],
)
def test_scalars_stay_text(value):
    """YAML's guesses turn `01000` into 512, `no` into False and `12:30` into 750."""
    node = good(f"code: {value}")

    assert scalar(node.get("code")).value == value
    assert scalar(node.get("code")).plain


def test_keys_stay_text():
    """A key is not guessed at either."""
    assert [key.value for key, _ in good("no: 1\n01: 2\nnull: 3").pairs] == ["no", "01", "null"]


def test_quotes_are_remembered():
    """`"401"` and `401` have one value; only JSON examples tell them apart."""
    node = good("a: \"1\"\nb: '1'\nc: 1\nd: |\n  1\n")

    assert [scalar(value).plain for _, value in node.pairs] == [False, False, True, False]


def test_an_absent_value_is_empty_text():
    """The schema decides what a key without a value means."""
    assert scalar(good("a:\nb: 1").get("a")).value == ""


def test_an_absent_key_is_none():
    """Absent and empty are two things."""
    assert good("a: 1").get("b") is None


# --- places


def test_every_node_has_its_place():
    """Line, column and length of keys, values, items and nested keys."""
    node = good('title: Unauthorized\nrelated: [a, "b c"]\nsources:\n  - {url: x}\n')
    related, sources = node.get("related"), node.get("sources")
    assert isinstance(related, Sequence)
    assert isinstance(sources, Sequence)
    source = sources.items[0]
    assert isinstance(source, Mapping)
    nodes = [node.get("title"), *related.items, source, *source.pairs[0]]

    places = [(n.at.line, n.at.column, n.at.length) for n in nodes if n]

    assert places == [(1, 8, 12), (2, 11, 1), (2, 14, 5), (4, 5, 1), (4, 6, 3), (4, 11, 1)]
    assert node.pairs[0][0].at.path == PATH


def test_columns_count_characters():
    """Accents and emoji before a value are one column each, as in an editor."""
    node = good("{título: né, 😀😀: 日本, z: x}")

    assert [(key.at.column, value.at.column) for key, value in node.pairs] == [
        (2, 10),
        (14, 18),
        (22, 25),
    ]


def test_a_value_over_several_lines_is_marked_at_its_start():
    """A folded text begins where its indicator stands."""
    at = scalar(good("a: 1\nsummary: >-\n  one\n  two\n").get("summary")).at

    assert (at.line, at.column) == (2, 10)


# --- what is refused


def test_a_key_that_stands_twice_is_reported_and_the_first_kept():
    """YAML readers keep the last in silence."""
    found = Diagnostics()
    node = parse("code: 401\ntitle: x\ncode: 403\n", PATH, found)

    assert node is not None
    assert scalar(node.get("code")).value == "401"
    assert [(f.code, f.position.line, f.label) for f in found.sorted()] == [
        ("ED0103", 3, "first on line 1")
    ]


def test_a_nested_key_that_stands_twice_is_reported():
    """At every depth, in block and in flow style."""
    _, faults = read("a:\n  b: 1\n  b: 2\nc: {d: 1, d: 2}\n")

    assert faults == [("ED0103", 3, 3), ("ED0103", 4, 11)]


def test_keys_that_differ_by_case_are_two_keys():
    """The schema knows only one of them."""
    assert len(good("code: 1\nCode: 2").pairs) == 2


def test_the_same_key_in_two_items_is_fine():
    """Each item is its own mapping."""
    assert read("a:\n  - {b: 1}\n  - {b: 1}\n")[1] == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: &x 1\n", 1, 4),
        ("a: 1\nb: &x [1]\n", 2, 4),
        ("a: &x {b: 1}\n", 1, 4),
        ("a: *x\n", 1, 4),
        ("<<: *x\n", 1, 5),
        ("a: !!python/object/apply:os.system [ls]\n", 1, 4),
        ("a: !!str 1\n", 1, 4),
        ("a: !mine {b: 1}\n", 1, 4),
    ],
)
def test_anchors_aliases_and_tags_are_refused(text, line, column):
    """They hide what a file says; none of the file is read."""
    node, faults = read(text)

    assert node is None
    assert faults == [("ED0113", line, column)]


def test_a_second_document_is_refused():
    """Keys below a line of dots would be dropped in silence."""
    node, faults = read("a: 1\n...\n---\nb: 2\n")

    assert node is None
    assert [code for code, _, _ in faults] == ["ED0113"]


def test_an_alias_bomb_costs_nothing():
    """The first anchor ends the reading."""
    rows = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30)]

    assert read("l0: &l0 x\n" + "\n".join(rows))[1] == [("ED0113", 1, 5)]


def test_nesting_ends_at_a_limit():
    """The deepest allowed level is read, the next one refused."""
    assert read("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))[1] == []
    assert read("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH)[1] == [("ED0113", 1, 3 + MAX_DEPTH)]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_hostile_nesting_does_not_exhaust_the_stack(opening):
    """A hundred thousand brackets end in a fault and not in a traceback."""
    node, faults = read("a:\n  " + opening * 100_000)

    assert node is None
    assert len(faults) == 1


@pytest.mark.parametrize("text", ["", "# nothing\n", "just text", "- a\n- b\n", '"a"'])
def test_the_root_must_be_keys(text):
    """Empty front matter, a list and a sentence are no page."""
    node, faults = read(text)

    assert node is None
    assert [code for code, _, _ in faults] == ["ED0106"]


def test_a_key_must_be_text():
    """A list as a key is dropped; its neighbors are read."""
    node, faults = read("[a, b]: 1\nc: 2\n")

    assert node is not None
    assert [key.value for key, _ in node.pairs] == ["c"]
    assert faults == [("ED0106", 1, 1)]


# --- syntax


@pytest.mark.parametrize(
    ("text", "line", "help_"),
    [
        ("title: a: b\n", 1, 'quote the value: it holds ": "'),
        ("a:\n\tb: 2\n", 2, "quote the value, and indent with spaces, not tabs"),
        ("a: @x\n", 1, "quote the value, and indent with spaces, not tabs"),
        ('a: "open\n', 2, "close the quote or bracket"),
        ("a: [1, 2\nb: 3\n", 2, "close the bracket, or quote a value that holds one"),
        ("a: 1\nb\n", 3, "every line needs `key: value`; indent continued text"),
        ('a: "\\q"\n', 1, "use single quotes, or double the backslash"),
        ("a: **bold**\n", 1, "quote a value that starts with `*` or `&`"),
        ("a: 'x' y\n", 1, "check the indentation and the quotes of this line"),
    ],
)
def test_faults_of_syntax_have_a_place_and_a_remedy(text, line, help_):
    """The parser's words are followed by what to do about it."""
    found = Diagnostics()
    node = parse(text, PATH, found)

    assert node is None
    assert [(f.code, f.position.line, f.help) for f in found.sorted()] == [("ED0102", line, help_)]


def test_control_characters_are_a_fault_of_syntax():
    """A character that YAML forbids is reported like any other slip."""
    node, faults = read("a: x\0y\n")

    assert node is None
    assert [code for code, _, _ in faults] == ["ED0102"]


@given(st.text(alphabet="ab:-[]{}\"'&*!|>#%@?, \n\t\0é😀", max_size=60))
def test_any_text_is_read_or_reported(text):
    """There is no input that gives neither keys nor a fault, and none that raises."""
    node, faults = read(text)

    assert node is not None or faults
