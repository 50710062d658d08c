"""Ofsted's Annex A: of its eleven lists, List 7 (plans) and List 5 (section 47 enquiries).

A list holds what is open on the day it is made for and what ended in the six months before. It
does not say the day: the parameters do, at `annex_a_as_at`. Columns of workers, teams, visits and
protection orders are never asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import pandas as pd

from lscb.errors import Problem
from lscb.records.dates import dates
from lscb.records.extract import Extract, Written
from lscb.records.formats.annex_a_codes import abuse_category, ethnicity, sex, yes_or_no
from lscb.records.formats.sheet_format import SheetFormat, plain_heading, table_cells
from lscb.records.sheets import Sheet

PLANS, ENQUIRIES = "List 7", "List 5"

CHILD_ID = "Child Unique ID"
DISABILITY = "Does the Child have a Disability"
PLAN_START = "Child Protection Plan Start Date"
INITIAL_CATEGORY = "Initial Category of Abuse"
STRATEGY_DISCUSSION = "Strategy discussion initiating Section 47 Enquiry Start Date"
UNNECESSARY = "Was an Initial Child Protection Conference deemed unnecessary?"
CONFERENCE = "Date of Initial Child Protection Conference"

HEADINGS = {
    PLANS: {
        "child_id": CHILD_ID,
        "plan_start": PLAN_START,
        "plan_end": "Child Protection Plan End Date",
        "initial_category": INITIAL_CATEGORY,
        "latest_category": "Latest Category of Abuse",
        "previous_plans": "Number of Previous Child Protection Plans",
    },
    ENQUIRIES: {
        "child_id": CHILD_ID,
        "strategy_discussion": STRATEGY_DISCUSSION,
        "conference_required": UNNECESSARY,
        "conference_date": CONFERENCE,
    },
}
DESCRIPTION = {
    "birth_date": "Date of Birth",
    "sex": "Gender",
    "ethnicity": "Ethnicity",
    "disabilities": DISABILITY,
}
"""What every list says of a child, where the council has not taken it out."""

OTHER_WORDS = {
    DISABILITY: ("HasDisability",),
    STRATEGY_DISCUSSION: ("StratDiscussionDate",),
    UNNECESSARY: ("InitialCPConfUnnecessary",),
    CONFERENCE: ("InitialCPConfDate",),
}
"""Headings of lists that are made from the Standard Safeguarding Dataset, where they differ."""

ABUSE = {
    "a) Neglect": "neglect",
    "b) Physical abuse": "physical abuse",
    "c) Sexual abuse": "sexual abuse",
    "d) Emotional abuse": "emotional abuse",
    "e) Multiple/not recommended": "multiple",
}
CODES: Mapping[str, Mapping[str, str]] = {
    "initial_category": ABUSE,
    "latest_category": ABUSE,
    "sex": {
        "a) Male": "male",
        "b) Female": "female",
        "c) Not stated/recorded": "not recorded",
        "d) Neither": "indeterminate",
    },
    # The list asks whether a conference was unnecessary: the opposite of our column.
    "conference_required": {"a) Yes": "no", "b) No": "yes"},
}
"""Ofsted's codes, as a letter shows them."""


def _conference_required(unnecessary: str) -> str:
    return {"yes": "no", "no": "yes"}.get(yes_or_no(unnecessary), unnecessary)


def _disabilities(has_one: str) -> str:
    """A list says whether a child has a disability, and never which: only none has a code."""
    return "NONE" if yes_or_no(has_one) == "no" else ""


MEANINGS: Mapping[str, Callable[[str], str]] = {
    "initial_category": abuse_category,
    "latest_category": abuse_category,
    "sex": sex,
    "ethnicity": ethnicity,
    "disabilities": _disabilities,
    "conference_required": _conference_required,
}

DATES = {"birth_date", "plan_start", "plan_end", "strategy_discussion", "conference_date"}

