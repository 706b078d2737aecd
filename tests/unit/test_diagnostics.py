"""Faults as data: collected once, sorted, counted, and shown in three formats."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdex.diagnostics import (
    BuildFailedError,
    Diagnostic,
    Diagnostics,
    Position,
    explain_rule,
    format_report,
    nearest,
    suggestion,
    summary,
)
from errdex.rules import RULES

PAGE = "content/errors/http/401.md"


def fault(line: int = 1, column: int = 1, length: int = 1, **more: str) -> Diagnostic:
    texts = {"code": "ED0203", "what": "wrong", **more}
    return Diagnostic(Position(PAGE, line, column, length), **texts)  # type: ignore[arg-type]


def text_of(found: Diagnostic, source: str | None) -> list[str]:
    return format_report([found], "text", lambda path, line: source).split("\n")


# --- the collector


def test_faults_are_sorted_by_path_line_and_column():
    """The order of reporting does not show: reports can be compared between builds."""
    found = Diagnostics()
    for path, line, column in (("b", 1, 1), ("a", 10, 1), ("a", 9, 2), ("a", 9, 1)):
        found.report("ED0104", Position(path, line, column), "unknown")

    places = [(f.position.path, f.position.line, f.position.column) for f in found.sorted()]

    assert places == [("a", 9, 1), ("a", 9, 2), ("a", 10, 1), ("b", 1, 1)]


def test_the_same_fault_is_kept_once():
    """Two stages that find one fault report it once; another text is another fault."""
    found = Diagnostics()
    for what in ("one", "one", "two"):
        found.report("ED0104", Position(PAGE, 3), what)

    assert [f.what for f in found.sorted()] == ["one", "two"]


def test_a_fault_has_the_level_of_its_rule():
    """A warning rule warns, an error rule stops."""
    found = Diagnostics()
    found.report("ED0214", Position(PAGE), "unused")
    found.report("ED0203", Position(PAGE), "unknown")

    assert (found.count("warning"), found.count("error")) == (1, 1)


def test_a_site_sets_levels_of_single_rules():
    """`rules` in site.yml makes a rule stricter, milder, or silent."""
    found = Diagnostics(levels={"ED0203": "warning", "ED0214": "error", "ED0604": "off"})
    for code in ("ED0203", "ED0214", "ED0604"):
        found.report(code, Position(PAGE), "x")

    assert [(f.code, f.level) for f in found.sorted()] == [
        ("ED0203", "warning"),
        ("ED0214", "error"),
    ]


def test_a_fault_from_the_cache_gets_the_level_of_today():
    """Levels are applied when a fault is added, not when it was found."""
    found = Diagnostics(levels={"ED0315": "off"})
    found.add(fault(code="ED0315"))

    assert found.sorted() == []


def test_strict_makes_warnings_fatal_and_leaves_silence():
    """`--strict` raises warnings only; a rule that is off stays off."""
    found = Diagnostics(levels={"ED0604": "off", "ED0203": "warning"}, strict=True)
    for code in ("ED0214", "ED0604", "ED0203"):
        found.report(code, Position(PAGE), "x")

    assert [(f.code, f.level) for f in found.sorted()] == [
        ("ED0203", "error"),
        ("ED0214", "error"),
    ]


def test_only_errors_end_a_stage():
    """Warnings let the build go on."""
    found = Diagnostics()
    found.report("ED0214", Position(PAGE), "x")
    found.stop_on_errors()
    found.report("ED0203", Position(PAGE), "x")

    with pytest.raises(BuildFailedError):
        found.stop_on_errors()


def test_an_unknown_code_is_a_fault_in_errdex():
    """A slip in a code shows at once instead of printing an unexplained fault."""
    found = Diagnostics()

    with pytest.raises(KeyError):
        found.report("ED9999", Position(PAGE), "x")


# --- what was meant


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("azure/aadsts700222", "azure/aadsts7000222"),
        ("Azure_AADSTS-7000222", "azure/aadsts7000222"),
        ("oauth/invalid-client", "oauth/invalid_client"),
        ("sumary", "summary"),
        ("completely different", None),
        ("", None),
        ("x", None),
    ],
)
def test_the_nearest_name_is_offered_only_when_clear(wanted, meant):
    """Case and delimiters do not count; without a clear leader nothing is offered."""
    known = ["azure/aadsts7000222", "oauth/invalid_client", "oauth/invalid_grant", "summary"]

    assert nearest(wanted, known) == meant


def test_two_names_as_near_as_each_other_give_no_suggestion():
    """A guess between equals would send half of the authors astray."""
    assert nearest("http/40", ["http/401", "http/402"]) is None


def test_names_that_differ_by_case_only_win_over_near_ones():
    """The same letters are surer than a similar word."""
    assert nearest("HTTP-401", ["http/402", "http/401", "http/4011"]) == "http/401"


def test_a_suggestion_is_a_sentence_or_the_fallback():
    """The help line names the nearest, or says what is offered instead."""
    assert suggestion("titel", ["title", "summary"], "see the list") == 'did you mean "title"?'
    assert suggestion("zzz", ["title", "summary"], "see the list") == "see the list"


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=8))
def test_a_suggestion_is_always_a_known_name(wanted, known):
    """Whatever is typed, nothing that does not exist is suggested."""
    assert nearest(wanted, known) in (None, *known)


# --- text


def test_a_fault_in_text_has_place_excerpt_label_and_help():
    """The first line is clickable; the caret stands under the whole value."""
    source = "related: [azure/aadsts700222, oauth/invalid_client]"
    found = Diagnostic(
        Position("content/a.md", 9, 11, 18),
        "ED0203",
        'there is no error "azure/aadsts700222"',
        "not in content/errors/",
        'did you mean "azure/aadsts7000222"?',
    )

    assert text_of(found, source) == [
        'content/a.md:9:11: error[ED0203]: there is no error "azure/aadsts700222"',
        "   |",
        " 9 | related: [azure/aadsts700222, oauth/invalid_client]",
        "   |           ^^^^^^^^^^^^^^^^^^ not in content/errors/",
        '   = help: did you mean "azure/aadsts7000222"?',
    ]


def test_the_gutter_is_as_wide_as_the_line_number():
    """Excerpts of line 7 and line 1200 are both aligned."""
    lines = text_of(fault(1200, 3), "a: b")

    assert lines[1:] == ["      |", " 1200 | a: b", "      |   ^"]


def test_columns_count_characters_before_the_caret():
    """Letters outside ASCII take one column each."""
    lines = text_of(fault(1, 8, 3), "título: né")

    assert lines[3] == "   |        ^^^"


def test_tabs_before_the_caret_are_repeated_below():
    """However wide a terminal draws a tab, the caret stands under its column."""
    lines = text_of(fault(1, 4, 2), "\t\ta: b")

    assert lines[3] == "   | \t\t ^^"


def test_a_long_line_is_cut_around_its_column():
    """The excerpt shows the value and not the first hundred characters of the line."""
    source = "x" * 1000 + "HERE" + "y" * 1000
    lines = text_of(fault(1, 1001, 4), source)
    start = lines[3].index("^")

    assert len(lines[2]) < 200
    assert lines[2][start : start + 4] == "HERE"
    assert lines[3].count("^") == 4


def test_a_caret_never_runs_past_its_line():
    """A value that goes on below is marked to the end of its first line."""
    lines = text_of(fault(1, 4, 500), "a: |-")

    assert lines[3] == "   |    ^^"


def test_a_label_without_an_excerpt_becomes_a_note():
    """Nothing is lost when the file cannot be shown."""
    lines = text_of(fault(label="one expected", help="add one"), None)

    assert lines[1:] == ["   = note: one expected", "   = help: add one"]


def test_repeats_of_one_rule_are_capped_in_text_only():
    """A hundred faults of one kind do not bury the others; tools still get all."""
    found = [fault(line) for line in range(1, 26)] + [fault(30, code="ED0104")]
    text = format_report(found, "text", lambda path, line: None)

    assert text.count("[ED0203]") == 20
    assert text.endswith("... and 5 more of ED0203")
    assert "[ED0104]" in text
    assert len(json.loads(format_report(found, "json", lambda path, line: None))) == 26


# --- json and github


def test_json_has_every_part_of_a_fault():
    """Tools read the same facts as people, and the rule's name."""
    found = fault(9, 11, 18, label="here", help="do this")
    report = json.loads(format_report([found], "json", lambda path, line: "not shown"))

    assert report == [
        {
            "path": PAGE,
            "line": 9,
            "column": 11,
            "length": 18,
            "level": "error",
            "code": "ED0203",
            "rule": "unknown-error",
            "what": "wrong",
            "label": "here",
            "help": "do this",
        }
    ]
    assert json.loads(format_report([], "json", lambda path, line: None)) == []


