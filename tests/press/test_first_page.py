"""Pages of a report beside its chapters: what is not there by its reason, downloads; whole years.

Pages are read as they were built of the made-up board.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from lscb.press.page import keep_years_whole
from lscb.press.pages.index import _downloads


def parsed(folder, name: str = "index") -> BeautifulSoup:
    return BeautifulSoup((folder / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def beneath(page: BeautifulSoup, heading: str) -> list[str]:
    found = page.find("h2", string=heading)
    return [item.get_text() for item in found.find_next("ul")("li")] if found else []


def test_what_was_not_supplied_is_kept_apart_from_what_is_for_the_panel(northshire):
    page = parsed(northshire / "public", "not_known")
    assert beneath(page, "What was not supplied") == ["Headcount not supplied by GP practices."]
    kept = beneath(page, "What is for the panel alone")
    assert "Plans started in each month of all years." in kept
    assert not any("supplied" in each for each in kept)


def test_the_panel_is_not_told_that_anything_is_for_the_panel_alone(northshire):
    page = parsed(northshire / "panel", "not_known")
    assert beneath(page, "What was not supplied") == ["Headcount not supplied by GP practices."]
    assert page.find("h2", string="What is for the panel alone") is None


@pytest.mark.parametrize("edition", ["public", "panel"])
def test_every_table_can_be_downloaded_with_its_metadata_by_chapter(northshire, edition):
    page = parsed(northshire / edition)
    given = {f"tables/{path.name}" for path in (northshire / edition / "tables").iterdir()}
    links = page.select("details a")
    assert {link["href"] for link in links} == given
    assert len({link.get_text() for link in links}) == len(links)
    for chapter in page("details"):
        rows = chapter.tbody("tr")
        assert re.search(r"\d+", chapter.summary.get_text())[0] == str(len(rows))
        for row in rows:
            title = row.th.get_text()
            assert [link.get_text() for link in row("a")] == [
                f"CSV: {title}",
                f"JSON: columns of {title}",
            ]


PAGES = ("index", "child_deaths", "child_protection_plans", "training", "about", "restated")
SEPARATE = re.compile(r"(?<![\d./,-])(?!(?:19|20)\d\d\b)\d{4,}(?![\d-])")
"""A number of four digits or more without a comma, which is no year."""


def test_a_chapter_that_was_supplied_nothing_offers_no_downloads():
    chapter = {"name": "child_deaths", "title": "Child deaths", "tables": []}
    assert _downloads(SimpleNamespace(held=SimpleNamespace(chapters=lambda: [chapter]))) == {}


@pytest.mark.parametrize("name", [*PAGES, "report"])
def test_every_page_says_the_days_of_its_year(northshire, name):
    page = parsed(northshire / "public", name)
    said = [each.get_text() for each in page.header("p")]
    assert "Annual report, 2014-15: 1 April 2014 to 31 March 2015" in said


@pytest.mark.parametrize("edition", ["public", "panel"])
def test_no_number_that_is_read_lacks_the_comma_of_its_thousands(northshire, edition):
    """On pages and in what stands for pictures; the files beside them have plain numbers."""
    for path in sorted((northshire / edition).glob("*.html")):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        said = [page.body.get_text(" "), *(image["alt"] for image in page("img"))]
        assert [found for text in said for found in SEPARATE.findall(text)] == [], path.name
    spent = parsed(northshire / edition, "about").find("dt", string=re.compile("^Pounds spent"))
    assert spent.get_text().endswith("year: 11,923")
    tables = "".join(p.read_text("utf-8") for p in (northshire / edition / "tables").glob("*.csv"))
    assert '"2014-15",11923,' in tables


@pytest.mark.parametrize("name", ["index", "child_deaths", "child_protection_plans", "training"])
def test_no_year_on_a_page_is_broken_at_its_hyphen(northshire, name):
    page = parsed(northshire / "public", name)
    whole = page.select("span.year")
    assert whole
    assert all(re.fullmatch(r"\d{4}-\d{2}", span.get_text()) for span in whole)
    for span in whole:
        span.extract()
    assert not re.search(r"\d{4}-\d{2}", page.body.get_text())
    assert ".year { white-space: nowrap; }" in page.style.get_text()


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("in 2014-15.", 'in <span class="year">2014-15</span>.'),
        ("2009-10 to 2014-15", '<span class="year">2009-10</span> to <span class="year">2014-15'),
        ("<!-- 2014-15 -->", "<!-- 2014-15 -->"),
        ('<img alt="2014-15"/>', '<img alt="2014-15"/>'),
        ("01234-567", "01234-567"),
        ("2014-03-31", "2014-03-31"),
    ],
)
def test_a_year_is_kept_whole_and_nothing_else_is_touched(html, kept):
    page = BeautifulSoup(f"<body><p>{html}</p></body>", "html.parser")
    words = page.get_text()
    keep_years_whole(page)
    assert kept in str(page)
    assert page.get_text() == words


def test_no_prose_of_a_public_page_introduces_what_is_for_the_panel(northshire):
    """Such as why plans that ended are set beside those expected, of a test that is not shown."""
    words = {e: parsed(northshire / e, "child_protection_plans").main for e in ("public", "panel")}
    prose = {e: {p.get_text() for p in page("p", class_=None)} for e, page in words.items()}
    apart = prose["panel"] - prose["public"]
    assert [p for p in apart if p.startswith("Whether that differs from last year")]
    assert prose["public"] <= prose["panel"]
