"""Each number an analyst writes is looked for among the cleared values, or must be confirmed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lscb.audit.scanning.commentary import Written, unconfirmed
from lscb.audit.scanning.numbers import numbers_in
from lscb.cleared import ClearedTable, opened
from lscb.clearing.commentary import written
from lscb.report import Report
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT

FILE, PARAMETERS = "data/x/2014-15/child_deaths.md", "parameters/x/2014-15.yaml"


def _figure(unit: str) -> dict[str, Any]:
    """A figure's column; a count is of staff, and where its unit is "things" of those."""
    about = {"lscb:role": "figure", "datatype": "number", "lscb:unit": unit}
    if unit in ("number", "things"):
        about |= {"lscb:unit": "number", "lscb:counts": {"number": "staff"}.get(unit, unit)}
    return about | {"dc:description": "Children within 15 working days"}


def _table(chapter: str, cells: dict[str, list[str]], units: dict[str, str]) -> ClearedTable:
    return ClearedTable(
        name="made_up",
        title="Made up",
        population="Children aged 0 to 17",
        source="nobody",
        markings=(),
        notes=(),
        missing=(),
        dimensions={"age_group": "Age"},
        attributes={},
        columns={
            "age_group": {"lscb:role": "dimension", "datatype": "string", "dc:description": "Age"},
            **{name: _figure(unit) for name, unit in units.items()},
        },
        cells=pd.DataFrame(cells),
        file=f"{chapter}.made_up.csv",
    )


@dataclass
class Held:
    """Two chapters: deaths with a count of 14, training with counts of 3 people and 2 sessions."""

    few: str = "[c]"
    share: str = "[c]"

    def chapters(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "tables": [{"name": "made_up"}]} for name in ("child_deaths", "training")
        ]

    @property
    def manifest(self) -> dict[str, Any]:
        return {"figures": [{"value": 1250}, {"value": None}]}

    def table(self, chapter: str, _: str) -> ClearedTable:
        if chapter == "training":
            cells = {"age_group": ["Total"], "count": ["3"], "sessions": ["2"], "rate": ["4.25"]}
            units = {"count": "number", "sessions": "things", "rate": "per 10,000"}
            return _table(chapter, cells, units)
        cells = {
            "age_group": ["10 to 14 years", "Total"],
            "count": [self.few, "14"],
            "percent": [self.share, "62.4"],
        }
        return _table(chapter, cells, {"count": "number", "percent": "percent"})


PANELS = Held("9", "40.1")
"""What the panel sees where the public sees a symbol."""


def found(words: str, *confirmed: str, chapter: str = "child_deaths") -> list[str | None]:
    """What is found in a text, as it is written there."""
    texts = {chapter: [Written(FILE, 1, words)]}
    problems = unconfirmed(Held(), PANELS, {chapter: list(confirmed)}, texts, PARAMETERS)
    return [problem.found for problem in problems]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Three of them died.", ["'Three'"]),
        ("Of 4 children, one had died.", ["'4'", "'one'"]),
        ("A couple of deaths, both of infants.", ["'couple'", "'both'"]),
        ("None died; a single child was ill.", ["'None'", "'single'"]),
        ("Twenty-three plans, a dozen reviews.", ["'Twenty-three'", "'dozen'"]),
        ("A third of the deaths, and half of them again.", ["'third'", "'half'"]),
        ("Some 1,300 children.", ["'1,300'"]),
        ("About 60 % of them, 14 % before.", ["'60'", "'14'"]),
        (
            "\N{CIRCLED DIGIT THREE} died, \N{ARABIC-INDIC DIGIT THREE} too.",
            ["'\u2462'", "'\u0663'"],
        ),
        ("It was **3** deaths, or 3.", ["'3'", "'3'"]),
        ("Two week-old infants, 3 year old children.", ["'Two'", "'3'"]),
    ],
)
def test_a_number_that_no_cleared_table_gives_is_found(words, expected):
    assert found(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "There were 14 deaths: fourteen children.",
        "That is 62.4 % of them, 62 per cent in short.",
        "Of 1,250 births.",
        "A rate of 4.25 for each 10,000 was not expected.".replace("10,000 ", ""),
        "As Working Together 2013 says, in 2013-14 and 2014–15, by September 2015.",
        "On 3 May 2015, on 5th of June and on 3/4/2015.",
        "Under section 47, regulation 5 and Table 1.2.",
        "1. Ask.\n2. Ask again.\n\n## 3. What next\n\n### 4 And then",
        "Children aged 10 to 14 years, all aged 0 to 17, within 15 working days.",
        "The 95 % interval and the 99.8 % limits are wide.",
        "See https://example.org/3/reports and [this](https://example.org/4).",
        "Five years ago, within 3 working days, in eighteen months, a four-week wait.",
        "Someone, everyone and often; a secondary pairing; the seventh.",
    ],
)
def test_cleared_values_days_laws_and_lists_are_left_alone(words):
    assert found(words) == []


def test_a_small_number_is_cleared_by_a_count_of_its_own_chapter_alone():
    assert found("There were three.") == ["'three'"]
    assert found("There were three.", chapter="training") == []
    # A rate clears no count: of it the whole number is another thing.
    assert found("There were 4.", chapter="training") == ["'4'"]


def test_a_count_of_things_clears_no_small_number_which_may_be_one_of_people():
    assert found("Two people of one agency stayed away.", chapter="training") == ["'Two'", "'one'"]


