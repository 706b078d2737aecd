"""Marks of providers, categories and kinds of pages: our own line drawings, no vendor's logo."""

from __future__ import annotations

from markupsafe import Markup, escape

_LINES = {
    # Providers
    "http": "M4 8h13m-4-4 4 4-4 4M20 16H7m4-4-4 4 4 4",
    "oauth": "M8.5 11.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8m3-1L20 4m-3 2.5 2.5 2.5M14 9l2 2",
    "grpc": "M3 8h18M3 16h18M8 5v6M16 13v6",
    "aws": "m12 3 8 4.5v9L12 21l-8-4.5v-9zm0 9 8-4.5M12 12v9m0-9L4 7.5",
    "azure": "M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6zm0 5v8",
    "gcp": "M12 3.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7M6.5 13a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7"
    "m11 0a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7",
    "kubernetes": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16m0 0v16M5 8l14 8m0-8L5 16",
    "vsphere": "M4 4h11v11H4zm6 6h10v10H10z",
    "nginx": "m12 3 8 4.5v9L12 21l-8-4.5v-9zM9 15.5v-7l6 7v-7",
    "cloudflare": "M7 18a4 4 0 0 1-.5-8A6 6 0 0 1 18 11a3.5 3.5 0 0 1 0 7z",
    # Categories
    "authentication": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M5 20c.8-3.6 3.6-5 7-5s6.2 1.4 7 5",
    "authorization": "M6 11h12v9H6zm2.5 0V8a3.5 3.5 0 0 1 7 0v3",
    "availability": "M3 12h4l3-7 4 14 3-7h4",
    "billing": "M3 6h18v12H3zm0 4h18M7 15h3",
    "configuration": "M4 7h9m4 0h3M4 17h3m4 0h9M13 5v4h4V5zm-6 10v4h4v-4z",
    "conflict": "M3 12h7M7 9l3 3-3 3m14-3h-7m3-3-3 3 3 3",
    "network": "M10 3h4v4h-4zM4 17h4v4H4zm12 0h4v4h-4zM12 7v5m-6 5v-5h12v5",
    "not-found": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13m5 11.5L21 21",
    "quota": "M4 18a8 8 0 1 1 16 0zm8-1 4-6",
    "rate-limiting": "M5 20v-6m5 6V10m5 10V7m5 13V4M3 4h9",
    "server-error": "M4 5h16v6H4zm0 8h16v6H4zM8 8h.01M8 16h.01",
    "timeout": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16m0 4v4.5l3 2",
    "validation": "M6 3h9l4 4v14H6zm3 10 2.5 2.5L16 11",
}
"""Path data by slug, drawn with one pen on 24 by 24 units."""


def mark(slug: str, title: str) -> Markup:
    """The mark of a page; one without a drawing gets the first letters of its title."""
    lines = _LINES.get(slug)
    if lines:
        inner = Markup('<path d="{}"/>').format(lines)
    else:
        letters = escape(title[:2])
        inner = Markup('<text x="12" y="17" text-anchor="middle">{}</text>').format(letters)
    return Markup(
        '<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">{}</svg>'
    ).format(inner)
