"""A scan of a finished edition for whatever was not cleared.

The edition is compared with what its cleared tables give when nothing else is within reach
(`lscb.press.retelling`), file by file and to the byte. Where the two differ, the file is read as
what it is, to say where. One that has no counterpart is a finding, and so is each number in it that
the edition does not say in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lscb.audit.scanning.data_files import notebook, table, values
from lscb.audit.scanning.documents import office_file
from lscb.audit.scanning.drawings import drawing
from lscb.audit.scanning.pages import page
from lscb.audit.scanning.passages import Passage, differences, unsaid
from lscb.audit.scanning.pdfs import pdf_file
from lscb.cleared import Cleared, clearing_digest
from lscb.errors import Problem
from lscb.inputs import digest_of

NO_FILE = "a file that is no part of an edition"
LACKING = "a file of the edition is missing"
NO_PLAIN_FILE = "a link or a device where a file was expected"
HIDDEN_DIFFERENCE = "its bytes are not those that the cleared tables give"
CHANGED = "the cleared tables are not as they left the gate"

MACHINE = re.compile(
    r"(?:^|[\s\"'(=>])(?:/(?:home|Users|root|tmp|var|mnt|opt|work)/|[A-Za-z]:\\|\\\\\w|file:/)"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
)
"""Folders of a machine, and times of day: what tells where and when something was made."""

TOLD_OF_THE_MACHINE = "a folder of a machine or a time of day"


@dataclass(frozen=True)
class Stray:
    """Something in an edition that was not cleared: the file, where in it, and what it is.

    It is never repeated, not even where a file's name says it.
    """

    file: str
    where: str
    what: str

    @property
    def problem(self) -> Problem:
        """The same as a letter says it."""
        return Problem(self.file, f"found {self.what}", column=self.where or None)


def scanned(edition: Path, held: Cleared, expected: Path) -> list[Stray]:
    """All that is in the finished edition in the folder `edition` and was not cleared.

    `held` is what it was cleared from, and `expected` the folder of the edition told again from
    that alone.
    """
    found = [Stray("cleared tables", "", CHANGED)] if not _is_as_cleared(held) else []
    given = {p.relative_to(expected).as_posix(): p for p in _files(expected)}
    met, foreign = set(), {}
    for path in _entries(edition):
        name = path.relative_to(edition).as_posix()
        met.add(name)
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            found.append(Stray(_masked(name), "", NO_PLAIN_FILE))
        elif path.is_dir():
            if not any(each.startswith(f"{name}/") for each in given):
                found.append(Stray(_masked(name), "", NO_FILE))
        elif name in given:
            found += _compared(name, path.read_bytes(), given[name].read_bytes())
        else:
            foreign[name] = path.read_bytes()
    if foreign:
        said = [each for path in given.values() for each in _passages(path.name, path.read_bytes())]
        found += [each for name, held in foreign.items() for each in _foreign(name, held, said)]
    found += [Stray(name, "", LACKING) for name in given if name not in met]
    return found


def _is_as_cleared(held: Cleared) -> bool:
    """Whether the digest in a clearing's name is that of what it holds."""
    return clearing_digest(held.folder) == held.digest


def _entries(folder: Path) -> list[Path]:
    """Every file and folder beneath a folder, hidden ones too; links are not followed."""
    found = []
    for path in sorted(folder.iterdir()):
        found.append(path)
        if path.is_dir() and not path.is_symlink():
            found += _entries(path)
    return found


def _files(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.is_file()]


def _masked(name: str) -> str:
    """The name of a file that is no part of an edition, less any number it may be there to tell."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in name)
    return re.sub(r"\d", "?", shown)


def _compared(name: str, content: bytes, expected: bytes) -> Iterator[Stray]:
    """Where a file of the edition says other than it should."""
    yield from _of_the_machine(name, content)
    if content == expected:
        return
    pairs = list(differences(_passages(name, content), _passages(name, expected)))
    yield from (Stray(name, where, what) for where, what in pairs)
    if not pairs:
        yield Stray(name, "the file as a whole", HIDDEN_DIFFERENCE)


def _foreign(name: str, content: bytes, said: Sequence[Passage]) -> Iterator[Stray]:
    """A file that is no part of an edition, and what in it no file of the edition says."""
    shown = _masked(name)
    yield Stray(shown, "", NO_FILE)
    for where, what in unsaid(_passages(name, content), said):
        yield Stray(shown, where, what)


def _of_the_machine(name: str, content: bytes) -> Iterator[Stray]:
    """What tells of the machine: it would be told again as it was the first time."""
    for each in _passages(name, content):
        if each.kind == "words" and MACHINE.search(each.text):
            yield Stray(name, each.where, TOLD_OF_THE_MACHINE)


Reader = Callable[[str], Iterable[Passage]]

TEXTS: dict[str, Reader] = {
    ".html": page,
    ".htm": page,
    ".ipynb": notebook,
    ".csv": table,
    ".json": values,
}
BYTES: dict[str, Callable[[bytes], Iterable[Passage]]] = {
    ".docx": office_file,
    ".xlsx": office_file,
    ".pdf": pdf_file,
    ".svg": drawing,
    ".png": drawing,
    ".jpg": drawing,
    ".jpeg": drawing,
}
PLAIN = (".txt", ".md", ".yaml", ".yml", ".log", ".xml", ".css", ".js", ".jsonl", ".tsv")


@lru_cache(maxsize=512)  # most of what is told again is the same
def _passages(name: str, content: bytes) -> Sequence[Passage]:
    """What a file says; that it cannot be read, where nobody here can read it."""
    ending = Path(name).suffix.lower()
    if ending in BYTES:
        return tuple(BYTES[ending](content))
    read = TEXTS.get(ending) or (_lines if ending in PLAIN else None)
    unread = (Passage("the whole", digest_of(content), "unreadable"),)
    if read is None:
        return unread
    try:
        return tuple(read(content.decode("utf-8")))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return unread


def _lines(text: str) -> Iterator[Passage]:
    for number, line in enumerate(text.splitlines(), start=1):
        yield Passage(f"line {number}", line)
