"""A public edition is published: attacked by all, sealed, written down, ready for the web.

What was not published is a draft and says so on every page. What was published is known for good:
the ledger has it, and every later report is protected against it.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from lscb.audit import ATTACKERS, Audit, attacked, of_clearing, of_ledger
from lscb.audit.scanning.commentary import unconfirmed
from lscb.audit.scanning.scan import scanned
from lscb.cleared import CERTIFICATE, REGISTRATION, Cleared, opened
from lscb.clearing.commentary import written
from lscb.csvw import MARKING
from lscb.errors import DataError, DisclosureError, ParameterError, Problem
from lscb.inputs import digest_of, parts
from lscb.ledger import Publication, added, values_of
from lscb.locks import alone
from lscb.press.build import built, only_build
from lscb.press.keys import chapter_parts
from lscb.press.retelling import retold
from lscb.registration import Registration
from lscb.sealing import sealed
from lscb.workbench import ReportPlace, Workbench

Say = Callable[[str], None]

_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The day every file in the archive bears, so that the same edition gives the same archive."""


@dataclass(frozen=True)
class Published:
    """Where a sealed edition is: its folder, and the same as an archive."""

    folder: Path
    archive: Path
    digest: str


def published(place: ReportPlace, day: date, jobs: int, say: Say) -> Published:
    """Publish the public edition of a report; the ledger has it before its folder is there.

    Where nothing changed since it was published last, that edition stands and nothing is written.

    Raises ParameterError for a board of made-up records and for commentary with numbers that no
    cleared table gives; the letter of a report that cannot be built; and DisclosureError where an
    attacker can tell a small count or the pages say what was not cleared. Nothing is published
    then, and what was published before stands.
    """
    _refuse_made_up(place)
    with _only_publication(place, say), only_build(place, "public", say):
        return _published(place, day, jobs, say)


@contextmanager
def _only_publication(place: ReportPlace, say: Say) -> Iterator[None]:
    """One at a time of all that a board publishes: each is protected against those before it."""
    lock = place.workbench.outputs / place.board / ".publishing.lock"
    with alone(lock, f"{place.board}: another report is being published", say):
        yield


def _published(place: ReportPlace, day: date, jobs: int, say: Say) -> Published:
    held = _draft(place, jobs, say)
    made_from = _made_from(place, held)
    if stands := _standing(place, made_from):
        say(f"{place}: nothing has changed since it was published, so that edition stands")
        return stands
    _refuse_unconfirmed(place, held)
    say(f"{place}: attacking what is to be published, with all that was published before")
    audit = _audited(place, held, say)
    aside = place.outputs / ".sealing"
    shutil.rmtree(aside, ignore_errors=True)
    sealing = ReportPlace(Workbench(place.workbench.root, aside), place.board, place.year)
    final = sealed(held, sealing, day, _certificate(held, audit))
    folder = _pressed(sealing, jobs, say)
    _refuse_strays(sealing, folder, final, jobs, say)
    publication = _publication(place, final, held, day, made_from)
    _say_no_longer_printed(place, publication, say)
    _written_down(place, publication, final)
    return _set_out(place, folder, aside, held.digest)


def _refuse_made_up(place: ReportPlace) -> None:
    if place.report().records == "made-up":
        file = place.workbench.relative(place.parameters)
        raise ParameterError(
            [Problem(file, "expected records of the board's own", found="records: made-up")],
            "Made-up records are for trying things out and are never published.",
        )


def _draft(place: ReportPlace, jobs: int, say: Say) -> Cleared:
    """The clearing of the draft that stands, built first where it is not up to date."""
    (report,) = built([place], "public", (), jobs, say)
    if report.letters:
        raise report.letters[0]
    if not report.is_whole:
        missing = [Problem(name, "expected this chapter to be made") for name in report.missing]
        raise DataError(missing, f"Type:  lscb build {place}")
    return opened(place, "public")


def _made_from(place: ReportPlace, held: Cleared) -> str:
    """A digest of all that the edition is made from, but for what was published before."""
    of_clearing = {name: part for name, part in parts(place).items() if name != "published"}
    of_pages = {
        chapter["name"]: {
            name: part
            for name, part in chapter_parts(place.workbench, held, chapter["name"]).items()
            # They follow from the clearing.
            if name not in ("tables", "report")
        }
        for chapter in held.chapters()
    }
    return digest_of(json.dumps([of_clearing, of_pages], sort_keys=True).encode())


def _standing(place: ReportPlace, made_from: str) -> Published | None:
    """What was published last of the board, where it is this report, made from the same."""
    past = place.published()
    last = past[-1] if past else None
    if (
        last is None
        or last.withdrawn
        or (last.year, last.made_from) != (str(place.year), made_from)
    ):
        return None
    # One that was written down and interrupted after stands nowhere, or in one place alone.
    there, archive = _there(place), _archive(place)
    if not archive.is_file():
        return None
    stand = {_cleared_from(there), _cleared_from(zipfile.Path(archive) / archive.stem)}
    return Published(there, archive, last.digest) if stand == {last.sealed} else None


def _cleared_from(folder: Path | zipfile.Path) -> str | None:
    """What the edition in a folder, or in an archive's, was made from."""
    stated = folder / "report.json"
    return json.loads(stated.read_text(encoding="utf-8"))["cleared"] if stated.is_file() else None


def _there(place: ReportPlace) -> Path:
    """The folder that a report is published from."""
    return place.outputs / "published"


def _archive(place: ReportPlace) -> Path:
    return place.outputs / f"{place.board}-{place.year}.zip"


