"""What templates may use: one frozen view per page kind, and the parts they share.

A view is a page's whole input: everything is resolved, sorted, counted and formatted.
`Markup` values are safe HTML made by `prose`; everything else is escaped by Jinja.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

# --- parts


@dataclass(frozen=True, slots=True)
class LinkView:
    """A plain link; `note` is a count beside it."""

    label: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the breadcrumb; the last has no href."""

    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A line of the table of contents; level 2 or 3."""

    title: str
    anchor: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class ReviewState:
    """When a page was last read against its sources, and whether that is due again."""

    day: str
    """ISO date for the `datetime` attribute."""
    text: str
    """For people: `21 November 2026`."""
    due: str
    """For people: the day the next review is due."""
    is_due: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A page of any kind in a list: provider, guide, playbook, table, category."""

    title: str
    href: str
    summary: str
    note: str = ""
    """A count or a label beside the title."""
    slug: str = ""
    mark: Markup = field(default_factory=Markup)


@dataclass(frozen=True, slots=True)
class ErrorCard:
    """An error in a list."""

    id: str
    code: str
    title: str
    provider: str
    provider_slug: str
    href: str
    summary: str
    category: str
    status: str
    """`401` or `400, 401`; empty where none is documented."""
    retry: str
    """`After a fix`; empty when unknown."""
    reviewed: str
    retired: bool


