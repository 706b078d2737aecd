"""Commands, exit codes, and everything that is printed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest

from errdex import __version__, pipeline
from errdex.cli import main
from errdex.commands import today
from errdex.exits import UsageError
from errdex.model import Kind
from errdex.rules import RULES

FRONT_DOOR = Path(__file__).parents[2] / "build.py"
PAGE = "content/errors/http/401.md"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """One command: exit code, standard output, standard error."""
    capsys.readouterr()
    try:
        code = main(words)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


# --- exit codes


def test_zero_when_all_is_fine(site):
    """Build and check say what they did on standard output."""
    build, check = site.build(), site.check()

    assert (build.code, build.err, check.code, check.err) == (0, "", 0, "")
    assert re.fullmatch(
        r"\d+ pages, 2 errors in public/: \d+ written, 0 unchanged, 0 removed \(\d+\.\d\d s\)\n",
        build.out,
    )
    assert re.fullmatch(r"\d+ pages, 2 errors checked \(\d+\.\d\d s\)\n", check.out)


def test_check_writes_no_site(site):
    """It is for authors and for pull requests."""
    site.check()

    assert not (site.root / "public").exists()


@pytest.mark.parametrize("command", ["build", "check"])
def test_one_when_content_is_wrong(site, command):
    """Faults and their sum go to standard error."""
    site.edit(PAGE, "title: Unauthorized", "titel: Unauthorized")
    outcome = site.run(command, "--no-search")

    assert (outcome.code, outcome.out) == (1, "")
    assert f"{PAGE}:3:1: error[ED0104]: unknown key" in outcome.err
    assert "\n1 error in 1 file." in outcome.err
    assert ("Nothing was written: public/ is as it was." in outcome.err) is (command == "build")


def test_warnings_are_no_failure(site):
    """They are printed and counted; with `--strict` they are errors."""
    site.edit(PAGE, "   How to recognize it: the status line says 401.\n", "")
    mild, strict = site.check(), site.check("--strict")

    assert mild.code == 0
    assert "warning[ED0315]" in mild.err
    assert mild.out.startswith("1 warning in 1 file.\n")
    assert "pages, 2 errors checked" in mild.out
    assert strict.code == 1
    assert "error[ED0315]" in strict.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--content", "nowhere"], "nowhere; name it with --content"),
        (["--templates", "nowhere"], "nowhere; name it with --templates"),
        (["--static", "nowhere"], "nowhere; name it with --static"),
        (["--content", "content/site.yml"], "name it with --content"),
        (["--jobs", "0"], "--jobs takes a number from 1"),
        (["--base-url", "x.example"], "--base-url is not a URL"),
        (["--base-url", "https://x.example/?a=b"], "--base-url is not a URL"),
        (["--out", "."], "holds the files the site is made from"),
        (["--out", ".."], "holds the files the site is made from"),
        (["--out", "content"], "holds the files the site is made from"),
    ],
)
@pytest.mark.parametrize("command", ["build", "check"])
def test_two_when_the_command_cannot_be_used(site, command, words, says):
    """One line says why; nothing is written."""
    before = site.tree(".")
    outcome = site.run(command, "--no-search", *words)

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("errdex: ")
    assert outcome.err.count("\n") == 1
    assert says in outcome.err
    assert site.tree(".") == before


@pytest.mark.parametrize("out", ["content/public", "static/public", "templates/public"])
def test_the_site_is_not_built_into_its_own_sources(site, out):
    """The next build would read what this one wrote."""
    site.copy_templates()

    assert site.build("--out", out).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["build", "frobnicate"],
        ["build", "--frobnicate"],
        ["build", "--jobs", "many"],
        ["build", "--today", "21.11.2026"],
        ["build", "--today", "2026-02-30"],
        ["build", "--format", "xml"],
        ["check", "--why", "/"],
        ["new"],
        ["new", "error"],
        ["new", "poem", "x"],
        ["schema"],
        ["schema", "poem"],
    ],
)
def test_two_for_words_that_are_no_command(capsys, words):
    """With the usage on standard error."""
    code, out, err = run(capsys, *words)

    assert (code, out) == (2, "")
    assert "usage: errdex" in err


def test_an_unknown_command_says_which_there_are(capsys):
    """A slip in the command is not taken for a build."""
    _, _, err = run(capsys, "biuld")

    assert "biuld" in err


def test_seventy_when_errdex_is_at_fault(site, monkeypatch):
    """A traceback, and whose fault it is."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(pipeline, "build", fail)
    outcome = site.build()

    assert (outcome.code, outcome.out) == (70, "")
    assert "ZeroDivisionError: oh" in outcome.err
    assert outcome.err.endswith("This is a fault in errdex, not in your content.\n")


