"""The box that explains a paste and searches for a query, and the page that was not found."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from errdex.scaffold import Request, create

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
MARKER = "zebrastripes"
BODY = (
    '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret '
    "provided. Ensure the secret being sent in the request is the client secret value, not "
    "the client secret ID, for a secret added to app '00000000-0000-0000-0000-000000000000'.\"}"
)
LOG = "\n".join(
    [
        *(f"2026-11-20T03:12:{second}.000Z INFO {MARKER} is up" for second in range(10, 30)),
        "2026-11-20T03:12:44.120Z ERROR token request failed: HTTP/1.1 401 Unauthorized",
        BODY,
        "    at contoso.auth.TokenClient.acquire (TokenClient.java:212)",
        *(f"2026-11-20T03:12:{second}.000Z INFO {MARKER} is idle" for second in range(45, 59)),
    ]
)


def _box(page: Page) -> Locator:
    return page.locator("form.explain textarea")


def _answer(page: Page) -> Locator:
    return page.locator("[data-explain-answer]")


def _status(page: Page) -> Locator:
    return page.locator("[data-explain-status]")


def _paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    _box(page).focus()
    page.keyboard.press("Control+V")


@pytest.mark.parametrize("path", ["/", "/explain/"])
def test_a_paste_is_explained(watched, catalogue, path):
    """Code, title, reason, meaning and first fix of the best page stand there at once."""
    page = watched.page
    page.goto(catalogue + path)
    _paste(page, LOG)
    card = page.locator("article.answer")
    expect(card).to_contain_text("AADSTS7000215 Invalid client secret provided")
    expect(card).to_contain_text("Recognized by its code and message")
    expect(card).to_contain_text("Microsoft Azure")
    expect(card).to_contain_text("The token endpoint of Microsoft Entra ID")
    expect(card).to_contain_text("Create a new secret, store its value")
    expect(card.locator("figure.code .copy")).to_be_visible()
    expect(_answer(page)).to_contain_text("Also in this text")
    rows = _answer(page).locator(".error-row")

    assert [row.inner_text().split("\n")[0].split(" ")[0] for row in rows.all()] == [
        "invalid_client",
        "401",
    ]
    assert rows.first.locator("a").get_attribute("href") == "/errors/oauth/invalid_client/"
    assert page.evaluate("document.querySelectorAll('[data-explain-answer] [id]').length") == 0
    assert watched.problems == []


def test_links_of_the_excerpt_lead_to_its_page(watched, catalogue):
    """A link inside a page to one of its own headings still leads there."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    for code in ("AADSTS7000215", "invalid_client", "403"):
        _box(page).fill(code)
        expect(page.locator("article.answer .answer__code")).to_have_text(code)
        expect(page.locator("article.answer .answer__heading").first).to_be_visible()
        links = page.locator("article.answer a").all()
        hrefs = [link.get_attribute("href") or "" for link in links]
        assert hrefs
        assert not [href for href in hrefs if href.startswith("#")]


def test_the_recognized_parts_are_marked(watched, catalogue):
    """The best answer's words in one way, the other codes' in another; the rest is folded."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    _paste(page, LOG)
    text = page.locator(".marked__text")
    expect(text).to_be_visible()
    best = text.locator("mark[data-mark=best]").all_inner_texts()
    others = text.locator("mark[data-mark=other]").all_inner_texts()

    assert best[0].startswith("AADSTS7000215: Invalid client secret provided")
    assert "401 Unauthorized" in others
    assert any("invalid_client" in other for other in others)
    assert MARKER not in "".join(best + others)
    expect(text).to_contain_text("lines …")
    assert text.inner_text().count(MARKER) <= 2
    page.get_by_role("button", name="Show the whole text").click()
    expect(text).to_be_focused()
    assert text.inner_text() == LOG
    assert watched.problems == []


def test_places_count_astral_characters(watched, catalogue):
    """Marks stand right behind emoji, which take two places in JavaScript."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    _box(page).fill("🔥🔥🔥 login failed 🔥: AADSTS7000215 🔥 please help")
    expect(page.locator(".marked__text mark")).to_have_text("AADSTS7000215")


def test_typing_answers_as_one_types(watched, catalogue):
    """A piece of a code searches, by names first; the whole code is explained."""
    page = watched.page
    page.goto(catalogue + "/")
    page.keyboard.press("/")
    expect(_box(page)).to_be_focused()
    page.keyboard.type("invalid_cl", delay=15)
    expect(_answer(page).locator(".result").first).to_contain_text("invalid_client")
    expect(_answer(page)).to_contain_text(re.compile(r"\d+ pages? for “invalid_cl”"))
    page.keyboard.type("ient", delay=15)
    expect(page.locator("article.answer")).to_contain_text("invalid_client Client authentication")

    assert _box(page).input_value() == "invalid_client"
    assert watched.problems == []


