"""Made-up boards: what they say must be able to be true, and must pass for nobody's records."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from lscb.records import MADE_UP, declared
from lscb.synthetic.board import MadeUpBoard, made_up_board
from lscb.synthetic.draws import Row, chance_of, working_days_between
from lscb.synthetic.reviews import reviews_of
from lscb.synthetic.training import NO_HEADCOUNT
from lscb.years import ReportingYear
from tests.records.read import read_file

LAST = ReportingYear("2014-15")
YEARS = LAST.since(ReportingYear("2009-10"))
DEATHS, PLANS, HELD = "child_deaths", "child_protection_plans", "conferences"
REVIEWS = "reviews"
CHILDREN, ENQUIRIES = "children", "section_47_enquiries"
SESSIONS, BOOKINGS = "training_sessions", "training"
CAME = "conference_attendance"
BESIDE_COURSES = ("training_evaluations", "e_learning", "schools")
MADE = (
    DEATHS,
    PLANS,
    REVIEWS,
    HELD,
    ENQUIRIES,
    SESSIONS,
    BOOKINGS,
    *BESIDE_COURSES,
    CHILDREN,
    CAME,
)


@pytest.fixture(scope="module", params=["northshire", "another"])
def board(request: pytest.FixtureRequest) -> MadeUpBoard:
    return made_up_board(request.param, LAST)


def rows(board: MadeUpBoard, name: str) -> pd.DataFrame:
    """Every year's rows of one record, the latest extract of each."""
    key = list(declared()[name].key)
    files = [board.records[str(year), name] for year in YEARS]
    return pd.concat(files).drop_duplicates(key, keep="last").reset_index(drop=True)


def file(board: MadeUpBoard, year: ReportingYear, name: str) -> list[dict[str, str]]:
    return board.records[str(year), name].to_dict("records")


def days(starts: pd.Series, ends: pd.Series) -> pd.Series:
    return (pd.to_datetime(ends) - pd.to_datetime(starts)).dt.days


def span(year: ReportingYear) -> tuple[str, str]:
    return year.first_day.isoformat(), year.last_day.isoformat()


def test_every_year_has_a_file_of_every_record_in_its_declared_columns(board):
    assert set(board.records) == {(str(year), name) for year in YEARS for name in MADE}
    for (_, name), made in board.records.items():
        columns = declared()[name].columns
        assert list(made.columns) == [c.name for c in columns if c.name in made]
        assert {c.name for c in columns if c.expected} <= set(made)


def test_every_cell_is_text_as_it_stands_in_the_file(board):
    for made in board.records.values():
        assert all(isinstance(cell, str) for cell in made.to_numpy().ravel())


def test_every_file_can_be_read_and_nothing_is_wrong_with_it(board, tmp_path):
    for (year, name), made in board.records.items():
        path = tmp_path / year / name / f"{name}.csv"
        path.parent.mkdir(parents=True)
        made.to_csv(path, index=False)
        read = read_file(declared()[name], path, path.name)
        assert read.problems == ()
        assert read.read == len(made) > 0
        assert len(read.queries) < max(4, 0.08 * len(made))


def test_some_rows_raise_a_query_as_real_ones_would(board):
    plain = rows(board, HELD).query("transfer_in == 'no'")
    reviewed = rows(board, DEATHS).query("review_completed != ''")
    assert 0 < (plain.strategy_discussion == "").mean() < 0.03
    assert 0 < (reviewed.expected == "").mean() < 0.1


def test_the_same_board_and_year_are_always_the_same():
    again = made_up_board("northshire", LAST), made_up_board("northshire", LAST)
    for place, made in again[0].records.items():
        pd.testing.assert_frame_equal(made, again[1].records[place])
    assert again[0].population_0_17 == again[1].population_0_17


def test_another_slug_is_another_board():
    one, other = made_up_board("northshire", LAST), made_up_board("southshire", LAST)
    for name in MADE:
        assert not one.records[str(LAST), name].equals(other.records[str(LAST), name])


def test_fewer_years_can_be_asked_for():
    made = made_up_board("northshire", ReportingYear("2015-16"), years=2)
    assert {year for year, _ in made.records} == {"2014-15", "2015-16"}
    assert list(made.population_0_17) == [2014, 2015]


def test_every_identifier_says_that_it_is_made_up(board):
    for made in board.records.values():
        for column in made.columns[made.columns.str.endswith("_id")]:
            given = made.loc[made[column] != "", column]
            assert given.str.startswith(MADE_UP).all()


