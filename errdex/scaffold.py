"""New content files from a valid draft, with everything filled in that can be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from errdex.model import FOLDERS, Kind
from errdex.urls import is_slug, slugify


class DraftRefusedError(Exception):
    """The file cannot be made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the author asks for; `name` is `azure/AADSTS50058` for an error, a slug else."""

    kind: Kind
    name: str
    today: date


def create(request: Request, content: Path) -> Path:
    """Write the draft.

    Raises:
        DraftRefusedError: the name is not usable, or the file exists.
    """
    path = content / FOLDERS[request.kind] / f"{_page_id(request, content)}.md"
    if path.exists():
        raise DraftRefusedError(f"{path} exists already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_draft(request, content), encoding="utf-8", newline="\n")
    return path


def _page_id(request: Request, content: Path) -> str:
    if request.kind != "error":
        if not is_slug(request.name):
            raise DraftRefusedError(
                f'"{request.name}" is no file name: use a-z, 0-9, `.`, `_`, `-`'
            )
        return request.name
    provider, _, code = request.name.partition("/")
    if not is_slug(provider) or not code.strip() or not is_slug(slugify(code)):
        raise DraftRefusedError("name the error as provider/CODE, for example azure/AADSTS50058")
    known = _slugs(content, "provider")
    if provider not in known:
        raise DraftRefusedError(
            f'there is no provider "{provider}" (known: {", ".join(known)}); '
            f"make it first: errdex new provider {provider}"
        )
    return f"{provider}/{slugify(code)}"


def _slugs(content: Path, kind: Kind) -> list[str]:
    return sorted(path.stem for path in (content / FOLDERS[kind]).glob("*.md"))


def _some_errors(content: Path, provider: str = "*") -> list[str]:
    found = sorted((content / "errors").glob(f"{provider}/*.md"))
    return [f"{path.parent.name}/{path.stem}" for path in found]


def _draft(request: Request, content: Path) -> str:
    if request.kind == "error":
        return _error(request, content)
    title = request.name.replace("-", " ").capitalize()
    summary = "summary: >-\n  TODO one or two sentences, at most 300 characters.\n"
    head = f"title: {title}\n{summary}last_reviewed: {request.today}\n"
    category = next(iter(_slugs(content, "category")), "authentication")
    errors = [*_some_errors(content), "http/401", "http/403"][:2]
    extra, body = _BODIES[request.kind]
    places = {"one": errors[0], "two": errors[1], "category": category}
    return f"---\n{head}{extra.format(**places)}---\n\n{body}"


def _error(request: Request, content: Path) -> str:
    provider, _, code = request.name.partition("/")
    status = code if code.isdigit() and 100 <= int(code) <= 599 else ""
    digits = "".join(char for char in code if char.isdigit())
    alias = f'aliases: ["{digits}"]\n' if len(digits) > 3 and not code.isdigit() else ""
    categories = _slugs(content, "category") or ["authentication"]
    home = "authentication" if "authentication" in categories else categories[0]
    return _ERROR.format(
        code=_quoted(code),
        provider=provider,
        category=home,
        categories=", ".join(categories),
        today=request.today,
        alias=alias,
        status=f"http_status: {status}\n" if status else "",
    )


def _quoted(code: str) -> str:
    is_plain = all(char.isalnum() or char in "._-" for char in code)
    return code if is_plain else '"' + code.replace("\\", "\\\\").replace('"', '\\"') + '"'


_ERROR = """\
---
code: {code}
title: TODO what the error is, in a few words
provider: {provider}
category: {category}  # one of {categories}
summary: >-
  TODO one or two sentences that answer "what is it", at most 300 characters.
last_reviewed: {today}
related: []
{status}{alias}retry: after_fix  # never, after_fix or backoff
fixed_by: caller  # caller, admin or provider
messages: []  # texts as the tools print them, with {{placeholders}}
sources:
  - title: TODO the official page's title
    url: https://example.com/TODO
---

## What it means

TODO what the server says with this error, and which component raises it.

## Common causes

1. **TODO the likeliest cause, as one sentence.** More about it.

   How to recognize it: TODO a field, a header, a log line or a command's output.

## How to fix

1. **TODO the likeliest fix, as one sentence in the imperative.** What to do, and what to
   expect afterwards.

## Step-by-step diagnosis

1. TODO what to look at first, with a command.

## Examples

TODO a response in its true shape.

## Counterexamples

- TODO when it is not this error, and which one it is instead.

## Verify the fix

TODO a command, and what success looks like.

## Prevent it

- TODO an alert, a setting or a test.

## Questions

### TODO a question people ask?

TODO the answer, in one to three sentences.
"""

_BODIES: dict[Kind, tuple[str, str]] = {
    "provider": (
        "",
        "## What its errors look like\n\nTODO\n\n"
        "## Where the code and the request id are\n\nTODO\n\n"
        "## How to read a code\n\nTODO\n\n## Tools to inspect\n\nTODO\n",
    ),
    "category": (
        "",
        "## What belongs here\n\nTODO\n\n## What does not\n\nTODO\n\n"
        "## Questions\n\n### TODO a question?\n\nTODO\n",
    ),
    "compare": (
        "errors: [{one}, {two}]\n"
        "decisions:\n"
        '  - {{signal: "TODO what the reader sees", points_to: {one}, because: "TODO why"}}\n'
        '  - {{signal: "TODO what else", points_to: {two}, because: "TODO why"}}\n',
        "## The rule\n\nTODO\n\n## Common mistakes\n\n- TODO\n",
    ),
    "playbook": (
        "category: {category}\n"
        "errors: [{one}]\n"
        'use_when: "TODO"\n'
        'do_not_use_when: "TODO"\n'
        "steps:\n"
        '  - check: "TODO a question?"\n'
        "    command: |\n      echo TODO\n"
        '    expected: "TODO"\n'
        '    if_not: "TODO"\n',
        "## Safe mitigations\n\nTODO\n\n## Verify recovery\n\nTODO\n",
    ),
    "table": ('groups:\n  - {{title: "TODO", category: {category}}}\n', ""),
    "page": ("", "## TODO\n\nTODO\n"),
}
