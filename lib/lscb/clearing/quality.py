"""What a chapter says of the records behind it: what became of their rows, and what was asked.

The panel's edition gives the numbers. The public one gives none: however a number of rows is
rounded, less the counts of a table it may tell of one to five children, and the gate cannot know
which tables it would be taken from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lscb.clearing.examined import Examined
from lscb.clearing.needs import records_of
from lscb.editions import Edition
from lscb.errors import Problem
from lscb.records.history import History
from lscb.report import record_in_words


def data_quality(found: Examined, chapter: str, edition: Edition) -> list[dict[str, object]]:
    """For each record a chapter counts from, its name in words and sentences about its rows."""
    said = _numbered if edition == "panel" else _in_words
    return [
        {
            "record": record_in_words(name),
            "said": [
                *said(found.histories[name], found.queries_by_record.get(name, ())),
                *found.histories[name].caveats,
            ],
        }
        for name in records_of(chapter)
        if name in found.histories
    ]


def _numbered(history: History, queries: Iterable[Problem]) -> Iterator[str]:
    """Rows in and what became of each, and what is worth a look, by what was asked."""
    became = {
        "used": len(history.rows),
        "replaced by a later year's file": history.superseded,
        **{f"set aside: {reason}": count for reason, count in history.set_aside.items()},
        "rejected": history.rejected,
    }
    parts = "; ".join(f"{count:,} {what}" for what, count in became.items() if count)
    yield f"{history.read:,} rows read: {parts or 'none used'}."
    for what, count in Counter(_kind(each) for each in queries if each.row).most_common():
        yield f"Used and worth a look, {count:,} rows: {what}."


def _in_words(history: History, queries: Iterable[Problem]) -> Iterator[str]:
    """What becomes of rows, whether or not of any: that there is one would tell of a child."""
    again = ["that a later year's file has again"] if len(history.files) > 1 else []
    aside = [f"set aside: {'; '.join(history.set_aside)}"] if history.set_aside else []
    but_for = " or ".join([*again, *aside])
    yield f"Every row that was read is used{f', but for any {but_for}' if but_for else ''}."


def _kind(query: Problem) -> str:
    """What queries that are alike share."""
    alike = replace(query, found=None)
    return f"{alike.what} (column {alike.column})" if alike.column else alike.what
