"""Structured data for search engines: schema.org types as JSON-LD. Pure functions.

TechArticle, FAQPage and BreadcrumbList as described at https://schema.org/.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from errdex.model import Question


def tech_article(url: str, headline: str, description: str, reviewed: date, site: str) -> Markup:
    """A page that explains something technical."""
    return _script(
        {
            "@type": "TechArticle",
            "headline": headline,
            "description": description,
            "dateModified": reviewed.isoformat(),
            "mainEntityOfPage": url,
            "url": url,
            "inLanguage": "en",
            "publisher": {"@type": "Organization", "name": site},
        }
    )


def faq_page(questions: Sequence[Question]) -> Markup:
    """The questions of a page and their answers as plain text."""
    return _script(
        {
            "@type": "FAQPage",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": question.title,
                    "acceptedAnswer": {"@type": "Answer", "text": question.text},
                }
                for question in questions
            ],
        }
    )


def breadcrumb_list(crumbs: Sequence[tuple[str, str]]) -> Markup:
    """The way to a page: (name, absolute URL) from the top."""
    return _script(
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": name, "item": url}
                for number, (name, url) in enumerate(crumbs, 1)
            ],
        }
    )


def _script(data: dict[str, Any]) -> Markup:
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    # Within a script element only `<` can end it; escaped, the JSON stays the same.
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704
