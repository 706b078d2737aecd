"""The finished design in a real browser: theme, ticks, filters, contents, sizes, stillness."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .test_site import PAGES

pytestmark = pytest.mark.browser

PLAYBOOK = "/playbooks/authentication-failures/"
TABLE = "/tables/http-and-oauth/"
ERROR = "/errors/azure/aadsts7000215/"
MAX_PAGE, MAX_SCRIPT = 30_000, 8_000


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop page with its own storage, and the clipboard open to it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


# --- theme


def test_the_theme_is_chosen_by_keyboard_and_kept(page: Page, catalogue: str):
    """System, light, dark; the choice holds on the next page, before anything is painted."""
    page.emulate_media(color_scheme="light")
    page.goto(catalogue + "/")
    button = page.get_by_role("button", name="Color theme: system")
    light = background(page)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Color theme: light")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Color theme: dark")).to_be_focused()
    dark = background(page)

    assert dark != light
    page.goto(catalogue + ERROR, wait_until="commit")
    page.wait_for_selector("h1")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert background(page) == dark
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Color theme: dark").press("Enter")
    assert background(page) == light
    assert page.evaluate("localStorage.length") == 0


def test_the_system_decides_without_a_choice(page: Page, catalogue: str):
    page.goto(catalogue + "/")
    page.emulate_media(color_scheme="light")
    light = background(page)
    page.emulate_media(color_scheme="dark")

    assert background(page) != light


def test_without_storage_the_theme_still_changes(page: Page, catalogue: str):
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw 1 }})")
    page.goto(catalogue + "/")
    page.get_by_role("button", name="Color theme: system").click()

    assert page.evaluate("document.documentElement.dataset.theme") == "light"


# --- playbooks


def test_ticks_stay_on_this_device_until_they_are_cleared(page: Page, catalogue: str):
    """By keyboard; the count follows; nothing is sent."""
    page.goto(catalogue + PLAYBOOK)
    boxes = page.locator("input[data-tick]")
    total = boxes.count()
    expect(page.get_by_text(f"0 of {total} done")).to_be_visible()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    boxes.last.check()
    expect(page.get_by_text(f"2 of {total} done")).to_be_visible()

    assert requests == []
    page.reload()
    expect(page.get_by_text(f"2 of {total} done")).to_be_visible()
    expect(boxes.nth(0)).to_be_checked()
    page.get_by_role("button", name="Clear ticks").press("Enter")
    expect(page.get_by_text(f"0 of {total} done")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_a_checklist_is_copied_as_markdown(page: Page, catalogue: str):
    """Title, address, ticked and open items, commands fenced."""
    page.goto(catalogue + PLAYBOOK)
    page.locator("input[data-tick]").nth(0).check()
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()

    assert lines[0] == "# Authentication failures"
    assert lines[2] == catalogue + PLAYBOOK
    assert sum(line.startswith("- [x] ") for line in lines) == 1
    steps = page.locator(".step h3").count()
    assert sum(line.startswith("- [ ] ") for line in lines) >= steps
    assert "## Steps" in lines
    assert sum(line == "  ```" for line in lines) % 2 == 0
    assert not any(line.rstrip().endswith("#") for line in lines if line.startswith("- ["))


# --- filters


def test_a_table_is_narrowed_and_widened_again(page: Page, catalogue: str):
    """Rows without all the words go, empty groups go with them, Escape brings all back."""
    page.goto(catalogue + TABLE)
    rows = page.locator("[data-filter-entry]:visible")
    total = rows.count()
    page.get_by_label("Show only rows with").fill("refresh token")
    expect(page.locator("[data-filter] [role=status]")).to_contain_text("shown")
    shown = rows.count()

    assert 0 < shown < total
    expect(page.get_by_text(f"{shown} shown")).to_be_visible()
    page.get_by_label("Show only rows with").fill("zzzz")
    expect(page.get_by_text("Nothing has all these words")).to_be_visible()
    page.keyboard.press("Escape")
    assert rows.count() == total


def test_a_row_has_an_address_and_a_head_that_stays(page: Page, catalogue: str):
    page.goto(catalogue + TABLE)
    link = page.locator("a.permalink[href^='#row-']").nth(5)
    target = str(link.get_attribute("href"))
    link.click()
    expect(page).to_have_url(f"{catalogue}{TABLE}{target}")
    head = page.locator("table:has(:target) thead th").first

    assert abs(float(head.evaluate("e => e.getBoundingClientRect().top"))) < 1


def test_all_errors_are_narrowed_by_typing(page: Page, catalogue: str):
    page.goto(catalogue + "/errors/")
    page.get_by_label("Show only errors with").fill("aadsts7000215")

    expect(page.locator("[data-filter-entry]:visible")).to_have_count(1)


@pytest.mark.parametrize("path", ["/", PLAYBOOK, TABLE, "/errors/"])
def test_nothing_dead_is_shown_without_scripts(browser: Browser, catalogue: str, path: str):
    """Fields and buttons that need scripts are not there; ticks and lists are."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(catalogue + path)

    for dead in (".theme-button", ".filter", ".checklist"):
        for part in page.locator(dead).all():
            expect(part).to_be_hidden()
    if path == PLAYBOOK:
        page.locator("input[data-tick]").nth(0).check()
    context.close()


