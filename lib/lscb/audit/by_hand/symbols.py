"""What a cell of somebody's table says: a number, a percentage, or that a count is withheld.

Publishers withhold under many symbols. Some say how large a count may be ("<6", "1-5"); most say
nothing. A symbol for "not available" is an unknown count that is nobody's secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lscb.audit.evidence import NO_BOUND

WITHHELD = {"c", "[c]", "(c)", "*", "**", "-", "x", "~", "s", "[s]", "#", "suppressed", "[low]"}
NOT_AVAILABLE = {"[x]", ":", "..", "...", "na", "n/a", "not available"}
NOT_APPLICABLE = {"z", "[z]", "."}

_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")
_BELOW = re.compile(r"(?:<|under |less than |fewer than )(\d+)")
_UP_TO = re.compile(r"(?:<=|≤|up to )(\d+)|(\d+) or (?:fewer|less)")
_BAND = re.compile(r"([01])(?:-| to )(\d+)")
_ABOVE = re.compile(r"(?:>|over |more than )(\d+)")

MOST_OF_A_BAND = 10
"""A band up to more than this is an age or a duration, not a withheld count."""


@dataclass(frozen=True)
class Said:
    """What one cell of a figure column says.

    `least` and `most` are what a withheld count can be by its symbol; `least` is None where it does
    not say whether it may be none. `decimals` are those printed.
    """

    value: float | None = None
    least: float | None = None
    most: float = NO_BOUND
    withheld: bool = False
    percent: bool = False
    decimals: int = 0


def plain(text: str) -> str:
    """Text as it is compared: small letters, single spaces, one kind of dash."""
    return re.sub(r"\s+", " ", text.replace("–", "-").replace("—", "-")).strip().casefold()


def said(text: str) -> Said | None:
    """What a cell says; None where it is but words."""
    words = plain(text)
    if words in WITHHELD:
        return Said(withheld=True)
    if words in NOT_AVAILABLE | NOT_APPLICABLE | {""}:
        return Said()
    number = words.removesuffix("%").strip()
    if _NUMBER.fullmatch(number):
        _, _, after = number.partition(".")
        value = float(number.replace(",", ""))
        return Said(value, percent=number != words, decimals=len(after))
    return _bounded(words)


def _bounded(words: str) -> Said | None:
    """A withheld count whose symbol says how large it may be."""
    if found := _BELOW.fullmatch(words):
        return Said(most=float(found[1]) - 1, withheld=True)
    if found := _UP_TO.fullmatch(words):
        return Said(most=float(found[1] or found[2]), withheld=True)
    if found := _ABOVE.fullmatch(words):
        return Said(least=float(found[1]) + 1, withheld=True)
    found = _BAND.fullmatch(words)
    if found and int(found[2]) <= MOST_OF_A_BAND:
        return Said(least=float(found[1]), most=float(found[2]), withheld=True)
    return None
