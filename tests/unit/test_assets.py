"""Static files: one fingerprinted path for all, style sheets in one file."""

from __future__ import annotations

import re

import pytest

from errdex.assets import Assets, load_assets
from errdex.diagnostics import Diagnostics


@pytest.fixture
def load(tmp_path):
    """Write static files and load them; gives the assets and the faults."""

    def loaded(files: dict[str, str]) -> tuple[Assets, list[tuple[str, str, int]]]:
        for name, text in files.items():
            path = tmp_path / "static" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found = Diagnostics()
        assets = load_assets(tmp_path / "static", "static", found)
        return assets, [(f.code, f.position.path, f.position.line) for f in found.sorted()]

    return loaded


def test_all_files_share_one_path(load):
    """Modules find each other by relative imports."""
    assets, faults = load({"js/site.js": "import './copy.js'", "js/copy.js": "", "a.svg": "<svg/>"})

    assert faults == []
    assert re.fullmatch(r"/assets/[0-9a-f]{12}/", assets.root)
    assert set(assets.files) == {assets.root + n for n in ("js/site.js", "js/copy.js", "a.svg")}
    assert assets.path("a.svg") == f"{assets.root}a.svg"
    assert assets.files[assets.path("a.svg")] == b"<svg/>"


def test_an_unknown_name_is_refused(load):
    """A template that asks for it would link to nothing."""
    assets, _ = load({"a.svg": ""})

    with pytest.raises(LookupError, match=r"css/site\.css"):
        assets.path("css/site.css")


@pytest.mark.parametrize(
    "change", [{"a.css": "b{}"}, {"b.css": ""}, {"sub/a.css": "a{}"}], ids=["text", "new", "moved"]
)
def test_any_change_makes_another_path(load, change):
    """Hosts keep these files for good."""
    before, _ = load({"a.css": "a{}"})
    after, _ = load(change)

    assert before.root != after.root


def test_the_same_files_make_the_same_path(load):
    """Two builds can be compared byte by byte."""
    files = {"a.css": "a{}", "b.js": "b"}

    assert load(files) == load(files)


def test_hidden_files_are_not_served(load):
    """Neither files nor folders of tools."""
    assets, _ = load({".DS_Store": "x", ".git/config": "x", "css/.x.swp": "x", "a.css": ""})

    assert set(assets.files) == {assets.root + "a.css"}


def test_style_sheets_are_put_into_one(load):
    """Each import becomes its layer; the imported file is not served by itself."""
    assets, faults = load(
        {
            "css/site.css": "@layer a, b;\n"
            '@import "a.css" layer(a);\n'
            '@import "parts/b.css" layer(b.c);\n'
            "p{}\n",
            "css/a.css": "a{}\n",
            "css/parts/b.css": "b{}\n",
        }
    )

    assert faults == []
    assert set(assets.files) == {assets.root + "css/site.css"}
    assert assets.files[assets.path("css/site.css")].decode() == (
        "@layer a, b;\n@layer a {\na{}\n}\n@layer b.c {\nb{}\n}\np{}\n"
    )


def test_an_imported_file_counts_for_the_path(load):
    """Though it is not served by itself."""
    files = {"site.css": '@import "a.css" layer(a);\n', "a.css": "a{}\n"}
    before, _ = load(files)
    after, _ = load(files | {"a.css": "b{}\n"})

    assert before.root != after.root


def test_a_missing_style_sheet_is_reported(load):
    """At the line that imports it."""
    _, faults = load({"css/site.css": '@layer a;\n\n@import "gone.css" layer(a);\n'})

    assert faults == [("ED0601", "static/css/site.css", 3)]
