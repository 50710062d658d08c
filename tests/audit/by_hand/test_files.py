"""What can be worked out of tables that somebody published by hand: invented ones, solved by hand.

No figure here is a publisher's.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.audit import Audit, attacked
from lscb.audit.by_hand.files import audited_files, published
from lscb.errors import DataError, UsageError
from tests.audit.made import where


def written(folder: Path, **files: str) -> list[Path]:
    """Files from drawn tables: a line a row, cells apart by bars."""
    paths = []
    for name, text in files.items():
        rows = [[c.strip() for c in line.split("|")] for line in text.strip().splitlines()]
        path = folder / f"{name}.csv"
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8-sig")
        paths.append(path)
    return paths


def audit(folder: Path, *, zeros_told: bool = False, **files: str) -> Audit:
    evidences, _ = published(written(folder, **files), 5, zeros_told)
    return attacked(evidences, ("linear", "integer", "joint"), whole=True)


def ranges(found: Audit) -> dict[str, tuple[float, float]]:
    """The range of each withheld count that a table shows, by where it stands."""
    counts = found.evidence.counts
    return {counts[n].where: each for n, each in found.ranges.items() if counts[n].spots}


BANDS = """
    band             | count
    Under 3 months   | 41
    3 to 6 months    | c
    6 to 12 months   | 62
    1 to 2 years     | 30
    2 years or more  | c
    Total            | 150
"""


def test_bands_with_two_withheld_beside_whole_percentages_of_the_same_bands(tmp_path):
    """133 of 150 are shown, which leaves 17; 2 % is three (2.25 to 3.75 of 150), so 14 are left."""
    percentages = """
        band             | percent
        Under 3 months   | 27
        3 to 6 months    | 9
        6 to 12 months   | 41
        1 to 2 years     | 20
        2 years or more  | 2
    """
    alone = audit(tmp_path, bands=BANDS)
    assert ranges(alone)["2 years or more, count"] == (0, 17)
    assert not alone.exposed
    found = audit(tmp_path, bands=BANDS, percentages=percentages)
    assert ranges(found) == {"3 to 6 months, count": (14, 14), "2 years or more, count": (3, 3)}
    assert where(found.exposed) == {"2 years or more"}
    assert where(found.recovered) == {"3 to 6 months"}


def test_percentages_with_their_base_in_the_row(tmp_path):
    """12.5 % of 40 is five; 37.5 % of 40 is fifteen."""
    found = audit(
        tmp_path,
        shares="""
            agency    | attended | invited | percent
            Police    | 20       | 40      | 50.0
            Health    | c        | 40      | 12.5
            Probation | c        | 40      | 37.5
            Schools   | 30       | 40      | 75.0
        """,
    )
    assert ranges(found) == {"Health, attended": (5, 5), "Probation, attended": (15, 15)}
    assert where(found.exposed) == {"Health"}


def test_a_percentage_sign_is_enough(tmp_path):
    found = audit(
        tmp_path,
        shares="""
            agency  | attended | base | share
            Police  | 20       | 40   | 50%
            Health  | *        | 40   | 8%
        """,
    )
    assert ranges(found) == {"Health, attended": (3, 3)}, "8 % of 40 is 3.0 to 3.4"


def test_a_rate_that_says_of_how_many_each(tmp_path):
    """0.8 to each 10,000 of 48,000 is 3.6 to 4.08: four."""
    found = audit(
        tmp_path,
        rates="""
            year    | deaths | population | rate per 10000
            2013-14 | 12     | 50000      | 2.4
            2014-15 | c      | 48000      | 0.8
        """,
    )
    assert ranges(found) == {"2014-15, deaths": (4, 4)}


def test_percentages_of_something_else_are_left_out_and_that_is_said(tmp_path):
    paths = written(
        tmp_path,
        bands=BANDS,
        other="""
            band            | percent
            Under 3 months  | 90
            3 to 6 months   | 85
        """,
    )
    _, notes = published(paths, 5, zeros_told=False)
    assert notes == ["other.csv: percent: no counts found that these are shares of; left out"]


def test_rolling_three_year_sums_beside_single_years(tmp_path):
    """14 - 7 leaves seven for the two withheld years; 17 - 7 - 8 is two; so the first is five."""
    single = """
        year    | deaths
        2012-13 | c
        2013-14 | 7
        2014-15 | c
        2015-16 | 8
    """
    rolling = """
        period             | deaths
        2012-13 to 2014-15 | 14
        2013-14 to 2015-16 | 17
    """
    found = audit(tmp_path, single=single, rolling=rolling)
    assert ranges(found) == {"2012-13, deaths": (5, 5), "2014-15, deaths": (2, 2)}
    assert where(found.exposed) == {"2012-13", "2014-15"}
    assert not audit(tmp_path, single=single).exposed


def test_rolling_sums_in_the_same_column_and_of_calendar_years(tmp_path):
    """2012 to 2014 is 20 and 2013 to 2015 is 24: 2015 is four more than 2012, which is 1 here."""
    found = audit(
        tmp_path,
        deaths="""
            year      | area | deaths
            2012-2014 | A    | 20
            2013-2015 | A    | 24
            2012      | A    | 1-5
            2015      | A    | 1-5
            2013      | A    | 10
            2014      | A    | 9
        """,
    )
    assert ranges(found) == {"2012, deaths": (1, 1), "2015, deaths": (5, 5)}


FIRST = """
    category | age   | count
    Neglect  | 0-4   | c
    Neglect  | 5-9   | c
    Neglect  | Total | 20
    Physical | 0-4   | c
    Physical | 5-9   | c
    Physical | Total | 15
    Total    | 0-4   | 17
    Total    | 5-9   | 18
    Total    | Total | 35
