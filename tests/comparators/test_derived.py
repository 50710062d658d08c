"""Shares and rates worked out from published counts: of what, how rounded, and when not."""

from __future__ import annotations

import pandas as pd
import pytest

from lscb.comparators.derived import with_derived
from lscb.comparators.held import COLUMNS
from tests.drawn import pictured

OWN, ENGLAND = "E99999999", "E92000001"
REPEATS, STARTED = "second_or_subsequent_plans", "plans_started"
SHARE, RATE = "second_or_subsequent_plans_percent", "plans_started_per_10000"
FIRST_BAND, SECOND_BAND = "conferences_within_10_days", "conferences_11_to_15_days"
WITHIN, HELD = "conferences_within_15_days", "conferences"

ONE_PLACE = {"area_code": OWN, "year": "2014-15", "release": "one"}


def figures(text: str) -> pd.DataFrame:
    """Published figures, drawn: measure, value or symbol, and where and when if not as usual."""
    drawn = pictured(text)
    numbers = pd.to_numeric(drawn.value, errors="coerce")
    places = {name: drawn.get(name, usual) for name, usual in ONE_PLACE.items()}
    whole = drawn.assign(**places, symbol=drawn.value.where(numbers.isna(), ""), value=numbers)
    whole["area"] = drawn.get("area", whole.area_code)
    return whole.assign(source="drawn for a test")[list(COLUMNS)]


def counts(**given: object) -> pd.DataFrame:
    """Figures of one release, area and year, by measure."""
    return figures("\n".join(["measure | value", *(f"{k} | {v}" for k, v in given.items())]))


def found(published: pd.DataFrame, measure: str) -> list[object]:
    """What there then is of a measure, numbers and symbols, in the order of the figures."""
    rows = with_derived(published)
    rows = rows[rows.measure == measure]
    assert (rows.value.isna() == (rows.symbol != "")).all()
    return rows.value.astype(object).where(rows.value.notna(), rows.symbol).tolist()


def repeats(numerator: object, denominator: object) -> object:
    """The share of plans started that were repeats, of two counts."""
    (share,) = found(counts(**{REPEATS: numerator, STARTED: denominator}), SHARE)
    return share


@pytest.mark.parametrize(
    ("numerator", "denominator", "share"),
    [
        (37, 358, 10.3),  # 10.335
        (1, 16, 6.3),  # 6.25: halves away from nought
        (1, 80, 1.3),  # 1.25
        (49, 400, 12.3),  # 12.25
        (2, 3, 66.7),  # 66.667
        (0, 12, 0.0),
        (12, 12, 100.0),
    ],
)
def test_a_share_has_one_decimal_place_and_halves_go_away_from_nought(
    numerator, denominator, share
):
    assert repeats(numerator, denominator) == share


@pytest.mark.parametrize(
    ("started", "people", "rate"),
    [(358, 54_891, 65.2), (25, 40_000, 6.3), (0, 40_000, 0.0)],
)
def test_a_rate_is_for_each_10_000_children_aged_0_to_17(started, people, rate):
    # 358 ÷ 54,891 is 65.22 in 10,000, and 25 ÷ 40,000 is 6.25.
    assert found(counts(plans_started=started, population_0_17=people), RATE) == [rate]


def test_what_was_published_stays_as_it_was_and_comes_first():
    published = counts(**{REPEATS: 3, STARTED: 12, "plans_ended": "[c]"})
    whole = with_derived(published)
    pd.testing.assert_frame_equal(whole.head(len(published)), published, check_dtype=False)
    (more,) = whole.iloc[len(published) :].to_dict("records")
    assert more["source"].startswith("worked out")
    assert (more["measure"], more["value"], more["symbol"]) == (SHARE, 25, "")
    assert {name: more[name] for name in ONE_PLACE} == ONE_PLACE


@pytest.mark.parametrize(
    ("numerator", "denominator", "symbol"),
    [
        ("[c]", 40, "[c]"),
        (4, "[c]", "[c]"),
        ("[x]", 40, "[x]"),
        (4, "[z]", "[z]"),
        ("[x]", "[c]", "[c]"),
        ("[c]", "[z]", "[c]"),
        ("[u]", "[c]", "[c]"),
    ],
)
def test_a_share_of_what_is_not_given_is_not_given_and_withheld_comes_first(
    numerator, denominator, symbol
):
    assert repeats(numerator, denominator) == symbol


def test_a_share_of_nobody_is_not_available():
    assert repeats(0, 0) == "[x]"


def test_a_withheld_part_of_nobody_is_withheld():
    assert repeats("[c]", 0) == "[c]"


