"""E-learning modules completed by staff of a board that does not exist."""

from __future__ import annotations

from lscb.synthetic.draws import Chance, Days, Rows, Years, one, pick
from lscb.synthetic.training import somebody

MODULES = {
    "Awareness of abuse and neglect": 40,
    "Safeguarding in a digital age": 22,
    "Child sexual exploitation, an introduction": 20,
    "Private fostering": 6,
    "Recognising domestic abuse": 12,
}
FEWEST, MOST = 380, 620  # completions a year, a few more each year than the one before
MORE_EACH_YEAR = 40


def e_learning(chance: Chance, shown: Years, calendar: Days) -> Rows:
    """Rows of the record `e_learning`; nobody completes a module twice on one day."""
    rows: dict[tuple[str, str, object], dict[str, object]] = {}
    for since_first, year in enumerate(shown):
        days = [day for day in calendar if year.first_day <= day <= year.last_day]
        many = int(chance.integers(FEWEST, MOST)) + MORE_EACH_YEAR * since_first
        for _ in range(many):
            person, agency = somebody(chance, since_first)
            module, day = pick(chance, MODULES), one(chance, days)
            row = {"person_id": person, "agency": agency, "module": module, "completed": day}
            rows.setdefault((person, module, day), row)
    return list(rows.values())
