"""What a chapter says of the records behind it: how many rows, what was set aside, what was asked.

The panel's edition gives whole numbers. In the public one a number of rows is given from ten on
and to the nearest ten, and fewer are not mentioned, so that neither they nor a difference from
a printed count tells of one to five children.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lscb.clearing.examined import Examined
from lscb.clearing.needs import records_of
from lscb.disclosure.gate import rows_said
from lscb.errors import Problem
from lscb.records.history import History
from lscb.report import Edition


def data_quality(found: Examined, chapter: str, edition: Edition) -> list[dict[str, object]]:
    """For each record a chapter counts from, its name in words and sentences about its rows."""
    return [
        {
            "record": name.replace("_", " "),
            "said": [*_rows(found.histories[name], edition), *_asked(found, name, edition)],
        }
        for name in records_of(chapter)
        if name in found.histories
    ]


def _rows(history: History, edition: Edition) -> Iterator[str]:
    """Rows in and what became of each."""
    used = rows_said(len(history.rows), edition)
    yield f"{used.capitalize()} used." if used else "Fewer than ten rows used."
    for count, why in [
        (history.superseded, "replaced by a later year's file"),
        *((count, f"set aside: {reason}") for reason, count in history.set_aside.items()),
        (history.rejected, "rejected"),
    ]:
        if count and (said := rows_said(count, edition)):
            yield f"{said.capitalize()} {why}."
    yield from history.caveats


def _asked(found: Examined, name: str, edition: Edition) -> Iterator[str]:
    """What is worth a look and was used, by what was asked."""
    queries = found.queries_by_record.get(name, ())
    for what, count in Counter(map(_kind, _of_rows(queries))).most_common():
        if said := rows_said(count, edition):
            yield f"{said.capitalize()} used and worth a look: {what}."


def _of_rows(queries: Iterable[Problem]) -> Iterator[Problem]:
    return (query for query in queries if query.row)


def _kind(query: Problem) -> str:
    """What queries that are alike share."""
    alike = replace(query, found=None)
    return f"{alike.what} (column {alike.column})" if alike.column else alike.what
