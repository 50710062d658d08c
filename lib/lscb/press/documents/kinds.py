"""Which documents an edition has beside its pages, what each is made from, and whether it is due.

It is decided by content, as of chapters: without opening a library that makes one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lscb.cleared import Cleared, file_stem
from lscb.editions import Edition
from lscb.inputs import Parts, code_part, digest_of, kept, part_digests, recalled
from lscb.workbench import ReportPlace, Workbench

PAGE = "report.html"
"""The page of an edition that they are made from."""


class NotAsItShould(Exception):  # noqa: N818 - what a library only warns of
    """What the making of a document warned of: a link to nowhere, a picture that is not there."""


@dataclass(frozen=True)
class Kind:
    """A kind of document: what it is called, the ending of its files, the module that makes it,
    the packages that decide how it comes out, what to type where they are not installed, and what
    to do where a library beneath them is missing."""

    name: str
    ending: str
    module: str
    packages: tuple[str, ...]
    install: str
    beneath: str = ""

    def file(self, place: ReportPlace, edition: Edition) -> str:
        """What the document of a report is called; a restricted edition says so in its name."""
        return f"{file_stem(f'{place.board}-{place.year}', edition)}.{self.ending}"


PDF = Kind(
    "PDF",
    "pdf",
    "lscb.press.documents.pdf",
    ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "fonttools", "matplotlib"),
    "python -m pip install weasyprint pypdf",
    "WeasyPrint finds no Pango, which it draws text with. On Debian or Ubuntu type:  "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0  "
    "with conda:  conda install -c conda-forge pango  on macOS:  brew install pango",
)
WORD = Kind(
    "Word",
    "docx",
    "lscb.press.documents.word",
    ("python-docx", "lxml"),
    "python -m pip install python-docx",
)
KINDS = (PDF, WORD)


@cache
def lacking(kind: Kind) -> str:
    """The package a kind of document cannot be made without and that is not installed; or none."""
    return next((name for name in kind.packages if _version(name) is None), "")


def document_parts(
    kind: Kind, workbench: Workbench, held: Cleared, chapters: Mapping[str, str]
) -> Parts:
    """All that decides a document of a report, part by part; `chapters` are the keys of these."""
    return {
        "chapters": chapters,
        "cleared": {"cleared tables": held.digest},
        "code": code_part(workbench, kind.module),
        "versions": {name: _version(name) or "not installed" for name in kind.packages},
    }


def document_key(parts: Parts) -> str:
    """A digest of all that decides a document."""
    return digest_of(json.dumps(part_digests(parts), sort_keys=True).encode())


def documents_in(folder: Path) -> dict[str, str]:
    """The keys of the documents that an edition holds, by the names of their kinds."""
    try:
        stated: dict[str, str] = json.loads((folder / "report.json").read_bytes())["documents"]
    except (OSError, ValueError, KeyError):
        return {}
    endings = {path.suffix[1:] for path in folder.iterdir()}
    return {kind.name: stated[kind.name] for kind in held_by(stated) if kind.ending in endings}


def due(place: ReportPlace, held: Cleared, chapters: Mapping[str, str]) -> list[Kind]:
    """The documents that can be made here and that the edition that stands does not hold as they
    would be."""
    stated = documents_in(place.edition(held.manifest["edition"]))
    keys = {
        kind: document_key(document_parts(kind, place.workbench, held, chapters)) for kind in KINDS
    }
    return [kind for kind in KINDS if not lacking(kind) and stated.get(kind.name) != keys[kind]]


def held_by(stated: Iterable[str]) -> Sequence[Kind]:
    """The kinds of these names, in their order."""
    names = set(stated)
    return [kind for kind in KINDS if kind.name in names]


def remember_documents(place: ReportPlace, edition: Edition, made: Mapping[str, Parts]) -> None:
    """Keep what documents were made from, so that it can be said later what changed."""
    kept(_memory(place, edition), recalled(_memory(place, edition)) | made)


def remembered_document(place: ReportPlace, edition: Edition, kind: Kind, key: str) -> Parts:
    """What the document of that key was made from; nothing where that is not known any more."""
    parts: Parts = recalled(_memory(place, edition)).get(kind.name, {})
    return parts if parts and document_key(parts) == key else {}


def _memory(place: ReportPlace, edition: Edition) -> Path:
    return place.outputs / f".{edition}-documents-from.json"


@cache
def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
