"""Filters as pages: the errors of one provider in one category, of a status, of a retry class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from errdex.graph import Ids
from errdex.model import RETRY, Retry
from errdex.parts import Scene, error_cards, meta_of, plural
from errdex.pictures import Cell, matrix
from errdex.urls import page_path, selection_path
from errdex.views import ChoiceGroup, LinkView, MatrixRow, MatrixView, SelectionView

_MOST_SUMMARIES = 24

_SENTENCES: dict[Retry, str] = {
    "never": "Sending the same request again cannot help: something else has to change.",
    "after_fix": "The same request works once what is wrong with it has been mended.",
    "backoff": "The same request may be sent again, after a wait that grows with each attempt.",
}


@dataclass(frozen=True, slots=True)
class Selections:
    """Every choice that some error answers to, with the errors that do."""

    places: Mapping[tuple[str, str], Ids]
    """By provider and home category."""
    statuses: Mapping[int, Ids]
    retries: Mapping[Retry, Ids]


def gather(scene: Scene) -> Selections:
    """Sort the catalogue by place, status and retry class, in one walk."""
    places: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    statuses: defaultdict[int, list[str]] = defaultdict(list)
    retries: defaultdict[Retry, list[str]] = defaultdict(list)
    for error_id, document in scene.graph.errors.items():
        entry = document.entry
        places[entry.provider.target, entry.category.target].append(error_id)
        for status in entry.http_status:
            statuses[status].append(error_id)
        if entry.retry:
            retries[entry.retry].append(error_id)
    return Selections(
        {place: tuple(ids) for place, ids in places.items()},
        {status: tuple(statuses[status]) for status in sorted(statuses)},
        {retry: tuple(retries[retry]) for retry in RETRY if retry in retries},
    )


def selection_views(scene: Scene) -> Iterator[SelectionView]:
    """A page for every choice."""
    found = gather(scene)
    for place in found.places:
        yield _place_view(scene, found, place)
    for status, ids in found.statuses.items():
        title = f"Errors with HTTP status {status}"
        summary = f"Everything in the catalogue that reaches its caller with status {status}."
        others = ChoiceGroup("Other statuses", _status_links(scene, found, status))
        yield _view(scene, (f"status-{status}",), title, summary, ids, (others,))
    for retry, ids in found.retries.items():
        others = ChoiceGroup("Other answers", _retry_links(scene, found, retry))
        title = f"May it be retried? {RETRY[retry]}"
        yield _view(scene, (f"retry-{_slug(retry)}",), title, _SENTENCES[retry], ids, (others,))


def choices(scene: Scene) -> tuple[ChoiceGroup, ...]:
    """The filters that the list of all errors offers beside providers and categories."""
    found = gather(scene)
    groups = (
        ChoiceGroup("By HTTP status", _status_links(scene, found)),
        ChoiceGroup("May it be retried?", _retry_links(scene, found)),
    )
    return tuple(group for group in groups if group.links)


def matrix_view(scene: Scene) -> MatrixView:
    """Providers by categories with the number of errors in each, as a picture and a table."""
    graph, places = scene.graph, gather(scene).places
    providers = [slug for slug in graph.providers if graph.of_provider.get(slug)]
    homes = {category for _, category in places}
    categories = [slug for slug in graph.categories if slug in homes]
    names = [graph.categories[slug].entry.title for slug in categories]
    cells: dict[tuple[int, int], Cell] = {}
    rows = []
    for row, provider in enumerate(providers):
        title = graph.providers[provider].entry.title
        links: list[LinkView] = []
        for column, category in enumerate(categories):
            count = len(places.get((provider, category), ()))
            href = scene.urls.href(selection_path(provider, category)) if count else ""
            links.append(LinkView(str(count or ""), href))
            if count:
                label = f"{title}, {names[column]}: {plural(count, 'error')}"
                cells[row, column] = Cell(count, href, label)
        href = scene.urls.href(page_path("provider", provider))
        rows.append(MatrixRow(LinkView(title, href), tuple(links)))
    columns = tuple(
        LinkView(name, scene.urls.href(page_path("category", slug)))
        for slug, name in zip(categories, names, strict=True)
    )
    drawing = matrix([row.name.label for row in rows], names, cells)
    return MatrixView(drawing, columns, tuple(rows))


def _place_view(scene: Scene, found: Selections, place: tuple[str, str]) -> SelectionView:
    graph = scene.graph
    who = {slug: document.entry.title for slug, document in graph.providers.items()}
    what = {slug: document.entry.title for slug, document in graph.categories.items()}
    provider, category = place
    beside = tuple(
        _link(scene, other, what[other[1]], ids)
        for other, ids in found.places.items()
        if other[0] == provider and other != place
    )
    across = tuple(
        _link(scene, other, who[other[0]], ids)
        for other, ids in found.places.items()
        if other[1] == category and other != place
    )
    groups = (
        ChoiceGroup(f"{who[provider]}, other categories", beside),
        ChoiceGroup(f"{what[category]}, other providers", across),
    )
    title = f"{who[provider]}: {what[category]}"
    summary = graph.categories[category].entry.summary
    return _view(scene, place, title, summary, found.places[place], groups)


def _view(
    scene: Scene,
    names: tuple[str, ...],
    title: str,
    summary: str,
    ids: Ids,
    groups: tuple[ChoiceGroup, ...],
) -> SelectionView:
    path = selection_path(*names)
    return SelectionView(
        meta=meta_of(
            scene,
            "index",
            path,
            title,
            summary,
            steps=(("Errors", "/errors/"), (title, path)),
            is_indexed=False,
        ),
        title=title,
        summary=summary,
        count=plural(len(ids), "error"),
        cards=error_cards(scene, ids),
        with_summaries=len(ids) <= _MOST_SUMMARIES,
        groups=tuple(group for group in groups if group.links),
    )


def _status_links(scene: Scene, found: Selections, without: int = 0) -> tuple[LinkView, ...]:
    return tuple(
        _link(scene, (f"status-{status}",), str(status), ids)
        for status, ids in found.statuses.items()
        if status != without
    )


def _retry_links(scene: Scene, found: Selections, without: str = "") -> tuple[LinkView, ...]:
    return tuple(
        _link(scene, (f"retry-{_slug(retry)}",), RETRY[retry], ids)
        for retry, ids in found.retries.items()
        if retry != without
    )


def _link(scene: Scene, names: tuple[str, ...], label: str, ids: Ids) -> LinkView:
    return LinkView(label, scene.urls.href(selection_path(*names)), f"{len(ids):,}")


def _slug(retry: Retry) -> str:
    return retry.replace("_", "-")
