"""Made-up children and the enquiries about them: what is said of a child must be able to be true.

What is said here in days is counted from the files' own text.
"""

from __future__ import annotations

from datetime import date
from itertools import count, pairwise

import pandas as pd
import pytest

from lscb.records import MADE_UP
from lscb.records.ethnicities import ETHNICITIES
from lscb.synthetic.board import MadeUpBoard, made_up_board
from lscb.synthetic.details import details, known
from lscb.synthetic.draws import chance_of, working_days_between
from lscb.synthetic.section_47_enquiries import section_47_enquiries
from lscb.years import ReportingYear
from tests.conftest import ROOT

LAST = ReportingYear("2014-15")
YEARS = [str(year) for year in LAST.since(ReportingYear("2009-10"))]
PLANS, HELD, CHILDREN = "child_protection_plans", "conferences", "children"
ENQUIRIES, DEATHS = "section_47_enquiries", "child_deaths"
KEYS = {
    PLANS: ["child_id", "plan_start"],
    HELD: ["child_id", "conference_date"],
    ENQUIRIES: ["child_id", "strategy_discussion"],
    CHILDREN: ["child_id"],
    DEATHS: ["case_id"],
}


@pytest.fixture(scope="module", params=["northshire", "another"])
def board(request: pytest.FixtureRequest) -> MadeUpBoard:
    return made_up_board(request.param, LAST)


def rows(board: MadeUpBoard, name: str) -> pd.DataFrame:
    """Every year's rows of one record, as the latest file has each."""
    files = [board.records[year, name] for year in YEARS]
    return pd.concat(files).drop_duplicates(KEYS[name], keep="last").reset_index(drop=True)


def told(board: MadeUpBoard, column: str) -> pd.Series:
    """One thing that is said of each child, by its identifier."""
    return rows(board, CHILDREN).set_index("child_id")[column]


def last_day(year: str) -> str:
    return ReportingYear(year).last_day.isoformat()


def years_old(births: pd.Series, days: pd.Series) -> pd.Series:
    """Age in years; below nought for a child not born yet."""
    births, days = pd.to_datetime(births), pd.to_datetime(days)
    birthday_to_come = (days.dt.month * 100 + days.dt.day) < (births.dt.month * 100 + births.dt.day)
    return days.dt.year - births.dt.year - birthday_to_come


def family(size: int, number: int = 1) -> list[dict]:
    """Children who were at one conference."""
    return [
        {
            "child_id": f"made-up-{number}-{place}",
            "family": f"made-up-{number}",
            "conference_date": date(2014, 6, 3),
            "strategy_discussion": date(2014, 5, 20),
        }
        for place in range(size)
    ]


def test_the_demonstration_in_the_repository_is_the_board_that_is_made_up():
    for (year, name), made in made_up_board("northshire", LAST).records.items():
        path = ROOT / "data" / "northshire" / year / f"{name}.csv"
        assert path.read_bytes().decode() == made.to_csv(index=False, lineterminator="\n")


def test_a_year_describes_the_children_of_its_plans_conferences_and_enquiries_each_once(board):
    for year in YEARS:
        described = board.records[year, CHILDREN].child_id
        named = [board.records[year, name].child_id for name in (PLANS, HELD, ENQUIRIES)]
        assert described.is_unique
        assert set(described) == set().union(*named)


def test_a_child_is_the_same_child_in_every_year(board):
    files = pd.concat(board.records[year, CHILDREN] for year in YEARS)
    born = files[files.birth_date != ""]
    for column in ("birth_date", "sex", "ethnicity", "disabilities"):
        assert (born.groupby("child_id")[column].nunique() == 1).all()


def test_what_is_said_of_a_child_not_born_yet_is_said_anew_once_it_is(board):
    for earlier, later in pairwise(YEARS):
        waited, after = board.records[earlier, CHILDREN], board.records[later, CHILDREN]
        waited = waited[waited.birth_date == ""]
        after = after[after.child_id.isin(waited.child_id)]
        assert len(after) == len(waited)
        assert (after.birth_date > last_day(earlier)).all()
        assert (after.expected_birth_date == "").all()
        assert set(after.sex) <= {"male", "female"}


