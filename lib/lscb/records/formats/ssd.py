"""An extract of the Standard Safeguarding Dataset: our records from its tables, a sheet each.

The dataset holds some six years, and no number of previous plans: those are counted here among
the plans it holds, which is a minimum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lscb.errors import Problem
from lscb.records.dates import dates
from lscb.records.extract import Extract
from lscb.records.formats import census
from lscb.records.formats.keys import keys_of_two
from lscb.records.formats.sheet_format import SheetFormat
from lscb.records.formats.ssd_tables import (
    CONFERENCES,
    ENQUIRIES,
    KNOWN_BY,
    NEEDED,
    PERSONS,
    PLANS,
    REVIEWS,
    WRITTEN,
    category,
    dataset_cells,
)
from lscb.records.record import looked_up
from lscb.records.sheets import Sheet
from lscb.statistics.periods import reporting_years

MINIMUM = (
    "Previous plans are counted within the extract of the Standard Safeguarding Dataset, so that "
    "second or subsequent plans are a minimum"
)
SEVERAL = 10
MOST = 0.5


@dataclass(frozen=True)
class _Dataset:
    """The tables that are there, and the file of each."""

    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, str]

    def extract(
        self,
        record: str,
        table: str,
        cells: pd.DataFrame,
        aside: Mapping[str, pd.Series],
        **said: tuple[Problem, ...] | tuple[str, ...],
    ) -> Extract:
        """The extract of a table's rows but for those set aside, each for its first reason."""
        reason = pd.Series("", index=cells.index, dtype=object)
        for why, rows in aside.items():
            reason = reason.mask((reason == "") & rows, why)
        return Extract(
            record,
            self.files[table],
            cells[reason == ""],
            WRITTEN[record],
            source=f"the SSD extract in {self.files[table].rpartition('/')[0]}",
            set_aside={why: int((reason == why).sum()) for why in aside},
            **said,
        )

    def table(self, name: str) -> pd.DataFrame:
        """A table's cells; none where it is not there."""
        empty = pd.DataFrame(columns=list(NEEDED[name]), dtype=object)
        return self.tables.get(name, empty)

    def without(self, table: str, other: str, why: str) -> tuple[Problem, ...]:
        """What is said of a table that is there without another that it needs."""
        if other in self.tables:
            return ()
        return (Problem(self.files[table], f"expected the table {other} beside it: {why}"),)


def _extracts(sheets: Mapping[str, Sheet]) -> list[Extract]:
    """The records of one extract's tables, those that are there."""
    dataset = _Dataset(
        {name: dataset_cells(name, sheet) for name, sheet in sheets.items()},
        {name: sheet.file for name, sheet in sheets.items()},
    )
    return [make(dataset) for table, make in _RECORDS.items() if table in sheets]


def _by_key(table: pd.DataFrame, key: str, value: str) -> pd.Series:
    """A column of a table by its key, the first row of each; rows without a key are not in it."""
    first = table[table[key] != ""].drop_duplicates(key)
    return first.set_index(key)[value]


def _not_flags(dataset: _Dataset, name: str, flag: str) -> tuple[Problem, ...]:
    """Cells that should say Y or N and say something else."""
    said = dataset.tables[name][flag]
    odd = said.index[~said.isin(["Y", "N", ""])]
    return tuple(
        Problem(dataset.files[name], "expected Y or N", row=int(row), column=flag) for row in odd
    )


def _again(cells: pd.DataFrame, day: str, key: list[str]) -> pd.Series:
    """Rows that an earlier one repeats, times of day apart."""
    days = dates(cells[day])[0]
    return cells[key].assign(**{day: days}).duplicated() & days.notna()


