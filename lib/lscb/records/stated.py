"""What a report's parameters say of its files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from lscb.records.formats.own import Spelling
from lscb.report import Report


@dataclass(frozen=True)
class Stated:
    """What must be known of files beside what is in them.

    Parameters
    ----------
    council_code: the report's council, by its nine-character code; blank where any may be it.
    spellings: how the board writes each record, where it has headings or values of its own.
    accepted: the numbers of DfE's rules that rows may break: they are used and asked about.
    annex_a_as_at: the day that Annex A lists in the report's own folder were made for.
    """

    council_code: str = ""
    spellings: Mapping[str, Spelling] = field(default_factory=dict)
    accepted: Collection[str] = ()
    annex_a_as_at: date | None = None

    @classmethod
    def of(cls, report: Report) -> Stated:
        """What a report's parameters say."""
        records = report.columns.keys() | report.values.keys()
        spellings = {
            name: Spelling.stated(report.columns.get(name, {}), report.values.get(name, {}))
            for name in records
        }
        code = report.board.council_code
        return cls(code, spellings, report.accepted, report.annex_a_as_at)

    def spelling(self, record: str) -> Spelling:
        return self.spellings.get(record, Spelling())