def test_names_agree_with_the_matcher(watched, catalogue):
    """A code of the catalogue, typed alone, is explained by a page that has it.

    Every fifth one: the matcher's own tests ask for all of them.
    """
    page = watched.page
    page.goto(catalogue + "/explain/")
    names = page.evaluate("fetch('/explain/names.json').then((response) => response.json())")
    for _, code, *_ in names["errors"][::5]:
        _box(page).fill(code)
        expect(page.locator("article.answer .answer__code")).to_have_text(code)
        expect(_status(page)).to_contain_text("recognized by its")


def test_a_name_that_is_near(watched, catalogue):
    """An unknown code is said to be unknown; near ones are shown as such."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    _box(page).fill("AADSTS7000216")
    expect(_answer(page)).to_contain_text("No page has “AADSTS7000216”")
    expect(_answer(page).locator(".result").first).to_contain_text("similar name")
    document = page.get_by_role("link", name="Document AADSTS7000216")

    assert "content/errors/azure/aadsts7000216.md&value=" in (document.get_attribute("href") or "")


def test_enter_opens_the_best_page(watched, catalogue):
    """At once, even when the answer is not there yet."""
    page = watched.page
    page.goto(catalogue + "/")
    page.keyboard.press("/")
    page.keyboard.insert_text("AADSTS7000215")
    page.keyboard.press("Enter")
    page.wait_for_url("**/errors/azure/aadsts7000215/")

    assert watched.problems == []


def test_keyboard_alone(watched, catalogue):
    """Enter breaks lines in a longer text, arrows lead through the answer, Escape back."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    page.keyboard.press("/")
    page.keyboard.insert_text(BODY + "\nsecond line")
    page.keyboard.press("Enter")
    assert _box(page).input_value().endswith("second line\n")
    expect(page.locator("article.answer")).to_be_visible()
    page.keyboard.press("Control+Home")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.locator(".answer__link")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".answer__link")).not_to_be_focused()
    assert page.evaluate("Boolean(document.activeElement.closest('[data-explain-answer]'))")
    page.keyboard.press("Escape")
    expect(_box(page)).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/errors/azure/aadsts7000215/")

    assert watched.problems == []


