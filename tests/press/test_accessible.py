"""What a page must have to be read by everybody, as far as it can be told without a browser."""

from __future__ import annotations

import itertools
import re

import html5lib
import pytest
from bs4 import BeautifulSoup

from lscb.colours import READABLE, contrast
from lscb.press.page import TEMPLATE
from tests.press.reading import CHAPTERS, pages

HEADINGS = re.compile("^h[1-6]$")
NUMBER = re.compile(r"-?[\d,]+(\.\d+)?( %)?")
REFERENCES = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")


@pytest.fixture(scope="module", params=["public", "panel"])
def edition(request, northshire):
    return northshire / request.param


@pytest.fixture(scope="module")
def read(edition) -> dict[str, BeautifulSoup]:
    found = pages(edition)
    assert {"index", "report", "about", "not_known", *CHAPTERS} <= set(found)
    return found


def test_every_page_is_valid_html(edition):
    for path in edition.glob("*.html"):
        html5lib.HTMLParser(strict=True).parse(path.read_text(encoding="utf-8"))


def test_a_page_asks_nothing_of_the_network_and_runs_no_script(edition):
    for path in edition.glob("*.html"):
        html = re.sub(r'"data:image/svg\+xml;base64,[^"]*"', '""', path.read_text("utf-8"))
        page = BeautifulSoup(html, "html5lib")
        forbidden = ["script", "link", "iframe", "object", "embed", "form", "base", "video"]
        assert page(forbidden) == [], path.name
        attributes = {name for element in page(True) for name in element.attrs}
        assert not [name for name in attributes if name.startswith("on")], path.name
        assert not re.search(r"(?:src|href|action|poster)=[\"']?\s*(?:\w+:)?//", html), path.name
        assert not re.search(r"@import|@font-face|url\(", html), path.name
        assert len(page("style")) == 1


def test_no_code_of_a_notebook_and_no_path_is_on_a_page(read):
    for name, page in read.items():
        assert page(["pre", "code", "samp"]) == [], name
        assert not re.search(r"(?<![\w/])/(?:home|tmp|work|usr)/|[A-Z]:\\", page.get_text()), name


def test_a_page_says_its_language_its_title_and_where_its_parts_are(read):
    titles = [page.title.get_text() for page in read.values()]
    assert len(set(titles)) == len(titles)
    for name, page in read.items():
        assert page.html["lang"] == "en-GB"
        assert page.title.get_text().endswith(
            " – 2014-15 – Northshire Local Safeguarding Children Board"
        )
        for landmark in ("main", "body > header", "body > footer"):
            assert len(page.select(landmark)) == 1, (name, landmark)
        labels = [nav.get("aria-label") or nav["aria-labelledby"] for nav in page("nav")]
        assert len(set(labels)) == len(labels) > 0, name
        first = page.find(["a", "button", "summary"])
        assert (first["class"], first["href"], page.main["id"]) == (["skip"], "#main", "main")


def test_headings_begin_with_one_of_the_first_level_and_skip_none(read):
    for name, page in read.items():
        levels = [int(heading.name[1]) for heading in page(HEADINGS)]
        assert levels[0] == 1 and levels.count(1) == 1, name
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), name
        assert all(heading.get_text(strip=True) for heading in page(HEADINGS))
        named = [h.get("id") or h.parent.get("id") for h in page.main(["h2", "h3"])]
        assert all(named), name


def test_ids_are_unique_and_every_link_and_reference_leads_somewhere(edition, read):
    ids = {name: [element["id"] for element in page(id=True)] for name, page in read.items()}
    for name, page in read.items():
        assert len(ids[name]) == len(set(ids[name])), name
        for element, attribute in itertools.product(page(True), REFERENCES):
            if element.has_attr(attribute):
                value = element[attribute]
                named = value if isinstance(value, list) else value.split()
                assert set(named) <= set(ids[name]), (name, element)
        for link in page("a"):
            path, _, part = link["href"].partition("#")
            assert link.get_text(strip=True), name
            assert not path or (edition / path).is_file(), (name, path)
            assert not part or part in ids[path.removesuffix(".html") or name], link


def test_a_link_says_by_itself_where_it_leads(read):
    for name, page in read.items():
        for words in {link.get_text() for link in page.main("a")}:
            leads = {a["href"] for a in page.main("a") if a.get_text() == words}
            # Sections of several chapters have the same names: their list stands under each.
            assert len(leads) == 1 or name == "report", (name, words)