def test_a_child_not_born_by_31_march_has_the_day_it_is_expected_and_nothing_else(board):
    for year in YEARS:
        children = board.records[year, CHILDREN]
        waited = children[children.birth_date == ""]
        assert (waited.expected_birth_date > last_day(year)[:4] + "-02-28").all()
        assert set(waited.sex) <= {"not recorded"}
        assert set(waited.ethnicity) <= {"NOBT"}
        assert set(waited.disabilities) <= {""}
        assert (children.expected_birth_date != "").sum() == len(waited)


def test_some_children_are_not_born_by_a_31_march():
    boards = [made_up_board(name, LAST) for name in ("northshire", "another")]
    files = [made.records[year, CHILDREN] for made in boards for year in YEARS]
    assert 2 <= sum((children.birth_date == "").sum() for children in files) <= 30


def test_a_file_knows_a_child_is_born_from_the_day_it_is():
    child = {
        "child_id": "made-up-1",
        "birth_date": date(2014, 4, 1),
        "expected_birth_date": date(2014, 4, 9),
        "sex": "female",
        "ethnicity": "WBRI",
        "disabilities": "NONE",
        "death_date": None,
        "family_id": "made-up-2",
    }
    before, after = known(child, date(2014, 3, 31)), known(child, date(2014, 4, 1))
    assert (before["birth_date"], before["expected_birth_date"]) == (None, "2014-04-09")
    assert (before["sex"], before["ethnicity"], before["disabilities"]) == (
        "not recorded",
        "NOBT",
        None,
    )
    assert (after["birth_date"], after["expected_birth_date"]) == (date(2014, 4, 1), None)
    assert before["family_id"] == after["family_id"] == "made-up-2"
    assert (after["sex"], after["ethnicity"], after["disabilities"]) == ("female", "WBRI", "NONE")


def test_nearly_all_children_are_born_before_their_plan_starts(board):
    plans = rows(board, PLANS)
    births = plans.child_id.map(told(board, "birth_date"))
    waited = (births == "") | (births > plans.plan_start)
    assert 0.005 < waited.mean() < 0.035
    assert (births[plans.plan_end != ""] < plans.plan_end[plans.plan_end != ""]).all()


def test_children_are_as_old_as_children_on_plans_are(board):
    plans = rows(board, PLANS).query("previous_plans == '0'")
    births = plans.child_id.map(told(board, "birth_date"))
    ages = years_old(births[births != ""], plans.plan_start[births != ""])
    wanted = {(-1, 0): 0.14, (1, 4): 0.28, (5, 9): 0.30, (10, 15): 0.27, (16, 17): 0.03}
    for (youngest, oldest), share in wanted.items():
        assert ages.between(youngest, oldest).mean() == pytest.approx(share, rel=0.25, abs=0.015)


def test_nobody_is_on_a_plan_or_asked_about_at_eighteen(board):
    births = told(board, "birth_date")
    for name, days in ((PLANS, ("plan_start", "plan_end")), (ENQUIRIES, ("strategy_discussion",))):
        for day in days:
            happened = rows(board, name)
            happened = happened[happened[day] != ""]
            theirs = happened.child_id.map(births)
            born = theirs != ""
            assert (years_old(theirs[born], happened[day][born]) < 18).all()


def test_brothers_and_sisters_have_one_ethnicity_and_are_born_months_apart():
    held = [row for number in range(40) for row in family(5, number)]
    made = details(chance_of("newshire", LAST, "details"), [], held, [], {})
    for _, children in pd.DataFrame(made).groupby(lambda place: made[place]["child_id"][:-2]):
        births = pd.to_datetime(children.birth_date).sort_values()
        assert len(births) == 5
        assert births.diff().dropna().min() >= pd.Timedelta("300D")
        assert (births < "2014-06-03").all()
        assert children.ethnicity.nunique() == 1


def test_children_are_of_all_sorts(board):
    children = rows(board, CHILDREN)
    assert children.sex.value_counts(normalize=True)[["male", "female"]].min() > 0.45
    assert set(children.ethnicity) <= set(ETHNICITIES)
    assert 0.45 < (children.ethnicity == "WBRI").mean() < 0.68
    assert children.ethnicity.nunique() > 12
    disabled = children.disabilities[~children.disabilities.isin(["NONE", ""])]
    assert 0.05 < len(disabled) / len(children) < 0.15
    assert disabled.str.contains(" ").any()