def test_enter_on_a_query_searches(watched, catalogue):
    """Where several pages may be meant, Enter leads to the search with the query."""
    page = watched.page
    page.goto(catalogue + "/")
    page.keyboard.press("/")
    page.keyboard.insert_text("throttl")
    expect(_answer(page).locator(".result").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/#q=throttl")


def test_the_answer_is_announced(watched, catalogue):
    """A live region that stood in the page before says what was found."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    expect(_status(page)).to_have_attribute("role", "status")
    _paste(page, LOG)
    expect(_status(page)).to_have_text(
        "AADSTS7000215, Invalid client secret provided, "
        "recognized by its code and message; 2 more codes"
    )
    _box(page).fill("segfault in the flux capacitor\nat line 12")
    expect(_status(page)).to_contain_text("Not recognized")
    page.get_by_role("button", name="Clear").click()
    expect(_status(page)).to_be_empty()
    expect(_answer(page)).to_be_empty()
    expect(_box(page)).to_be_focused()


def test_no_match_says_so_and_how_to_go_on(watched, catalogue):
    """Search, the A to Z list and a draft of the missing page, which holds nothing pasted."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    _box(page).fill(f"segfault in the flux capacitor\nat line 12 of {MARKER}.py")
    answer = _answer(page)
    expect(answer).to_contain_text("Not recognized")
    expect(answer.get_by_role("link", name="Search for “segfault")).to_be_visible()
    list_link = answer.get_by_role("link", name="Every code, A to Z")
    draft = answer.get_by_role("link", name="Document this error").get_attribute("href") or ""

    assert list_link.get_attribute("href") == "/errors/"
    assert "/new/main?filename=content/errors/" in draft
    assert MARKER not in draft
    assert watched.problems == []


def test_a_link_carries_the_text_in_its_fragment(watched, catalogue):
    """Copying it, opening it, and none for a very long text."""
    page = watched.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(catalogue + "/")
    text = BODY + "\n+ 100% of 😀 & #t=x"
    _box(page).fill(text)
    page.get_by_role("button", name="Copy link").click()
    expect(_status(page)).to_contain_text("Copied")
    address = page.evaluate("navigator.clipboard.readText()")
    page.goto(address)
    expect(page.locator("article.answer")).to_contain_text("AADSTS7000215")
    assert _box(page).input_value() == text
    page.evaluate("location.hash = 't=' + encodeURIComponent('HTTP/1.1 403 Forbidden')")
    expect(page.locator("article.answer")).to_contain_text("403 Forbidden")
    _box(page).fill(BODY + "\n" + "x" * 4000)
    expect(page.locator("article.answer")).to_contain_text("AADSTS7000215")

    assert address.startswith(f"{catalogue}/explain/#t=")
    assert "?" not in urlsplit(address)._replace(fragment="").geturl()
    assert page.get_by_role("button", name="Copy link").count() == 0
    assert watched.problems == []


def test_the_address_is_left_alone(watched, catalogue):
    """What is typed gets into no history entry."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    before = page.evaluate("history.length")
    _paste(page, LOG)
    expect(page.locator("article.answer")).to_be_visible()

    assert page.url == catalogue + "/explain/"
    assert page.evaluate("history.length") == before


def test_nothing_pasted_leaves_the_browser_or_is_kept(watched, catalogue):
    """No request, no storage, no cookie carries a word of the text."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    for text in (LOG, f"{MARKER} {BODY}", MARKER, f"{MARKER} forbidden", f"HTTP 401 {MARKER}"):
        _paste(page, text)
        page.wait_for_timeout(500)
        page.keyboard.press("Control+A")
    page.goto(f"{catalogue}/explain/#t={quote(f'{MARKER} HTTP/1.1 403 Forbidden')}")
    expect(page.locator("article.answer")).to_contain_text("403")
    carried = [request.url + (request.post_data or "") for request in watched.requests]
    kept = page.evaluate(
        """async () => ({
          local: localStorage.length,
          session: sessionStorage.length,
          databases: (await indexedDB.databases()).length,
          cookies: document.cookie,
          caches: await caches.keys(),
          workers: (await navigator.serviceWorker.getRegistrations()).length,
          history: JSON.stringify(history.state),
        })"""
    )

    assert any("/explain/table.json" in url for url in carried)
    assert not [url for url in carried if MARKER in url.partition("#")[0]]
    assert {request.method for request in watched.requests} == {"GET"}
    assert not [url for url in carried if "?" in url.partition("#")[0].split("/pagefind/")[0]]
    assert kept == {
        "local": 0,
        "session": 0,
        "databases": 0,
        "cookies": "",
        "caches": [],
        "workers": 0,
        "history": "null",
    }
    assert watched.problems == []


def test_nothing_is_fetched_before_the_box_is_used(watched, catalogue):
    """The table comes with the first use of the box."""
    page = watched.page
    page.goto(catalogue + "/", wait_until="networkidle")
    before = [request.url for request in watched.requests]
    with page.expect_request("**/explain/table.json"):
        _box(page).focus()

    assert not [url for url in before if "explain" in url]


def test_a_very_long_paste(watched, catalogue):
    """A megabyte is read in slices, and typing goes on meanwhile."""
    page = watched.page
    page.goto(catalogue + "/explain/")
    filler = "2026-11-20T03:12:10.000Z INFO request 12 finished in 34 ms with 200 OK\n" * 7000
    _box(page).focus()
    page.evaluate(
        """(text) => {
          const box = document.querySelector("form.explain textarea");
          box.value = text;
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        f"{filler}{BODY}\n{filler}",
    )
    expect(page.locator("article.answer")).to_contain_text("AADSTS7000215", timeout=30_000)
    best = page.locator(".marked__text mark[data-mark=best]")
    expect(best.first).to_contain_text("AADSTS7000215: Invalid client secret provided")

    assert len(page.locator(".marked__text").inner_text()) < 4000
    assert watched.problems == []


def test_the_box_says_when_it_cannot_load(watched, catalogue):
    """Without the table it still leads to the search."""
    page = watched.page
    page.route("**/explain/table.json", lambda route: route.abort())
    page.goto(catalogue + "/explain/")
    _box(page).fill("HTTP 403")
    expect(_answer(page)).to_contain_text("could not load")
    expect(_answer(page).get_by_role("link", name="Search for")).to_be_visible()


def test_without_javascript(browser: Browser, catalogue):
    """The form leads to the A to Z list and sends nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("/", "/explain/"):
        page.goto(catalogue + path)
        _box(page).fill(MARKER)
        page.get_by_role("button", name="Explain").click()
        page.wait_for_url(re.compile("/errors/"))
        assert MARKER not in page.url
    page.goto(catalogue + "/explain/")
    expect(page.locator("noscript p")).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", ["/errors/", "/errors/azure/aadsts7000215/", "/404.html"])
def test_slash_leads_to_the_search_elsewhere(watched, catalogue, path):
    """On pages without the box."""
    watched.page.goto(catalogue + path)
    watched.page.keyboard.press("/")
    expect(watched.page.locator("header input[type=search]")).to_be_focused()


def test_a_long_query_in_the_header_can_be_explained(watched, catalogue):
    """The first option takes the text to the box, in the fragment."""
    page = watched.page
    page.goto(catalogue + "/errors/")
    page.keyboard.press("/")
    page.keyboard.insert_text(BODY)
    option = page.locator("header [role=option]").first
    expect(option).to_have_text("Explain this text")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explain/#t=*")
    expect(page.locator("article.answer")).to_contain_text("AADSTS7000215")


@pytest.mark.parametrize("path", ["/", "/explain/"])
@pytest.mark.parametrize(
    "text",
    ["AADSTS7000215", LOG, "x" * 5000, "no\nmatch\n" + "y" * 300, "invalid", "AADSTS7000216"],
    ids=["code", "log", "one word", "unknown", "query", "near"],
)
def test_answers_fit_a_phone(browser: Browser, catalogue, path, text):
    """At 360 pixels no answer is wider than the screen."""
    context = browser.new_context(viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.goto(catalogue + path)
    _box(page).fill(text)
    expect(_status(page)).not_to_be_empty()
    page.wait_for_timeout(300)
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    context.close()

    assert widths[0] <= widths[1]


def test_the_box_grows_with_its_text(watched, catalogue):
    """One line high at rest, more for more lines, and never more than a part of the screen."""
    page = watched.page
    page.goto(catalogue + "/")
    heights = []
    for text in (
        "",
        "one line",
        "three\nlines\nof text",
        "\n".join("many lines of text".split() * 20),
    ):
        _box(page).fill(text)
        box = _box(page).bounding_box()
        assert box
        heights.append(box["height"])

    assert heights[0] == heights[1] < 60
    assert heights[1] < heights[2] < heights[3] < 260


# --- the page that was not found


def _draft(page: Page) -> tuple[str, str]:
    href = page.get_by_role("link", name="Write it on GitHub").get_attribute("href") or ""
    query = parse_qs(urlsplit(href).query)
    return query["filename"][0], query["value"][0]


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/errors/azure/aadsts7000216/", "AADSTS7000215"),
        ("/errors/azure/AADSTS7000229", "AADSTS7000222"),
        ("/errors/http/forbiden/", "403"),
        ("/error/invalid-client.html", "invalid_client"),
        ("/errors/oauth/invalid%5Fclients/", "invalid_client"),
    ],
)
def test_not_found_suggests_the_nearest(watched, catalogue, path, near):
    """By the last parts of the address, whatever its spelling."""
    response = watched.page.goto(catalogue + path)
    expect(watched.page.locator("[data-not-found] .result").first).to_contain_text(near)

    assert response.status == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/errors/azure/aadsts90033/", "azure/AADSTS90033"),
        ("/errors/http/999/", "http/999"),
        ("/errors/oauth/request_not_supported/", "oauth/request_not_supported"),
        ("/errors/gcp/Some%20Thing%3A%20x/", "gcp/Some Thing: x"),
    ],
)
def test_not_found_offers_the_draft_of_the_missing_page(watched, catalogue, tmp_path, path, name):
    """The same text as `errdex new error`, but for the list of categories."""
    watched.page.goto(catalogue + path)
    file, text = _draft(watched.page)
    shutil.copytree(ROOT / "content", tmp_path / "content")
    written = re.search(r"^last_reviewed: (.*)$", text, re.MULTILINE)
    assert written
    request = Request("error", name, date.fromisoformat(written[1]))
    expected = create(request, tmp_path / "content")
    wanted = re.sub(
        r"  # one of .*", "  # or another one of content/categories/", expected.read_text()
    )

    assert text == wanted
    assert file == f"content/errors/{expected.relative_to(tmp_path / 'content' / 'errors')}"


def test_not_found_elsewhere_offers_no_draft(watched, catalogue):
    """An address that is not an error's gets suggestions at most."""
    for path in ("/nothing/at/all/", "/errors/azure/deep/down/", "/errors/..%2f..%2fx/y/"):
        watched.page.goto(catalogue + path, wait_until="networkidle")
        assert watched.page.get_by_role("link", name="Write it on GitHub").count() == 0
    problems = [text for text in watched.problems if "404" not in text]

    assert problems == []