def _plans(dataset: _Dataset) -> Extract:
    """This council's plans, each with how many of the same child's started before it."""
    table = dataset.table(PLANS)
    theirs = table.cppl_cp_plan_ola == "Y"
    # Dates are judged as a column: another council's rows must not decide how these are read.
    starts = dates(table.cppl_cp_plan_start_date[~theirs])[0].reindex(table.index)
    before = starts.groupby(table.cppl_person_id).rank(method="min").sub(1)
    cells = pd.DataFrame(
        {
            "child_id": table.cppl_person_id,
            "plan_start": table.cppl_cp_plan_start_date,
            "plan_end": table.cppl_cp_plan_end_date,
            "initial_category": table.cppl_cp_plan_initial_category.map(category),
            "latest_category": table.cppl_cp_plan_latest_category.map(category),
            # A start that cannot be read is said of its own cell; one fault is not two.
            "previous_plans": before.fillna(0).astype(int).astype(str),
        }
    )
    key, says = ["cppl_cp_plan_id"], ["cppl_person_id", "cppl_cp_plan_start_date"]
    return dataset.extract(
        "child_protection_plans",
        PLANS,
        cells,
        {"another council's plan": theirs},
        caveats=_counted_since(starts),
        problems=(
            *keys_of_two(table[~theirs], key, says, dataset.files[PLANS]),
            *_not_flags(dataset, PLANS, "cppl_cp_plan_ola"),
        ),
    )


def _counted_since(starts: pd.Series) -> tuple[str, ...]:
    """What a reader must know of the number of previous plans, where there is a plan."""
    if starts.isna().all():
        return ()
    years = reporting_years(starts).value_counts().sort_index()
    # The first of all plans may be one child's: years are named from the first with several.
    several = years.index[years >= SEVERAL]
    if several.empty:
        return (f"{MINIMUM}.",)
    year = several[0]
    return (f"{MINIMUM}; it holds plans from {year} on.",)


def _reviews(dataset: _Dataset) -> Extract:
    """Reviews that were held of this council's plans, each with its plan's child and start."""
    needs_plans = dataset.without(REVIEWS, PLANS, "the child and start of each plan stand there")
    table, plans = dataset.table(REVIEWS), dataset.table(PLANS)
    person, start, another = (
        looked_up(table.cppr_cp_plan_id, _by_key(plans, "cppl_cp_plan_id", value))
        for value in ("cppl_person_id", "cppl_cp_plan_start_date", "cppl_cp_plan_ola")
    )
    cells = pd.DataFrame(
        {
            "child_id": person.fillna(table.cppr_person_id),
            # A review whose plan is not here keeps its row: the record's check says so.
            "plan_start": start.fillna(""),
            "review_date": table.cppr_cp_review_date,
        }
    )
    again = _again(cells, "review_date", ["child_id", "plan_start"])
    aside = {
        # One letter is enough: not one more for each review.
        "a review without the table of plans": pd.Series(bool(needs_plans), table.index),
        "a review of another council's plan": another == "Y",
        "a review not held yet, or not dated": cells.review_date == "",
        "the same review of the same plan again": again,
    }
    queries = _of_another_child(table, person, dataset.files[REVIEWS])
    return dataset.extract("reviews", REVIEWS, cells, aside, problems=needs_plans, queries=queries)


def _of_another_child(table: pd.DataFrame, person: pd.Series, file: str) -> tuple[Problem, ...]:
    """Reviews that are of one child by their own row and of another by their plan's."""
    both = person.notna() & (person != "") & (table.cppr_person_id != "")
    why = "expected the cppl_person_id of its cppr_cp_plan_id, whose review it is taken for"
    return tuple(
        Problem(file, why, row=int(row), column="cppr_person_id")
        for row in table.index[both & (person != table.cppr_person_id)]
    )


def _conferences(dataset: _Dataset) -> Extract:
    """Conferences that were held, each with the strategy discussion of its enquiry."""
    table, enquiries = dataset.table(CONFERENCES), dataset.table(ENQUIRIES)
    discussed = _by_key(enquiries, "s47e_s47_enquiry_id", "s47e_s47_start_date")
    transfer = table.icpc_icpc_transfer_in.replace("", "N")
    cells = pd.DataFrame(
        {
            "child_id": table.icpc_person_id,
            "conference_date": table.icpc_icpc_date,
            "strategy_discussion": looked_up(table.icpc_s47_enquiry_id, discussed)
            .fillna("")
            .mask(transfer == "Y", ""),
            "transfer_in": transfer,
        }
    )
    again = _again(cells, "conference_date", ["child_id", "strategy_discussion", "transfer_in"])
    return dataset.extract(
        "conferences",
        CONFERENCES,
        cells,
        {
            "a conference not held yet, or not dated": cells.conference_date == "",
            "the same conference of the same child again": again,
        },
        problems=_of_no_enquiry(dataset),
        queries=dataset.without(CONFERENCES, ENQUIRIES, "strategy discussions stand there"),
    )


