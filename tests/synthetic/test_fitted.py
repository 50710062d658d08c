"""Fitted boards: counted from their files in plain Python, they come to what was published.

Every published figure here is invented. The counting shares nothing with the package: it reads
the text of the files, knows the calendar and the bank holidays, and adds up.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import pytest

from lscb.records import MADE_UP, declared, rules
from lscb.records.across import broken_across
from lscb.records.history import held
from lscb.records.stated import Stated
from lscb.synthetic.fitted import FittedBoard, Unmet, fitted_board
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear

PLANS, HELD, REVIEWS = "child_protection_plans", "conferences", "reviews"
YEARS = ReportingYear("2013-14").since(ReportingYear("2011-12"))
INDEX = ["2010-11", "2011-12", "2012-13", "2013-14"]
NAN = float("nan")

BANDS = ["3_months_or_less", "3_to_6_months", "6_to_12_months", "1_to_2_years", "2_years_or_more"]
KINDS = ["neglect", "physical", "sexual", "emotional", "multiple"]
WAITS = ["within_10_days", "11_to_15_days", "16_to_20_days", "21_days_or_more"]

# A row for each of INDEX; the first is the year before, of which only its 31 March matters.
TOTALS = {
    "plans_at_31_march": [100, 112, 125, 110],
    "plans_started": [NAN, 130, 140, 120],
    "plans_ended": [NAN, 118, 127, 135],
    "second_or_subsequent_plans": [NAN, 12, 14, 9],
    "conferences": [NAN, 150, 155, 118],
    "conferences_within_15_days": [NAN, 110, NAN, NAN],
    "reviews_due": [70, 80, 89, 85],
    "reviews_in_time": [60, 76, 89, 80],
    "section_47_enquiries": [400, 410, 420, 430],
}
PARTS = {
    "open_": [(30, 25, 30, 12, 3), (32, 28, 30, 18, 4), (36, 30, 34, 20, 5), (25, 24, 34, 22, 5)],
    "ended_": [(), (20, 12, 50, 30, 6), (22, 15, 54, 31, 5), (18, 14, 60, 38, 5)],
    "started_first_": [(), (55, 14, 8, 45, 8), (60, 15, 7, 50, 8), (50, 12, 8, 44, 6)],
    "open_first_": [(50, 10, 5, 30, 5), (49, 11, 7, 38, 7), (55, 13, 6, 44, 7), (48, 10, 7, 40, 5)],
    "open_latest_": [(), (52, 9, 6, 40, 5), (58, 10, 6, 46, 5), (50, 8, 7, 42, 3)],
    "conferences_": [(), (), (40, 85, 20, 10), (30, 60, 18, 10)],
}
NAMES = {"open_": BANDS, "ended_": BANDS, "conferences_": WAITS}


def published() -> pd.DataFrame:
    columns = dict(TOTALS)
    for start, rows in PARTS.items():
        for place, name in enumerate(NAMES.get(start, KINDS)):
            columns[start + name] = [row[place] if row else NAN for row in rows]
    return pd.DataFrame(columns, index=INDEX, dtype="float64")


def contradicted() -> pd.DataFrame:
    """Four more plans ended than those open and started leave room for."""
    figures = published()
    figures.loc["2013-14", ["plans_ended", "ended_6_to_12_months"]] += 4
    return figures


def withheld() -> pd.DataFrame:
    """Small numbers withheld, and the next smallest so that nobody can work them out."""
    figures = published()
    figures = figures.mask(figures < 9)
    for start in ("ended_", "open_"):
        figures[f"{start}3_to_6_months"] = NAN
    figures.loc["2012-13", "second_or_subsequent_plans"] = NAN
    return figures


WITH_SHARES = withheld().assign(reviews_in_time=NAN)
SHARES = pd.DataFrame(
    {
        "ended_3_to_6_months": [NAN, 12, NAN],
        "ended_2_years_or_more": [5, 4, NAN],
        "open_2_years_or_more": [NAN, NAN, 5],
        "reviews_in_time": [NAN, 97.8, 94],
        "started_first_sexual": [6, NAN, 7],
    },
    index=INDEX[1:],
)

TABLES = {
    "consistent": published(),
    "contradicted": contradicted(),
    "withheld": withheld(),
    "shares": WITH_SHARES,
    "basic": published()[["plans_at_31_march", "plans_started", "plans_ended"]],
}


@pytest.fixture(scope="module")
def boards() -> dict[str, FittedBoard]:
    return {
        name: fitted_board("anywhere", YEARS, table, SHARES if name == "shares" else None)
        for name, table in TABLES.items()
    }


def merged(board: FittedBoard, name: str, years: list[ReportingYear]) -> list[dict[str, str]]:
    """The rows of all years' files, the latest of each."""
    rows = {}
    for year in years:
        for row in board.records[str(year), name].to_dict("records"):
            rows[tuple(row[column] for column in declared()[name].key)] = row
    return list(rows.values())


