"""The whole report on one page: it says what its pages say, and every link leads somewhere."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from bs4 import BeautifulSoup

from lscb import workbench
from lscb.press import pages
from lscb.press.pages.rendering import name_of

PAGES = ("about", "not_known", "restated", "checklist", "accessibility")


def parsed(folder, name: str) -> BeautifulSoup:
    return BeautifulSoup((folder / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def words(element) -> str:
    """The words of what is read, less the lists of links."""
    for contents in element("nav"):
        contents.extract()
    return " ".join(element.get_text().split())


@pytest.fixture(scope="module", params=["public", "panel"])
def edition(request, northshire):
    return northshire / request.param


@pytest.fixture
def whole(edition) -> BeautifulSoup:
    return parsed(edition, "report")


@pytest.fixture
def chapters(edition) -> list[dict]:
    return json.loads((edition / "report.json").read_text(encoding="utf-8"))["chapters"]


def test_it_says_what_every_page_says_in_their_order(edition, whole, chapters):
    names = [*(chapter["name"] for chapter in chapters), *PAGES]
    sections = whole("section")
    assert [section["id"] for section in sections] == names
    numbers = [f"{chapter['number']}. " for chapter in chapters] + [""] * len(PAGES)
    for section, name, number in zip(sections, names, numbers, strict=True):
        assert words(section) == number + words(parsed(edition, name).main)


def test_headings_stand_a_level_lower_and_none_is_skipped(edition, whole, chapters):
    assert [h.get_text() for h in whole("h1")] == [parsed(edition, "index").h1.get_text()]
    for chapter in chapters:
        alone = parsed(edition, chapter["name"]).main(re.compile("^h[1-6]$"))
        inside = whole.find(id=chapter["name"])(re.compile("^h[1-6]$"))
        assert [int(h.name[1]) for h in inside] == [int(h.name[1]) + 1 for h in alone]
    levels = [int(h.name[1]) for h in whole(re.compile("^h[1-6]$"))]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_its_contents_lead_to_every_chapter_and_section_of_it(whole):
    listed = [link["href"] for link in whole.find("nav", class_="whole")("a")]
    expected = []
    for section in whole("section"):
        expected += [f"#{section['id']}", *(f"#{h['id']}" for h in section("h3"))]
    assert listed == expected
    assert len(listed) > 20


def test_tables_and_figures_keep_their_numbers_and_files(edition, whole, chapters):
    captions = [
        caption.get_text()
        for chapter in chapters
        for caption in parsed(edition, chapter["name"])(["caption", "figcaption"])
    ]
    inside = [c for c in whole(["caption", "figcaption"]) if c.find_parent(class_="chapter")]
    assert [caption.get_text() for caption in inside] == captions
    assert len(set(captions)) == len(captions) > 20


def test_no_link_of_it_leads_to_another_page_of_the_report(whole):
    leaving = [a["href"] for a in whole("a") if not a["href"].startswith("#")]
    assert leaving
    assert all(re.fullmatch(r"(tables/[\w.-]+|certificate\.json)", href) for href in leaving)


def test_no_chapter_may_have_the_name_of_a_page():
    """Its page would take the other's place, and its section the other's id."""
    assert tuple(name_of(module) for module in pages.FOLLOWING) == PAGES
    names = {name_of(pages.index), pages.whole.NAME, *PAGES, "main"}
    assert set(workbench.PAGES) == names
