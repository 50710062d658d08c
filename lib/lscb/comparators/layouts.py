"""The files that can be added: which headings each has, and which measure each heading is.

One table for each kind of file, with the headings of DfE's release of 2024 of "Children in need".
A file with other headings is not read at all: another release's table is added here when somebody
has seen one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lscb.comparators.published import CATEGORIES, DURATIONS
from lscb.comparators.symbols import EXPLORE, Era
from lscb.years import ReportingYear

PLACE = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
"""The headings every file begins with: when and where."""

TIME_IDENTIFIER = "Reporting year"


@dataclass(frozen=True)
class Level:
    """A kind of area: where its code and name stand, and how its code is written."""

    code: str
    name: str
    pattern: str


NATIONAL, REGIONAL, LOCAL = "National", "Regional", "Local authority"

REGION = "E1[23][0-9]{6}"
"""How a region's code is written: E12, but Inner and Outer London are E13."""

LEVELS = {
    NATIONAL: Level("country_code", "country_name", "E92000001"),
    REGIONAL: Level("region_code", "region_name", REGION),
    LOCAL: Level("new_la_code", "la_name", "E(06|07|08|09|10)[0-9]{6}"),
}
"""The kinds of area, as DfE calls them; England is the country."""


@dataclass(frozen=True)
class Layout:
    """A kind of file.

    Parameters
    ----------
    name, title: as its publisher calls it.
    of: the heading that says what the rows are of, and what stands under it in every row.
    measures: the measure each other heading is, by the heading as written.
    era: what the symbols mean.
    is_mid_year: whether `time_period` is the year of a June, though it says "Reporting year".
    """

    name: str
    title: str
    of: tuple[str, str]
    measures: Mapping[str, str]
    era: Era
    is_mid_year: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        return (*PLACE, self.of[0], *self.measures)

    def year(self, time_period: int) -> ReportingYear:
        """The reporting year of a row: 2014 is 2013-14, but mid-2013 serves the rates of 2013-14.

        Raises ValueError for a time period outside 1901 to 2099.
        """
        return ReportingYear.starting(time_period if self.is_mid_year else time_period - 1)

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"


def _with_rates(counted: Mapping[str, str]) -> dict[str, str]:
    """Headings of counts, each followed by its rate."""
    return {
        name: found
        for heading, measure in counted.items()
        for name, found in (
            (heading, measure),
            (f"{heading}_rate", f"{measure}_per_10000"),
        )
    }


_BANDS = (
    "3_months_or_less",
    "more_than_3_months_6_months",
    "more_than_6_months_less_than_1_year",
    "1_year_less_than_2_years",
    "2_years_or_more",
)


def _by_duration(base: str) -> dict[str, str]:
    return {
        name: found
        for band, duration in zip(_BANDS, DURATIONS, strict=True)
        for name, found in (
            (band, f"{base}_{duration}"),
            (f"{band}_percent", f"{base}_{duration}_percent"),
        )
    }


def _by_category(base: str) -> dict[str, str]:
    return {
        f"{category.capitalize()}_{basis}": f"{base}_{order}_{category}"
        for basis, order in (("Initial", "first"), ("Latest", "latest"))
        for category in CATEGORIES
    }


_CONFERENCE_DAYS = {
    "Duration_0-10_days": "conferences_within_10_days",
    "Duration_11-15_days": "conferences_11_to_15_days",
    "Duration_16-20_days": "conferences_16_to_20_days",
    "Duration_21+_days": "conferences_21_days_or_more",
    "Duration_25th_Percentile": "conference_days_lower_quartile",
    "Duration_median": "conference_days_median",
    "Duration_75th_Percentile": "conference_days_upper_quartile",
}

LAYOUTS = (
    Layout(
        "C4",
        "section 47 enquiries and initial conferences",
        ("category", "Section 47s and Initial Child Protection Conferences"),
        _with_rates(
            {
                "Section47": "section_47_enquiries",
                "Section47_child": "children_section_47",
                "ICPC": "conferences",
                "ICPC_child": "children_conferences",
            }
        )
        | _CONFERENCE_DAYS,
        EXPLORE,
    ),
    Layout(
        "D1",
        "child protection plans",
        ("category", "Child Protection Plans"),
        _with_rates(
            {
                "CPP_start": "plans_started",
                "CPP_child_start": "children_started",
                "CPP_end": "plans_ended",
                "CPP_child_end": "children_ended",
                "CPP_anypoint": "plans_any_point",
                "CPP_child_anypoint": "children_any_point",
                "CPP_At31": "plans_at_31_march",
            }
        ),
        EXPLORE,
    ),
    Layout(
        "D2",
        "plans started by category of abuse",
        ("category", "Child Protection Plans by Initial and Latest Category of Abuse"),
        {"CPP_start": "plans_started"} | _by_category("started"),
        EXPLORE,
    ),
    Layout(
        "D3",
        "second or subsequent plans",
        ("category", "Child Protection Plans which are a second or subsequent plan"),
        {
            "CPP_start": "plans_started",
            "CPP_subsequent": "second_or_subsequent_plans",
            "CPP_subsequent_percent": "second_or_subsequent_plans_percent",
        },
        EXPLORE,
    ),
    # The totals of D4 and D5 are measures of their own: in the release of 2024 they are not D1's
    # (West Sussex, and so its region and England, in 2012-13), and D5's shares are of its own.
    Layout(
        "D4",
        "plans at 31 March by category of abuse",
        ("category", "Child Protection Plans by Initial and Latest Category of Abuse"),
        {"CPP_At31": "open_by_category_total"} | _by_category("open"),
        EXPLORE,
    ),
    Layout(
        "D5",
        "plans at 31 March by length of time",
        ("category", "Child Protection Plans by length of time"),
        {"CPP_At31": "open_by_duration_total"} | _by_duration("open"),
        EXPLORE,
    ),
    Layout(
        "D6",
        "plans reviewed in time",
        ("category", "Child Protection Plans reviewed within timescales"),
        {
            "CPP_At31_3Months": "reviews_due",
            "Reviewed_within_timescales": "reviews_in_time",
            "Reviewed_within_timescales_percent": "reviews_in_time_percent",
        },
        EXPLORE,
    ),
    Layout(
        "D7",
        "plans ended by length of time",
        ("category", "Child Protection Plans ending by length of time"),
        {"CPP_End": "plans_ended"} | _by_duration("ended"),
        EXPLORE,
    ),
    Layout(
        "ONS mid-year population estimates",
        "children aged 0 to 17",
        ("age_group", "Children aged 0 to 17 years"),
        {"population_estimate": "population_0_17"},
        EXPLORE,
        is_mid_year=True,
    ),
)
