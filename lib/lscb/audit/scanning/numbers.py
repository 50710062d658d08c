"""Numbers in running text: in figures, however they are written, and in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
OTHERS = {
    "nil": 0,
    "none": 0,
    "nobody": 0,
    "neither": 0,
    "single": 1,
    "sole": 1,
    "both": 2,
    "pair": 2,
    "couple": 2,
    "twice": 2,
    "twins": 2,
    "thrice": 3,
    "triplets": 3,
    "dozen": 12,
}
"""Words that tell a number without being one. "First", "once" and "few" mostly tell none."""

PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "tenth": 10}
"""Words that tell a number where "of" follows them: "a third of the deaths"."""

WORDS = {
    **{word: number for number, word in enumerate(UNITS)},
    **{word: 10 * number for number, word in enumerate(TENS, start=2)},
    **{
        f"{ten}-{unit}": 10 * number + below
        for number, ten in enumerate(TENS, start=2)
        for below, unit in enumerate(UNITS[1:10], start=1)
    },
    "hundred": 100,
    "thousand": 1000,
    **OTHERS,
}

_ANY = re.compile(
    # 1,234 and 1 234 with a hard space, but 5,2014 is two; 12.5; whatever other sign Unicode
    # counts with.
    r"(?P<figures>\d+(?:[,\u00a0\u202f]\d{3}(?!\d))*(?:\.\d+)?)"
    r"|(?P<part>\b(?:" + "|".join(PARTS) + r")s?)(?=\s+of\b)"
    r"|\b(?P<word>" + "|".join(sorted(WORDS, key=len, reverse=True)) + r")\b"
    r"|(?P<sign>[^\W\d_a-z]|[^\w\s])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A number in a text: where it starts and ends, as it is written, and what it comes to.

    `value` is None for a part of something, such as "a third of".
    """

    start: int
    end: int
    written: str
    value: float | None

    @property
    def is_in_figures(self) -> bool:
        return self.written[0].isdecimal()


def numbers_in(text: str) -> Iterator[Number]:
    """Every number in a text, in order."""
    for found in _ANY.finditer(text):
        kind, written = str(found.lastgroup), found[0]
        if kind == "sign":
            # Signs such as a half or a circled three; letters and points tell no number.
            if unicodedata.numeric(written, None) is None:
                continue
            value: float | None = unicodedata.numeric(written)
        elif kind == "figures":
            value = float(re.sub(r"[,\u00a0\u202f]", "", written))
        else:
            value = None if kind == "part" else float(WORDS[written.casefold()])
        yield Number(found.start(), found.end(), written, value)
