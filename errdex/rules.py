"""Every rule a message can name. Codes and names are permanent: retire, never reuse.

ED01 front matter and files, ED02 references, ED03 prose, ED04 templates, ED05 output,
ED06 links, ED07 search, ED08 quality of the words, ED09 configuration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "off"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong, why it matters, and what to do about it."""

    code: str
    name: str
    why: str
    remedy: str
    level: Level = "error"

    @property
    def is_fixed(self) -> bool:
        """Whether no site may change the level: without these a site cannot be made safely."""
        return self.code[:4] in ("ED01", "ED04", "ED05", "ED09") or self.code in _NEEDED


# References that pages are made from, and what keeps foreign markup out of them.
_NEEDED = frozenset(
    "ED0201 ED0202 ED0203 ED0204 ED0205 ED0206 ED0209 ED0216 ED0217 ED0301 ED0305 ED0307".split()
)

_ALL = (
    # --- ED01: front matter and files
    Rule(
        "ED0101",
        "front-matter-missing",
        "Every file opens with YAML front matter between two lines of `---`; without it "
        "nothing is known about the page.",
        "Start the file with `---`, the keys, and `---` again; `errdex new` writes a draft.",
    ),
    Rule(
        "ED0102",
        "yaml-syntax",
        "The front matter is not valid YAML, so none of it can be read.",
        'Quote values that hold `: `, ` #`, `"` or start with `{`, `[`, `*`, `&`, `@`; '
        "indent with spaces.",
    ),
    Rule(
        "ED0103",
        "duplicate-key",
        "A key stands twice; YAML readers keep one of the two in silence.",
        "Keep one of them, or merge the values into a list.",
    ),
    Rule(
        "ED0104",
        "unknown-key",
        "A key that errdex does not know has no effect; most often it is a slip.",
        "Use the suggested key, or remove it. `errdex schema KIND` lists the keys.",
    ),
    Rule(
        "ED0105",
        "missing-key",
        "A required key is absent, so the page would have a hole.",
        "Add the key.",
    ),
    Rule(
        "ED0106",
        "wrong-type",
        "A value has another shape than its key takes (text, list, mapping).",
        "Write the value in the shape that the message names.",
    ),
    Rule(
        "ED0107",
        "invalid-value",
        "A value is outside what its key allows.",
        "Use one of the values, or the range, that the message names.",
    ),
    Rule(
        "ED0108",
        "bad-date",
        "A date is not a real day written as YYYY-MM-DD.",
        "Write the date as 2026-01-31.",
    ),
    Rule(
        "ED0109",
        "future-review",
        "A review cannot have happened after today; the page would never come due.",
        "Set the day on which the page was read against its sources.",
    ),
    Rule(
        "ED0110",
        "too-long",
        "Titles and summaries stand in lists, cards and search results, which cut them.",
        "Shorten the text to the limit that the message names; depth belongs in the body.",
    ),
    Rule(
        "ED0111",
        "slug-mismatch",
        "The file name is the tail of the URL and must be the code in lower case, with "
        "anything outside `a-z 0-9 . _ -` turned to `-`.",
        "Rename the file, or correct `code`.",
    ),
    Rule(
        "ED0112",
        "provider-mismatch",
        "The folder names the provider in the URL; front matter says another.",
        "Move the file, or correct `provider`.",
    ),
    Rule(
        "ED0113",
        "unsafe-yaml",
        "Anchors, aliases, tags and deep nesting are refused: they hide what a file says, "
        "and a few lines of them can exhaust a machine.",
        "Write the value out.",
    ),
    Rule(
        "ED0114",
        "file-too-large",
        "A page of this size is not one error any more, and could stall the build.",
        "Split the page; files may hold 256 KiB.",
    ),
    Rule(
        "ED0115",
        "not-utf8",
        "Files are read as UTF-8 everywhere; other encodings break on other machines.",
        "Save the file as UTF-8.",
    ),
    Rule(
        "ED0116",
        "empty-value",
        "A key without a value leaves a hole in the page.",
        "Write the value, or remove the key where it is optional.",
    ),
    Rule(
        "ED0117",
        "duplicate-item",
        "The same item stands twice in a list.",
        "Remove one of them.",
    ),
    Rule(
        "ED0118",
        "bad-url",
        "Sources are links to official pages and must be absolute https URLs.",
        "Write the full https:// address.",
    ),
    Rule(
        "ED0119",
        "symbolic-link",
        "A symbolic link in content can point outside the catalogue.",
        "Replace the link by the file itself.",
    ),
    Rule(
        "ED0120",
        "misplaced-file",
        "A file stands where no page is made from it, so nobody would ever read it.",
        "Move it to one of the folders that the message names.",
    ),
    Rule(
        "ED0121",
        "bad-file-name",
        "A file name becomes a URL; upper case, spaces and other characters break links.",
        "Use lower-case letters, digits, `.`, `_` and `-`, and end in `.md`.",
    ),
    Rule(
        "ED0122",
        "example-mismatch",
        "The example shows a body that the properties do not describe.",
        "Correct the example, or describe the member in `fields`.",
    ),
    # --- ED02: references
    Rule(
        "ED0201",
        "unknown-provider",
        "Every provider has a page under content/providers/.",
        "Use an existing provider, or add its page with `errdex new provider SLUG`.",
    ),
    Rule(
        "ED0202",
        "unknown-category",
        "Every category has a page under content/categories/.",
        "Use an existing category, or add its page with `errdex new category SLUG`.",
    ),
    Rule(
        "ED0203",
        "unknown-error",
        "The id names no error of the catalogue, so the link would lead nowhere.",
        "Use `provider/slug` of an existing page, or add the page first.",
    ),
    Rule(
        "ED0204",
        "duplicate-code",
        "Two pages of one provider and service claim the same code; readers would find one.",
        "Merge the pages, or correct the code.",
    ),
    Rule(
        "ED0205",
        "duplicate-alias",
        "An alias redirects to one page; another page of this provider has the same code or alias.",
        "Keep the alias on the page it means most.",
    ),
    Rule(
        "ED0206",
        "url-collision",
        "Two pages would be written to the same URL.",
        "Rename one of the files or aliases.",
    ),
    Rule(
        "ED0207",
        "self-reference",
        "A page refers to itself.",
        "Remove the reference.",
    ),
    Rule(
        "ED0208",
        "same-provider-equivalent",
        "An equivalent is the same failure at *another* provider.",
        "Move it to `related`.",
    ),
    Rule(
        "ED0209",
        "decision-outside-guide",
        "A decision row points to an error that the guide does not compare.",
        "Point to one of `errors`, or add the error there.",
    ),
    Rule(
        "ED0210",
        "undecided-error",
        "No decision row points to one of the compared errors, so the guide cannot tell "
        "them apart.",
        "Add a row whose signal points to that error.",
    ),
    Rule(
        "ED0211",
        "empty-group",
        "A group of the table selects no error.",
        "Correct its criteria.",
    ),
    Rule(
        "ED0212",
        "empty-cell",
        "A table cell would be empty: the error's own page has no text for it.",
        "Add the cause or fix to the error's page.",
    ),
    Rule(
        "ED0213",
        "cause-equals-fix",
        "A cause and a fix say the same thing; one of the two columns is wrong.",
        "Say in the cause what is wrong, and in the fix what to do.",
    ),
    Rule(
        "ED0214",
        "unused-page",
        "No error belongs to this category or provider, so its page is empty.",
        "Add an error to it, or remove the file.",
        "warning",
    ),
    Rule(
        "ED0215",
        "home-category-repeated",
        "`also_in` maps an error to further categories; its home is listed already.",
        "Remove the home category from `also_in`.",
    ),
    Rule(
        "ED0216",
        "values-count",
        "A row of facts needs one value per compared error, in their order.",
        "Give as many `values` as there are `errors`.",
    ),
    Rule(
        "ED0217",
        "unknown-guide",
        "The slug names no compare guide of the catalogue.",
        "Use the slug of an existing file under content/compare/.",
    ),
    Rule(
        "ED0218",
        "message-finds-another",
        "Pasted text leads people to a page; a page's own message must lead to that page first.",
        "Make the message longer or more exact, or leave it to the page it is typical of.",
    ),
    # --- ED03: prose
    Rule(
        "ED0301",
        "missing-section",
        "A reader in an incident looks for this section first.",
        "Add the heading and its text.",
    ),
    Rule(
        "ED0302",
        "duplicate-section",
        "A known heading stands twice; only one can feed tables and structured data.",
        "Merge the two sections.",
    ),
    Rule(
        "ED0303",
        "section-not-a-list",
        "This section is read as data and must be one list.",
        "Write each entry as a list item, likeliest first.",
    ),
    Rule(
        "ED0304",
        "item-without-lead",
        "Code tables show the first, bold sentence of every cause and fix.",
        "Begin the item with a bold sentence: `1. **The token has expired.** ...`.",
    ),
    Rule(
        "ED0305",
        "raw-html",
        "Content comes from many hands; raw HTML is off so that no page can carry a script.",
        "Use Markdown, or put the text in backticks.",
    ),
    Rule(
        "ED0306",
        "invalid-json",
        "A block marked `json` does not parse; people copy examples.",
        "Correct the JSON, or mark a fragment as `text`.",
    ),
    Rule(
        "ED0307",
        "unsafe-link",
        "Links are https, a relative path to a content file, or a path of this site.",
        "Use one of the three; `javascript:` and `data:` are never allowed.",
    ),
    Rule(
        "ED0308",
        "unknown-directive",
        "The block directive is not known, so its text would be lost or printed raw.",
        "Use `:::note`, `:::tip`, `:::warning`, `::::tabs` or `:::tab`.",
    ),
    Rule(
        "ED0309",
        "empty-section",
        "A heading without text promises something that is not there.",
        "Write the section, or remove the heading.",
    ),
    Rule(
        "ED0310",
        "fence-without-language",
        "A code block without a language cannot be highlighted or checked.",
        "Name the language after the three backticks; `text` when there is none.",
    ),
    Rule(
        "ED0311",
        "top-level-heading",
        "The page's one top heading is made from front matter.",
        "Use `##` for sections.",
    ),
    Rule(
        "ED0312",
        "unclosed-block",
        "A code block or directive is never closed and swallows the rest of the page.",
        "Close it with a line of the same marks it was opened with.",
    ),
    Rule(
        "ED0313",
        "image",
        "Images are not part of content files; they cannot be searched, copied or checked.",
        "Show text, a table or a code block.",
    ),
    Rule(
        "ED0314",
        "heading-level-skipped",
        "Screen readers and the table of contents follow the heading levels.",
        "Use the next level: `###` below `##`.",
    ),
    Rule(
        "ED0315",
        "cause-without-sign",
        "A cause helps only when the reader can tell that it is theirs.",
        "Add a paragraph to the item: `How to recognize it: ...`.",
        "warning",
    ),
    # --- ED04: templates
    Rule(
        "ED0401",
        "template-syntax",
        "A template does not parse.",
        "Correct the template at the place given.",
    ),
    Rule(
        "ED0402",
        "template-error",
        "A template used a name that its view does not have, or failed while rendering.",
        "Correct the template; the first line of each names its view.",
    ),
    Rule(
        "ED0403",
        "template-missing",
        "A page or another template names a template that does not exist.",
        "Add the file, or correct the name.",
    ),
    # --- ED05: output
    Rule(
        "ED0501",
        "output-not-writable",
        "The site could not be written.",
        "Free the path, its permissions or the disk, then build again.",
    ),
    Rule(
        "ED0502",
        "output-not-ours",
        "The output folder holds files that errdex did not make, and a build prunes what "
        "it does not know.",
        "Name an empty or new folder with --out, or empty this one.",
    ),
    # --- ED06: links
    Rule(
        "ED0601",
        "broken-link",
        "The link leads to no page of the site.",
        "Correct the path; content files are linked by their relative path.",
    ),
    Rule(
        "ED0602",
        "broken-anchor",
        "The page exists, but no heading or id on it has that name.",
        "Use an anchor of that page.",
    ),
    Rule(
        "ED0603",
        "broken-page-link",
        "A template made a link that leads nowhere, or two elements with one id.",
        "Correct the template or the view.",
    ),
    Rule(
        "ED0604",
        "link-through-redirect",
        "The link works only through one of the site's own redirects.",
        "Link to the page itself.",
        "warning",
    ),
    # --- ED07: search
    Rule(
        "ED0701",
        "search-index-failed",
        "Pagefind reported a fault, so search would be wrong or absent.",
        "Read its message; `--no-search` builds without the index.",
    ),
    # --- ED08: the quality of the words
    Rule(
        "ED0801",
        "shared-sentence",
        "A sentence that stands on two pages was not written for either of them.",
        "Say it with the particulars of this page, or link to the page that has it.",
        "warning",
    ),
    Rule(
        "ED0802",
        "near-copy",
        "A cause or fix that is nearly the same on two pages belongs to one of them, or to "
        "neither: what differs is what the reader needs.",
        "Write what is particular to this error, or link to the other page.",
        "warning",
    ),
    Rule(
        "ED0803",
        "filler",
        "A phrase that would fit any error costs a reader in an incident time and tells nothing.",
        "Leave it out, or name the thing.",
        "warning",
    ),
    Rule(
        "ED0804",
        "outdated-name",
        "Products are called by their present names; people still find the old one through "
        "`aliases` and `messages`.",
        "Use the present name.",
        "warning",
    ),
    Rule(
        "ED0805",
        "live-secret",
        "Text that has the shape of a live credential may be one, and a public repository "
        "keeps it for good.",
        "Revoke it if it was real; write a placeholder such as `$TOKEN`, "
        "`AKIAIOSFODNN7EXAMPLE` or the account 111122223333.",
    ),
    Rule(
        "ED0806",
        "command-syntax",
        "Commands are copied and run; this block does not parse as a shell script.",
        "Correct it; write placeholders as `$NAME` and mark what is no command as `text`.",
    ),
    # --- ED09: configuration
    Rule(
        "ED0901",
        "no-site-settings",
        "content/site.yml holds the title and base URL; without it there is no site.",
        "Add site.yml, or name the content folder with --content.",
    ),
    Rule(
        "ED0902",
        "unknown-rule",
        "`rules` in site.yml names a rule that does not exist.",
        "Use a code that `errdex explain --rules` lists.",
    ),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in _ALL}
