"""SiteGraph to page views: compare guides, playbooks and code tables."""

from __future__ import annotations

from markupsafe import Markup

from errdex.model import CodeTable, CompareGuide, Document, Inline, Playbook
from errdex.parts import (
    Scene,
    card,
    error_card,
    error_cards,
    highlighted,
    html,
    meta_of,
    section_views,
    source_views,
    toc_of,
    unique_anchors,
)
from errdex.pictures import Flow, FlowStep, flow
from errdex.relations import marked_differences
from errdex.urls import anchor, page_path
from errdex.views import (
    CompareView,
    DecisionView,
    FactRowView,
    GroupView,
    PlaybookView,
    ResponseView,
    RowView,
    StepView,
    TableView,
    TocEntry,
)


def compare_view(scene: Scene, document: Document[CompareGuide]) -> CompareView:
    """A compare guide."""
    entry = document.entry
    path = page_path("compare", entry.id)
    toc = [TocEntry("Which one is it?", "decide")]
    toc += [TocEntry("Side by side", "facts")] if entry.facts else []
    toc += [TocEntry("Raw responses", "responses")] if entry.responses else []
    return CompareView(
        meta=meta_of(
            scene,
            "compare",
            path,
            entry.title,
            entry.summary,
            steps=(("Compare guides", "/compare/"), (entry.title, path)),
            toc=(*toc, *toc_of(document.body)),
            document=document,
            reviewed=entry.last_reviewed,
        ),
        title=entry.title,
        summary=entry.summary,
        errors=error_cards(scene, (ref.target for ref in entry.errors)),
        decisions=tuple(
            DecisionView(
                html(row.signal.html),
                error_card(scene, row.points_to.target),
                html(row.because.html),
            )
            for row in entry.decisions
        ),
        picture=_decision_path(scene, entry),
        facts=tuple(
            FactRowView(row.name, tuple(html(value.html) for value in row.values))
            for row in entry.facts
        ),
        responses=_responses(scene, entry),
        sections=section_views(document.body),
        related=tuple(card(scene, scene.graph.guides[ref.target]) for ref in entry.related),
        sources=source_views(entry.sources),
    )


def _responses(scene: Scene, entry: CompareGuide) -> tuple[ResponseView, ...]:
    texts = marked_differences([item.body for item in entry.responses])
    return tuple(
        ResponseView(error_card(scene, item.error.target), text)
        for item, text in zip(entry.responses, texts, strict=True)
    )


def _decision_path(scene: Scene, entry: CompareGuide) -> Markup:
    errors = scene.graph.errors
    tones = {ref.target: number for number, ref in enumerate(entry.errors)}
    steps = [
        FlowStep(
            _plain(row.signal),
            (errors[row.points_to.target].entry.code,),
            tones[row.points_to.target],
        )
        for row in entry.decisions
    ]
    label = f"Decision path for {entry.title}; the same rows stand in the table"
    return flow(Flow(tuple(steps), "yes", "no", label))


def _step_flow(scene: Scene, entry: Playbook) -> Markup:
    errors = scene.graph.errors
    steps = [
        FlowStep(_plain(step.check), tuple(errors[ref.target].entry.code for ref in step.errors))
        for step in entry.steps
    ]
    label = f"Flow of the {len(steps)} checks; the same steps follow as text"
    return flow(Flow(tuple(steps), "if not", "as expected", label))


def _plain(line: Inline) -> str:
    """A line of Markdown without its marks, for a picture."""
    return html(line.html).striptags()


def playbook_view(scene: Scene, document: Document[Playbook]) -> PlaybookView:
    """A playbook."""
    entry = document.entry
    path = page_path("playbook", entry.id)
    toc = [TocEntry("Capture first", "capture")] if entry.capture else []
    toc += [TocEntry("At a glance", "start")] if len(entry.steps) > 1 else []
    toc += [TocEntry("Steps", "steps")]
    return PlaybookView(
        meta=meta_of(
            scene,
            "playbook",
            path,
            entry.title,
            entry.summary,
            steps=(("Playbooks", "/playbooks/"), (entry.title, path)),
            toc=(*toc, *toc_of(document.body), TocEntry("Errors covered", "errors")),
            document=document,
            reviewed=entry.last_reviewed,
        ),
        title=entry.title,
        summary=entry.summary,
        use_when=html(entry.use_when.html),
        do_not_use_when=html(entry.do_not_use_when.html),
        capture=tuple(html(item.html) for item in entry.capture),
        steps=tuple(
            StepView(
                number,
                f"step-{number}",
                html(step.check.html),
                highlighted(step.command, step.language) if step.command else Markup(""),
                html(step.expected.html),
                html(step.if_not.html),
                error_cards(scene, (ref.target for ref in step.errors)),
            )
            for number, step in enumerate(entry.steps, 1)
        ),
        picture=_step_flow(scene, entry),
        sections=section_views(document.body),
        errors=error_cards(scene, (ref.target for ref in entry.errors)),
        sources=source_views(entry.sources),
    )


def table_view(scene: Scene, document: Document[CodeTable]) -> TableView:
    """A code table; its texts come from the errors' own pages."""
    entry = document.entry
    path = page_path("table", entry.id)
    names = unique_anchors(group.title for group in entry.groups)
    groups = tuple(
        GroupView(
            group.title,
            f"group-{name}",
            tuple(
                _row(scene, error_id, f"row-{name}") for error_id in scene.graph.group_errors(group)
            ),
        )
        for group, name in zip(entry.groups, names, strict=True)
    )
    return TableView(
        meta=meta_of(
            scene,
            "table",
            path,
            entry.title,
            entry.summary,
            steps=(("Code tables", "/tables/"), (entry.title, path)),
            toc=(*(TocEntry(g.title, g.anchor) for g in groups), *toc_of(document.body)),
            document=document,
            reviewed=entry.last_reviewed,
        ),
        title=entry.title,
        summary=entry.summary,
        groups=groups,
        intro=html(document.body.intro_html),
        sections=section_views(document.body),
        sources=source_views(entry.sources),
    )


def _row(scene: Scene, error_id: str, group: str) -> RowView:
    body = scene.graph.errors[error_id].body
    causes, fixes = body.section("causes"), body.section("fixes")
    return RowView(
        error_card(scene, error_id),
        f"{group}-{anchor(error_id)}",
        tuple(html(item.lead_html) for item in causes.items) if causes else (),
        tuple(html(item.lead_html) for item in fixes.items) if fixes else (),
    )
