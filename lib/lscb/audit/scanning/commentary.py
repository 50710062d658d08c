"""Numbers in the analyst's own words that no cleared table gives, until the parameters say so.

What an analyst writes passes no gate: a count of three that is withheld in every table may stand
in a sentence. So each number of a commentary is looked for among the cleared values; and one that
is a withheld value of its chapter as well is not cleared by any that is like it by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lscb.audit.scanning.numbers import Number, numbers_in
from lscb.cleared import Cleared, ClearedTable
from lscb.errors import Problem
from lscb.tables import SYMBOLS, WITHHELD

SMALL = 5
"""Up to here a number may be a withheld one: a count of the same chapter's people alone clears it.

That some course had three sessions says nothing of the three people of a sentence.
"""

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
SAID = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty-four"
NUMBERED = (
    "sections?|regulations?|articles?|chapters?|figures?|tables?|paragraphs?|appendix|annex|"
    "schedules?|priority|objective|recommendation|key stage|tier|level|phase|volume|version"
)
EXEMPT = re.compile(
    # Years and days, alone and in reporting years.
    r"\b(?:19|20)\d\d(?:[-–/]\d{2,4}){0,2}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTHS})\b"
    r"|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    # How long something takes, or is ago; but "two week-old infants" may be two infants.
    rf"|\b(?:\d+|(?i:{SAID}))[- ](?:working )?(?:year|month|week|day|hour|minute)s?\b(?![- ]old)"
    # What is numbered, and how it is written: laws, lists and headings.
    rf"|\b(?i:{NUMBERED}) \d+(?:\.\d+)*\b"
    r"|^\s*(?:#+\s*)?\d+(?:\.\d+)*[.)](?=\s)|^\s*#+\s*\d+(?:\.\d+)*(?=\s)"
    # How wide limits are, which a withheld count has no part in; addresses of the web.
    r"|\b9[59](?:\.8)? ?(?:%|per ?cent)(?= (?:confidence |control )?(?:interval|limit))"
    r"|https?://\S+|\]\([^)\s]*\)",
    re.MULTILINE,
)
"""Numbers that count nobody."""

PERCENT = re.compile(r"\s?(?:%|per ?cent\b)", re.IGNORECASE)
WORD = re.compile(r"[\w-]+")


class Written(NamedTuple):
    """A text of the analyst's that a report prints: its file, its first line there, its words."""

    file: str
    line: int
    words: str


@dataclass(frozen=True)
class _Values:
    """The values that are cleared: all of a report's, and of one chapter its counts of people; and
    those that are withheld in that chapter."""

    all: frozenset[float]
    percentages: frozenset[float]
    counts: frozenset[float]
    phrases: frozenset[str]
    withheld: frozenset[float]


def unconfirmed(
    held: Cleared,
    whole: Cleared,
    confirmed: Mapping[str, Sequence[str]],
    written: Mapping[str, Sequence[Written]],
    parameters: str,
) -> list[Problem]:
    """Every number of a commentary that matches no cleared value and is not confirmed.

    `whole` is the panel's clearing, which has what is withheld from the public. `confirmed` and
    `written` are by chapter, `parameters` is what a letter calls the file in which texts are
    confirmed. What is confirmed there and stands in no commentary is a problem too: it would let a
    later text through unread.
    """
    found = []
    tables = _tables(held)
    for chapter, texts in written.items():
        values = _values(held, whole, tables, chapter)
        for text in texts:
            found += _of_text(text, values, confirmed.get(chapter, ()))
    return [*found, *_confirmed_in_vain(confirmed, written, parameters)]


def _of_text(text: Written, values: _Values, confirmed: Sequence[str]) -> Iterator[Problem]:
    settled = [found.span() for found in EXEMPT.finditer(text.words)]
    settled += [span for each in confirmed for span in _places(each, text.words)]
    for number in numbers_in(text.words):
        if any(start <= number.start and number.end <= end for start, end in settled):
            continue
        if not _is_cleared(number, text.words, values):
            yield Problem(
                text.file,
                "expected a number that a cleared table gives, or that is confirmed",
                found=repr(number.written),
                row=text.line + text.words.count("\n", 0, number.start),
                unit="line",
            )


