"""A cleared table on the page: captioned, scoped, numbers aligned, its file one click away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from lscb.cleared import ClearedTable
from lscb.figures.shown import Shown, exhibit, symbols_note
from lscb.figures.wording import figure
from lscb.tables import SYMBOLS, TOTAL, WITHHELD


@dataclass(frozen=True)
class Layout:
    """How a tidy table is laid out on the page.

    Parameters
    ----------
    rows: the dimension that names the rows; of several, nested, the innermost that is not a
        total does.
    across: a dimension that runs across the page, a group of columns a value; or none.
    headings: each figure shown, in order, and its column heading.
    row_heading: the heading over the names of the rows.
    grouped: whether the outer of two row dimensions heads its rows, in a row of its own that has
        no figures: they are no parts of a row above.
    row_label: how the name of a row is printed.
    quiet: a column and the words in it that make a row grey: it has too little to be judged by.
    """

    rows: tuple[str, ...]
    headings: Mapping[str, str]
    row_heading: str
    across: str | None = None
    grouped: bool = False
    row_label: Callable[[str], str] = str
    quiet: tuple[str, str] | None = None


ALL_WITHHELD = f"All figures of this table are {SYMBOLS[WITHHELD]}."


def page_table(table: ClearedTable, layout: Layout, caption: str) -> Shown:
    """The table as HTML; `caption` begins with its number.

    Where all its figures are withheld, one sentence says so, with the file beneath it.
    """
    if not table.tells(layout.headings):
        return _all_withheld(table, caption)
    columns = _columns(table, layout)
    bodies, printed = _bodies(table, layout, columns)
    heads = f'<th scope="col">{escape(layout.row_heading)}</th>' + "".join(
        f'<th scope="col"{_number_class(column)}>{escape(column.heading)}</th>'
        for column in columns
    )
    named = "; ".join(column.heading for column in columns)
    alternative = f"Each row: {layout.row_heading}. Columns: {named}."
    html = (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table data-alternative="{escape(alternative)}">'
        f"<caption><span>{escape(caption)}</span></caption><thead><tr>{heads}</tr></thead>"
        f"{bodies}</table></div>{_beneath(table, printed, caption)}"
    )
    cells = _as_text(table)
    return exhibit(caption, table.population, table.source, alternative, html, cells=cells)


def _all_withheld(table: ClearedTable, caption: str) -> Shown:
    html = (
        f'<div class="withheld"><p class="caption">{escape(caption)}</p>'
        f'<p class="not-supplied">{ALL_WITHHELD}</p>'
        f'<p class="beneath">Source: {escape(table.source)}. {_download(table, caption)}</p></div>'
    )
    return exhibit(caption, table.population, table.source, ALL_WITHHELD, html)


def _bodies(
    table: ClearedTable, layout: Layout, columns: list[_PageColumn]
) -> tuple[str, list[str]]:
    """The rows of the page and all their cells; a grouped table has a body for each group."""
    bodies: dict[str, list[str]] = {}
    printed = []
    for names, rows in table.cells.groupby(list(layout.rows), sort=False):
        group = names[0] if layout.grouped else ""
        label, nested = _row_label(names[1:] if layout.grouped else names)
        found = _by_group(rows, layout)
        cells = [(column, found[column.across][column.name]) for column in columns]
        printed += [cell for _, cell in cells]
        quiet = layout.quiet is not None and (rows[layout.quiet[0]] == layout.quiet[1]).all()
        name = label if label == TOTAL else layout.row_label(label)
        bodies.setdefault(group, []).append(_row_html(name, nested, cells, quiet))
    html = "".join(
        f"<tbody>{_group_html(group, len(columns) + 1)}{''.join(rows)}</tbody>"
        for group, rows in bodies.items()
    )
    return html or "<tbody></tbody>", printed


def _group_html(group: str, wide: int) -> str:
    """The row that heads a group; none where there are no groups, nor above the total of all."""
    if group in ("", TOTAL):
        return ""
    return (
        f'<tr class="group"><th scope="rowgroup" colspan="{wide}"><span>{escape(group)}</span>'
        "</th></tr>"
    )


@dataclass(frozen=True)
class _PageColumn:
    name: str
    heading: str
    is_figure: bool
    across: str | None = None


def _columns(table: ClearedTable, layout: Layout) -> list[_PageColumn]:
    if layout.across is None:
        return [
            _PageColumn(name, heading, _is_figure(table, name))
            for name, heading in layout.headings.items()
        ]
    return [
        _PageColumn(name, f"{group}: {heading}", _is_figure(table, name), group)
        for group in table.cells[layout.across].unique()
        for name, heading in layout.headings.items()
    ]


def _is_figure(table: ClearedTable, name: str) -> bool:
    words = table.columns.get(name, {}).get("lscb:unit") == "words"
    return name not in table.attributes and not words


def _by_group(rows: pd.DataFrame, layout: Layout) -> dict[str | None, dict[str, str]]:
    """The rows of the table that are one row of the page, by the group of columns each fills."""
    first_last = reversed(rows.to_dict("records"))
    return {row[layout.across] if layout.across else None: row for row in first_last}


def _row_label(names: Sequence[str]) -> tuple[str, bool]:
    """The name of a row, and whether it is a part of the row above it."""
    inner = [name for name in names if name != TOTAL]
    return (inner[-1] if inner else TOTAL), len(names) > 1 and names[-1] != TOTAL


def _row_html(
    label: str, nested: bool, cells: Sequence[tuple[_PageColumn, str]], quiet: bool = False
) -> str:
    is_part = "part" if nested else ""
    name = "total" if label == TOTAL else "few" if quiet else is_part
    kind = f' class="{name}"' if name else ""
    figures = "".join(
        f"<td{_number_class(c)}>{escape(_printed(cell) if c.is_figure else cell)}</td>"
        for c, cell in cells
    )
    return f'<tr{kind}><th scope="row">{escape(label)}</th>{figures}</tr>'


def _printed(cell: str) -> str:
    try:
        return figure(cell)
    except ValueError:
        return cell


def _as_text(table: ClearedTable) -> str:
    """All cells of a table as a terminal shows them, figures as they are printed."""
    named = [n for n in table.cells if n not in table.dimensions and _is_figure(table, n)]
    printed = {name: table.cells[name].map(_printed) for name in named}
    return table.cells.assign(**printed).to_string(index=False)


def _number_class(column: _PageColumn) -> str:
    return ' class="number"' if column.is_figure else ' class="words"'


def _beneath(table: ClearedTable, printed: list[str], caption: str) -> str:
    """What stands under a table: its notes, what its symbols mean, its source and its file."""
    notes = [*table.notes, *table.missing, symbols_note(printed), f"Source: {table.source}."]
    words = " ".join(escape(note) for note in notes if note)
    return f'<p class="beneath">{words} {_download(table, caption)}</p>'


def _download(table: ClearedTable, caption: str) -> str:
    number = escape(caption.split(":", 1)[0])
    return f'<a href="tables/{escape(table.file)}">Download {number} (CSV)</a>'
