"""Years and rolling periods as publishers write them."""

from __future__ import annotations

import pytest

from lscb.audit.by_hand.periods import period
from lscb.audit.by_hand.symbols import said


@pytest.mark.parametrize(
    ("text", "shown", "years"),
    [
        ("2012-13", "2012-13", 1),
        ("2012/13", "2012-13", 1),
        ("2012–2013", "2012-13", 1),
        ("2012", "2012", 1),
        ("1999-00", "1999-00", 1),
        ("2012-13 to 2014-15", "2012-13 to 2014-15", 3),
        ("2012/13 - 2014/15", "2012-13 to 2014-15", 3),
        ("2012-2014", "2012 to 2014", 3),
        ("2012-14", "2012 to 2014", 3),
        ("2010 to 2014", "2010 to 2014", 5),
    ],
)
def test_a_period_is_read(text, shown, years):
    found = period(text)
    assert str(found) == shown
    assert len(found.years) == years


@pytest.mark.parametrize("text", ["Neglect", "1-4", "2014-12", "2014-15 to 2012-13", ""])
def test_what_is_no_period(text):
    assert period(text) is None


@pytest.mark.parametrize("text", ["5-9", "Neglect", "10 to 17", "1-17", "2012-13"])
def test_a_band_of_ages_or_a_word_is_no_figure(text):
    assert said(text) is None


def test_figures_are_read():
    assert said("1,234").value == 1234
    assert (said("12.50 %").value, said("12.50 %").decimals, said("12.50 %").percent) == (
        12.5,
        2,
        True,
    )
    assert said(":").value is None
    assert not said(":").withheld
    assert said("5 or fewer").most == 5
    assert said("≤5").most == 5
