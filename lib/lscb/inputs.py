"""What something is made from, part by part, as digests: it is up to date while they are the same.

A clearing is pointed at with one digest for each part. The digests of single files are kept beside
it, so that it can be said which of them changed; they stay where the records are.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from lscb import __version__
from lscb.editions import Edition
from lscb.imports import PACKAGE, Known, code, modules_in
from lscb.workbench import ReportPlace, Workbench

Part = Mapping[str, str]
"""The things a part consists of, such as files, and the digest or the version of each."""

Parts = Mapping[str, Part | None]
"""Parts by name; None for one that cannot be read here."""


def digest_of(*contents: bytes) -> str:
    """A digest of some bytes in order, as 16 hexadecimal digits."""
    found = hashlib.sha256()
    for content in contents:
        found.update(len(content).to_bytes(8, "big"))
        found.update(content)
    return found.hexdigest()[:16]


def part_digest(part: Part) -> str:
    """The digest of a part, whatever order its things are in."""
    return digest_of(json.dumps(part, sort_keys=True).encode())


def inputs(place: ReportPlace) -> dict[str, str | None]:
    """Digests of all that a clearing is made from; None for what cannot be read here."""
    return part_digests(parts(place))


def inputs_before_publication(place: ReportPlace) -> dict[str, str | None] | None:
    """The same as if the report had not been published yet; None where it was not the last that
    its board published, or was taken back."""
    before = place.ledger_before_publication()
    if before is None:
        return None
    digest = hashlib.sha256(before).hexdigest()[:16]
    ledger = {_named(place, place.ledger): digest} if before else {}
    return inputs(place) | {"published": part_digest(ledger)}


def part_digests(stated: Parts) -> dict[str, str | None]:
    """The digest of each part; None where it cannot be read here."""
    return {name: None if part is None else part_digest(part) for name, part in stated.items()}


def parts(place: ReportPlace) -> Parts:
    """All that a clearing is made from: files with the digests of what they hold, and versions."""
    return {
        "parameters": {
            _named(place, place.parameters): digest_of(_parameters(place)),
            **_files(place, place.pictures()),
        },
        "titles": _titles(place),
        "records": _records(place),
        "comparators": _comparators(place),
        "published": _files(place, [place.ledger] if place.ledger.is_file() else []),
        "code": _clearing(place.workbench),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """The versions of what decides a number."""
    return {"lscb": __version__, **installed("holidays", "numpy", "pandas", "scipy")}


def installed(*packages: str) -> dict[str, str]:
    """The versions of packages that are installed."""
    return {name: _version(name) for name in packages}


_version = cache(version)


@lru_cache
def code_part(workbench: Workbench, *modules: str) -> Part:
    """Our own code that the modules reach, as it was when this workbench was first asked.

    A command has one workbench, and a notebook finds one whenever it opens its chapter.
    """
    return {
        path.relative_to(PACKAGE).as_posix(): _first(_code_digest, workbench, path)
        for path in code(*modules, known=_known(workbench))
    }


@lru_cache
def _known(_: Workbench) -> Known:
    """What has been found of our modules since this workbench was first asked."""
    return {}


@lru_cache(maxsize=4096)
def _first(digest: Callable[[Path], str], _: Workbench, path: Path) -> str:
    """The digest of a file as it was when this workbench was first asked."""
    return digest(path)


def code_digests(*modules: str) -> Part:
    """Our own code that the modules reach, as it is now."""
    return {path.relative_to(PACKAGE).as_posix(): _code_digest(path) for path in code(*modules)}


def _code_digest(path: Path) -> str:
    return digest_of(path.read_bytes())


def kept(file: Path, stated: Mapping[str, object]) -> None:
    """Keep what something is made from, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}-{os.getpid()}")
    # In ASCII, since a name may be in no encoding.
    new.write_text(json.dumps(stated, indent=1), encoding="ascii", newline="\n")
    new.replace(file)


def recalled(file: Path) -> dict[str, dict[str, dict[str, str] | None]]:
    """What was kept; nothing where it cannot be read."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def cleared_from(place: ReportPlace, edition: Edition) -> Path:
    """Where the parts of a clearing are kept: not with its tables, which go to other machines."""
    return place.outputs / f".{edition}-cleared-from.json"


@lru_cache
def _clearing(workbench: Workbench) -> Part:
    """The code of the clearing, with what it finds by the names of chapters and records, which
    nothing imports."""
    return code_part(workbench, "lscb.clearing", *modules_in("measures"), *modules_in("records"))


def _parameters(place: ReportPlace) -> bytes:
    return place.parameter_text().encode()


def _titles(place: ReportPlace) -> Part:
    """The titles of the chapters the report may have, which stand in its contents."""
    stated, workbench = place.parameter_text(), place.workbench
    return {
        _named(place, workbench.notebook(chapter)): _title(workbench, chapter)
        for chapter in workbench.chapters()
        if chapter in stated
    }


def _title(workbench: Workbench, chapter: str) -> str:
    try:
        return workbench.chapter_title(chapter)
    except (OSError, ValueError, LookupError):
        return "cannot be read"


def _records(place: ReportPlace) -> Part | None:
    """Every file the report reads from its own and earlier years' folders.

    None where the year's folder is not on this machine. A file that cannot be read is not as it
    was when it could be: the tables made of it then are not up to date.
    """
    return _files(place, place.data_files()) if place.data().is_dir() else None


def _comparators(place: ReportPlace) -> Part | None:
    """What others published that the report may use: the releases it names, say.

    Each is read once for all reports of a command.
    """
    stated = place.parameter_text()
    files = [
        path
        for path in place.workbench.comparator_files()
        if path.parent.name != "figures" or path.stem in stated
    ]
    return {
        _named(place, path): _first(_content_digest, place.workbench, path) for path in files
    } or None


def _files(place: ReportPlace, files: list[Path]) -> Part:
    return {_named(place, path): _content_digest(path) for path in files}


def _named(place: ReportPlace, path: Path) -> str:
    """The path from the workbench, which is as it is on every machine."""
    return path.relative_to(place.workbench.root).as_posix()


def _content_digest(path: Path) -> str:
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()[:16]
    except OSError:
        return "cannot be read"