@pytest.mark.parametrize("words", ["There were 14.", "It was 62.4 per cent, or 62 %."])
def test_a_withheld_value_is_cleared_by_none_that_is_like_it(words):
    assert found(words) == []
    texts = {"child_deaths": [Written(FILE, 1, words)]}
    assert unconfirmed(Held(), Held("14", "62.4"), {}, texts, PARAMETERS)
    confirmed = {"child_deaths": ["14", "62.4", "62"]}
    told = unconfirmed(Held(), Held("14", "62.4"), confirmed, texts, PARAMETERS)
    assert not [each for each in told if each.file == FILE]


@pytest.mark.parametrize("words", ["Of 1,250 births.", "Of 1250 births.", "Of 1\u00a0250 births."])
def test_a_withheld_value_is_found_however_its_thousands_are_separated(words):
    """It is cleared by the parameters' own 1,250 where nothing withheld is like it."""
    assert found(words) == []
    texts = {"child_deaths": [Written(FILE, 1, words)]}
    assert unconfirmed(Held(), Held("1250", "62.4"), {}, texts, PARAMETERS)


def test_a_row_that_only_the_public_has_stops_nothing():
    """As where deaths of several years are added together for the public alone."""

    class OfOneRow(Held):
        def table(self, chapter: str, name: str) -> ClearedTable:
            table = super().table(chapter, name)
            return replace(table, cells=table.cells[table.cells.age_group == "Total"])

    texts = {"child_deaths": [Written(FILE, 1, "There were 14.")]}
    assert unconfirmed(Held(), OfOneRow(), {}, texts, PARAMETERS) == []


def test_a_withheld_value_of_another_chapter_is_not_asked_after():
    texts = {"training": [Written(FILE, 1, "There were three.")]}
    assert unconfirmed(Held(), Held("3", "3"), {}, texts, PARAMETERS) == []


def test_a_percentage_is_cleared_by_a_percentage_alone():
    assert found("It was 14 per cent.") == ["'14'"]


def test_what_the_parameters_confirm_is_let_through_wherever_it_stands():
    assert found("Three audits. In all three, 3 died.", "three") == ["'3'"]
    assert found("Three audits; three died.", "Three audits") == ["'three'"]
    assert found("There were 33.", "3") == ["'33'", "'3'"]
    assert found("It was 3.5 or 3.", "3") == ["'3.5'"]


def test_what_is_confirmed_and_written_nowhere_is_a_problem():
    texts = {"child_deaths": [Written(FILE, 1, "Nothing.")]}
    confirmed = {"child_deaths": ["three"], "schools": ["four"]}
    problems = unconfirmed(Held(), PANELS, confirmed, texts, PARAMETERS)
    assert [(each.file, each.column, each.found) for each in problems] == [
        (PARAMETERS, "disclosure.confirmed.child_deaths", "'three'"),
        (PARAMETERS, "disclosure.confirmed.schools", "'four'"),
    ]


def test_a_number_is_named_by_its_file_and_line():
    texts = {"child_deaths": [Written(FILE, 10, "\nNothing.\nTwo died.")]}
    (problem,) = unconfirmed(Held(), PANELS, {}, texts, PARAMETERS)
    assert (problem.file, problem.row, problem.unit) == (FILE, 12, "line")
    assert str(problem).startswith("line 12: found 'Two'; expected")


def test_both_years_texts_are_read_as_far_as_they_are_printed(tmp_path: Path):
    place = ReportPlace(Workbench(tmp_path), "x", ReportingYear("2014-15"))
    before = "## What this means\n\nThree.\n\n## What the board will do\n\nAsk four of them.\n"
    for year, words in (("2013-14", before), ("2014-15", "## What this means\n\nTwo.\n")):
        folder = place.data(ReportingYear(year))
        folder.mkdir(parents=True)
        (folder / "child_deaths.md").write_text(words, encoding="utf-8")
    texts = {"child_deaths": written(place, "child_deaths")}
    problems = unconfirmed(Held(), PANELS, {}, texts, PARAMETERS)
    assert [(each.file, each.row, each.found) for each in problems] == [
        ("data/x/2014-15/child_deaths.md", 3, "'Two'"),
        ("data/x/2013-14/child_deaths.md", 7, "'four'"),
    ]
    assert written(place, "training") == []


def test_a_number_is_read_however_it_is_written():
    read = {
        number.written: number.value for number in numbers_in("1,234 and 5\u00a0678, 9.5 ½ VII")
    }
    assert [n.value for n in numbers_in("3,2014 and 1,234,567")] == [3, 2014, 1234567]
    assert read == {"1,234": 1234, "5\u00a0678": 5678, "9.5": 9.5, "½": 0.5}
    assert [n.value for n in numbers_in("ninety-nine, forty and a half of it")] == [99, 40, None]


def test_a_commentary_is_held_against_real_cleared_tables(held, bexley):
    texts = {each["name"]: written(bexley, each["name"]) for each in held.chapters()}
    whole = opened(bexley, "panel")
    assert unconfirmed(held, whole, {}, texts, PARAMETERS) == []
    texts = {"child_protection_plans": [Written(FILE, 1, "Of three children, 17 waited.")]}
    assert unconfirmed(held, whole, {}, texts, PARAMETERS)


def test_confirmed_texts_are_words_and_stay_out_of_every_edition(held):
    stated = (ROOT / "parameters" / "bexley" / "2014-15.yaml").read_text(encoding="utf-8")
    more = stated.replace("  policy: dfe\n", "  policy: dfe\n  confirmed: {training: ['three']}\n")
    report = Report.stated(more, PARAMETERS, "")
    assert report.disclosure.confirmed == {"training": ["three"]}
    assert "confirmed" not in held.manifest["disclosure"]