def test_stopping_a_build_is_no_fault(site, monkeypatch):
    """As shells expect of a program that was interrupted."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "build", stop)
    outcome = site.build()

    assert outcome.code == 130
    assert "Traceback" not in outcome.err


def test_missing_settings_are_a_fault_in_content(site):
    """A content folder without site.yml is no site yet."""
    site.remove("content/site.yml")
    outcome = site.check()

    assert outcome.code == 1
    assert "content/site.yml:1:1: error[ED0901]: site.yml is missing" in outcome.err


# --- the front door


def test_build_is_the_default(site):
    """Options alone are a build."""
    folders = ["--templates", str(site.templates), "--static", str(site.static)]
    code, out, _ = run(
        site.capture, "--no-search", "--jobs", "1", "--today", "2026-11-21", *folders
    )

    assert code == 0
    assert "pages, 2 errors in public/" in out


def test_the_front_door_is_the_command(site):
    """`python build.py` has the same commands and hands its exit code on."""

    def door(*words: str) -> tuple[int, str]:
        command = [sys.executable, str(FRONT_DOOR), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=site.root)
        return done.returncode, done.stdout

    assert door("--version") == (0, f"errdex {__version__}\n")
    assert door("schema", "page")[1].startswith("{")
    assert door("check", "--content", "nowhere") == (2, "")


def test_help_names_every_command(capsys):
    """And ends well."""
    code, out, _ = run(capsys, "--help")

    assert code == 0
    assert [word for word in ("build", "serve", "check", "new", "schema", "explain")
            if word not in out] == []  # fmt: skip


def test_the_version(capsys):
    """As the package has it."""
    assert run(capsys, "--version") == (0, f"errdex {__version__}\n", "")


# --- formats


def test_json_is_all_that_is_printed(site):
    """On standard output, whether there are faults or not."""
    good = site.check("--format", "json")
    site.edit(PAGE, "related: [http/403]", "related: [http/4033]")
    bad = site.check("--format", "json")
    (fault,) = json.loads(bad.out)

    assert (good.code, json.loads(good.out), good.err) == (0, [], "")
    assert (bad.code, bad.err) == (1, "")
    assert (fault["path"], fault["line"], fault["column"], fault["code"], fault["help"]) == (
        PAGE,
        8,
        11,
        "ED0203",
        'did you mean "http/403"?',
    )


def test_json_has_warnings_too(site):
    """Also when the command succeeds."""
    site.edit(PAGE, "   How to recognize it: the status line says 401.\n", "")
    outcome = site.build("--format", "json")

    assert outcome.code == 0
    assert [fault["level"] for fault in json.loads(outcome.out)] == ["warning"]


def test_github_gets_annotations(site):
    """One line a fault on standard output, and nothing when there is none."""
    good = site.check("--format", "github")
    site.edit(PAGE, "related: [http/403]", "related: [http/404, http/405]")
    bad = site.check("--format", "github")

    assert (good.code, good.out, good.err) == (0, "", "")
    assert (bad.code, bad.err) == (1, "")
    assert [line.partition(",title=")[0] for line in bad.out.splitlines()] == [
        f"::error file={PAGE},line=8,col=11,endColumn=19",
        f"::error file={PAGE},line=8,col=21,endColumn=29",
    ]


def test_text_shows_the_line_and_the_place(site):
    """As an editor shows it, with letters outside ASCII before the caret."""
    site.edit(PAGE, "title: Unauthorized", "título: Unauthorized")
    outcome = site.check()

    assert " 3 | título: Unauthorized\n   | ^^^^^^\n" in outcome.err


def test_a_line_is_shown_as_the_loader_counts_it(site):
    """Form feeds and Unicode line separators end no line of a file."""
    site.edit(PAGE, "The server answers 401; see", "A\fB\u2028C\x85D\x1cE; see")
    site.edit(PAGE, "403.md#how-to-fix", "404.md")
    lines = site.check().err.split("\n")

    assert lines[0].startswith(f"{PAGE}:15:")
    assert any("[the other one](404.md)" in line for line in lines[1:])


def test_content_cannot_forge_lines_of_a_log(site):
    """A line end in a value does not begin a line that the log's reader obeys."""
    site.edit(PAGE, "category: authentication", 'category: "x\\n::stop-commands::y\\e[31mz"')
    outcome = site.check()

    assert outcome.code == 1
    assert not re.search(r"^::", outcome.err, re.MULTILINE)
    assert "\x1b" not in outcome.err