def readings(board: FittedBoard) -> Iterator[tuple[ReportingYear, dict[str, list[dict[str, str]]]]]:
    """Each year with its own files alone, and with those of all years that a report may merge."""
    for place, year in enumerate(YEARS):
        for read in ([year], YEARS[: place + 1], YEARS):
            yield year, {name: merged(board, name, read) for name in (PLANS, HELD, REVIEWS)}


def span(year: ReportingYear) -> tuple[date, date]:
    start = int(str(year)[:4])
    return date(start, 4, 1), date(start + 1, 3, 31)


def later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def band(start: date, until: date) -> str:
    if (until - start).days >= 729:
        return BANDS[4]
    if until >= later(start, 12):
        return BANDS[3]
    return BANDS[(until > later(start, 3)) + (until > later(start, 6))]


BANK_HOLIDAYS = {
    date(year, int(day[:2]), int(day[3:]))
    for year, days in {
        2010: "12-27 12-28",
        2011: "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27",
        2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
        2013: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
        2014: "01-01",
    }.items()
    for day in days.split()
}


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def waited(start: date, end: date) -> int:
    return sum(is_working_day(start + timedelta(n)) for n in range(1, (end - start).days + 1))


def wait(days: int) -> str:
    return WAITS[(days > 10) + (days > 15) + (days > 20)]


def open_on(plans: list[dict[str, str]], day: date) -> list[dict[str, str]]:
    at = day.isoformat()
    return [p for p in plans if p["plan_start"] <= at and (not p["plan_end"] or p["plan_end"] > at)]


def counted(files: dict[str, list[dict[str, str]]], year: ReportingYear) -> Counter[str]:
    first, last = span(year)
    plans = files[PLANS]
    started = [p for p in plans if first.isoformat() <= p["plan_start"] <= last.isoformat()]
    ended = [p for p in plans if first.isoformat() <= p["plan_end"] <= last.isoformat()]
    still_open = open_on(plans, last)
    found = Counter(
        plans_at_31_march=len(still_open), plans_started=len(started), plans_ended=len(ended)
    )
    found["second_or_subsequent_plans"] = sum(int(p["previous_plans"]) > 0 for p in started)
    for plan in ended:
        start, end = (date.fromisoformat(plan[name]) for name in ("plan_start", "plan_end"))
        found[f"ended_{band(start, end)}"] += 1
    for plan in still_open:
        found[f"open_{band(date.fromisoformat(plan['plan_start']), last)}"] += 1
        found[f"open_first_{plan['initial_category'].split()[0]}"] += 1
        found[f"open_latest_{plan['latest_category'].split()[0]}"] += 1
    for plan in started:
        found[f"started_first_{plan['initial_category'].split()[0]}"] += 1
    return found + conferred(files[HELD], first, last) + reviewed(files, first, last)


def conferred(held: list[dict[str, str]], first: date, last: date) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in held:
        if first.isoformat() <= row["conference_date"] <= last.isoformat():
            found["conferences"] += 1
            begun, day = row["strategy_discussion"], date.fromisoformat(row["conference_date"])
            days = waited(date.fromisoformat(begun), day)
            found[f"conferences_{wait(days)}"] += 1
            found["conferences_within_15_days"] += days <= 15
    return found


def reviewed(files: dict[str, list[dict[str, str]]], first: date, last: date) -> Counter[str]:
    days = defaultdict(list)
    for row in files[REVIEWS]:
        days[row["child_id"], row["plan_start"]].append(date.fromisoformat(row["review_date"]))
    found: Counter[str] = Counter()
    for plan in open_on(files[PLANS], last):
        start = date.fromisoformat(plan["plan_start"])
        if later(start, 3) < last:
            found["reviews_due"] += 1
            held = sorted(days[plan["child_id"], plan["plan_start"]])
            found["reviews_in_time"] += all_in_time(start, held, first, last)
    return found


def all_in_time(start: date, held: list[date], first: date, last: date) -> bool:
    due = [later(start, 3), *(later(day, 6) for day in held)]
    for by, day in zip(due, [*held, date(2100, 1, 1)], strict=True):
        if by <= last and day > by and (by >= first or day > last):
            return False
    return True


def given(table: pd.DataFrame, year: str) -> dict[str, float]:
    return table.loc[year].drop("section_47_enquiries", errors="ignore").dropna().to_dict()