def _of_no_enquiry(dataset: _Dataset) -> tuple[Problem, ...]:
    """What is said where most conferences name an enquiry that is not in the extract.

    Of some the enquiry began before the extract does; of most only where the two tables do not
    write its key in the same way, and then no conference's timeliness would be known.
    """
    named = dataset.table(CONFERENCES).icpc_s47_enquiry_id.loc[lambda keys: keys != ""]
    enquiries = dataset.table(ENQUIRIES)
    lost = ~named.isin(set(enquiries.s47e_s47_enquiry_id))
    if len(enquiries) == 0 or lost.sum() < max(SEVERAL, MOST * len(named)):
        return ()
    why = (
        "expected the enquiry of most conferences in ssd_s47_enquiry, by its s47e_s47_enquiry_id: "
        "do both tables write it in the same way?"
    )
    column = "icpc_s47_enquiry_id"
    row = int(named.index[lost][0])
    return (Problem(dataset.files[CONFERENCES], why, row=row, column=column),)


def _section_47_enquiries(dataset: _Dataset) -> Extract:
    """Enquiries, one a child and day as DfE counts them: of several, one that led on."""
    table, held = dataset.table(ENQUIRIES), dataset.table(CONFERENCES)
    first = held.assign(day=dates(held.icpc_icpc_date)[0]).sort_values("day", kind="stable")
    first_held = _by_key(first, "icpc_s47_enquiry_id", "icpc_icpc_date")
    conference = looked_up(table.s47e_s47_enquiry_id, first_held)
    # Where nothing says otherwise, what an enquiry still open will lead to is not known yet.
    open_yet = (table.s47e_s47_end_date == "") & (table.s47e_s47_nfa != "Y")
    required = (conference.notna() | open_yet).map({True: "yes", False: "no"})
    cells = pd.DataFrame(
        {
            "child_id": table.s47e_person_id,
            "strategy_discussion": table.s47e_s47_start_date,
            "conference_required": required,
            "conference_date": conference.fillna(""),
        }
    )
    least = (cells.conference_date == "").astype(int) + (required == "no")
    led_on_first = cells.loc[least.sort_values(kind="stable").index]
    again = _again(led_on_first, "strategy_discussion", ["child_id"]).reindex(cells.index)
    says = ["s47e_person_id", "s47e_s47_start_date"]
    why = "which enquiries led to a conference stands there"
    return dataset.extract(
        "section_47_enquiries",
        ENQUIRIES,
        cells,
        {"a second section 47 enquiry of the same child and day": again},
        problems=(
            *keys_of_two(table, ["s47e_s47_enquiry_id"], says, dataset.files[ENQUIRIES]),
            *_not_flags(dataset, ENQUIRIES, "s47e_s47_nfa"),
            *dataset.without(ENQUIRIES, CONFERENCES, why),
            *_of_no_enquiry(dataset),
        ),
    )


def _children(dataset: _Dataset) -> Extract:
    """Children of a plan, a conference or an enquiry; parents and others stand there too."""
    table, plans = dataset.table(PERSONS), dataset.table(PLANS)
    subjects = (
        plans.cppl_person_id[plans.cppl_cp_plan_ola != "Y"],
        dataset.table(CONFERENCES).icpc_person_id,
        dataset.table(ENQUIRIES).s47e_person_id,
    )
    theirs = {person for persons in subjects for person in persons if person}
    cells = pd.DataFrame(
        {
            "child_id": table.pers_person_id,
            "birth_date": table.pers_dob,
            "expected_birth_date": table.pers_expected_dob,
            "sex": table.pers_sex.where(table.pers_sex != "", table.pers_gender),
            "ethnicity": table.pers_ethnicity,
            "death_date": table.pers_death_date,
        }
    )
    other = ~table.pers_person_id.isin(theirs)
    why = "a person without a plan, a conference or an enquiry here"
    again = {"the same child again, told the same": cells.duplicated() & ~other}
    return dataset.extract("children", PERSONS, cells, {why: other, **again})


_RECORDS = {
    PERSONS: _children,
    ENQUIRIES: _section_47_enquiries,
    CONFERENCES: _conferences,
    PLANS: _plans,
    REVIEWS: _reviews,
}

FORMAT = SheetFormat("a Standard Safeguarding Dataset extract", KNOWN_BY, census.RECORDS, _extracts)
