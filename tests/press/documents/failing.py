"""A module whose documents fail, with words that nobody is to read."""

from pathlib import Path


def document(edition: Path) -> bytes:
    raise ValueError("3 children of Example Street")