def test_github_gets_one_command_a_fault():
    """The annotation stands at the place, with code, label and help."""
    found = [fault(9, 11, 18, label="here", help="do this"), fault(10, level="warning")]
    lines = format_report(found, "github", lambda path, line: None).split("\n")

    assert lines == [
        f"::error file={PAGE},line=9,col=11,endColumn=29,title=ED0203::wrong. here. do this",
        f"::warning file={PAGE},line=10,col=1,endColumn=2,title=ED0203::wrong",
    ]


def test_github_commands_cannot_be_broken_out_of():
    """Content from strangers stays within its own annotation."""
    found = Diagnostic(Position("a,b:c%.md", 1, 1, 1), "ED0104", "100%\r\n::error::mine")
    text = format_report([found], "github", lambda path, line: None)

    assert "\n" not in text
    assert text == (
        "::error file=a%2Cb%3Ac%25.md,line=1,col=1,endColumn=2,title=ED0104::100%25%0D%0A"
        "::error::mine"
    )


# --- summary and explanation


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        ([], ""),
        (["error"], "1 error in 1 file"),
        (["warning", "warning"], "2 warnings in 1 file"),
        (["error", "error", "warning"], "2 errors, 1 warning in 1 file"),
    ],
)
def test_the_summary_counts_levels(levels, text):
    """Numbers and their words agree."""
    found = [fault(line, level=level) for line, level in enumerate(levels, 1)]

    assert summary(found) == text


def test_the_summary_counts_files_once():
    """Three faults in two files are in two files."""
    found = [Diagnostic(Position(name, line), "ED0104", "x") for name, line in (("a", 1), ("b", 2))]

    assert summary([*found, *found]) == "4 errors in 2 files"


@pytest.mark.parametrize("code", RULES)
def test_a_rule_explains_itself(code):
    """Code, name, level, why, and what to do."""
    rule = RULES[code]

    assert explain_rule(rule).split("\n\n") == [
        f"{code} {rule.name} ({rule.level})",
        rule.why,
        f"To mend it: {rule.remedy}",
    ]
