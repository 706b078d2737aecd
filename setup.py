"""Puts the compiled catalogue into the wheel; everything else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent.resolve()


class BuildWithCatalogue(build_py):
    """Compile `content/` beside the package's modules."""

    def run(self) -> None:
        """Build the modules, then the catalogue; an editable install compiles when asked."""
        super().run()
        if getattr(self, "editable_mode", False):
            return
        sys.path.insert(0, str(ROOT))
        from errdex.compiling import compile_content  # noqa: PLC0415 - found on the path above

        target = Path(self.build_lib).resolve() / "errdex" / "catalogue.jsonl"
        compile_content(ROOT / "content", "content", None, target)


setup(cmdclass={"build_py": BuildWithCatalogue})