def test_nothing_in_a_file_is_dated_after_its_31_march(board):
    for (year, name), made in board.records.items():
        for column in declared()[name].columns:
            if column.kind == "date" and column.name != "expected_birth_date":
                assert made[column.name].max() <= span(ReportingYear(year))[1]


def test_a_later_file_only_fills_in_blanks(board):
    # A child not born yet is described anew once it is.
    for name, record in ((name, declared()[name]) for name in MADE if name != CHILDREN):
        known: dict[tuple[str, ...], dict[str, str]] = {}
        for year in YEARS:
            for row in file(board, year, name):
                before = known.setdefault(tuple(row[column] for column in record.key), row)
                assert all(row[column] == cell for column, cell in before.items() if cell)
                before.update(row)


def test_a_plan_ends_after_it_starts(board):
    ended = rows(board, PLANS).query("plan_end != ''")
    assert (ended.plan_end > ended.plan_start).all()


def test_a_plan_stands_in_every_year_in_which_it_was_open_and_no_other(board):
    plans = rows(board, PLANS).to_dict("records")
    for year in YEARS:
        first, last = span(year)
        wanted = {
            (plan["child_id"], plan["plan_start"])
            for plan in plans
            if plan["plan_start"] <= last and (plan["plan_end"] or "9999") >= first
        }
        found = [(row["child_id"], row["plan_start"]) for row in file(board, year, PLANS)]
        assert len(found) == len(wanted) and set(found) == wanted


def test_a_child_is_never_on_two_plans_at_once_and_earlier_plans_are_counted(board):
    for _, plans in rows(board, PLANS).sort_values("plan_start").groupby("child_id"):
        history = plans.previous_plans.astype(int).tolist()
        assert history == list(range(history[0], history[0] + len(plans)))
        assert (plans.plan_end.iloc[:-1].to_numpy() != "").all()
        assert (plans.plan_end.iloc[:-1].to_numpy() < plans.plan_start.iloc[1:].to_numpy()).all()


def test_plans_open_at_first_and_those_that_start_less_those_that_end_are_left_open(board):
    left = None
    for year in YEARS:
        first, last = span(year)
        plans = file(board, year, PLANS)
        opening = sum(plan["plan_start"] < first for plan in plans)
        started = sum(first <= plan["plan_start"] <= last for plan in plans)
        ended = sum(plan["plan_end"] != "" for plan in plans)
        still_open = sum(plan["plan_end"] == "" for plan in plans)
        assert opening + started - ended == still_open
        assert left is None or opening == left
        assert 80 <= started <= 320
        assert 60 <= still_open <= 320
        left = still_open


def test_the_number_on_plans_more_than_doubles(board):
    first, last = (
        (board.records[str(year), PLANS].plan_end == "").sum() for year in (YEARS[0], YEARS[-1])
    )
    assert last > 2 * first


def test_plans_last_as_long_as_plans_do(board):
    ended = rows(board, PLANS).query("plan_end != ''")
    lasted = days(ended.plan_start, ended.plan_end)
    assert 0.08 < (lasted <= 91).mean() < 0.25
    assert 0.35 < lasted.between(183, 364).mean() < 0.60
    assert 0.15 < lasted.between(365, 728).mean() < 0.35
    assert 0.005 < (lasted >= 729).mean() < 0.05


def test_some_plans_are_repeats_and_some_of_those_follow_a_plan_in_the_records(board):
    plans = rows(board, PLANS)
    started = plans[plans.plan_start >= span(YEARS[0])[0]]
    assert 0.06 < (started.previous_plans != "0").mean() < 0.11
    assert plans.child_id.duplicated().any()


def test_every_review_is_of_a_plan_after_its_start_and_by_its_end(board):
    held = rows(board, REVIEWS).merge(rows(board, PLANS), on=["child_id", "plan_start"], how="left")
    assert held.plan_end.notna().all()
    assert (held.review_date > held.plan_start).all()
    assert ((held.plan_end == "") | (held.review_date <= held.plan_end)).all()
    assert 0.3 < (held.review_date == held.plan_end).sum() / (held.plan_end != "").sum() < 0.7