# --- the day


def test_a_chosen_day_wins(monkeypatch):
    """Over the environment."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")

    assert today(date(2026, 1, 31)) == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("epoch", "day"),
    [
        ("0", date(1970, 1, 1)),
        ("1795305599", date(2026, 11, 21)),
        ("1795305600", date(2026, 11, 22)),
    ],
)
def test_the_environment_sets_the_day(monkeypatch, epoch, day):
    """In UTC, wherever the machine stands."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    assert today(None) == day


@pytest.mark.parametrize("epoch", ["soon", "1e9", "9" * 30, "2026-11-21"])
def test_a_wrong_epoch_is_a_wrong_use(monkeypatch, epoch):
    """It is not passed over in silence."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        today(None)


def test_without_either_it_is_today(monkeypatch):
    """In UTC; an empty variable is none."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    before = datetime.now(UTC).date()

    assert before <= today(None) <= datetime.now(UTC).date()


def test_the_epoch_reaches_the_pages(site, monkeypatch):
    """A review is due by that day; a page reviewed after it is a fault."""
    folders = ["--templates", str(site.templates), "--static", str(site.static), "--no-search"]
    late = str(int(datetime(2027, 12, 1, tzinfo=UTC).timestamp()))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", late)
    code, _, _ = run(site.capture, "build", "--jobs", "1", *folders)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    too_early, _, err = run(site.capture, "build", "--jobs", "1", *folders)

    assert code == 0
    assert "Due for another review since" in site.page("errors/http/401/index.html")
    assert too_early == 1
    assert "ED0109" in err


def test_due_reviews_are_shown(site):
    """By `--today`."""
    site.build()
    early = site.page("errors/http/401/index.html")
    site.build("--today", "2027-12-01")

    assert "Due for another review" not in early
    assert "Due for another review" in site.page("errors/http/401/index.html")


# --- folders


def test_folders_are_named_by_options(site):
    """Messages show paths below the place where the command runs."""
    (site.root / "content").rename(site.root / "docs")
    site.edit("docs/errors/http/401.md", "related: [http/403]", "related: [http/404]")
    bad = site.check("--content", "docs")
    site.edit("docs/errors/http/401.md", "related: [http/404]", "related: [http/403]")
    good = site.build("--content", "docs", "--out", "site/www")

    assert bad.err.startswith("docs/errors/http/401.md:8:11: error[ED0203]")
    assert good.code == 0
    assert (site.root / "site/www/index.html").is_file()