@pytest.mark.parametrize("name", ["consistent", "withheld", "shares", "basic"])
def test_every_published_figure_is_met_in_every_year_and_every_report(boards, name):
    assert boards[name].unmet == []
    for year, files in readings(boards[name]):
        found = counted(files, year)
        wanted = given(TABLES[name], str(year))
        assert wanted == {measure: found[measure] for measure in wanted}, year


def test_the_first_year_opens_as_the_year_before_it_ended(boards):
    plans = merged(boards["consistent"], PLANS, YEARS[:1])
    still_open = open_on(plans, date(2011, 3, 31))
    assert len(still_open) == TOTALS["plans_at_31_march"][0]
    bands = Counter(
        band(date.fromisoformat(p["plan_start"]), date(2011, 3, 31)) for p in still_open
    )
    assert tuple(bands[name] for name in BANDS) == PARTS["open_"][0]


def test_of_figures_that_contradict_each_other_plans_ended_and_one_band_give_way(boards):
    assert boards["contradicted"].unmet == [
        Unmet("2013-14", "plans_ended", 139, 135),
        Unmet("2013-14", "ended_6_to_12_months", 64, 60),
    ]
    missed = {unmet.measure: unmet.made for unmet in boards["contradicted"].unmet}
    for year, files in readings(boards["contradicted"]):
        found = counted(files, year)
        wanted = given(TABLES["contradicted"], str(year))
        wanted |= missed if str(year) == "2013-14" else {}
        assert wanted == {measure: found[measure] for measure in wanted}, year


def test_without_the_year_before_the_opening_stock_is_what_the_flow_leaves():
    board = fitted_board("anywhere", YEARS, TABLES["basic"].loc[INDEX[1:]].astype(int))
    assert board.unmet == []
    assert len(open_on(merged(board, PLANS, YEARS), date(2011, 3, 31))) == 112 - 130 + 118


def test_where_repeats_are_withheld_there_are_one_to_five_and_unpublished_the_usual(boards):
    _, files = list(readings(boards["withheld"]))[-1]
    assert 1 <= counted(files, YEARS[1])["second_or_subsequent_plans"] <= 5
    _, files = list(readings(boards["basic"]))[-1]
    assert 8 <= counted(files, YEARS[1])["second_or_subsequent_plans"] <= 14


def test_shares_that_somebody_else_published_are_met(boards):
    of = {"ended": "plans_ended", "open": "plans_at_31_march", "started": "plans_started"}
    for year, files in readings(boards["shares"]):
        found = counted(files, year)
        for measure, share in SHARES.loc[str(year)].dropna().items():
            total = found[of.get(measure.split("_")[0], "reviews_due")]
            assert round(100 * found[measure] / total, 0 if share % 1 == 0 else 1) == share


def test_a_share_that_cannot_be_is_unmet():
    shares = pd.DataFrame({"ended_2_years_or_more": {"2012-13": 90.0}})
    (unmet,) = fitted_board("anywhere", YEARS, published(), shares).unmet
    assert (unmet.year, unmet.measure) == ("2012-13", "ended_2_years_or_more_percent")
    assert (unmet.published, unmet.made) == (90, 3.9)


def test_conferences_whose_bands_fall_short_have_no_discussion_recorded():
    figures = published()
    figures.loc["2012-13", "conferences"] += 3
    board = fitted_board("anywhere", YEARS, figures)
    held = board.records["2012-13", HELD]
    assert board.unmet == []
    assert (held.strategy_discussion == "").sum() == 3


@pytest.mark.parametrize("name", TABLES)
def test_the_files_pass_the_houses_own_reading(boards, name, tmp_path):
    place = ReportPlace(Workbench(tmp_path), "anywhere", YEARS[-1])
    for (year, record), made in boards[name].records.items():
        path = place.data(ReportingYear(year)) / f"{record}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        made.to_csv(path, index=False)
    found = held(place, YEARS, declared(), [PLANS, HELD, REVIEWS], Stated())
    assert found.problems == ()
    for record, history in found.histories.items():
        assert history.problems == () and history.queries == ()
        made = [rows for (_, kind), rows in boards[name].records.items() if kind == record]
        assert history.read == sum(map(len, made)) > 0
    broken = list(broken_across(rules(), found.histories))
    # Where more plans started than conferences were held, that many have none to start on.
    errors = Counter(each.problem.rule for each in broken if not each.asks)
    short = [_starts_without_conference(boards[name], year) for year in YEARS]
    assert errors == Counter({"2883": sum(n > 0 for n in short), "2885": sum(short)})


