"""What analysts look up, written from the declarations: `data/README.md`, `parameters/README.md`.

`python -m lscb.dictionaries` writes both; a test keeps them current.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_args

from pydantic import BaseModel

from lscb import measures, records
from lscb.comparators import held
from lscb.comparators.published import PUBLISHED
from lscb.records.sources import formats_of
from lscb.report import Report
from lscb.scope import Wanted
from lscb.workbench import Workbench


def data_dictionary() -> str:
    """`data/README.md`: every record, column and code, and every published measure."""
    return "\n".join([*_record_lines(), *_comparator_lines()]) + "\n"


def parameter_dictionary() -> str:
    """`parameters/README.md`: every key of a parameter file, and every figure a chapter takes."""
    return "\n".join(_parameter_lines()) + "\n"


def _record_lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Made from the declarations in `lib/lscb/records/` by `make docs`."
    yield ""
    yield "Put what the council holds in `data/<board>/<year>/`. A file is told by what is in it:"
    yield "a record below is read of the formats named beside it, or of a CSV file or a"
    yield "workbook's sheet that has its columns, under these names or those that the parameters"
    yield "state at `columns:`. Dates are written YYYY-MM-DD or DD/MM/YYYY, 18 October 2014 or"
    yield "18-Oct-14. Other columns may stand beside these: they are not read. Rows that a filter"
    yield "hides are read, sheets that are hidden are not. Either each year's"
    yield "folder holds that year's records, or the latest year's holds one extract of them all,"
    yield "or several years' censuses. The same thing in two files counts once, as the later has"
    yield "it. `lscb new BOARD YEAR` writes blank files into `blank/` in the year's folder, which"
    yield "nobody reads: fill one and move it up, or state the record under `not_supplied:`."
    for name, record in records.declared().items():
        others = "; ".join(formats_of(name))
        also = f" Also read of {others}." if others else ""
        yield from ("", f"## {name}.csv", "", f"One row is {record.row}.{also}", "")
        yield "| column | what it is | type | may be blank |"
        yield "|---|---|---|---|"
        for column in record.columns:
            codes = f" One of: {'; '.join(column.codes)}." if column.codes else ""
            blank = "no" if column.required else "yes"
            blank += "" if column.expected else "; the column may be left out"
            yield f"| `{column.name}` | {column.description}{codes} | {column.kind} | {blank} |"


def _comparator_lines() -> Iterator[str]:
    yield from ("", "# Comparators", "")
    yield "`comparators/` holds what others have published, never anything of a board's records:"
    yield "`figures/RELEASE.csv`, one release, one row a figure, made by `lscb comparators add`"
    yield "from the files as they were downloaded; `boards.csv`, what boards printed in their own"
    yield "reports, with the same columns; `neighbours.csv`, lists of statistical neighbours by"
    yield "the model that made them; `areas.csv`, each council's region; `releases.csv`, what"
    yield "each release is. Contains public sector information licensed under the Open Government"
    yield "Licence v3.0."
    yield from ("", "| column | what it is |", "|---|---|")
    for column, meaning in held.COLUMNS.items():
        yield f"| `{column}` | {meaning} |"
    yield ""
    yield (
        "In the place of a number: " + "; ".join(f"{s} {m}" for s, m in held.SYMBOLS.items()) + "."
    )
    yield from ("", "| measure | what it is | unit | better when |", "|---|---|---|---|")
    for name, measure in PUBLISHED.items():
        yield f"| `{name}` | {measure.meaning} | {measure.unit} | {measure.polarity} |"


def _parameter_lines() -> Iterator[str]:
    yield "# Parameters"
    yield ""
    yield "Made from the declarations in `lib/lscb/report.py` and `lib/lscb/measures/` by"
    yield "`make docs`. One file, `parameters/<board>/<year>.yaml`, is one annual report, complete."
    yield "A key that is not listed here is an error. To start one, type `lscb new BOARD YEAR`."
    yield ""
    yield "| key | what it is |"
    yield "|---|---|"
    for key, meaning in _keys(Report):
        yield f"| `{key}` | {meaning} |"
    yield from ("", "## Figures", "")
    yield "A figure that is not counted from the records stands under `figures:` by one of these"
    yield "names, and always says its source."
    yield ""
    yield "| figure | what it is | stated as | chapters |"
    yield "|---|---|---|---|"
    for figure, (wanted, chapters) in sorted(_figures().items()):
        form = f"`by:` {wanted.by}" if wanted.by else "`value:`"
        form += f": {'; '.join(wanted.names)}" if wanted.names else ""
        yield f"| `{figure}` | {wanted.meaning} | {form} | {', '.join(chapters)} |"


def _keys(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        part: Any = field.annotation
        if field.description:
            yield f"{before}{name}", field.description
        of = [each for each in (part, *get_args(part)) if _is_model(each)]
        if of and name != "figures":
            yield from _keys(of[0], f"{before}{name}.")
        elif name == "figures":
            yield from _keys(part.__args__[1], f"{before}{name}.NAME.")


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _figures() -> dict[str, tuple[Wanted, list[str]]]:
    """Each figure any chapter takes: what it is, and which chapters take it."""
    figures: dict[str, tuple[Wanted, list[str]]] = {}
    for found in iter_modules(measures.__path__):
        module = import_module(f"{measures.__name__}.{found.name}")
        for name, wanted in getattr(module, "FIGURES", {}).items():
            figures.setdefault(name, (wanted, []))[1].append(found.name)
    return figures


def main() -> None:
    """Write both files into the workbench."""
    root = Workbench.around().root
    for folder, text in (("data", data_dictionary()), ("parameters", parameter_dictionary())):
        (root / folder / "README.md").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
