"""The code keeps to the floors of the house, and to its sizes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "errdex"

FLOORS = (
    {"rules", "exits", "catalogue"},
    {"diagnostics"},
    {"model", "bundle"},
    {"urls", "frontmatter", "highlight", "drawing", "marks"},
    {"markup", "examples", "store", "jsonld", "matchtable", "unmangle", "likeness", "wording"},
    {"reading", "evidence"},
    {"prose", "matcher"},
    {"fields"},
    {"schema"},
    {"loader", "graph", "assets"},
    {"checks", "copies", "shells", "recognition", "templating", "views"},
    {"parts", "pictures"},
    {"listings", "relations"},
    {"compose", "guides", "overview"},
    {"pages"},
    {"hosting", "linkcheck", "output", "search", "scaffold"},
    {"cache"},
    {"rendering"},
    {"pipeline"},
    {"serve", "compiling", "terminal"},
    {"commands", "explaining"},
    {"cli"},
)
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}
ROOMS = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 45


def imports_of(room: str) -> set[str]:
    """The rooms of errdex that a room names in its imports, wherever they stand."""
    tree = ast.parse((PACKAGE / f"{room}.py").read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "errdex":
            found |= {alias.name for alias in node.names if alias.name in ROOMS}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("errdex."):
            found.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("errdex.")}
    return found


def test_every_room_has_a_floor():
    """A new file is given its place in the list, and nothing in the list is gone."""
    assert set(ROOMS) == set(FLOOR_OF)


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_from_floors_below(room: str):
    """No room imports from its own floor or from above."""
    upward = {other for other in imports_of(room) if FLOOR_OF[other] >= FLOOR_OF[room]}

    assert upward == set()


@pytest.mark.parametrize("room", ROOMS)
def test_files_and_functions_stay_small(room: str):
    """A file has about 400 lines at most, a function about 40."""
    text = (PACKAGE / f"{room}.py").read_text(encoding="utf-8")
    # Lists of rules, types and views are data, read one entry at a time.
    if room not in ("rules", "model", "views", "fields", "schema"):
        assert text.count("\n") <= MAX_FILE_LINES
    long = {
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno > MAX_FUNCTION_LINES
    }

    assert long == set()


def test_only_the_command_line_prints():
    """Every other room returns data."""
    for room in set(ROOMS) - {"cli", "commands", "explaining"}:
        tree = ast.parse((PACKAGE / f"{room}.py").read_text(encoding="utf-8"))
        calls = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }

        assert "print" not in calls, room


def test_no_room_has_a_name_that_says_nothing():
    """Names are duties."""
    assert not {"utils", "helpers", "common", "manager", "core"} & set(ROOMS)


def test_the_package_lists_its_rooms():
    """The map at the door names every room."""
    doc = ast.get_docstring(ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))) or ""

    assert [room for room in ROOMS if room not in doc] == []
