"""Cleared tables: what passed the gate, on disk, and how whoever needs them opens them.

One clearing is a folder named by the digest of what it holds, so that it never changes, and a
small file beside it points at the one in force. Each table is a tidy CSV with a CSVW metadata
file ("CSV on the Web", W3C 2015). Chapters, the press and downloads see nothing else.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lscb.csvw import MARKING, csv_of, json_of, metadata_of
from lscb.editions import Edition
from lscb.errors import ChapterError, DataError, Problem
from lscb.inputs import Parts, cleared_from, digest_of, inputs, kept, part_digests
from lscb.locks import alone, is_held
from lscb.tables import SYMBOLS, WITHHELD, Table
from lscb.workbench import ReportPlace

if TYPE_CHECKING:
    import pandas as pd

RESTRICTED = "OFFICIAL-SENSITIVE"
DRAFT = "Draft, not published"

CERTIFICATE = "certificate.json"
"""What attackers found, in every public edition: no value, nor anything that tells of one."""

REGISTRATION = "registration.json"
"""What the tables of a clearing hold, count by count, and no value: see `lscb.registration`."""

RESTATED = "restated.json"
"""Which published figures are other ones now, in every edition: see `lscb.clearing.restated`."""

PINNED = "LSCB_CLEARED"
"""The clearing that a report is being pressed from, so that all its chapters see the same."""


@dataclass(frozen=True)
class ClearedTable:
    """One cleared table: its metadata, and its cells as they are printed."""

    name: str
    title: str
    population: str
    source: str
    markings: tuple[str, ...]
    notes: tuple[str, ...]
    missing: tuple[str, ...]
    dimensions: Mapping[str, str]
    attributes: Mapping[str, str]
    columns: Mapping[str, Mapping[str, Any]]
    cells: pd.DataFrame
    file: str

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """Its cells row by row, for whoever looks up single ones."""
        return self.cells.to_dict("records")

    def covers(self, year: str) -> str:
        """The years it covers, from the first to the last it names; `year` where it names none."""
        of_years = {"year", "period"} & set(self.dimensions)
        named = " ".join(self.cells.iloc[:, 0].unique()) if of_years else ""
        years = sorted(set(re.findall(r"\d{4}-\d{2}", named))) or [year]
        return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"

    def tells(self, figures: Iterable[str] | None = None) -> bool:
        """Whether anything is to be read from some of its figures, of all where none is named.

        Not where each of them is a symbol, and one at least is withheld. Populations and other
        figures that were given and not counted tell nothing by themselves: those alone are not
        looked at.
        """
        apart = {*self.dimensions, *self.attributes}
        named = [n for n in (self.cells if figures is None else figures) if n not in apart]
        about = {n: self.columns.get(n, {}).keys() for n in named}
        counted = [n for n in named if {"lscb:counts", "lscb:restsOn"} & about[n]]
        found = set(self.cells[counted or named].to_numpy().ravel())
        return not (WITHHELD in found and found <= SYMBOLS.keys())


@dataclass(frozen=True)
class Cleared:
    """One clearing of one edition of one report."""

    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))

    @property
    def digest(self) -> str:
        return self.folder.name.split("-", 1)[1]

    def chapter(self, name: str) -> dict[str, Any]:
        """What the manifest says of a chapter; KeyError when the report has no such chapter."""
        return next(each for each in self.chapters() if each["name"] == name)

    def chapters(self) -> list[dict[str, Any]]:
        return self.manifest["chapters"]

    def file_stem(self, chapter: str) -> str:
        return file_stem(chapter, self.manifest["edition"])

    @cached_property
    def _tables(self) -> dict[tuple[str, str], ClearedTable]:
        return {}

    def table(self, chapter: str, name: str) -> ClearedTable:
        """One table of a chapter, every cell as text."""
        if (chapter, name) not in self._tables:
            self._tables[chapter, name] = self._read(chapter, name)
        return self._tables[chapter, name]

    def _read(self, chapter: str, name: str) -> ClearedTable:
        import pandas as pd

        stated = next(t for t in self.chapter(chapter)["tables"] if t["name"] == name)
        metadata = json.loads(
            (self.folder / f"{stated['file']}-metadata.json").read_text(encoding="utf-8")
        )
        cells = pd.read_csv(
            self.folder / stated["file"], dtype=str, keep_default_na=False, encoding="utf-8-sig"
        )
        columns = {c["name"]: c for c in metadata["tableSchema"]["columns"] if c["name"] != MARKING}
        return ClearedTable(
            name=name,
            title=metadata["dc:title"],
            population=metadata["lscb:population"],
            source=metadata["dc:source"],
            markings=tuple(metadata["lscb:markings"]),
            notes=tuple(metadata["lscb:notes"]),
            missing=tuple(metadata["lscb:missing"]),
            dimensions=_described(columns, "dimension"),
            attributes=_described(columns, "attribute"),
            columns=columns,
            cells=cells.drop(columns=MARKING),
            file=stated["file"],
        )


def _described(columns: Mapping[str, Mapping[str, Any]], role: str) -> dict[str, str]:
    """The columns of one role, and what each means."""
    return {n: c["dc:description"] for n, c in columns.items() if c["lscb:role"] == role}


def file_stem(chapter: str, edition: Edition) -> str:
    """What a chapter's downloads begin with: a restricted edition says so in every name."""
    return f"{RESTRICTED}_{chapter}" if edition == "panel" else chapter


