"""Rules over the whole catalogue: references, duplicates, collisions, tables, examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from errdex.diagnostics import Diagnostics, Position, nearest, suggestion
from errdex.examples import load_json, mismatches
from errdex.graph import SiteGraph, categories_of
from errdex.model import CodeTable, CompareGuide, Document, ErrorEntry, Playbook, Ref
from errdex.urls import page_path, slugify

SITE_PATHS = frozenset(
    "/ /errors/ /categories/ /compare/ /playbooks/ /tables/ /search/ /explain/ /find/ /review/ "
    "/thanks/ /assets/ /pagefind/ /api/ /page/ /error/ /robots.txt/ /sitemap.xml/ /feed.xml/ "
    "/404.html/ /_headers/ /_redirects/ /llms.txt/ /opensearch.xml/ /speculation.json/".split()
)
"""Paths the generator keeps for its own pages."""


def check_graph(graph: SiteGraph, today: date, found: Diagnostics) -> None:
    """Report every fault that only the whole catalogue shows."""
    for document in graph.documents():
        if document.entry.last_reviewed > today:
            found.report(
                "ED0109",
                document.at("last_reviewed"),
                f"{document.entry.last_reviewed} is after today, {today}",
                help="set the day on which the page was read against its sources",
            )
    for error in graph.errors.values():
        _check_error(error, graph, found)
    for guide in graph.guides.values():
        _check_guide(guide, graph, found)
    for playbook in graph.playbooks.values():
        _check_playbook(playbook, graph, found)
    for table in graph.tables.values():
        _check_table(table, graph, found)
    _check_codes(graph, found)
    _check_paths(graph, found)
    _check_unused(graph, found)


def _check_ref(ref: Ref, known: Iterable[str], code: str, what: str, found: Diagnostics) -> bool:
    names = known if isinstance(known, Mapping) else set(known)
    if ref.target in names:
        return True
    # Ids of one provider share their beginning; the slugs tell which one is near.
    provider, slash, slug = ref.target.rpartition("/")
    siblings = {
        name.rpartition("/")[2]: name for name in names if name.startswith(provider + slash)
    }
    near = nearest(slug, siblings)
    found.report(
        code,
        ref.at,
        f'there is no {what} "{ref.target}"',
        label="not in the catalogue",
        help=f'did you mean "{siblings[near]}"?' if near else "",
    )
    return False


def _check_error(document: Document[ErrorEntry], graph: SiteGraph, found: Diagnostics) -> None:
    entry = document.entry
    _check_ref(entry.provider, graph.providers, "ED0201", "provider", found)
    for ref in (entry.category, *entry.also_in):
        _check_ref(ref, graph.categories, "ED0202", "category", found)
    for ref in entry.also_in:
        if ref.target == entry.category.target:
            found.report("ED0215", ref.at, f'"{ref.target}" is the home category already')
    for ref in (*entry.related, *entry.equivalents):
        if ref.target == entry.id:
            found.report("ED0207", ref.at, "the page refers to itself", help="remove it")
        else:
            _check_ref(ref, graph.errors, "ED0203", "error", found)
    for ref in entry.equivalents:
        if ref.target.partition("/")[0] == entry.provider.target and ref.target != entry.id:
            found.report(
                "ED0208",
                ref.at,
                f'"{ref.target}" is of the same provider',
                help="move it to `related`",
            )
    _check_causes(document, found)
    _check_examples(document, graph, found)


def _check_causes(document: Document[ErrorEntry], found: Diagnostics) -> None:
    causes, fixes = document.body.section("causes"), document.body.section("fixes")
    known = {_folded(item.lead) for item in causes.items} if causes else set()
    for item in fixes.items if fixes else ():
        if _folded(item.lead) in known:
            found.report(
                "ED0213",
                item.at,
                "this fix says the same as a cause",
                help="say in the cause what is wrong, and in the fix what to do",
            )


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _check_examples(document: Document[ErrorEntry], graph: SiteGraph, found: Diagnostics) -> None:
    entry = document.entry
    provider = graph.providers.get(entry.provider.target)
    types = provider.entry.types if provider else ()
    examples = (*document.body.examples, *((entry.example,) if entry.example else ()))
    for example in examples:
        for what in mismatches(load_json(example.text), entry.fields, types):
            found.report("ED0122", example.at, what, help="correct the example or `fields`")


def _check_guide(document: Document[CompareGuide], graph: SiteGraph, found: Diagnostics) -> None:
    entry = document.entry
    for ref in entry.errors:
        _check_ref(ref, graph.errors, "ED0203", "error", found)
    for ref in entry.related:
        _check_ref(ref, graph.guides, "ED0217", "compare guide", found)
    _check_decisions(entry, found)
    for row in entry.facts:
        if len(row.values) != len(entry.errors):
            found.report(
                "ED0216", row.at, f"{len(row.values)} values for {len(entry.errors)} errors"
            )


def _check_decisions(entry: CompareGuide, found: Diagnostics) -> None:
    """Every compared error is pointed to, and no other."""
    compared = {ref.target for ref in entry.errors}
    pointed = [decision.points_to for decision in entry.decisions]
    for ref in (*pointed, *(response.error for response in entry.responses)):
        if ref.target not in compared:
            found.report(
                "ED0209",
                ref.at,
                f'this guide does not compare "{ref.target}"',
                help=suggestion(ref.target, compared, "name one of `errors`"),
            )
    for ref in entry.errors:
        if ref.target not in {target.target for target in pointed}:
            found.report("ED0210", ref.at, f'no decision points to "{ref.target}"')


def _check_playbook(document: Document[Playbook], graph: SiteGraph, found: Diagnostics) -> None:
    entry = document.entry
    for ref in entry.categories:
        _check_ref(ref, graph.categories, "ED0202", "category", found)
    for ref in (*entry.errors, *(ref for step in entry.steps for ref in step.errors)):
        _check_ref(ref, graph.errors, "ED0203", "error", found)


def _check_table(document: Document[CodeTable], graph: SiteGraph, found: Diagnostics) -> None:
    for group in document.entry.groups:
        known = True
        if group.provider:
            known &= _check_ref(group.provider, graph.providers, "ED0201", "provider", found)
        if group.category:
            known &= _check_ref(group.category, graph.categories, "ED0202", "category", found)
        for ref in group.errors:
            known &= _check_ref(ref, graph.errors, "ED0203", "error", found)
        rows = graph.group_errors(group)
        if known and not rows:
            found.report("ED0211", group.at, f'the group "{group.title}" selects no error')
        for error_id in rows:
            _check_cells(graph.errors[error_id], document, found)


def _check_cells(
    error: Document[ErrorEntry], table: Document[CodeTable], found: Diagnostics
) -> None:
    for key, column in (("causes", "Possible causes"), ("fixes", "How to fix")):
        section = error.body.section(key)
        if section and not section.items:
            found.report(
                "ED0212",
                error.at("code"),
                f'the cell "{column}" of "{table.entry.title}" would be empty',
                help=f"write the section as a list with bold leads in {error.path}",
            )


def _check_codes(graph: SiteGraph, found: Diagnostics) -> None:
    """One code, alias and number per provider and service."""
    for error_ids in graph.of_provider.values():
        codes = {key.partition("/")[2]: key for key in error_ids}
        aliases: dict[str, str] = {}
        numbers: dict[tuple[str, int], str] = {}
        for error_id in error_ids:
            document = graph.errors[error_id]
            for alias in document.entry.aliases:
                slug = slugify(alias.target)
                other = codes.get(slug) or aliases.get(slug)
                if other and other != error_id:
                    rule = "ED0204" if slug in codes else "ED0205"
                    what = f'"{alias.target}" is taken by "{other}"'
                    found.report(rule, alias.at, what, help="keep it on one of the two")
                aliases.setdefault(slug, error_id)
            _check_number(document, numbers, found)


def _check_number(
    document: Document[ErrorEntry], numbers: dict[tuple[str, int], str], found: Diagnostics
) -> None:
    entry = document.entry
    if entry.number is None:
        return
    other = numbers.setdefault((entry.service, entry.number), entry.id)
    if other != entry.id:
        found.report("ED0204", document.at("number"), f'{entry.number} is taken by "{other}"')


def _check_paths(graph: SiteGraph, found: Diagnostics) -> None:
    claimed: dict[str, str] = dict.fromkeys(SITE_PATHS, "the generator")
    for document in graph.documents():
        path = page_path(document.kind, document.entry.id)
        if path in claimed:
            _report_collision(Position(document.path), path, claimed[path], found)
        claimed[path] = document.path
    for redirect in graph.redirects:
        # Aliases of errors are compared by `_check_codes`, which knows more.
        taken = claimed.get(redirect.source)
        if redirect.ref and redirect.source.count("/") == 3:
            if taken:
                _report_collision(redirect.ref.at, redirect.source, taken, found)
            claimed[redirect.source] = redirect.ref.at.path


def _report_collision(at: Position, path: str, other: str, found: Diagnostics) -> None:
    what = f"the URL {path} is taken by {other}"
    help_ = "rename this one" if other == "the generator" else "rename one of the two"
    found.report("ED0206", at, what, help=help_)


def _check_unused(graph: SiteGraph, found: Diagnostics) -> None:
    used = {name for doc in graph.errors.values() for name in categories_of(doc.entry)}
    for slug, category in graph.categories.items():
        if slug not in used:
            found.report("ED0214", Position(category.path), f'no error is mapped to "{slug}"')
    for slug, provider in graph.providers.items():
        if slug not in graph.of_provider:
            found.report("ED0214", Position(provider.path), f'"{slug}" has no errors')
