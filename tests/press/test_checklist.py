"""What the law asks of a report, by the edition in force, and where the report answers it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from lscb.cleared import ClearedTable
from lscb.clearing.needs import contents_of
from lscb.press.guidance import EDITIONS, answers, edition_in_force, expected_day, requirements
from lscb.press.page import Entry
from lscb.press.pages import checklist
from lscb.press.pages.rendering import rendered
from lscb.years import ReportingYear
from tests.conftest import ROOT

CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
TRAINED = "Monitor and evaluate how effective training is"


@pytest.mark.parametrize(
    ("kind", "day", "name"),
    [
        ("LSCB", (2010, 3, 31), None),
        ("LSCB", (2010, 4, 1), "2010"),
        ("LSCB", (2013, 4, 14), "2010"),
        ("LSCB", (2013, 4, 15), "2013"),
        ("LSCB", (2015, 3, 26), "2015"),
        ("LSCB", (2019, 3, 31), "2015"),
        ("partnership", (2019, 9, 30), "2018"),
        ("partnership", (2023, 12, 14), "2018"),
        ("partnership", (2023, 12, 15), "2023"),
    ],
)
def test_the_edition_is_that_in_force_for_a_body_of_its_kind(kind, day, name):
    edition = edition_in_force(kind, date(*day))
    assert (edition and edition.name) == name


def test_a_draft_is_taken_to_be_published_six_months_after_its_year_ends():
    assert expected_day(ReportingYear("2012-13")) == date(2013, 9, 30)


def test_every_edition_asks_for_a_report_and_each_thing_once():
    for edition in EDITIONS:
        asked = requirements(edition.name)
        names = [each.requirement for each in asked]
        assert names[0] == "duty"
        assert len(set(names)) == len(names) > 8
        assert {each.of for each in asked} <= {"body", "deaths"}
        assert {each.read for each in asked} <= checklist.READ.keys()
        assert all(each.words and each.source for each in asked)
        # Since 2019 those who review deaths publish on them, and not the body.
        assert ("deaths" in {each.of for each in asked}) == (edition.kind == "partnership")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_a_chapter_answers_is_asked_somewhere_by_a_table_that_it_may_have(chapter):
    asked = {each.requirement for e in EDITIONS for each in requirements(e.name)}
    tables = {table for item in contents_of(chapter) for table in item.tables}
    assert answers(chapter)
    for requirement, answer in answers(chapter):
        assert requirement in asked
        assert answer in tables | checklist.PROSE.keys()


@pytest.mark.parametrize("edition", ["public", "panel"])
def test_every_answer_leads_to_the_chapter_that_has_the_table_of_that_number(northshire, edition):
    page = parsed(northshire / edition / "checklist.html")
    links = page.main.table("a")
    assert len(links) > 10
    for link in links:
        there = parsed(northshire / edition / link["href"])
        if numbered := re.match(r"Table [\d.]+: .*", link.get_text()):
            captions = " ".join(caption.get_text() for caption in there("caption"))
            assert numbered[0] in captions
    rows = {row.th.get_text(): row("td") for row in page.main.table("tr") if row.td}
    assert rows[next(words for words in rows if TRAINED in words)][1].get_text()[:9] == "Answered:"
    source, nothing = rows["Assess how partners respond to the sexual exploitation of children"]
    assert source.get_text() == "Working Together 2015, chapter 3 (not checked)"
    assert nothing.get_text() == "Not answered. It is in no record that is read here."
    assert "edition of 2015" in page.main.get_text()


def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


class Held:
    """A report of one chapter, of which a test says what it holds."""

    def __init__(self, *cells: str, commentary: str | None = None, **stated: object) -> None:
        self.cells = cells
        board = {"kind": "LSCB", "name": "Northshire Board", "child_death_review_partners": None}
        self.manifest = {"published": None, "year": "2014-15", "board": board, **stated}
        tables = [{"name": "training_by_course"}] if cells else []
        self._chapter = {"name": "training", "title": "Training", "tables": tables}
        self._chapter |= {"commentary": commentary, "promised": {"words": None}}

    def chapters(self) -> list[dict]:
        return [self._chapter]

    def table(self, chapter: str, name: str) -> ClearedTable:
        columns = {"attended": {"lscb:counts": "staff"}}
        cells = pd.DataFrame({"attended": [c for c in self.cells if c != "none"]}, dtype=str)
        of = {"population": "", "source": "", "markings": (), "notes": (), "missing": ()}
        file = "training.training_by_course.csv"
        return ClearedTable(name, "Courses", **of, dimensions={}, attributes={}, columns=columns,
                            cells=cells, file=file)  # fmt: skip


def material(folder: Path, held: Held) -> SimpleNamespace:
    link = '<a href="tables/training.training_by_course.csv">Download Table 1.1 (CSV)</a>'
    (folder / "training.html").write_text(link, encoding="utf-8")
    said = {"year": held.manifest["year"], "board": held.manifest["board"], "markings": []}
    said |= {"published": held.manifest["published"], "css": "", "recipient": None, "chapters": []}
    said |= {"versions": {"lscb": "0"}, "logo": None, "days": ""}
    return SimpleNamespace(folder=folder, held=held, said=said)


def state_of(folder: Path, held: Held, requirement: str) -> str:
    rows = checklist.facts(material(folder, held))["of"]["body"]
    return next(row.state for row in rows if row.asked.requirement == requirement)


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        (("12", "[c]"), "Answered"),
        (("[c]", "[c]"), "Not answered"),
        (("none",), "Not answered"),
        ((), "Not answered"),
    ],
)
def test_a_table_answers_only_where_something_is_to_be_read_from_it(tmp_path, cells, state):
    """Not where it was not supplied, has no row, or is withheld whole."""
    assert state_of(tmp_path, Held(*cells), "training") == state


def test_commentary_answers_only_once_it_is_written_and_then_in_part(tmp_path):
    assert state_of(tmp_path, Held(), "weaknesses") == "Not answered"
    assert state_of(tmp_path, Held(commentary="<p>Few came.</p>"), "weaknesses") == "In part"


@pytest.mark.parametrize(
    ("published", "name", "said"),
    [
        (None, "2013", "by 30 September 2013, six months after its year ends"),
        ("2013-04-14", "2010", "It was published on 14 April 2013."),
    ],
)
def test_a_published_report_is_held_against_the_edition_of_its_day(tmp_path, published, name, said):
    made = material(tmp_path, Held(year="2012-13", published=published))
    assert checklist.facts(made)["edition"].name == name
    assert said in words_of(made)


def test_before_april_2010_nothing_is_asked(tmp_path):
    made = material(tmp_path, Held(year="2008-09"))
    assert "Before April 2010 no law asked Northshire Board for a report." in words_of(made)


@pytest.mark.parametrize("named", ["Northshire Council and ICB", None])
def test_those_who_review_deaths_are_named_apart_from_a_partnership(tmp_path, named):
    board = {"kind": "partnership", "name": "Northshire Partnership"}
    board |= {"child_death_review_partners": named}
    words = words_of(material(tmp_path, Held(year="2022-23", board=board)))
    assert f"here {named}." in words if named else "the parameters do not name them" in words
    assert "Of Northshire Partnership" in words
    assert "safeguarding partners report under from 4 July 2018" in words


def words_of(made: SimpleNamespace) -> str:
    order = [Entry("training", "Training", 1), Entry("checklist", checklist.TITLE)]
    html = rendered(made, checklist, checklist.facts(made), order)
    return " ".join(BeautifulSoup(html, "html.parser").main.get_text().split())