HAPPENED = {PLANS: ["plan_start", "plan_end"], ENQUIRIES: ["strategy_discussion"]}
"""Dates that are never after the day of the list, as a birth or a conference to come may be."""

LEAVES = {PLANS: "plan_end", ENQUIRIES: "strategy_discussion"}
"""The date whose earliest shows how far back a list goes."""

KEPT_FOR = pd.DateOffset(months=6)

BUSY = 20
"""Of so many plans hardly ever does none end in six months."""

QUIET = pd.DateOffset(months=1)
"""Longer than this before its day nothing at all begins or ends in few lists."""

CAVEATS = {
    PLANS: "An Ofsted Annex A list, here of {day}, holds plans open on its day and those that "
    "ended in the six months before: a year's starts and ends, how many of the starts were of a "
    "second or later plan, and whether reviews were in time, cannot be counted from it.",
    ENQUIRIES: "An Ofsted Annex A list, here of {day}, holds section 47 enquiries of six months "
    "and the initial conferences that followed: a year's cannot be counted from it.",
}
"""What a reader of the chapter is told, with the day that the list was made for."""

BLANK = {"#n/a", "null"}
"""What a spreadsheet's look-up and a database's export write where there is nothing. In a date a
look-up that failed is no blank: it may be the end of a plan."""


@dataclass(frozen=True)
class AnnexList:
    """One list: its cells by our columns, and how the sheet writes those that it has.

    `window` is the first and last day of what the list holds whole.
    """

    name: str
    file: str
    cells: pd.DataFrame
    written: Mapping[str, Written]
    window: tuple[date, date] | None = None


def extracts(sheets: Mapping[str, Sheet], as_at: date | None = None) -> list[Extract]:
    """The records of one list or both, made for the day `as_at`; a letter where none is stated."""
    lists = [_list(name, sheets[name]) for name in HEADINGS if name in sheets]
    day = pd.Timestamp(as_at) if as_at else _latest(lists)
    lists = [replace(each, window=_window(each, day)) for each in lists]
    given = [*_children(lists, day)]
    for each in lists:
        asked = (*_made_earlier(each, as_at), *_none_ended(each)) if as_at else ()
        given += [replace(extract, queries=asked) for extract in _OF_LIST[each.name](each)]
    faults = {e.file: tuple(_after(e, as_at)) if as_at else (_no_day(e),) for e in lists}
    source = " and ".join(each.file for each in lists)
    return [replace(each, source=source, problems=faults[each.file]) for each in given]


FORMAT = SheetFormat(
    "Ofsted's Annex A lists",
    tables={
        PLANS: (CHILD_ID, PLAN_START, INITIAL_CATEGORY),
        ENQUIRIES: (CHILD_ID, STRATEGY_DISCUSSION),
    },
    records=("child_protection_plans", "section_47_enquiries", "conferences", "children"),
    extracts=extracts,
    other_words=OTHER_WORDS,
)


def made_for(as_at: date | None) -> SheetFormat:
    """The format of lists that were made for a day."""
    return replace(FORMAT, extracts=partial(extracts, as_at=as_at))


def _list(name: str, sheet: Sheet) -> AnnexList:
    """A sheet as a list, every code that is understood being ours."""
    there = {plain_heading(heading): heading for heading in sheet.headings}
    columns = HEADINGS[name] | DESCRIPTION
    found = {
        column: next((there[p] for each in words if (p := plain_heading(each)) in there), heading)
        for column, heading in columns.items()
        for words in [(heading, *OTHER_WORDS.get(heading, ()))]
    }
    needed = [found[column] for column in HEADINGS[name]]
    text = table_cells(sheet, needed, [found[column] for column in DESCRIPTION])
    cells = text.set_axis(list(found), axis=1)
    for column in found:
        cells[column] = cells[column].mask(_is_blank(cells[column], column), "")
    for column in found.keys() & MEANINGS.keys():
        cells[column] = cells[column].map(MEANINGS[column])
    written = {
        column: Written(heading, CODES.get(column, {}))
        for column, heading in found.items()
        if plain_heading(heading) in there
    }
    return AnnexList(name, sheet.file, cells, written)