def test_a_death_is_told_of_every_child_that_died_and_no_other(board):
    deaths = rows(board, DEATHS).query("child_id != ''").set_index("child_id").date_of_death
    children = rows(board, CHILDREN).set_index("child_id")
    died = children.death_date[children.death_date != ""]
    assert len(died) > 0
    assert died.to_dict() == deaths[deaths.index.isin(children.index)].to_dict()
    assert (died > children.birth_date[died.index]).all()


def test_an_enquiry_led_to_each_conference_whose_strategy_discussion_is_recorded(board):
    columns = ["child_id", "strategy_discussion", "conference_date"]
    for year in YEARS:
        held = board.records[year, HELD].query("strategy_discussion != ''")
        led = board.records[year, ENQUIRIES].query("conference_date != ''")
        assert set(led.conference_required) == {"yes"}
        assert sorted(map(tuple, led[columns].to_numpy())) == sorted(
            map(tuple, held[columns].to_numpy())
        )


def test_about_a_third_of_enquiries_need_no_conference(board):
    enquiries = rows(board, ENQUIRIES).query("strategy_discussion >= '2009-04-01'")
    without = enquiries.conference_required == "no"
    assert (enquiries.conference_date[without] == "").all()
    assert 0.38 < without.sum() / (~without).sum() < 0.52


def test_an_enquiry_is_in_the_file_of_its_year_and_in_that_of_its_conference(board):
    every = rows(board, ENQUIRIES)
    for year in YEARS:
        first, last = ReportingYear(year).first_day.isoformat(), last_day(year)
        begun = every.strategy_discussion.between(first, last)
        led = (every.strategy_discussion < first) & every.conference_date.between(first, last)
        wanted = every[begun | led][KEYS[ENQUIRIES]]
        found = board.records[year, ENQUIRIES][KEYS[ENQUIRIES]]
        assert sorted(map(tuple, found.to_numpy())) == sorted(map(tuple, wanted.to_numpy()))


def test_a_few_conferences_are_still_to_come_at_most_31_marches_and_the_last(board):
    to_come = []
    for year in YEARS:
        enquiries = board.records[year, ENQUIRIES].query("conference_required == 'yes'")
        awaited = enquiries[enquiries.conference_date == ""]
        assert (awaited.strategy_discussion > last_day(year)[:4] + "-01-01").all()
        to_come.append(len(awaited))
    assert max(to_come) <= 40
    assert sum(waited > 0 for waited in to_come) >= 4
    assert to_come[-1] >= 5


def test_no_two_enquiries_about_a_child_overlap_and_none_follows_its_death(board):
    deaths = told(board, "death_date")
    for child, asked in (
        rows(board, ENQUIRIES).sort_values("strategy_discussion").groupby("child_id")
    ):
        over = asked.conference_date.where(asked.conference_date != "", asked.strategy_discussion)
        assert (over.to_numpy()[:-1] < asked.strategy_discussion.to_numpy()[1:]).all()
        assert not deaths[child] or asked.strategy_discussion.iloc[-1] < deaths[child]


def test_a_family_is_asked_about_again_and_a_child_of_it_that_died_is_not():
    held = [row for number in range(100) for row in family(2, number)]
    died = {row["child_id"]: date(2014, 6, 30) for row in held if row["child_id"].endswith("-1")}
    made = section_47_enquiries(
        chance_of("newshire", LAST, "enquiries"),
        held,
        died,
        [LAST],
        working_days_between(2013, 2016),
        count(1),
    )
    later = {row["child_id"] for row in made if row["strategy_discussion"] > date(2014, 6, 30)}
    assert later & {row["child_id"] for row in held}
    assert not later & set(died)


def test_some_children_are_asked_about_more_than_once_and_most_are_not(board):
    times = rows(board, ENQUIRIES).groupby("child_id").size()
    assert 0.02 < (times > 1).mean() < 0.25


def test_every_identifier_of_a_child_says_that_it_is_made_up(board):
    for name in (CHILDREN, ENQUIRIES):
        assert rows(board, name).child_id.str.startswith(MADE_UP).all()


def test_a_child_is_made_up_the_same_every_time(board):
    again = made_up_board("northshire", LAST), made_up_board("northshire", LAST)
    for name in (CHILDREN, ENQUIRIES):
        for year in YEARS:
            pd.testing.assert_frame_equal(*(made.records[year, name] for made in again))
