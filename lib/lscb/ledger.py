"""What a board has published: `data/<board>/ledger.jsonl`, a line a publication, only added to.

A line holds every number that a public edition printed, where the others are, and what adds up.
It holds no withheld value; of some differences it says whether they may be negative, which the
edition does not: it is kept with the records and is not for the public. A publication that was
withdrawn stays known.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lscb.errors import DataError, Problem
from lscb.registration import Place, Registration
from lscb.tables import SYMBOLS, Cell

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Publication:
    """One public edition as the public has it.

    `values` has the number printed of each count of the registration, None where it was withheld
    or is printed nowhere. `digest` is that of the cleared tables it was made from. `tables` has
    these as they were printed, by chapter and name, the names of their columns first; `lscb` is the
    version that made them, `made_from` a digest of all it was made from but the ledger itself,
    `sealed` that of the cleared tables as they were published, and `withdrawn` the day on which it
    was taken back. Of publications that were written down before
    these were kept they are not known.
    """

    day: str
    year: str
    digest: str
    policy: str
    registration: Registration
    values: tuple[int | None, ...]
    tables: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    lscb: str | None = None
    made_from: str | None = None
    sealed: str | None = None
    withdrawn: str | None = None

    @cached_property
    def printed(self) -> dict[Cell, int]:
        """The number of each count that was printed."""
        pairs = zip(self.registration.counts, self.values, strict=True)
        return {count.cell: value for count, value in pairs if value is not None}

    def as_json(self) -> dict[str, Any]:
        return {
            "published": self.day,
            "year": self.year,
            "digest": self.digest,
            "policy": self.policy,
            "registration": self.registration.as_json(),
            "values": list(self.values),
            "tables": self.tables,
            "lscb": self.lscb,
            "made_from": self.made_from,
            "sealed": self.sealed,
        }

    @classmethod
    def from_json(cls, stated: Mapping[str, Any]) -> Publication:
        return cls(
            stated["published"],
            stated["year"],
            stated["digest"],
            stated["policy"],
            Registration.from_json(stated["registration"]),
            tuple(stated["values"]),
            stated.get("tables", {}),
            stated.get("lscb"),
            stated.get("made_from"),
            stated.get("sealed"),
        )


def publications(path: Path, name: str) -> list[Publication]:
    """All that was ever published, in order; `name` is how a letter calls the file.

    Raises DataError where a line cannot be read: what is known cannot be told without it.
    """
    found: list[Publication] = []
    for number, text in _lines(path):
        try:
            line = json.loads(text)
            if "withdrawn" in line:
                date.fromisoformat(line["day"])
                found = [_taken_back(each, line) for each in found]
            else:
                found.append(_publication(line))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            problem = Problem(name, f"expected line {number} as it was written by lscb publish")
            raise DataError(
                [problem],
                "Put back the file as it was: without it nobody can say what is known already.",
            ) from None
    return found


def before_publication(path: Path, year: str) -> bytes | None:
    """What the ledger held before its last line; None where that is no publication of `year`."""
    held = path.read_bytes() if path.is_file() else b""
    before, end, last = held.removesuffix(b"\n").rpartition(b"\n")
    try:
        line = json.loads(last)
        is_of_year = "published" in line and line["year"] == year
    except (ValueError, TypeError, KeyError):
        return None
    return before + end if is_of_year else None


def _taken_back(publication: Publication, line: Mapping[str, Any]) -> Publication:
    """The publication, withdrawn where the line says that of it."""
    named = (line["withdrawn"], line["year"]) == (publication.digest, publication.year)
    return replace(publication, withdrawn=line["day"]) if named else publication


def _publication(line: Mapping[str, Any]) -> Publication:
    publication = Publication.from_json(line)
    if len(publication.values) != len(publication.registration.counts):
        raise ValueError("a count has no value, or a value no count")
    date.fromisoformat(publication.day)
    if not re.fullmatch(r"\w+", publication.policy):
        raise ValueError("a policy is the name of a preset, and no path")
    if publication.tables:
        _check_tables(publication, line["registration"].get("tables", ()))
    return publication


def _check_tables(publication: Publication, files: Sequence[str]) -> None:
    """That tables are whole, and print the values: those alone are protected against."""
    for table in publication.tables.values():
        for row in table:
            if len(row) != len(table[0]) or not all(isinstance(cell, str) for cell in row):
                raise ValueError("a row has more or fewer cells than there are columns, or no text")

    tables = [publication.tables[Path(file).stem] for file in files]

    def shown(at: Place) -> str:
        table = tables[at.table]
        return table[1 + at.row][table[0].index(at.column)]

    if _values(publication.registration, shown) != publication.values:
        raise ValueError("a table prints another number than is known")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that hold anything, with their numbers, also of a file an editor has saved."""
    if path.is_file():
        # Not at every line break there is: a label may hold one that is none in JSON.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
        yield from ((number, text) for number, text in enumerate(lines, start=1) if text.strip())


def added(path: Path, line: Mapping[str, Any]) -> None:
    """Add a line at the end of the ledger, whole or not at all; what is there is never changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (json.dumps(line, ensure_ascii=False) + "\n").encode()
    with path.open("ab", buffering=0) as ledger:
        before = ledger.seek(0, os.SEEK_END)
        try:
            if ledger.write(text) < len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            os.fsync(ledger.fileno())
        except OSError:
            ledger.truncate(before)
            raise


def values_of(registration: Registration, tables: Sequence[pd.DataFrame]) -> tuple[int | None, ...]:
    """The number printed of each registered count, None where there is none.

    `tables` are the cleared ones in the order in which they were registered.
    """
    return _values(registration, lambda at: tables[at.table][at.column].iloc[at.row])


def _values(
    registration: Registration, shown: Callable[[Place], str | int]
) -> tuple[int | None, ...]:
    return tuple(
        next((n for at in count.places if (n := _number(shown(at))) is not None), None)
        for count in registration.counts
    )


def _number(figure: str | int) -> int | None:
    return None if figure in SYMBOLS else int(figure)