def opened(place: ReportPlace, edition: Edition, *, afresh: bool = False) -> Cleared:
    """The cleared tables in force; made first, by the clearing process, if they are out of date or
    wanted `afresh`.

    Raises DataError as `standing` does, and when the clearing is refused.
    """
    held = standing(place, edition, afresh=afresh)
    if held is None:
        _clear_in_another_process(place, edition)
        held = latest(place, edition)
    return held


def standing(place: ReportPlace, edition: Edition, *, afresh: bool = False) -> Cleared | None:
    """The cleared tables in force; None where they are to be made first, being out of date or
    wanted `afresh`.

    Where the records are not on this machine, the tables cleared from them elsewhere are taken
    as they are; while a report is pressed, those it is pressed from are. Raises DataError when
    there are none, or when they are of other parameters.
    """
    if os.environ.get(PINNED):
        return _pinned(place, edition)
    held, state = in_force(place, edition), inputs(place)
    if held is not None and state["records"] is None:
        if _agree(made_from(place, edition), state):
            return held
        raise DataError(
            [
                Problem(
                    place.workbench.relative(place.data()),
                    "expected the records: the tables cleared from them are out of date and "
                    "cannot be made again without them",
                )
            ],
            f"Where the records are, type:  lscb clear {place}",
        )
    if afresh or held is None or made_from(place, edition) != state:
        return None
    return held


def latest(place: ReportPlace, edition: Edition) -> Cleared:
    """What was cleared last; ChapterError where nothing was."""
    held = in_force(place, edition)
    if held is None:
        raise ChapterError(
            [Problem(str(place), "expected cleared tables")], f"Type:  lscb clear {place}"
        )
    return held


def _pinned(place: ReportPlace, edition: Edition) -> Cleared:
    """The clearing that a report is being pressed from; ChapterError for any other report."""
    folder = Path(os.environ[PINNED])
    if folder.parent == place.cleared and folder.name.startswith(f"{edition}-"):
        return Cleared(folder)
    raise ChapterError(
        [Problem(f"{place}, {edition}", "expected the report that is being built")],
        "A chapter opens the board, year and edition it is given: see its parameters cell.",
    )


def in_force(place: ReportPlace, edition: Edition) -> Cleared | None:
    """The latest clearing of the edition, whether or not it is up to date."""
    pointer = _pointer(place, edition)
    folder = place.cleared / pointer["set"] if pointer else None
    return Cleared(folder) if folder and (folder / "manifest.json").is_file() else None


def is_up_to_date(place: ReportPlace, edition: Edition) -> bool:
    """Whether a clearing is in force and was made from what is there now."""
    if in_force(place, edition) is None:
        return False
    return is_made_from(place, edition, inputs(place))


def is_made_from(place: ReportPlace, edition: Edition, state: Mapping[str, str | None]) -> bool:
    """Whether the clearing in force was made from what `state` has the digests of, part by part."""
    return _agree(made_from(place, edition), state)


def made_from(place: ReportPlace, edition: Edition) -> dict[str, str | None]:
    """The digests of what the clearing in force was made from, part by part."""
    return _pointer(place, edition).get("inputs", {})


def _agree(held: Mapping[str, str | None], state: Mapping[str, str | None]) -> bool:
    """Whether a clearing was made from what is there now; what is not there is taken on trust."""
    return held | {name: None for name, now in state.items() if now is None} == state


