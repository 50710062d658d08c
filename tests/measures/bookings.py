"""Bookings drawn at random, and the headcounts that uptake is a share of."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from lscb.records.training import STATUSES
from tests.drawn import drawn

BOOKINGS = "training"


def headcount(**by_agency: int) -> dict[str, object]:
    return {"by": by_agency, "date": "2015-03-31"}


@st.composite
def random_bookings(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["p1", "p2", "p3", "p4"]),
                st.sampled_from(["Police", "Schools", "Housing"]),
                st.sampled_from(["2013-05-01", "2014-05-01", "2014-09-01"]),
                st.sampled_from(STATUSES),
            ),
            max_size=15,
        )
    )
    text = "person_id | agency | session_id | session_date | status\n" + "\n".join(
        f"{person} | {agency} | {day} | {day} | {status}" for person, agency, day, status in rows
    )
    return drawn(BOOKINGS, text)
