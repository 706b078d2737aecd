"""`errdex explain`: what it reads, what it answers, which code it ends with."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from errdex import explaining
from errdex.catalogue import VERSION, Catalogue, UnreadableError
from errdex.cli import main
from errdex.terminal import Style, render

BASE = Path(__file__).parent.parent / "invalid" / "_base" / "content"
Explain = Callable[..., tuple[int, str, str]]


@pytest.fixture
def explain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Explain:
    """Run the command on the base catalogue, with text on standard input."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, stdin: str = "") -> tuple[int, str, str]:
        stream = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stream)
        code = main(["explain", *words, "--content", str(BASE)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_a_code_is_explained(explain: Explain):
    """Meaning, causes, fixes, sources and the page's address, without colors when piped."""
    code, out, _ = explain("403")

    assert code == 0
    assert out.startswith("403  Forbidden\n")
    for part in ("The server answers 403", "The 403 cause is present", "Mend the 403 cause"):
        assert part in out
    assert out.rstrip().endswith("https://errors.example/errors/http/403/")
    assert "\x1b" not in out


def test_a_pipe_is_read(explain: Explain):
    """`... | errdex explain -` answers the text on standard input."""
    code, out, _ = explain("-", stdin="curl: (22) HTTP/1.1 401 Unauthorized\n")

    assert code == 0
    assert out.startswith("401  Unauthorized")


def test_nothing_recognized_ends_with_one(explain: Explain):
    """No match is an answer, said on the error stream."""
    code, out, err = explain("all is well, 200 OK")

    assert (code, out) == (1, "")
    assert "No known error" in err


def test_json_has_every_answer(explain: Explain):
    """Ids, scores from 0 to 1, places and reasons."""
    code, out, _ = explain("--json", "HTTP/1.1 401 Unauthorized")
    (match, *_) = json.loads(out)["matches"]

    assert code == 0
    assert match["error"] == "http/401"
    assert 0 < match["score"] <= 1
    assert all(0 <= start < end <= 25 for start, end in match["spans"])


def test_lines_are_mapped_in_order(explain: Explain):
    """One line out for each line in; ids of any type come back."""
    lines = [{"id": 7, "text": "status code 403"}, {"id": "b", "text": "fine"}]
    code, out, _ = explain("--jsonl", stdin="".join(json.dumps(line) + "\n" for line in lines))
    answers = [json.loads(line) for line in out.splitlines()]

    assert code == 0
    assert [answer["id"] for answer in answers] == [7, "b"]
    assert answers[0]["matches"][0]["error"] == "http/403"
    assert answers[1]["matches"] == []


@pytest.mark.parametrize(
    "line", ["not json", "[]", '{"id": 1}', '{"text": "x"}', '{"id":1,"text":2}']
)
def test_a_line_of_another_form_is_wrong_usage(explain: Explain, line: str):
    """With its number, and without a traceback."""
    code, _, err = explain("--jsonl", stdin=f'{{"id": 1, "text": "x"}}\n{line}\n')

    assert code == 2
    assert "line 2" in err
    assert "Traceback" not in err


def test_no_text_is_wrong_usage(explain: Explain):
    """The message says what to write."""
    code, _, err = explain()

    assert code == 2
    assert "errdex explain -" in err


def test_a_missing_content_folder_is_wrong_usage(capsys: pytest.CaptureFixture[str]):
    """It is named."""
    code = main(["explain", "401", "--content", "/nowhere/at/all"])

    assert code == 2
    assert "/nowhere/at/all" in capsys.readouterr().err


def test_content_with_errors_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """`check` is where its faults are shown."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken").mkdir()
    code = main(["explain", "401", "--content", "broken"])

    assert code == 2
    assert "errdex check" in capsys.readouterr().err


def test_a_packaged_catalogue_needs_no_content(
    explain: Explain,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    """The wheel's file answers alone."""
    explain("401")
    monkeypatch.setattr(explaining, "PACKAGED", tmp_path / ".errdex" / "catalogue.jsonl")

    assert main(["explain", "403"]) == 0
    assert capsys.readouterr().out.startswith("403  Forbidden")


@pytest.mark.parametrize("text", ["", "{}", "no json", json.dumps({"version": VERSION + 1})])
def test_an_unreadable_catalogue_is_refused(tmp_path: Path, text: str):
    """Another version or another file."""
    path = tmp_path / "catalogue.jsonl"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableError):
        Catalogue(path)


def test_colors_change_nothing_but_colors(explain: Explain, tmp_path: Path):
    """A terminal gets the same words."""
    explain("401")
    entry = Catalogue(tmp_path / ".errdex" / "catalogue.jsonl").entry("http/401")
    plain = render(entry, [], "code", Style(60, is_colored=False))
    colored = render(entry, [], "code", Style(60, is_colored=True))
    bare = colored.replace("\x1b[0m", "").replace("\x1b[1m", "")

    assert colored != plain
    assert bare.replace("\x1b[36m", "").replace("\x1b[2m", "") == plain
    assert max(map(len, plain.splitlines())) <= 66