def _is_blank(cells: pd.Series, column: str) -> pd.Series:
    blank = BLANK - {"#n/a"} if column in DATES else BLANK
    return cells.str.casefold().isin(blank)


def _latest(lists: list[AnnexList]) -> pd.Timestamp:
    """The latest day of anything that has happened; missing where nothing has."""
    days = [dates(each.cells[column])[0] for each in lists for column in HAPPENED[each.name]]
    return pd.concat(days).max()


def _window(each: AnnexList, day: pd.Timestamp) -> tuple[date, date] | None:
    """The days of which a list surely holds all.

    An enquiry that began earlier than six months ago is listed while it is open, and an end may
    be left in by mistake: neither shows that the list holds all others of its time.
    """
    if pd.isna(day):
        return None
    left = dates(each.cells[LEAVES[each.name]])[0]
    earliest = left[left <= day].min()
    first = day if pd.isna(earliest) else max(earliest, day - KEPT_FOR)
    return first.date(), day.date()


def _no_day(each: AnnexList) -> Problem:
    why = (
        "expected to know the day that this list was made for, which it does not say: state it in "
        "the parameters, such as  annex_a_as_at: 2015-03-31"
    )
    return Problem(each.file, why)


def _after(each: AnnexList, as_at: date) -> Iterator[Problem]:
    """What cannot have happened yet on the day that a list was made for."""
    why = f"expected a day up to {as_at}, which the parameters state at annex_a_as_at"
    for column in HAPPENED[each.name]:
        late = dates(each.cells[column])[0] > pd.Timestamp(as_at)
        for row in each.cells.index[late]:
            yield Problem(each.file, why, row=int(row), column=each.written[column].heading)


def _made_earlier(each: AnnexList, as_at: date) -> Iterator[Problem]:
    """Whether a list looks as if it was made for an earlier day than the one stated."""
    latest = _latest([each])
    if not pd.isna(latest) and latest < pd.Timestamp(as_at) - QUIET:
        why = (
            f"nothing here began or ended in the month before {as_at}, which the parameters state "
            "at annex_a_as_at: is that this list's day?"
        )
        yield Problem(each.file, why)


def _none_ended(each: AnnexList) -> Iterator[Problem]:
    """Whether a list of plans has lost those that ended: of so many some do in six months."""
    if each.name == PLANS and len(each.cells) >= BUSY and (each.cells.plan_end == "").all():
        why = "no plan here has ended, and a list holds those of six months: are their ends there?"
        yield Problem(each.file, why, column=each.written["plan_end"].heading)


def _plans(each: AnnexList) -> list[Extract]:
    cells = each.cells[list(HEADINGS[PLANS])]
    again = _comparable(cells).duplicated() & (cells.child_id != "")
    return [_extract("child_protection_plans", each, cells, {"the same plan again": again})]


def _enquiries_and_conferences(each: AnnexList) -> list[Extract]:
    cells = each.cells[list(HEADINGS[ENQUIRIES])]
    return [_enquiries(each, cells), _conferences(each, cells)]


_OF_LIST: Mapping[str, Callable[[AnnexList], list[Extract]]] = {
    PLANS: _plans,
    ENQUIRIES: _enquiries_and_conferences,
}


def _enquiries(each: AnnexList, cells: pd.DataFrame) -> Extract:
    """Enquiries, one a child and day as DfE counts them: of several, one that led on."""
    none, held = cells.strategy_discussion == "", cells.conference_date != ""
    decided = cells.conference_required.where(~held | (cells.conference_required != ""), "yes")
    cells = cells.assign(conference_required=decided)
    held_first = _comparable(cells).loc[(~held).sort_values(kind="stable").index]
    again = held_first.duplicated(["child_id", "strategy_discussion"]).reindex(cells.index)
    aside = {
        "a row without a strategy discussion, which is no section 47 enquiry": none,
        "a second section 47 enquiry of the same child and day": again
        & ~none
        & (cells.child_id != ""),
    }
    return _extract("section_47_enquiries", each, cells, aside)


