"""A cleared table as files: a tidy CSV, and its metadata in the form of the W3C's "CSV on the Web".

The CSV opens in Excel; no cell of it is a formula. The metadata says what each column means,
what it counts and what the symbols stand for.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from typing import Any

from lscb.tables import SYMBOLS, Column, Table

MARKING = "marking"
"""The last column of every table: what the reader of the file alone must be told."""

OTHERS = "the figures of this table are real, as others published them"


def csv_of(table: Table, markings: list[str]) -> bytes:
    """The table as a CSV that Excel opens: UTF-8 with a mark, no cell that Excel would run."""
    cells = table.cells.assign(**{MARKING: "; ".join(_markings_of(table, markings))})
    for name in (*table.dimensions, *table.attributes):
        cells[name] = [harmless(str(value)) for value in cells[name]]
    # Where a program takes semicolons for the ends of cells, a quoted cell is still one cell.
    return cells.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).encode(
        "utf-8-sig"
    )


def metadata_of(table: Table, file: str, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The CSVW metadata of a table: its title, and what each column means and counts."""
    dimensions = [_words_metadata(*each, "dimension") for each in table.dimensions.items()]
    attributes = [_words_metadata(*each, "attribute") for each in table.attributes.items()]
    marking = _words_metadata(
        MARKING, "What a reader of this file must know before using it.", "marking"
    )
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": file,
        "dialect": {"encoding": "utf-8", "header": True},
        "dc:title": table.title,
        "dc:creator": manifest["board"]["name"],
        "dc:source": table.source,
        "dc:temporal": manifest["year"],
        "lscb:population": table.population,
        "lscb:markings": _markings_of(table, manifest["markings"]),
        "lscb:notes": list(table.notes),
        "lscb:missing": list(table.missing),
        "lscb:symbols": SYMBOLS,
        "tableSchema": {
            "columns": [
                *dimensions,
                *(_figure_metadata(c) for c in table.columns),
                *attributes,
                marking,
            ],
            "primaryKey": list(table.dimensions),
        },
    }


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def json_of(content: object) -> bytes:
    """JSON as it is always written: sorted where order means nothing, one line a value."""
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _markings_of(table: Table, markings: list[str]) -> list[str]:
    """The report's markings, and that a demonstration's are not about others' figures."""
    return markings if table.is_own else [*markings, OTHERS]


def _words_metadata(name: str, meaning: str, role: str) -> dict[str, Any]:
    return {
        "name": name,
        "titles": name,
        "dc:description": meaning,
        "datatype": "string",
        "lscb:role": role,
    }


def _figure_metadata(column: Column) -> dict[str, Any]:
    counted = {"lscb:counts": column.counts} if column.counts else {}
    rests_on = {"lscb:restsOn": list(column.rests_on)} if column.rests_on else {}
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.meaning,
        "datatype": {"date": "date", "words": "string"}.get(column.unit, "number"),
        "null": list(SYMBOLS),
        "lscb:role": "figure",
        "lscb:unit": column.unit,
        **counted,
        **rests_on,
    }
