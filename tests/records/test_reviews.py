"""Reviews: each of a plan that is there, by its end, and known from one year's file to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb import records
from lscb.errors import Problem
from lscb.records.across import broken_across
from lscb.records.history import History
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.records.read import record_over_years

BEFORE, YEAR = ReportingYear("2013-14"), ReportingYear("2014-15")
PLANS, REVIEWS = "child_protection_plans", "reviews"
PLAN = "SECRET,2013-05-07,{end},neglect,neglect,0"


class Board:
    """A board's files of two years, and what is read from them."""

    def __init__(self, root: Path) -> None:
        self.place = ReportPlace(Workbench(root), "newshire", YEAR)

    def holds(self, name: str, *rows: str, before: tuple[str, ...] = ()) -> History:
        """Write the record's files, the year before's first, and read them again."""
        record = records.declared()[name]
        for year, lines in ((BEFORE, before), (YEAR, rows)):
            path = self.place.data(year) / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = "\n".join([",".join(record.names()), *lines]) + "\n"
            path.write_text(text, encoding="utf-8")
        return record_over_years(record, self.place, [BEFORE, YEAR])

    def broken(self, *reviews: str, end: str = "") -> list[tuple[int | None, str | None]]:
        """Where the reviews break a rule, with one plan of 7 May 2013 that ended so."""
        histories = {
            PLANS: self.holds(PLANS, PLAN.format(end=end), before=(PLAN.format(end=""),)),
            REVIEWS: self.holds(REVIEWS, *reviews),
        }
        problems = _errors(histories)
        assert not any(problem.found for problem in problems)
        assert not any("SECRET" in str(p) or "2013-05" in str(p) for p in problems)
        return [(problem.row, problem.column) for problem in problems]


def _errors(histories: dict[str, History]) -> list[Problem]:
    """What breaks a rule and is not only asked about."""
    return [e.problem for e in broken_across(records.rules(), histories) if not e.asks]


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path)


@pytest.mark.parametrize(("day", "wrong"), [("2013-05-08", False), ("2013-05-07", True)])
def test_a_review_is_after_the_plans_start(board, day, wrong):
    problems = board.holds(REVIEWS, f"SECRET,2013-05-07,{day}").problems
    assert [(p.row, p.column, p.found) for p in problems] == (
        [(2, "review_date", None)] if wrong else []
    )


def test_a_review_that_stands_twice_in_a_file_is_named(board):
    review = "SECRET,2013-05-07,2014-05-08"
    (problem,) = board.holds(REVIEWS, review, review).problems
    assert (problem.row, problem.column) == (3, "child_id")


def test_brothers_and_sisters_reviewed_on_one_day_are_a_row_each(board):
    held = board.holds(REVIEWS, "a,2013-05-07,2014-05-08", "b,2013-05-07,2014-05-08")
    assert len(held.rows) == 2
    assert not held.problems


def test_the_last_review_before_the_year_stands_in_two_files_and_is_one(board):
    march, may = "a,2013-05-07,2014-03-03", "a,2013-05-07,2014-05-08"
    held = board.holds(REVIEWS, march, may, before=("a,2013-05-07,2013-08-01", march))
    assert (len(held.rows), held.superseded) == (3, 1)
    assert held.problems == held.queries == ()


def test_the_last_review_before_the_first_year_of_all_raises_no_question(board):
    carried = "a,2012-10-02,2013-03-05"
    held = board.holds(REVIEWS, before=(carried,))
    assert held.rows.review_date.dt.strftime("%Y-%m-%d").tolist() == ["2013-03-05"]
    assert held.problems == ()
    assert [query.file for query in held.queries] == ["data/newshire/2014-15/reviews.csv"]
    assert "if there was none, leave it" in held.queries[0].expected
    assert (
        "delete it and state in the parameters: not_supplied: {reviews:" in held.queries[0].expected
    )


@pytest.mark.parametrize("carried", [(), ("a,2013-05-07,2014-03-03",)])
def test_a_year_that_no_file_covers_is_named(board, carried):
    board.holds(REVIEWS, *carried, "a,2013-05-07,2014-07-08")
    (board.place.data(BEFORE) / "reviews.csv").unlink()
    (problem,) = record_over_years(
        records.declared()[REVIEWS], board.place, [BEFORE, YEAR]
    ).problems
    assert problem.file == "data/newshire/2013-14/reviews.csv"


def test_one_extract_of_both_years_needs_no_earlier_file(board):
    reviews = [f"a,2013-05-07,{day}" for day in ("2013-08-01", "2014-01-30", "2014-07-08")]
    board.holds(REVIEWS, *reviews)
    (board.place.data(BEFORE) / "reviews.csv").unlink()
    assert not record_over_years(records.declared()[REVIEWS], board.place, [BEFORE, YEAR]).problems


@pytest.mark.parametrize(
    ("review", "columns"),
    [
        ("SECRET,2013-05-07,2014-07-08", []),
        ("SECRET,2013-05-08,2014-07-08", ["plan_start"]),
        ("SECRET-2,2013-05-07,2014-07-08", ["plan_start"]),
    ],
)
def test_a_review_belongs_to_a_childs_plan_by_its_start(board, review, columns):
    assert board.broken(review) == [(2, column) for column in columns]


def test_where_there_are_no_plans_at_all_a_review_belongs_to_none(board):
    histories = {
        PLANS: board.holds(PLANS),
        REVIEWS: board.holds(REVIEWS, "SECRET,2013-05-07,2014-07-08"),
    }
    assert len(_errors(histories)) == 1


@pytest.mark.parametrize(
    ("end", "wrong"), [("2014-07-07", True), ("2014-07-08", False), ("", False)]
)
def test_a_review_is_held_by_the_day_on_which_the_plan_ends(board, end, wrong):
    held = board.broken("SECRET,2013-05-07,2013-08-01", "SECRET,2013-05-07,2014-07-08", end=end)
    assert held == ([(3, "review_date")] if wrong else [])


def test_where_nothing_was_reviewed_no_rule_is_broken(board):
    assert board.broken() == []
