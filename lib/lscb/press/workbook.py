"""All tables of a report as one accessible workbook, made from its cleared tables alone.

It follows the Government Analysis Function's guidance on statistics in spreadsheets, by the Office
for National Statistics' gptables: a cover, a contents list, notes, one table a sheet. It holds what
the CSV files hold and nothing else; no cell of it is a formula; it says no time and no author but
the board, so that the same tables give the same bytes.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd
from gptables import Cover, GPTable, produce_workbook

from lscb.cleared import RESTRICTED, Cleared, ClearedTable
from lscb.tables import SYMBOLS
from lscb.years import ReportingYear

LONGEST_NAME = 31
"""What Excel allows the name of a sheet."""

CELLS_AS_THEY_ARE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

WORDS_WIDE, NUMBERS_WIDE = 40, 18
"""How wide columns are, in characters; longer words and headings are wrapped."""


def workbook_file(held: Cleared) -> str:
    """What the workbook is called; a restricted edition says so in its name."""
    stated = held.manifest
    stem = f"{stated['board']['slug']}-{stated['year']}-tables"
    return f"{f'{RESTRICTED}_' if stated['edition'] == 'panel' else ''}{stem}.xlsx"


def workbook(held: Cleared) -> bytes:
    """The workbook of all tables of a report, as XLSX.

    Figures are numbers, right aligned and with the decimals they are printed with; symbols are
    text. Every sheet bears the report's markings.
    """
    tables = _named(held)
    notes = list(dict.fromkeys(note for table in tables.values() for note in _notes(table)))
    markings = held.manifest["markings"]
    sheets = {name: _sheet(held, table, name, notes) for name, table in tables.items()}
    file = io.BytesIO()
    with warnings.catch_warnings():
        # That a report has no notes, or that pandas will change, is not for an analyst to hear.
        warnings.filterwarnings("ignore", module="gptables")
        book = produce_workbook(
            file,
            sheets,
            cover=_cover(held),
            contentsheet_label="Contents" if sheets else None,
            contentsheet_options={"subtitles": markings},
            notes_table=_notes_table(notes),
            notesheet_options={"instructions": f"{_sentences(markings)} {ONE_TABLE}"},
            auto_width=False,
            workbook_options=CELLS_AS_THEY_ARE,
        )
    for name, wide in _widths(tables).items():
        sheet = book.get_worksheet_by_name(name)
        for column, characters in enumerate(wide if sheet else ()):
            sheet.set_column(column, column, characters)
    board = held.manifest["board"]["name"]
    book.set_properties({"title": _title(held), "author": board, "comments": _sentences(markings)})
    book.close()
    return _with_language(file.getvalue())


ONE_TABLE = "This worksheet contains one table."

SHORTHAND = "; ".join(f"{symbol} {meaning}" for symbol, meaning in SYMBOLS.items())


def _named(held: Cleared) -> dict[str, ClearedTable]:
    """Each table by the name of its sheet: its own, made unlike those before it where need be.

    One without rows has no sheet: a table of spreadsheets has at least one.
    """
    found: dict[str, ClearedTable] = {}
    taken = {"cover", "contents", "notes", "history"}
    for table in filter(lambda table: not table.cells.empty, _tables(held)):
        name, number = table.name[:LONGEST_NAME], 1
        while name.casefold() in taken:
            number += 1
            name = f"{table.name[: LONGEST_NAME - 1 - len(str(number))]}_{number}"
        taken.add(name.casefold())
        found[name] = table
    return found


def _tables(held: Cleared) -> Iterator[ClearedTable]:
    for chapter in held.chapters():
        for stated in chapter["tables"]:
            yield held.table(chapter["name"], stated["name"])


def _title(held: Cleared) -> str:
    return f"{held.manifest['board']['name']}: tables of the annual report, {held.manifest['year']}"


def _cover(held: Cleared) -> Cover:
    stated = held.manifest
    empty = [table.title for table in _tables(held) if table.cells.empty]
    about = [
        "Each worksheet holds one table. The worksheet has the name of the table's file among the "
        "report's downloads.",
        f"Years are reporting years: {stated['year']} is {ReportingYear(stated['year']).days}.",
        f"Shorthand in the place of a figure: {SHORTHAND}.",
        "[low], which elsewhere marks a figure that rounds to 0 and is not 0, is not used: such a "
        "figure is printed as 0.",
        stated["disclosure"]["says"],
        *(f"Not here, since it has no rows yet: {title}." for title in dict.fromkeys(empty)),
        f"Made from cleared tables by lscb {stated['versions']['lscb']}.",
    ]
    intro = [*stated["markings"], "Every table of the report. The report says what they mean."]
    return Cover(_plain(_title(held)), intro=_all_plain(intro), about=_all_plain(about))


def _sheet(held: Cleared, table: ClearedTable, name: str, notes: Sequence[str]) -> GPTable:
    values = {c: _values(table.cells[c], _is_number(table, c)) for c in table.cells}
    cells = pd.DataFrame(values, dtype=object)
    cells.columns = _headings(table)
    covers = f"{held.manifest['board']['place']}, {table.covers(held.manifest['year'])}"
    marks = "".join(f"$${notes.index(note)}$$" for note in _notes(table))
    title = _plain(f"{table.title}, {covers}")
    used = {symbol for column in table.cells for symbol in table.cells[column]} & SYMBOLS.keys()
    explained = " The worksheet Notes says what the notes are." if marks else ""
    return GPTable(
        cells,
        f"table_{name}",
        f"{title} {marks}" if marks else title,
        subtitles=_all_plain(table.markings),
        instructions=f"{ONE_TABLE}{explained}",
        legend=[f"{symbol} {SYMBOLS[symbol]}" for symbol in SYMBOLS if symbol in used],
        source=f"Source: {_plain(table.source)}.",
        scope=f"Counted: {_plain(table.population)}.",
        index_columns={2: 0},
        additional_formatting=list(_formats(table)),
    )


def _notes(table: ClearedTable) -> list[str]:
    return list(dict.fromkeys([*table.notes, *table.missing]))


def _notes_table(notes: Sequence[str]) -> pd.DataFrame | None:
    if not notes:
        return None
    return pd.DataFrame({"": map(str, range(len(notes))), "Note": _all_plain(notes)})


def _headings(table: ClearedTable) -> list[str]:
    """What each column means, with its unit; with its name as well where two mean the same."""
    said = []
    for column in table.columns.values():
        unit = column.get("lscb:unit", "number")
        told = "" if unit in UNTOLD or unit in column["dc:description"] else f" ({unit})"
        said.append(_plain(f"{column['dc:description']}{told}"))
    names = table.columns.keys()
    return [
        f"{each} ({name})" if said.count(each) > 1 else each
        for each, name in zip(said, names, strict=True)
    ]


UNTOLD = ("number", "words", "date", "as measured", "p", "ratio", "rate", "score")
"""Units that the meaning of a column or of its row says by itself."""


def _is_number(table: ClearedTable, column: str) -> bool:
    return table.columns[column]["datatype"] == "number"


def _values(cells: Iterable[str], is_number: bool) -> list[str | float]:
    """The cells of a column as they are written: words, symbols and numbers."""
    return [_plain(c) if c in SYMBOLS or not is_number else _number(c) for c in cells]


def _number(cell: str) -> float:
    return int(cell) if _decimals(cell) == 0 else float(cell)


def _decimals(cell: str) -> int:
    return len(cell.partition(".")[2])


def _formats(table: ClearedTable) -> Iterator[dict[str, dict[str, object]]]:
    """How figures are shown: right aligned, with thousands and the decimals they are printed with.

    A column's numbers may differ in their decimals: those that do are told one by one.
    """
    columns: dict[int, list[int]] = {}
    others = []
    for place, name in enumerate(table.cells):
        if not _is_number(table, name):
            continue
        shown = {
            row: _decimals(c) for row, c in enumerate(table.cells[name], 1) if c not in SYMBOLS
        }
        usual = max(shown.values(), key=list(shown.values()).count, default=0)
        columns.setdefault(usual, []).append(place)
        others += [((row, place), n) for row, n in shown.items() if n != usual]
    for decimals, places in columns.items():
        look = {"align": "right", "num_format": _pattern(decimals)}
        yield {"column": {"columns": places, "format": look}}
    for cell, decimals in others:
        yield {"cell": {"cells": cell, "format": {"num_format": _pattern(decimals)}}}


def _pattern(decimals: int) -> str:
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def _widths(tables: dict[str, ClearedTable]) -> dict[str, list[int]]:
    """How wide the columns of each sheet are."""
    of_tables = {
        name: [NUMBERS_WIDE if _is_number(table, c) else WORDS_WIDE for c in table.cells]
        for name, table in tables.items()
    }
    return {"Contents": [LONGEST_NAME + 4, 100], "Notes": [WORDS_WIDE, 100]} | of_tables


def _sentences(words: Iterable[str]) -> str:
    return " ".join(f"{_plain(each)}." for each in words)


def _all_plain(texts: Iterable[str]) -> list[str]:
    return [_plain(text) for text in texts]


def _plain(text: str) -> str:
    """Text in which gptables finds no link and no note of its own, and that says something.

    It takes `[a](b)` for a link and `$$a$$` for a note, whoever wrote it, and refuses a cell
    without a letter or figure, which no screen reader reads.
    """
    apart = re.sub(r"\$(?=\$)", "$ ", text.replace("](", "] ("))
    return apart if re.search(r"[a-zA-Z0-9]", apart) else f"{apart} (as written)".strip()


def _with_language(content: bytes) -> bytes:
    """The workbook with its language and without the time at which it was made."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(file, "w") as said:
        for part in book.infolist():
            held = book.read(part)
            if part.filename == "docProps/core.xml":
                held = re.sub(rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", held)
                end = b"</cp:coreProperties>"
                held = held.replace(end, b"<dc:language>en-GB</dc:language>" + end)
            said.writestr(part, held)
    return file.getvalue()