@pytest.mark.parametrize(
    "differs", ["release | one | two", f"area_code | {OWN} | {ENGLAND}", "year | 2013-14 | 2014-15"]
)
def test_both_counts_are_of_one_release_one_area_and_one_year(differs):
    name, top, base = (cell.strip() for cell in differs.split("|"))
    drawn = f"measure | value | {name}\n{REPEATS} | 3 | {top}\n{STARTED} | 12 | {base}"
    assert found(figures(drawn), SHARE) == []


def test_a_count_alone_gives_no_share():
    assert found(counts(**{REPEATS: 3}), SHARE) == []
    assert found(counts(**{STARTED: 12}), SHARE) == []


def test_each_release_area_and_year_has_a_share_of_its_own():
    text = f"""
        release | area_code | year    | measure    | value
        one     | {OWN}     | 2013-14 | {REPEATS}  | 1
        one     | {OWN}     | 2013-14 | {STARTED}  | 10
        one     | {OWN}     | 2014-15 | {REPEATS}  | 2
        one     | {OWN}     | 2014-15 | {STARTED}  | 10
        one     | {ENGLAND} | 2014-15 | {REPEATS}  | 3
        one     | {ENGLAND} | 2014-15 | {STARTED}  | 10
        two     | {OWN}     | 2014-15 | {REPEATS}  | 4
        two     | {OWN}     | 2014-15 | {STARTED}  | 10
        """
    rows = with_derived(figures(text))
    shares = rows[rows.measure == SHARE].set_index(["release", "area_code", "year"]).value
    assert shares.to_dict() == {
        ("one", OWN, "2013-14"): 10,
        ("one", OWN, "2014-15"): 20,
        ("one", ENGLAND, "2014-15"): 30,
        ("two", OWN, "2014-15"): 40,
    }


def test_nothing_is_worked_out_where_the_release_prints_it_that_year_be_it_for_others_only():
    text = f"""
        release | area_code | measure   | value
        one     | {OWN}     | {REPEATS} | 1
        one     | {OWN}     | {STARTED} | 10
        one     | {ENGLAND} | {SHARE}   | 15.8
        two     | {OWN}     | {REPEATS} | 2
        two     | {OWN}     | {STARTED} | 10
        """
    rows = with_derived(figures(text))
    rows = rows[rows.measure == SHARE]
    assert [*zip(rows.release, rows.area_code, rows.value, strict=True)] == [
        ("one", ENGLAND, 15.8),
        ("two", OWN, 20),
    ]


@pytest.mark.parametrize("printed", [33.3, "[c]", "[x]"])
def test_a_share_that_is_printed_is_left_as_it_is_printed_symbols_too(printed):
    assert found(counts(**{REPEATS: 1, STARTED: 10, SHARE: printed}), SHARE) == [printed]


def test_an_area_that_one_file_names_otherwise_is_the_same_area():
    text = f"""
        area              | measure   | value
        Bristol, City of  | {REPEATS} | 1
        Bristol           | {STARTED} | 10
        """
    assert found(figures(text), SHARE) == [10]


def test_conferences_within_15_days_are_those_of_the_two_first_bands():
    published = counts(**{FIRST_BAND: 40, SECOND_BAND: 85, HELD: 155})
    assert found(published, WITHIN) == [125]
    # 125 of 155 are 80.65 %.
    assert found(published, "conferences_within_15_days_percent") == [80.6]


@pytest.mark.parametrize(
    ("first", "second", "symbol"),
    [
        ("[c]", 85, "[c]"),
        (40, "[c]", "[c]"),
        ("[x]", "[c]", "[c]"),
        (40, "[x]", "[x]"),
        ("[z]", "[z]", "[z]"),
    ],
)
def test_a_sum_of_a_band_that_is_not_given_is_not_given_and_nor_is_its_share(first, second, symbol):
    published = counts(**{FIRST_BAND: first, SECOND_BAND: second, HELD: 155})
    assert found(published, WITHIN) == [symbol]
    assert found(published, "conferences_within_15_days_percent") == [symbol]


def test_one_band_alone_gives_no_sum():
    assert found(counts(**{FIRST_BAND: 40, HELD: 155}), WITHIN) == []
    assert found(counts(**{SECOND_BAND: 40, HELD: 155}), WITHIN) == []


@pytest.mark.parametrize("printed", [126, "[c]"])
def test_a_sum_that_the_release_prints_is_left_as_it_is_printed(printed):
    published = counts(**{FIRST_BAND: 40, SECOND_BAND: 85, WITHIN: printed})
    assert found(published, WITHIN) == [printed]


def test_the_two_bands_are_of_one_release():
    text = f"""
        release | measure       | value
        one     | {FIRST_BAND}  | 40
        two     | {SECOND_BAND} | 85
        """
    assert found(figures(text), WITHIN) == []


def test_nothing_published_gives_nothing():
    assert with_derived(pd.DataFrame(columns=list(COLUMNS))).empty
