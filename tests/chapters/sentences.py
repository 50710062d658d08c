"""The sentences a chapter found, and the numbers in a sentence."""

from __future__ import annotations

import re

from lscb.figures.wording import FINDINGS


def said(shown) -> list[str]:
    return shown.more[FINDINGS]["sentences"]


def numbers(sentence: str) -> list[str]:
    """The numbers of a sentence that are no dates, years or the words of a definition."""
    fixed = r"31 March \d{4}|\d{4}-\d{2}|10,000|100,000|15 working days|95 %"
    return re.findall(r"\d[\d,.]*", re.sub(fixed, "", sentence))