def written(
    place: ReportPlace,
    edition: Edition,
    manifest: dict[str, Any],
    tables: Mapping[str, list[Table]],
    beside: Mapping[str, dict[str, Any]],
    sources: Parts,
) -> Cleared:
    """Write one clearing and point at it: cleared tables by chapter, and files kept beside them.

    The folder appears whole or not at all. Clearings no longer pointed at are removed, unless the
    edition is being built, be it from one of them.
    """
    with alone(place.cleared / f".{edition}.lock", f"{place}: another clearing is being written"):
        making = _unnamed(place, edition, manifest, tables, beside)
        name = f"{edition}-{clearing_digest(making)}"
        if (place.cleared / name).exists():
            for file in beside:
                (making / file).replace(place.cleared / name / file)
            shutil.rmtree(making)
        else:
            making.rename(place.cleared / name)
        kept(cleared_from(place, edition), sources)
        pointed_at(place, edition, {"set": name, "inputs": part_digests(sources)})
    if not is_held(place.lock(edition)):
        remove_others(place, edition)
    return Cleared(place.cleared / name)


def _unnamed(
    place: ReportPlace,
    edition: Edition,
    manifest: dict[str, Any],
    tables: Mapping[str, list[Table]],
    beside: Mapping[str, dict[str, Any]],
) -> Path:
    """The folder of a clearing, whole, before its name is known; what one left is removed."""
    making = place.cleared / f".{edition}-being-made"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for chapter in manifest["chapters"]:
        for table in tables[chapter["name"]]:
            stated = next(t for t in chapter["tables"] if t["name"] == table.name)
            content = csv_of(table, manifest["markings"])
            stated["digest"] = digest_of(content)
            (making / stated["file"]).write_bytes(content)
            metadata = metadata_of(table, stated["file"], manifest)
            (making / f"{stated['file']}-metadata.json").write_bytes(json_of(metadata))
    for file, content in beside.items():
        (making / file).write_bytes(json.dumps(content, ensure_ascii=False).encode())
    (making / "manifest.json").write_bytes(json_of(manifest))
    return making


def remove_others(place: ReportPlace, edition: Edition) -> None:
    """Remove the clearings of an edition but the one in force and the one it was made from."""
    of_edition = pressed_from(place.standing(edition))
    needed = {_pointer(place, edition).get("set"), f"{edition}-{of_edition}"}
    for old in place.cleared.glob(f"{edition}-*"):
        if old.name not in needed and old.is_dir():
            shutil.rmtree(old, ignore_errors=True)


def pressed_from(folder: Path) -> str | None:
    """The digest of the clearing that an edition was made from; None where there is none."""
    try:
        return json.loads((folder / "report.json").read_text(encoding="utf-8"))["cleared"]
    except (OSError, ValueError, KeyError):
        return None


def clearing_digest(folder: Path) -> str:
    """The digest of all that an edition is made from.

    The registration is not among it: where none is told from a small count may follow from counts
    that are withheld, and the digest is printed.
    """
    files = sorted(path for path in folder.iterdir() if path.name != REGISTRATION)
    return digest_of(*(path.read_bytes() for path in files))


def pointed_at(place: ReportPlace, edition: Edition, pointer: dict[str, Any]) -> None:
    """Point at a clearing as the one in force: its `set`, and the `inputs` it was made from."""
    new = place.cleared / f".{edition}.json-{os.getpid()}"
    new.write_bytes(json_of(pointer))
    new.replace(place.cleared / f"{edition}.json")


def _pointer(place: ReportPlace, edition: Edition) -> dict[str, Any]:
    try:
        return json.loads((place.cleared / f"{edition}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _clear_in_another_process(place: ReportPlace, edition: Edition) -> None:
    """Records are read by that process alone, which leaves nothing here but cleared tables."""
    done = _in_another_process(place, "clear", "--edition", edition)
    if done.returncode and not is_up_to_date(place, edition):
        raise ClearingRefused(done.returncode, done.stderr.strip())


def _in_another_process(
    place: ReportPlace, command: str, *options: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lscb", command, place.board, str(place.year), *options],
        cwd=place.workbench.root,
        env=os.environ | {"LSCB_OUTPUTS": str(place.workbench.outputs)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def refusal(place: ReportPlace) -> DataError:
    """The letter about stopped chapters, from a check by the process that reads records.

    For whoever typed the command: it says more than may be kept with what is cleared.
    """
    done = _in_another_process(place, "check")
    return ClearingRefused(DataError.exit_code, done.stderr.strip())


def stopped(place: ReportPlace, chapters: Sequence[str]) -> DataError:
    """The letter that a notebook may keep: which chapters their records stop, and no more."""
    return DataError(
        [Problem(chapter, "this chapter is stopped by its records") for chapter in chapters],
        f"To see what is wrong with them, type:  lscb check {place}",
    )


class ClearingRefused(DataError):  # noqa: N818 - a letter, passed on
    """The clearing process refused: its letter and its exit code, as they were."""

    def __init__(self, exit_code: int, letter: str) -> None:
        super().__init__([], letter)
        self.exit_code = exit_code
