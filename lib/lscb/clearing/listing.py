"""What `lscb check` says of the records it read, and `lscb list` of what chapters hold."""

from __future__ import annotations

from collections.abc import Iterator

from lscb.clearing.examined import Examined
from lscb.clearing.needs import contents_of, is_counted
from lscb.errors import paragraphs
from lscb.records.history import History
from lscb.workbench import ReportPlace, Workbench


def lines_of_examination(place: ReportPlace, found: Examined) -> Iterator[str]:
    """Each record with what became of its rows, then the queries."""
    yield str(place)
    for history in found.histories.values():
        yield from _lines_of_history(history)
    for paragraph in paragraphs(found.queries, "query", "queries"):
        yield f"\n{paragraph}"


def _lines_of_history(found: History) -> Iterator[str]:
    used = len(found.rows)
    yield (
        f"  {found.record.name}: {found.read} rows read = {used} used + {found.superseded} "
        f"superseded by a later year's file + {sum(found.set_aside.values())} set aside + "
        f"{found.rejected} rejected"
    )
    for why, count in found.set_aside.items():
        if count:
            yield f"    {count} set aside: {why}"
    if found.rejected:
        yield "    a file with a problem in any row is rejected whole"
    unread = sorted({name for file in found.files for name in file.extract.not_read})
    if unread:
        yield f"    columns not read: {', '.join(unread)}"


def lines_of_contents(workbench: Workbench) -> Iterator[str]:
    """What each chapter ought to hold, and in which table it is or why it is in none."""
    for chapter in filter(is_counted, workbench.chapters()):
        yield chapter
        for item in contents_of(chapter):
            held = ", ".join(item.tables)
            yield f"  {item.item}: {held or f'absent, {item.why}'}"