def _refuse_unconfirmed(place: ReportPlace, held: Cleared) -> None:
    report = place.report()
    texts = {chapter: written(place, chapter) for chapter in report.chapters}
    file = place.workbench.relative(place.parameters)
    whole = opened(place, "panel")
    problems = unconfirmed(held, whole, report.disclosure.confirmed, texts, file)
    if problems:
        raise ParameterError(
            problems,
            "Correct the commentary, or confirm what may be published under disclosure: and "
            f"confirmed: in {file}. Then type:  lscb publish {place}",
        )


def _audited(place: ReportPlace, held: Cleared, say: Say) -> Audit:
    before = of_ledger(place.workbench, place.board)
    audit = attacked([*before, of_clearing(held.folder)], ATTACKERS, say=say)
    letter = audit.letter_about_the_last(
        "Nothing was published. Please report this with this text."
    )
    if letter:
        raise letter
    return audit


def _certificate(held: Cleared, audit: Audit) -> dict[str, Any]:
    """The audit's certificate; whom the draft's vouches against, who knew true values, as well.

    Only with them is it known which counts are one, so that an insider of them is put to the test.
    """
    stated = audit.as_certificate()
    draft = json.loads((held.folder / CERTIFICATE).read_text(encoding="utf-8"))["attackers"]
    attackers = [each for each in ATTACKERS if each in {*stated["attackers"], *draft}]
    return stated | {"attackers": attackers}


def _pressed(place: ReportPlace, jobs: int, say: Say) -> Path:
    (report,) = built([place], "public", (), jobs, say)
    if report.letters:
        raise report.letters[0]
    return report.folder


def _refuse_strays(sealing: ReportPlace, folder: Path, final: Cleared, jobs: int, say: Say) -> None:
    say("reading what would be published for anything that was not cleared")
    with retold(sealing, final, jobs) as expected:
        strays = scanned(folder, final, expected)
    if strays:
        raise DisclosureError(
            [stray.problem for stray in strays],
            "Nothing was published. Build the report anew, and look at what stands there.",
        )


def _publication(
    place: ReportPlace, final: Cleared, held: Cleared, day: date, made_from: str
) -> Publication:
    """The edition as the ledger has it; its digest is that of the draft it was sealed from."""
    stated = _registered(final)
    registration = Registration.from_json(stated)
    tables = [
        pd.read_csv(final.folder / file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        for file in stated["tables"]
    ]
    return Publication(
        day.isoformat(),
        str(place.year),
        held.digest,
        place.report().disclosure.policy,
        registration,
        values_of(registration, tables),
        {
            Path(file).stem: _as_printed(table)
            for file, table in zip(stated["tables"], tables, strict=True)
        },
        final.manifest["versions"]["lscb"],
        made_from,
        final.digest,
    )


def _as_printed(table: pd.DataFrame) -> list[list[str]]:
    """A table's headings and cells, less the marking that each row of its file bears."""
    cells = table.drop(columns=MARKING)
    return [[*cells.columns], *cells.to_numpy().tolist()]


def _registered(final: Cleared) -> dict[str, Any]:
    return json.loads((final.folder / REGISTRATION).read_text(encoding="utf-8"))


def _say_no_longer_printed(place: ReportPlace, publication: Publication, say: Say) -> None:
    """How many numbers the last publication of the year printed that are withheld from now on:
    shown beside those that were corrected, they would tell of a few."""
    before = [each for each in place.published() if each.year == publication.year]
    gone = before[-1].printed.keys() - publication.printed.keys() if before else set()
    counted = {count.cell for count in publication.registration.counts if count.printed}
    if withheld := len(gone & counted):
        say(
            f"{withheld} numbers that {place} printed when it was published last are withheld now, "
            "so that nobody can tell from them what was corrected"
        )


def _written_down(place: ReportPlace, publication: Publication, final: Cleared) -> None:
    line = publication.as_json()
    line["registration"] |= {"tables": _registered(final)["tables"]}
    added(place.ledger, line)


def _set_out(place: ReportPlace, folder: Path, aside: Path, digest: str) -> Published:
    """The edition where it is published from, as a folder and as an archive.

    Both are finished beside those that stand, so that an interruption leaves these as they were.
    """
    there, old, archive = _there(place), place.outputs / ".published-old", _archive(place)
    new = _archived(folder, aside / archive.name, f"{place.board}-{place.year}")
    if there.exists():
        shutil.rmtree(old, ignore_errors=True)
        there.rename(old)
    folder.rename(there)
    new.replace(archive)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(aside, ignore_errors=True)
    return Published(there, archive, digest)


def _archived(folder: Path, archive: Path, name: str) -> Path:
    """The files of a folder as an archive in which they are in a folder of that name."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            inside = f"{name}/{path.relative_to(folder).as_posix()}"
            files.writestr(zipfile.ZipInfo(inside, _ZIP_DAY), path.read_bytes())
    return archive


def withdrawn(place: ReportPlace, day: date) -> str:
    """Take a published edition back: its folder goes, and the ledger says so and keeps it.

    Returns the digest of what was withdrawn. Raises DataError when the year was never
    published, or is withdrawn already.
    """
    of_year = [each for each in place.published() if each.year == str(place.year)]
    if not of_year or of_year[-1].withdrawn:
        raise DataError(
            [Problem(place.workbench.relative(place.ledger), f"expected {place} to be published")],
            "There is nothing to withdraw.",
        )
    digest = of_year[-1].digest
    added(place.ledger, {"withdrawn": digest, "year": str(place.year), "day": day.isoformat()})
    shutil.rmtree(_there(place), ignore_errors=True)
    _archive(place).unlink(missing_ok=True)
    return digest
