"""Editions that have all their pages, given the documents that are due, and finished."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lscb.cleared import Cleared
from lscb.editions import Edition
from lscb.errors import Letter
from lscb.inputs import Parts
from lscb.press.documents.kinds import (
    KINDS,
    Kind,
    document_key,
    document_parts,
    documents_in,
    held_by,
    lacking,
    remember_documents,
)
from lscb.press.progress import Progress
from lscb.press.record import note
from lscb.workbench import ReportPlace

if TYPE_CHECKING:
    from lscb.press.documents.making import Document

Say = Callable[[str], None]


@dataclass
class Unfinished:
    """An edition whose pages wait in a folder, and the documents it is still to have.

    `keys` are those of its chapters; `is_new` says whether anything but documents is.
    """

    place: ReportPlace
    edition: Edition
    folder: Path
    held: Cleared
    keys: dict[str, str]
    due: Sequence[Kind]
    is_new: bool
    made: list[Kind] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)

    def keep_documents(self, there: Path) -> None:
        """Take over the documents of the edition that stands, `there`, that are not due."""
        stated = documents_in(there)
        for kind in held_by(stated):
            if kind not in self.due and stated[kind.name] == self.document_key(kind):
                name = kind.file(self.place, self.edition)
                shutil.copyfile(there / name, self.folder / name)
                self.documents[kind.name] = stated[kind.name]

    @property
    def all_keys(self) -> dict[str, dict[str, str]]:
        """The keys of its chapters and of the documents it has."""
        return {"keys": self.keys, "documents": self.documents}

    @property
    def files(self) -> dict[str, Path]:
        """The documents it has, by what they are."""
        kinds = held_by(self.documents)
        return {kind.name: self.folder / kind.file(self.place, self.edition) for kind in kinds}

    def document_key(self, kind: Kind) -> str:
        return document_key(self.document_parts(kind))

    def document_parts(self, kind: Kind) -> Parts:
        return document_parts(kind, self.place.workbench, self.held, self.keys)


def make_documents(editions: Sequence[Unfinished], jobs: int, say: Say) -> None:
    """Make the documents that are due of some editions, `jobs` side by side, and say of each what
    became of it; of a library that is not there once."""
    pairs = [(edition, kind) for edition in editions for kind in edition.due]
    if not pairs:
        return
    from lscb.press.documents.making import DocumentTask, documents

    tasks = [DocumentTask(kind, e.place, e.edition, e.folder) for e, kind in pairs]
    progress, said, began = Progress(len(tasks)), [], time.monotonic()
    for number, done in documents(tasks, jobs):
        edition, kind = pairs[number]
        _take(edition, kind, done)
        if done.wanting:
            said.append(f"no {kind.name} is made: {done.wanting}")
            continue
        passed, failed = time.monotonic() - began, done.letter is not None
        say(progress.line(tasks[number].name, done.seconds, failed=failed, passed=passed))
    for line in dict.fromkeys(said):
        say(line)


def not_installed() -> list[str]:
    """What to say of the documents whose libraries are not installed."""
    return [
        f"no {kind.name} is made: {lacking(kind)} is not installed. Type:  {kind.install}"
        for kind in KINDS
        if lacking(kind)
    ]


def _take(edition: Unfinished, kind: Kind, done: Document) -> None:
    """Note what became of a document."""
    state = "ok" if done.is_made else "not made" if done.wanting else "failed"
    name, seconds = kind.file(edition.place, edition.edition), round(done.seconds, 3)
    note(edition.place.outputs, edition.edition, name, state, seconds=seconds)
    if done.letter:
        edition.letters.append(done.letter)
    elif done.is_made:
        parts = edition.document_parts(kind)
        remember_documents(edition.place, edition.edition, {kind.name: parts})
        edition.made.append(kind)
        edition.documents[kind.name] = document_key(parts)
