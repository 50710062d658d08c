"""Which published figures are other ones now: told of what both editions print, and of no more."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from lscb import __version__
from lscb.clearing.restated import restated
from lscb.ledger import Publication, publications
from lscb.press.page import Entry
from lscb.press.pages import restated as page
from lscb.press.pages.rendering import rendered
from lscb.registration import Registration
from lscb.tables import Column, Table, rate_columns
from lscb.years import ReportingYear

COLUMNS = (
    Column("children", "Children aged 0 to 17", stated=True),
    Column("plans", "Plans started", counts="children", quantity="plans"),
    *rate_columns("Plans for each 10,000 children", 10_000, of=("plans", "children")),
)
HEADINGS = ["year", *(column.name for column in COLUMNS)]


def table(*rows: tuple, name: str = "plans", dimensions: tuple[str, ...] = ("year",)) -> Table:
    cells = pd.DataFrame(rows, columns=[*dimensions, *HEADINGS[1:]])
    return Table(name, "Plans", "All", "a", dict.fromkeys(dimensions, "What"), COLUMNS, cells)


def publication(*rows: tuple, year: str = "2013-14", **more) -> Publication:
    """An edition that printed the rows; `more` is of its day, policy, version and withdrawal."""
    given = {"day": "2014-09-01", "policy": "dfe", "lscb": __version__} | more
    headings = given.pop("headings", HEADINGS)
    printed = [list(headings), *([str(cell) for cell in row] for row in rows)]
    tables = {"chapter.plans": printed}
    registration = Registration((), (), {})
    day, policy = given.pop("day"), given.pop("policy")
    return Publication(day, year, "digest", policy, registration, (), tables, **given)


def found(now: Table, *past: Publication, edition: str = "public", policy: str = "dfe") -> dict:
    report = SimpleNamespace(disclosure=SimpleNamespace(policy=policy))
    scope = SimpleNamespace(report=report, year=ReportingYear("2014-15"), edition=edition)
    return restated(scope, {"chapter": [now]}, past)


def told(stated: dict) -> list[tuple[str, ...]]:
    return [tuple(each[k] for k in ("row", "figure", "was", "now")) for each in stated["figures"]]


NOW = table(
    ("2012-13", 10_000, 40, 40.0, 28.6, 54.5),
    ("2013-14", 10_000, 60, 60.0, 45.8, 77.2),
    ("2014-15", 10_000, "[c]", "[c]", "[c]", "[c]"),
)


def test_a_count_that_is_another_is_told_once_and_not_the_rate_made_from_it():
    before = publication(
        ("2012-13", 10_000, 40, "40.0", 28.6, 54.5), ("2013-14", 10_000, 50, 50.0, 37.1, 65.9)
    )
    stated = found(NOW, before)
    assert told(stated) == [("2013-14", "Plans started", "50", "60")]
    (each,) = stated["figures"]
    assert (each["year"], each["published"]) == ("2013-14", "2014-09-01")
    assert each["why"] == "The records were corrected or added to."


def test_another_population_is_told_and_not_the_rate_that_follows_from_it():
    before = publication(("2013-14", 12_000, 60, 50.0, 38.2, 64.4))
    stated = found(NOW, before)
    assert told(stated) == [("2013-14", "Children aged 0 to 17", "12000", "10000")]
    assert stated["figures"][0]["why"] == "The parameters state another figure."


def test_a_rate_that_is_another_though_all_it_is_made_from_is_the_same_is_told():
    before = publication(("2013-14", 10_000, 60, 59.0, 45.8, 77.2))
    stated = found(NOW, before)
    assert [each["was"] for each in stated["figures"]] == ["59.0"]
    assert "measured against" in stated["figures"][0]["why"]


def test_of_what_was_or_is_withheld_only_the_number_is_told():
    before = publication(
        ("2013-14", 10_000, "[c]", "[c]", "[c]", "[c]"),
        ("2014-15", 10_000, 7, 7.0, 2.8, 14.4),
        year="2014-15",
    )
    stated = found(NOW, before)
    assert stated["figures"] == []
    assert (stated["withheld_now"], stated["withheld_then"]) == (1, 1)
    assert "7" not in json.dumps(stated).replace("2014-09-01", "")


def test_each_figure_is_compared_with_what_was_published_of_it_last():
    first = publication(("2012-13", 10_000, 10, 0, 0, 0), ("2013-14", 10_000, 11, 0, 0, 0))
    again = publication(("2013-14", 10_000, 12, 0, 0, 0), day="2014-11-01")
    later = publication(("2013-14", 10_000, 13, 0, 0, 0), year="2015-16", day="2016-09-01")
    stated = found(NOW, first, again, later)
    assert [figure[2] for figure in told(stated)] == ["10", "12"]
    assert [each["published"] for each in stated["against"]] == ["2014-11-01"]


def test_a_table_that_names_no_year_is_compared_with_the_same_years_report_alone():
    now = table(("all", 10_000, 60, 0, 0, 0), dimensions=("measure",))
    headings = ["measure", *HEADINGS[1:]]
    other = publication(("all", 10_000, 50, 0, 0, 0), headings=headings)
    same = publication(("all", 10_000, 51, 0, 0, 0), headings=headings, year="2014-15")
    assert told(found(now, other)) == []
    assert told(found(now, other, same)) == [("all", "Plans started", "51", "60")]


@pytest.mark.parametrize(
    ("before", "policy", "edition", "compared"),
    [
        ("dfe", "dfe_insider", "public", True),
        ("dfe", "dfe", "panel", True),
        ("hes2018", "dfe", "public", False),
        ("hes2018", "hes2018", "public", True),
        ("hes2018", "hes2018", "panel", False),
    ],
)
def test_what_was_rounded_otherwise_is_not_compared(before, policy, edition, compared):
    past = publication(("2013-14", 10_000, 50, 50.0, 37.1, 65.9), policy=before)
    stated = found(NOW, past, policy=policy, edition=edition)
    assert bool(stated["figures"]) == compared
    assert [each["is_compared"] for each in stated["against"]] == [compared]


BY_AGE = {"year": "Year", "month": "Month", "age": "Age"}
OF_AGES = (
    Column("plans", "Plans started", counts="children", quantity="plans"),
    Column("all", "All plans", counts="children", quantity="plans", over=("age",)),
)


def by_age(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*BY_AGE, "plans", "all"])


def test_a_count_that_stands_in_several_places_is_told_once_in_the_row_that_is_its_own():
    """All plans stand beside those of each age, and in the last row as its own."""
    was = by_age(
        ("2014-15", "2014-06", "Under 5", 30, 70),
        ("2014-15", "2014-06", "5 and over", 40, 70),
        ("2014-15", "2014-06", "Total", 70, 70),
        ("2014-15", "Total", "Under 5", 40, 90),
        ("2014-15", "Total", "Total", 90, 90),
    )
    now = by_age(
        ("2014-15", "2014-06", "Under 5", 10, 50),
        ("2014-15", "2014-06", "5 and over", 40, 50),
        ("2014-15", "2014-06", "Total", 50, 50),
        ("2014-15", "Total", "Under 5", 40, 80),
        ("2014-15", "Total", "Total", 80, 80),
    )
    table = Table("plans", "Plans", "All", "a", BY_AGE, OF_AGES, now)
    before = publication(year="2014-15", headings=[*was])
    before = replace(before, tables={"chapter.plans": [[*was], *was.astype(str).to_numpy()]})
    assert told(found(table, before)) == [
        ("2014-15, June 2014, Under 5", "Plans started", "30", "10"),
        ("2014-15, June 2014", "Plans started", "70", "50"),
        ("2014-15, Total", "Plans started", "90", "80"),
    ]
    twice = replace(table, name="again")
    before.tables["chapter.again"] = before.tables["chapter.plans"]
    report = SimpleNamespace(disclosure=SimpleNamespace(policy="dfe"))
    scope = SimpleNamespace(report=report, year=ReportingYear("2014-15"), edition="public")
    both = restated(scope, {"chapter": [table, twice]}, [before])
    assert both["figures"] == found(table, before)["figures"]


def test_another_version_of_the_program_is_named_among_the_reasons():
    before = publication(("2013-14", 10_000, 50, 50.0, 37.1, 65.9), lscb="0.0.1")
    (each,) = found(NOW, before)["figures"]
    assert f"or lscb {__version__} counts now what lscb 0.0.1 counted" in each["why"]


def test_others_figures_name_their_releases():
    dimensions, columns = {"year": "Year"}, (Column("england", "England", stated=True),)
    cells = pd.DataFrame([("2013-14", 42.1, "dfe-2025")], columns=["year", "england", "release"])
    attributes = {"release": "Release"}
    now = Table(
        "plans", "Rates", "All", "DfE", dimensions, columns, cells, attributes, is_own=False
    )
    headings = ["year", "england", "release"]
    before = publication(("2013-14", 42.0, "dfe-2024"), headings=headings)
    (each,) = found(now, before)["figures"]
    assert each["why"] == "It is from another release: dfe-2024 then, dfe-2025 now."
    before = publication(("2013-14", 42.0, "dfe-2025"), headings=headings)
    assert found(now, before)["figures"][0]["why"] == "Its publisher corrected it."


def test_a_ledger_of_before_tables_were_kept_is_read_and_not_compared(tmp_path):
    kept = publication(("2013-14", 10_000, 50, 50.0, 37.1, 65.9)).as_json()
    old = {key: value for key, value in kept.items() if key not in ("tables", "lscb")}
    taken_back = {"withdrawn": "digest", "year": "2013-14", "day": "2014-12-01"}
    path = tmp_path / "ledger.jsonl"
    for lines in ([old], [kept], [kept, taken_back]):
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        (past,) = publications(path, "ledger")
        stated = found(NOW, past)
        assert bool(stated["figures"]) == (lines[0] is kept)
        assert stated["against"][0]["is_compared"] == (lines[0] is kept)
        withdrawn = "2014-12-01" if lines[-1] is taken_back else None
        assert stated["against"][0]["withdrawn"] == withdrawn


def words_of(tmp_path, stated: dict, edition: str = "public") -> str:
    (tmp_path / "restated.json").write_text(json.dumps(stated), encoding="utf-8")
    said = {"year": "2014-15", "edition": edition, "board": {"name": "Northshire"}, "css": ""}
    said |= {"markings": [], "published": None, "recipient": None, "chapters": []}
    said |= {"versions": {"lscb": "0"}, "logo": None, "days": "1 April 2014 to 31 March 2015"}
    material = SimpleNamespace(held=SimpleNamespace(folder=tmp_path), said=said)
    order = [Entry("chapter", "A chapter", 1), Entry("restated", page.TITLE)]
    html = rendered(material, page, page.facts(material), order)
    return " ".join(BeautifulSoup(html, "html.parser").main.get_text(" ").split())


def test_the_page_says_so_where_nothing_was_published_and_where_nothing_is_another(tmp_path):
    assert "nothing in this one can have been restated" in words_of(tmp_path, found(NOW))
    same = publication(("2013-14", 10_000, 60, 60.0, 45.8, 77.2))
    words = words_of(tmp_path, found(NOW, same))
    assert "that of 2013-14 , published on 1 September 2014." in words
    assert "No figure that was published is another number here." in words


def test_the_page_shows_what_was_and_what_is_and_the_panels_counts_nothing_withheld(tmp_path):
    before = publication(("2013-14", 12_000, 50, 41.7, 30.9, 54.9), withdrawn="2014-12-01")
    words = words_of(tmp_path, found(NOW, before) | {"withheld_then": 1234})
    assert "Counts that were withheld and are published here: 1,234." in words
    assert "and withdrawn on 1 December 2014" in words
    assert (
        "Plans . Published last on 1 September 2014, in the report of 2013-14 . The parameters "
        "state another figure. Children aged 0 to 17: 2013-14 12,000 10,000 "
    ) in words
    assert words.count("The records were corrected or added to.") == 1
    assert "Counts that were published and are withheld here: 0." in words
    assert "withheld here" not in words_of(tmp_path, found(NOW, before), "panel")
