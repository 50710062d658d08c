"""What every chapter says in place of findings when it is without its record."""

from __future__ import annotations

import pytest

from lscb.chapters import child_deaths, child_protection_plans, training
from tests.chapters.made import opened
from tests.chapters.sentences import said


@pytest.mark.parametrize(
    ("module", "table", "record"),
    [
        (child_deaths, "deaths_by_year", "child_deaths"),
        (child_protection_plans, "plan_flow", "child_protection_plans"),
        (training, "uptake_by_agency", "training"),
    ],
)
def test_a_chapter_without_its_record_says_who_did_not_supply_it(tmp_path, module, table, record):
    gap = {"record": record, "by": "the council"}
    name = module.__name__.rsplit(".", 1)[1]
    chapter = opened(tmp_path, name, {}, not_supplied={table: gap})
    assert said(module.findings(chapter)) == [
        f"Not supplied by the council: {record.replace('_', ' ')}."
    ]


def test_e_learning_that_was_not_supplied_is_written_with_a_hyphen(tmp_path):
    gap = {"record": "e_learning", "by": "the sub-group"}
    chapter = opened(tmp_path, "training", {}, not_supplied={"e_learning_by_module": gap})
    shown = training.e_learning_by_module(chapter)
    assert shown.text == "Not supplied by the sub-group: e-learning."