@dataclass(frozen=True, slots=True)
class FactView:
    """One entry of the fact strip."""

    label: str
    value: str
    href: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """A cause or a fix: bold lead, the sign to know it by, the rest."""

    lead: Markup
    html: Markup
    sign: Markup


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question and its answer."""

    title: str
    anchor: str
    html: Markup


@dataclass(frozen=True, slots=True)
class SectionView:
    """One `##` part; lists and questions are given as data where errdex knows them."""

    key: str
    title: str
    anchor: str
    html: Markup
    items: tuple[ItemView, ...] = ()
    questions: tuple[QuestionView, ...] = ()


@dataclass(frozen=True, slots=True)
class MessagePart:
    """A run of a message: literal text, or a placeholder's name."""

    text: str
    is_placeholder: bool


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as seen in the wild; `text` is what the copy button copies."""

    text: str
    parts: tuple[MessagePart, ...]


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value of an enumeration; the href is set where it has a page of its own."""

    name: str
    description: str
    href: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class FieldView:
    """A member of a structured body, with its own members or values."""

    name: str
    anchor: str
    type: str
    required: bool
    description: str
    since: str
    type_description: str = ""
    fields: tuple[FieldView, ...] = ()
    values: tuple[ValueView, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceView:
    """An official page that was read; `host` says whose it is."""

    title: str
    url: str
    host: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A numbered page of a listing."""

    number: int
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """Static pagination; hrefs are empty where there is no such page."""

    pages: tuple[PageLink, ...]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class PageMeta:
    """What every page has: head, breadcrumb, contents, review state, edit links."""

    kind: str
    title: str
    """For the `title` element, the site's name included."""
    description: str
    path: str
    """The site path, the page's own name in forms and search."""
    canonical: str
    crumbs: tuple[Crumb, ...] = ()
    toc: tuple[TocEntry, ...] = ()
    json_ld: tuple[Markup, ...] = ()
    review: ReviewState | None = None
    edit_href: str = ""
    history_href: str = ""
    report_href: str = ""
    previous: str = ""
    next: str = ""
    is_indexed: bool = True
    """Whether search engines and the site's own search may list it."""
    search_title: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    """Search filters: (name, value)."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """The same for every page."""

    title: str
    tagline: str
    description: str
    home: str
    base_path: str
    repository: str
    search_href: str
    explain_href: str
    new_error_href: str
    """Where a new error's file is made in the repository; a path and `&value=` follow."""
    search_fallback: str
    """Where the search form leads without JavaScript."""
    feed_href: str
    nav: tuple[LinkView, ...]
    footer: tuple[LinkView, ...]
    has_feedback: bool
    thanks_href: str


# --- pages


@dataclass(frozen=True, slots=True)
class ErrorView:
    """An error page."""

    meta: PageMeta
    code: str
    title: str
    summary: str
    provider: Card
    retired: bool
    facts: tuple[FactView, ...]
    first_cause: Markup
    """The likeliest cause as one sentence; empty where none is written."""
    first_sign: Markup
    first_fix: Markup
    start_here: tuple[Card, ...]
    """The nearest guide, playbook and look-alike; `note` says which it is."""
    messages: tuple[MessageView, ...]
    sections: tuple[SectionView, ...]
    properties: tuple[FieldView, ...]
    example: Markup
    """The highlighted JSON body, empty where there is none."""
    elsewhere: tuple[ErrorCard, ...]
    related: tuple[ErrorCard, ...]
    backlinks: tuple[ErrorCard, ...]
    also_known_as: tuple[str, ...]
    sources: tuple[SourceView, ...]
    previous: ErrorCard | None
    next: ErrorCard | None


@dataclass(frozen=True, slots=True)
class RelationRow:
    """An error and those it is tied to; the notes of the links are providers."""

    error: LinkView
    same: tuple[LinkView, ...]
    related: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class RelationsView:
    """How the errors of a category relate: a picture, and the same as rows."""

    picture: Markup
    rows: tuple[RelationRow, ...]


@dataclass(frozen=True, slots=True)
class CategoryView:
    """One page of a category's listing; guides, playbooks and prose on the first only."""

    meta: PageMeta
    title: str
    mark: Markup
    summary: str
    mapped: str
    """`7 mapped errors`."""
    showing: str
    """`Provider-specific error pages mapped to this category (7 total). Showing 1-7.`"""
    cards: tuple[ErrorCard, ...]
    pager: Pager
    is_first: bool
    relations: RelationsView | None
    guides: tuple[Card, ...]
    playbooks: tuple[Card, ...]
    sections: tuple[SectionView, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class IndexView:
    """How much of an official list of codes has a page."""

    title: str
    url: str
    host: str
    documented: int
    known: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProviderView:
    """A provider's page."""

    meta: PageMeta
    title: str
    mark: Markup
    summary: str
    count: str
    sections: tuple[SectionView, ...]
    cards: tuple[ErrorCard, ...]
    categories: tuple[Card, ...]
    types: tuple[FieldView, ...]
    coverage: str
    """The sum over all official lists in words; empty without one."""
    indexes: tuple[IndexView, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Filters of one kind: links to the lists of errors that answer to them."""

    title: str
    links: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class SelectionView:
    """The errors that answer to one choice."""

    meta: PageMeta
    title: str
    summary: str
    count: str
    cards: tuple[ErrorCard, ...]
    with_summaries: bool
    """A long list has one line for each error, so that the page stays small."""
    groups: tuple[ChoiceGroup, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A provider and its number of errors in each category, empty where there is none."""

    name: LinkView
    cells: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Providers by categories: a picture, and the same as a table."""

    picture: Markup
    columns: tuple[LinkView, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """The errors under one letter."""

    letter: str
    anchor: str
    cards: tuple[ErrorCard, ...]


@dataclass(frozen=True, slots=True)
class ErrorIndexView:
    """Every code, A to Z."""

    meta: PageMeta
    title: str
    count: str
    letters: tuple[LetterGroup, ...]
    providers: tuple[Card, ...]
    categories: tuple[Card, ...]
    choices: tuple[ChoiceGroup, ...]


@dataclass(frozen=True, slots=True)
class SectionIndexView:
    """The list of categories, guides, playbooks or tables."""

    meta: PageMeta
    title: str
    intro: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """This signal points to that error."""

    signal: Markup
    error: ErrorCard
    because: Markup


@dataclass(frozen=True, slots=True)
class FactRowView:
    """A row of the side-by-side table."""

    name: str
    values: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class ResponseView:
    """The raw response of one compared error."""

    error: ErrorCard
    html: Markup


@dataclass(frozen=True, slots=True)
class CompareView:
    """A compare guide."""

    meta: PageMeta
    title: str
    summary: str
    errors: tuple[ErrorCard, ...]
    decisions: tuple[DecisionView, ...]
    picture: Markup
    """The decisions as a path."""
    facts: tuple[FactRowView, ...]
    responses: tuple[ResponseView, ...]
    sections: tuple[SectionView, ...]
    related: tuple[Card, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """A numbered check of a playbook."""

    number: int
    anchor: str
    check: Markup
    command: Markup
    """Highlighted, empty where the step needs none."""
    expected: Markup
    if_not: Markup
    errors: tuple[ErrorCard, ...]


@dataclass(frozen=True, slots=True)
class PlaybookView:
    """A playbook."""

    meta: PageMeta
    title: str
    summary: str
    use_when: Markup
    do_not_use_when: Markup
    capture: tuple[Markup, ...]
    steps: tuple[StepView, ...]
    picture: Markup
    """The flow of the steps."""
    sections: tuple[SectionView, ...]
    errors: tuple[ErrorCard, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a code table; the texts are the error page's own."""

    error: ErrorCard
    anchor: str
    causes: tuple[Markup, ...]
    fixes: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of rows."""

    title: str
    anchor: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A code table."""

    meta: PageMeta
    title: str
    summary: str
    groups: tuple[GroupView, ...]
    intro: Markup
    sections: tuple[SectionView, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class HomeView:
    """The front page; of guides and playbooks the first few, and a link to all where more are."""

    meta: PageMeta
    counts: tuple[FactView, ...]
    matrix: MatrixView
    providers: tuple[Card, ...]
    categories: tuple[Card, ...]
    guides: tuple[Card, ...]
    all_guides: LinkView | None
    playbooks: tuple[Card, ...]
    all_playbooks: LinkView | None
    tables: tuple[Card, ...]
    recent: tuple[ErrorCard, ...]
    """The last reviewed errors."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A page of the review queue."""

    title: str
    href: str
    kind: str
    review: ReviewState


@dataclass(frozen=True, slots=True)
class AgeView:
    """How many pages were last read so long ago."""

    name: str
    count: int
    is_due: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What is due for review, oldest first, and what comes next."""

    meta: PageMeta
    title: str
    intro: str
    ages: tuple[AgeView, ...]
    picture: Markup
    """The ages as bars."""
    due: tuple[ReviewRow, ...]
    upcoming: tuple[ReviewRow, ...]


@dataclass(frozen=True, slots=True)
class PlainView:
    """A page of prose."""

    meta: PageMeta
    title: str
    summary: str
    intro: Markup
    sections: tuple[SectionView, ...]


@dataclass(frozen=True, slots=True)
class UtilityView:
    """Search, thanks and 404: a title, a sentence, and what the template adds."""

    meta: PageMeta
    title: str
    intro: str


View = (
    ErrorView
    | CategoryView
    | ProviderView
    | ErrorIndexView
    | SectionIndexView
    | SelectionView
    | CompareView
    | PlaybookView
    | TableView
    | HomeView
    | ReviewView
    | PlainView
    | UtilityView
)
