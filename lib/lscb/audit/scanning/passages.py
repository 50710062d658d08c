"""What a file says, a passage at a time, and where it says other than it should."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from lscb.audit.scanning.numbers import numbers_in

Kind = Literal["words", "drawing", "metadata", "unreadable"]


@dataclass(frozen=True)
class Passage:
    """Something a file says, and where in it: "table 2, row 4, column 3".

    A drawing is said by a digest of its bytes; metadata is what no reader sees; what is unreadable
    may say anything.
    """

    where: str
    text: str
    kind: Kind = "words"

    def inside(self, outer: str) -> Passage:
        """The passage of a file, or a part of one, that stands inside another."""
        return replace(self, where=f"{outer}, {self.where}")


NUMBER = "a number that the cleared tables do not give"
SAID = {
    "words": "words that the cleared tables do not give",
    "drawing": "a picture that the cleared tables do not give",
    "metadata": "something beside the text that the cleared tables do not give",
    "unreadable": "this cannot be read, so it is not cleared",
}
MISSING = "something is missing before this that the cleared tables give"


def differences(found: Sequence[Passage], expected: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    """Where a file says other than it should, and in what way; never what it says."""
    pairs = SequenceMatcher(None, _texts(found), _texts(expected), autojunk=False)
    for state, first, last, start, end in pairs.get_opcodes():
        if state == "delete" or state == "replace":
            given = " ".join(each.text for each in expected[start:end])
            yield from ((each.where, _what(each, given)) for each in found[first:last])
        elif state == "insert":
            yield (found[first].where if first < len(found) else "the end", MISSING)


def unsaid(found: Iterable[Passage], said: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """Where a file that has no counterpart says a number that others do not say in these words.

    A passage that others have too is as cleared as theirs; in any other a number must stand
    between two words as it does there.
    """
    known = [" ".join(each.text.split()) for each in said]
    whole, between = set(known), {pair for text in known for pair in _neighbours(text)}
    for each in found:
        text = " ".join(each.text.split())
        if each.kind != "words":
            yield each.where, SAID[each.kind]
        elif text not in whole and not between.issuperset(_neighbours(text)):
            yield each.where, NUMBER


def _neighbours(text: str) -> Iterator[tuple[str, str, str]]:
    """Each number of a text with the words before and after it."""
    for number in numbers_in(text):
        before = re.findall(r"\S+", text[: number.start])[-1:]
        after = re.findall(r"\S+", text[number.end :])[:1]
        yield ("".join(before), number.written, "".join(after))


def _texts(passages: Sequence[Passage]) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in passages]


def _what(passage: Passage, given: str) -> str:
    if passage.kind != "words":
        return SAID[passage.kind]
    known = Counter(number.written for number in numbers_in(given))
    written = Counter(number.written for number in numbers_in(passage.text))
    return NUMBER if written - known else SAID["words"]