def test_a_years_reviews_are_its_own_and_the_last_before_it_of_plans_then_open(board):
    every = [
        (plan, start, day)
        for plan, start, day in rows(board, REVIEWS)[["child_id", "plan_start", "review_date"]]
        .to_numpy()
        .tolist()
    ]
    ends = rows(board, PLANS).set_index(["child_id", "plan_start"]).plan_end
    for year in YEARS:
        first, last = span(year)
        wanted = {row for row in every if first <= row[2] <= last}
        before = [row for row in every if row[2] < first and (ends[row[:2]] or "9999") >= first]
        wanted |= set({row[:2]: row for row in sorted(before, key=lambda row: row[2])}.values())
        found = [tuple(row.values()) for row in file(board, year, REVIEWS)]
        assert len(found) == len(wanted) and set(found) == wanted


def test_nearly_all_reviews_are_in_time_and_a_few_are_not(board):
    held = rows(board, REVIEWS).sort_values("review_date")
    before = held.groupby(["child_id", "plan_start"]).review_date.shift()
    known = before.notna() | (held.plan_start >= span(YEARS[0])[0])
    after_start, between = (
        days(since[known], held.review_date[known]) for since in (held.plan_start, before)
    )
    # Three months are at most 92 days and six at most 184.
    late = between.gt(184) | (between.isna() & after_start.gt(92))
    assert 0.002 < late.mean() < 0.04


def test_brothers_and_sisters_are_mostly_reviewed_together(board):
    family = ["plan_start", "initial_category"]
    plans = rows(board, PLANS)
    held = rows(board, REVIEWS).merge(plans, on=["child_id", "plan_start"])
    held = held[held.review_date != held.plan_end]
    sizes = held.groupby([*family, "review_date"]).child_id.transform("size")
    several = plans.groupby(family).child_id.nunique().loc[lambda size: size > 1]
    theirs = pd.MultiIndex.from_frame(held[family]).isin(several.index)
    assert (sizes[theirs] > 1).mean() > 0.75


def test_a_board_can_say_which_reviews_are_late_and_then_no_others_are():
    calendar = working_days_between(2012, 2015)
    begun = [date(2013, 4, 2), date(2013, 8, 30), date(2013, 11, 29), date(2014, 2, 3)]
    plans = [
        {"child_id": f"made-up-{n}", "plan_start": day, "plan_end": None if n % 2 else end}
        for n, (day, end) in enumerate((day, date(2015, 6, 30)) for day in begun * 25)
    ]
    due = {}

    def late(plan: Row, day: date) -> bool:
        due.setdefault(plan["child_id"], []).append(day)
        return plan["child_id"] == "made-up-1" and day.year == 2014

    held = reviews_of(chance_of("newshire", LAST, "reviews"), plans, calendar, late)
    days_held = {child: [r["review_date"] for r in held if r["child_id"] == child] for child in due}
    missed = {
        child
        for child, days_due in due.items()
        for day, on in zip(days_due, days_held[child], strict=False)
        if on > day
    }
    assert missed == {"made-up-1"}
    assert {row["review_date"] for row in held} <= {*calendar, date(2015, 6, 30)}


def test_families_come_together(board):
    sizes = rows(board, HELD).groupby(["conference_date", "strategy_discussion"]).size()
    assert (sizes == 1).any() and (sizes > 1).any()


def test_every_plan_starts_at_a_conference_and_most_conferences_start_one(board):
    plans, held = rows(board, PLANS), rows(board, HELD)
    started = plans[plans.plan_start >= span(YEARS[0])[0]]
    conferred = set(zip(held.child_id, held.conference_date, strict=True))
    assert set(zip(started.child_id, started.plan_start, strict=True)) <= conferred
    assert 1.05 < len(held) / len(started) < 1.18
    assert 0.01 < (held.transfer_in == "yes").mean() < 0.06


def test_conferences_are_held_on_working_days(board):
    held = pd.to_datetime(rows(board, HELD).conference_date)
    assert (held.dt.day_of_week < 5).all()
    assert not held.dt.strftime("%m-%d").isin(["12-25", "01-01"]).any()


def test_most_conferences_are_held_within_fifteen_working_days(board):
    held = rows(board, HELD).query("strategy_discussion != ''")
    assert held.conference_date.gt(held.strategy_discussion).all()
    waited = days(held.strategy_discussion, held.conference_date)
    # Fifteen working days are three weeks and whatever bank holidays fell in them.
    assert 0.65 < (waited <= 21).mean() < 0.90
    assert 0.03 < (waited > 30).mean() < 0.15