def _conferences(each: AnnexList, cells: pd.DataFrame) -> Extract:
    """Conferences. A list does not say who transferred in, and leaves no other sign of it."""
    held = cells.loc[
        cells.conference_date != "", ["child_id", "conference_date", "strategy_discussion"]
    ]
    again = _comparable(held).duplicated() & (held.child_id != "")
    aside = {"the same conference of the same child again": again}
    return _extract("conferences", each, held.assign(transfer_in="no"), aside)


def _children(lists: list[AnnexList], day: pd.Timestamp) -> Iterator[Extract]:
    """Each child where it stands first, List 7 before List 5."""
    described = {each.file: each for each in lists if "sex" in each.written}
    if not described:
        return
    tables = [
        each.cells[["child_id", *DESCRIPTION]].assign(file=file, row=each.cells.index)
        for file, each in described.items()
    ]
    every = pd.concat(tables, ignore_index=True)
    again = every.duplicated("child_id") & (every.child_id != "")
    queries = list(_contradictions(every, again, described))
    for file, each in described.items():
        here = every.file == file
        cells = every[here].set_index("row").rename_axis(None)[["child_id", *DESCRIPTION]]
        aside = {"the same child again": again[here].set_axis(cells.index)}
        extract = _extract("children", each, _with_expected_births(cells, day), aside)
        said = tuple(query for query in queries if query.file == file)
        to_come = Written(f"{DESCRIPTION['birth_date']} (to come)")
        written = {**extract.written, "expected_birth_date": to_come}
        yield replace(extract, written=written, queries=said, caveats=())


def _with_expected_births(children: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Children whose date of birth is to come are expected then."""
    to_come = dates(children.birth_date)[0] > day
    return children.assign(
        birth_date=children.birth_date.mask(to_come, ""),
        expected_birth_date=children.birth_date.where(to_come, ""),
    )


def _contradictions(
    every: pd.DataFrame, again: pd.Series, lists: Mapping[str, AnnexList]
) -> Iterator[Problem]:
    """Rows that describe a child otherwise than the row that is used."""
    compared = _comparable(every)
    first = compared[~again].drop_duplicates("child_id").set_index("child_id")
    for row in compared[again].to_dict("records"):
        used = first.loc[row["child_id"]]
        file, written = str(row["file"]), lists[str(row["file"])].written
        where = f"row {used['row']}" if used.file == file else f"row {used['row']} of {used.file}"
        why = f"expected what {where} says of the same child; that row is used"
        for column in DESCRIPTION:
            if column in written and row[column] != used[column]:
                yield Problem(file, why, row=int(row["row"]), column=written[column].heading)


def _comparable(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells with each day written in one way only."""
    days = {column: dates(cells[column])[0] for column in cells.columns if column in DATES}
    return cells.assign(
        **{c: day.dt.strftime("%Y-%m-%d").fillna(cells[c]) for c, day in days.items()}
    )


def _extract(
    record: str, each: AnnexList, cells: pd.DataFrame, aside: Mapping[str, pd.Series]
) -> Extract:
    """The extract of a list's rows but for those set aside, each for one reason."""
    out = pd.DataFrame(dict(aside), index=cells.index).any(axis=1)
    return Extract(
        record,
        each.file,
        cells[~out],
        {column: each.written[column] for column in cells.columns if column in each.written},
        window=each.window,
        set_aside={why: int(rows.sum()) for why, rows in aside.items()},
        caveats=tuple(_caveat(each)),
    )


def _caveat(each: AnnexList) -> Iterator[str]:
    if each.window:
        day = each.window[1]
        yield CAVEATS[each.name].format(day=f"{day.day} {day:%B %Y}")