"""


def test_two_releases_of_one_table_with_different_counts_withheld(tmp_path):
    """The second prints that 16 are neglected and under five: 4 and 1 are left, and then 14."""
    second = FIRST.replace("Neglect  | 0-4   | c", "Neglect  | 0-4   | 16")
    assert not audit(tmp_path, first=FIRST).exposed
    found = audit(tmp_path, first=FIRST, second=second)
    assert ranges(found) == {
        "Neglect, 5-9, count": (4, 4),
        "Physical, 0-4, count": (1, 1),
        "Physical, 5-9, count": (14, 14),
    }
    assert where(found.exposed) == {"Neglect", "Physical"}


def test_releases_in_a_column_of_one_file(tmp_path):
    lines = FIRST.strip().splitlines()
    rows = [f"2015 | {line}" for line in lines[1:]]
    later = [f"2016 | {line}" for line in lines[1:]]
    later[0] = later[0].replace("| c", "| 16")
    text = "\n".join([f"release | {lines[0]}", *rows, *later])
    found = audit(tmp_path, both=text)
    assert ranges(found)["Physical, 0-4, count"] == (1, 1)


def test_a_revised_count_is_two_counts(tmp_path):
    """From 20 neglected to 21: the withheld ages of the second release may be others."""
    second = (
        FIRST.replace("| 20", "| 21").replace("| 17", "| 18").replace("Total | 35", "Total | 36")
    )
    found = audit(tmp_path, first=FIRST, second=second)
    assert {str(spot) for spot in found.evidence.revised} == {
        "Neglect, Total, count",
        "Total, 0-4, count",
        "Total, Total, count",
    }
    assert not found.exposed


TWO_WAY = """
    category | age   | deaths
    Neglect  | 0-4   | c
    Neglect  | 5-9   | 9
    Neglect  | 10-17 | 10
    Physical | 0-4   | 8
    Physical | 5-9   | c
    Physical | 10-17 | 11
"""


def test_totals_beside_a_two_way_table(tmp_path):
    """Of 23 neglected 19 are shown: four; of 21 physically abused 19: two."""
    totals = """
        category | deaths
        Neglect  | 23
        Physical | 21
    """
    assert not audit(tmp_path, two_way=TWO_WAY).exposed
    found = audit(tmp_path, two_way=TWO_WAY, totals=totals)
    assert ranges(found) == {"Neglect, 0-4, deaths": (4, 4), "Physical, 5-9, deaths": (2, 2)}


def test_two_linked_two_way_tables_with_their_totals(tmp_path):
    """The girls' total is withheld here and follows there: 12 of 30 are girls; so 3 of Neglect."""
    by_sex = """
        category | sex   | deaths
        Neglect  | Girls | c
        Neglect  | Boys  | c
        Neglect  | Total | 14
        Physical | Girls | 9
        Physical | Boys  | c
        Physical | Total | 16
    """
    by_age = """
        sex   | age   | deaths
        Girls | 0-4   | 7
        Girls | 5-17  | 5
        Boys  | 0-4   | 10
        Boys  | 5-17  | 8
        Girls | All   | 12
        Boys  | All   | 18
    """
    found = audit(tmp_path, by_sex=by_sex, by_age=by_age)
    assert ranges(found)["Physical, Boys, deaths"] == (7, 7)
    assert ranges(found)["Neglect, Girls, deaths"] == (3, 3)
    assert ranges(found)["Neglect, Boys, deaths"] == (11, 11)


def test_a_column_headed_total_beside_its_parts(tmp_path):
    found = audit(
        tmp_path,
        wide="""
            category | girls | boys | total
            Neglect  | 12    | 20   | 32
            Physical | <6    | 20   | 24
        """,
    )
    assert ranges(found) == {"Physical, girls": (4, 4)}