def _places(confirmed: str, words: str) -> Iterator[tuple[int, int]]:
    """Where a confirmed text stands, as whole words."""
    pattern = re.compile(rf"(?<![\w.,]){re.escape(confirmed)}(?!\w|[.,]\d)", re.IGNORECASE)
    return (found.span() for found in pattern.finditer(words))


def _is_cleared(number: Number, words: str, values: _Values) -> bool:
    if any(phrase in values.phrases for phrase in _phrases(number, words)):
        return True
    if number.value is None or number.value in values.withheld:
        return False
    if PERCENT.match(words, number.end):
        return number.value in values.percentages
    if number.value <= SMALL and number.value.is_integer():
        return number.value in values.counts
    return number.value in values.all


def _phrases(number: Number, words: str) -> Iterator[str]:
    """A number with the two words after it, and with the two before: "15 working days"."""
    after = WORD.findall(words[number.end : number.end + 60])[:2]
    before = WORD.findall(words[max(number.start - 60, 0) : number.start])[-2:]
    for phrase in ([number.written, *after], [*before, number.written]):
        if len(phrase) > 2:
            yield " ".join(phrase).casefold()


def _tables(held: Cleared) -> dict[str, list[ClearedTable]]:
    return {
        chapter["name"]: [held.table(chapter["name"], each["name"]) for each in chapter["tables"]]
        for chapter in held.chapters()
    }


def _values(
    held: Cleared, whole: Cleared, tables: Mapping[str, list[ClearedTable]], chapter: str
) -> _Values:
    every = [table for of_chapter in tables.values() for table in of_chapter]
    stated = {float(each["value"]) for each in held.manifest["figures"] if each["value"]}
    percentages = set(_figures(every, unit="percent"))
    counts = _figures(tables.get(chapter, ()), of=("children", "staff"))
    said = [text for table in every for text in _labels(table)]
    phrases = {p for text in said for n in numbers_in(text) for p in _phrases(n, text)}
    return _Values(
        frozenset({*_figures(every), *stated}),
        frozenset(percentages | {float(round(value)) for value in percentages}),
        frozenset(counts),
        frozenset(phrases),
        frozenset(_withheld(tables.get(chapter, ()), whole, chapter)),
    )


def _withheld(tables: Sequence[ClearedTable], whole: Cleared, chapter: str) -> Iterator[float]:
    """What stands in the panel's tables where the public's have a symbol for it, and percentages
    to the next whole one as well. Of a row that the public's alone has nothing is known here."""
    for table in tables:
        cells = whole.table(chapter, table.name).cells
        at = list(table.dimensions)
        beside = table.cells[at].merge(cells, on=at, how="left", validate="one_to_one")
        for name, about in table.columns.items():
            if about["lscb:role"] == "figure" and about["datatype"] == "number":
                gone = beside[name][table.cells[name].to_numpy() == WITHHELD]
                values = [float(cell) for cell in gone.dropna() if cell not in SYMBOLS]
                yield from values
                if about["lscb:unit"] == "percent":
                    yield from (float(round(value)) for value in values)


def _figures(
    tables: Sequence[ClearedTable], *, unit: str | None = None, of: Sequence[str] | None = None
) -> Iterator[float]:
    """The numbers that tables print; of one unit, or counts of some alone, where that is asked."""
    for table in tables:
        for name, about in table.columns.items():
            wanted = about["lscb:role"] == "figure" and about["datatype"] == "number"
            wanted &= of is None or about.get("lscb:counts") in of
            if wanted and unit in (None, about["lscb:unit"]):
                yield from (float(cell) for cell in table.cells[name] if cell not in SYMBOLS)


def _labels(table: ClearedTable) -> Iterator[str]:
    """The words of a table that its author chose: what is shown of whom, by which groups."""
    yield from (table.title, table.population)
    yield from (about["dc:description"] for about in table.columns.values())
    for dimension in table.dimensions:
        yield from table.cells[dimension].unique()


def _confirmed_in_vain(
    confirmed: Mapping[str, Sequence[str]],
    written: Mapping[str, Sequence[Written]],
    parameters: str,
) -> Iterator[Problem]:
    for chapter, texts in confirmed.items():
        words = "\n".join(text.words for text in written.get(chapter, ()))
        for text in texts:
            if not any(_places(text, words)):
                yield Problem(
                    parameters,
                    "expected a text that stands in the chapter's commentary",
                    found=repr(text),
                    column=f"disclosure.confirmed.{chapter}",
                )
