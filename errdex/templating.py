"""The Jinja environment, and a digest of every template a page can reach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from errdex.diagnostics import Diagnostics, Position, suggestion
from errdex.store import digest_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from errdex.assets import Assets
    from errdex.urls import Urls

# Names are literals in every template, so the closure can be read without parsing.
_REFERENCE = re.compile(
    r"""\{%-?\s*(?:extends|include|import|from)\s+(?:"([^"]*)"|'([^']*)'|([^%]+?)\s*-?%\})"""
)


class Templates:
    """The templates of a site. Rendering is a pure function of the values handed in."""

    def __init__(self, folder: Path, shown: str, urls: Urls, assets: Assets) -> None:
        self._folder = folder
        self._shown = shown
        self._urls = urls
        self._assets = assets
        self._sources = _read(folder)
        self._closures: dict[str, str] = {}
        self._environment: Environment | None = None

    def digest(self, name: str) -> str:
        """The digest of a template and of everything it reaches."""
        if name not in self._closures:
            reached = sorted(_reach(name, self._sources))
            self._closures[name] = digest_of(
                *(part for item in reached for part in (item, self._sources.get(item, b"")))
            )
        return self._closures[name]

    def digest_of_all(self) -> str:
        """The digest of every template."""
        return digest_of(*(part for item in self._sources.items() for part in item))

    def check(self, found: Diagnostics) -> None:
        """Compile every template; report those that do not parse or name a missing one."""
        from jinja2 import TemplateSyntaxError  # noqa: PLC0415 - see `_make`

        environment = self._made()
        for name, source in self._sources.items():
            try:
                environment.parse(source.decode("utf-8"), name, name)
            except TemplateSyntaxError as error:
                at = Position(f"{self._shown}/{error.name or name}", error.lineno)
                found.report("ED0401", at, str(error.message))
            self._check_references(name, source.decode("utf-8"), found)

    def _check_references(self, name: str, text: str, found: Diagnostics) -> None:
        for match in _REFERENCE.finditer(text):
            named, group = _name(match), match.lastindex or 0
            line = text[: match.start()].count("\n") + 1
            column = match.start(group) - text.rfind("\n", 0, match.start(group))
            at = Position(f"{self._shown}/{name}", line, column, len(match[group]))
            if named is None:
                help_ = 'write the name out: {% include "partials/toc.html" %}'
                found.report("ED0401", at, "the name of a template is computed", help=help_)
            elif named not in self._sources:
                help_ = suggestion(named, self._sources)
                found.report("ED0403", at, f'there is no template "{named}"', help=help_)

    def render(self, name: str, values: Mapping[str, object], found: Diagnostics) -> str | None:
        """One template with its values; a fault is reported at its place in the template."""
        try:
            return self._made().get_template(name).render(values)
        except Exception as error:  # noqa: BLE001 - templates can raise anything
            found.report("ED0402" if name in self._sources else "ED0403", *self._place(error, name))
            return None

    def _place(self, error: Exception, name: str) -> tuple[Position, str]:
        at = Position(f"{self._shown}/{name}")
        for frame, line in walk_tb(error.__traceback__):
            file = Path(frame.f_code.co_filename)
            if file.is_relative_to(self._folder):
                shown = f"{self._shown}/{file.relative_to(self._folder).as_posix()}"
                at = Position(shown, line)
        return at, f"{type(error).__name__}: {error}"

    def _made(self) -> Environment:
        if self._environment is None:
            self._environment = self._make()
        return self._environment

    def _make(self) -> Environment:
        # Imported here: a build that has nothing to render starts without Jinja.
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

        environment = Environment(
            loader=FileSystemLoader(self._folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        environment.globals = {"asset": self._asset}
        return environment

    def _asset(self, name: str) -> str:
        return self._urls.href(self._assets.path(name))


def _read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in (".html", ".xml")
    }


def _name(match: re.Match[str]) -> str | None:
    """The template that a tag names; None where the name is computed."""
    return match[1] if match[1] is not None else match[2]


def _reach(name: str, sources: Mapping[str, bytes]) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in reached:
            continue
        reached.add(current)
        text = sources.get(current, b"").decode("utf-8", "replace")
        waiting += [named for match in _REFERENCE.finditer(text) if (named := _name(match))]
    return reached


def values_of(site: Any, page: Any) -> dict[str, object]:
    """The two names every template has."""
    return {"site": site, "page": page}