def test_a_table_has_a_caption_and_each_heading_a_scope(read):
    for name, page in read.items():
        for table in page("table"):
            assert table.caption.get_text(strip=True), name
            assert {cell.get("scope") for cell in table.thead("th")} == {"col"}
            for cell in table("th"):
                assert cell.get_text(strip=True), name
                assert cell.get("scope") in {"col", "row", "rowgroup"}
            for row in table.select("tbody tr"):
                assert row.find("th"), name


def test_numbers_of_a_table_stand_beneath_each_other_and_beneath_their_heading(read):
    for page in read.values():
        for table in page("table"):
            headings = table.thead("th")
            for row in table.select("tbody tr:not(.group)"):
                for cell, heading in zip(row(["th", "td"]), headings, strict=True):
                    if cell.name == "td" and NUMBER.fullmatch(cell.get_text()):
                        assert "number" in cell["class"]
                        assert "number" in heading["class"]


def test_what_may_be_wider_than_a_phone_scrolls_by_itself_and_has_a_name(read):
    for name, page in read.items():
        regions = page(attrs={"role": "region"})
        names = [region["aria-label"] for region in regions]
        assert len(set(names)) == len(names), name
        assert all(region["tabindex"] == "0" for region in regions)
        for wide in page(["table", "img"]):
            if not wide.find_parent("header"):
                assert wide.find_parent(attrs={"role": "region"}), name


def test_a_chart_has_a_caption_above_it_and_is_told_in_words(read):
    for page in read.values():
        for figure in page("figure"):
            parts = [element.name for element in figure(["figcaption", "img"])]
            assert parts == ["figcaption", "img"]
            words = figure.img["alt"]
            assert len(words) > 20
            assert "No description" not in words
            assert words != figure.figcaption.get_text()
            assert re.match(r"(Line|Bar|Step|Control) chart|Dot plot", words), words
            assert figure.img["src"].startswith("data:image/svg+xml;base64,")


def test_a_public_chapter_is_small_enough_for_a_slow_line(northshire):
    for name in CHAPTERS:
        assert (northshire / "public" / f"{name}.html").stat().st_size < 150_000, name


def test_the_next_and_the_previous_page_lead_through_the_report(read):
    order, name = [], "index"
    while name:
        order.append(name)
        onward = read[name].find("a", rel="next")
        after = onward["href"].removesuffix(".html") if onward else None
        if after:
            assert read[after].find("a", rel="prev")["href"] == f"{name}.html"
        name = after
    assert order == ["index", *CHAPTERS, *order[len(CHAPTERS) + 1 :]]
    assert set(order) == set(read) - {"report"}


STYLE = (TEMPLATE / "page.css").read_text(encoding="utf-8")


def colours(place: str) -> dict[str, str]:
    """The colours by name, as they are by day, or stated again after a place of the style."""
    rule = re.search(rf"{re.escape(place)}[^{{]*(?:{{ )?:root {{ ([^}}]*)}}", STYLE)[1]
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6});", rule))


TEXTS = {"ink": ("paper", "wash"), "quiet": ("paper", "wash"), "link": ("paper",)}
"""Colours of words, and what they stand on."""

EDGES = ("accent", "warn")
"""Colours of edges that say something."""


@pytest.mark.parametrize("place", ["", "(prefers-color-scheme: dark) {", "@media print {"])
def test_every_pair_of_colours_is_told_apart(place):
    """Text by 4.5 to 1 and edges by 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)."""
    named = colours(place)
    for text, grounds in TEXTS.items():
        for ground in grounds:
            assert contrast(named[text], named[ground]) >= READABLE, (text, ground)
    # The shade at the edge of a wide table may lie beneath its figures.
    assert contrast(named["ink"], named["line"]) >= READABLE
    for edge in EDGES:
        assert contrast(named[edge], named["paper"]) >= 3, edge
        assert contrast(named[edge], named["wash"]) >= 3, edge
    inner, outer = re.search(r":focus-visible {.*?(#\w+);.*?(#\w+); }", STYLE).groups()
    assert contrast(inner, outer) >= 3
    assert max(contrast(named["paper"], each) for each in (inner, outer)) >= 3


def test_no_colour_is_used_that_was_not_looked_at():
    rules = re.sub(r":root {[^}]*}", "", STYLE)
    words = set(re.findall(r"[ ;{]color: var\(--(\w+)\)", rules))
    grounds = set(re.findall(r"background: var\(--(\w+)\)", rules))
    edges = set(re.findall(r"border[\w-]*: [^;]*var\(--(\w+)\)", rules))
    assert words == set(TEXTS)
    assert grounds == {"paper", "wash"}
    assert edges == {*EDGES, "line"}


def test_contrast_is_what_the_guideline_defines():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # WebAIM's example
    assert contrast("#fff", "#767676") == pytest.approx(4.54, abs=0.005)
