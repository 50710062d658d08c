"""One chapter of one report: its cleared tables, its numbering and what is said around it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from lscb.cleared import Cleared, ClearedTable, ClearingRefused, opened, stopped
from lscb.editions import EDITIONS, Edition
from lscb.errors import DataError
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown, paragraph
from lscb.figures.tables import Layout, page_table
from lscb.figures.wording import capitalised, listed
from lscb.report import record_in_words
from lscb.tables import SYMBOLS
from lscb.workbench import Workbench
from lscb.years import ReportingYear

OPENING = "application/vnd.lscb.chapter+json"
ABOUT = "application/vnd.lscb.about+json"

RESTRICTED = "For the panel alone: "
"""How a measure begins the reason for what it does not show the public at all."""


class Chapter:
    """An opened chapter. Everything in it has passed the gate.

    Tables and figures are numbered by the chapter's place in the report and the order in which
    they are first shown, so that a chapter run alone numbers as it does in the report.
    """

    def __init__(self, cleared: Cleared, name: str) -> None:
        self.cleared = cleared
        self.name = name
        self.report = cleared.manifest
        self.stated = cleared.chapter(name)
        self._numbers: dict[str, list[str]] = {"Table": [], "Figure": []}
        self._absent: dict[str, str] = {}
        self._shown_as: dict[str, str | None] = {}

    @classmethod
    def opened(cls, name: str, board: str, year: str, edition: Edition) -> Chapter:
        """Open a chapter, its tables cleared first if they are out of date.

        Raises UsageError for a board or year that is not there, and the clearing's letter when
        it refuses.
        """
        if edition not in EDITIONS:
            raise ValueError(f"edition: expected one of {', '.join(EDITIONS)}")
        place = next(iter(Workbench.around().reports(board, year)))
        try:
            cleared = opened(place, edition)
        except ClearingRefused as refused:
            if refused.exit_code != DataError.exit_code:
                raise
            # The whole letter would be kept in the notebook, which is no place for it.
            raise stopped(place, [name]) from None
        if name in cleared.manifest["stopped"]:
            raise stopped(place, [name])
        return cls(cleared, name)

    @property
    def place(self) -> str:
        return self.report["board"]["place"]

    @property
    def year(self) -> ReportingYear:
        return ReportingYear(self.report["year"])

    def has(self, name: str) -> bool:
        """Whether a table's records were supplied."""
        return name not in self.stated["not_supplied"]

    def holds(self, name: str) -> bool:
        """Whether there is such a table: its records were supplied and it has something to show."""
        return name in {table["name"] for table in self.stated["tables"]}

    def table(self, name: str) -> ClearedTable:
        return self.cleared.table(self.name, name)

    def cell(self, table: str, figure: str, **at: str) -> str:
        """The text of one cleared cell; "[x]" when the table has no such row."""
        found = (
            row[figure]
            for row in self.table(table).rows
            if all(row[dimension] == value for dimension, value in at.items())
        )
        return next(found, "[x]")

    def shown_table(self, name: str, layout: Layout) -> Shown:
        """A table on the page, or who did not supply what it needs."""
        if not self.holds(name):
            return self.absent(name)
        table = self.table(name)
        if table.cells.empty:
            return self.incomplete(name)
        number = self._numbered("Table", name)
        return page_table(table, layout, f"{number}: {table.title}, {self._covers(table)}")

    def shown_chart(
        self,
        name: str,
        title: str,
        draw: Callable[[ClearedTable, Caption], Shown],
        *,
        of_year: bool = False,
        beside: str | None = None,
    ) -> Shown:
        """A chart of a table, or who did not supply what it needs.

        `of_year` says that it is drawn from the reporting year's rows alone; `beside` names a
        table of others' figures that it is drawn from too, where the chapter has it.
        """
        if not self.holds(name):
            return self.absent(name, f"Figure of {title}")
        table = self.table(name)
        number = self._numbered("Figure", title)
        covers = f"{self.place}, {self.year}" if of_year else self._covers(table)
        drawn = [table, *([self.table(beside)] if beside and self.holds(beside) else [])]
        caption = Caption(
            f"{number}: {title}, {covers}",
            self.place,
            "; ".join(dict.fromkeys(each.population for each in drawn)),
            "; ".join(dict.fromkeys(each.source for each in drawn)),
            [each.file for each in drawn],
            self.report["markings"],
        )
        return draw(table, caption)

    def printed_by_board(self, name: str) -> Shown:
        """What the board printed in a report of its own; nothing at all where none is held."""
        if not self.holds(name):
            return Shown("", "")
        headings = {"published": "As published"}
        rows = ("measure",)
        return self.shown_table(name, Layout(rows, headings, row_heading="What was published"))

    def introduction(self, name: str, words: str, figure: str | None = None) -> Shown:
        """Prose about a table, or about one figure of it; nothing where this edition has it not."""
        table = self.table(name) if self.holds(name) else None
        if table is None or table.cells.empty or not table.tells():
            return Shown("", "")
        return Shown("", "") if figure and figure not in table.columns else paragraph(words)

    def incomplete(self, name: str, what: str | None = None) -> Shown:
        """That a table of fixed periods has none yet; once, where it has a chart as well."""
        if self._is_said(name, what):
            return Shown("", "")
        return paragraph(f"{self.table(name).title}: no period is complete yet.", "not-supplied")

    def absent(self, name: str, what: str | None = None) -> Shown:
        """Why a table is not there; in short where another one above lacks the same.

        `what` is missing where that is not the table itself, such as a chart of it: of the two the
        first says why, and the other nothing. Of what is for the panel alone nothing is said here,
        but at the chapter's end.
        """
        if name in self.stated["not_supplied"]:
            why = self.missing(name)
            if why.startswith(RESTRICTED) or self._is_said(name, what):
                return Shown("", "")
            if self._absent.setdefault(why, name) != name:
                counted = "why" in self.stated["not_supplied"][name]
                why = (
                    "Not shown either, for the same reason." if counted else "Not supplied either."
                )
            return paragraph(why, "not-supplied")
        return paragraph(
            f"No published figures of {self.place} to compare with are held.", "not-supplied"
        )

    def _is_said(self, name: str, what: str | None) -> bool:
        """Whether it was said of a table, in another one's place, that it is not there."""
        return self._shown_as.setdefault(name, what) != what

    def missing(self, name: str) -> str:
        """Who did not supply what a table needs, or why it cannot be counted, as a sentence."""
        gap = self.stated["not_supplied"][name]
        if "why" in gap:
            return str(gap["why"])
        what = record_in_words(gap["record"])
        return f"Not supplied by {gap['by']}: {what}."

    def commentary(self) -> Shown:
        """What the analyst wrote on the chapter, or that nothing has been written yet.

        What the board said a year before that it would do follows, so that it can be asked for.
        """
        written = self.stated["commentary"]
        own = (
            Shown(f'<div class="commentary">{written}</div>', "The board's commentary.")
            if written is not None
            else paragraph(
                "The board has not yet said what this means and what it will do.", "not-supplied"
            )
        )
        promised = self.stated["promised"]
        if promised["words"] is None:
            return own
        heading = f"What the board said in {promised['year']} it would do"
        html = f'<h3>{heading}</h3><div class="commentary">{promised["words"]}</div>'
        return Shown(own.html + html, f"{own.text}\n{heading}.")

    def about(self) -> Shown:
        """Whom each table counts, what the records were, symbols, how children are protected, and
        what is not there. What stands beneath a table is not said again."""
        meanings = [f"{symbol} {meaning}" for symbol, meaning in SYMBOLS.items()]
        gaps = self._gaps()
        items = [
            *self._populations(),
            *(
                (f"The records: {each['record']}", " ".join(each["said"]))
                for each in self.stated["data_quality"]
            ),
            ("Symbols", "; ".join(meanings) + "."),
            ("How children are protected", self.report["disclosure"]["says"]),
            *((term, said) for term, sentences in gaps.items() for said in sentences),
        ]
        html = "".join(f"<dt>{escape(t)}</dt><dd>{escape(d)}</dd>" for t, d in items)
        return Shown(
            f'<dl class="about">{html}</dl>',
            "\n".join(f"{term}: {words}" for term, words in items),
            {ABOUT: {"gaps": gaps, "numbered": self._numbers}},
        )

    def _populations(self) -> list[tuple[str, str]]:
        """Whom the chapter's tables count: those of one population together, by their numbers."""
        counted: dict[str, list[str]] = {}
        for stated in self.stated["tables"]:
            table = self.table(stated["name"])
            shown = table.name in self._numbers["Table"]
            called = self._numbered("Table", table.name) if shown else table.title
            counted.setdefault(table.population, []).append(called)
        return [(_called(tables), f"{population}.") for population, tables in counted.items()]

    def _gaps(self) -> dict[str, list[str]]:
        """What is not there, a sentence each, by whether it was supplied or why it is not shown."""
        why = {name: self.missing(name) for name in self.stated["not_supplied"]}
        counted = {name for name, gap in self.stated["not_supplied"].items() if "why" in gap}
        kept = {name for name in counted if why[name].startswith(RESTRICTED)}
        gaps = {
            "Not supplied": [
                *sorted({why[name] for name in why.keys() - counted}),
                *(
                    f"Not supplied in the report's parameters: {meaning}."
                    for meaning in self.stated["figures_not_supplied"]
                ),
                *(m for t in self.stated["tables"] for m in self.table(t["name"]).missing),
            ],
            "Not counted": sorted({why[name] for name in counted - kept}),
            "For the panel alone": sorted(
                capitalised(why[name].removeprefix(RESTRICTED)) for name in kept
            ),
        }
        return {term: sentences for term, sentences in gaps.items() if sentences}

    def _numbered(self, kind: str, name: str) -> str:
        shown = self._numbers[kind]
        if name not in shown:
            shown.append(name)
        return f"{kind} {self.stated['number']}.{shown.index(name) + 1}"

    def _covers(self, table: ClearedTable) -> str:
        """The place and the years a table covers."""
        return f"{self.place}, {table.covers(str(self.year))}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        keys = (
            *("board", "year", "edition", "markings", "recipient", "versions", "figures"),
            *("disclosure", "published", "logo"),
        )
        opening = {key: self.report[key] for key in keys}
        opening["chapter"] = {key: self.stated[key] for key in ("name", "title", "number")}
        opening["chapters"] = self.report["contents"]
        words = f"{self.report['board']['name']}, {self.report['year']}"
        markings = ". ".join(self.report["markings"])
        return {
            "text/html": f'<p class="opening">{escape(words)}. {escape(markings)}.</p>',
            "text/plain": f"{words}. {markings}.",
            OPENING: opening,
        }


def _called(tables: list[str]) -> str:
    """Tables in words: "Tables 1.1 and 1.2", and by its title one that has no number."""
    numbered = (each.removeprefix("Table ") for each in tables if each.startswith("Table "))
    numbers = sorted(numbered, key=lambda number: int(number.split(".")[1]))
    titles = [each for each in tables if not each.startswith("Table ")]
    together = f"{'Table' if len(numbers) == 1 else 'Tables'} {listed(numbers)}" if numbers else ""
    return "; ".join(filter(None, [together, *titles]))