# --- by keyboard alone


def tab_to(page: Page, selector: str, most: int = 400) -> None:
    """Press Tab until the first element of a selector has the focus."""
    target = page.locator(selector).first
    for _ in range(most):
        if target.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached with Tab")


def test_a_listing_is_paged_by_keyboard(page: Page, catalogue: str):
    page.goto(catalogue + "/categories/authentication/")
    tab_to(page, ".pager a[rel=next]")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{catalogue}/categories/authentication/page/2/")


def test_a_message_is_copied_by_keyboard(page: Page, catalogue: str):
    page.goto(catalogue + ERROR)
    tab_to(page, ".message button")
    page.keyboard.press("Enter")
    expect(page.locator(".message button").first).to_have_text("Copied")

    text = page.locator(".message").first.get_attribute("data-copy")
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_a_list_is_narrowed_by_keyboard(page: Page, catalogue: str):
    page.goto(catalogue + "/errors/")
    tab_to(page, ".filter__input")
    page.keyboard.type("crashloop")

    expect(page.locator("[data-filter-entry]:visible")).to_have_count(1)
    tab_to(page, "[data-filter-entry]:not([hidden]) a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{catalogue}/errors/kubernetes/crashloopbackoff/")


# --- reading


def test_the_contents_show_where_the_reader_is(page: Page, catalogue: str):
    page.goto(catalogue + ERROR)
    current = page.locator(".frame__aside [aria-current]")
    expect(current).to_have_count(1)
    page.locator("#how-to-fix").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('how-to-fix').scrollIntoView()")

    expect(current).to_have_text("How to fix")


def shifts_of(browser: Browser, url: str, width: int) -> list[list[object]]:
    """Every layout shift of one load: its value, and what moved."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(
        "window.shifts = []; new PerformanceObserver((list) => {"
        "for (const { value, sources } of list.getEntries()) window.shifts.push([value,"
        "...sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.textContent)]);"
        "}).observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(url, wait_until="networkidle")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))")
    shifts: list[list[object]] = page.evaluate("window.shifts")
    context.close()
    return shifts


@pytest.mark.parametrize("path", [*PAGES, "/find/http/validation/"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_loads(browser: Browser, catalogue: str, path: str, width: int):
    """No layout shift at all, scripts included.

    A busy machine may paint a page in pieces: a shift counts when a second load has it too.
    """
    shifts = shifts_of(browser, catalogue + path, width)
    if shifts:
        shifts = shifts_of(browser, catalogue + path, width)

    assert shifts == []


def test_the_matrix_leads_to_its_lists(page: Page, catalogue: str):
    page.goto(catalogue + "/")
    square = page.locator(".picture a").first
    count = square.locator("text").text_content()
    square.click()

    expect(page.locator(".showing")).to_contain_text(str(count))


# --- sizes


def packed(path: Path) -> int:
    """The compressed size of a file."""
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def test_no_page_is_heavy(catalogue_folder: Path):
    """Each page with all that its first paint needs stays under 30 KB compressed."""
    (assets,) = (catalogue_folder / "assets").iterdir()
    needed = packed(assets / "css" / "site.css") + packed(assets / "js" / "theme.js")
    sizes = {
        page.relative_to(catalogue_folder).as_posix(): packed(page) + needed
        for page in catalogue_folder.rglob("*.html")
    }

    assert {name: size for name, size in sizes.items() if size > MAX_PAGE} == {}


@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("/search/", "/explain/")])
def test_scripts_before_search_are_small(page: Page, catalogue: str, path: str):
    """What a page loads by itself, before search or paste is used."""
    sizes: list[int] = []
    page.on(
        "response",
        lambda response: (
            sizes.append(int(response.headers.get("content-length", "0")))
            if response.url.endswith(".js")
            else None
        ),
    )
    page.goto(catalogue + path, wait_until="networkidle")

    assert sizes
    assert sum(sizes) < MAX_SCRIPT
