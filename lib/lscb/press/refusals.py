"""What a build does not do, as letters: chapters that are not there, and what cannot be bound."""

from __future__ import annotations

from collections.abc import Sequence

from lscb.errors import ChapterError, Problem, UsageError, nearest
from lscb.workbench import ReportPlace


def unknown_chapters(
    place: ReportPlace, unknown: Sequence[str], names: Sequence[str]
) -> UsageError:
    """The letter about chapters that a report does not have; `names` are those it has."""
    return UsageError(
        [
            Problem(
                "the command",
                f"expected a chapter of {place}.{nearest(name, names)}",
                found=f"chapter {name!r}",
            )
            for name in unknown
        ],
        "To see the chapters, type:  lscb list",
    )


def edited(place: ReportPlace, chapter: str, files: Sequence[str]) -> ChapterError:
    """The letter about a chapter that may be made from two versions of the program."""
    more = f" and {len(files) - 1} more files" if len(files) > 1 else ""
    said = f"lscb/{files[0]}{more} edited while the chapter was made"
    return ChapterError(
        [Problem(f"{place}, {chapter}", "expected the program to stay as it was", said)],
        f"What was made is not kept. Type:  lscb build {place}",
    )


def unbound(place: ReportPlace, fault: RuntimeError) -> ChapterError:
    """The letter about a report whose chapters are made, and which could not be bound."""
    return ChapterError(
        [Problem(str(place), "expected its chapters to be bound into a report", str(fault))],
        f"Its chapters wait. Tell whoever keeps lscb, then type:  lscb build {place}",
    )
