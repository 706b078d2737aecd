"""The catalogue of rules: codes and names are permanent, every rule is used and helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from errdex import rules
from errdex.rules import RULES

PACKAGE = Path(__file__).parents[2] / "errdex"
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.py")}

# Published names: a rule may be added, never renamed, renumbered or taken away.
PUBLISHED = """
ED0101 front-matter-missing     ED0102 yaml-syntax            ED0103 duplicate-key
ED0104 unknown-key              ED0105 missing-key            ED0106 wrong-type
ED0107 invalid-value            ED0108 bad-date               ED0109 future-review
ED0110 too-long                 ED0111 slug-mismatch          ED0112 provider-mismatch
ED0113 unsafe-yaml              ED0114 file-too-large         ED0115 not-utf8
ED0116 empty-value              ED0117 duplicate-item         ED0118 bad-url
ED0119 symbolic-link            ED0120 misplaced-file         ED0121 bad-file-name
ED0122 example-mismatch         ED0201 unknown-provider       ED0202 unknown-category
ED0203 unknown-error            ED0204 duplicate-code         ED0205 duplicate-alias
ED0206 url-collision            ED0207 self-reference         ED0208 same-provider-equivalent
ED0209 decision-outside-guide   ED0210 undecided-error        ED0211 empty-group
ED0212 empty-cell               ED0213 cause-equals-fix       ED0214 unused-page
ED0215 home-category-repeated   ED0216 values-count           ED0217 unknown-guide
ED0218 message-finds-another
ED0301 missing-section          ED0302 duplicate-section      ED0303 section-not-a-list
ED0304 item-without-lead        ED0305 raw-html               ED0306 invalid-json
ED0307 unsafe-link              ED0308 unknown-directive      ED0309 empty-section
ED0310 fence-without-language   ED0311 top-level-heading      ED0312 unclosed-block
ED0313 image                    ED0314 heading-level-skipped  ED0315 cause-without-sign
ED0401 template-syntax          ED0402 template-error         ED0403 template-missing
ED0501 output-not-writable      ED0502 output-not-ours        ED0601 broken-link
ED0602 broken-anchor            ED0603 broken-page-link       ED0604 link-through-redirect
ED0701 search-index-failed      ED0901 no-site-settings       ED0902 unknown-rule
"""


def test_published_rules_keep_their_names():
    """No code is taken away and none means something else than it did."""
    words = PUBLISHED.split()
    published = dict(zip(words[::2], words[1::2], strict=True))

    assert published.items() <= {code: rule.name for code, rule in RULES.items()}.items()


def test_no_code_or_name_stands_twice():
    """Two rules of one code would overwrite each other in silence."""
    assert len(rules._ALL) == len(RULES)
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


def test_every_rule_is_reported_somewhere():
    """A rule that nothing reports would only be a promise."""
    code = "".join(text for name, text in SOURCES.items() if name != "rules.py")

    assert [rule for rule in RULES if f'"{rule}"' not in code] == []


def test_every_reported_code_is_a_rule():
    """A code without a rule would be a traceback for an author."""
    code = "".join(text for name, text in SOURCES.items() if name != "rules.py")

    assert set(re.findall(r'"(ED\d{4})"', code)) <= set(RULES)


@pytest.mark.parametrize("code", RULES)
def test_a_rule_says_why_and_what_to_do(code):
    """Both texts are whole sentences; the name is a few plain words."""
    rule = RULES[code]

    assert rule.code == code
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert re.match(r"\S.{10,}[.]\Z", rule.why)
    assert re.match(r"\S.{5,}[.]\Z", rule.remedy)
    assert rule.level in ("error", "warning")
