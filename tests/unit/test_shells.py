"""Command blocks are read by bash, and never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from errdex import shells
from errdex.diagnostics import Diagnostics, Position
from errdex.model import Example


def faults(*scripts: str) -> list[tuple[int, str]]:
    """Line and text of every fault of the blocks; block n stands on line n."""
    found = Diagnostics()
    blocks = [
        Example(text, Position("page.md", number)) for number, text in enumerate(scripts, start=1)
    ]
    shells.check_commands(blocks, found)
    return [(item.position.line, item.what) for item in found.sorted()]


def test_sound_blocks_pass():
    assert (
        faults("curl -i https://example.com\n", "# only a comment\n", "a=1; echo $a |\n  cat\n")
        == []
    )


def test_each_broken_block_is_named_with_its_line():
    found = faults("echo 'open\n", "true\n", "curl -H <token>\n", "if true; then\n  true\n")

    assert [line for line, _ in found] == [1, 3, 4]
    assert "looking for matching `''" in found[0][1]
    assert "line 1: syntax error near unexpected token" in found[1][1]


def test_a_block_cannot_hide_the_next_one():
    assert [line for line, _ in faults("cat <<EOF\n", "if\n")] == [1, 2]


def test_nothing_is_run(tmp_path: Path):
    mark = tmp_path / "ran"

    assert faults(f"touch {mark}\n$(touch {mark})\n", f"x=`touch {mark}`\n") == []
    assert not mark.exists()


def test_without_a_bash_nothing_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shells, "_bash", lambda: "")

    assert faults("if\n") == []