@pytest.mark.parametrize(
    ("symbol", "zeros_told", "low", "high"),
    [
        *[(symbol, False, 0, 9) for symbol in ("c", "[c]", "*", "-", "x", "~")],
        *[("c", True, 1, 8), ("<6", False, 0, 5), ("<6", True, 1, 5), ("1-5", False, 1, 5)],
        *[("fewer than 6", False, 0, 5), ("0-5", False, 0, 5), (">5", False, 6, 9)],
    ],
)
def test_what_a_symbol_says_by_itself(tmp_path, symbol, zeros_told, low, high):
    """Of 30, 21 are shown: nine for the symbol and a c."""
    found = audit(
        tmp_path,
        zeros_told=zeros_told,
        table=f"""
            category | count
            Neglect  | 21
            Physical | {symbol}
            Other    | c
            Total    | 30
        """,
    )
    assert ranges(found)["Physical, count"] == (low, high)


def test_a_nought_in_a_column_tells_that_what_is_withheld_is_none(tmp_path):
    """With a nought printed, two withheld counts that come to two are one each."""
    table = """
        category | count
        Neglect  | 21
        Physical | c
        Sexual   | c
        Other    | {}
        Total    | {}
    """
    assert ranges(audit(tmp_path, table=table.format(0, 23)))["Sexual, count"] == (1, 1)
    assert ranges(audit(tmp_path, table=table.format(8, 31)))["Sexual, count"] == (0, 2)


def test_parts_that_come_to_less_than_their_total_leave_room(tmp_path):
    """In 2013-14 three are in no category; so in 2014-15 the withheld is five at most."""
    found = audit(
        tmp_path,
        table="""
            year    | category | deaths
            2013-14 | Neglect  | 10
            2013-14 | Physical | 7
            2013-14 | Total    | 20
            2014-15 | Neglect  | 12
            2014-15 | Physical | c
            2014-15 | Total    | 17
        """,
    )
    assert ranges(found) == {"2014-15, Physical, deaths": (0, 5)}


def test_categories_that_overlap_are_not_added_up(tmp_path):
    table = """
        year    | category | deaths
        2013-14 | Neglect  | 10
        2013-14 | Physical | 17
        2013-14 | Total    | 20
        2014-15 | Neglect  | 12
        2014-15 | Physical | c
        2014-15 | Total    | 17
    """
    _, notes = published(written(tmp_path, table=table), 5, zeros_told=False)
    assert notes == ["table.csv: deaths by category comes to more than its totals; not added up"]


def test_tables_of_different_things_are_not_taken_for_one(tmp_path):
    """Both have a column "count" by category; they print other counts of the same categories."""
    deaths = FIRST.replace("| 20", "| 40").replace("| 15", "| 25").replace("| 35", "| 65")
    deaths = deaths.replace("| 17", "| 33").replace("| 18", "| 32")
    found = audit(tmp_path, plans=FIRST, deaths=deaths)
    assert len(found.evidence.counts) == 18
    assert not found.evidence.revised


def test_what_contradicts_itself_is_left_out_and_said(tmp_path):
    table = """
        category | sex   | deaths
        Neglect  | Girls | c
        Neglect  | Boys  | 10
        Neglect  | Total | 8
        Physical | Girls | 3
        Physical | Boys  | c
        Physical | Total | 9
    """
    evidences, notes = published(written(tmp_path, table=table), 5, zeros_told=False)
    assert notes == ["table.csv: what adds up around Neglect, Girls, deaths does not; left out"]
    found = attacked(evidences, whole=True)
    assert ranges(found)["Physical, Boys, deaths"] == (6, 6)


def test_what_is_printed_has_bounds_and_the_letter_has_none(tmp_path):
    totals = "category|deaths\nNeglect|23\nPhysical|21"
    paths = written(tmp_path, two_way=TWO_WAY, totals=totals)
    lines: list[str] = []
    (letter,) = audited_files([str(path) for path in paths], 5, lines.append)
    (line,) = [line for line in lines if "Neglect, 0-4" in line]
    assert line.split()[-1] == "4"
    assert letter.exit_code == 13
    assert "Neglect, 0-4, deaths" in letter.text()
    assert not {"4", "2", "23"} & set(letter.text().replace(",", " ").split()[2:])


def test_files_that_cannot_be_attacked(tmp_path):
    with pytest.raises(UsageError):
        audited_files([], 5, print)
    with pytest.raises(DataError) as raised:
        audited_files([str(tmp_path / "absent.csv")], 5, print)
    assert "absent.csv" in raised.value.text()
    (path,) = written(tmp_path, words="category | said\nNeglect | much\nPhysical | little")
    with pytest.raises(DataError) as raised:
        audited_files([str(path)], 5, print)
    assert "expected a column of counts" in raised.value.text()
