"""`lscb why` names what changed, and nothing that a record holds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from lscb.press.record import note
from lscb.press.why import AS_IT_WAS_CLEARED, reasons
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import lscb

RECORD = "data/northshire/2014-15/child_deaths.csv"


@pytest.fixture
def place(northshire, workbench) -> ReportPlace:
    """Northshire's report where nothing has changed since it was built."""
    place = ReportPlace(Workbench(workbench), "northshire", ReportingYear("2014-15"))
    shutil.copytree(northshire, place.outputs)
    return place


def why(place: ReportPlace) -> dict[str, str]:
    return {each.about: "; ".join(each.said) for each in reasons(place, "public", None)}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_where_nothing_changed_all_is_up_to_date(place):
    about = ["clearing", "child_deaths", "child_protection_plans", "training", "PDF", "Word"]
    assert why(place) == dict.fromkeys(about, "up to date")


def test_a_record_that_changed_is_named_and_the_others_are_not(place):
    change(place.workbench.root / RECORD, "made-up-child-", "made-up-pupil-")
    told = why(place)
    assert told.pop("clearing") == f"the records changed since it was cleared ({RECORD})"
    assert set(told.values()) == {AS_IT_WAS_CLEARED}


def test_records_that_came_and_went_are_named_and_no_more_than_a_few(place):
    (place.workbench.root / RECORD).unlink()
    (place.data() / "late.csv").touch()
    assert why(place)["clearing"] == (
        f"the records changed since it was cleared ({RECORD} is gone, "
        "data/northshire/2014-15/late.csv is new)"
    )
    for number in range(9):
        (place.data() / f"a{number}.csv").touch()
    assert why(place)["clearing"].endswith("2014-15/a4.csv is new, 6 more)")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("parameters/northshire/2014-15.yaml", "Keys:", "Words:", "the parameters changed"),
        ("notebooks/training.ipynb", '"# Training', '"# Courses', "the titles of chapters changed"),
    ],
)
def test_the_clearing_names_what_else_it_is_made_from(place, file, old, new, said):
    change(place.workbench.root / file, old, new)
    assert why(place)["clearing"] == f"{said} since it was cleared ({file})"


def test_what_was_published_meanwhile_is_named(place):
    place.ledger.write_text("{}\n")
    said = "what the board has published changed since it was cleared"
    assert why(place)["clearing"] == f"{said} (data/northshire/ledger.jsonl is new)"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("training.findings( chapter )  # a", "its notebook is written otherwise"),
        ("training.findings(chapter, 1)", "the code of its notebook changed"),
    ],
)
def test_a_notebook_that_changed_is_named_in_its_own_chapter_alone(place, new, said):
    notebook = "notebooks/training.ipynb"
    change(place.workbench.root / notebook, "training.findings(chapter)", new)
    told = why(place)
    assert told.pop("training") == f"{said} since it was made ({notebook})"
    for document in ("PDF", "Word"):
        assert told.pop(document) == "chapters changed since it was made (training)"
    assert set(told.values()) == {"up to date"}


def test_tables_code_and_versions_are_named(place):
    """As if the chapter had been made from others."""
    memory = place.outputs / ".public-made-from.json"
    report = place.edition("public") / "report.json"
    held, stated = json.loads(memory.read_text()), json.loads(report.read_text(encoding="utf-8"))
    parts = held["training"]
    parts["tables"]["training_by_course"] = "0"
    parts["code"]["figures/gone.py"] = "0"
    parts["versions"]["matplotlib"] = "1.0"
    memory.write_text(json.dumps(held))
    unknown = why(place)
    assert set(unknown.values()) == {"up to date"}
    from lscb.press.keys import key_of

    stated["keys"]["training"] = key_of(parts)
    report.write_text(json.dumps(stated), encoding="utf-8")
    told = why(place)["training"].split("; ")
    assert told[0] == "its cleared tables came out otherwise since it was made (training_by_course)"
    assert told[1].endswith("since it was made (figures/gone.py is gone)")
    assert told[2].startswith("other versions are installed since it was made (matplotlib was 1.0")
    memory.unlink()
    assert "is not known any more" in why(place)["training"]


def test_where_single_files_are_not_known_the_part_is_named_alone(place):
    (place.outputs / ".public-cleared-from.json").write_text("{")
    change(place.workbench.root / RECORD, "made-up-child-", "made-up-pupil-")
    assert why(place)["clearing"] == "the records changed since it was cleared"


def test_a_failure_says_where_it_failed(place):
    notebook = place.workbench.notebook("training")
    change(notebook, "training.findings(chapter)", "1 / 0")
    note(place.outputs, "public", "training", "failed", error=["the cell numbered 4 ended in X"])
    assert why(place)["training"].startswith(
        "it failed when it was last made (the cell numbered 4 ended in X); the code of its notebook"
    )


def test_a_report_that_was_never_built_says_so(workbench):
    place = ReportPlace(Workbench(workbench), "northshire", ReportingYear("2014-15"))
    assert why(place) == {
        "clearing": "never made",
        **dict.fromkeys(place.report().chapters, "never built"),
        **dict.fromkeys(("PDF", "Word"), "never made"),
    }


def test_the_command_says_one_chapter_and_refuses_one_that_is_not_there(place):
    root = place.workbench.root
    done = lscb("why", "northshire", "2014-15", "training", cwd=root)
    assert done.stdout.splitlines() == [
        "northshire 2014-15, public",
        "  clearing: up to date",
        "  training: up to date",
    ]
    refused = lscb("why", "northshire", "2014-15", "trainning", cwd=root)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Did you mean 'training'?" in refused.stderr
