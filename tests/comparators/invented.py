"""Files in the layouts that DfE publishes, about councils that are not there.

Headings and kinds are copied from DfE's files, not from the package.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from lscb.comparators import held
from lscb.comparators.adding import Addition, addition
from lscb.errors import Letter
from lscb.workbench import Workbench

PLACE = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,old_la_code,new_la_code,la_name,"
)
_CATEGORIES = (
    "Neglect_Initial,Physical_Initial,Sexual_Initial,Emotional_Initial,Multiple_Initial,"
    "Neglect_Latest,Physical_Latest,Sexual_Latest,Emotional_Latest,Multiple_Latest"
)
_DURATIONS = (
    "3_months_or_less,3_months_or_less_percent,"
    "more_than_3_months_6_months,more_than_3_months_6_months_percent,"
    "more_than_6_months_less_than_1_year,more_than_6_months_less_than_1_year_percent,"
    "1_year_less_than_2_years,1_year_less_than_2_years_percent,"
    "2_years_or_more,2_years_or_more_percent"
)
HEADINGS = {
    "C4": PLACE + "category,Section47,Section47_rate,Section47_child,Section47_child_rate,ICPC,"
    "ICPC_rate,ICPC_child,ICPC_child_rate,Duration_0-10_days,Duration_11-15_days,"
    "Duration_16-20_days,Duration_21+_days,Duration_25th_Percentile,Duration_median,"
    "Duration_75th_Percentile",
    "D1": PLACE + "category,CPP_start,CPP_start_rate,CPP_child_start,CPP_child_start_rate,CPP_end,"
    "CPP_end_rate,CPP_child_end,CPP_child_end_rate,CPP_anypoint,CPP_anypoint_rate,"
    "CPP_child_anypoint,CPP_child_anypoint_rate,CPP_At31,CPP_At31_rate",
    "D2": PLACE + "category,CPP_start," + _CATEGORIES,
    "D3": PLACE + "category,CPP_start,CPP_subsequent,CPP_subsequent_percent",
    "D4": PLACE + "category,CPP_At31," + _CATEGORIES,
    "D5": PLACE + "category,CPP_At31," + _DURATIONS,
    "D6": PLACE + "category,CPP_At31_3Months,Reviewed_within_timescales,"
    "Reviewed_within_timescales_percent",
    "D7": PLACE + "category,CPP_End," + _DURATIONS,
    "ONS": PLACE + "age_group,population_estimate",
}
KINDS = {
    "C4": "Section 47s and Initial Child Protection Conferences",
    "D1": "Child Protection Plans",
    "D2": "Child Protection Plans by Initial and Latest Category of Abuse",
    "D3": "Child Protection Plans which are a second or subsequent plan",
    "D4": "Child Protection Plans by Initial and Latest Category of Abuse",
    "D5": "Child Protection Plans by length of time",
    "D6": "Child Protection Plans reviewed within timescales",
    "D7": "Child Protection Plans ending by length of time",
    "ONS": "Children aged 0 to 17 years",
}
ENGLAND = ("National", "E92000001,England,,,,,")
WESSEX = ("Regional", "E92000001,England,E12999901,North Wessex,,,")


def council(name: str, code: str = "E06999901") -> tuple[str, str]:
    return "Local authority", f'E92000001,England,E12999901,North Wessex,901,{code},"{name}"'


EASTMERE = council("Eastmere")
OLDMERE = council("Oldmere", "E10999902")
TINY = council("Liberty of Tinymere", "E09999903")


def row(table: str, year: int, area: tuple[str, str], *figures: object) -> str:
    """A row of a table; a figure may be a number, a symbol or any text."""
    level, place = area
    cells = io.StringIO()
    csv.writer(cells, lineterminator="").writerow([KINDS[table], *figures])
    return f"{year},Reporting year,{level},{place},{cells.getvalue()}"


def repeat_plans(year: int, area: tuple[str, str], *figures: object) -> str:
    """A row of D3: plans started, second or subsequent ones, and their percentage."""
    return row("D3", year, area, *figures)


def text(table: str, *rows: str) -> str:
    return "\n".join([HEADINGS[table], *rows]) + "\n"


def population(*rows: tuple[int, tuple[str, str], object]) -> str:
    return text("ONS", *(row("ONS", *each) for each in rows))


GOOD = text(
    "D3",
    repeat_plans(2014, ENGLAND, 59780, 9440, 15.8),
    repeat_plans(2014, EASTMERE, 40, 6, 15),
    repeat_plans(2013, ENGLAND, 52680, 7840, 14.9),
    repeat_plans(2013, EASTMERE, 30, "c", "c"),
)
"""Two years of D3, for England and one council."""


class Bench:
    """A workbench with nothing in it, and a folder of files beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "workbench"
        self.files = folder / "downloads"
        for each in (self.files, self.root / "parameters", self.root / "notebooks"):
            each.mkdir(parents=True)

    @property
    def held(self) -> Path:
        return self.root / "data" / "comparators"

    def file(self, content: str | bytes, name: str = "d3.csv", encoding: str = "utf-8") -> Path:
        path = self.files / name
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    def add(self, *contents: str | bytes, release: str = "dfe-2024") -> Addition:
        """Add files of these contents, named 1.csv, 2.csv and so on."""
        paths = [self.file(content, f"{i}.csv") for i, content in enumerate(contents, start=1)]
        return addition(Workbench(self.root), paths, release)

    def refused(self, *contents: str | bytes, release: str = "dfe-2024") -> list[str]:
        """What the letter says when files of these contents are refused; nothing is written."""
        before = self.written()
        with pytest.raises(Letter) as caught:
            self.add(*contents, release=release)
        assert self.written() == before
        return [str(problem) for problem in caught.value.problems]

    def written(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.held.rglob("*") if path.is_file()}

    def figures(self, release: str = "dfe-2024") -> dict[tuple[str, str, str], float | str]:
        """Every figure held: the number or its symbol, by area, year and measure."""
        found = held.figures(self.held, [release])
        given = found.value.astype(object).where(found.value.notna(), found.symbol)
        return dict(
            zip(zip(found.area, found.year, found.measure, strict=True), given, strict=True)
        )
