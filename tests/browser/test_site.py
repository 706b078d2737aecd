"""The site in a real browser, behind the headers of production."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/errors/",
    "/errors/azure/",
    "/errors/azure/aadsts7000215/",
    "/errors/vsphere/unauthenticated/",
    "/categories/",
    "/categories/authentication/",
    "/compare/401-vs-403/",
    "/playbooks/authentication-failures/",
    "/tables/http-and-oauth/",
    "/search/",
    "/explain/",
    "/review/",
    "/about/",
    "/thanks/",
)


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_without_a_problem(watched, catalogue, path):
    """No console error, policy violation or foreign request on any page kind."""
    response = watched.page.goto(catalogue + path, wait_until="networkidle")

    assert response.status == 200
    assert watched.problems == []
    assert watched.page.locator("h1").count() == 1


@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_a_phone(browser: Browser, catalogue, path):
    """At 360 pixels no page is wider than the screen."""
    context = browser.new_context(viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.goto(catalogue + path)
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    context.close()

    assert widths[0] <= widths[1]


def test_search_finds_a_code(watched, catalogue):
    """Typing a code offers its page first, and Enter on it opens the page."""
    page = watched.page
    page.goto(catalogue + "/errors/")
    page.keyboard.press("/")
    page.keyboard.type("AADSTS7000215", delay=20)
    options = page.locator("header [role=option]")
    expect(options.first).to_contain_text("AADSTS7000215", timeout=10_000)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/errors/azure/aadsts7000215/*")

    assert watched.problems == []


def test_search_by_keyboard_alone(watched, catalogue):
    """Arrows move the active option, Escape closes the list, Enter without one searches."""
    page = watched.page
    page.goto(catalogue + "/errors/")
    page.keyboard.press("/")
    field = page.locator("header [role=combobox]")
    expect(field).to_be_focused()
    page.keyboard.type("unauthorized", delay=20)
    expect(page.locator("header [role=option]").first).to_be_visible(timeout=10_000)
    page.keyboard.press("ArrowDown")
    first = field.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    second = field.get_attribute("aria-activedescendant")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/#q=unauthorized")

    assert first
    assert second
    assert first != second


def test_no_request_carries_the_query(watched, catalogue):
    """What is typed stays in the browser: in the fragment, never in a request."""
    page = watched.page
    page.goto(catalogue + "/search/#q=forbidden")
    expect(page.locator("main a", has_text="403").first).to_be_visible(timeout=10_000)
    page.locator("main input[type=search]").fill("zebrastripes")
    page.wait_for_timeout(800)
    urls = [request.url for request in watched.requests]

    assert any("/pagefind/" in url for url in urls)
    assert not [url for url in urls if "zebrastripes" in url or "?" in url.split("pagefind")[0]]
    assert watched.problems == []


def test_search_filters(watched, catalogue):
    """The search page narrows results by provider."""
    page = watched.page
    page.goto(catalogue + "/search/#q=unauthenticated")
    results = page.locator("[data-search-results] > li")
    expect(results.first).to_be_visible(timeout=10_000)
    label = page.locator("main label", has_text=re.compile("^Provider"))
    label.locator("select").select_option(label="VMware vSphere")
    expect(results.first).to_contain_text(re.compile("UNAUTH"), timeout=10_000)
    page.wait_for_timeout(500)

    texts = [text for text in results.all_inner_texts() if text != "Show more"]
    assert texts
    assert [text for text in texts if "VMware vSphere" not in text] == []


def test_pagination(context: BrowserContext, paged):
    """Seven errors at three a page stand on three static pages."""
    page = context.new_page()
    page.goto(paged + "/categories/authentication/")
    expect(page.locator("main")).to_contain_text("7 mapped errors")
    expect(page.locator("main")).to_contain_text("Showing 1-3.")
    page.locator("main a[rel=next]").click()
    expect(page.locator("main")).to_contain_text("Showing 4-6.")
    page.locator("main a[rel=next]").click()
    expect(page.locator("main")).to_contain_text("Showing 7-7.")

    assert page.url.endswith("/categories/authentication/page/3/")
    assert page.locator("main a[rel=next]").count() == 0


def test_copy_button(context: BrowserContext, catalogue):
    """A code block is copied whole, and the button says so."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(catalogue + "/errors/azure/aadsts7000215/")
    block = page.locator("figure.code").first
    code = block.locator("code").inner_text()
    button = block.get_by_role("button")
    button.click()
    expect(button).to_have_text(re.compile("Copied"))

    assert page.evaluate("navigator.clipboard.readText()").strip() == code.strip()


def test_without_javascript(browser: Browser, catalogue):
    """The search form leads to the A to Z list, and every section can be read."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(catalogue + "/errors/azure/aadsts7000215/")
    for heading in ("What it means", "Common causes", "How to fix"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.locator("header input[type=search]").fill("secret")
    page.locator("header input[type=search]").press("Enter")
    page.wait_for_url(re.compile("/errors/"))
    url = page.url
    context.close()

    assert "secret" not in url


def test_tabs_can_all_be_read_without_javascript(browser: Browser, catalogue):
    """Tabs are stacked until the script makes them tabs."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(catalogue + "/errors/azure/aadsts7000215/")
    tabs = page.locator("[data-tab]")
    hidden = [index for index in range(tabs.count()) if not tabs.nth(index).is_visible()]
    context.close()

    assert hidden == []


def test_not_found_page(watched, catalogue):
    """An unknown address answers 404 with a page whose links work from any depth."""
    response = watched.page.goto(catalogue + "/errors/azure/deep/down/nothing/")

    assert response.status == 404
    assert watched.page.locator("h1").inner_text() == "Page not found"
    assert watched.page.evaluate("getComputedStyle(document.body).fontFamily") != "Times New Roman"


def test_an_address_in_any_case_leads_to_the_page(watched, catalogue):
    """Hosts compare paths with their case; the page that was not found does not."""
    watched.page.goto(catalogue + "/errors/Azure/AadSts7000215/#how-to-fix")
    watched.page.wait_for_url("**/errors/azure/aadsts7000215/#how-to-fix")

    assert "AADSTS7000215" in watched.page.locator("h1").inner_text()


def test_heading_permalinks(watched, catalogue):
    """A section's permalink leads to the section."""
    page = watched.page
    page.goto(catalogue + "/errors/azure/aadsts7000215/")
    page.locator("#how-to-fix a.self-link").focus()
    page.keyboard.press("Enter")

    assert page.url.endswith("#how-to-fix")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_color_schemes(browser: Browser, catalogue, scheme):
    """The page follows the system's scheme: dark text on light, light text on dark."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(catalogue + "/")
    lightness = page.evaluate(
        """() => {
          const canvas = document.createElement("canvas").getContext("2d");
          const measure = (color) => {
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const style = getComputedStyle(document.body);
          const root = getComputedStyle(document.documentElement);
          const clear = style.backgroundColor === "rgba(0, 0, 0, 0)";
          const ground = clear ? root.backgroundColor : style.backgroundColor;
          return [measure(style.color), measure(ground)];
        }"""
    )
    context.close()
    text, ground = lightness

    assert (ground - text > 120) if scheme == "light" else (text - ground > 120)
