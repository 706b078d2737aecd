"""Do the command blocks of all pages parse? Bash reads them and runs nothing (`bash -n`)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

from errdex.diagnostics import Diagnostics
from errdex.graph import SiteGraph
from errdex.model import Example
from errdex.reading import SHELL

_SECONDS = 60
_MESSAGE = re.compile(r"^.*?line (?P<line>\d+): (?P<what>.*)$", re.MULTILINE)


def commands_of(graph: SiteGraph) -> tuple[Example, ...]:
    """Every block of commands: in bodies, in the steps of playbooks, in compare guides."""
    blocks = [block for document in graph.documents() for block in document.body.commands]
    for playbook in graph.playbooks.values():
        at = playbook.at("steps")
        steps = playbook.entry.steps
        blocks += [
            Example(step.command, at) for step in steps if step.command and step.language in SHELL
        ]
    return tuple(blocks)


def check_commands(blocks: Sequence[Example], found: Diagnostics) -> None:
    """Report every block that is no shell script. Without a bash nothing is known."""
    bash = _bash()
    if not bash:
        return
    # One process for all of them; only when it objects is each looked at by itself.
    if _complaint(bash, "\n".join(f"{{ :\n{block.text}\n}}" for block in blocks)) is None:
        return
    for block in blocks:
        complaint = _complaint(bash, block.text)
        if complaint:
            found.report("ED0806", block.at, f"bash cannot read this block: {complaint}")


def _complaint(bash: str, script: str) -> str | None:
    """What bash says about a script; None when it can read it."""
    done = subprocess.run(  # noqa: S603 - reads, never runs
        [bash, "--noprofile", "--norc", "-n"],
        input=script.encode("utf-8", "replace"),
        capture_output=True,
        timeout=_SECONDS,
        env={"LC_ALL": "C"},
        check=False,
    )
    said = done.stderr.decode("utf-8", "replace").strip()
    if not done.returncode and not said:
        return None
    match = _MESSAGE.search(said)
    return f"line {match['line']}: {match['what']}" if match else said or "it ends early"


@cache
def _bash() -> str:
    """A bash that works; Windows has a stand-in of this name without a shell behind it."""
    path = shutil.which("bash") or ""
    try:
        return path if path and _complaint(path, "") is None else ""
    except (OSError, subprocess.SubprocessError):
        return ""
