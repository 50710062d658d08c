"""Every page in a browser: no fault that axe-core finds, nothing wider than a phone, and all of it
within reach of the keyboard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import lscb

api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
DESK, PHONE = 1280, 320
"""How wide a page is, in points: the second is also a desk's at 400 %."""


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with api.sync_playwright() as playwright:
        # A container has no second sandbox to offer, and the pages are our own.
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module", params=[DESK, PHONE])
def view(request, browser) -> Iterator[object]:
    """A page without the network, of a desk's and of a phone's width."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 800}, offline=True, bypass_csp=True
    )
    yield context.new_page()
    context.close()


def faults(view, options: dict) -> list[str]:
    found = axe.Axe().run(view, options=options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def looked_at(view, path: Path) -> list[str]:
    """What axe finds of a page by day, of its colours by night, and what is too wide."""
    view.emulate_media(color_scheme="light")
    view.goto(path.as_uri())
    wide = view.evaluate("document.documentElement.scrollWidth")
    found = [] if wide <= view.viewport_size["width"] else [f"{wide} points wide"]
    # axe cannot tell what a word stands on where that shades off.
    view.add_style_tag(content=".table { background: none !important; }")
    found += faults(view, {"runOnly": RULES})
    view.emulate_media(color_scheme="dark")
    return found + faults(view, {"runOnly": CONTRAST})


@pytest.mark.parametrize("edition", ["public", "panel"])
def test_axe_finds_no_fault_and_no_page_is_wider_than_the_screen(northshire, view, edition):
    paths = sorted((northshire / edition).glob("*.html"))
    assert len(paths) > 6
    # The panel's report on one page takes as long as all its other pages: see below.
    seen = [p for p in paths if (edition, p.name) != ("panel", "report.html")]
    found = {path.name: looked_at(view, path) for path in seen}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.slow
def test_axe_finds_no_fault_in_the_panels_report_on_one_page(northshire, view):
    assert looked_at(view, northshire / "panel" / "report.html") == []


@pytest.mark.slow
@pytest.mark.parametrize("board", ["bexley", "bracknell_forest", "portsmouth", "sutton"])
def test_axe_finds_no_fault_in_the_report_of_any_board(view, tmp_path_factory, board):
    outputs = tmp_path_factory.getbasetemp() / "boards"
    done = lscb("build", board, "2014-15", "--output", str(outputs))
    assert done.returncode == 0, done.stderr
    found = {p.name: looked_at(view, p) for p in (outputs / board).rglob("public/*.html")}
    assert len(found) > 6
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.fixture
def plain(browser) -> Iterator[object]:
    """A page in which no script runs."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 800}
    )
    yield context.new_page()
    context.close()


def test_a_page_reads_the_same_without_its_style(northshire, plain, tmp_path):
    """In the order of its code: nothing is hidden or moved by the style but what stands unseen."""
    for path in sorted((northshire / "public").glob("*.html")):
        plain.goto(path.as_uri())
        styled = plain.locator("body").text_content()
        bare = tmp_path / path.name
        html = path.read_text(encoding="utf-8")
        bare.write_text(re.sub("<style>.*?</style>", "", html, flags=re.S), encoding="utf-8")
        plain.goto(bare.as_uri())
        assert plain.locator("body").text_content() == styled, path.name
        shown = " ".join(plain.locator("main").inner_text().split())
        plain.goto(path.as_uri())
        assert " ".join(plain.locator("main").inner_text().split()) == shown, path.name


def test_the_keyboard_reaches_every_link_every_wide_table_and_all_that_unfolds(northshire, view):
    for name in ("index", "training"):
        view.emulate_media(color_scheme="light")
        view.goto((northshire / "public" / f"{name}.html").as_uri())
        view.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        wanted = "a[href], [tabindex='0'], summary"
        view.evaluate(
            f"document.querySelectorAll(`{wanted}`).forEach((each, n) => each.dataset.stop = n)"
        )
        met = []
        for _ in range(view.locator(wanted).count()):
            view.keyboard.press("Tab")
            met.append(view.evaluate("document.activeElement.dataset.stop"))
            assert view.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle"
            ) == "solid", met  # fmt: skip
        assert met == [str(number) for number in range(len(met))], name
        assert len(met) > 10


def test_the_first_stop_of_the_keyboard_leads_past_what_every_page_repeats(northshire, view):
    view.goto((northshire / "public" / "training.html").as_uri())
    view.keyboard.press("Tab")
    assert view.locator(":focus").inner_text() == "Skip to main content"
    assert view.locator(":focus").bounding_box()["x"] >= 0
    view.keyboard.press("Enter")
    assert view.evaluate("document.activeElement.id") == "main"


def test_nothing_is_cut_off_where_a_reader_spaces_words_out(northshire, view):
    """WCAG 2.2, 1.4.12: lines by 1.5, paragraphs 2, letters 0.12 and words 0.16."""
    view.goto((northshire / "public" / "child_protection_plans.html").as_uri())
    view.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; "
        "word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
    )
    assert view.evaluate("document.documentElement.scrollWidth") <= view.viewport_size["width"]
    cut = view.evaluate(
        "[...document.querySelectorAll('p, li, h1, h2, h3, caption, summary')].filter(each => "
        "!each.closest('.unseen') && each.scrollWidth > each.clientWidth + 1 && "
        "getComputedStyle(each).overflow != 'visible').map(each => each.textContent)"
    )
    assert cut == []


def test_the_system_colours_of_a_reader_leave_every_word_and_edge(northshire, browser):
    context = browser.new_context(forced_colors="active", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto((northshire / "public" / "training.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.table')).backgroundImage") == (
        "none"
    )
    edges = page.evaluate(
        "['.findings', '.markings', 'td'].map(each => "
        "getComputedStyle(document.querySelector(each)).borderLeftStyle + "
        "getComputedStyle(document.querySelector(each)).borderBottomStyle)"
    )
    assert all("solid" in edge for edge in edges)
    context.close()
