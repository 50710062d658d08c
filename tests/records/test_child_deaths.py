"""The death register: which of two questions a review answers, and what may be left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.records import declared
from lscb.records.child_deaths import MODIFIABLE_FACTORS, PREVENTABLE
from lscb.records.reading import RecordFile, record_file
from lscb.records.sources import folder
from lscb.records.stated import Stated

DEATHS = declared()["child_deaths"]
EXPECTED = [column.name for column in DEATHS.columns if column.expected]


def register(path: Path, *rows: dict[str, str]) -> RecordFile:
    """A register with these cells and what they need beside them; other columns are left out."""
    usual = dict.fromkeys(EXPECTED, "") | {
        "date_of_death": "2009-05-05",
        "date_notified": "2009-05-06",
        "resident": "yes",
        "expected": "no",
    }
    held = [usual | {"case_id": f"d-{n}"} | row for n, row in enumerate(rows)]
    header = list(dict.fromkeys(name for row in held for name in row))
    lines = [header, *([row.get(name, "") for name in header] for row in held)]
    file = path / "child_deaths.csv"
    file.write_text("\n".join(map(",".join, lines)), encoding="utf-8")
    found = folder(path, lambda each: each.name, declared(), [DEATHS.name], Stated())
    (extract,) = found.extracts[DEATHS.name]
    return record_file(DEATHS, extract)


def reviewed(day: str, **answers: str) -> dict[str, str]:
    return {"review_completed": day, "category": "malignancy", **answers}


LAST, FIRST = "2010-03-31", "2010-04-01"
"""The last day of the one question and the first of the other."""


@pytest.mark.parametrize(
    "row",
    [
        *(reviewed(LAST, preventable=answer) for answer in PREVENTABLE),
        *(reviewed(FIRST, modifiable_factors=answer) for answer in MODIFIABLE_FACTORS),
        {},
    ],
)
def test_a_review_answers_the_question_of_its_day_and_a_death_without_one_neither(tmp_path, row):
    file = register(tmp_path, row)
    assert not file.problems
    answers = file.rows[["modifiable_factors", "preventable"]].fillna("").iloc[0].to_dict()
    assert answers == {name: row.get(name, "") for name in answers}


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (reviewed(LAST), "preventable", "expected an answer"),
        (reviewed(LAST, modifiable_factors="yes"), "modifiable_factors", "given at preventable"),
        (
            reviewed(LAST, modifiable_factors="yes", preventable="preventable"),
            "modifiable_factors",
            "expected none",
        ),
        (reviewed(FIRST), "modifiable_factors", "expected an answer"),
        (reviewed(FIRST, preventable="preventable"), "preventable", "given at modifiable_factors"),
        (
            reviewed(FIRST, modifiable_factors="no", preventable="not preventable"),
            "preventable",
            "expected none",
        ),
        ({"modifiable_factors": "no"}, "modifiable_factors", "none before"),
        ({"preventable": "preventable"}, "preventable", "expected none"),
    ],
)
def test_an_answer_to_the_other_question_or_to_none_is_told_which_was_expected(
    tmp_path, row, column, words
):
    (problem,) = register(tmp_path, row).problems
    assert (problem.row, problem.column) == (2, column)
    assert words in problem.expected


def test_each_wording_has_codes_of_its_own():
    assert not set(PREVENTABLE) & set(MODIFIABLE_FACTORS)


def test_what_may_be_left_out_is_blank_where_it_is_and_read_where_it_is_not(tmp_path):
    left_out = register(tmp_path, {}).rows
    given = {
        "age_group": "0 to 27 days",
        "sex": "female",
        "ethnicity": "WBRI",
        "place_of_death": "a hospital",
        "plan_status": "never",
        "statutory_order": "no",
        "case_review": "yes",
    }
    assert left_out[list(given)].isna().all(axis=None)
    assert register(tmp_path, given).rows[list(given)].iloc[0].to_dict() == given
