"""Code to highlighted HTML with Pygments: classes only, so that no inline style is needed."""

from __future__ import annotations

from functools import cache
from html import escape

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# Some lexers take time by the square of a hostile text; a page's examples are far shorter.
_MAX_HIGHLIGHTED = 8_000

# Names people write that Pygments does not know, and plain text without a lexer's cost.
_SYNONYMS = {"jsonc": "json", "log": "text", "plain": "text", "txt": "text", "kusto": "kql"}


def is_known(language: str) -> bool:
    """Whether code blocks may name this language."""
    return language == "text" or _lexer(language) is not None


def to_html(code: str, language: str) -> str:
    """Escaped, highlighted HTML of the code; plain escaped text where no lexer fits."""
    lexer = _lexer(language) if len(code) <= _MAX_HIGHLIGHTED else None
    if lexer is None or _SYNONYMS.get(language, language) == "text":
        return escape(code)
    return highlight(code, lexer, _formatter())


@cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        # stripnl would drop leading blank lines that the author meant.
        return get_lexer_by_name(_SYNONYMS.get(language, language), stripnl=False)
    except ClassNotFound:
        return None
