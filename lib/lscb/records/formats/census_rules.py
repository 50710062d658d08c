"""DfE's rules about an episode of need, which our records do not hold: referral and closure.

Rules about plans, conferences and enquiries themselves stand with those records. Numbers and
whether a rule is an error or a query are DfE's (validation rules of the census of 2024-25).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from lscb.errors import Problem
from lscb.records.dates import dates

EPISODE = ["child", "CINdetailsID"]

BY_TABLE = {
    "Section47": "section_47_enquiries",
    "CINdetails": "conferences",
    "ChildProtectionPlans": "child_protection_plans",
    "Reviews": "reviews",
}
"""The record whose chapter a broken rule stops, by the table that breaks it."""


@dataclass(frozen=True)
class EpisodeRule:
    """A rule of a table's rows beside the episode they belong to.

    `broken` takes the table, its dates as dates, with the episode's referral and closure, and
    whether it is a referral with no further action; it returns a truth a row.
    """

    dfe: str
    table: str
    column: str
    expected: str
    broken: Callable[[pd.DataFrame], pd.Series]
    record: str | None = None


def _before_referral(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: rows[column] < rows.CINreferralDate


def _after_closure(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: rows[column] > rows.CINclosureDate


REFERRED = "expected a day on or after the CINreferralDate of its CINdetails"
CLOSED = "expected a day on or before the CINclosureDate of its CINdetails"

RULES = (
    EpisodeRule(
        "1104",
        "Section47",
        "DateOfInitialCPC",
        REFERRED,
        _before_referral("DateOfInitialCPC"),
        "conferences",
    ),
    EpisodeRule(
        "1104", "CINdetails", "DateOfInitialCPC", REFERRED, _before_referral("DateOfInitialCPC")
    ),
    EpisodeRule(
        "1105", "ChildProtectionPlans", "CPPstartDate", REFERRED, _before_referral("CPPstartDate")
    ),
    EpisodeRule(
        "2889", "Section47", "S47ActualStartDate", REFERRED, _before_referral("S47ActualStartDate")
    ),
    EpisodeRule(
        "8565", "Section47", "S47ActualStartDate", CLOSED, _after_closure("S47ActualStartDate")
    ),
    EpisodeRule(
        "8565",
        "Section47",
        "DateOfInitialCPC",
        CLOSED,
        _after_closure("DateOfInitialCPC"),
        "conferences",
    ),
    EpisodeRule(
        "8565", "CINdetails", "DateOfInitialCPC", CLOSED, _after_closure("DateOfInitialCPC")
    ),
    EpisodeRule(
        "8565", "ChildProtectionPlans", "CPPstartDate", CLOSED, _after_closure("CPPstartDate")
    ),
    EpisodeRule("8565", "ChildProtectionPlans", "CPPendDate", CLOSED, _after_closure("CPPendDate")),
    EpisodeRule(
        "8832",
        "ChildProtectionPlans",
        "CPPstartDate",
        "expected no plan in a CINdetails whose ReferralNFA says no further action",
        lambda rows: rows.no_further_action,
    ),
    EpisodeRule(
        "2884",
        "CINdetails",
        "DateOfInitialCPC",
        "expected the initial conference in Section47 or directly in CINdetails (a child who "
        "transferred in), and not in both",
        lambda rows: rows.held_after_enquiry,
    ),
    EpisodeRule(
        "8870Q",
        "Section47",
        "InitialCPCtarget",
        "expected a day from Monday to Friday",
        lambda rows: rows.InitialCPCtarget.dt.day_of_week >= 5,
    ),
    EpisodeRule(
        "8842Q",
        "Reviews",
        "CPPreviewDate",
        "expected a date in every review",
        lambda rows: rows.CPPreviewDate.isna(),
    ),
)


@dataclass(frozen=True)
class Broken:
    """The rows that break each rule, as problems and queries of a record."""

    found: tuple[tuple[str, Problem], ...]

    def problems(self, record: str) -> tuple[Problem, ...]:
        return tuple(p for name, p in self.found if name == record and not is_query(str(p.rule)))

    def queries(self, record: str) -> tuple[Problem, ...]:
        return tuple(p for name, p in self.found if name == record and is_query(str(p.rule)))


def is_query(dfe: str) -> bool:
    """Whether DfE asks about what breaks a rule, rather than refusing it."""
    return dfe.endswith("Q")


def broken_rules(tables: Mapping[str, pd.DataFrame], files: Mapping[str, str], unit: str) -> Broken:
    """Rows of a census's tables that do not fit the episode they belong to.

    `tables` are keyed by `child` and `CINdetailsID`, `files` are what a letter calls each.
    """
    if "CINdetails" not in tables:
        return Broken(())
    episodes = _episodes(tables)
    found: list[tuple[str, Problem]] = []
    for name, rules in _by_table(tables):
        rows = _dated(tables[name], {rule.column for rule in rules})
        rows = rows.drop(columns=["CINreferralDate", "CINclosureDate"], errors="ignore")
        rows = rows.merge(episodes, on=EPISODE, how="left")
        for rule in rules:
            broken = rule.broken(rows).fillna(False).to_numpy(dtype=bool)
            record = rule.record or BY_TABLE[name]
            found += [
                (
                    record,
                    Problem(
                        files[name],
                        rule.expected,
                        row=int(number),
                        column=rule.column,
                        unit=unit,
                        rule=rule.dfe,
                    ),
                )
                for number in rows.number[broken]
            ]
    return Broken(tuple(found))


def _by_table(
    tables: Mapping[str, pd.DataFrame],
) -> Iterator[tuple[str, list[EpisodeRule]]]:
    for name in BY_TABLE:
        if name in tables:
            yield name, [rule for rule in RULES if rule.table == name]


def _episodes(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Each episode once: its referral, its closure, and what else rules ask of it."""
    details = _dated(tables["CINdetails"], {"CINreferralDate", "CINclosureDate"})
    details = details.drop_duplicates(EPISODE)
    no_further_action = details.ReferralNFA.str.casefold().isin({"true", "1"})
    return details[[*EPISODE, "CINreferralDate", "CINclosureDate"]].assign(
        no_further_action=no_further_action,
        held_after_enquiry=_held_after_enquiry(details, tables.get("Section47")),
    )


def _held_after_enquiry(details: pd.DataFrame, enquiries: pd.DataFrame | None) -> pd.Series:
    """Whether the conference that stands directly in a CINdetails stands in Section47 too.

    A child who transferred in may well have another after an enquiry here: it is the day that
    tells, and whichever CINdetails the enquiry is in.
    """
    if enquiries is None:
        return pd.Series(False, index=details.index)
    conference = ["child", "DateOfInitialCPC"]
    held = _dated(enquiries, {"DateOfInitialCPC"})[conference].dropna()
    here = _dated(details, {"DateOfInitialCPC"})[conference]
    both = pd.MultiIndex.from_frame(here).isin(pd.MultiIndex.from_frame(held))
    return pd.Series(both, index=details.index)


def _dated(table: pd.DataFrame, columns: set[str]) -> pd.DataFrame:
    """The table with some columns as dates; what cannot be read is missing, and said elsewhere."""
    return table.assign(**{column: dates(table[column])[0] for column in columns})
