"""A board's key: what decides, where several counts would do, which is withheld beside a small one.

Which one is must follow from nothing that a reader knows. Otherwise he protects each table anew
that might stand behind the published one, and keeps those of which the same counts are withheld.
"""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

from lscb.errors import DataError, Problem
from lscb.workbench import ReportPlace

_KEY = re.compile(r"[0-9a-f]{64}")


def board_key(place: ReportPlace, *, made_up: bool) -> bytes:
    """The board's key of 32 bytes, made at the first clearing and kept with its records.

    Records that are made up have nothing to hide: their key is the board's own name, so that they
    are cleared alike everywhere. Raises DataError where the key cannot be kept, or is none.
    """
    if made_up:
        return sha256(place.board.encode()).digest()
    try:
        place.key.parent.mkdir(parents=True, exist_ok=True)
        with place.key.open("x", encoding="ascii", newline="\n") as new:
            new.write(f"{secrets.token_hex(32)}\n")
    except FileExistsError:
        pass
    except OSError:
        raise _no_key(place, "expected a folder in which the board's key can be kept") from None
    return _kept(place)


def _kept(place: ReportPlace) -> bytes:
    what = "expected the board's key as it was made, one line of 64 figures and letters"
    try:
        text = place.key.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise _no_key(place, what) from None
    if not _KEY.fullmatch(text):
        raise _no_key(place, what)
    return bytes.fromhex(text)


def _no_key(place: ReportPlace, what: str) -> DataError:
    return DataError(
        [Problem(place.workbench.relative(place.key), what)],
        "Restore the file, or remove it to have another made: then other counts may be withheld "
        f"beside small ones than before. Then type:  lscb clear {place}",
    )