def test_a_death_stands_in_every_year_from_its_notification_to_its_review(board):
    deaths = rows(board, DEATHS).to_dict("records")
    for year in YEARS:
        first, last = span(year)
        wanted = {
            death["case_id"]
            for death in deaths
            if death["date_notified"] <= last and (death["review_completed"] or "9999") >= first
        }
        found = [row["case_id"] for row in file(board, year, DEATHS)]
        assert len(found) == len(wanted) and set(found) == wanted


def test_a_death_late_in_march_can_be_first_in_the_next_years_file():
    deaths = rows(made_up_board("northshire", LAST), DEATHS)
    reporting_years = [
        (pd.to_datetime(deaths[column]) - pd.DateOffset(months=3)).dt.year
        for column in ("date_of_death", "date_notified")
    ]
    assert (reporting_years[0] < reporting_years[1]).any()


def test_each_year_has_as_many_deaths_as_a_panel_sees(board):
    for year in YEARS:
        deaths = board.records[str(year), DEATHS]
        told = deaths[deaths.date_notified >= span(year)[0]]
        assert 8 <= len(told) <= 24
        assert (told.resident == "no").sum() <= 4


def test_reviews_take_months_and_find_what_reviews_find(board):
    reviewed = rows(board, DEATHS).query("review_completed != ''")
    took = days(reviewed.date_notified, reviewed.review_completed)
    assert took.min() >= 60
    assert took.max() < 900
    assert 0.05 < (reviewed.modifiable_factors == "yes").mean() < 0.4
    assert 0.5 < (reviewed.expected == "yes").mean() < 0.9


def test_some_children_who_died_were_on_a_plan_until_then(board):
    plans = rows(board, PLANS)
    died = rows(board, DEATHS).query("child_id != ''").set_index("child_id").date_of_death
    assert died.index.is_unique
    theirs = plans[plans.child_id.isin(died.index)]
    assert 0 < theirs.child_id.nunique() < len(died)
    death = theirs.child_id.map(died)
    assert (theirs.plan_start < death).all()
    assert (theirs.plan_end != "").all()
    assert (theirs.plan_end <= death).all()


def test_training_is_in_its_own_year_only(board):
    for name in (SESSIONS, BOOKINGS):
        for year in YEARS:
            first, last = span(year)
            assert board.records[str(year), name].session_date.between(first, last).all()


def test_every_booking_is_for_a_session_on_its_day_and_nobody_is_there_twice(board):
    bookings = rows(board, BOOKINGS)
    held = rows(board, SESSIONS).set_index("session_id").session_date
    assert (bookings.session_date == bookings.session_id.map(held)).all()
    assert not bookings.duplicated(["session_id", "person_id"]).any()


def test_sessions_are_mostly_not_full(board):
    held = rows(board, SESSIONS).set_index("session_id")
    places = held.capacity.astype(int)
    booked = rows(board, BOOKINGS).groupby("session_id").size()
    assert held.course.nunique() == 11
    assert places.between(15, 40).all()
    assert (booked < places).mean() > 0.8


def test_most_who_book_attend(board):
    shares = rows(board, BOOKINGS).status.value_counts(normalize=True)
    assert 0.75 < shares["attended"] < 0.85
    assert set(shares.index) == {"attended", "attended unbooked", "cancelled", "did not attend"}


def test_a_review_answers_the_question_of_its_day(board):
    reviewed = rows(board, DEATHS).query("review_completed != ''")
    before = reviewed.review_completed < "2010-04-01"
    assert 0 < before.sum() < len(reviewed)
    assert ((reviewed.preventable != "") == before).all()
    assert ((reviewed.modifiable_factors != "") == ~before).all()


def test_a_person_works_for_one_agency_in_a_year_and_a_few_change_between_years(board):
    for year in YEARS:
        bookings = board.records[str(year), BOOKINGS]
        assert (bookings.groupby("person_id").agency.nunique() == 1).all()
    agencies = rows(board, BOOKINGS).groupby("person_id").agency.nunique()
    assert 0 < (agencies > 1).mean() < 0.05


def test_one_agency_that_trains_supplied_no_headcount(board):
    trained = set(rows(board, BOOKINGS).agency)
    assert trained - set(board.training_eligible) == {NO_HEADCOUNT}
    assert set(board.training_eligible) < trained


def test_the_population_grows_slowly(board):
    people = board.population_0_17
    assert list(people) == [year.mid_year for year in YEARS]
    assert 52_500 < people[2009] < people[2014] < 56_000