def _starts_without_conference(board: FittedBoard, year: ReportingYear) -> int:
    """How many more plans started in a year than conferences were held, by its files alone."""
    starts = board.records[str(year), PLANS].plan_start
    started = starts.between(year.first_day.isoformat(), year.last_day.isoformat()).sum()
    return max(0, int(started) - len(board.records[str(year), HELD]))


@pytest.mark.parametrize("name", TABLES)
def test_no_file_knows_anything_later_and_a_later_one_only_fills_in_blanks(boards, name):
    for record in (PLANS, HELD, REVIEWS):
        known: dict[tuple[str, ...], dict[str, str]] = {}
        for year in YEARS:
            for row in boards[name].records[str(year), record].to_dict("records"):
                dates = [row[c.name] for c in declared()[record].columns if c.kind == "date"]
                assert max(dates) <= span(year)[1].isoformat()
                before = known.setdefault(tuple(row[c] for c in declared()[record].key), row)
                assert all(row[column] == cell for column, cell in before.items() if cell)
                before.update(row)


@pytest.mark.parametrize("name", TABLES)
def test_starts_and_ends_are_spread_over_the_year_and_on_working_days(boards, name):
    plans = merged(boards[name], PLANS, YEARS)
    for column in ("plan_start", "plan_end"):
        days = [date.fromisoformat(p[column]) for p in plans if p[column] >= "2011-04-01"]
        assert all(is_working_day(day) for day in days)
        for first, last in map(span, YEARS):
            months = Counter(day.month for day in days if first <= day <= last)
            assert len(months) >= 10
            assert max(months.values()) < sum(months.values()) / 3


def test_families_start_together_and_mostly_share_their_category(boards):
    together = defaultdict(list)
    for plan in merged(boards["consistent"], PLANS, YEARS):
        together[plan["plan_start"]].append(plan["initial_category"])
    several = [kinds for kinds in together.values() if len(kinds) > 1]
    assert len(several) > 0.3 * len(together)
    assert sum(len(set(kinds)) == 1 for kinds in several) > 0.6 * len(several)


def test_each_plan_starts_at_a_conference_unless_there_were_too_few(boards):
    board = boards["consistent"]
    held = {(r["child_id"], r["conference_date"]) for r in merged(board, HELD, YEARS)}
    plans = merged(board, PLANS, YEARS)
    for year, without in zip(YEARS, (0, 0, 2), strict=True):
        first, last = (day.isoformat() for day in span(year))
        starts = [
            (p["child_id"], p["plan_start"]) for p in plans if first <= p["plan_start"] <= last
        ]
        assert sum(start not in held for start in starts) == without


def test_every_identifier_says_that_it_is_made_up(boards):
    for made in boards["consistent"].records.values():
        assert made.child_id.str.startswith(MADE_UP).all()


def test_the_same_figures_are_always_the_same_files_and_another_board_has_others(boards):
    again = fitted_board("anywhere", YEARS, published())
    other = fitted_board("elsewhere", YEARS, published())
    for place, made in boards["consistent"].records.items():
        assert made.to_csv() == again.records[place].to_csv() != other.records[place].to_csv()


def test_a_board_with_no_plans_has_files_without_rows():
    nothing = pd.DataFrame(0, index=INDEX, columns=[*TABLES["basic"]])
    board = fitted_board("anywhere", YEARS, nothing)
    assert board.unmet == []
    assert set(board.records) == {(str(y), r) for y in YEARS for r in (PLANS, HELD, REVIEWS)}
    assert all(made.empty for made in board.records.values())


@pytest.mark.parametrize("measure", ["plans_at_31_march", "plans_started", "plans_ended"])
def test_nothing_can_be_fitted_where_a_basic_total_is_withheld(measure):
    figures = published()
    figures.loc["2012-13", measure] = NAN
    with pytest.raises(ValueError, match=f"2012-13: expected .* not published: {measure}$"):
        fitted_board("anywhere", YEARS, figures)
    with pytest.raises(ValueError, match=measure):
        fitted_board("anywhere", YEARS, figures.drop(columns=measure))


@pytest.mark.parametrize("number", [-1.0, 12.5])
def test_a_count_is_a_whole_number(number):
    figures = published()
    figures.loc["2012-13", "conferences"] = number
    with pytest.raises(ValueError, match="2012-13: expected a whole number of 0 or more"):
        fitted_board("anywhere", YEARS, figures)


def test_years_follow_one_another():
    with pytest.raises(ValueError, match="follow one another"):
        fitted_board("anywhere", [YEARS[0], YEARS[2]], published())
