"""Each area's published rate by itself: who is shown, in which order, and of which release."""

from __future__ import annotations

from dataclasses import replace

from lscb.measures.child_protection_plans import neighbours_rates
from tests.drawn import assert_shows, scope
from tests.measures.test_beside import RATE, WITH_ALL, release, together

NOBODY_NEAR = replace(WITH_ALL, neighbours=(), model=None, region=None)


def test_the_area_its_neighbours_region_and_england_stand_in_order_of_their_rates():
    assert_shows(
        neighbours_rates(scope(compared=WITH_ALL)),
        """
        area         | kind                  | rate | release
        Nearmere     | statistical neighbour | 50.2 | one
        Testshire    | this area             | 45.5 | one
        England      | country               | 42.9 | one
        North Wessex | region                | 41   | one
        Farmere      | statistical neighbour | 30.1 | one
        E06999903    | statistical neighbour | [x]  | one
        """,
    )


def test_an_area_without_neighbours_stands_beside_england_alone_and_it_is_said():
    table = neighbours_rates(scope(compared=NOBODY_NEAR))
    assert list(table.cells.area) == ["Testshire", "England"]
    assert "No statistical neighbours are stated" in table.notes[0]


def test_who_is_compared_with_nobody_has_no_such_table():
    assert neighbours_rates(scope()) is None


def test_a_year_that_no_release_holds_has_no_rates():
    cells = neighbours_rates(scope("2013-14", compared=WITH_ALL)).cells
    assert set(cells.rate) == {"[x]"}
    assert set(cells.release) == {"none that is held"}


def test_the_areas_own_rate_is_not_public_where_dfe_withholds_its_count():
    held = release(
        "one",
        f"""
        area    | year    | measure           | value
        own     | 2014-15 | {RATE}            | 1.1
        own     | 2014-15 | plans_at_31_march | [c]
        england | 2014-15 | {RATE}            | 42.9
        """,
    )
    for edition, shown in (("public", "[c]"), ("panel", 1.1)):
        cells = neighbours_rates(scope(edition=edition, compared=together(held))).cells
        assert cells.set_index("area").rate["Testshire"] == shown
