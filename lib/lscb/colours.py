"""Colours against each other: the contrast that WCAG 2.2 measures, and the nearest that has it."""

from __future__ import annotations

PAPER, DARK = "#ffffff", "#16191c"
"""What a page is written on, by day and by night."""

READABLE = 4.5
"""The least contrast of text (WCAG 2.2, success criterion 1.4.3)."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as #12436d: 1 to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, paper: str) -> str:
    """The colour, or the nearest towards black or white that is readable on the paper."""
    end = "#000000" if _luminance(paper) > 0.18 else "#ffffff"
    steps = (_mixed(colour, end, part / 100) for part in range(101))
    return next(mixed for mixed in steps if contrast(mixed, paper) >= READABLE)


def _luminance(colour: str) -> float:
    """Relative luminance: 0 for black to 1 for white (WCAG 2.2)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in _parts(colour))
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _mixed(colour: str, other: str, part: float) -> str:
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, ...]:
    """Red, green and blue, 0 to 255 each; the short form #abc stands for #aabbcc."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return tuple(int(digits[place : place + 2], 16) for place in (0, 2, 4))
