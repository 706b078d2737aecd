"""What the README shows is what the commands do."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """A command of the front door, as a program would run it."""
    command = [sys.executable, str(ROOT / "build.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_terminal_block_is_true():
    """The lines shown are the first lines of the answer."""
    block = re.search(r"```console\n\$ errdex (.+?)\n(.+?)\n\.\.\.\n```", README, re.DOTALL)
    assert block
    shown = block[2].split("\n")
    answer = run(*block[1].split())

    assert answer.returncode == 0
    assert answer.stdout.split("\n")[: len(shown)] == shown


def test_every_command_of_the_table_exists():
    """No command is promised that is not there."""
    table = README.partition("## Commands")[2].partition("Exit codes")[0]
    named = set(re.findall(r"^\| `(\w+)", table, re.MULTILINE))
    usage = run("--help").stdout

    assert named
    assert {name for name in named if name not in usage} == set()


def test_the_pictures_are_there():
    """A picture that is missing shows its alternative text only."""
    paths = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)

    assert paths
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_every_dependency_earns_a_line():
    """The table names all that pyproject.toml depends on."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    needed = re.search(r"^dependencies = \[(.+?)^\]", project, re.DOTALL | re.MULTILINE)
    assert needed
    names = re.findall(r'"([\w-]+)', needed[1])

    assert [name for name in names if name not in README] == []