def test_a_foreign_output_folder_is_left_alone(site):
    """Nothing in it is touched."""
    site.write({"thesis/chapter.txt": "years of work"})
    outcome = site.build("--out", "thesis")

    assert outcome.code == 1
    assert "error[ED0502]" in outcome.err
    assert site.tree("thesis") == {"chapter.txt": b"years of work"}


def test_without_a_cache_none_is_written(site):
    """`--no-cache` leaves no folder behind."""
    assert site.build("--no-cache").code == 0
    assert not (site.root / ".errdex").exists()


# --- new, schema, explain


def test_new_writes_a_draft(site):
    """And says where, and what comes next."""
    words = ["new", "error", "http/AADSTS50058", "--today", "2026-11-20"]
    code, out, err = run(site.capture, *words)

    assert (code, err) == (0, "")
    assert out.startswith("content/errors/http/aadsts50058.md is a valid draft: fill in every TODO")
    assert "last_reviewed: 2026-11-20" in (
        site.root / "content/errors/http/aadsts50058.md"
    ).read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["error", "http/401"], "exists already"),
        (["error", "smtp/550"], 'there is no provider "smtp" (known: http)'),
        (["error", "401"], "name the error as provider/CODE"),
        (["page", "A B"], '"A B" is no file name'),
        (["page", "about", "--content", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_new_refuses_with_a_reason(site, words, says):
    """One line, exit code 2, nothing written."""
    before = site.tree(".")
    code, out, err = run(site.capture, "new", *words)

    assert (code, out, site.tree(".")) == (2, "", before)
    assert err.startswith("errdex: ")
    assert says in err


@pytest.mark.parametrize("kind", [*get_args(Kind), "site"])
def test_schema_prints_json(capsys, kind):
    """A JSON Schema, ready to be saved."""
    code, out, err = run(capsys, "schema", kind)

    assert (code, err) == (0, "")
    assert json.loads(out)["properties"]["title"]["description"]


@pytest.mark.parametrize("code", ["ED0101", "ed0203", "Ed0902"])
def test_explain_knows_the_rules(site, code):
    """In any case; why it matters and how to mend it."""
    rule = RULES[code.upper()]
    status, out, err = run(site.capture, "explain", "--content", "content", code)

    assert (status, err) == (0, "")
    assert out.startswith(f"{rule.code} {rule.name}")
    assert rule.why in out
    assert rule.remedy in out


def test_a_rule_is_explained_while_content_is_wrong(site):
    """That is when an author asks."""
    site.edit(PAGE, "title: Unauthorized", "titel: Unauthorized")
    status, out, _ = run(site.capture, "explain", "--content", "content", "ED0104")

    assert status == 0
    assert out.startswith("ED0104 unknown-key")


def test_explain_answers_for_an_error(site):
    """By its code, with its title; as JSON where that is asked for."""
    status, out, err = run(site.capture, "explain", "--content", "content", "HTTP 401")
    as_json, found, _ = run(site.capture, "explain", "--content", "content", "--json", "HTTP 401")

    assert (status, err, as_json) == (0, "", 0)
    assert "Unauthorized" in out
    assert json.loads(found)["matches"][0]["error"] == "http/401"


def test_explain_says_when_it_recognizes_nothing(site):
    """With another exit code, so that scripts can tell."""
    status, out, err = run(site.capture, "explain", "--content", "content", "good morning")

    assert (status, out) == (1, "")
    assert err != ""


@pytest.mark.parametrize("words", [[], [""], ["--content", "nowhere", "401"]])
def test_explain_needs_a_text_and_a_catalogue(site, words):
    """One line says what is missing."""
    code, out, err = run(site.capture, "explain", *words)

    assert (code, out) == (2, "")
    assert err.startswith("errdex: ")


def test_a_closed_pipe_is_no_fault():
    """`errdex schema error | head` ends quietly."""
    command = [sys.executable, str(FRONT_DOOR), "schema", "error"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"}
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        err = process.stderr.read()

    assert b"Traceback" not in err
    assert process.returncode in (0, 141)
